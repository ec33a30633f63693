// SPDX-License-Identifier: MIT
#include "output.h"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

int widthOf(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing || (c >= 0x200b && c <= 0x200f))
        return 0;
    // Ranges of Unicode's East Asian Width property with the values W and F.
    const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0x303e) || (c >= 0x3041 && c <= 0x33ff) ||
                      (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xa000 && c <= 0xa4cf) ||
                      (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
                      (c >= 0xff00 && c <= 0xff60) || (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1f64f) ||
                      (c >= 0x1f900 && c <= 0x1f9ff) || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
}

QString padded(const QString &text, int width)
{
    return text + QString(std::max(0, width - displayWidth(text)), QLatin1Char(' '));
}

} // namespace

int displayWidth(const QString &text)
{
    int width = 0;
    for (const char32_t c : text.toUcs4())
        width += widthOf(c);
    return width;
}

QString elided(const QString &text, int width)
{
    if (displayWidth(text) <= width)
        return text;
    QString result;
    int used = 0;
    for (const char32_t c : text.toUcs4()) {
        if (used + widthOf(c) > width - 1)
            break;
        used += widthOf(c);
        result += QString::fromUcs4(&c, 1);
    }
    return result + QChar(0x2026);
}

QString table(const QStringList &header, const QList<QStringList> &rows, int width, bool colour)
{
    QList<int> widths;
    for (const QString &title : header)
        widths.append(displayWidth(title));
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths.at(i), displayWidth(row.at(i)));
    }
    int total = 2 * int(widths.size() - 1);
    for (const int column : std::as_const(widths))
        total += column;
    if (total > width) {
        const auto widest = std::max_element(widths.begin(), widths.end());
        *widest = std::max(10, *widest - (total - width));
    }
    QString text;
    const auto line = [&](const QStringList &cells) {
        QString joined;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            const QString cell = elided(cells.at(i), widths.at(i));
            joined += i + 1 < cells.size() ? padded(cell, widths.at(i)) + u"  "_s : cell;
        }
        return joined;
    };
    text += colour ? u"\x1b[2m"_s + line(header) + u"\x1b[0m\n"_s : line(header) + u"\n"_s;
    for (const QStringList &row : rows)
        text += line(row) + u"\n"_s;
    return text;
}

QString tabbed(const QList<QStringList> &rows)
{
    QString text;
    for (const QStringList &row : rows) {
        QStringList cells;
        for (QString cell : row)
            cells.append(
                cell.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' ')));
        text += cells.join(QLatin1Char('\t')) + u"\n"_s;
    }
    return text;
}

bool isTerminal(int fd)
{
    return ::isatty(fd) == 1;
}

int terminalWidth(int fd)
{
    winsize size{};
    return ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 100;
}

} // namespace vibecoder
