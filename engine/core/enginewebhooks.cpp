// SPDX-License-Identifier: MIT
// Webhooks of both directions.
#include "core/engineprivate.h"

#include "core/webhookdesk.h"
#include "integrations/webhooks/hooktemplate.h"
#include "integrations/webhooks/signingkey.h"
#include "storage/hookstore.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

template <typename T>
QFuture<Result<T>> ready(Result<T> value)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

} // namespace

Result<QList<Webhook>> Engine::webhooks()
{
    return webhookstore::list(d->db->reader(), true);
}

Result<Webhook> Engine::webhook(const QString &idOrPrefix)
{
    return webhookstore::byId(d->db->reader(), idOrPrefix);
}

QFuture<Result<NewWebhook>> Engine::addWebhook(const WebhookRequest &request, const QString &actor)
{
    const auto key = webhooks::signingKey(dataFolder());
    const webhookdesk::Desk desk{d->audit, actor, d->clock.now()};
    const Result<NewWebhook> made =
        key ? webhookdesk::prepare(request, *key, desk) : Result<NewWebhook>(passError(key));
    if (!made)
        return ready(made);
    return d->change<NewWebhook>([made = *made, desk](Connection &c) -> Result<NewWebhook> {
        VC_CHECK(webhookdesk::add(c, made.webhook, desk));
        return made;
    });
}

QFuture<Result<>> Engine::removeWebhook(const QString &idOrPrefix, const QString &actor)
{
    const webhookdesk::Desk desk{d->audit, actor, d->clock.now()};
    return d->change<void>([idOrPrefix, desk](Connection &c) { return webhookdesk::remove(c, idOrPrefix, desk); });
}

QFuture<Result<WebhookAnswer>> Engine::testWebhook(const QString &idOrPrefix)
{
    const auto key = webhooks::signingKey(dataFolder());
    const auto found = webhook(idOrPrefix);
    if (!found)
        return ready<WebhookAnswer>(passError(found));
    if (!key)
        return ready<WebhookAnswer>(passError(key));
    auto promise = std::make_shared<QPromise<Result<WebhookAnswer>>>();
    promise->start();
    d->posts.start([promise, found = *found, key = *key, now = d->clock.now()] {
        promise->addResult(webhookdesk::sendTest(found, key, now));
        promise->finish();
    });
    return promise->future();
}

Result<QList<WebhookDelivery>> Engine::webhookFailures(const QString &id, int limit)
{
    return webhookstore::dead(d->db->reader(), id, limit);
}

QFuture<Result<int>> Engine::resendFailures(
    const QString &idOrPrefix, const QList<qint64> &events, const QString &actor)
{
    const webhookdesk::Desk desk{d->audit, actor, d->clock.now()};
    return d->change<int>(
        [idOrPrefix, events, desk](Connection &c) { return webhookdesk::resend(c, idOrPrefix, events, desk); });
}

void Engine::startDelivery()
{
    if (std::exchange(d->delivers, true))
        return;
    connect(d->db.get(), &Database::changed, this, [this] { d->wakeDelivery(); });
    d->wakeDelivery();
}

HookTemplate Engine::readHookTemplate(
    const QByteArray &yaml, const TaskFileContext &context, QList<TaskFileError> *errors)
{
    const webhooks::HookTemplateReading reading = webhooks::readHookTemplate(yaml, context);
    *errors = reading.errors;
    return reading.read;
}

Result<QList<Hook>> Engine::hooks()
{
    return hookstore::list(d->db->reader());
}

QFuture<Result<NewHook>> Engine::addHook(const QString &name, const QByteArray &yaml, const TaskFileContext &context,
    const QString &accepted, const QString &actor)
{
    const auto key = webhooks::signingKey(dataFolder());
    const webhookdesk::Desk desk{d->audit, actor, d->clock.now()};
    const Result<NewHook> made =
        key ? webhookdesk::prepareHook(name, yaml, context, accepted, *key, desk) : Result<NewHook>(passError(key));
    if (!made)
        return ready(made);
    return d->change<NewHook>([made = *made, desk](Connection &c) -> Result<NewHook> {
        VC_CHECK(webhookdesk::addHook(c, made.hook, desk));
        return made;
    });
}

QFuture<Result<>> Engine::removeHook(const QString &name, const QString &actor)
{
    const webhookdesk::Desk desk{d->audit, actor, d->clock.now()};
    return d->change<void>([name, desk](Connection &c) { return webhookdesk::removeHook(c, name, desk); });
}

QFuture<Result<HookReceipt>> Engine::callHook(const HookCall &call, const TaskFileContext &context)
{
    const QDateTime now = d->clock.now();
    Connection &reader = d->db->reader();
    const auto prepare = [&]() -> Result<webhookdesk::CheckedCall> {
        VC_TRY(const QByteArray key, webhooks::signingKey(dataFolder()));
        VC_TRY(const std::optional<Hook> hook, hookstore::byName(reader, call.name));
        return webhookdesk::checkCall(hook, call, key, now);
    };
    const Result<webhookdesk::CheckedCall> checked = prepare();
    if (!checked)
        return ready<HookReceipt>(passError(checked));
    // A repeat is answered from what was stored, whatever became of the template meanwhile.
    const Result<std::optional<HookReceipt>> before = webhookdesk::known(reader, *checked);
    if (!before)
        return ready<HookReceipt>(passError(before));
    if (before->has_value())
        return ready<HookReceipt>(**before);
    const Result<TaskSpec> spec = webhookdesk::taskOf(*checked, context);
    if (!spec)
        return ready<HookReceipt>(passError(spec));
    const taskflow::Acceptance acceptance = d->acceptanceOf(*spec, false, taskflow::AcceptedFor::ThisTask);
    return d->change<HookReceipt>([checked = *checked, spec = *spec, acceptance, now](
                                      Connection &c) { return webhookdesk::call(c, checked, spec, acceptance, now); });
}

} // namespace vibecoder
