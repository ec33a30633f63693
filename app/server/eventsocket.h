// SPDX-License-Identifier: MIT
// Live events for browsers and scripts. A client names its topics and the last number it has; it gets every later event
// once, in order, and live model text as it comes. Whoever reads too slowly is told to start over, then closed.
//
//   client: {"subscribe":["tasks","task:ID","queue","approvals","logs"],"after_seq":n}
//   server: {"type":"hello|subscribed|event|live_text|resync|error","seq":n,…}
#pragma once

#include "apicontext.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QTimer>
#include <QWebSocket>

#include <memory>

namespace vibecoder {

/// How much one client may hold, and how long it may be silent.
struct EventLimits
{
    qint64 queueFull = 1024 * 1024;         ///< bytes not sent yet: it is told to start over and gets nothing more
    qint64 queueHopeless = 4 * 1024 * 1024; ///< it is closed
    qint64 queuesInAll = 16 * 1024 * 1024;  ///< of all clients; whoever holds a good part of it is closed
    int tickMs = 10000;                     ///< between pings
    int silentTicks = 6;                    ///< without a pong or a message: it is closed
    int behindTicks = 2;                    ///< told to start over and has not: it is closed
};

class EventHub : public QObject
{
    Q_OBJECT

public:
    explicit EventHub(ApiContext &context, EventLimits limits = {});
    ~EventHub() override;

    /// Takes a connection whose upgrade the guard has judged.
    void add(std::unique_ptr<QWebSocket> socket);
    /// One message of that type to everybody, whatever they subscribed to.
    void tellAll(const QString &type);
    /// Says goodbye to everybody; used at the end of the server.
    void closeAll();
    [[nodiscard]] int clients() const { return int(m_clients.size()); }

private:
    struct Client
    {
        QSet<QString> topics;
        qint64 seq = -1; ///< last number that was sent or skipped; -1: has not subscribed yet
        int silentTicks = 0;
        bool behind = false; ///< was told to start over
        bool catching = false; ///< its next page is on its way
        int behindTicks = 0; ///< since then
    };

    void read(QWebSocket *socket, const QString &text);
    void pump();
    /// Sends a page from the store, and goes on until the client stands where everybody stands or its queue is full.
    void catchUp(QWebSocket *socket, Client &client);
    void send(QWebSocket *socket, Client &client, const QString &text);
    [[nodiscard]] qint64 allWaiting() const;
    void tick();
    void flushLiveText();
    [[nodiscard]] static bool wants(const Client &client, const Event &event);
    [[nodiscard]] static QString eventText(const Event &event);

    ApiContext &m_context;
    EventLimits m_limits;
    QHash<QWebSocket *, Client> m_clients;
    qint64 m_tail = 0; ///< every client with seq == m_tail has everything up to it
    QHash<QString, QString> m_liveText; ///< by task, since the last batch
    QTimer m_tick, m_liveTimer;
};

} // namespace vibecoder
