// SPDX-License-Identifier: MIT
#include "framemask.h"

#include <QtEndian>

#include <algorithm>
#include <limits>

namespace vibecoder {

qint64 FrameMask::skip(qint64 bytes)
{
    const qint64 passed = std::min(m_left, bytes);
    m_left -= passed;
    return passed;
}

bool FrameMask::take(QByteArrayView bytes)
{
    constexpr qint64 keySize = 4;
    while (!bytes.isEmpty()) {
        if (m_left > 0) {
            bytes = bytes.sliced(skip(bytes.size()));
            continue;
        }
        m_head += bytes.front();
        bytes = bytes.sliced(1);
        if (m_head.size() < 2)
            continue;
        const uchar second = uchar(m_head.at(1));
        if ((second & 0x80) == 0)
            return false;
        const int shortLength = second & 0x7f;
        const qsizetype whole = shortLength == 126 ? 4 : shortLength == 127 ? 10 : 2;
        if (m_head.size() < whole)
            continue;
        const quint64 length = whole == 4    ? qFromBigEndian<quint16>(m_head.constData() + 2)
                               : whole == 10 ? qFromBigEndian<quint64>(m_head.constData() + 2)
                                             : quint64(shortLength);
        // A length without end is refused by Qt's reader; here it only has to stay a number.
        m_left = keySize + qint64(std::min<quint64>(length, std::numeric_limits<qint64>::max() - keySize));
        m_head.clear();
    }
    return true;
}

} // namespace vibecoder
