// SPDX-License-Identifier: MIT
// Webhooks: addresses that hear of events, and what could not be told to them.
#include "handlers.h"

#include "parameters.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

#include <algorithm>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

template <typename T>
QJsonArray jsonOf(const QList<T> &items)
{
    QJsonArray array;
    for (const T &item : items)
        array.append(toJson(item));
    return array;
}

Result<QList<EventKind>> eventsOf(const QJsonValue &value)
{
    if (value.isUndefined() || value.isNull())
        return usualWebhookEvents();
    QList<EventKind> events;
    for (const QJsonValue &one : value.toArray()) {
        const auto kind = fromWire<EventKind>(one.toString());
        if (!kind)
            return fail(ErrorCode::InvalidArgument, u"`events` does not know that word"_s,
                u"An empty list means all. Accepted: %1."_s.arg(wireNames<EventKind>().join(u", "_s)));
        if (!events.contains(*kind))
            events.append(*kind);
    }
    return events;
}

} // namespace

void listWebhooks(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QList<Webhook>> webhooks = context.engine.webhooks();
    if (!webhooks) {
        answer(HttpReply::ofError(webhooks.error(), request.id));
        return;
    }
    const Result<QJsonObject> page = pageOfItems(request, u"webhooks"_s, jsonOf(*webhooks), u"id"_s);
    answer(page ? HttpReply::ofJson(*page) : HttpReply::ofError(page.error(), request.id));
}

void readWebhook(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<Webhook> webhook = id ? context.engine.webhook(*id) : Result<Webhook>(passError(id));
    answer(webhook ? HttpReply::ofJson(toJson(*webhook)) : HttpReply::ofError(webhook.error(), request.id));
}

// The answer is the only one that holds the secret.
void createWebhook(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const QJsonObject &json = request.json;
    for (auto it = json.begin(); it != json.end(); ++it) {
        const QString &field = it.key();
        const bool fits = (field == u"url"_s && it.value().isString()) ||
                          (field == u"events"_s && (it.value().isArray() || it.value().isNull())) ||
                          (field == u"allow_private"_s && it.value().isBool());
        if (!fits) {
            answer(HttpReply::refusal(422, u"`%1` is not known, or not of its type"_s.arg(field.left(60)), request.id,
                u"`url` is text, `events` a list of words, `allow_private` true or false."_s, field.left(60)));
            return;
        }
    }
    const Result<QList<EventKind>> events = eventsOf(json.value(u"events"_s));
    if (!events) {
        answer(HttpReply::refusal(422, events.error().message, request.id, events.error().hint, u"events"_s));
        return;
    }
    const WebhookRequest wanted{json.value(u"url"_s).toString(), *events, json.value(u"allow_private"_s).toBool()};
    context.answerWhenStored(
        context.engine.addWebhook(wanted, ApiContext::actorOf(request)), request, answer, [](const NewWebhook &made) {
            HttpReply reply = HttpReply::ofJson(toJson(made), 201);
            reply.headers.emplaceBack("Location", "/api/webhooks/" + made.webhook.id.toLatin1());
            return reply;
        });
}

void deleteWebhook(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    const QString requestId = request.id;
    whenDone(context.engine.removeWebhook(*id, ApiContext::actorOf(request)), &context,
        [answer, requestId](const Result<> &done) {
            answer(done ? HttpReply{204, {}, {}, {}} : HttpReply::ofError(done.error(), requestId));
        });
}

void testWebhook(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    context.answerWhenStored(context.engine.testWebhook(*id), request, answer,
        [](const WebhookAnswer &how) { return HttpReply::ofJson(toJson(how)); });
}

void listWebhookFailures(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    constexpr int most = 500; // of those that are given up, the newest
    const Result<QString> id = idOf(request);
    const Result<Webhook> webhook = id ? context.engine.webhook(*id) : Result<Webhook>(passError(id));
    if (!webhook) {
        answer(HttpReply::ofError(webhook.error(), request.id));
        return;
    }
    Result<QList<WebhookDelivery>> failures = context.engine.webhookFailures(webhook->id, most);
    if (!failures) {
        answer(HttpReply::ofError(failures.error(), request.id));
        return;
    }
    std::reverse(failures->begin(), failures->end());
    const Result<QJsonObject> page = pageOfItems(request, u"failures"_s, jsonOf(*failures), u"id"_s, true);
    answer(page ? HttpReply::ofJson(*page) : HttpReply::ofError(page.error(), request.id));
}

void resendWebhookFailures(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<Webhook> webhook = id ? context.engine.webhook(*id) : Result<Webhook>(passError(id));
    if (!webhook) {
        answer(HttpReply::ofError(webhook.error(), request.id));
        return;
    }
    QList<qint64> events;
    const QJsonValue deliveries = request.json.value(u"deliveries"_s);
    for (const QJsonValue &one : deliveries.toArray()) {
        const QString text = one.toString();
        bool number = false;
        const qint64 seq = text.section(u'-', -1).toLongLong(&number);
        if (!number || text.section(u'-', 0, 0) != *id) {
            answer(HttpReply::refusal(422, u"`deliveries` holds something else than ids of failed deliveries"_s,
                request.id, u"GET /api/webhooks/{id}/failures lists them."_s, u"deliveries"_s));
            return;
        }
        events.append(seq);
    }
    const bool all = deliveries.isUndefined() || deliveries.isNull();
    if (!all && events.isEmpty()) {
        answer(HttpReply::refusal(422, u"`deliveries` must be a list of ids"_s, request.id,
            u"Without it all failed ones are sent again."_s, u"deliveries"_s));
        return;
    }
    context.answerWhenStored(
        context.engine.resendFailures(*id, events, ApiContext::actorOf(request)), request, answer, [](int count) {
            return HttpReply::ofJson({{u"resent"_s, count}});
        });
}

} // namespace vibecoder::handlers
