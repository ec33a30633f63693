// SPDX-License-Identifier: MIT
// The rows of a diff view: what stands in which row, unified or side by side. Pure.
#pragma once

#include "diff/patch.h"

namespace vibecoder {

enum class DiffLayout { Unified, SideBySide };

struct DiffRow
{
    enum class Kind : quint8 { Hunk, Lines, Folded };
    Kind kind = Kind::Lines;
    int hunk = -1;
    int left = -1, right = -1; ///< places in hunk.lines; -1: nothing there. Unified uses `left` alone.
    bool startsChange = false; ///< first row of a run of changed lines
};

/// Folded: a file with more than this many changed lines is not laid out until somebody asks for it.
inline constexpr int kFoldedAbove = 2000;

[[nodiscard]] QList<DiffRow> diffRows(const FileDiff &file, DiffLayout layout, bool unfolded = false);

/// Rows at which N and P stop.
[[nodiscard]] QList<int> changeRows(const QList<DiffRow> &rows);

/// The widest text on each side in characters, for scroll bars.
struct DiffWidths
{
    int left = 0, right = 0, numberDigits = 1;
};
[[nodiscard]] DiffWidths diffWidths(const FileDiff &file, const QList<DiffRow> &rows, DiffLayout layout);

} // namespace vibecoder
