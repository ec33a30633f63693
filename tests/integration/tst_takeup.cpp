// SPDX-License-Identifier: MIT
// The same `run` said again: after an interruption, beside a run that is still there, with another task in the way, and
// with other settings.
#include "integration/modelscript.h"
#include "integration/runharness.h"

#include "storage/database.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace modelscript;

class TakeUpTest : public QObject
{
    Q_OBJECT

    // The check takes its time from the second look on, and leaves a mark beside the project when it begins.
    static QString slowTask(RunHarness &harness, const QByteArray &more = {})
    {
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, "#!/bin/sh\ntouch ../began\nsleep 2\ngrep -q right value.txt\n", true);
        return harness.writeTask({u"./check.sh"_s}, more);
    }

    static bool began(const RunHarness &harness)
    {
        return QTest::qWaitFor([&] { return QFile::exists(harness.folder() + u"/began"_s); }, 30000);
    }

    static QList<QByteArray> tasks(RunHarness &harness)
    {
        QList<QByteArray> lines = harness.run({u"task"_s, u"list"_s}).out.split('\n');
        lines.removeAll(QByteArray());
        return lines;
    }

    static QJsonObject last(RunHarness &harness)
    {
        return harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
    }

    static QJsonArray solution()
    {
        return {turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s)}), turn({finish()})};
    }

    static void interrupt(QProcess &process, int signal)
    {
        // Of one that has ended the number is 0, and that means everybody of this group.
        QVERIFY2(process.processId() > 0, process.readAllStandardError().constData());
        ::kill(pid_t(process.processId()), signal);
        QVERIFY(process.waitForFinished(30000));
    }

private slots:
    void anInterruptedRunGoesOn_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("kill -9") << SIGKILL;
    }

    void anInterruptedRunGoesOn()
    {
        QFETCH(int, signal);
        RunHarness harness;
        const QString task = slowTask(harness);
        harness.startModel(solution());
        const auto first = harness.start({u"run"_s, task, u"--yes"_s});
        QVERIFY(began(harness));
        interrupt(*first, signal);
        const QByteArray said = first->readAllStandardError();
        if (signal != SIGKILL) {
            QCOMPARE(first->exitCode(), 130);
            QVERIFY2(said.contains("The same command goes on"), said.constData());
        }
        const ProgramResult again = harness.run({u"run"_s, task, u"--yes"_s}, {}, 90000);
        QVERIFY2(again.exitCode == 0, again.err.constData());
        QVERIFY2(again.err.contains("going on with task"), again.err.constData());
        QCOMPARE(tasks(harness).size(), 1);
        QCOMPARE(harness.read(u"value.txt"_s), QByteArray("right\n"));
        // The next one is a task of its own.
        const ProgramResult third = harness.run({u"run"_s, task, u"--yes"_s}, {}, 90000);
        QCOMPARE(third.exitCode, 0);
        QCOMPARE(tasks(harness).size(), 2);
    }

    void aSecondRunBesideTheFirstFollowsIt()
    {
        RunHarness harness;
        const QString task = slowTask(harness);
        harness.startModel(solution());
        const auto first = harness.start({u"run"_s, task, u"--yes"_s});
        QVERIFY(began(harness));
        const ProgramResult second = harness.run({u"run"_s, task, u"--yes"_s}, {}, 90000);
        QVERIFY2(second.exitCode == 0, second.err.constData());
        QVERIFY2(second.err.contains("process " + QByteArray::number(first->processId())), second.err.constData());
        QVERIFY2(second.err.contains("following it"), second.err.constData());
        QVERIFY(first->waitForFinished(30000));
        QCOMPARE(first->exitCode(), 0);
        QCOMPARE(tasks(harness).size(), 1);
        QCOMPARE(harness.requestCount(), 2);
    }

    // The follower ends by Ctrl-C without touching what it follows; when the first one dies it goes on itself.
    void aFollowerTakesOverAndEndsAlone()
    {
        RunHarness harness;
        const QString task = slowTask(harness);
        harness.startModel(solution());
        const auto first = harness.start({u"run"_s, task, u"--yes"_s});
        QVERIFY(began(harness));
        const auto leaving = harness.start({u"run"_s, task, u"--yes"_s});
        QByteArray seen;
        QVERIFY(QTest::qWaitFor(
            [&] {
                leaving->waitForReadyRead(20);
                seen += leaving->readAllStandardError();
                return seen.contains("following it");
            },
            20000));
        interrupt(*leaving, SIGINT);
        QCOMPARE(leaving->exitCode(), 130);
        const auto staying = harness.start({u"run"_s, task, u"--yes"_s});
        QTest::qWait(300);
        if (first->state() == QProcess::Running)
            interrupt(*first, SIGKILL);
        QVERIFY(staying->waitForFinished(90000));
        QVERIFY2(staying->exitCode() == 0, staying->readAllStandardError().constData());
        QCOMPARE(tasks(harness).size(), 1);
    }

    void anotherTaskThatNobodyWorksOnIsNamed_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("kill -9") << SIGKILL;
    }

    void anotherTaskThatNobodyWorksOnIsNamed()
    {
        QFETCH(int, signal);
        RunHarness harness;
        // In the folder itself: who works in a view is in nobody's way.
        QString task = slowTask(harness, "isolation: in_place\n");
        harness.startModel(solution());
        const auto first = harness.start({u"run"_s, task, u"--yes"_s});
        QVERIFY(began(harness));
        interrupt(*first, signal);
        const QString id = last(harness).value(u"id"_s).toString();
        task = slowTask(harness, "isolation: in_place\nlabels: [other]\n");
        const ProgramResult other = harness.run({u"run"_s, task, u"--yes"_s}, {}, 60000);
        QCOMPARE(other.exitCode, 6);
        QVERIFY2(other.err.contains(id.toUtf8()), other.err.constData());
        QVERIFY2(other.err.contains("vibecoder task cancel " + id.toUtf8()), other.err.constData());
        QCOMPARE(tasks(harness).size(), 1);
        if (signal == SIGKILL)
            return; // its lease is taken back by the next worker only
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, id}).exitCode, 0);
        QCOMPARE(harness.run({u"run"_s, task, u"--yes"_s}, {}, 90000).exitCode, 0);
    }

    // Where no view can be had, a task that does not say where to work finds that out when it begins.
    void aTaskThatFindsItsFolderTakenStaysInTheQueue()
    {
        const QMap<QString, QString> noViews{{u"VIBECODER_SANDBOX"_s, u"none"_s}};
        RunHarness harness;
        QString task = slowTask(harness);
        harness.startModel(solution());
        const auto first = harness.start({u"run"_s, task, u"--yes"_s}, noViews);
        QVERIFY(began(harness));
        interrupt(*first, SIGINT);
        const QString id = last(harness).value(u"id"_s).toString();
        task = slowTask(harness, "labels: [other]\n");
        const ProgramResult other = harness.run({u"run"_s, task, u"--yes"_s}, noViews, 60000);
        QVERIFY2(other.exitCode == 6, other.err.constData());
        QVERIFY2(other.err.contains("vibecoder task cancel " + id.toUtf8()), other.err.constData());
        const QJsonObject waits = last(harness);
        QCOMPARE(waits.value(u"status"_s).toString(), u"pending"_s);
        QVERIFY(waits.value(u"started_at"_s).isNull());
        QVERIFY2(other.err.contains(waits.value(u"id"_s).toString().toUtf8() + " stays in the queue"),
            other.err.constData());
        QCOMPARE(waits.value(u"waits_for"_s).toObject().value(u"task"_s).toString(), id);
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, id}).exitCode, 0);
        const ProgramResult then = harness.run({u"run"_s, task, u"--yes"_s}, noViews, 90000);
        QVERIFY2(then.exitCode == 0, then.err.constData());
        QCOMPARE(last(harness).value(u"id"_s), waits.value(u"id"_s));
        QCOMPARE(tasks(harness).size(), 2);
    }

    void theQueueSaysWhyATaskWaits()
    {
        RunHarness harness;
        const QString task = slowTask(harness, "isolation: in_place\n");
        harness.startModel(solution());
        const auto create = [&] {
            const ProgramResult made =
                harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s, u"--json"_s});
            return made.json().value(u"id"_s).toString();
        };
        const QString first = create(), second = create();
        QVERIFY(!first.isEmpty() && !second.isEmpty());
        const auto said = [&] { return harness.run({u"queue"_s, u"status"_s}).out; };
        QVERIFY2(said().contains(first.toUtf8() + "\twaits: no process works the queue"), said().constData());
        QVERIFY(harness.run({u"task"_s, u"status"_s, second}).out.contains("waits: no process works the queue"));
        QCOMPARE(harness.run({u"queue"_s, u"pause"_s}).exitCode, 0);
        QVERIFY2(said().contains(second.toUtf8() + "\twaits: the queue is paused"), said().constData());
        QCOMPARE(harness.run({u"queue"_s, u"resume"_s}).exitCode, 0);
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--drain"_s, u"--workers"_s, u"1"_s});
        QVERIFY(began(harness));
        QJsonArray queued;
        QVERIFY(QTest::qWaitFor(
            [&] {
                queued = harness.run({u"queue"_s, u"status"_s, u"--json"_s}).json().value(u"queued"_s).toArray();
                return queued.size() == 1;
            },
            20000));
        const QJsonObject waits = queued.first().toObject().value(u"waits_for"_s).toObject();
        QCOMPARE(waits.value(u"reason"_s).toString(), u"folder_in_use"_s);
        QVERIFY(waits.value(u"task"_s).toString() == first || waits.value(u"task"_s).toString() == second);
        QCOMPARE(waits.value(u"task_name"_s), queued.first().toObject().value(u"name"_s));
        interrupt(*worker, SIGTERM);
        QVERIFY(said().contains("waits: no process works the queue"));
    }

    void aTaskThatWaitsForItsCommandsIsAcceptedByTheSecondRun()
    {
        RunHarness harness;
        harness.write(u"value.txt"_s, "broken\n");
        const QString task = harness.writeTask({u"grep -q right value.txt"_s});
        harness.startModel(solution());
        QCOMPARE(harness.run({u"run"_s, task}).exitCode, 8);
        const ProgramResult again = harness.run({u"run"_s, task, u"--yes"_s}, {}, 90000);
        QVERIFY2(again.exitCode == 0, again.err.constData());
        QCOMPARE(tasks(harness).size(), 1);
        QVERIFY(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out.startsWith("[]"));
    }

    void aWaitingTaskSurvivesOtherSettings_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("model") << u"VIBECODER_CLAUDE_MODEL"_s << u"claude-opus-4-1"_s;
        QTest::newRow("address") << u"ANTHROPIC_BASE_URL"_s << u"localhost"_s;
        QTest::newRow("profile") << u"VIBECODER_CLAUDE_PROFILE"_s << u"full"_s;
        QTest::newRow("length of answers") << u"VIBECODER_MAX_TOKENS"_s << u"9000"_s;
        QTest::newRow("smaller cost cap") << u"VIBECODER_MAX_COST_USD"_s << u"0.000001"_s;
        QTest::newRow("working time") << u"VIBECODER_MAX_WALL_MINUTES"_s << u"1"_s;
        QTest::newRow("no checkpoints") << u"VIBECODER_CHECKPOINT_DAYS"_s << u"0"_s;
        QTest::newRow("best state") << u"VIBECODER_RESTORE_BEST"_s << u"true"_s;
    }

    void aWaitingTaskSurvivesOtherSettings()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        RunHarness harness;
        harness.write(u"value.txt"_s, "broken\n");
        const QString task = harness.writeTask({u"grep -q right value.txt"_s});
        harness.startModel({turn({bash(u"touch asked.txt"_s)}),
            turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s)}), turn({finish()})});
        const ProgramResult first = harness.run({u"run"_s, task, u"--yes"_s, u"--on-ask"_s, u"exit"_s}, {}, 60000);
        QCOMPARE(first.exitCode, 8);
        const QJsonObject asked =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
        QCOMPARE(harness
                     .run({u"approve"_s, u"accept"_s, asked.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
                         asked.value(u"content_hash"_s).toString()})
                     .exitCode,
            0);
        const QString changed =
            name == u"ANTHROPIC_BASE_URL"_s ? harness.modelUrl().replace(u"127.0.0.1"_s, value) : value;
        const ProgramResult then = harness.run({u"run"_s, task, u"--yes"_s}, {{name, changed}}, 90000);
        const QJsonObject end = last(harness);
        if (name == u"VIBECODER_MAX_COST_USD"_s) {
            // The new cap holds for what is still to be paid.
            QCOMPARE(end.value(u"stop_reason"_s).toString(), u"cost_limit"_s);
            return;
        }
        QVERIFY2(then.exitCode == 0, QByteArray(then.err + QJsonDocument(end).toJson()).constData());
        QCOMPARE(end.value(u"stop_reason"_s).toString(), u"passed"_s);
        QCOMPARE(tasks(harness).size(), 1);
    }

    // As after an update of the program: what it would ask now is not what the journal has.
    void anAttemptOfAnotherVersionLeavesAWayOut()
    {
        RunHarness harness;
        harness.write(u"value.txt"_s, "broken\n");
        const QString task = harness.writeTask({u"grep -q right value.txt"_s});
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s)}), turn({bash(u"touch a.txt"_s)}),
            turn({finish()})});
        QCOMPARE(harness.run({u"run"_s, task, u"--yes"_s, u"--on-ask"_s, u"exit"_s}, {}, 60000).exitCode, 8);
        {
            const auto db = vibecoder::Database::open({harness.databaseFile()});
            QVERIFY(db);
            QVERIFY((*db)->writeNow([](vibecoder::Connection &c) -> vibecoder::Result<> {
                const auto done = c.execute(u"UPDATE steps SET input_digest = 'old' WHERE kind = 'model'"_s);
                return done ? vibecoder::Result<>() : vibecoder::passError(done);
            }));
        }
        const ProgramResult then = harness.run({u"run"_s, task, u"--yes"_s}, {}, 60000);
        QCOMPARE(then.exitCode, 3);
        QCOMPARE(last(harness).value(u"stop_reason"_s).toString(), u"journal_mismatch"_s);
        QVERIFY2(then.err.contains("vibecoder task retry"), then.err.constData());
        QCOMPARE(harness.read(u"value.txt"_s), QByteArray("right\n"));
        QCOMPARE(harness.run({u"task"_s, u"retry"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.run({u"run"_s, task, u"--yes"_s}, {}, 60000).exitCode, 0);
        QCOMPARE(tasks(harness).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TakeUpTest)
#include "tst_takeup.moc"
