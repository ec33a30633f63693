// SPDX-License-Identifier: MIT
// Rows of webhooks, of what is still to be told to them, and the lease of the process that tells. Functions on a
// Connection; the caller owns the transaction. Time by argument.
#pragma once

#include "base/processid.h"
#include "model/webhook.h"
#include "storage/connection.h"

#include <optional>

namespace vibecoder::webhookstore {

/// Hears of what happens after this transaction. Conflict when there are kMostWebhooks.
Result<> insert(Connection &c, const Webhook &webhook);
Result<bool> any(Connection &c);
/// Oldest first. withCounts: also how many deliveries wait and are dead.
Result<QList<Webhook>> list(Connection &c, bool withCounts);
/// Full id or unique prefix of at least 4 characters.
Result<Webhook> byId(Connection &c, const QString &text);
/// With everything that was still to be told to it.
Result<> remove(Connection &c, const QString &id);

/// Deliveries that wait, counted up to `most`.
Result<int> waiting(Connection &c, const QString &webhook, int most);
/// The first waiting delivery of each task whose time has come, at most `limit`, oldest due first. What is due later than
/// `horizon` counts as due now: the clock was set back.
Result<QList<WebhookDelivery>> heads(
    Connection &c, const QString &webhook, const QDateTime &now, const QDateTime &horizon, int limit);
/// When the first head of any webhook is due that is due later than `after` (invalid: all).
Result<std::optional<QDateTime>> nextDue(Connection &c, const QDateTime &after);
/// Dead ones, newest first; webhook empty: of all.
Result<QList<WebhookDelivery>> dead(Connection &c, const QString &webhook, int limit);
/// Dead ones wait again, as new; events empty: all of this webhook. Returns how many.
Result<int> resend(Connection &c, const QString &webhook, const QList<qint64> &events, const QDateTime &now);

// What only the deliverer does. Each fails with ErrorCode::Lost when the lease went on.

/// Puts wanted events behind what waits and moves the mark from `from` to `to`. False when the mark was elsewhere.
Result<bool> take(Connection &c, qint64 fence, const QString &webhook, qint64 from, qint64 to,
    const QList<Event> &events, const QDateTime &now);
Result<> delivered(Connection &c, qint64 fence, const WebhookDelivery &delivery, const QDateTime &now);
/// Stores attempts, dueAt, state, lastStatus and lastError of it. Dead ones older than 30 days are forgotten.
Result<> failed(Connection &c, qint64 fence, const WebhookDelivery &delivery, const QDateTime &now);

struct Lease
{
    qint64 fence = 0;
    ProcessId owner; ///< pid 0: nobody
    qint64 untilBootMs = 0;
};
Result<Lease> lease(Connection &c);
/// Takes the lease that was seen with `seenFence`; empty when somebody was quicker. Gives the new fence.
Result<std::optional<qint64>> claim(Connection &c, qint64 seenFence, const ProcessId &owner, qint64 untilBootMs);
Result<> renew(Connection &c, qint64 fence, qint64 untilBootMs);
/// Nothing happens when it went on already.
Result<> release(Connection &c, qint64 fence);

} // namespace vibecoder::webhookstore
