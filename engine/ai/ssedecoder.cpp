// SPDX-License-Identifier: MIT
#include "ai/ssedecoder.h"

namespace vibecoder {

QList<SseEvent> SseDecoder::feed(QByteArrayView bytes)
{
    QList<SseEvent> events;
    qsizetype start = 0;
    for (qsizetype i = 0; i < bytes.size() && !m_overflow; ++i) {
        const char c = bytes.at(i);
        if (c != '\n' && c != '\r') {
            m_afterCr = false;
            continue;
        }
        if (c == '\n' && m_afterCr && i == start) {
            // The second half of a CRLF, perhaps in another chunk than the first.
            m_afterCr = false;
            start = i + 1;
            continue;
        }
        m_line.append(bytes.sliced(start, i - start));
        start = i + 1;
        m_afterCr = c == '\r';
        endLine(events);
    }
    if (start < bytes.size())
        m_line.append(bytes.sliced(start));
    if (m_line.size() + m_data.size() > kMaxEvent)
        m_overflow = true;
    return events;
}

void SseDecoder::endLine(QList<SseEvent> &events)
{
    QByteArray line = std::exchange(m_line, {});
    if (std::exchange(m_firstLine, false) && line.startsWith("\xEF\xBB\xBF"))
        line.remove(0, 3);
    if (line.isEmpty()) {
        if (m_hasData)
            events.append({m_name, m_data});
        m_name.clear();
        m_data.clear();
        m_hasData = false;
        return;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon == 0)
        return;
    const QByteArray field = colon < 0 ? line : line.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
    if (value.startsWith(' '))
        value.remove(0, 1);
    if (field == "event") {
        m_name = value;
    } else if (field == "data") {
        if (m_hasData)
            m_data.append('\n');
        m_data.append(value);
        m_hasData = true;
        if (m_data.size() > kMaxEvent)
            m_overflow = true;
    }
}

} // namespace vibecoder
