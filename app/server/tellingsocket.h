// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QMetaMethod>
#include <QObject>

#include <functional>
#include <utility>

namespace vibecoder {

/// Qt's server takes off everything that is connected to a socket when it hands it to its WebSockets, and connects
/// their reader then. Whoever wants to see the bytes first must come back in between.
/// Qt's handshake also names origins that may read the answer; here none may, so those lines are left out.
template <typename Socket>
class TellingSocket : public Socket
{
public:
    TellingSocket(QObject *parent, std::function<void(Socket *)> stripped)
        : Socket(parent)
        , m_stripped(std::move(stripped))
    {
    }

protected:
    void disconnectNotify(const QMetaMethod &signal) override
    {
        Socket::disconnectNotify(signal);
        if (!signal.isValid())
            m_stripped(this);
    }

    qint64 writeData(const char *data, qint64 size) override
    {
        const QByteArray bytes = QByteArray::fromRawData(data, qsizetype(size));
        if (!bytes.startsWith("HTTP/1.1 101 "))
            return Socket::writeData(data, size);
        QByteArrayList lines = bytes.split('\n');
        lines.removeIf([](const QByteArray &line) { return line.startsWith("Access-Control-"); });
        const QByteArray kept = lines.join('\n');
        return Socket::writeData(kept.constData(), kept.size()) == kept.size() ? size : -1;
    }

private:
    std::function<void(Socket *)> m_stripped;
};

} // namespace vibecoder
