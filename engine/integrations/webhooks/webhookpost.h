// SPDX-License-Identifier: MIT
// One POST to a receiver nobody trusts: the name is resolved, the addresses are judged, and the connection goes to one
// that was judged, so that a name which resolves differently a moment later changes nothing. Nothing is sent twice,
// redirects are not followed, no proxy takes part, at most 16 KiB of the answer are read, and all of it ends within the
// limit. Not QNetworkAccessManager: it resolves by itself, sends again by itself and bounds no head.
#pragma once

#include "base/async.h"
#include "model/webhook.h"

#include <QUrl>

namespace vibecoder::webhooks {

struct PostRequest
{
    QUrl url;         ///< checkedUrl has accepted it
    QByteArray bytes; ///< requestBytes
    bool allowPrivate = false;
    int limitMs = 10000; ///< for everything: name, connection, handshake, answer
};

/// In the thread that calls it.
QCoro::Task<WebhookAnswer> postWebhook(PostRequest request, CancelSource &stop);

} // namespace vibecoder::webhooks
