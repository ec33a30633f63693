// SPDX-License-Identifier: MIT
// Numbered events. Appended in the same transaction as the change they tell; read by `seq > n`.
#pragma once

#include "model/event.h"
#include "storage/connection.h"

namespace vibecoder::eventlog {

/// Sets event.seq. The body is redacted here, at the one sink.
Result<> append(Connection &c, Event &event);

struct EventFilter
{
    QString taskId;                ///< empty: all
    int attempt = 0;               ///< 0: all
    qint64 before = 0;             ///< only those with a smaller number; 0: all
    std::optional<EventKind> kind = std::nullopt; ///< none: all
};

/// In order, at most limit (1 to 10,000) after seq.
Result<QList<Event>> since(Connection &c, qint64 seq, int limit, const EventFilter &filter = {});
/// The last `count`, in order.
Result<QList<Event>> tail(Connection &c, int count, const EventFilter &filter = {});
Result<qint64> lastSeq(Connection &c);
/// Oldest number kept: a follower whose own is older must reload.
Result<qint64> oldestSeq(Connection &c);

} // namespace vibecoder::eventlog
