// SPDX-License-Identifier: MIT
#include "httpguard.h"

#include "base/digest.h"
#include "base/logging.h"
#include "httperror.h"

#include <QHostAddress>
#if QT_CONFIG(ssl)
#include <QSslSocket>
#endif

#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

HttpGuard::HttpGuard(GuardLimits limits, Judge judge, QObject *parent)
    : QTcpServer(parent)
    , m_limits(std::move(limits))
    , m_judge(std::move(judge))
{
    m_clock.start();
    setListenBacklogSize(m_limits.connections);
    setMaxPendingConnections(m_limits.connections);
    connect(&m_sweeper, &QTimer::timeout, this, &HttpGuard::sweep);
    m_sweeper.start(1000);
}

const RequestHead *HttpGuard::current() const
{
    const auto it = m_connections.constFind(m_currentSocket);
    return it == m_connections.constEnd() || !it->head ? nullptr : &*it->head;
}

int HttpGuard::upgraded() const
{
    int count = 0;
    for (const Connection &one : m_connections)
        count += one.phase == Phase::Upgraded ? 1 : 0;
    return count;
}

void HttpGuard::incomingConnection(qintptr descriptor)
{
#if QT_CONFIG(ssl)
    auto *secure = m_tls ? new QSslSocket(this) : nullptr;
    QTcpSocket *socket = secure ? secure : new QTcpSocket(this);
#else
    QTcpSocket *socket = new QTcpSocket(this);
#endif
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    if (connections() >= m_limits.connections) {
        turnAway(socket, 503, "too many connections", false);
        return;
    }
    if (!socket->peerAddress().isLoopback()) {
        int same = 0;
        for (auto it = m_connections.constBegin(); it != m_connections.constEnd(); ++it)
            same += it.key()->peerAddress() == socket->peerAddress() ? 1 : 0;
        if (same >= m_limits.perAddress) {
            turnAway(socket, 503, "too many connections from this address", false);
            return;
        }
    }
    makeRoom();
    Connection connection;
    connection.born = connection.since = m_clock.elapsed();
    m_connections.insert(socket, connection);
    connect(socket, &QObject::destroyed, this, [this, socket] {
        m_connections.remove(socket);
        if (m_currentSocket == socket)
            m_currentSocket = nullptr;
    });
    socket->setReadBufferSize(m_limits.head.headBytes + m_limits.head.bodyBytes + 4096);
    // Before Qt's server connects its parser: slots run in the order of their connection.
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { look(socket); });
    connect(socket, &QTcpSocket::bytesWritten, this, [this, socket] {
        const auto it = m_connections.find(socket);
        if (it == m_connections.end())
            return;
        it->since = m_clock.elapsed();
        if (it->closing && socket->bytesToWrite() == 0)
            socket->disconnectFromHost();
    });
#if QT_CONFIG(ssl)
    if (secure) {
        secure->setSslConfiguration(*m_tls);
        secure->startServerEncryption();
    }
#endif
    addPendingConnection(socket);
}

void HttpGuard::answered(QTcpSocket *socket)
{
    if (const auto it = m_connections.find(socket); it != m_connections.end()) {
        --it->due;
        it->since = m_clock.elapsed();
    }
}

void HttpGuard::closeAfterWriting(QTcpSocket *socket)
{
    const auto it = m_connections.find(socket);
    if (it == m_connections.end())
        return;
    it->closing = true;
    it->since = m_clock.elapsed();
    if (socket->bytesToWrite() == 0)
        socket->disconnectFromHost();
}

void HttpGuard::makeRoom()
{
    int strangers = 0;
    QTcpSocket *oldest = nullptr;
    for (auto it = m_connections.constBegin(); it != m_connections.constEnd(); ++it) {
        if (it->known || it->phase == Phase::Upgraded || it->phase == Phase::Ended)
            continue;
        ++strangers;
        if (!oldest || it->born < m_connections.value(oldest).born)
            oldest = it.key();
    }
    if (strangers < m_limits.strangers || !oldest)
        return;
    m_connections[oldest].phase = Phase::Ended;
    oldest->abort();
}

// Qt's parser takes all bytes of an unfinished request at each readyRead, and stops at the end of a finished one. So the
// unread bytes always begin where the guard stands, or after what it has put into `begun`.
void HttpGuard::look(QTcpSocket *socket)
{
    const auto it = m_connections.find(socket);
    if (it == m_connections.end())
        return;
    Connection &connection = *it;
    m_currentSocket = socket;
    if (connection.phase == Phase::Upgraded || connection.phase == Phase::Ended || socket->bytesAvailable() == 0)
        return;
    if (connection.phase == Phase::Body) {
        const qint64 taken = std::min<qint64>(connection.bodyLeft, socket->bytesAvailable());
        connection.bodyLeft -= taken;
        if (connection.bodyLeft == 0) {
            connection.phase = Phase::Head;
            connection.since = m_clock.elapsed();
        }
        return;
    }
    // The request before said that it is the last one: what follows is neither read nor done.
    if (connection.head && connection.head->close) {
        disconnect(socket, &QTcpSocket::readyRead, nullptr, nullptr);
        connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->skip(socket->bytesAvailable()); });
        socket->skip(socket->bytesAvailable());
        return;
    }
    const QByteArray fresh = socket->peek(m_limits.head.headBytes + 1);
    if (connection.begun.isEmpty())
        connection.since = m_clock.elapsed();
    takeHead(socket, connection, fresh);
}

bool HttpGuard::takeHead(QTcpSocket *socket, Connection &connection, const QByteArray &fresh)
{
    const QByteArray seen = connection.begun + fresh;
    const HeadReading reading = readRequestHead(seen, m_limits.head);
    connection.asksHead = seen.startsWith("HEAD ");
    if (reading.refusal != 0) {
        refuse(socket, connection, reading.refusal, reading.why);
        return false;
    }
    if (!reading.head) {
        connection.begun += fresh;
        return false;
    }
    const qint64 here = socket->bytesAvailable() + connection.begun.size() - reading.head->size;
    connection.begun.clear();
    connection.head = reading.head;
    connection.known = connection.known || m_judge.known(*reading.head);
    connection.since = m_clock.elapsed();
    if (reading.head->upgrade) {
        const char *why = "";
        const int status =
            upgraded() >= m_limits.upgraded ? (why = "too many live connections", 503) : m_judge.upgrade(*reading.head, &why);
        if (status != 0) {
            refuse(socket, connection, status, why);
            return false;
        }
        connection.phase = Phase::Upgraded;
        return true;
    }
    connection.bodyLeft = std::max<qint64>(0, reading.head->contentLength - here);
    connection.phase = connection.bodyLeft > 0 ? Phase::Body : Phase::Head;
    ++connection.due;
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    if (reading.head->expectContinue && connection.bodyLeft > 0)
        socket->write("HTTP/1.1 100 Continue\r\n\r\n");
#endif
    return true;
}

// Nothing that came reaches the parser any more: its slot is taken off, also out of the emission that is running.
void HttpGuard::refuse(QTcpSocket *socket, Connection &connection, int status, const char *why)
{
    connection.phase = Phase::Ended;
    disconnect(socket, &QTcpSocket::readyRead, nullptr, nullptr);
    if (socket->isTransactionStarted())
        socket->rollbackTransaction();
    turnAway(socket, status, why, connection.asksHead);
}

void HttpGuard::turnAway(QTcpSocket *socket, int status, const char *why, bool headOnly)
{
    // What still comes is thrown away, so that closing does not reset the answer off the wire.
    connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->skip(socket->bytesAvailable()); });
    socket->skip(socket->bytesAvailable());
    const QString requestId = newId();
    logDebug("server", u"a connection was refused"_s,
        {{u"status"_s, status}, {u"why"_s, QString::fromLatin1(why)}, {u"request_id"_s, requestId}});
    socket->write(plainRefusal(status, QString::fromLatin1(why), requestId, headOnly));
    socket->flush();
    socket->disconnectFromHost();
    constexpr int graceMs = 500;
    QTimer::singleShot(graceMs, socket, [socket] { socket->abort(); });
}

void HttpGuard::sweep()
{
    const qint64 now = m_clock.elapsed();
    for (QTcpSocket *socket : m_connections.keys()) {
        const auto it = m_connections.find(socket);
        if (it == m_connections.end() || it->phase == Phase::Upgraded || it->phase == Phase::Ended)
            continue;
        const qint64 quiet = now - it->since;
        const bool nothingYet = !it->head && it->begun.isEmpty();
        if (socket->bytesToWrite() > 0) {
            // A reader that takes nothing.
            if (quiet > m_limits.idleMs)
                socket->abort();
        } else if (it->phase == Phase::Body) {
            if (quiet > m_limits.bodyMs)
                refuse(socket, *it, 408, "the body did not come in time");
        } else if (!it->begun.isEmpty()) {
            if (quiet > m_limits.headMs)
                refuse(socket, *it, 408, "the head did not come in time");
        } else if (it->due == 0 && quiet > (nothingYet ? m_limits.headMs : m_limits.idleMs)) {
            socket->disconnectFromHost();
        }
    }
}

} // namespace vibecoder
