// SPDX-License-Identifier: MIT
// Whether the frames of a WebSocket client are masked (RFC 6455, section 5.1: a server closes the connection of a
// client whose frame is not). Qt's WebSocket unmasks where a mask is announced and takes the frame as it is where none
// is.
#pragma once

#include <QByteArray>

namespace vibecoder {

/// Walks along the bytes of one connection, in pieces of any size. Payloads are counted, never kept.
class FrameMask
{
public:
    /// The first `before` bytes are no frames: the head of the upgrade.
    explicit FrameMask(qint64 before = 0)
        : m_left(before)
    {
    }

    /// Passes over at most `bytes` bytes of a payload that is under way; the number of them.
    qint64 skip(qint64 bytes);
    /// False at the first frame that is not masked; nothing may be given to it after that.
    [[nodiscard]] bool take(QByteArrayView bytes);

private:
    QByteArray m_head; ///< of a frame, as far as it is there: two bytes, then the longer length where there is one
    qint64 m_left;     ///< bytes before the next frame's head
};

} // namespace vibecoder
