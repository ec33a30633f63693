// SPDX-License-Identifier: MIT
// Bytes of a text/event-stream in any chunking -> events. Pure; claude-api.md section 6 in the design gives the rules:
// LF, CRLF or CR end a line, one leading BOM is dropped, `:` lines are comments, several data lines are joined with LF,
// an event without its blank line at the end of the stream is dropped.
#pragma once

#include <QByteArray>
#include <QList>

namespace vibecoder {

struct SseEvent
{
    QByteArray name; ///< empty when the stream names none: data.type then says what it is
    QByteArray data;

    bool operator==(const SseEvent &) const = default;
};

class SseDecoder
{
public:
    static constexpr qsizetype kMaxEvent = 16 * 1024 * 1024; ///< bytes of one event; more is a broken stream

    /// Events completed by these bytes. After an overflow nothing comes any more.
    [[nodiscard]] QList<SseEvent> feed(QByteArrayView bytes);
    [[nodiscard]] bool overflowed() const { return m_overflow; }

private:
    void endLine(QList<SseEvent> &events);

    QByteArray m_line, m_name, m_data;
    bool m_hasData = false, m_afterCr = false, m_firstLine = true, m_overflow = false;
};

} // namespace vibecoder
