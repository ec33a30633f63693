// SPDX-License-Identifier: MIT
// The running server under attack by raw sockets: each is refused or bounded, the memory stays below 64 MiB, and
// whoever has a credential is served all the while.
#include "server/rawclient.h"
#include "server/runningserver.h"
#include "support/sanitized.h"

#include <QTest>

#include <sys/resource.h>

using namespace Qt::StringLiterals;

class ServerLimitsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningServer> m_server;

    QByteArray head(const QByteArray &line, const QByteArray &headers = {}) const
    {
        return line + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_server->port()) + "\r\n" + headers;
    }
    QByteArray credential() const { return "Authorization: Bearer " + m_server->token() + "\r\n"; }
    QByteArray upgrade() const
    {
        return head("GET /ws", credential() +
                                   "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    }
    RawClient connected() const { return RawClient(m_server->port()); }
    bool othersAreServed() const { return m_server->call("GET", "/api/status").status == 200; }

    /// Writes `piece` again and again until the server hangs up; how many bytes it took.
    qint64 pour(RawClient &client, const QByteArray &piece, qint64 most) const
    {
        qint64 sent = 0;
        while (sent < most) {
            const qint64 step = client.write(piece);
            if (step <= 0)
                break;
            sent += step;
        }
        return sent;
    }

private slots:
    void initTestCase()
    {
        rlimit files{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
        files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &files), 0);
        m_server = std::make_unique<RunningServer>();
        QVERIFY(m_server->isReady());
    }

    void aBodyOfTwoGiB()
    {
        for (const QByteArray &who : {credential(), QByteArray()}) {
            RawClient client = connected();
            client.write(head("POST /api/tasks", who + "Content-Length: 2147483648\r\n\r\n"));
            const qint64 taken = pour(client, QByteArray(65536, 'x'), qint64(2) << 30);
            QVERIFY2(taken < 64 * 1024 * 1024, qPrintable(QString::number(taken)));
            QVERIFY(client.readAll().startsWith("HTTP/1.1 413") || client.wasReset());
        }
        QVERIFY(othersAreServed());
    }

    void headersOf64MB()
    {
        RawClient client = connected();
        client.write(head("GET /api/status"));
        const qint64 taken = pour(client, "X-Pad: " + QByteArray(8000, 'x') + "\r\n", 64 * 1000 * 1000);
        QVERIFY2(taken < 32 * 1024 * 1024, qPrintable(QString::number(taken)));
        QVERIFY(client.readAll().startsWith("HTTP/1.1 431") || client.wasReset());
        QVERIFY(othersAreServed());
    }

    void nineHundredHalfOpenRequests()
    {
        std::vector<RawClient> half;
        for (int i = 0; i < 900; ++i) {
            half.push_back(connected());
            half.back().write(head("GET /api/status", "X-Slow: "));
            if (i % 100 == 99)
                QVERIFY(othersAreServed());
        }
        int open = 0;
        for (RawClient &one : half)
            open += one.isOpen() ? 1 : 0;
        QVERIFY2(open <= 64, qPrintable(QString::number(open)));
        QVERIFY(open > 0);
    }

    void halfBodiesOfStrangers()
    {
        std::vector<RawClient> half;
        for (int i = 0; i < 100; ++i) {
            half.push_back(connected());
            half.back().write(
                head("POST /api/session", "Content-Type: application/json\r\nContent-Length: 65536\r\n\r\n") +
                QByteArray(65000, ' '));
        }
        QVERIFY(othersAreServed());
    }

    void sixHundredConnections()
    {
        std::vector<RawClient> many;
        int served = 0, refused = 0;
        for (int i = 0; i < 600; ++i) {
            many.push_back(connected());
            many.back().write(head("GET /api/status", credential() + "\r\n"));
            const QByteArray answer = many.back().readOne();
            served += answer.startsWith("HTTP/1.1 200") ? 1 : 0;
            refused += answer.startsWith("HTTP/1.1 503") || many.back().wasReset() ? 1 : 0;
        }
        QVERIFY2(served >= 450 && served <= 512, qPrintable(QString::number(served)));
        QCOMPARE(served + refused, 600);
        // Who is in stays in.
        many.front().write(head("GET /api/status", credential() + "\r\n"));
        QVERIFY(many.front().readOne().startsWith("HTTP/1.1 200"));
        many.clear();
        QTRY_VERIFY(othersAreServed());
    }

    void threeHundredWebSockets()
    {
        std::vector<RawClient> many;
        int live = 0, refused = 0;
        for (int i = 0; i < 300; ++i) {
            many.push_back(connected());
            many.back().write(upgrade());
            const QByteArray answer = many.back().readOne();
            live += answer.startsWith("HTTP/1.1 101") ? 1 : 0;
            refused += answer.startsWith("HTTP/1.1 503") ? 1 : 0;
        }
        QCOMPARE(live, 256);
        QCOMPARE(refused, 44);
        QVERIFY(othersAreServed());
        many.clear();
        QTRY_VERIFY([&] {
            RawClient next = connected();
            next.write(upgrade());
            return next.readOne().startsWith("HTTP/1.1 101");
        }());
    }

    void aFrameOf200MB()
    {
        RawClient client = connected();
        client.write(upgrade());
        QVERIFY(client.readOne().startsWith("HTTP/1.1 101"));
        QByteArray frame("\x81\xff\0\0\0\0\x0b\xeb\xc2\0mask", 14);
        client.write(frame);
        const qint64 taken = pour(client, QByteArray(65536, 'x'), 200 * 1000 * 1000);
        QVERIFY2(taken < 32 * 1024 * 1024, qPrintable(QString::number(taken)));
        QVERIFY(othersAreServed());
    }

    // Fragments that never become a message.
    void endlessFragments()
    {
        RawClient client = connected();
        client.write(upgrade());
        QVERIFY(client.readOne().startsWith("HTTP/1.1 101"));
        const QByteArray payload(16000, 'x');
        client.write(QByteArray("\x01\xfe\x3e\x80\0\0\0\0", 8) + payload);
        const qint64 taken = pour(client, QByteArray("\0\xfe\x3e\x80\0\0\0\0", 8) + payload, 64 * 1000 * 1000);
        QVERIFY2(taken < 32 * 1024 * 1024, qPrintable(QString::number(taken)));
        QVERIFY(othersAreServed());
    }

    void readersThatNeverRead()
    {
        std::vector<RawClient> deaf;
        for (int i = 0; i < 40; ++i) {
            deaf.push_back(connected());
            const QByteArray who = i % 2 == 0 ? credential() : QByteArray();
            const QByteArray what = i % 2 == 0 ? "GET /api/openapi.json" : "GET /";
            deaf.back().writeSome(head(what, who + "\r\n").repeated(2000));
        }
        for (int i = 0; i < 20; ++i)
            QVERIFY(othersAreServed());
    }

    // Everything asked for in one go is answered, in order, and nobody else has to wait for its end.
    void aFloodOfPipelinedRequests()
    {
        constexpr int count = 5000;
        RawClient client = connected();
        const QByteArray requests = head("GET /healthz", credential() + "\r\n").repeated(count);
        int answers = 0;
        QByteArray rest;
        for (qsizetype at = 0; at < requests.size() && !client.wasReset();) {
            at += std::max<qint64>(0, client.writeSome(requests.mid(at, 65536)));
            rest += client.readSome();
            answers += int(rest.count("HTTP/1.1 200"));
            rest = rest.right(11);
            if (at % 7 == 0)
                QVERIFY(othersAreServed());
        }
        QTRY_VERIFY_WITH_TIMEOUT(
            [&] {
                rest += client.readSome();
                answers += int(rest.count("HTTP/1.1 200"));
                rest = rest.right(11);
                return answers >= count;
            }(),
            30000);
        QCOMPARE(answers, count);
    }

    void cleanupTestCase()
    {
        QVERIFY(m_server->isAlive());
#ifdef VC_SANITIZED
        QSKIP("sanitizers keep freed memory; the figure would not be that of the server");
#endif
        constexpr qint64 limitKiB = 64 * 1024;
        qInfo("peak memory of the server: %lld KiB", m_server->peakKiB());
        QVERIFY2(m_server->peakKiB() < limitKiB, qPrintable(u"%1 KiB"_s.arg(m_server->peakKiB())));
    }
};

QTEST_GUILESS_MAIN(ServerLimitsTest)
#include "tst_serverlimits.moc"
