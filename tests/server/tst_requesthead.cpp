// SPDX-License-Identifier: MIT
// The head of a request: what is read, what is refused and with which status, and that pieces change nothing.
#include "requesthead.h"
#include "routetable.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class RequestHeadTest : public QObject
{
    Q_OBJECT

    static HeadLimits limits()
    {
        HeadLimits own;
        own.hosts = {"127.0.0.1:80"};
        return own;
    }

private slots:
    void refusals_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("status");
        const QByteArray host = "Host: 127.0.0.1:80\r\n";
        const auto row = [](const char *name, const QByteArray &text, int status) {
            QTest::newRow(name) << text << status;
        };
        row("plain", "GET / HTTP/1.1\r\n" + host + "\r\n", 0);
        row("upper host", "GET / HTTP/1.1\r\nHOST:127.0.0.1:80\r\n\r\n", 0);
        row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("two hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", 400);
        row("other host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421);
        row("host with user", "GET / HTTP/1.1\r\nHost: 127.0.0.1:80@evil.example\r\n\r\n", 421);
        row("bare line feed", "GET / HTTP/1.1\n" + host + "\r\n", 400);
        row("folded line", "GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", 400);
        row("space before colon", "GET / HTTP/1.1\r\nHost : 127.0.0.1:80\r\n\r\n", 400);
        row("two spaces", "GET  / HTTP/1.1\r\n" + host + "\r\n", 400);
        row("version", "GET / HTTP/2.0\r\n" + host + "\r\n", 505);
        row("method", "BREW / HTTP/1.1\r\n" + host + "\r\n", 501);
        row("absolute form", "GET http://127.0.0.1/ HTTP/1.1\r\n" + host + "\r\n", 400);
        row("broken escape", "GET /%zz HTTP/1.1\r\n" + host + "\r\n", 400);
        row("NUL", QByteArray("GET /\0 HTTP/1.1\r\n", 17) + host + "\r\n", 400);
        row("long head", "GET / HTTP/1.1\r\n" + host + "X: " + QByteArray(20000, 'x') + "\r\n\r\n", 431);
        row("long target", "GET /" + QByteArray(9000, 'x') + " HTTP/1.1\r\n" + host + "\r\n", 414);
        row("length twice", "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400);
        row("length of words", "POST / HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\n", 400);
        row("length too large", "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999\r\n\r\n", 413);
        row("endless length", "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n", 413);
        row("chunked", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n", 411);
        row("both", "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
        row("upgrade without its token", "GET /ws HTTP/1.1\r\n" + host + "Upgrade: websocket\r\n\r\n", 400);
        row("upgrade with a body", "GET /ws HTTP/1.1\r\n" + host + "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n\r\n", 400);
        row("upgrade of HTTP/1.0", "GET /ws HTTP/1.0\r\n" + host + "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n", 400);
        row("upgrade twice", "GET /ws HTTP/1.1\r\n" + host + "Connection: upgrade\r\nUpgrade: a\r\nUpgrade: b\r\n\r\n", 400);
        row("expectation", "POST / HTTP/1.1\r\n" + host + "Expect: wonders\r\n\r\n", 417);
    }

    void refusals()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, status);
        const HeadReading reading = readRequestHead(text, limits());
        QCOMPARE(reading.refusal, status);
        QCOMPARE(reading.head.has_value(), status == 0);
    }

    void aHeadInPiecesIsTheSameHead()
    {
        const QByteArray text = "POST /api/tasks?x=1 HTTP/1.1\r\nHost: 127.0.0.1:80\r\nContent-Length: 5\r\n"
                                "Connection: close\r\n\r\nhello";
        const qsizetype end = text.indexOf("\r\n\r\n") + 4;
        for (qsizetype size = 0; size < end; ++size) {
            const HeadReading part = readRequestHead(text.first(size), limits());
            QVERIFY(!part.head && part.refusal == 0);
        }
        const HeadReading whole = readRequestHead(text, limits());
        QVERIFY(whole.head.has_value());
        QCOMPARE(whole.head->size, end);
        QCOMPARE(whole.head->contentLength, 5);
        QCOMPARE(whole.head->path(), QByteArray("/api/tasks"));
        QVERIFY(whole.head->close);
    }

    void connectionIsOneListInSeveralLines()
    {
        const HeadReading reading = readRequestHead("GET / HTTP/1.1\r\nHost: 127.0.0.1:80\r\nConnection: keep-alive\r\n"
                                                    "Connection: x, Close\r\n\r\n", limits());
        QVERIFY(reading.head && reading.head->close);
    }

    void partsAreDecodedInOneWay()
    {
        QCOMPARE(decodedPart("a%20b", false), std::optional<QString>(u"a b"_s));
        QCOMPARE(decodedPart("a+b", true), std::optional<QString>(u"a b"_s));
        QCOMPARE(decodedPart("a+b", false), std::optional<QString>(u"a+b"_s));
        for (const char *broken : {"%", "%4", "%zz", "%00", "%0a", "%ff", "%c0%80"})
            QVERIFY2(!decodedPart(broken, false), broken);
    }

    void everyRouteIsFoundAndDescribed()
    {
        QSet<QByteArray> operations;
        for (const Route &route : routes()) {
            QStringList segments;
            for (QString part : QString::fromLatin1(route.path).split(u'/', Qt::SkipEmptyParts))
                segments.append(part.startsWith(u'{') ? u"0123456789ab"_s : part);
            const RouteMatch match = matchRoute(route.method, segments);
            QCOMPARE(match.route, &route);
            QVERIFY(match.allowed.contains(route.method));
            QVERIFY2(!operations.contains(route.operation), route.operation);
            operations.insert(route.operation);
        }
        QCOMPARE(matchRoute("PUT", {u"api"_s, u"tasks"_s}).route, nullptr);
        QVERIFY(matchRoute("PUT", {u"api"_s, u"tasks"_s}).allowed.contains("POST"));
        QVERIFY(matchRoute("GET", {u"api"_s, u"nothing"_s}).allowed.isEmpty());
    }
};

QTEST_GUILESS_MAIN(RequestHeadTest)
#include "tst_requesthead.moc"
