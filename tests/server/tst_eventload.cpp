// SPDX-License-Identifier: MIT
// Two hundred live connections while eight tasks run and the server is ended and started again: each client comes back
// with the last number it has, and ends with every event of the store, once and in order. A minute with
// VIBECODER_TEST_FULL=1, else a few seconds.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "storage/database.h"
#include "storage/eventlog.h"
#include "storage/taskstore.h"

#include <QDir>
#include <QJsonDocument>
#include <QNetworkRequest>
#include <QTcpServer>
#include <QTest>
#include <QTimer>
#include <QWebSocket>

#include <csignal>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

class LiveClient : public QObject
{
    Q_OBJECT

public:
    LiveClient(quint16 port, const QByteArray &token)
        : m_request(QUrl(u"ws://127.0.0.1:%1/ws"_s.arg(port)))
    {
        m_request.setRawHeader("Authorization", "Bearer " + token);
        connect(&m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) { read(text); });
        connect(&m_socket, &QWebSocket::disconnected, this, [this] { comeBack(); });
        open();
    }

    QList<qint64> seen;
    int connections = 0, resyncs = 0;

private:
    void open() { m_socket.open(m_request); }
    void comeBack()
    {
        constexpr int pauseMs = 100;
        QTimer::singleShot(pauseMs, this, [this] { open(); });
    }
    void subscribe()
    {
        const qint64 last = seen.isEmpty() ? 0 : seen.constLast();
        m_socket.sendTextMessage(uR"({"subscribe":["logs"],"after_seq":%1})"_s.arg(last));
    }
    void read(const QString &text)
    {
        const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
        const QString type = message.value(u"type"_s).toString();
        if (type == u"hello"_s) {
            ++connections;
            subscribe();
        } else if (type == u"resync"_s) {
            ++resyncs;
            subscribe();
        } else if (type == u"event"_s) {
            seen.append(message.value(u"seq"_s).toInteger());
        }
    }

    QNetworkRequest m_request;
    QWebSocket m_socket;
};

} // namespace

class EventLoadTest : public QObject
{
    Q_OBJECT

    RunHarness m_harness;
    std::unique_ptr<QProcess> m_server;
    quint16 m_port = 0;
    QByteArray m_token;

    void startServer()
    {
        m_server = m_harness.start({u"server"_s, u"start"_s, u"--port"_s, QString::number(m_port), u"--json"_s},
            {{u"VIBECODER_WORKERS"_s, u"8"_s}});
        QByteArray line;
        QVERIFY(QTest::qWaitFor([&] { return (line += m_server->readAllStandardOutput()).contains('\n'); }, 20000));
        m_port = quint16(QUrl(QJsonDocument::fromJson(line).object().value(u"url"_s).toString()).port());
        QVERIFY(m_port > 0);
    }

    void createTask(int number)
    {
        const QString folder = m_harness.folder() + u"/work%1"_s.arg(number);
        QVERIFY(QDir().mkpath(folder));
        QFile yaml(m_harness.folder() + u"/task%1.yaml"_s.arg(number));
        QVERIFY(yaml.open(QIODevice::WriteOnly));
        yaml.write(u"name: task %1\ndescription: d\nrequirements: [it works]\nverification_commands: ['test -f done']\n"
                   "working_directory: %2\n"_s.arg(number).arg(folder).toUtf8());
        yaml.close();
        const ProgramResult created = m_harness.run({u"task"_s, u"create"_s, u"-f"_s, yaml.fileName(), u"--yes"_s});
        QVERIFY2(created.exitCode == 0, created.err.constData());
    }

    template <typename Read>
    auto fromStore(Read read) const
    {
        const auto location = parseDatabaseUrl(u"sqlite:///"_s + m_harness.databaseFile());
        auto db = Database::open(*location);
        return read((*db)->reader());
    }

private slots:
    void everyClientHasTheSameSequence()
    {
        constexpr int clientCount = 200, taskCount = 8, turnCount = 12;
        const bool full = qEnvironmentVariableIsSet("VIBECODER_TEST_FULL");
        const int latencyMs = full ? 4500 : 250;
        QJsonArray turns;
        for (int i = 0; i < turnCount; ++i)
            turns.append(modelscript::turn({modelscript::create(u"step%1"_s.arg(i), u"done\n"_s)}));
        turns.append(modelscript::turn({modelscript::create(u"done"_s, u"yes\n"_s)}));
        turns.append(modelscript::turn({modelscript::finish()}));
        m_harness.startModel(turns, {u"--latency"_s, QString::number(latencyMs)});

        const ProgramResult token = m_harness.run({u"server"_s, u"token"_s});
        m_token = token.out.trimmed().split('\n').constLast();
        startServer();
        std::vector<std::unique_ptr<LiveClient>> clients;
        for (int i = 0; i < clientCount; ++i)
            clients.push_back(std::make_unique<LiveClient>(m_port, m_token));
        for (const auto &client : clients)
            QTRY_COMPARE_WITH_TIMEOUT(client->connections, 1, 30000);
        for (int i = 0; i < taskCount; ++i)
            createTask(i);

        // In the middle: some of the turns are done, none of the tasks is.
        QTRY_VERIFY_WITH_TIMEOUT(m_harness.requestCount() > taskCount * turnCount / 2, 60000);
        ::kill(pid_t(m_server->processId()), SIGTERM);
        QVERIFY(m_server->waitForFinished(30000));
        startServer();

        TaskFilter filter;
        filter.states = {TaskState::Completed};
        QTRY_COMPARE_WITH_TIMEOUT(
            fromStore([&](Connection &c) { return taskstore::list(c, filter, {0, 50}).value_or(QList<Task>()).size(); }),
            taskCount, 240000);
        const auto events = fromStore([](Connection &c) { return eventlog::since(c, 0, 10000); });
        QVERIFY(events.has_value());
        QList<qint64> all;
        for (const Event &event : *events)
            all.append(event.seq);
        QVERIFY(all.size() > taskCount * turnCount);
        for (const auto &client : clients) {
            QTRY_COMPARE_WITH_TIMEOUT(client->seen.size(), all.size(), 30000);
            QCOMPARE(client->seen, all);
            QVERIFY(client->connections >= 2);
        }
        clients.clear();
        ::kill(pid_t(m_server->processId()), SIGTERM);
        QVERIFY(m_server->waitForFinished(30000));
    }
};

QTEST_GUILESS_MAIN(EventLoadTest)
#include "tst_eventload.moc"
