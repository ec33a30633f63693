// SPDX-License-Identifier: MIT
// What a person does with webhooks, and what a signed call of a hook does: the work behind Engine's methods. Jobs run
// inside one write transaction; each change by a person is recorded in the audit log.
#pragma once

#include "core/taskflow.h"
#include "core/verificationcheck.h"
#include "model/webhook.h"
#include "storage/auditlog.h"
#include "storage/connection.h"
#include "wire/taskyaml.h"

namespace vibecoder::webhookdesk {

/// Who changes what, and where it is recorded.
struct Desk
{
    AuditLog &audit;
    QString actor;
    QDateTime now;
};

/// A webhook ready to be stored; its secret is derived with `key`.
[[nodiscard]] Result<NewWebhook> prepare(const WebhookRequest &request, const QByteArray &key, const Desk &desk);
Result<> add(Connection &c, const Webhook &webhook, const Desk &desk);
Result<> remove(Connection &c, const QString &idOrPrefix, const Desk &desk);
Result<int> resend(Connection &c, const QString &idOrPrefix, const QList<qint64> &events, const Desk &desk);
/// Sends `test` now and waits for the answer; at most ten seconds. Processes events of the calling thread.
[[nodiscard]] WebhookAnswer sendTest(const Webhook &webhook, const QByteArray &key, const QDateTime &now);

/// accepted: the digest that was shown to the person; another one than that of the template is a Conflict.
[[nodiscard]] Result<NewHook> prepareHook(const QString &name, const QByteArray &yaml, const TaskFileContext &context,
    const QString &accepted, const QByteArray &key, const Desk &desk);
Result<> addHook(Connection &c, const Hook &hook, const Desk &desk);
Result<> removeHook(Connection &c, const QString &name, const Desk &desk);

/// A call whose signature and time were checked.
struct CheckedCall
{
    Hook hook;
    QString delivery, signature;
    QJsonObject body;
};
/// Unauthorized, always with the same words, when there is no such hook, a header is missing or the signature is wrong;
/// the same again, with the reason, when only the time is.
[[nodiscard]] Result<CheckedCall> checkCall(
    const std::optional<Hook> &hook, const HookCall &call, const QByteArray &key, const QDateTime &now);
/// The task it asks for. Conflict when the template is no longer what was accepted (its folder changed …).
[[nodiscard]] Result<TaskSpec> taskOf(const CheckedCall &call, TaskFileContext context);
/// Once per delivery: a known one gives the task it made. Unavailable when there were too many within a minute.
Result<HookReceipt> call(Connection &c, const CheckedCall &call, const TaskSpec &spec,
    const taskflow::Acceptance &acceptance, const QDateTime &now);
/// What was made of a call that is known already.
Result<std::optional<HookReceipt>> known(Connection &c, const CheckedCall &call);

} // namespace vibecoder::webhookdesk
