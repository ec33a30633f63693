// SPDX-License-Identifier: MIT
#pragma once

#include <QIODevice>

#include <algorithm>

namespace vibecoder {

// A body that cannot be read twice: the network layer resends a POST by itself when the peer closes before its first
// byte, which would pay for the same answer twice. A sequential device makes that impossible.
class OnceDevice final : public QIODevice
{
public:
    explicit OnceDevice(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }
    /// Asked for at a redirect, which is not followed anyway.
    bool seek(qint64) override { return false; }
    [[nodiscard]] bool atEnd() const override { return m_at >= m_bytes.size(); }

protected:
    qint64 readData(char *data, qint64 max) override
    {
        const qint64 count = std::min<qint64>(max, m_bytes.size() - m_at);
        if (count <= 0)
            return -1;
        std::copy_n(m_bytes.constData() + m_at, count, data);
        m_at += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

} // namespace vibecoder
