// SPDX-License-Identifier: MIT
#include "integrations/webhooks/payload.h"

#include "base/logging.h"
#include "integrations/webhooks/signature.h"
#include "integrations/webhooks/webhookurl.h"
#include "wire/modelcodec.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace vibecoder::webhooks {

using namespace Qt::StringLiterals;

namespace {

QByteArray bytesOf(const QJsonObject &json)
{
    // Once more: a secret may have become known after the event was stored.
    return QJsonDocument(redactJson(json).toObject()).toJson(QJsonDocument::Compact);
}

} // namespace

QByteArray payloadOf(const WebhookDelivery &delivery, const Event &event, const QString &taskName)
{
    QJsonObject json{{u"id"_s, delivery.id()}, {u"webhook"_s, delivery.webhookId}, {u"type"_s, toWire(event.kind)},
        {u"created_at"_s, timeToWire(event.at)}, {u"event"_s, toJson(event)}};
    if (!event.taskId.isEmpty())
        json.insert(u"task"_s, QJsonObject{{u"id"_s, event.taskId}, {u"name"_s, taskName}});
    return bytesOf(json);
}

QByteArray testPayload(const QString &deliveryId, const QString &webhookId, const QDateTime &now)
{
    return bytesOf(
        {{u"id"_s, deliveryId}, {u"webhook"_s, webhookId}, {u"type"_s, u"test"_s}, {u"created_at"_s, timeToWire(now)}});
}

QByteArray requestBytes(const QUrl &url, const QByteArray &body, const QByteArray &deliveryId,
    const QByteArray &timestamp, const QByteArray &secret)
{
    QByteArray bytes;
    bytes.reserve(body.size() + 1024);
    bytes += "POST " + targetOf(url) + " HTTP/1.1\r\nHost: " + hostHeader(url) + "\r\n";
    bytes += "User-Agent: VibeCoder/" VIBECODER_VERSION "\r\nContent-Type: application/json\r\nAccept: */*\r\n";
    bytes += QByteArray(kDeliveryHeader) + ": " + deliveryId + "\r\n" + kTimestampHeader + ": " + timestamp + "\r\n" +
             kSignatureHeader + ": v1=" + signatureOf(secret, timestamp, body) + "\r\n";
    bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n";
    return bytes + body;
}

} // namespace vibecoder::webhooks
