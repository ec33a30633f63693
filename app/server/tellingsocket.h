// SPDX-License-Identifier: MIT
#pragma once

#include <QMetaMethod>
#include <QObject>

#include <functional>
#include <utility>

namespace vibecoder {

/// Qt's server takes off everything that is connected to a socket when it hands it to its WebSockets, and connects
/// their reader then. Whoever wants to see the bytes first must come back in between.
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

private:
    std::function<void(Socket *)> m_stripped;
};

} // namespace vibecoder
