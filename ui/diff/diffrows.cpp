// SPDX-License-Identifier: MIT
#include "diff/diffrows.h"

#include <algorithm>

namespace vibecoder {

namespace {

using Kind = DiffLine::Kind;

void sideBySide(const DiffHunk &hunk, int index, QList<DiffRow> &rows)
{
    int i = 0;
    const int size = int(hunk.lines.size());
    while (i < size) {
        if (hunk.lines.at(i).kind == Kind::Context) {
            rows.append({DiffRow::Kind::Lines, index, i, i, false});
            ++i;
            continue;
        }
        const int removed = i;
        while (i < size && hunk.lines.at(i).kind == Kind::Removed)
            ++i;
        const int added = i;
        while (i < size && hunk.lines.at(i).kind == Kind::Added)
            ++i;
        const int height = std::max(added - removed, i - added);
        for (int n = 0; n < height; ++n)
            rows.append({DiffRow::Kind::Lines, index, removed + n < added ? removed + n : -1,
                added + n < i ? added + n : -1, n == 0});
    }
}

} // namespace

QList<DiffRow> diffRows(const FileDiff &file, DiffLayout layout, bool unfolded)
{
    QList<DiffRow> rows;
    if (!unfolded && file.changedLines() > kFoldedAbove) {
        rows.append({DiffRow::Kind::Folded, -1, -1, -1, false});
        return rows;
    }
    for (int h = 0; h < file.hunks.size(); ++h) {
        const DiffHunk &hunk = file.hunks.at(h);
        rows.append({DiffRow::Kind::Hunk, h, -1, -1, false});
        if (layout == DiffLayout::SideBySide) {
            sideBySide(hunk, h, rows);
            continue;
        }
        bool inChange = false;
        for (int i = 0; i < hunk.lines.size(); ++i) {
            const bool change = hunk.lines.at(i).kind != Kind::Context;
            rows.append({DiffRow::Kind::Lines, h, i, -1, change && !inChange});
            inChange = change;
        }
    }
    return rows;
}

QList<int> changeRows(const QList<DiffRow> &rows)
{
    QList<int> places;
    for (int i = 0; i < rows.size(); ++i) {
        if (rows.at(i).startsChange)
            places.append(i);
    }
    return places;
}

DiffWidths diffWidths(const FileDiff &file, const QList<DiffRow> &rows, DiffLayout layout)
{
    DiffWidths widths;
    int highest = 1;
    for (const DiffRow &row : rows) {
        if (row.kind != DiffRow::Kind::Lines)
            continue;
        const QList<DiffLine> &lines = file.hunks.at(row.hunk).lines;
        const auto look = [&](int at, int &width) {
            if (at < 0)
                return;
            width = std::max(width, int(lines.at(at).text.size()));
            highest = std::max({highest, lines.at(at).before, lines.at(at).after});
        };
        look(row.left, widths.left);
        if (layout == DiffLayout::SideBySide)
            look(row.right, widths.right);
    }
    while (highest >= 10) {
        highest /= 10;
        ++widths.numberDigits;
    }
    return widths;
}

} // namespace vibecoder
