// SPDX-License-Identifier: MIT
#include "permission/visibletext.h"

#include <cstdint>

namespace vibecoder {

namespace {

bool isHidden(std::uint32_t c)
{
    return (c >= 0x80 && c <= 0xa0) || c == 0xad || c == 0x34f || c == 0x61c || c == 0x115f || c == 0x1160 ||
           c == 0x1680 || (c >= 0x17b4 && c <= 0x17b5) || (c >= 0x180b && c <= 0x180f) ||
           (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) ||
           c == 0x2800 || c == 0x3164 || c == 0xfeff || c == 0xffa0 || (c >= 0xff10 && c <= 0xff19) ||
           (c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a) || (c >= 0xfff0 && c <= 0xfffb) ||
           (c >= 0xd800 && c <= 0xdfff) || (c >= 0x1d400 && c <= 0x1d7ff) || (c >= 0xe0000 && c <= 0xe0fff) ||
           c > 0x10ffff;
}

} // namespace

qsizetype firstInvisible(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size();) {
        const auto lead = uchar(text.at(i));
        if (lead < 0x80) {
            if ((lead < 0x20 && lead != '\n' && lead != '\t') || lead == 0x7f)
                return i;
            ++i;
            continue;
        }
        const int more = lead >= 0xf0 && lead < 0xf5   ? 3
                         : lead >= 0xe0 && lead < 0xf0 ? 2
                         : lead >= 0xc2 && lead < 0xe0 ? 1
                                                       : 0;
        if (more == 0 || i + more >= text.size())
            return i;
        std::uint32_t c = lead & (0x3f >> more);
        for (int n = 1; n <= more; ++n) {
            const auto next = uchar(text.at(i + n));
            if ((next & 0xc0) != 0x80)
                return i;
            c = (c << 6) | (next & 0x3f);
        }
        constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
        if (c < smallest[more] || isHidden(c))
            return i;
        i += more + 1;
    }
    return -1;
}

} // namespace vibecoder
