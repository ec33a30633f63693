// SPDX-License-Identifier: MIT
#include "workspace/editlines.h"

#include <QHash>
#include <QString>

#include <algorithm>

namespace vibecoder::editlines {

namespace {

// For each line of `text` the line of `old` with the same text that it is; -1: none. In order on both sides. Longest
// common subsequence between the equal beginning and end; of very long middles only lines in the same order from the
// top.
QList<qsizetype> sameLines(const QList<Line> &old, const QList<Line> &text)
{
    QList<qsizetype> match(text.size(), -1);
    qsizetype first = 0, oldEnd = old.size(), textEnd = text.size();
    for (; first < oldEnd && first < textEnd && old.at(first).text == text.at(first).text; ++first)
        match[first] = first;
    for (; oldEnd > first && textEnd > first && old.at(oldEnd - 1).text == text.at(textEnd - 1).text;
         --oldEnd, --textEnd)
        match[textEnd - 1] = oldEnd - 1;
    const qsizetype rows = oldEnd - first, columns = textEnd - first;
    constexpr qsizetype kMaxCells = 4000000;
    if (rows * columns > kMaxCells) {
        QHash<QByteArray, QList<qsizetype>> places;
        for (qsizetype i = oldEnd; i-- > first;)
            places[old.at(i).text].append(i);
        qsizetype next = first;
        for (qsizetype j = first; j < textEnd; ++j) {
            QList<qsizetype> &found = places[text.at(j).text];
            while (!found.isEmpty() && found.constLast() < next)
                found.removeLast();
            if (!found.isEmpty()) {
                match[j] = found.constLast();
                next = found.constLast() + 1;
            }
        }
        return match;
    }
    // length[i][j]: of the common lines from row i and column j on.
    QList<int> length((rows + 1) * (columns + 1), 0);
    const auto at = [columns](qsizetype i, qsizetype j) { return i * (columns + 1) + j; };
    for (qsizetype i = rows; i-- > 0;) {
        for (qsizetype j = columns; j-- > 0;)
            length[at(i, j)] = old.at(first + i).text == text.at(first + j).text
                                   ? length.at(at(i + 1, j + 1)) + 1
                                   : std::max(length.at(at(i + 1, j)), length.at(at(i, j + 1)));
    }
    for (qsizetype i = 0, j = 0; i < rows && j < columns;) {
        if (old.at(first + i).text == text.at(first + j).text) {
            match[first + j] = first + i;
            ++i, ++j;
        } else if (length.at(at(i + 1, j)) >= length.at(at(i, j + 1))) {
            ++i;
        } else {
            ++j;
        }
    }
    return match;
}

} // namespace

QList<Line> split(const QByteArray &bytes)
{
    QList<Line> lines;
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', at);
        if (end < 0) {
            lines.append({bytes.mid(at), {}});
            break;
        }
        const bool crlf = end > at && bytes.at(end - 1) == '\r';
        lines.append({bytes.mid(at, end - at - (crlf ? 1 : 0)), crlf ? QByteArray("\r\n") : QByteArray("\n")});
        at = end + 1;
    }
    return lines;
}

QByteArray join(const QList<Line> &lines)
{
    QByteArray bytes;
    for (const Line &line : lines)
        bytes += line.text + line.end;
    return bytes;
}

QByteArray usualEnd(const QList<Line> &lines)
{
    qsizetype crlf = 0, lf = 0;
    for (const Line &line : lines)
        (line.end == "\r\n" ? crlf : lf) += line.end.isEmpty() ? 0 : 1;
    return crlf > lf ? QByteArray("\r\n") : QByteArray("\n");
}

QByteArray withEndsOf(const QByteArray &old, const QByteArray &text, const QByteArray &before, const QByteArray &after)
{
    QList<Line> was = split(old);
    if (!was.isEmpty() && was.constLast().end.isEmpty())
        was.last().end = after;
    QList<Line> lines = split(text);
    QByteArray last = before;
    for (qsizetype i = 0; last.isEmpty() && i < was.size(); ++i)
        last = was.at(i).end;
    if (last.isEmpty())
        last = "\n";
    // Which line is which matters only where the endings differ.
    const bool same = std::all_of(was.cbegin(), was.cend(), [&last](const Line &line) { return line.end == last; });
    const QList<qsizetype> match = same ? QList<qsizetype>(lines.size(), -1) : sameLines(was, lines);
    QList<qsizetype> nextKept(lines.size() + 1, was.size());
    for (qsizetype i = lines.size(); i-- > 0;)
        nextKept[i] = match.at(i) >= 0 ? match.at(i) : nextKept.at(i + 1);
    qsizetype replaced = 0; // the line of `old` that a changed line would stand for
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const bool stands = match.at(i) >= 0 || replaced < nextKept.at(i);
        if (stands) {
            const qsizetype source = match.at(i) >= 0 ? match.at(i) : replaced;
            if (!was.at(source).end.isEmpty())
                last = was.at(source).end;
            replaced = source + 1;
        }
        if (!lines.at(i).end.isEmpty())
            lines[i].end = last;
    }
    return join(lines);
}

QByteArray withoutTrailingSpace(const QByteArray &line)
{
    qsizetype end = line.size();
    while (end > 0 && (line.at(end - 1) == ' ' || line.at(end - 1) == '\t' || line.at(end - 1) == '\r'))
        --end;
    return line.left(end);
}

QByteArray plainPunctuation(const QByteArray &line)
{
    bool ascii = true;
    for (const char c : line)
        ascii = ascii && static_cast<signed char>(c) >= 0;
    if (ascii)
        return line;
    QString text = QString::fromUtf8(line);
    for (QChar &c : text) {
        const char16_t u = c.unicode();
        if ((u >= 0x2010 && u <= 0x2015) || u == 0x2212)
            c = QLatin1Char('-');
        else if (u >= 0x2018 && u <= 0x201b)
            c = QLatin1Char('\'');
        else if (u >= 0x201c && u <= 0x201f)
            c = QLatin1Char('"');
        else if (u == 0xa0 || (u >= 0x2002 && u <= 0x200a) || u == 0x202f || u == 0x205f || u == 0x3000)
            c = QLatin1Char(' ');
    }
    return text.toUtf8();
}

QByteArray indentOf(const QByteArray &line)
{
    qsizetype end = 0;
    while (end < line.size() && (line.at(end) == ' ' || line.at(end) == '\t'))
        ++end;
    return line.left(end);
}

bool isBlank(const QByteArray &line)
{
    return line.trimmed().isEmpty();
}

QByteArray unescaped(const QByteArray &text)
{
    QByteArray result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        const char next = i + 1 < text.size() ? text.at(i + 1) : '\0';
        if (c == '\\' && (next == 'n' || next == 't' || next == '"' || next == '\'' || next == '\\')) {
            result += next == 'n' ? '\n' : next == 't' ? '\t' : next;
            ++i;
        } else {
            result += c;
        }
    }
    return result;
}

double similarity(const QByteArray &first, const QByteArray &second)
{
    const QByteArray a = first.trimmed().left(400), b = second.trimmed().left(400);
    if (a == b)
        return 1;
    if (a.size() < 2 || b.size() < 2)
        return 0;
    QHash<quint16, int> pairs;
    for (qsizetype i = 0; i + 1 < a.size(); ++i)
        ++pairs[quint16(quint8(a.at(i)) << 8 | quint8(a.at(i + 1)))];
    qsizetype common = 0;
    for (qsizetype i = 0; i + 1 < b.size(); ++i) {
        const auto it = pairs.find(quint16(quint8(b.at(i)) << 8 | quint8(b.at(i + 1))));
        if (it != pairs.end() && it.value() > 0) {
            --it.value();
            ++common;
        }
    }
    return 2.0 * double(common) / double(a.size() + b.size() - 2);
}

} // namespace vibecoder::editlines
