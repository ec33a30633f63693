// SPDX-License-Identifier: MIT
// Rows of hooks (templates that others may call) and of the calls they have seen. Functions on a Connection; the caller
// owns the transaction.
#pragma once

#include "model/webhook.h"
#include "storage/connection.h"

#include <optional>

namespace vibecoder::hookstore {

/// Conflict when the name is taken, or when there are kMostWebhooks.
Result<> insert(Connection &c, const Hook &hook);
Result<QList<Hook>> list(Connection &c); ///< by name
Result<std::optional<Hook>> byName(Connection &c, const QString &name);
/// With the calls it has seen. False when there is none.
Result<bool> remove(Connection &c, const QString &name);

/// The task that a call made: known by its delivery id, or by its signature.
Result<std::optional<QString>> taskOfCall(
    Connection &c, const QString &hook, const QString &delivery, const QString &signature);
/// Calls that made a task since then, counted up to `most`.
Result<int> callsSince(Connection &c, const QString &hook, const QDateTime &since, int most);
/// Remembers one, counts it, and forgets what is older than 30 days.
Result<> remember(Connection &c, const QString &hook, const QString &delivery, const QString &signature,
    const QString &taskId, const QDateTime &now);

} // namespace vibecoder::hookstore
