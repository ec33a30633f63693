// SPDX-License-Identifier: MIT
#include "eventsocket.h"

#include "base/logging.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLargestMessage = 64 * 1024;
constexpr int kPage = 500, kMostTopics = 64;
constexpr int kLiveMs = 80; // 12 batches a second
constexpr qsizetype kLiveMost = 32 * 1024;

QString textOf(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

bool isTopic(const QString &topic)
{
    static const QSet<QString> known{u"tasks"_s, u"queue"_s, u"approvals"_s, u"logs"_s};
    return known.contains(topic) || (topic.startsWith(u"task:"_s) && topic.size() < 40);
}

} // namespace

EventHub::EventHub(ApiContext &context, EventLimits limits)
    : m_context(context)
    , m_limits(limits)
{
    m_tail = m_context.engine.lastEventSeq().value_or(0);
    connect(&m_context.engine, &Engine::changed, this, &EventHub::pump);
    connect(&m_context.engine, &Engine::liveText, this, [this](const QString &taskId, const QString &text) {
        QString &waiting = m_liveText[taskId];
        waiting += text;
        // The page needs the end of what is being said; the whole lies in the store when the call is over.
        if (waiting.size() > kLiveMost)
            waiting = waiting.right(kLiveMost);
        if (!m_liveTimer.isActive())
            m_liveTimer.start(kLiveMs);
    });
    m_liveTimer.setSingleShot(true);
    connect(&m_liveTimer, &QTimer::timeout, this, &EventHub::flushLiveText);
    connect(&m_tick, &QTimer::timeout, this, &EventHub::tick);
    m_tick.start(m_limits.tickMs);
}

EventHub::~EventHub()
{
    closeAll();
}

void EventHub::add(std::unique_ptr<QWebSocket> socket)
{
    QWebSocket *client = socket.release();
    client->setParent(this);
    client->setMaxAllowedIncomingMessageSize(kLargestMessage);
    client->setMaxAllowedIncomingFrameSize(kLargestMessage);
    m_clients.insert(client, {});
    // Never deleted inside one of its own signals; and a write may end a connection while all clients are gone through.
    connect(
        client, &QWebSocket::disconnected, this,
        [this, client] {
            m_clients.remove(client);
            client->deleteLater();
        },
        Qt::QueuedConnection);
    connect(client, &QWebSocket::textMessageReceived, this, [this, client](const QString &text) { read(client, text); });
    connect(client, &QWebSocket::binaryMessageReceived, client,
        [client] { client->close(QWebSocketProtocol::CloseCodeDatatypeNotSupported, u"text only"_s); });
    connect(client, &QWebSocket::pong, this, [this, client] {
        if (const auto it = m_clients.find(client); it != m_clients.end())
            it->silentTicks = 0;
    });
    client->sendTextMessage(
        textOf({{u"type"_s, u"hello"_s}, {u"seq"_s, m_tail}, {u"version"_s, QStringLiteral(VIBECODER_VERSION)}}));
}

void EventHub::tellAll(const QString &type)
{
    for (auto it = m_clients.begin(); it != m_clients.end(); ++it)
        it.key()->sendTextMessage(textOf({{u"type"_s, type}, {u"seq"_s, m_tail}}));
}

void EventHub::closeAll()
{
    const QList<QWebSocket *> sockets = m_clients.keys();
    m_clients.clear();
    for (QWebSocket *socket : sockets) {
        disconnect(socket, nullptr, this, nullptr);
        socket->close(QWebSocketProtocol::CloseCodeGoingAway, u"the server ends"_s);
        socket->deleteLater();
    }
}

void EventHub::read(QWebSocket *socket, const QString &text)
{
    const auto it = m_clients.find(socket);
    if (it == m_clients.end())
        return;
    it->silentTicks = 0;
    const auto complain = [&](const QString &what) {
        send(socket, *it, textOf({{u"type"_s, u"error"_s}, {u"seq"_s, std::max<qint64>(0, it->seq)}, {u"message"_s, what}}));
    };
    QJsonParseError error;
    const QJsonObject json = QJsonDocument::fromJson(text.toUtf8(), &error).object();
    const QJsonArray wanted = json.value(u"subscribe"_s).toArray();
    if (error.error != QJsonParseError::NoError || !json.value(u"subscribe"_s).isArray()) {
        complain(u"send {\"subscribe\":[…],\"after_seq\":n}"_s);
        return;
    }
    QSet<QString> topics;
    for (const QJsonValue topic : wanted) {
        if (!isTopic(topic.toString()) || topics.size() >= kMostTopics) {
            complain(u"topics are tasks, queue, approvals, logs and task:ID"_s);
            return;
        }
        topics.insert(topic.toString());
    }
    const QJsonValue after = json.value(u"after_seq"_s);
    const qint64 wish = after.isUndefined() ? m_tail : after.toInteger(-1);
    if (wish < 0) {
        complain(u"after_seq must be a number from 0"_s);
        return;
    }
    it->topics = topics;
    // A number from the future belongs to another store: start from what there is.
    it->seq = std::min(wish, m_tail);
    it->behind = false;
    it->behindTicks = 0;
    send(socket, *it,
        textOf({{u"type"_s, u"subscribed"_s}, {u"seq"_s, it->seq}, {u"topics"_s, QJsonArray::fromStringList(topics.values())}}));
    catchUp(socket, *it);
}

bool EventHub::wants(const Client &client, const Event &event)
{
    if (client.topics.contains(u"logs"_s))
        return true;
    switch (event.kind) {
    case EventKind::QueuePaused:
    case EventKind::QueueResumed:
        return client.topics.contains(u"queue"_s);
    case EventKind::ApprovalRequested:
    case EventKind::ApprovalDecided:
        if (client.topics.contains(u"approvals"_s))
            return true;
        break;
    default:
        break;
    }
    return !event.taskId.isEmpty() &&
           (client.topics.contains(u"tasks"_s) || client.topics.contains(u"task:"_s + event.taskId));
}

QString EventHub::eventText(const Event &event)
{
    return textOf({{u"type"_s, u"event"_s}, {u"seq"_s, event.seq}, {u"event"_s, toJson(event)}});
}

// One read of the store and one text for all who stand at the end; who stands further back has its own pages.
void EventHub::pump()
{
    for (;;) {
        const Result<QList<Event>> events = m_context.engine.eventsSince(m_tail, kPage);
        if (!events) {
            logWarning("server", u"events cannot be read"_s, {{u"why"_s, events.error().message}});
            return;
        }
        for (const Event &event : *events) {
            QString text;
            for (auto it = m_clients.begin(); it != m_clients.end(); ++it) {
                if (it->seq != m_tail || it->behind)
                    continue;
                if (wants(*it, event)) {
                    if (text.isEmpty())
                        text = eventText(event);
                    send(it.key(), *it, text);
                }
                if (!it->behind)
                    it->seq = event.seq;
            }
            m_tail = event.seq;
        }
        if (events->size() < kPage)
            break;
    }
}

// One page at a time: whoever asks for a long past must not keep the others waiting.
void EventHub::catchUp(QWebSocket *socket, Client &client)
{
    if (client.seq >= m_tail || client.behind)
        return;
    const Result<QList<Event>> events = m_context.engine.eventsSince(client.seq, kPage);
    if (!events) {
        logWarning("server", u"events cannot be read"_s, {{u"why"_s, events.error().message}});
        return;
    }
    for (const Event &event : *events) {
        if (event.seq > m_tail || client.behind)
            break;
        if (wants(client, event))
            send(socket, client, eventText(event));
        if (!client.behind)
            client.seq = event.seq;
    }
    if (client.behind)
        return;
    if (events->size() < kPage || events->constLast().seq >= m_tail)
        client.seq = m_tail;
    else if (!std::exchange(client.catching, true))
        QTimer::singleShot(0, socket, [this, socket] {
            const auto it = m_clients.find(socket);
            if (it == m_clients.end())
                return;
            it->catching = false;
            catchUp(socket, *it);
        });
}

void EventHub::send(QWebSocket *socket, Client &client, const QString &text)
{
    const qint64 waiting = socket->bytesToWrite();
    if (waiting > m_limits.queueHopeless || (waiting > m_limits.queueFull / 4 && allWaiting() > m_limits.queuesInAll)) {
        client.behind = true;
        QMetaObject::invokeMethod(
            socket, [socket] { socket->abort(); }, Qt::QueuedConnection);
        return;
    }
    if (waiting > m_limits.queueFull) {
        // It may start over with the number it has, once it has read what is on its way.
        if (!std::exchange(client.behind, true))
            socket->sendTextMessage(textOf({{u"type"_s, u"resync"_s}, {u"seq"_s, client.seq}}));
        return;
    }
    socket->sendTextMessage(text);
}

qint64 EventHub::allWaiting() const
{
    qint64 all = 0;
    for (auto it = m_clients.constBegin(); it != m_clients.constEnd(); ++it)
        all += it.key()->bytesToWrite();
    return all;
}

void EventHub::tick()
{
    const QList<QWebSocket *> sockets = m_clients.keys();
    for (QWebSocket *socket : sockets) {
        const auto it = m_clients.find(socket);
        if (it == m_clients.end())
            continue;
        if (++it->silentTicks > m_limits.silentTicks || (it->behind && ++it->behindTicks > m_limits.behindTicks))
            socket->abort();
        else
            socket->ping();
    }
    pump();
}

void EventHub::flushLiveText()
{
    const QHash<QString, QString> batch = std::exchange(m_liveText, {});
    for (auto it = batch.begin(); it != batch.end(); ++it) {
        const QString text =
            textOf({{u"type"_s, u"live_text"_s}, {u"seq"_s, m_tail}, {u"task_id"_s, it.key()}, {u"text"_s, it.value()}});
        for (auto client = m_clients.begin(); client != m_clients.end(); ++client) {
            // Live text may be left out: what was said comes with the event of the finished call.
            if (client->topics.contains(u"task:"_s + it.key()) && client.key()->bytesToWrite() < m_limits.queueFull / 4)
                client.key()->sendTextMessage(text);
        }
    }
}

} // namespace vibecoder
