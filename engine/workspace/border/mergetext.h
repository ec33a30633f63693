// SPDX-License-Identifier: MIT
// Three versions of a text made one. Whole lines with their endings are compared, so line endings, a byte order mark
// and a missing ending of the last line stay as the side has them that a line is taken from. Pure.
#pragma once

#include <QByteArray>
#include <QList>

namespace vibecoder {

struct LineRange
{
    qsizetype first = 0, count = 0; ///< from 0; count 0: a place between two lines
    bool operator==(const LineRange &) const = default;
};

/// Where both sides changed the same or neighbouring lines in different ways.
struct MergeConflict
{
    LineRange base, mine, theirs;
    bool operator==(const MergeConflict &) const = default;
};

enum class MergeOutcome {
    Clean,
    Conflict,
    NotText, ///< one of the three is binary or larger than kMergeLimit: never merged
};

struct MergeResult
{
    MergeOutcome outcome = MergeOutcome::Clean;
    QByteArray merged;              ///< of a clean merge
    QList<MergeConflict> conflicts; ///< in order
};

inline constexpr qsizetype kMergeLimit = 10 * 1024 * 1024;

[[nodiscard]] MergeResult mergeTexts(const QByteArray &base, const QByteArray &mine, const QByteArray &theirs);

} // namespace vibecoder
