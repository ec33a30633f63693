// SPDX-License-Identifier: MIT
#include "verification/feedback.h"

#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxChars = 10000, kMaxLines = 256, kMaxLine = 500;

// Escape sequences, progress that overwrites its line, and control bytes: nothing of it tells the model anything.
QString plain(const QByteArray &output)
{
    QString text = QString::fromUtf8(output);
    static const QRegularExpression escapes(
        u"\\x1b(?:\\[[0-9;:<=>?]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?|[()*+][A-Za-z0-9]|[@-Z\\\\-_=>])"_s);
    text.remove(escapes);
    text.replace(u"\r\n"_s, u"\n"_s);
    QString result;
    result.reserve(text.size());
    qsizetype lineStart = 0;
    for (const QChar c : std::as_const(text)) {
        if (c == QLatin1Char('\r')) {
            result.truncate(lineStart);
        } else if (c == QLatin1Char('\n')) {
            result += c;
            lineStart = result.size();
        } else if (c == QLatin1Char('\t') || (c.unicode() >= 0x20 && c.unicode() != 0x7f)) {
            result += c;
        }
    }
    return result;
}

QString cutLine(const QString &line)
{
    static const QString mark = u" [line cut]"_s;
    if (line.size() <= kMaxLine)
        return line;
    qsizetype end = kMaxLine - mark.size();
    if (line.at(end - 1).isHighSurrogate())
        --end;
    return line.left(end) + mark;
}

QStringList folded(const QStringList &lines)
{
    QStringList result;
    for (qsizetype i = 0; i < lines.size();) {
        qsizetype same = 1;
        while (i + same < lines.size() && lines.at(i + same) == lines.at(i))
            ++same;
        if (same >= 4 && !lines.at(i).trimmed().isEmpty()) {
            result.append(lines.at(i));
            result.append(u"[the line above %1 times]"_s.arg(same));
        } else {
            for (qsizetype n = 0; n < std::min<qsizetype>(same, 3); ++n)
                result.append(lines.at(i));
        }
        i += same;
    }
    return result;
}

} // namespace

QString shortenOutput(const QByteArray &output, qint64 totalBytes)
{
    QStringList lines = plain(output).split(QLatin1Char('\n'));
    while (!lines.isEmpty() && lines.constLast().trimmed().isEmpty())
        lines.removeLast();
    for (QString &line : lines)
        line = cutLine(line);
    lines = folded(lines);
    qsizetype chars = lines.size();
    for (const QString &line : std::as_const(lines))
        chars += line.size();
    if (chars <= kMaxChars && lines.size() <= kMaxLines)
        return lines.join(QLatin1Char('\n'));
    // Runners print their summary last, so the tail gets more: 40 % head, 60 % tail, with room for the mark between.
    const qsizetype room = kMaxChars - 200, lineRoom = kMaxLines - 1;
    QStringList head, tail;
    qsizetype used = 0;
    for (const QString &line : std::as_const(lines)) {
        if (head.size() >= lineRoom * 2 / 5 || used + line.size() + 1 > room * 2 / 5)
            break;
        head.append(line);
        used += line.size() + 1;
    }
    used = 0;
    for (auto it = lines.crbegin(); it != lines.crend(); ++it) {
        if (tail.size() >= lineRoom * 3 / 5 || used + it->size() + 1 > room * 3 / 5)
            break;
        tail.prepend(*it);
        used += it->size() + 1;
    }
    const qsizetype missing = lines.size() - head.size() - tail.size();
    const QString mark = u"[%1 lines left out; %2 lines, %3 bytes in all]"_s.arg(missing)
                             .arg(lines.size())
                             .arg(totalBytes < 0 ? qint64(output.size()) : totalBytes);
    return (head + QStringList{mark} + tail).join(QLatin1Char('\n'));
}

} // namespace vibecoder
