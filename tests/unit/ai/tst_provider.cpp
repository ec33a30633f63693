// SPDX-License-Identifier: MIT
// The provider over real sockets: the recorded streams and faults of the shared server, and a scripted one beside it.
#include "ai/claudeprovider.h"

#include "ai/pricing.h"
#include "app/cli/demo/scriptedmodel.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QCoro::Task<> take(QCoro::Task<ModelOutcome> sending, std::shared_ptr<std::optional<ModelOutcome>> slot)
{
    const ModelOutcome outcome = co_await sending;
    *slot = outcome;
}

ModelRequest smallRequest()
{
    ModelRequest request;
    request.model = u"claude-sonnet-5-5"_s;
    request.system = u"system"_s;
    request.messages = {{u"user"_s, {QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"task"_s}}}}};
    return request;
}

QByteArray sse(QJsonObject data)
{
    return "event: " + data.value(u"type"_s).toString().toUtf8() +
           "\ndata: " + QJsonDocument(data).toJson(QJsonDocument::Compact) + "\n\n";
}

QByteArray messageStart(const QJsonObject &usage = {{u"input_tokens"_s, 1000}, {u"output_tokens"_s, 1}})
{
    return sse({{u"type"_s, u"message_start"_s},
        {u"message"_s, QJsonObject{{u"id"_s, u"m"_s}, {u"role"_s, u"assistant"_s}, {u"usage"_s, usage}}}});
}

QByteArray blockStart(int index, const QJsonObject &block)
{
    return sse({{u"type"_s, u"content_block_start"_s}, {u"index"_s, index}, {u"content_block"_s, block}});
}

QByteArray blockStop(int index)
{
    return sse({{u"type"_s, u"content_block_stop"_s}, {u"index"_s, index}});
}

QByteArray textDelta(const QString &text)
{
    return sse({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, 0},
        {u"delta"_s, QJsonObject{{u"type"_s, u"text_delta"_s}, {u"text"_s, text}}}});
}

QByteArray messageDelta(int outputTokens)
{
    return sse({{u"type"_s, u"message_delta"_s}, {u"delta"_s, QJsonObject{{u"stop_reason"_s, u"end_turn"_s}}},
        {u"usage"_s, QJsonObject{{u"output_tokens"_s, outputTokens}}}});
}

const QJsonObject kText{{u"type"_s, u"text"_s}, {u"text"_s, QString()}};
const QByteArray kPing = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
const QByteArray kStop = sse({{u"type"_s, u"message_stop"_s}});

// Answers each POST with a head and `first`, then sends `beat(n)` again and again; an empty beat is the end of it, and
// closes when `closes` says so.
class DrippingServer : public QObject
{
public:
    explicit DrippingServer(QByteArray first, std::function<QByteArray(int)> beat = {}, bool closes = false,
        QByteArray kind = "text/event-stream")
        : m_first(std::move(first))
        , m_beat(std::move(beat))
        , m_closes(closes)
        , m_kind(std::move(kind))
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                heads += socket->readAll();
                if (!heads.endsWith('}') || !heads.contains("\"messages\""))
                    return;
                bodies.append(heads.mid(heads.indexOf("\r\n\r\n") + 4));
                head = heads.left(heads.indexOf("\r\n\r\n"));
                heads.clear();
                socket->write("HTTP/1.1 200 OK\r\ncontent-type: " + m_kind + "\r\nrequest-id: r\r\n\r\n" + m_first);
                next(socket, 0);
            });
        });
    }
    [[nodiscard]] QString url() const { return u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()); }

    QByteArray heads, head;
    QList<QByteArray> bodies;

private:
    void next(QTcpSocket *socket, int number)
    {
        const QByteArray bytes = m_beat ? m_beat(number) : QByteArray();
        socket->write(bytes);
        if (bytes.isEmpty() && m_closes)
            socket->disconnectFromHost();
        else if (!bytes.isEmpty())
            QTimer::singleShot(100, socket, [this, socket, number] { next(socket, number + 1); });
    }

    QTcpServer m_server;
    QByteArray m_first;
    std::function<QByteArray(int)> m_beat;
    bool m_closes;
    QByteArray m_kind;
};

struct Outcome
{
    ModelOutcome model;
    bool ended = false;
    int retries = 0;
    QString text;
    [[nodiscard]] QString word() const
    {
        return model.reply ? toWire(model.reply->stop) : QString::number(int(model.failure));
    }
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
    auto slot = std::make_shared<std::optional<ModelOutcome>>();
    auto task = take(provider.send(smallRequest(), limitMs, stop, observer), slot);
    outcome.ended = QTest::qWaitFor([&] { return slot->has_value(); }, 30000);
    if (outcome.ended)
        outcome.model = **slot;
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
        QTest::addColumn<QString>("end"); // a stop word, or the number of the failure
        QTest::addColumn<int>("retries"); // -1: not looked at
        const auto row = [](const char *scenario, const QString &end, int retries) {
            QTest::newRow(scenario) << QString::fromLatin1(scenario) << end << retries;
        };
        const auto code = [](ModelFailure failure) { return QString::number(int(failure)); };
        row("text", u"end_turn"_s, 0);
        row("parallel-tools", u"tool_use"_s, 0);
        row("parallel-tools,chunk=1", u"tool_use"_s, 0);
        row("thinking,chunk=7", {}, 0);
        row("refusal", u"refusal"_s, 0);
        row("maxtok-in-tool", u"max_tokens"_s, 0);
        row("truncated", code(ModelFailure::Broken), 2);
        row("no-message-stop", code(ModelFailure::Broken), 2);
        row("error-midstream", code(ModelFailure::Unavailable), 2);
        row("text,chunk=50,cut=300", code(ModelFailure::Broken), 2);
        row("text,chunk=50,stall=300", code(ModelFailure::Silent), 1);
        row("reset", code(ModelFailure::Unavailable), 7);
        row("seq-429-ra", u"end_turn"_s, 1);
        row("seq-429-ms", u"end_turn"_s, 1);
        row("seq-429-zero", u"end_turn"_s, 1);
        row("seq-429-date", u"end_turn"_s, 1);
        row("seq-429-spend", code(ModelFailure::SpendLimit), 0);
        row("seq-529", code(ModelFailure::Unavailable), 7);
        row("seq-529-ok", u"end_turn"_s, 2);
        row("seq-529-noretry", code(ModelFailure::Unavailable), 0);
        row("seq-502-html", code(ModelFailure::Unavailable), 7);
        row("seq-500-empty", code(ModelFailure::Unavailable), 7);
        row("seq-400", code(ModelFailure::Refused), 0);
        row("seq-400-retry", code(ModelFailure::Refused), 0);
        row("seq-401", code(ModelFailure::KeyRefused), 0);
        row("seq-402", code(ModelFailure::SpendLimit), 0);
        row("seq-403", code(ModelFailure::KeyRefused), 0);
        row("seq-404", code(ModelFailure::ModelUnknown), 0);
        row("seq-409", code(ModelFailure::Unavailable), 7);
        row("seq-413", code(ModelFailure::Refused), 0);
        row("seq-504", code(ModelFailure::Unavailable), 7);
    }

    void scenariosOfTheSharedServer()
    {
        QFETCH(QString, scenario);
        QFETCH(QString, end);
        QFETCH(int, retries);
        if (m_shared.isEmpty())
            QSKIP("the shared model server or node is not here");
        const Outcome outcome = sendTo(m_shared + u'/' + scenario);
        if (!end.isEmpty())
            QVERIFY2(outcome.word() == end, qPrintable(outcome.word() + u' ' + outcome.model.error.message));
        QCOMPARE(outcome.retries, retries);
        QVERIFY(!outcome.model.error.message.contains(u"test-key"_s));
    }

    void anUnknownModelNamesTheSettingAndWhatIsOffered()
    {
        if (m_shared.isEmpty())
            QSKIP("the shared model server or node is not here");
        const Outcome outcome = sendTo(m_shared + u"/seq-404"_s);
        QVERIFY(!outcome.model.reply);
        QVERIFY(outcome.model.error.message.contains(u"VIBECODER_CLAUDE_MODEL"_s));
        QVERIFY2(outcome.model.error.hint.contains(u"claude-sonnet-5-5"_s), qPrintable(outcome.model.error.hint));
    }

    void withoutAKeyNothingIsSent()
    {
        ScriptedModel model({QJsonObject{{u"text"_s, u"hi"_s}}});
        QVERIFY(model.listen());
        const Outcome outcome = sendTo(model.url(), {});
        QCOMPARE(outcome.model.failure, ModelFailure::KeyRefused);
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
            auto slot = std::make_shared<std::optional<ModelOutcome>>();
            auto task = take(provider.send(smallRequest(), 10000, stop, {}), slot);
            QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 10000));
            QVERIFY((*slot)->reply);
            QCOMPARE((*slot)->reply->text, u"hi"_s);
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
        auto slot = std::make_shared<std::optional<ModelOutcome>>();
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
        QCOMPARE(outcome.model.failure, ModelFailure::WrongSetup);
        QVERIFY2(outcome.model.error.message.contains(u"127.0.0.1"_s), qPrintable(outcome.model.error.message));
        QCOMPARE(requests, 1);
    }

    // What keeps a connection open without bringing an answer forward. All at once, because each takes its idle time.
    void aStreamWithoutContentIsDead()
    {
        const QByteArray start = messageStart();
        const QByteArray open = start + blockStart(0, kText);
        const QByteArray thinking = start + blockStart(0, {{u"type"_s, u"thinking"_s}, {u"thinking"_s, QString()}});
        const auto always = [](const QByteArray &bytes) { return [bytes](int) { return bytes; }; };
        const QByteArray slow = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,";
        struct Shape
        {
            const char *name;
            QByteArray first;
            std::function<QByteArray(int)> beat;
        };
        const QList<Shape> shapes{
            {"silence", {}, {}},
            {"pings", {}, always(kPing)},
            {"pings after the start", start, always(kPing)},
            {"pings in an open text", open, always(kPing)},
            {"comments", start, always(": still here\n")},
            {"blank lines", start, always("\n\n")},
            {"carriage returns", start, always("\r")},
            {"empty text deltas", open, always(textDelta({}))},
            {"empty thinking deltas", thinking,
                always(sse({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, 0},
                    {u"delta"_s, QJsonObject{{u"type"_s, u"thinking_delta"_s}, {u"thinking"_s, QString()}}}}))},
            {"empty input deltas",
                start + blockStart(0, {{u"type"_s, u"tool_use"_s}, {u"id"_s, u"t"_s}, {u"name"_s, u"bash"_s}}),
                always(sse({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, 0},
                    {u"delta"_s, QJsonObject{{u"type"_s, u"input_json_delta"_s}, {u"partial_json"_s, QString()}}}}))},
            {"unknown events", start, always("event: news\ndata: {\"type\":\"news\",\"text\":\"x\"}\n\n")},
            {"unknown deltas", open,
                always(sse({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, 0},
                    {u"delta"_s, QJsonObject{{u"type"_s, u"news_delta"_s}, {u"text"_s, u"x"_s}}}}))},
            {"an event that never ends", open + slow, always("\"x\":1,")},
            {"a data line that never ends", open + "data: ", always("x")},
            {"rows of empty blocks", start, [](int n) { return blockStart(n, kText) + blockStop(n); }},
            {"the end told again and again", start, always(messageDelta(5))},
            {"rows of empty tool calls", start,
                [](int n) {
                    return blockStart(n, {{u"type"_s, u"tool_use"_s}, {u"id"_s, u"t"_s}, {u"name"_s, u"bash"_s}}) +
                           blockStop(n);
                }},
            {"one signature again and again", open,
                always(sse({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, 0},
                    {u"delta"_s, QJsonObject{{u"type"_s, u"signature_delta"_s}, {u"signature"_s, u"c2ln"_s}}}}))},
            {"unseen thinking without a sign of life", thinking, {}},
        };
        std::vector<std::unique_ptr<DrippingServer>> servers;
        std::vector<std::unique_ptr<ClaudeProvider>> providers;
        std::vector<std::shared_ptr<std::optional<ModelOutcome>>> slots_;
        std::vector<QCoro::Task<>> tasks;
        std::vector<int> retries(size_t(shapes.size()), 0);
        CancelSource stop;
        for (qsizetype i = 0; i < shapes.size(); ++i) {
            servers.push_back(std::make_unique<DrippingServer>(shapes.at(i).first, shapes.at(i).beat));
            Settings settings;
            settings.apiKey = u"test-key-0123456789"_s;
            settings.baseUrl = servers.back()->url();
            settings.modelIdleTimeout = 1;
            providers.push_back(std::make_unique<ClaudeProvider>(settings));
            providers.back()->setBackOffFactor(0);
            ModelCallObserver observer;
            observer.retried = [&retries, i](const Error &, int, qint64) { ++retries[size_t(i)]; };
            slots_.push_back(std::make_shared<std::optional<ModelOutcome>>());
            tasks.push_back(take(providers.back()->send(smallRequest(), 120000, stop, observer), slots_.back()));
        }
        const bool all = QTest::qWaitFor(
            [&] {
                return std::all_of(slots_.begin(), slots_.end(), [](const auto &slot) { return slot->has_value(); });
            },
            90000);
        for (size_t i = 0; i < slots_.size(); ++i) {
            const char *name = shapes.at(qsizetype(i)).name;
            QVERIFY2(slots_[i]->has_value(), name);
            QVERIFY2((*slots_[i])->failure == ModelFailure::Silent, name);
            QVERIFY2(retries[i] == 1, name);
            QVERIFY2(servers[i]->bodies.size() == 2, name);
            QVERIFY2((*slots_[i])->error.message.contains(u"sent nothing of an answer"_s), name);
        }
        QVERIFY(all);
    }

    void whoIsNotTheServiceIsNamed_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ModelFailure>("failure");
        QTest::addColumn<int>("tries");
        QTest::addColumn<bool>("costs");
        QTest::addColumn<QString>("says");
        const auto error = [](const char *type) {
            return QByteArray("{\"type\":\"error\",\"error\":{\"type\":\"") + type + "\",\"message\":\"no\"}}";
        };
        const QByteArray page = "text/html", json = "application/json", stream = "text/event-stream";
        const auto event = [&error](const char *type) { return "event: error\ndata: " + error(type) + "\n\n"; };
        QTest::newRow("a login page") << page << QByteArray("<html>Please log in</html>") << ModelFailure::WrongSetup
                                      << 1 << false << u"is not the model service"_s;
        QTest::newRow("an error with success")
            << json << error("overloaded_error") << ModelFailure::Unavailable << 3 << false << u"529"_s;
        QTest::newRow("a refusal with success")
            << json << error("invalid_request_error") << ModelFailure::Refused << 1 << false << u"400"_s;
        QTest::newRow("overloaded in the stream, again and again")
            << stream << messageStart() + event("overloaded_error") << ModelFailure::Unavailable << 3 << true
            << u"ended its answer with overloaded_error"_s;
        QTest::newRow("no more credit in the stream")
            << stream << messageStart() + event("billing_error") << ModelFailure::SpendLimit << 1 << true << u"402"_s;
        QTest::newRow("nothing") << stream << QByteArray() << ModelFailure::Broken << 3 << true << u"broke off"_s;
    }

    // Else every task of the queue fails of it, one after another.
    void whoIsNotTheServiceIsNamed()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, body);
        QFETCH(ModelFailure, failure);
        QFETCH(int, tries);
        QFETCH(bool, costs);
        QFETCH(QString, says);
        DrippingServer server(body, {}, true, kind);
        const Outcome outcome = sendTo(server.url());
        QVERIFY(outcome.ended);
        QCOMPARE(outcome.model.failure, failure);
        QCOMPARE(int(server.bodies.size()), tries);
        QCOMPARE(outcome.model.usage.costMicroUsd > 0, costs);
        QVERIFY2(outcome.model.error.message.contains(says), qPrintable(outcome.model.error.message));
    }

    // Slow is not dead: whatever brings the answer forward starts the clock anew, and hidden thinking may take longer.
    void aSlowAnswerIsWaitedFor()
    {
        const QByteArray end = blockStop(0) + messageDelta(7) + kStop;
        const auto beats = [end](const QByteArray &bytes, int count) {
            return [=](int n) { return n < count ? bytes : n == count ? end : QByteArray(); };
        };
        DrippingServer letters(messageStart() + blockStart(0, kText), beats(textDelta(u"x"_s), 25));
        DrippingServer thinks(
            messageStart() + blockStart(0, {{u"type"_s, u"thinking"_s}, {u"thinking"_s, QString()}}), beats(kPing, 22));
        for (const DrippingServer *server : {&letters, &thinks}) {
            const Outcome outcome = sendTo(server->url(), u"test-key-0123456789"_s, 60000, 1);
            QVERIFY2(outcome.model.reply, qPrintable(outcome.model.error.message));
            QCOMPARE(outcome.retries, 0);
        }
    }

    void theTimeOfADeadStreamIsNotTheIterations()
    {
        DrippingServer server(messageStart(), [](int) { return kPing; });
        const Outcome outcome = sendTo(server.url(), u"test-key-0123456789"_s, 1500, 1);
        QCOMPARE(outcome.model.failure, ModelFailure::Silent);
        QCOMPARE(server.bodies.size(), 2);
    }

    void pingsUntilTheTimeIsOverAreADeadStreamToo()
    {
        DrippingServer server(messageStart(), [](int) { return kPing; });
        QCOMPARE(sendTo(server.url(), u"test-key-0123456789"_s, 700, 30).model.failure, ModelFailure::Silent);
    }

    void tokensOfEveryTryAreCounted_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<qint64>("input");
        QTest::addColumn<qint64>("output"); // of one try; -1: more than a placeholder
        QTest::addColumn<bool>("estimated");
        const QByteArray open = messageStart() + blockStart(0, kText);
        QTest::newRow("the service told everything")
            << open + textDelta(u"x"_s) + messageDelta(500) << 1000LL << 500LL << false;
        QTest::newRow("the answer was not told") << open + textDelta(QString(300, u'x')) << 1000LL << 100LL << true;
        QTest::newRow("an error in the middle")
            << open + textDelta(QString(30, u'x')) + sse({{u"type"_s, u"error"_s}}) << 1000LL << 10LL << true;
        QTest::newRow("nothing was told") << kPing << -1LL << 0LL << true;
        QTest::newRow("no usage in the start")
            << messageStart({}) + blockStart(0, kText) + textDelta(u"xyz"_s) << -1LL << 1LL << true;
        QTest::newRow("thinking counts")
            << messageStart() + blockStart(0, {{u"type"_s, u"thinking"_s}, {u"thinking"_s, QString()}}) +
                   sse({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, 0},
                       {u"delta"_s, QJsonObject{{u"type"_s, u"thinking_delta"_s}, {u"thinking"_s, QString(60, u't')}}}})
            << 1000LL << 20LL << true;
    }

    void tokensOfEveryTryAreCounted()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(qint64, input);
        QFETCH(qint64, output);
        QFETCH(bool, estimated);
        DrippingServer server(bytes, {}, true);
        const Outcome outcome = sendTo(server.url());
        QCOMPARE(outcome.model.failure, ModelFailure::Broken);
        const int tries = int(server.bodies.size());
        QCOMPARE(tries, 3);
        const Usage &usage = outcome.model.usage;
        if (input >= 0)
            QCOMPARE(usage.inputTokens, input * tries);
        else
            QVERIFY(usage.inputTokens >= server.bodies.constFirst().size() / 3);
        QCOMPARE(usage.outputTokens, output * tries);
        QCOMPARE(usage.estimatedCalls, estimated ? tries : 0);
        QCOMPARE(usage.calls, 0);
        Usage one;
        one.inputTokens = usage.inputTokens / tries;
        one.outputTokens = output;
        priceUsage(one, u"claude-sonnet-5-5"_s);
        QCOMPARE(usage.costMicroUsd, one.costMicroUsd * tries);
    }

    void whatACancelledAnswerUsedIsCounted()
    {
        DrippingServer server(messageStart() + blockStart(0, kText), [](int) { return textDelta(QString(30, u'x')); });
        Settings settings;
        settings.apiKey = u"test-key-0123456789"_s;
        settings.baseUrl = server.url();
        ClaudeProvider provider(settings);
        for (const bool byPerson : {true, false}) {
            CancelSource stop;
            QString seen;
            ModelCallObserver observer;
            observer.text = [&](const QString &text) {
                seen += text;
                if (byPerson && seen.size() >= 60)
                    stop.request(StopCause::Cancelled);
            };
            auto slot = std::make_shared<std::optional<ModelOutcome>>();
            auto task = take(provider.send(smallRequest(), byPerson ? 60000 : 1000, stop, observer), slot);
            QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 20000));
            QCOMPARE((*slot)->failure, byPerson ? ModelFailure::Stopped : ModelFailure::TimeLimit);
            QCOMPARE((*slot)->usage.inputTokens, 1000);
            QVERIFY((*slot)->usage.outputTokens >= 20);
            QCOMPARE((*slot)->usage.estimatedCalls, 1);
            QVERIFY((*slot)->usage.costMicroUsd > 2000);
        }
    }

    // A try is not begun when the money does not reach for it, and gets no longer an answer than it reaches for.
    void theMoneyIsAskedForBeforeEachTry()
    {
        DrippingServer server(messageStart() + blockStart(0, kText) + messageDelta(400), {}, true);
        Settings settings;
        settings.apiKey = u"test-key-0123456789"_s;
        settings.baseUrl = server.url();
        ClaudeProvider provider(settings);
        provider.setBackOffFactor(0);
        CancelSource stop;
        QList<qint64> seen;
        ModelCallObserver observer;
        observer.mayTry = [&seen](const Usage &used) -> std::optional<int> {
            seen.append(used.outputTokens);
            return seen.size() == 1 ? std::optional(2000) : seen.size() == 2 ? std::optional(900) : std::nullopt;
        };
        auto slot = std::make_shared<std::optional<ModelOutcome>>();
        auto task = take(provider.send(smallRequest(), 20000, stop, observer), slot);
        QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 20000));
        QCOMPARE((*slot)->failure, ModelFailure::CapReached);
        QCOMPARE(seen, (QList<qint64>{0, 400, 800}));
        QCOMPARE(server.bodies.size(), 2);
        QVERIFY(server.bodies.at(0).contains("\"max_tokens\":2000"));
        QVERIFY(server.bodies.at(1).contains("\"max_tokens\":900"));
        QCOMPARE((*slot)->usage.outputTokens, 800);
    }

    void theVersionIsThatOfTheProfileOrTheSetting_data()
    {
        QTest::addColumn<int>("profile");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QByteArray>("version");
        QTest::newRow("another server") << int(ClaudeProfile::Auto) << QString() << QByteArray("2023-06-01");
        QTest::newRow("plain") << int(ClaudeProfile::Plain) << QString() << QByteArray("2023-06-01");
        QTest::newRow("full") << int(ClaudeProfile::Full) << QString() << QByteArray("2026-10-21");
        QTest::newRow("set, full") << int(ClaudeProfile::Full) << u"2023-06-01"_s << QByteArray("2023-06-01");
        QTest::newRow("set, plain") << int(ClaudeProfile::Plain) << u"2027-01-01"_s << QByteArray("2027-01-01");
    }

    void theVersionIsThatOfTheProfileOrTheSetting()
    {
        QFETCH(int, profile);
        QFETCH(QString, setting);
        QFETCH(QByteArray, version);
        DrippingServer server(
            messageStart() + blockStart(0, kText) + textDelta(u"hi"_s) + blockStop(0) + messageDelta(1) + kStop);
        Settings settings;
        settings.apiKey = u"test-key-0123456789"_s;
        settings.baseUrl = server.url();
        settings.claudeProfile = ClaudeProfile(profile);
        settings.claudeApiVersion = setting;
        ClaudeProvider provider(settings);
        CancelSource stop;
        auto slot = std::make_shared<std::optional<ModelOutcome>>();
        auto task = take(provider.send(smallRequest(), 20000, stop, {}), slot);
        QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 20000));
        QVERIFY((*slot)->reply);
        QVERIFY2(server.head.contains("anthropic-version: " + version), server.head.constData());
        QCOMPARE(server.head.count("anthropic-version"), 1);
    }

    void theToolsThatAreSentAreCounted()
    {
        for (const ClaudeProfile profile : {ClaudeProfile::Full, ClaudeProfile::Plain}) {
            Settings settings;
            settings.claudeProfile = profile;
            const ClaudeProvider provider(settings);
            const RequestForm form = profile == ClaudeProfile::Full ? RequestForm::Full : RequestForm::Plain;
            const qint64 sent = estimatedTokens(requestBody(smallRequest(), form).size());
            QVERIFY(provider.promptTokensAtMost(smallRequest()) >= sent);
        }
    }

    void theProbeAsksForOneTokenAndAnotherKeyIsUsed()
    {
        ScriptedModel model({QJsonObject{{u"text"_s, u"hi"_s}}});
        ScriptedFault refused;
        refused.status = 401;
        model.setFault(1, refused);
        QByteArray body;
        model.observer = [&body](int, const QByteArray &bytes) { body = bytes; };
        QVERIFY(model.listen());
        Settings settings;
        settings.baseUrl = model.url();
        ClaudeProvider provider(settings);
        CancelSource stop;
        QVERIFY(!provider.hasKey());
        QVERIFY(provider.setApiKey(u"first-key-0123456789"_s));
        QVERIFY(!provider.setApiKey(u"first-key-0123456789"_s));
        for (const ModelFailure expected : {ModelFailure::KeyRefused, ModelFailure::None}) {
            auto slot = std::make_shared<std::optional<ModelOutcome>>();
            auto task = take(provider.probe(u"claude-sonnet-5-5"_s, stop), slot);
            QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 10000));
            QCOMPARE((*slot)->failure, expected);
            QVERIFY(provider.setApiKey(u"second-key-%1"_s.arg(int(expected))));
        }
        QVERIFY(body.contains("\"max_tokens\":1"));
        QVERIFY(!body.contains("tools"));
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
        auto slot = std::make_shared<std::optional<ModelOutcome>>();
        auto task = take(provider.send(smallRequest(), 60000, stop, {}), slot);
        QVERIFY(QTest::qWaitFor([&] { return model.requests() == 1; }, 5000));
        stop.request(StopCause::Cancelled);
        QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 5000));
        QCOMPARE((*slot)->failure, ModelFailure::Stopped);
        QCOMPARE((*slot)->error.code, ErrorCode::Cancelled);
    }

    void theTimeOfTheIterationEndsTheCall()
    {
        ScriptedModel model({QJsonObject{{u"text"_s, u"hi"_s}}});
        model.setLatency(60000);
        QVERIFY(model.listen());
        const Outcome outcome = sendTo(model.url(), u"test-key-0123456789"_s, 300, 60);
        QCOMPARE(outcome.model.failure, ModelFailure::TimeLimit);
    }
};

QTEST_GUILESS_MAIN(ProviderTest)
#include "tst_provider.moc"
