// SPDX-License-Identifier: MIT
// The guard with short times and few places: who is too slow ends, who is known stays, and a crowd that comes at once
// is served.
#include "httpguard.h"
#include "qthttp.h"

#include <QAbstractHttpServer>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

class Echo : public QAbstractHttpServer
{
public:
    explicit Echo(HttpGuard &guard)
        : m_guard(guard)
    {
    }

    int served = 0;
    QStringList judged, read; ///< addresses of the requests, by the guard and by Qt's parser
    QByteArray body = "ok";
    bool late = false; ///< answers nothing

protected:
    bool handleRequest(const QHttpServerRequest &request, ReplyTarget) override
    {
        const RequestHead *head = m_guard.takeCurrent();
        judged.append(head ? QString::fromLatin1(head->target) : u"not judged"_s);
        read.append(request.url().path());
        ++served;
        if (late)
            return true;
        QTcpSocket *socket = m_guard.currentSocket();
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        m_guard.answered(socket);
        return true;
    }
    void missingHandler(const QHttpServerRequest &, ReplyTarget) override { }

private:
    HttpGuard &m_guard;
};

} // namespace

class HttpGuardTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Echo> m_server;
    HttpGuard *m_guard = nullptr;

    void serve(GuardLimits limits)
    {
        limits.head.hosts = {"here"};
        m_guard = new HttpGuard(limits, {[](const RequestHead &head) { return head.header("x-known") == "yes"; },
                                            [](const RequestHead &, const char **) { return 400; }});
        m_server = std::make_unique<Echo>(*m_guard);
        QVERIFY(m_guard->listen(QHostAddress::LocalHost));
        QVERIFY(bindServer(*m_server, m_guard));
    }

    std::unique_ptr<QTcpSocket> client(const QByteArray &bytes)
    {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QHostAddress::LocalHost, m_guard->serverPort());
        socket->write(bytes);
        return socket;
    }

    static bool isClosed(const std::unique_ptr<QTcpSocket> &socket)
    {
        return socket->state() == QAbstractSocket::UnconnectedState;
    }

    static QByteArray request(const QByteArray &headers = {}) { return "GET / HTTP/1.1\r\nHost: here\r\n" + headers + "\r\n"; }

private slots:
    void cleanup()
    {
        m_server.reset(); // owns the guard
    }

    void slowOnesEnd_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("silence") << QByteArray() << QByteArray();
        QTest::newRow("half a head") << QByteArray("GET / HTTP/1.1\r\nHo") << QByteArray("HTTP/1.1 408");
        QTest::newRow("half a body") << QByteArray("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nabc")
                                     << QByteArray("HTTP/1.1 408");
        QTest::newRow("idle after an answer") << request() << QByteArray("HTTP/1.1 200");
    }

    void slowOnesEnd()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, answer);
        GuardLimits limits;
        limits.headMs = limits.bodyMs = limits.idleMs = 200;
        serve(limits);
        const auto slow = client(bytes);
        QTRY_VERIFY(isClosed(slow));
        QCOMPARE(slow->readAll().first(answer.size()), answer);
        QTRY_COMPARE(m_guard->connections(), 0);
    }

    // A byte now and then does not stretch the time of a head or of a body.
    void drippingDoesNotHelp_data()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::newRow("head") << QByteArray("GET / HTTP/1.1\r\nHost: here\r\nX: ");
        QTest::newRow("body") << QByteArray("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 60000\r\n\r\n");
    }

    void drippingDoesNotHelp()
    {
        QFETCH(QByteArray, begin);
        GuardLimits limits;
        limits.headMs = limits.bodyMs = 300;
        serve(limits);
        const auto slow = client(begin);
        for (int i = 0; i < 500 && !isClosed(slow); ++i) {
            slow->write("a");
            QTest::qWait(20);
        }
        QVERIFY(isClosed(slow));
        QCOMPARE(m_server->served, 0);
    }

    // An answer that is still being made is not idleness.
    void whoWaitsForAnAnswerStays()
    {
        GuardLimits limits;
        limits.headMs = limits.idleMs = 100;
        serve(limits);
        m_server->late = true;
        const auto waiting = client(request());
        const auto idle = client({});
        QTRY_VERIFY(isClosed(idle));
        QTest::qWait(300);
        QCOMPARE(waiting->state(), QAbstractSocket::ConnectedState);
    }

    void theOldestStrangerGivesWay()
    {
        GuardLimits limits;
        limits.strangers = 4;
        limits.graceMs = 20;
        serve(limits);
        const auto known = client(request("X-Known: yes\r\n"));
        QTRY_COMPARE(m_server->served, 1);
        std::vector<std::unique_ptr<QTcpSocket>> strangers;
        for (int i = 0; i < 7; ++i) {
            strangers.push_back(client("GET"));
            QTRY_COMPARE(m_guard->connections(), 1 + std::min(i + 1, limits.strangers));
            QTest::qWait(limits.graceMs * 2);
        }
        for (int i = 0; i < 7; ++i)
            QTRY_COMPARE(isClosed(strangers[size_t(i)]), i < 3);
        known->write(request("X-Known: yes\r\n"));
        QTRY_COMPARE(m_server->served, 2);
    }

    void aFullHouseTellsNewcomers()
    {
        GuardLimits limits;
        limits.connections = 3;
        serve(limits);
        std::vector<std::unique_ptr<QTcpSocket>> known;
        for (int i = 0; i < 3; ++i) {
            known.push_back(client(request("X-Known: yes\r\n")));
            QTRY_COMPARE(m_server->served, i + 1);
        }
        const auto late = client(request("X-Known: yes\r\n"));
        QTRY_VERIFY(isClosed(late));
        QVERIFY(late->readAll().startsWith("HTTP/1.1 503"));
        known.pop_back();
        QTRY_COMPARE(m_guard->connections(), 2);
        const auto next = client(request("X-Known: yes\r\n"));
        QTRY_COMPARE(m_server->served, 4);
    }

    // More than there are places for strangers, and nobody was read yet: each has a credential and gets an answer.
    void aCrowdWithCredentialsIsServed()
    {
        GuardLimits limits;
        limits.strangers = 8;
        limits.graceMs = 2000;
        serve(limits);
        std::vector<std::unique_ptr<QTcpSocket>> crowd;
        for (int i = 0; i < 100; ++i)
            crowd.push_back(client(request("X-Known: yes\r\n")));
        QTRY_COMPARE_WITH_TIMEOUT(m_server->served, 100, 20000);
        for (const auto &one : crowd)
            QTRY_VERIFY(one->bytesAvailable() > 0);
    }

    void aStrangerMaySendLittle()
    {
        GuardLimits limits;
        limits.strangerBody = 100;
        serve(limits);
        const QByteArray large = "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 200\r\n";
        const auto stranger = client(large + "\r\n");
        QTRY_VERIFY(isClosed(stranger));
        QVERIFY(stranger->readAll().startsWith("HTTP/1.1 413"));
        const auto known = client(large + "X-Known: yes\r\n\r\n" + QByteArray(200, 'x'));
        QTRY_COMPARE(m_server->served, 1);
    }

    void bodiesHaveOneBoundTogether()
    {
        GuardLimits limits;
        limits.bodiesInAll = 500;
        serve(limits);
        const QByteArray half = "POST / HTTP/1.1\r\nHost: here\r\nX-Known: yes\r\nContent-Length: 200\r\n\r\nhalf";
        const auto first = client(half), second = client(half);
        QTRY_COMPARE(m_guard->connections(), 2);
        QTest::qWait(50);
        const auto third = client(half);
        QTRY_VERIFY(isClosed(third));
        QVERIFY(third->readAll().startsWith("HTTP/1.1 503"));
        first->write(QByteArray(196, 'x'));
        QTRY_COMPARE(m_server->served, 1);
        const auto fourth = client(half + QByteArray(196, 'x'));
        QTRY_COMPARE(m_server->served, 2);
    }

    // Asks and asks, and takes nothing.
    void whoDoesNotReadIsCutOff()
    {
        serve({});
        m_server->body = QByteArray(1024 * 1024, 'x');
        const auto deaf = client(request().repeated(200));
        deaf->setReadBufferSize(1024);
        QTRY_VERIFY_WITH_TIMEOUT(m_guard->connections() == 0 && m_server->served > 0, 20000);
        QVERIFY2(m_server->served < 60, qPrintable(QString::number(m_server->served)));
    }

    // However the requests of a connection come, the guard judges each before Qt's parser reads it.
    void eachRequestIsJudgedBeforeItIsRead_data()
    {
        QTest::addColumn<bool>("late");
        QTest::addColumn<int>("together");
        QTest::newRow("one by one") << false << 1;
        QTest::newRow("some together") << false << 3;
        QTest::newRow("all together") << false << 24;
        QTest::newRow("one by one, not answered") << true << 1;
        QTest::newRow("all together, not answered") << true << 24;
    }

    void eachRequestIsJudgedBeforeItIsRead()
    {
        QFETCH(bool, late);
        QFETCH(int, together);
        serve({});
        m_server->late = late;
        constexpr int all = 24;
        const auto busy = client({});
        QStringList asked;
        while (asked.size() < all) {
            for (int i = 0; i < together; ++i) {
                asked.append(u"/%1"_s.arg(asked.size()));
                const QByteArray body = i % 2 == 0 ? "body" : "";
                busy->write("POST " + asked.constLast().toLatin1() + " HTTP/1.1\r\nHost: here\r\nContent-Length: " +
                            QByteArray::number(body.size()) + "\r\n\r\n" + body);
            }
            QTRY_COMPARE(m_server->served, int(asked.size()));
        }
        QCOMPARE(m_server->read, asked);
        QCOMPARE(m_server->judged, asked);
    }

    void manyRequestsWithoutAnAnswerEnd()
    {
        GuardLimits limits;
        limits.due = 10;
        serve(limits);
        m_server->late = true;
        const auto eager = client(request("X-Known: yes\r\n").repeated(50));
        QTRY_VERIFY(isClosed(eager));
        QVERIFY(m_server->served <= limits.due + 1);
    }
};

QTEST_GUILESS_MAIN(HttpGuardTest)
#include "tst_httpguard.moc"
