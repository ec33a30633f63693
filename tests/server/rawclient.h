// SPDX-License-Identifier: MIT
// A client of plain system calls, so that hundreds of them cost nothing and none is politer than an attacker.
#pragma once

#include <QByteArray>

class RawClient
{
public:
    explicit RawClient(quint16 port); ///< connects to 127.0.0.1
    RawClient(RawClient &&other) noexcept;
    RawClient &operator=(RawClient &&other) = delete;
    ~RawClient();

    /// All of it, or what the other side took before it hung up or stopped reading for two seconds.
    qint64 write(const QByteArray &bytes);
    /// What fits without waiting.
    qint64 writeSome(const QByteArray &bytes);
    /// What is there, without waiting.
    [[nodiscard]] QByteArray readSome();
    /// One answer with its body; at most five seconds.
    [[nodiscard]] QByteArray readOne();
    /// Everything up to the end of the connection; at most five seconds.
    [[nodiscard]] QByteArray readAll();
    /// Whether the other side still holds the connection. Throws away what is there to read.
    [[nodiscard]] bool isOpen();
    /// It ended without a goodbye.
    [[nodiscard]] bool wasReset() const { return m_reset; }

private:
    [[nodiscard]] bool wait(short events, int ms) const;

    int m_fd = -1;
    bool m_reset = false, m_ended = false;
};
