// SPDX-License-Identifier: MIT
#include "base/harmless.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

QString harmless(const QString &text, bool lines)
{
    QString result;
    for (const char32_t c : text.toUcs4()) {
        const bool kept = lines && (c == '\n' || c == '\t');
        const bool hidden = c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
                            (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0x00ad;
        if (hidden && !kept)
            result += u"\\u{%1}"_s.arg(uint(c), 0, 16);
        else
            result += QString::fromUcs4(&c, 1);
    }
    return result;
}

} // namespace vibecoder
