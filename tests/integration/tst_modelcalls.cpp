// SPDX-License-Identifier: MIT
// The model's side of a run going wrong, through the real program: what is counted, what pauses the queue and goes on
// by itself, which answers end a turn.
#include "integration/modelscript.h"
#include "integration/runharness.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

const QByteArray kCheck = "#!/bin/sh\ngrep -q right value.txt || { echo 'FAILED: value is wrong'; exit 1; }\n";

// A worker that stays; ended by its process id.
class Worker
{
public:
    explicit Worker(RunHarness &harness, const QMap<QString, QString> &environment = {})
        : m_process(harness.start({u"queue"_s, u"start"_s}, environment))
    {
    }
    ~Worker() { stop(); }
    void stop()
    {
        if (m_process->state() == QProcess::NotRunning)
            return;
        ::kill(pid_t(m_process->processId()), SIGINT);
        if (!m_process->waitForFinished(15000))
            m_process->kill();
    }

private:
    std::unique_ptr<QProcess> m_process;
};

} // namespace

class ModelCallsTest : public QObject
{
    Q_OBJECT

    static void project(RunHarness &harness)
    {
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, kCheck, true);
    }

    static QJsonObject work() { return turn({create(u"value.txt"_s, u"right\n"_s), finish()}); }

    static QJsonObject stopping(const QString &stop, const QString &text, const QJsonArray &tools = {})
    {
        return {{u"text"_s, text}, {u"tools"_s, tools}, {u"stop"_s, stop}};
    }

    static QJsonObject status(RunHarness &harness)
    {
        return harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
    }
    static QJsonObject queue(RunHarness &harness) { return harness.run({u"queue"_s, u"status"_s, u"--json"_s}).json(); }
    static QString waitFor(RunHarness &harness, const QString &state, int limitMs = 60000)
    {
        QJsonObject task;
        (void)QTest::qWaitFor(
            [&] {
                task = status(harness);
                return task.value(u"status"_s).toString() == state;
            },
            limitMs);
        return task.value(u"status"_s).toString();
    }

    static void enqueue(RunHarness &harness, const QByteArray &more = {})
    {
        const ProgramResult made =
            harness.run({u"task"_s, u"create"_s, u"--file"_s, harness.writeTask({u"./check.sh"_s}, more), u"--yes"_s});
        QVERIFY2(made.exitCode == 0, made.err.constData());
    }

    static qint64 counted(const QJsonObject &task, const QString &name)
    {
        return task.value(u"usage"_s).toObject().value(name).toInteger();
    }

private slots:
    void answersThatHoldNothingEndTheTurn_data()
    {
        QTest::addColumn<QJsonObject>("turn");
        QTest::addColumn<QString>("reason");
        QTest::newRow("a call that is not there") << stopping(u"tool_use"_s, u"hm"_s) << u"empty_answers"_s;
        QTest::newRow("not even a word") << stopping(u"tool_use"_s, {}) << u"empty_answers"_s;
        QTest::newRow("pauses for ever") << stopping(u"pause_turn"_s, u"hm"_s) << u"empty_answers"_s;
        QTest::newRow("an empty end") << stopping(u"end_turn"_s, {}) << u"empty_answers"_s;
        QTest::newRow("a blank end") << stopping(u"end_turn"_s, u" \n"_s) << u"empty_answers"_s;
        QTest::newRow("cut off") << stopping(u"max_tokens"_s, u"I will now"_s) << u"answers_cut_off"_s;
        QTest::newRow("cut off in a call")
            << stopping(u"max_tokens"_s, u"x"_s, {create(u"a"_s, u"b"_s)}) << u"answers_cut_off"_s;
    }

    void answersThatHoldNothingEndTheTurn()
    {
        QFETCH(QJsonObject, turn);
        QFETCH(QString, reason);
        RunHarness harness;
        project(harness);
        harness.startModel({turn}, {u"--bodies"_s});
        const ProgramResult result =
            harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s}, {}, 120000);
        QCOMPARE(result.exitCode, 3);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), reason);
        QCOMPARE(harness.requestCount(), 3);
        QCOMPARE(task.value(u"iterations"_s).toArray().size(), 2);
        QVERIFY(task.value(u"stop_detail"_s).toString().contains(u"3 answers"_s));
        // The service refuses blank texts and, after an ordinary end, an assistant's message as the last one.
        for (const QJsonObject &request : harness.requests()) {
            const QJsonArray messages = QJsonDocument::fromJson(request.value(u"body"_s).toString().toUtf8())
                                            .object()
                                            .value(u"messages"_s)
                                            .toArray();
            for (const QJsonValue message : messages) {
                const QJsonArray content = message.toObject().value(u"content"_s).toArray();
                QVERIFY(!content.isEmpty());
                for (const QJsonValue block : content) {
                    if (block.toObject().value(u"type"_s).toString() == u"text"_s)
                        QVERIFY(!block.toObject().value(u"text"_s).toString().trimmed().isEmpty());
                }
            }
            if (turn.value(u"stop"_s).toString() != u"pause_turn"_s)
                QCOMPARE(messages.last().toObject().value(u"role"_s).toString(), u"user"_s);
        }
        if (reason == u"answers_cut_off"_s)
            QVERIFY(harness.requests().last().value(u"body"_s).toString().contains(u"smaller pieces"_s));
    }

    void twoEmptyAnswersCostNoIteration()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({stopping(u"tool_use"_s, u"hm"_s), stopping(u"tool_use"_s, u"hm"_s), work()});
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s}).exitCode, 0);
        QCOMPARE(status(harness).value(u"iterations"_s).toArray().size(), 2);
    }

    void tokensOfAnAnswerThatBrokeOffAreInTheBill()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({work()}, {u"--cut"_s, u"1=700"_s});
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s}).exitCode, 0);
        const QJsonObject task = status(harness);
        QCOMPARE(harness.requestCount(), 2);
        QCOMPARE(counted(task, u"calls"_s), 1);
        QCOMPARE(counted(task, u"input_tokens"_s), 2000);
        QVERIFY(counted(task, u"output_tokens"_s) > 100);
        QCOMPARE(counted(task, u"estimated_calls"_s), 1);
        QVERIFY(harness.run({u"task"_s, u"status"_s, u"@last"_s}).out.contains("estimated"));
    }

    void aCancelledAnswerIsInTheBill()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({work()}, {u"--hold"_s, u"1=700"_s});
        enqueue(harness);
        Worker worker(harness);
        QVERIFY(QTest::qWaitFor([&] { return harness.requestCount() == 1; }, 20000));
        QTest::qWait(500); // the head and the first events have been read
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(waitFor(harness, u"cancelled"_s), u"cancelled"_s);
        const QJsonObject task = status(harness);
        QCOMPARE(counted(task, u"input_tokens"_s), 1000);
        QVERIFY(task.value(u"cost_usd"_s).toDouble() >= 0.002);
        QCOMPARE(counted(task, u"estimated_calls"_s), 1);
    }

    void anInterruptedAnswerIsInTheBillAfterItWasTakenUpAgain()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({work()}, {u"--hold"_s, u"1=700"_s, u"--hold"_s, u"2=700"_s});
        enqueue(harness);
        for (int round = 1; round <= 2; ++round) {
            Worker worker(harness);
            QVERIFY(QTest::qWaitFor([&] { return harness.requestCount() == round; }, 20000));
            QTest::qWait(500);
            worker.stop();
            QCOMPARE(counted(status(harness), u"input_tokens"_s), 1000 * round);
        }
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"status"_s).toString(), u"completed"_s);
        QCOMPARE(counted(task, u"input_tokens"_s), 3000);
        QCOMPARE(counted(task, u"calls"_s), 1);
    }

    void anAnswerThatDiedWithItsWorkerIsInTheBill_data()
    {
        QTest::addColumn<QJsonObject>("answer");
        QTest::addColumn<QStringList>("faults");
        QTest::addColumn<int>("requests");
        QTest::addColumn<int>("output");
        QJsonObject words = work();
        words.insert(u"text"_s, u"some words "_s.repeated(60));
        words.insert(u"piece"_s, 100);
        QTest::newRow("words") << words << QStringList{u"--hold"_s, u"1=1500"_s} << 1 << 100;
        // Nothing of it is shown while it comes.
        const QJsonObject call =
            turn({create(u"big.txt"_s, u"x"_s.repeated(6000)), create(u"value.txt"_s, u"right\n"_s), finish()});
        QTest::newRow("a call alone") << call << QStringList{u"--hold"_s, u"1=4500"_s} << 1 << 1000;
        QTest::newRow("a try before it") << call << QStringList{u"--cut"_s, u"1=4500"_s, u"--hold"_s, u"2=4500"_s} << 2
                                         << 2000;
    }

    void anAnswerThatDiedWithItsWorkerIsInTheBill()
    {
        QFETCH(QJsonObject, answer);
        QFETCH(QStringList, faults);
        QFETCH(int, requests);
        QFETCH(int, output);
        RunHarness harness;
        project(harness);
        harness.startModel({answer}, faults);
        enqueue(harness);
        {
            const auto worker = harness.start({u"queue"_s, u"start"_s});
            QVERIFY(QTest::qWaitFor([&] { return harness.requestCount() == requests; }, 20000));
            QTest::qWait(500);
            worker->kill();
            worker->waitForFinished(5000);
        }
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        const QJsonObject task = status(harness);
        QCOMPARE(counted(task, u"input_tokens"_s), 1000 * (requests + 1));
        QVERIFY(counted(task, u"output_tokens"_s) >= output + 100);
        QCOMPARE(counted(task, u"estimated_calls"_s), requests);
        QCOMPARE(counted(task, u"calls"_s), 1);
    }

    void whatATaskThatIsGivenUpHasUsedIsInTheBill()
    {
        RunHarness harness;
        project(harness);
        const QJsonObject call =
            turn({create(u"big.txt"_s, u"x"_s.repeated(6000)), create(u"value.txt"_s, u"right\n"_s), finish()});
        harness.startModel({call},
            {u"--hold"_s, u"1=4500"_s, u"--hold"_s, u"2=4500"_s, u"--hold"_s, u"3=4500"_s, u"--hold"_s, u"4=4500"_s});
        enqueue(harness);
        for (int deaths = 1; deaths <= 3; ++deaths) {
            const auto worker = harness.start({u"queue"_s, u"start"_s});
            QVERIFY(QTest::qWaitFor([&] { return harness.requestCount() == deaths; }, 20000));
            QTest::qWait(500);
            worker->kill();
            worker->waitForFinished(5000);
        }
        harness.run({u"queue"_s, u"start"_s, u"--drain"_s});
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"worker_crash_loop"_s);
        QCOMPARE(counted(task, u"input_tokens"_s), 3000);
        QVERIFY(counted(task, u"output_tokens"_s) >= 3000);
        QVERIFY(task.value(u"cost_usd"_s).toDouble() > 0.03);
    }

    void theCapCountsWhatBrokeOff()
    {
        RunHarness harness;
        project(harness);
        QJsonObject dear = work();
        dear.insert(u"usage"_s, QJsonObject{{u"input_tokens"_s, 20000}});
        harness.startModel({dear}, {u"--cut"_s, u"1=700"_s, u"--cut"_s, u"2=700"_s, u"--cut"_s, u"3=700"_s});
        const ProgramResult result =
            harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}, "max_cost_usd: 0.06\n"), u"--yes"_s});
        QCOMPARE(result.exitCode, 3);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"cost_limit"_s);
        QVERIFY(task.value(u"cost_usd"_s).toDouble() > 0.04);
        QVERIFY(harness.requestCount() < 3);
    }

    // Credit told as 400 pauses the queue, fails nobody, is asked about and goes on by itself.
    void usedUpCreditPausesTheQueueUntilThereIsSome()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({work()}, {u"--fault"_s, u"1=400"_s, u"--fault"_s, u"2=400"_s, u"--message"_s,
                                         u"Your credit balance is too low to access the Anthropic API."_s});
        enqueue(harness);
        Worker worker(harness);
        QCOMPARE(waitFor(harness, u"paused"_s), u"paused"_s);
        QCOMPARE(status(harness).value(u"stop_reason"_s).toString(), u"api_spend_cap"_s);
        const QJsonObject paused = queue(harness);
        QVERIFY(paused.value(u"paused"_s).toBool());
        QCOMPARE(paused.value(u"pause_reason"_s).toString(), u"api_spend_cap"_s);
        QVERIFY(paused.value(u"pause_detail"_s).toString().contains(u"credit balance"_s));
        QVERIFY(!paused.value(u"paused_until"_s).toString().isEmpty());
        QCOMPARE(waitFor(harness, u"completed"_s, 90000), u"completed"_s);
        QVERIFY(!queue(harness).value(u"paused"_s).toBool());
    }

    void aDrainEndsWhenTheAccountMaySpendNoMore()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({work()}, {u"--fault"_s, u"1=402"_s});
        enqueue(harness);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 3);
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"paused"_s);
        // Whoever starts it again wants it tried again.
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"completed"_s);
    }

    void aPersonsPauseIsNotEndedByAProbe()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({work()}, {u"--fault"_s, u"1=402"_s});
        enqueue(harness);
        Worker worker(harness);
        QCOMPARE(waitFor(harness, u"paused"_s), u"paused"_s);
        QCOMPARE(harness.run({u"queue"_s, u"pause"_s}).exitCode, 0);
        QTest::qWait(8000); // longer than the first wait for a probe
        QCOMPARE(queue(harness).value(u"pause_reason"_s).toString(), u"user"_s);
        QCOMPARE(harness.requestCount(), 1);
    }

    void anotherKeyIsUsedWithoutARestart()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({work()}, {u"--fault"_s, u"1=401"_s});
        QFile helper(harness.folder() + u"/helper.sh"_s);
        QVERIFY(helper.open(QIODevice::WriteOnly));
        helper.write("#!/bin/sh\ncase $1 in get) cat " + harness.folder().toUtf8() + "/stored || exit 3;; esac\n");
        helper.close();
        helper.setPermissions(helper.permissions() | QFile::ExeOwner | QFile::ExeUser);
        const auto store = [&](const QByteArray &key) {
            QFile stored(harness.folder() + u"/stored"_s);
            QVERIFY(stored.open(QIODevice::WriteOnly));
            stored.write(key);
        };
        store("old-key-0123456789");
        enqueue(harness);
        Worker worker(
            harness, {{u"ANTHROPIC_API_KEY"_s, QString()}, {u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nowhere"_s},
                         {u"VIBECODER_KEYCHAIN"_s, helper.fileName()}});
        QCOMPARE(waitFor(harness, u"paused"_s), u"paused"_s);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"api_auth"_s);
        QVERIFY(task.value(u"stop_detail"_s).toString().contains(u"queue resume"_s));
        store("new-key-0123456789");
        QCOMPARE(harness.run({u"queue"_s, u"resume"_s}).exitCode, 0);
        QCOMPARE(waitFor(harness, u"completed"_s), u"completed"_s);
        QVERIFY(harness.requests().first().value(u"old_key"_s).toBool());
        QVERIFY(harness.requests().last().value(u"new_key"_s).toBool());
    }
};

QTEST_GUILESS_MAIN(ModelCallsTest)
#include "tst_modelcalls.moc"
