// SPDX-License-Identifier: MIT
// A task as a row and back; shared by the files that implement taskstore.h.
#pragma once

#include "model/task.h"
#include "storage/connection.h"

namespace vibecoder::taskrows {

/// The columns that fromRow reads, for SELECT and RETURNING.
[[nodiscard]] const QString &columns();
[[nodiscard]] Result<Task> fromRow(const Row &row);
[[nodiscard]] Result<std::optional<Task>> firstOf(const Result<QList<Row>> &rows);
/// The error for an id that is not there.
[[nodiscard]] tl::unexpected<Error> notFound(const QString &id);
/// NotFound when a statement meant for one task changed nothing.
[[nodiscard]] Result<> changedOne(const Result<int> &changed, const QString &id);

/// For the text filter: both sides are folded, so that case does not matter in any language.
[[nodiscard]] QString folded(const QString &text);
[[nodiscard]] QString labelsColumn(const QStringList &labels);
/// `%text%` with the pattern characters of the text itself quoted by `!`.
[[nodiscard]] QString likePattern(const QString &text);

} // namespace vibecoder::taskrows
