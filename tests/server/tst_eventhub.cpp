// SPDX-License-Identifier: MIT
// The hub of live events with limits of its own: who reads too slowly is told to start over and closed when it does not,
// who answers no ping is closed, and nobody else notices.
#include "base/clock.h"
#include "eventsocket.h"
#include "server/rawclient.h"
#include "storage/database.h"
#include "storage/eventlog.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLarge = 200'000; // of one event; the buffers of the system hold a few megabytes

EventLimits quickLimits()
{
    EventLimits limits;
    limits.queueFull = 400'000;
    limits.queueHopeless = 8'000'000;
    limits.tickMs = 50;
    limits.silentTicks = 6;
    limits.behindTicks = 20;
    return limits;
}

} // namespace

class EventHubTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<Database> m_db;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<Access> m_access;
    std::unique_ptr<StaticFiles> m_files;
    std::unique_ptr<ApiContext> m_context;
    std::unique_ptr<QWebSocketServer> m_listener;
    std::unique_ptr<EventHub> m_hub;
    int m_stores = 0;

    void open(const EventLimits &limits)
    {
        m_hub = std::make_unique<EventHub>(*m_context, limits);
        connect(m_listener.get(), &QWebSocketServer::newConnection, m_hub.get(),
            [this] { m_hub->add(std::unique_ptr<QWebSocket>(m_listener->nextPendingConnection())); });
    }

    void happen(int count, int size)
    {
        const auto told = m_db->writeNow([count, size](Connection &c) -> Result<> {
            for (int i = 0; i < count; ++i) {
                Event event;
                event.at = QDateTime::currentDateTimeUtc();
                event.kind = EventKind::Warning;
                event.body = {{u"text"_s, QString(size, u'x')}};
                VC_CHECK(eventlog::append(c, event));
            }
            return {};
        });
        QVERIFY(told);
    }

    /// A client that has subscribed and then only does what it is told.
    std::unique_ptr<RawClient> silent()
    {
        auto client = std::make_unique<RawClient>(m_listener->serverPort());
        client->write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        const int before = m_hub->clients();
        for (int i = 0; i < 100 && m_hub->clients() == before; ++i)
            QTest::qWait(10);
        const QByteArray wish = "{\"subscribe\":[\"logs\"]}";
        client->write(QByteArray("\x81") + char(0x80 | wish.size()) + QByteArray(4, '\0') + wish);
        QTest::qWait(50);
        return client;
    }

private slots:
    void init()
    {
        Settings settings;
        settings.databaseUrl = u"sqlite:///%1/%2/v.db"_s.arg(m_folder.path()).arg(++m_stores);
        auto engine = Engine::open(settings);
        QVERIFY(engine.has_value());
        m_engine = std::move(*engine);
        auto db = Database::open(*parseDatabaseUrl(settings.databaseUrl));
        QVERIFY(db.has_value());
        m_db = std::move(*db);
        m_access = std::make_unique<Access>("token", m_clock, "store");
        m_files = std::make_unique<StaticFiles>();
        m_context = std::make_unique<ApiContext>(*m_engine, *m_access, *m_files, false);
        m_listener = std::make_unique<QWebSocketServer>(u"test"_s, QWebSocketServer::NonSecureMode);
        QVERIFY(m_listener->listen(QHostAddress::LocalHost));
    }

    void cleanup()
    {
        m_hub.reset();
        m_listener.reset();
        m_context.reset();
        m_engine.reset();
        m_db.reset();
    }

    void whoAnswersNoPingIsClosed()
    {
        open(quickLimits());
        QWebSocket polite;
        polite.open(QUrl(u"ws://127.0.0.1:%1"_s.arg(m_listener->serverPort())));
        QTRY_COMPARE(polite.state(), QAbstractSocket::ConnectedState);
        const auto rude = silent();
        QCOMPARE(m_hub->clients(), 2);
        QTRY_VERIFY(!rude->isOpen());
        QTRY_COMPARE(m_hub->clients(), 1);
        QTest::qWait(2 * quickLimits().tickMs * quickLimits().silentTicks);
        QCOMPARE(polite.state(), QAbstractSocket::ConnectedState);
    }

    void whoReadsTooSlowlyStartsOver()
    {
        EventLimits limits = quickLimits();
        limits.silentTicks = limits.behindTicks = 100'000;
        open(limits);
        const auto slow = silent();
        QList<qint64> seen;
        QWebSocket quick;
        connect(&quick, &QWebSocket::textMessageReceived, this, [&](const QString &text) {
            const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
            if (message.value(u"type"_s) == u"event"_s)
                seen.append(message.value(u"seq"_s).toInteger());
        });
        quick.open(QUrl(u"ws://127.0.0.1:%1"_s.arg(m_listener->serverPort())));
        QTRY_COMPARE(quick.state(), QAbstractSocket::ConnectedState);
        quick.sendTextMessage(u"{\"subscribe\":[\"logs\"]}"_s);
        QTest::qWait(50);
        constexpr int count = 80;
        for (int i = 0; i < count; ++i) {
            happen(1, kLarge);
            QTRY_COMPARE(seen.size(), i + 1); // the others hear of everything meanwhile
        }
        QByteArray got;
        for (int i = 0; i < 500 && !got.contains("\"resync\""); ++i) {
            QTest::qWait(10);
            got += slow->readSome();
        }
        QVERIFY(got.contains("\"resync\""));
        // It goes on from where it stood: nothing came after the call to start over, and nothing is missed.
        QVERIFY(!got.mid(got.indexOf("\"resync\"")).contains("\"type\":\"event\""));
    }

    void whoDoesNotStartOverIsClosed()
    {
        EventLimits limits = quickLimits();
        limits.silentTicks = 100'000;
        open(limits);
        const auto slow = silent();
        for (int i = 0; i < 80; ++i)
            happen(1, kLarge);
        QTRY_COMPARE_WITH_TIMEOUT(m_hub->clients(), 0, 20'000);
    }

    void aHopelessQueueIsClosedAtOnce()
    {
        EventLimits limits = quickLimits();
        limits.silentTicks = limits.behindTicks = 100'000;
        limits.queueFull = limits.queueHopeless = 400'000;
        open(limits);
        const auto slow = silent();
        for (int i = 0; i < 80 && m_hub->clients() > 0; ++i) {
            happen(1, kLarge);
            QTest::qWait(10);
        }
        QTRY_COMPARE(m_hub->clients(), 0);
    }
};

QTEST_GUILESS_MAIN(EventHubTest)
#include "tst_eventhub.moc"
