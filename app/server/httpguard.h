// SPDX-License-Identifier: MIT
// The listener in front of QHttpServer: it sees every byte before Qt's parser does, reads each head itself, refuses what
// is malformed, foreign, too large or too slow, and bounds the number of connections. Qt 6.4's server has no limits of
// its own. One thread: the one of the event loop it was made in.
#pragma once

#include "framemask.h"
#include "requesthead.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <optional>

#if QT_CONFIG(ssl)
#include <QSslConfiguration>
#endif

class QWebSocket;

namespace vibecoder {

struct GuardLimits
{
    HeadLimits head;
    int connections = 512;
    int strangers = 64;    ///< connections without a valid credential; the oldest gives way
    int perAddress = 32;   ///< off loopback only
    int upgraded = 256;    ///< WebSockets
    int headMs = 5000, bodyMs = 30000, idleMs = 15000;
    int graceMs = 50;  ///< so long a newcomer may take to speak before another stranger takes its place
    int due = 128;     ///< requests of one connection without an answer
    // What one client can make the server hold in memory, in bytes.
    qint64 strangerBody = 64 * 1024;             ///< of a request without a valid credential
    qint64 bodiesInAll = 8 * 1024 * 1024;       ///< announced and not there yet, of all connections
    qint64 strangerUnread = 64 * 1024;           ///< answers not taken when the next request comes
    qint64 unread = 4 * 1024 * 1024;
    qint64 unreadInAll = 6 * 1024 * 1024;
};

class HttpGuard : public QTcpServer
{
    Q_OBJECT

public:
    /// What the guard may ask: whether a head carries a valid credential, and whether it may become a WebSocket
    /// (status 0: yes; else the refusal).
    struct Judge
    {
        std::function<bool(const RequestHead &)> known;
        std::function<int(const RequestHead &, const char **why)> upgrade;
    };

    HttpGuard(GuardLimits limits, Judge judge, QObject *parent = nullptr);

#if QT_CONFIG(ssl)
    void setTls(const QSslConfiguration &configuration) { m_tls = configuration; }
#endif
    /// Accepted values of Host are known only after the port is.
    void setHosts(const QByteArrayList &hosts) { m_limits.head.hosts = hosts; }

    /// The head of the request that Qt's parser has read just now; only inside a request handler, once for each request.
    /// Null for a request that the guard has not judged.
    [[nodiscard]] const RequestHead *takeCurrent();
    [[nodiscard]] QTcpSocket *currentSocket() const { return m_currentSocket; }

    /// One request of this connection has its answer; until then it is not idle.
    void answered(QTcpSocket *socket);
    /// The connection ends when everything that was written to it is on its way.
    void closeAfterWriting(QTcpSocket *socket);

    /// This client's reader is connected now. Each of its frames is looked at before that reader gets it, and a client
    /// that does not mask them is closed with 1002.
    void watchFrames(const QWebSocket &client);

    [[nodiscard]] int connections() const { return int(m_connections.size()); }
    [[nodiscard]] int upgraded() const;

signals:
    /// This socket is being destroyed, whatever it was last; only its address may be used.
    void gone(QTcpSocket *socket);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    enum class Phase { Head, Body, Upgraded, Ended };
    struct Connection
    {
        Phase phase = Phase::Head;
        QByteArray begun;   ///< bytes of an unfinished head that the parser has already taken
        qint64 bodyLeft = 0; ///< not here yet
        qint64 since = 0;   ///< ms of the last change of phase or progress
        qint64 born = 0;
        bool known = false; ///< has shown a valid credential
        int due = 0; ///< requests whose answer is still being made: not idle
        bool closing = false;
        bool asksHead = false; ///< the head that is being read begins with HEAD: its refusal has no body
        std::optional<RequestHead> head;
        bool handed = true; ///< the request of this head is with its handler already
        FrameMask mask;
        qint64 unread = 0; ///< bytes the mask has seen and the WebSocket has not taken yet
    };

    void look(QTcpSocket *socket);
    void lookAgain(QTcpSocket *socket);
    void lookAtFrames(QTcpSocket *socket, Connection &connection);
    bool takeHead(QTcpSocket *socket, Connection &connection, const QByteArray &fresh);
    void refuse(QTcpSocket *socket, Connection &connection, int status, const char *why);
    void turnAway(QTcpSocket *socket, int status, const char *why, bool headOnly);
    void lastWords(QTcpSocket *socket, const QByteArray &bytes);
    /// The stranger that came first; null when there is none. Their number in `count`.
    [[nodiscard]] QTcpSocket *oldestStranger(int *count) const;
    void makeRoom();
    void holdNewcomers();
    /// Whether it asks for more while it does not take what it has asked for.
    [[nodiscard]] bool takesTooLittle(QTcpSocket *socket, const Connection &connection) const;
    [[nodiscard]] qint64 bodiesUnderWay() const;
    /// A socket takes so many bytes from the network before they are read: room for one request with this body.
    [[nodiscard]] qint64 roomFor(qint64 body) const { return m_limits.head.headBytes + body + 4096; }
    void sweep();

    GuardLimits m_limits;
    Judge m_judge;
    QHash<QTcpSocket *, Connection> m_connections;
    QTcpSocket *m_currentSocket = nullptr;
    QElapsedTimer m_clock;
    QTimer m_sweeper;
    QTimer m_hold; ///< runs while newcomers wait
    int m_leaving = 0; ///< turned away at the door and not gone yet
#if QT_CONFIG(ssl)
    std::optional<QSslConfiguration> m_tls;
#endif
};

} // namespace vibecoder
