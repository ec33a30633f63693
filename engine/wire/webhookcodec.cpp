// SPDX-License-Identifier: MIT
// Webhooks and hooks as every surface shows them.
#include "wire/modelcodec.h"

#include "wire/jsonfields.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

QJsonObject toJson(const Webhook &webhook)
{
    QJsonArray events;
    for (const EventKind kind : webhook.events)
        events.append(toWire(kind));
    return {{u"id"_s, webhook.id}, {u"url"_s, webhook.url}, {u"events"_s, events},
        {u"allow_private"_s, webhook.allowPrivate}, {u"created_at"_s, jsonTime(webhook.createdAt)},
        {u"created_by"_s, webhook.createdBy}, {u"waiting"_s, webhook.waiting}, {u"dead"_s, webhook.dead},
        {u"delivered"_s, webhook.delivered}, {u"delivered_at"_s, jsonTime(webhook.deliveredAt)},
        {u"failed_at"_s, jsonTime(webhook.failedAt)}, {u"last_error"_s, webhook.lastError}};
}

QJsonObject toJson(const NewWebhook &made)
{
    QJsonObject json = toJson(made.webhook);
    json.insert(u"secret"_s, made.secret);
    return json;
}

QJsonObject toJson(const WebhookDelivery &delivery)
{
    return {{u"id"_s, delivery.id()}, {u"webhook"_s, delivery.webhookId}, {u"seq"_s, delivery.eventSeq},
        {u"task_id"_s, delivery.taskId}, {u"type"_s, toWire(delivery.kind)}, {u"state"_s, toWire(delivery.state)},
        {u"attempts"_s, delivery.attempts}, {u"taken_at"_s, jsonTime(delivery.takenAt)},
        {u"failed_at"_s, jsonTime(delivery.failedAt)}, {u"last_status"_s, delivery.lastStatus},
        {u"last_error"_s, delivery.lastError}};
}

QJsonObject toJson(const WebhookAnswer &answer)
{
    return {{u"delivered"_s, answer.delivered}, {u"status"_s, answer.status}, {u"error"_s, answer.error},
        {u"duration_ms"_s, answer.durationMs}, {u"address"_s, answer.address}};
}

QJsonObject toJson(const Hook &hook)
{
    return {{u"name"_s, hook.name}, {u"path"_s, u"/api/hooks/"_s + hook.name}, {u"template"_s, hook.yaml},
        {u"verification_digest"_s, hook.accepted}, {u"created_at"_s, jsonTime(hook.createdAt)},
        {u"created_by"_s, hook.createdBy}, {u"calls"_s, hook.calls}, {u"called_at"_s, jsonTime(hook.calledAt)}};
}

QJsonObject toJson(const NewHook &made)
{
    QJsonObject json = toJson(made.hook);
    json.insert(u"secret"_s, made.secret);
    return json;
}

QJsonObject toJson(const HookReceipt &receipt)
{
    return {{u"delivery"_s, receipt.delivery}, {u"task_id"_s, receipt.taskId}, {u"status"_s, receipt.status},
        {u"duplicate"_s, receipt.duplicate}};
}

} // namespace vibecoder
