// SPDX-License-Identifier: MIT
// Ids and query parameters as handlers want them, with the one error text for what does not fit. Pure.
#pragma once

#include "message.h"
#include "model/task.h"
#include "routetable.h"

#include <QJsonArray>

namespace vibecoder {

/// The id that the route took from the path: 12 lower-case letters and digits, or an error 404.
[[nodiscard]] Result<QString> idOf(const HttpRequest &request, const QString &name = QStringLiteral("id"));

/// What is wrong with the query of this route: a name it does not know, or a value that is not of its type.
[[nodiscard]] std::optional<HttpFailure> wrongQuery(const Route &route, const QHash<QString, QString> &query);

/// A whole number of the query within limits; `otherwise` when it is not there.
[[nodiscard]] Result<qint64> numberOf(
    const HttpRequest &request, const QString &name, qint64 low, qint64 high, qint64 otherwise);

/// `true` or `1`.
[[nodiscard]] bool isYes(const HttpRequest &request, const QString &name);

/// An error 400 that names the parameter (the detail is `field:NAME`).
[[nodiscard]] tl::unexpected<Error> wrongParameter(const QString &name, const QString &message, const QString &hint);

/// `sort` (a TaskOrder, with - before it the largest first), `limit` (1 to 500, default 50) and `cursor`.
[[nodiscard]] Result<PageRequest> pageOf(const HttpRequest &request);

/// `next_cursor` after the last task of a page.
[[nodiscard]] QString cursorAfter(const Task &task, const PageRequest &page);

/// A page of a list that is short enough to be read whole; items come oldest first. `q` is part of any text of an item,
/// `sort` is created or -created (the default is the order given), `cursor` the `idField` of the last item of the page before.
[[nodiscard]] Result<QJsonObject> pageOfItems(const HttpRequest &request, const QString &listName, QJsonArray items,
    const QString &idField, bool newestFirst = false);

/// status (one or several, comma), q, label.
[[nodiscard]] Result<TaskFilter> filterOf(const HttpRequest &request);

} // namespace vibecoder
