// SPDX-License-Identifier: MIT
// Ids and query parameters as handlers want them, with the one error text for what does not fit. Pure.
#pragma once

#include "message.h"
#include "model/task.h"

namespace vibecoder {

/// The id that the route took from the path: 12 lower-case letters and digits, or an error 404.
[[nodiscard]] Result<QString> idOf(const HttpRequest &request, const QString &name = QStringLiteral("id"));

/// A whole number of the query within limits; `otherwise` when it is not there.
[[nodiscard]] Result<qint64> numberOf(
    const HttpRequest &request, const QString &name, qint64 low, qint64 high, qint64 otherwise);

/// `limit` (1 to 500, default 50) and `cursor`.
[[nodiscard]] Result<PageRequest> pageOf(const HttpRequest &request);

/// status (one or several, comma), q, label.
[[nodiscard]] Result<TaskFilter> filterOf(const HttpRequest &request);

} // namespace vibecoder
