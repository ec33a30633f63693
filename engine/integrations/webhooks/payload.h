// SPDX-License-Identifier: MIT
// What a webhook is told: {"id","webhook","type","created_at","event":{…},"task":{"id","name"}}. The same bytes for each
// try as long as the task is there. Secrets are left out. Pure but for the list of known secrets.
#pragma once

#include "model/webhook.h"

#include <QByteArray>
#include <QUrl>

namespace vibecoder::webhooks {

/// taskName empty: of no task, or the task is gone.
[[nodiscard]] QByteArray payloadOf(const WebhookDelivery &delivery, const Event &event, const QString &taskName);

/// What `webhook test` sends; type is `test`.
[[nodiscard]] QByteArray testPayload(const QString &deliveryId, const QString &webhookId, const QDateTime &now);

/// The whole request as bytes: one line, headers, body.
[[nodiscard]] QByteArray requestBytes(
    const QUrl &url, const QByteArray &body, const QByteArray &deliveryId, const QByteArray &timestamp,
    const QByteArray &secret);

} // namespace vibecoder::webhooks
