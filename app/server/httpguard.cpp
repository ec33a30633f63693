// SPDX-License-Identifier: MIT
#include "httpguard.h"

#include "base/digest.h"
#include "base/logging.h"
#include "httperror.h"
#include "tellingsocket.h"

#include <QHostAddress>
#include <QPointer>
#include <QWebSocket>
#if QT_CONFIG(ssl)
#include <QSslSocket>
#endif

#include <algorithm>
#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostLeaving = 64;
constexpr int kRetryAcceptMs = 100;

} // namespace

HttpGuard::HttpGuard(GuardLimits limits, Judge judge, QObject *parent)
    : QTcpServer(parent)
    , m_limits(std::move(limits))
    , m_judge(std::move(judge))
{
    m_clock.start();
    setListenBacklogSize(m_limits.connections);
    setMaxPendingConnections(m_limits.connections);
    connect(&m_sweeper, &QTimer::timeout, this, &HttpGuard::sweep);
    m_sweeper.start(std::clamp(std::min({m_limits.headMs, m_limits.bodyMs, m_limits.idleMs}) / 4, 10, 1000));
    m_hold.setSingleShot(true);
    connect(&m_hold, &QTimer::timeout, this, [this] {
        setMaxPendingConnections(m_limits.connections);
        resumeAccepting();
    });
    // Without a descriptor for a newcomer Qt stops listening for good.
    connect(this, &QTcpServer::acceptError, this, [this] {
        logWarning("server", u"a connection could not be taken"_s, {{u"why"_s, errorString()}});
        QTimer::singleShot(kRetryAcceptMs, this, [this] { resumeAccepting(); });
    });
}

const RequestHead *HttpGuard::takeCurrent()
{
    const auto it = m_connections.find(m_currentSocket);
    return it == m_connections.end() || std::exchange(it->handed, true) ? nullptr : &*it->head;
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
    const auto stripped = [guard = QPointer(this)](QTcpSocket *socket) {
        if (guard)
            guard->lookAgain(socket);
    };
#if QT_CONFIG(ssl)
    auto *secure = m_tls ? new TellingSocket<QSslSocket>(this, stripped) : nullptr;
    QTcpSocket *socket = secure ? secure : static_cast<QTcpSocket *>(new TellingSocket<QTcpSocket>(this, stripped));
#else
    QTcpSocket *socket = new TellingSocket<QTcpSocket>(this, stripped);
#endif
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    makeRoom();
    if (connections() >= m_limits.connections) {
        // A flood of newcomers must not use up the descriptors while they are told.
        if (m_leaving >= kMostLeaving) {
            socket->abort();
            return;
        }
        ++m_leaving;
        connect(socket, &QObject::destroyed, this, [this] { --m_leaving; });
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
    Connection connection;
    connection.born = connection.since = m_clock.elapsed();
    m_connections.insert(socket, connection);
    // Its own signals are of no use for this: an upgrade takes off everything that is connected to the socket.
    connect(new QObject(socket), &QObject::destroyed, this, [this, socket] {
        m_connections.remove(socket);
        if (m_currentSocket == socket)
            m_currentSocket = nullptr;
        emit gone(socket);
    });
    socket->setReadBufferSize(roomFor(m_limits.strangerBody));
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
    holdNewcomers();
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

QTcpSocket *HttpGuard::oldestStranger(int *count) const
{
    *count = 0;
    QTcpSocket *oldest = nullptr;
    qint64 born = 0;
    for (auto it = m_connections.constBegin(); it != m_connections.constEnd(); ++it) {
        if (it->known || it->phase == Phase::Upgraded || it->phase == Phase::Ended)
            continue;
        ++*count;
        if (!oldest || it->born < born) {
            oldest = it.key();
            born = it->born;
        }
    }
    return oldest;
}

void HttpGuard::makeRoom()
{
    int strangers = 0;
    QTcpSocket *oldest = oldestStranger(&strangers);
    if (!oldest || (strangers < m_limits.strangers && connections() < m_limits.connections))
        return;
    oldest->abort();
    m_connections.remove(oldest);
}

// Many who have a credential may come at once, after a restart for example. Nobody can show one before its first bytes
// are read; so while every place for strangers is taken, the next ones wait in the kernel's queue for a moment.
void HttpGuard::holdNewcomers()
{
    int strangers = 0;
    QTcpSocket *oldest = oldestStranger(&strangers);
    if (strangers < m_limits.strangers)
        return;
    const qint64 wait = m_connections.value(oldest).born + m_limits.graceMs - m_clock.elapsed();
    if (wait <= 0)
        return;
    setMaxPendingConnections(0); // ends Qt's loop over accept; pausing alone does not
    m_hold.start(int(wait));
}

bool HttpGuard::takesTooLittle(QTcpSocket *socket, const Connection &connection) const
{
    if (socket->bytesToWrite() <= m_limits.strangerUnread)
        return false;
    socket->flush();
    if (socket->state() != QAbstractSocket::ConnectedState)
        return true; // it has left, as the writing showed
    const qint64 own = socket->bytesToWrite();
    if (own <= m_limits.strangerUnread)
        return false;
    if (!connection.known || own > m_limits.unread)
        return true;
    qint64 all = 0;
    for (auto it = m_connections.constBegin(); it != m_connections.constEnd(); ++it)
        all += it.key()->bytesToWrite();
    return all > m_limits.unreadInAll;
}

qint64 HttpGuard::bodiesUnderWay() const
{
    qint64 all = 0;
    for (const Connection &one : m_connections)
        all += one.phase == Phase::Body && one.head ? one.head->contentLength : 0;
    return all;
}

void HttpGuard::lookAgain(QTcpSocket *socket)
{
    const auto it = m_connections.constFind(socket);
    if (it != m_connections.constEnd() && it->phase == Phase::Upgraded)
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { look(socket); });
}

void HttpGuard::watchFrames(const QWebSocket &client)
{
    for (auto it = m_connections.begin(); it != m_connections.end(); ++it) {
        QTcpSocket *socket = it.key();
        if (it->phase != Phase::Upgraded || socket->peerPort() != client.peerPort() ||
            socket->peerAddress() != client.peerAddress())
            continue;
        // The reader's own slot is connected by now, so this one comes after it.
        const auto taken = [this, socket] {
            if (const auto one = m_connections.find(socket); one != m_connections.end())
                one->unread = socket->bytesAvailable();
        };
        taken();
        connect(socket, &QTcpSocket::readyRead, this, taken);
    }
}

void HttpGuard::lookAtFrames(QTcpSocket *socket, Connection &connection)
{
    const qint64 fresh = socket->bytesAvailable() - connection.unread;
    connection.unread = socket->bytesAvailable();
    const qint64 heads = fresh - connection.mask.skip(fresh);
    if (heads <= 0 || connection.mask.take(QByteArrayView(socket->peek(connection.unread)).last(heads)))
        return;
    connection.phase = Phase::Ended;
    disconnect(socket, &QTcpSocket::readyRead, nullptr, nullptr);
    lastWords(socket, QByteArray("\x88\x02\x03\xea")); // close, 1002: protocol error
}

// Qt's parser takes all bytes of an unfinished request at each readyRead, and stops at the end of a finished one. So
// the unread bytes always begin where the guard stands, or after what it has put into `begun`.
void HttpGuard::look(QTcpSocket *socket)
{
    const auto it = m_connections.find(socket);
    if (it == m_connections.end())
        return;
    Connection &connection = *it;
    m_currentSocket = socket;
    if (connection.phase == Phase::Ended || socket->bytesAvailable() == 0)
        return;
    if (connection.phase == Phase::Upgraded) {
        lookAtFrames(socket, connection);
        return;
    }
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
    if (connection.due > m_limits.due || takesTooLittle(socket, connection)) {
        connection.phase = Phase::Ended;
        disconnect(socket, &QTcpSocket::readyRead, nullptr, nullptr);
        socket->abort();
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
    connection.handed = false;
    connection.known = connection.known || m_judge.known(*reading.head);
    if (connection.known && m_hold.isActive())
        m_hold.start(0); // a place is free
    connection.since = m_clock.elapsed();
    if (reading.head->upgrade) {
        const char *why = "";
        int status = upgraded() >= m_limits.upgraded ? (why = "too many live connections", 503)
                                                     : m_judge.upgrade(*reading.head, &why);
        if (status == 0 && here > 0) {
            status = 400;
            why = "nothing may follow an upgrade before its answer";
        }
        if (status != 0) {
            refuse(socket, connection, status, why);
            return false;
        }
        socket->setReadBufferSize(roomFor(m_limits.head.bodyBytes)); // its reader waits for whole frames
        connection.phase = Phase::Upgraded;
        connection.mask = FrameMask(reading.head->size);
        return true;
    }
    connection.bodyLeft = std::max<qint64>(0, reading.head->contentLength - here);
    if (!connection.known && reading.head->contentLength > m_limits.strangerBody) {
        refuse(socket, connection, 413, "the body is too large for a request without a credential");
        return false;
    }
    if (connection.bodyLeft > 0 && bodiesUnderWay() + reading.head->contentLength > m_limits.bodiesInAll) {
        refuse(socket, connection, 503, "too many large bodies at once");
        return false;
    }
    socket->setReadBufferSize(roomFor(std::max(m_limits.strangerBody, reading.head->contentLength)));
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
    const QString requestId = newId();
    logDebug("server", u"a connection was refused"_s,
        {{u"status"_s, status}, {u"why"_s, QString::fromLatin1(why)}, {u"request_id"_s, requestId}});
    lastWords(socket, plainRefusal(status, QString::fromLatin1(why), requestId, headOnly));
}

void HttpGuard::lastWords(QTcpSocket *socket, const QByteArray &bytes)
{
    // What still comes is thrown away, so that closing does not reset the answer off the wire.
    connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->skip(socket->bytesAvailable()); });
    socket->skip(socket->bytesAvailable());
    socket->write(bytes);
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
