// SPDX-License-Identifier: MIT
#include "workspace/border/mergetext.h"

#include "workspace/linediff.h"

#include <algorithm>

namespace vibecoder {

namespace {

using Lines = std::vector<QByteArrayView>;

/// One side's changes against the base, taken in order.
class Walk
{
public:
    Walk(const Lines &base, const Lines &side)
        : m_lines(side)
        , m_changes(lineChanges(base, side))
    {
    }

    [[nodiscard]] const LineChange *next() const { return m_at < m_changes.size() ? &m_changes[m_at] : nullptr; }
    /// Passes over the next change; returns where it ends in the base.
    qsizetype take()
    {
        const LineChange &change = m_changes[m_at++];
        m_shift = change.firstB + change.countB - change.firstA - change.countA;
        return change.firstA + change.countA;
    }
    /// Lines of the base that no change was taken of, as lines of this side.
    [[nodiscard]] qsizetype shift() const { return m_shift; }
    void append(QByteArray &text, const LineRange &range) const
    {
        for (qsizetype i = range.first; i < range.first + range.count; ++i)
            text += m_lines[size_t(i)];
    }
    [[nodiscard]] bool equals(const LineRange &range, const Walk &other, const LineRange &otherRange) const
    {
        const auto from = m_lines.begin() + range.first, otherFrom = other.m_lines.begin() + otherRange.first;
        return std::equal(from, from + range.count, otherFrom, otherFrom + otherRange.count);
    }

private:
    const Lines &m_lines;
    std::vector<LineChange> m_changes;
    size_t m_at = 0;
    qsizetype m_shift = 0;
};

bool isMergeable(const QByteArray &bytes)
{
    return bytes.size() <= kMergeLimit && !bytes.contains('\0');
}

} // namespace

MergeResult mergeTexts(const QByteArray &base, const QByteArray &mine, const QByteArray &theirs)
{
    if (!isMergeable(base) || !isMergeable(mine) || !isMergeable(theirs))
        return {MergeOutcome::NotText, {}, {}};
    const Lines baseLines = linesOf(base), myLines = linesOf(mine), theirLines = linesOf(theirs);
    Walk my(baseLines, myLines), their(baseLines, theirLines);
    MergeResult result;
    qsizetype at = 0; // of the base: everything before it is done
    while (my.next() || their.next()) {
        const bool myFirst = my.next() && (!their.next() || my.next()->firstA <= their.next()->firstA);
        const qsizetype from = (myFirst ? my : their).next()->firstA;
        for (; at < from; ++at)
            result.merged += baseLines[size_t(at)];
        const qsizetype myShift = my.shift(), theirShift = their.shift();
        // What touches belongs together: a line that one side adds beside a line that the other one changed may belong
        // before or after it.
        qsizetype to = from;
        bool mineToo = false, theirsToo = false;
        for (bool grew = true; grew;) {
            grew = false;
            if (my.next() && my.next()->firstA <= to) {
                to = std::max(to, my.take());
                grew = mineToo = true;
            }
            if (their.next() && their.next()->firstA <= to) {
                to = std::max(to, their.take());
                grew = theirsToo = true;
            }
        }
        const LineRange inBase{from, to - from};
        const LineRange inMine{from + myShift, to + my.shift() - from - myShift};
        const LineRange inTheirs{from + theirShift, to + their.shift() - from - theirShift};
        at = to;
        if (!theirsToo || (mineToo && my.equals(inMine, their, inTheirs)))
            my.append(result.merged, inMine);
        else if (!mineToo)
            their.append(result.merged, inTheirs);
        else
            result.conflicts.append({inBase, inMine, inTheirs});
    }
    for (; at < qsizetype(baseLines.size()); ++at)
        result.merged += baseLines[size_t(at)];
    if (!result.conflicts.isEmpty()) {
        result.outcome = MergeOutcome::Conflict;
        result.merged.clear();
    }
    return result;
}

} // namespace vibecoder
