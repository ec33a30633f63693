// SPDX-License-Identifier: MIT
#include "base/harmless.h"

#include <algorithm>
#include <iterator>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Controls, marks of direction, and characters that nobody sees. The web page has the same list (format.ts), but for
// the variants of a sign, which terminals show.
bool isHidden(char32_t c)
{
    struct Range
    {
        char32_t first, last;
    };
    static constexpr Range ranges[] = {{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c},
        {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
        {0x3164, 0x3164}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}};
    return std::any_of(
        std::begin(ranges), std::end(ranges), [c](const Range &range) { return c >= range.first && c <= range.last; });
}

} // namespace

QString harmless(const QString &text, bool lines)
{
    QString result;
    for (const char32_t c : text.toUcs4()) {
        const bool kept = lines && (c == '\n' || c == '\t');
        if (isHidden(c) && !kept)
            result += u"\\u{%1}"_s.arg(uint(c), 0, 16);
        else
            result += QString::fromUcs4(&c, 1);
    }
    return result;
}

} // namespace vibecoder
