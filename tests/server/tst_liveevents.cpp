// SPDX-License-Identifier: MIT
// /ws of a running server: which upgrades are refused and how, and that a client gets every event once and in order,
// also when it was away, comes late, or the server was started again.
#include "server/rawclient.h"
#include "server/runningserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QThread>
#include <QWebSocket>

using namespace Qt::StringLiterals;

namespace {

// A client that remembers what it was told.
class LiveClient : public QObject
{
public:
    explicit LiveClient(const RunningServer &server)
    {
        connect(&m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
            const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
            messages.append(message);
            if (message.value(u"type"_s) == u"event"_s)
                seqs.append(message.value(u"seq"_s).toInteger());
        });
        QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(server.port())));
        request.setRawHeader("Authorization", "Bearer " + server.token());
        m_socket.open(request);
    }

    [[nodiscard]] bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    void say(const QByteArray &text) { m_socket.sendTextMessage(QString::fromUtf8(text)); }
    void subscribe(const QByteArray &topics, qint64 after)
    {
        say("{\"subscribe\":[" + topics + "],\"after_seq\":" + QByteArray::number(after) + "}");
    }
    [[nodiscard]] QJsonObject lastOf(const QString &type) const
    {
        for (qsizetype i = messages.size() - 1; i >= 0; --i) {
            if (messages.at(i).value(u"type"_s) == type)
                return messages.at(i);
        }
        return {};
    }

    QList<QJsonObject> messages;
    QList<qint64> seqs;

private:
    QWebSocket m_socket;
};

class LiveEventsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningServer> m_server;
    int m_made = 0;

    // Each tells at least two events: the task and its question.
    void makeTasks(int count)
    {
        for (int i = 0; i < count; ++i) {
            const QJsonObject spec{{u"name"_s, u"live"_s}, {u"description"_s, u"d"_s},
                {u"verification_commands"_s, QJsonArray{u"echo %1"_s.arg(++m_made)}},
                {u"working_directory"_s, m_server->projectFolder()}};
            QCOMPARE(m_server->call("POST", "/api/tasks", QJsonDocument(spec).toJson()).status, 201);
        }
    }

    qint64 lastSeq() const
    {
        return QJsonDocument::fromJson(m_server->call("GET", "/api/status").body).object().value(u"seq"_s).toInteger();
    }

    QList<qint64> storedSeqs(qint64 after) const
    {
        QList<qint64> seqs;
        const QByteArray target = "/api/events?limit=1000&after_seq=" + QByteArray::number(after);
        const QJsonArray events =
            QJsonDocument::fromJson(m_server->call("GET", target).body).object().value(u"events"_s).toArray();
        for (const QJsonValue event : events)
            seqs.append(event.toObject().value(u"seq"_s).toInteger());
        return seqs;
    }

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<RunningServer>();
        QVERIFY(m_server->isReady());
    }

    void upgrades_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<bool>("credential");
        QTest::addColumn<int>("status");
        const QByteArray up = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
        const QByteArray key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                         version = "Sec-WebSocket-Version: 13\r\n";
        const auto row = [](const char *name, const QByteArray &line, const QByteArray &headers, int status,
                             bool credential = true) {
            QTest::newRow(name) << line << headers << credential << status;
        };
        row("accepted", "GET /ws", up + key + version, 101);
        row("with a slash", "GET /ws/", up + key + version, 101);
        row("other path", "GET /", up + key + version, 400);
        row("a route", "GET /api/status", up + key + version, 400);
        row("no key", "GET /ws", up + version, 400);
        row("short key", "GET /ws", up + version + "Sec-WebSocket-Key: eA==\r\n", 400);
        row("method", "POST /ws", up + key + version, 405);
        row("old version", "GET /ws", up + key + "Sec-WebSocket-Version: 8\r\n", 426);
        row("no version", "GET /ws", up + key, 426);
        row("no credential", "GET /ws", up + key + version, 401, false);
        row("unknown ticket", "GET /ws?ticket=abc", up + key + version, 401, false);
        row("foreign origin", "GET /ws", up + key + version + "Origin: http://evil.example\r\n", 403);
        row("no origin of a file", "GET /ws", up + key + version + "Origin: null\r\n", 403);
        row("cross site", "GET /ws", up + key + version + "Sec-Fetch-Site: cross-site\r\n", 403);
        row("other protocol", "GET /ws", "Connection: Upgrade\r\nUpgrade: h2c\r\n" + key + version, 400);
        row("half an upgrade", "GET /ws", "Upgrade: websocket\r\n" + key + version, 400);
        row("no upgrade", "GET /ws", {}, 426);
    }

    void upgrades()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, headers);
        QFETCH(bool, credential);
        QFETCH(int, status);
        const RawReply reply = m_server->send(
            line + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_server->port()) + "\r\n" +
            (credential ? "Authorization: Bearer " + m_server->token() + "\r\n" : QByteArray()) + headers + "\r\n");
        QCOMPARE(reply.status, status);
        if (status == 426)
            QCOMPARE(reply.header("Sec-WebSocket-Version"), QByteArray("13"));
        QCOMPARE(m_server->call("GET", "/api/status").status, 200);
    }

    // RFC 6455, section 5.1: a frame without a mask ends the connection, wherever in the stream it stands.
    void framesWithoutAMask_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("frame");
        const QByteArray wish = "{\"subscribe\":[\"queue\"],\"after_seq\":0}";
        const QByteArray masked = "\x81" + QByteArray(1, char(0x80 | wish.size())) + QByteArray(4, '\0') + wish;
        const QByteArray plain = "\x81" + QByteArray(1, char(wish.size())) + wish;
        QTest::newRow("the first") << QByteArray() << plain;
        QTest::newRow("after one that is") << masked << plain;
        QTest::newRow("a ping") << masked << QByteArray("\x89\x00", 2);
        QTest::newRow("a long one") << QByteArray() << QByteArray("\x81\x7e\x03\xe8", 4) + QByteArray(1000, ' ');
        QTest::newRow("after a long one")
            << QByteArray("\x81\xfe\x03\xe8\0\0\0\0", 8) + QByteArray(1000, ' ') << QByteArray("\x89\x00", 2);
    }

    void framesWithoutAMask()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, frame);
        for (const bool byteByByte : {false, true}) {
            RawClient client(m_server->port());
            client.write("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_server->port()) +
                         "\r\nAuthorization: Bearer " + m_server->token() +
                         "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            QVERIFY(client.readOne().startsWith("HTTP/1.1 101"));
            const QByteArray bytes = before + frame;
            QByteArray said;
            // Reads as it writes: what is still written to a connection that has ended takes away what was not read.
            for (qsizetype at = 0, piece = byteByByte ? 1 : bytes.size(); at < bytes.size(); at += piece) {
                client.write(bytes.mid(at, piece));
                QThread::usleep(200);
                said += client.readSome();
            }
            said += client.readAll();
            QVERIFY2(said.endsWith(QByteArray("\x88\x02\x03\xea", 4)), said.toHex().right(80).constData());
            QCOMPARE(m_server->call("GET", "/healthz").status, 200);
        }
    }

    void nothingFollowsAnUpgradeBeforeItsAnswer()
    {
        RawClient client(m_server->port());
        client.write("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_server->port()) +
                     "\r\nAuthorization: Bearer " + m_server->token() +
                     "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
                     QByteArray("\x81\x80\0\0\0\0", 6));
        QVERIFY(client.readOne().startsWith("HTTP/1.1 400"));
    }

    void everyEventOnceAndInOrder()
    {
        const qint64 before = lastSeq();
        makeTasks(3);
        LiveClient early(*m_server);
        QTRY_VERIFY(early.isOpen());
        // Catches up with what was before it came, and goes on with what comes.
        early.subscribe("\"tasks\",\"approvals\"", before);
        makeTasks(3);
        const qint64 end = lastSeq();
        QTRY_VERIFY(!early.seqs.isEmpty() && early.seqs.constLast() == end);
        QCOMPARE(early.seqs, storedSeqs(before));
        // One that was away: the rest, without a gap and without a repeat.
        const qint64 middle = early.seqs.at(early.seqs.size() / 2);
        LiveClient late(*m_server);
        QTRY_VERIFY(late.isOpen());
        late.subscribe("\"tasks\",\"approvals\"", middle);
        QTRY_VERIFY(!late.seqs.isEmpty() && late.seqs.constLast() == end);
        QCOMPARE(late.seqs, storedSeqs(middle));
        for (const QJsonObject &message : std::as_const(late.messages))
            QVERIFY(message.value(u"seq"_s).isDouble());
    }

    void aRestartLeavesNoGap()
    {
        const qint64 before = lastSeq();
        QList<qint64> seen;
        {
            LiveClient client(*m_server);
            QTRY_VERIFY(client.isOpen());
            client.subscribe("\"tasks\",\"approvals\"", before);
            makeTasks(2);
            QTRY_VERIFY(!client.seqs.isEmpty() && client.seqs.constLast() == lastSeq());
            m_server->restart();
            QVERIFY(m_server->isReady());
            QTRY_VERIFY(!client.isOpen());
            seen = client.seqs;
        }
        makeTasks(2);
        LiveClient client(*m_server);
        QTRY_VERIFY(client.isOpen());
        client.subscribe("\"tasks\",\"approvals\"", seen.constLast());
        const qint64 end = lastSeq();
        QTRY_VERIFY(!client.seqs.isEmpty() && client.seqs.constLast() == end);
        QCOMPARE(seen + client.seqs, storedSeqs(before));
    }

    void oneTaskAlone()
    {
        makeTasks(2);
        const QJsonArray tasks = QJsonDocument::fromJson(m_server->call("GET", "/api/tasks?limit=2").body)
                                     .object()
                                     .value(u"tasks"_s)
                                     .toArray();
        const QString id = tasks.at(0).toObject().value(u"id"_s).toString();
        LiveClient client(*m_server);
        QTRY_VERIFY(client.isOpen());
        client.subscribe("\"task:" + id.toLatin1() + "\"", 0);
        QTRY_VERIFY(client.seqs.size() >= 2);
        for (const QJsonObject &message : std::as_const(client.messages)) {
            if (message.value(u"type"_s) == u"event"_s)
                QCOMPARE(message.value(u"event"_s).toObject().value(u"task_id"_s).toString(), id);
        }
    }

    void wrongMessagesAreTold()
    {
        LiveClient client(*m_server);
        QTRY_VERIFY(client.isOpen());
        qsizetype told = 0;
        for (const char *wrong : {"", "x", "[]", "{}", R"({"subscribe":"tasks"})", R"({"subscribe":["other"]})",
                 R"({"subscribe":["tasks"],"after_seq":-1})", R"({"subscribe":["tasks"],"after_seq":1.5})",
                 R"({"subscribe":["tasks"],"after_seq":"1"})", R"({"subscribe":["tasks"],"after_seq":1e300})"}) {
            const qsizetype before = client.messages.size();
            client.say(wrong);
            QTRY_VERIFY2(client.messages.size() > before, wrong);
            QVERIFY2(client.messages.constLast().value(u"type"_s) == u"error"_s, wrong);
            ++told;
        }
        QCOMPARE(told, 10);
        // And it still works.
        client.subscribe("\"queue\"", lastSeq());
        QTRY_VERIFY(!client.lastOf(u"subscribed"_s).isEmpty());
        QCOMPARE(m_server->call("POST", "/api/queue/pause").status, 200);
        QTRY_COMPARE(
            client.lastOf(u"event"_s).value(u"event"_s).toObject().value(u"kind"_s).toString(), u"queue_paused"_s);
        QCOMPARE(m_server->call("POST", "/api/queue/resume").status, 200);
    }
};

} // namespace

QTEST_GUILESS_MAIN(LiveEventsTest)
#include "tst_liveevents.moc"
