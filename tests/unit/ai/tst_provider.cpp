// SPDX-License-Identifier: MIT
// The provider over real sockets: the recorded streams and faults of the shared server, and a scripted one beside it.
#include "ai/claudeprovider.h"

#include "app/cli/demo/scriptedmodel.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QCoro::Task<> take(QCoro::Task<Result<ModelReply>> sending, std::shared_ptr<std::optional<Result<ModelReply>>> slot)
{
    Result<ModelReply> reply = co_await sending;
    *slot = reply;
}

ModelRequest smallRequest()
{
    ModelRequest request;
    request.model = u"claude-sonnet-5-5"_s;
    request.system = u"system"_s;
    request.messages = {{u"user"_s, {QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"task"_s}}}}};
    return request;
}

struct Outcome
{
    Result<ModelReply> reply = fail(ErrorCode::Timeout, QStringLiteral("no end"));
    int retries = 0;
    QString text;
};

Outcome sendTo(
    const QString &url, const QString &key = u"test-key-0123456789"_s, qint64 limitMs = 20000, int idleSeconds = 1)
{
    Settings settings;
    settings.apiKey = key;
    settings.baseUrl = url;
    settings.modelIdleTimeout = idleSeconds;
    ClaudeProvider provider(settings);
    provider.setBackOffFactor(0.01);
    CancelSource stop;
    Outcome outcome;
    ModelCallObserver observer;
    observer.retried = [&outcome](const Error &, int, qint64) { ++outcome.retries; };
    observer.text = [&outcome](const QString &text) { outcome.text += text; };
    auto slot = std::make_shared<std::optional<Result<ModelReply>>>();
    auto task = take(provider.send(smallRequest(), limitMs, stop, observer), slot);
    if (QTest::qWaitFor([&] { return slot->has_value(); }, 30000))
        outcome.reply = **slot;
    return outcome;
}

} // namespace

class ProviderTest : public QObject
{
    Q_OBJECT

    QProcess m_node;
    QString m_shared; ///< address of the shared server; empty when it is not here

private slots:
    void initTestCase()
    {
        const QString server =
            QFileInfo(QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/messages-server/server.mjs")).canonicalFilePath();
        const QString node = QStandardPaths::findExecutable(u"node"_s);
        if (node.isEmpty() || server.isEmpty())
            return;
        m_node.start(node, {server, u"0"_s});
        QVERIFY(m_node.waitForStarted(5000));
        QVERIFY(QTest::qWaitFor([&] { return m_node.canReadLine() || m_node.waitForReadyRead(10); }, 10000));
        m_shared = u"http://127.0.0.1:"_s + QString::fromLatin1(m_node.readLine().trimmed().split(' ').last());
    }

    void cleanupTestCase()
    {
        m_node.kill();
        m_node.waitForFinished(5000);
    }

    void scenariosOfTheSharedServer_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::addColumn<QString>("end"); // a stop word, or the error's code number
        QTest::addColumn<int>("retries"); // -1: not looked at
        const auto row = [](const char *scenario, const QString &end, int retries) {
            QTest::newRow(scenario) << QString::fromLatin1(scenario) << end << retries;
        };
        const auto code = [](ErrorCode error) { return QString::number(int(error)); };
        row("text", u"end_turn"_s, 0);
        row("parallel-tools", u"tool_use"_s, 0);
        row("parallel-tools,chunk=1", u"tool_use"_s, 0);
        row("thinking,chunk=7", {}, 0);
        row("refusal", u"refusal"_s, 0);
        row("maxtok-in-tool", u"max_tokens"_s, 0);
        row("truncated", code(ErrorCode::Protocol), 2);
        row("no-message-stop", code(ErrorCode::Protocol), 2);
        row("error-midstream", code(ErrorCode::Unavailable), 2);
        row("text,chunk=50,cut=300", code(ErrorCode::Protocol), 2);
        row("text,chunk=50,stall=300", code(ErrorCode::Protocol), 2);
        row("reset", code(ErrorCode::Network), 7);
        row("seq-429-ra", u"end_turn"_s, 1);
        row("seq-429-ms", u"end_turn"_s, 1);
        row("seq-429-zero", u"end_turn"_s, 1);
        row("seq-429-date", u"end_turn"_s, 1);
        row("seq-429-spend", code(ErrorCode::Denied), 0);
        row("seq-529", code(ErrorCode::Network), 7);
        row("seq-529-ok", u"end_turn"_s, 2);
        row("seq-529-noretry", code(ErrorCode::Network), 0);
        row("seq-502-html", code(ErrorCode::Network), 7);
        row("seq-500-empty", code(ErrorCode::Network), 7);
        row("seq-400", code(ErrorCode::InvalidArgument), 0);
        row("seq-400-retry", code(ErrorCode::InvalidArgument), 0);
        row("seq-401", code(ErrorCode::Unauthorized), 0);
        row("seq-402", code(ErrorCode::Denied), 0);
        row("seq-403", code(ErrorCode::Unauthorized), 0);
        row("seq-404", code(ErrorCode::NotFound), 0);
        row("seq-409", code(ErrorCode::Network), 7);
        row("seq-413", code(ErrorCode::InvalidArgument), 0);
        row("seq-504", code(ErrorCode::Network), 7);
    }

    void scenariosOfTheSharedServer()
    {
        QFETCH(QString, scenario);
        QFETCH(QString, end);
        QFETCH(int, retries);
        if (m_shared.isEmpty())
            QSKIP("the shared model server or node is not here");
        const Outcome outcome = sendTo(m_shared + u'/' + scenario);
        const QString ended =
            outcome.reply ? toWire(outcome.reply->stop) : QString::number(int(outcome.reply.error().code));
        if (!end.isEmpty())
            QVERIFY2(
                ended == end, qPrintable(ended + u' ' + (outcome.reply ? QString() : outcome.reply.error().message)));
        QCOMPARE(outcome.retries, retries);
        if (!outcome.reply)
            QVERIFY(!outcome.reply.error().message.contains(u"test-key"_s));
    }

    void anUnknownModelNamesTheSettingAndWhatIsOffered()
    {
        if (m_shared.isEmpty())
            QSKIP("the shared model server or node is not here");
        const Outcome outcome = sendTo(m_shared + u"/seq-404"_s);
        QVERIFY(!outcome.reply);
        QVERIFY(outcome.reply.error().message.contains(u"VIBECODER_CLAUDE_MODEL"_s));
        QVERIFY2(outcome.reply.error().hint.contains(u"claude-sonnet-5-5"_s), qPrintable(outcome.reply.error().hint));
    }

    void withoutAKeyNothingIsSent()
    {
        ScriptedModel model({QJsonObject{{u"text"_s, u"hi"_s}}});
        QVERIFY(model.listen());
        const Outcome outcome = sendTo(model.url(), {});
        QCOMPARE(outcome.reply.error().code, ErrorCode::Unauthorized);
        QCOMPARE(model.requests(), 0);
    }

    void theConnectionIsUsedAgain()
    {
        ScriptedModel model({QJsonObject{{u"text"_s, u"hi"_s}}});
        QVERIFY(model.listen());
        Settings settings;
        settings.apiKey = u"test-key-0123456789"_s;
        settings.baseUrl = model.url();
        ClaudeProvider provider(settings);
        CancelSource stop;
        for (int i = 0; i < 3; ++i) {
            auto slot = std::make_shared<std::optional<Result<ModelReply>>>();
            auto task = take(provider.send(smallRequest(), 10000, stop, {}), slot);
            QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 10000));
            QVERIFY((*slot)->has_value());
            QCOMPARE((**slot)->text, u"hi"_s);
        }
        QCOMPARE(model.requests(), 3);
        QCOMPARE(model.connections(), 1);
    }

    void aRequestIsSentOnceWhenTheServerClosesWithoutAWord()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        qsizetype posts = 0;
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [&posts, socket] {
                const QByteArray bytes = socket->readAll();
                posts += bytes.count("POST /v1/messages");
                if (bytes.contains("task"))
                    socket->abort();
            });
        });
        Settings settings;
        settings.apiKey = u"test-key-0123456789"_s;
        settings.baseUrl = u"http://127.0.0.1:%1"_s.arg(server.serverPort());
        ClaudeProvider provider(settings);
        provider.setBackOffFactor(0);
        CancelSource stop;
        auto slot = std::make_shared<std::optional<Result<ModelReply>>>();
        int retries = 0;
        ModelCallObserver observer;
        observer.retried = [&retries](const Error &, int, qint64) { ++retries; };
        auto task = take(provider.send(smallRequest(), 20000, stop, observer), slot);
        QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 30000));
        QCOMPARE(retries, 7);
        QCOMPARE(posts, qsizetype(8));
    }

    void aRedirectIsNotFollowed()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        int requests = 0;
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [&requests, socket, &server] {
                if (!socket->readAll().contains("task"))
                    return;
                ++requests;
                socket->write("HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:" +
                              QByteArray::number(server.serverPort()) + "/elsewhere\r\nContent-Length: 0\r\n\r\n");
            });
        });
        const Outcome outcome = sendTo(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
        QVERIFY(!outcome.reply);
        QCOMPARE(outcome.reply.error().code, ErrorCode::Protocol);
        QCOMPARE(requests, 1);
    }

    void aCancelEndsTheCall()
    {
        ScriptedModel model({QJsonObject{{u"text"_s, u"hi"_s}}});
        model.setLatency(60000);
        QVERIFY(model.listen());
        Settings settings;
        settings.apiKey = u"test-key-0123456789"_s;
        settings.baseUrl = model.url();
        ClaudeProvider provider(settings);
        CancelSource stop;
        auto slot = std::make_shared<std::optional<Result<ModelReply>>>();
        auto task = take(provider.send(smallRequest(), 60000, stop, {}), slot);
        QVERIFY(QTest::qWaitFor([&] { return model.requests() == 1; }, 5000));
        stop.request(StopCause::Cancelled);
        QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 5000));
        QCOMPARE((*slot)->error().code, ErrorCode::Cancelled);
    }

    void theTimeOfTheIterationEndsTheCall()
    {
        ScriptedModel model({QJsonObject{{u"text"_s, u"hi"_s}}});
        model.setLatency(60000);
        QVERIFY(model.listen());
        const Outcome outcome = sendTo(model.url(), u"test-key-0123456789"_s, 300, 60);
        QCOMPARE(outcome.reply.error().code, ErrorCode::Timeout);
        QCOMPARE(outcome.reply.error().detail, u"limit"_s);
    }
};

QTEST_GUILESS_MAIN(ProviderTest)
#include "tst_provider.moc"
