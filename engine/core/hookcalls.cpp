// SPDX-License-Identifier: MIT
// Hooks that others call: storing a template, and what a signed call of it does.
#include "core/webhookdesk.h"

#include "base/digest.h"
#include "core/auditing.h"
#include "core/taskflow.h"
#include "integrations/webhooks/hooktemplate.h"
#include "integrations/webhooks/signature.h"
#include "integrations/webhooks/signingkey.h"
#include "storage/hookstore.h"
#include "storage/taskstore.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace vibecoder::webhookdesk {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostCallsPerMinute = 120;

Result<> record(Connection &c, const Desk &desk, const QString &action, const Hook &hook)
{
    VC_TRY(const AuditAnchor anchor,
        desk.audit.append({{u"record"_s, u"hook"_s}, {u"actor"_s, desk.actor}, {u"action"_s, action},
                              {u"hook"_s, hook.name}, {u"content_hash"_s, hook.accepted}},
            desk.now));
    return storeAnchor(c, anchor);
}

tl::unexpected<Error> unauthorized(const QString &hint = {})
{
    return fail(ErrorCode::Unauthorized, u"the call is not signed by this hook's secret"_s, hint);
}

Result<QString> statusOf(Connection &c, const QString &taskId)
{
    const Result<Task> task = taskstore::byId(c, taskId);
    if (task)
        return toWire(task->state);
    if (task.error().code == ErrorCode::NotFound)
        return u"deleted"_s;
    return passError(task);
}

} // namespace

Result<NewHook> prepareHook(const QString &name, const QByteArray &yaml, const TaskFileContext &context,
    const QString &accepted, const QByteArray &key, const Desk &desk)
{
    if (!webhooks::isHookName(name))
        return fail(ErrorCode::InvalidArgument, QCoreApplication::translate("Webhooks", "This is no name for a hook."),
            QCoreApplication::translate("Webhooks", "Use 1 to 64 small letters, digits, - and _."));
    const webhooks::HookTemplateReading reading = webhooks::readHookTemplate(yaml, context);
    if (!reading.errors.isEmpty()) {
        const TaskFileError &first = reading.errors.constFirst();
        return fail(ErrorCode::InvalidArgument, u"%1: %2"_s.arg(first.field, first.message), first.hint);
    }
    if (accepted != reading.read.digest)
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("Webhooks", "What was accepted is not what the template says."),
            QCoreApplication::translate("Webhooks", "Look at its verification commands and accept them again."));
    NewHook made;
    made.hook.name = name;
    made.hook.yaml = QString::fromUtf8(yaml);
    made.hook.directory = context.baseFolder;
    made.hook.accepted = reading.read.digest;
    made.hook.salt = webhooks::newSalt();
    made.hook.createdAt = desk.now;
    made.hook.createdBy = desk.actor;
    made.secret = webhooks::secretOf(key, "hook", name, made.hook.salt);
    return made;
}

Result<> addHook(Connection &c, const Hook &hook, const Desk &desk)
{
    VC_CHECK(hookstore::insert(c, hook));
    return record(c, desk, u"add_hook"_s, hook);
}

Result<> removeHook(Connection &c, const QString &name, const Desk &desk)
{
    VC_TRY(const std::optional<Hook> hook, hookstore::byName(c, name));
    if (!hook)
        return fail(ErrorCode::NotFound,
            QCoreApplication::translate("Webhooks", "There is no hook %1.").arg(name.left(64)),
            QCoreApplication::translate("Webhooks", "`vibecoder hook list` shows them."));
    VC_CHECK(hookstore::remove(c, name));
    return record(c, desk, u"remove_hook"_s, *hook);
}

Result<CheckedCall> checkCall(
    const std::optional<Hook> &hook, const HookCall &call, const QByteArray &key, const QDateTime &now)
{
    // A name that is not there takes the same way and time.
    const QByteArray secret = webhooks::secretOf(key, "hook", call.name, hook ? hook->salt : u"nobody"_s).toLatin1();
    const bool fits = webhooks::isSignedWith(secret, call.timestamp, call.body, call.signature);
    if (!fits || !hook)
        return unauthorized();
    if (!webhooks::isTimely(call.timestamp, now.toSecsSinceEpoch()))
        return unauthorized(
            u"The timestamp must be within %1 seconds of this machine's clock."_s.arg(webhooks::kTimestampWindow));
    if (!webhooks::isDeliveryId(call.delivery))
        return fail(ErrorCode::InvalidArgument, u"the delivery id is missing or malformed"_s,
            u"Send `VibeCoder-Delivery`: 1 to 128 letters, digits and -_.: that are the same for each try."_s);
    CheckedCall checked;
    checked.hook = *hook;
    checked.delivery = QString::fromLatin1(call.delivery);
    checked.signature = QString::fromLatin1(webhooks::signatureOf(secret, call.timestamp, call.body));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(call.body, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return fail(ErrorCode::InvalidArgument, u"the body must be a JSON object"_s);
    checked.body = document.object();
    return checked;
}

Result<TaskSpec> taskOf(const CheckedCall &call, TaskFileContext context)
{
    context.baseFolder = call.hook.directory;
    const webhooks::HookTemplateReading reading = webhooks::readHookTemplate(call.hook.yaml.toUtf8(), context);
    const tl::unexpected<Error> stale = fail(ErrorCode::Conflict,
        u"the template of this hook is no longer what was accepted"_s, u"Its owner must store it again."_s);
    if (!reading.errors.isEmpty() || reading.read.digest != call.hook.accepted)
        return stale;
    VC_TRY(const TaskSpec spec, webhooks::fillTemplate(reading.read, call.body));
    // Nothing of the body reaches what was accepted; this is where that is held.
    if (verificationDigest(spec) != call.hook.accepted)
        return stale;
    const QList<TaskFileError> errors = checkTaskSpec(spec, context);
    if (!errors.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"%1: %2"_s.arg(errors.constFirst().field, errors.constFirst().message),
            errors.constFirst().hint);
    return spec;
}

Result<std::optional<HookReceipt>> known(Connection &c, const CheckedCall &call)
{
    using Known = std::optional<HookReceipt>;
    VC_TRY(const std::optional<QString> task, hookstore::taskOfCall(c, call.hook.name, call.delivery, call.signature));
    if (!task)
        return Known();
    VC_TRY(const QString status, statusOf(c, *task));
    return Known(HookReceipt{call.delivery, *task, status, true});
}

Result<HookReceipt> call(Connection &c, const CheckedCall &call, const TaskSpec &spec,
    const taskflow::Acceptance &acceptance, const QDateTime &now)
{
    const QString &name = call.hook.name;
    VC_TRY(const std::optional<Hook> hook, hookstore::byName(c, name));
    if (!hook || hook->salt != call.hook.salt) // removed or replaced since it was looked at
        return unauthorized();
    VC_TRY(const std::optional<HookReceipt> before, known(c, call));
    if (before)
        return *before;
    constexpr qint64 minuteMs = 60000;
    VC_TRY(const int recent, hookstore::callsSince(c, name, now.addMSecs(-minuteMs), kMostCallsPerMinute));
    if (recent >= kMostCallsPerMinute)
        return fail(ErrorCode::Unavailable, u"too many calls of this hook within a minute"_s, u"Try again later."_s);
    Task task;
    task.id = newId();
    task.spec = taskflow::withoutSecrets(spec);
    // Accepted when the template was stored; what is dangerous is asked about each time all the same.
    task.accepted = !hasDangerous(acceptance.judged);
    VC_TRY(const Task made, taskflow::submit(c, task, u"hook:"_s + name, now, acceptance));
    VC_CHECK(hookstore::remember(c, name, call.delivery, call.signature, made.id, now));
    return HookReceipt{call.delivery, made.id, toWire(made.state), false};
}

} // namespace vibecoder::webhookdesk
