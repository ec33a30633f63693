// SPDX-License-Identifier: MIT
#include "execution/editlines.h"

#include <QHash>
#include <QString>

namespace vibecoder::editlines {

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
