// SPDX-License-Identifier: MIT
#include "core/numberedtext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QStringList linesOf(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes);
    text.replace(u"\r\n"_s, u"\n"_s);
    QStringList lines = text.split(QLatin1Char('\n'));
    if (!lines.isEmpty() && lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

QString numbered(int number, const QString &line)
{
    return u"%1\t%2\n"_s.arg(number, 6).arg(line.size() > 2000 ? line.left(2000) + u"… [line cut]"_s : line);
}

} // namespace

ToolAnswer numberedView(const QByteArray &bytes, int first, int last)
{
    const QStringList lines = linesOf(bytes);
    const int count = int(lines.size());
    if (count == 0)
        return {u"the file is empty"_s, false};
    const int from = std::max(1, first);
    const int to = last <= 0 ? count : std::min(last, count);
    if (from > count)
        return {u"view_range starts at %1, but the file has %2 lines"_s.arg(from).arg(count), true};
    QString text;
    for (int number = from; number <= to; ++number) {
        const QString line = numbered(number, lines.at(number - 1));
        if (text.size() + line.size() > kViewMax && number > from) {
            text += u"… %1 more lines (the file has %2); read on with view_range [%3, %4]\n"_s.arg(to - number + 1)
                        .arg(count)
                        .arg(number)
                        .arg(std::min(to, number + (number - from)));
            break;
        }
        text += line;
    }
    return {text, false};
}

QString numberedSnippet(const QByteArray &bytes, int firstLine, int lastLine)
{
    const QStringList lines = linesOf(bytes);
    const int from = std::max(1, firstLine - 4);
    const int to = std::min({int(lines.size()), std::max(firstLine, lastLine) + 4, from + 59});
    QString text;
    for (int number = from; number <= to; ++number)
        text += numbered(number, lines.at(number - 1));
    return text;
}

} // namespace vibecoder
