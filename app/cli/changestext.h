// SPDX-License-Identifier: MIT
// Changes of files as text: what happens to each path, how many lines, the difference in colour. Pure.
#pragma once

#include "model/checkpoint.h"

#include <QHash>
#include <QStringList>

namespace vibecoder {

/// A unified diff in the colours that git uses.
[[nodiscard]] QString colouredDiff(const QString &patch);

struct LineCount
{
    int added = 0, removed = 0;
    bool operator==(const LineCount &) const = default;
};
/// By path, of a unified diff in the form of git. Files without lines (binary, permissions) are not in it.
[[nodiscard]] QHash<QString, LineCount> countLines(const QByteArray &patch);

/// One line for each changed path with its counts, then their sum. plain: for pipes, values separated by tabs.
[[nodiscard]] QString diffStat(const QList<TreeChange> &changes, const QByteArray &patch, bool plain);

/// "create a/b", "delete c" …
[[nodiscard]] QStringList changeLines(const QList<TreeChange> &changes);
/// At most 50 of them, and how many more.
[[nodiscard]] QStringList leftAloneLines(const QStringList &paths);

} // namespace vibecoder
