// SPDX-License-Identifier: MIT
// The same command under other names: whole paths, git's dashed programs, versions in a name, programs that run the
// words behind them. A denial and a question of the user hold for each of these; a permission never does. Pure.
#pragma once

#include <QByteArrayList>
#include <QByteArrayView>
#include <QList>

namespace vibecoder {

/// Argument vectors that `argv` is, or runs, besides itself. root: the working directory; a program of it is its path
/// and nothing else.
[[nodiscard]] QList<QByteArrayList> otherSpellings(const QByteArrayList &argv, QByteArrayView root);

} // namespace vibecoder
