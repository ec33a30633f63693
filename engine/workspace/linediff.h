// SPDX-License-Identifier: MIT
// Which lines of two texts differ: what patches and merges are made of. Pure.
#pragma once

#include <QByteArray>

#include <vector>

namespace vibecoder {

/// Each with its ending; a last line without one stays without.
[[nodiscard]] std::vector<QByteArrayView> linesOf(const QByteArray &bytes);

/// A stretch of lines of the first text and what stands in its place in the second one. One of the counts may be 0.
struct LineChange
{
    qsizetype firstA = 0, countA = 0, firstB = 0, countB = 0;
    bool operator==(const LineChange &) const = default;
};

/// In order; between two of them is at least one equal line. As small as possible for texts that have much in common;
/// for large ones that have not, the search is cut short. Where a stretch can lie in several places (repeated lines),
/// it lies where the other text changed too, else as far down as possible.
[[nodiscard]] std::vector<LineChange> lineChanges(
    const std::vector<QByteArrayView> &a, const std::vector<QByteArrayView> &b);

} // namespace vibecoder
