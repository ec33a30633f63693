// SPDX-License-Identifier: MIT
#include "core/editstat.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kRanges = 4;

struct Range
{
    int first, last;
};

int newStart(const QByteArray &header)
{
    // @@ -12,5 +14,6 @@
    const qsizetype plus = header.indexOf('+');
    qsizetype end = plus + 1;
    while (end < header.size() && header.at(end) >= '0' && header.at(end) <= '9')
        ++end;
    return plus < 0 ? 0 : header.mid(plus + 1, end - plus - 1).toInt();
}

QString rangeText(const QList<Range> &ranges)
{
    QStringList parts;
    for (const Range &range : ranges.mid(0, kRanges))
        parts.append(
            range.first == range.last ? QString::number(range.first) : u"%1–%2"_s.arg(range.first).arg(range.last));
    return parts.join(u", "_s) + (ranges.size() > kRanges ? u", …"_s : QString());
}

} // namespace

void addEditStat(QJsonObject &file, const QByteArray &unifiedDiff)
{
    int added = 0, removed = 0, line = 0;
    bool inside = false; // a hunk: the two lines that name the file are no changes
    QList<Range> ranges;
    const auto touch = [&](int number) {
        if (!ranges.isEmpty() && number <= ranges.constLast().last + 1)
            ranges.last().last = std::max(ranges.constLast().last, number);
        else
            ranges.append({number, number});
    };
    for (const QByteArray &text : unifiedDiff.split('\n')) {
        if (text.startsWith("@@")) {
            line = newStart(text);
            inside = true;
        } else if (!inside) {
            continue;
        } else if (text.startsWith('+')) {
            ++added;
            touch(line++);
        } else if (text.startsWith('-')) {
            ++removed;
            touch(std::max(1, line));
        } else if (text.startsWith(' ')) {
            ++line;
        }
    }
    file.insert(u"added"_s, added);
    file.insert(u"removed"_s, removed);
    file.insert(u"lines"_s, rangeText(ranges));
}

QList<EditedFile> editedFiles(const QJsonArray &files)
{
    QList<EditedFile> edits;
    for (const QJsonValue value : files) {
        const QJsonObject file = value.toObject();
        edits.append({file.value(u"path"_s).toString(), file.value(u"change"_s).toString(),
            file.value(u"added"_s).toInt(), file.value(u"removed"_s).toInt(), file.value(u"lines"_s).toString(),
            file.value(u"by_command"_s).toBool()});
    }
    return edits;
}

} // namespace vibecoder
