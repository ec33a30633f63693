// SPDX-License-Identifier: MIT
#include "diff/showntext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isHidden(char32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return true;
    if (c == 0xad || c == 0x61c || c == 0x180e || c == 0xfeff || c == 0x115f || c == 0x1160 || c == 0x3164 ||
        c == 0xffa0)
        return true;
    if ((c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f))
        return true;
    return (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe01ef);
}

QString codePoint(char32_t c)
{
    return u"<U+%1>"_s.arg(uint(c), 4, 16, QLatin1Char('0')).toUpper();
}

} // namespace

QString shownLine(QStringView text, int limit, bool showReturn, int tabWidth)
{
    QString shown;
    shown.reserve(std::min<qsizetype>(text.size(), limit) + 8);
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (shown.size() >= limit) {
            shown.append(u'…');
            break;
        }
        const QChar c = text.at(i);
        if (c == u'\t') {
            shown.append(QString(tabWidth - int(shown.size() % tabWidth), u' '));
        } else if (c == u'\r' && i == text.size() - 1) {
            if (showReturn)
                shown.append(QChar(0x240d));
        } else if (c.isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate()) {
            const char32_t whole = QChar::surrogateToUcs4(c, text.at(i + 1));
            if (isHidden(whole))
                shown.append(codePoint(whole));
            else
                shown.append(c).append(text.at(i + 1));
            ++i;
        } else if (c.isSurrogate()) {
            shown.append(QChar(QChar::ReplacementCharacter));
        } else if (isHidden(c.unicode())) {
            shown.append(codePoint(c.unicode()));
        } else {
            shown.append(c);
        }
    }
    return shown;
}

QString shownLines(QStringView text, qsizetype limit)
{
    QString shown;
    qsizetype at = 0;
    while (at < text.size() && shown.size() < limit) {
        qsizetype end = text.indexOf(u'\n', at);
        if (end < 0)
            end = text.size();
        shown.append(shownLine(text.sliced(at, end - at)));
        if (end < text.size())
            shown.append(u'\n');
        at = end + 1;
    }
    return shown;
}

QString withVisibleSpaces(QString text)
{
    return text.replace(u' ', QChar(0xb7));
}

} // namespace vibecoder
