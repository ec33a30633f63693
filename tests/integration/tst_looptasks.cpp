// SPDX-License-Identifier: MIT
// The scripted tasks of the loop's design: each asserts the final state, the stop reason, the number of calls and what
// was told (loop.md section 12).
#include "integration/modelscript.h"
#include "integration/runharness.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

const QByteArray kCheck = "#!/bin/sh\ngrep -q right value.txt || { echo 'FAILED: value is wrong'; exit 1; }\n";

// A check that says what it saw, so that another state is another failure.
const QByteArray kTellingCheck =
    "#!/bin/sh\ngrep -q right value.txt || { echo \"FAILED: the value is $(cat value.txt)\"; exit 1; }\n";

QJsonObject write(const QString &text)
{
    return create(u"value.txt"_s, text);
}

} // namespace

class LoopTasksTest : public QObject
{
    Q_OBJECT

    static void project(RunHarness &harness, const QByteArray &check = kCheck)
    {
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, check, true);
    }

    static QJsonObject status(RunHarness &harness)
    {
        return harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
    }

    // Runs unattended (a question is answered with no at once) and checks how it ended.
    static void runTo(RunHarness &harness, const QString &task, const QString &reason, int requests,
        const QMap<QString, QString> &environment = {})
    {
        const ProgramResult result = harness.run({u"run"_s, task, u"--yes"_s}, environment, 120000);
        const QJsonObject json = status(harness);
        QVERIFY2(json.value(u"stop_reason"_s).toString() == reason,
            QByteArray(QJsonDocument(json).toJson() + result.out + result.err).constData());
        QCOMPARE(json.value(u"status"_s).toString(), reason == u"passed"_s ? u"completed"_s : u"failed"_s);
        QCOMPARE(result.exitCode, reason == u"passed"_s ? 0 : 3);
        QCOMPARE(harness.requestCount(), requests);
    }

    static QString body(const RunHarness &harness, int number)
    {
        return harness.requests().value(number).value(u"body"_s).toString();
    }

    // The text of the last block of the last message: what the model was told last.
    static QString lastWords(const RunHarness &harness, int number)
    {
        const QJsonArray messages =
            QJsonDocument::fromJson(body(harness, number).toUtf8()).object().value(u"messages"_s).toArray();
        const QJsonObject block = messages.last().toObject().value(u"content"_s).toArray().last().toObject();
        return block.value(block.contains(u"text"_s) ? u"text"_s : u"content"_s).toString();
    }

    static bool told(const RunHarness &harness, const QString &kind, const QString &text = {})
    {
        const QStringList story = harness.storyOfTask();
        return std::any_of(story.cbegin(), story.cend(),
            [&](const QString &line) { return line.startsWith(kind + u' ') && line.contains(text); });
    }

    static QJsonObject lastIteration(RunHarness &harness)
    {
        return status(harness).value(u"iterations"_s).toArray().last().toObject();
    }

private slots:
    void bugFix()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 1);
        QVERIFY(told(harness, u"iteration_finished"_s, u"\"passed\":true"_s));
        QCOMPARE(lastIteration(harness).value(u"tests_fixed"_s).toArray().size(), 1);
    }

    void severalFiles()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "bad\n");
        harness.write(u"b.txt"_s, "bad\n");
        harness.write(u"sub/c.txt"_s, "bad\n");
        harness.write(u"check.sh"_s, "#!/bin/sh\n! grep -rn bad --include='*.txt' .\n", true);
        harness.startModel({turn({replace(u"a.txt"_s, u"bad"_s, u"good"_s)}),
            turn({replace(u"b.txt"_s, u"bad"_s, u"good"_s), replace(u"sub/c.txt"_s, u"bad"_s, u"good"_s)}),
            turn({finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 3);
        QCOMPARE(lastIteration(harness).value(u"changed_files"_s).toArray().size(), 3);
    }

    void wrongFirstFix()
    {
        RunHarness harness;
        project(harness);
        harness.startModel(
            {turn({write(u"wrong\n"_s), finish()}), turn({write(u"right\n"_s), finish()})}, {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 2);
        const QString feedback = lastWords(harness, 1);
        QVERIFY2(feedback.startsWith(u"VERIFICATION FAILED — iteration 1 of 10; 1 of 1 commands failed"_s),
            qPrintable(feedback));
        QVERIFY(feedback.contains(u"value is wrong"_s));
        QVERIFY(feedback.contains(u"value.txt +1 −1 (lines 1)"_s));
        QVERIFY(feedback.contains(u"You called finish"_s));
    }

    void aRegressionIsToldInCapitals()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "bad\n");
        harness.write(u"b.txt"_s, "good\n");
        harness.write(u"a.sh"_s, "#!/bin/sh\ngrep -q good a.txt\n", true);
        harness.write(u"b.sh"_s, "#!/bin/sh\ngrep -q good b.txt\n", true);
        harness.startModel({turn({create(u"a.txt"_s, u"good\n"_s), create(u"b.txt"_s, u"bad\n"_s), finish()}),
                               turn({create(u"b.txt"_s, u"good\n"_s), finish()})},
            {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./a.sh"_s, u"./b.sh"_s}), u"passed"_s, 2);
        const QString feedback = lastWords(harness, 1);
        QVERIFY2(feedback.contains(u"REGRESSED (passed before, fails now): `./b.sh`"_s), qPrintable(feedback));
        QVERIFY(feedback.contains(u"Fixed since the last verification: `./a.sh`"_s));
        const QString shown = QString::fromUtf8(harness.run({u"task"_s, u"status"_s, u"@last"_s}).out);
        QVERIFY2(shown.contains(u"REGRESSED: `./b.sh`"_s) && shown.contains(u"fixed: `./a.sh`"_s), qPrintable(shown));
    }

    // Back and forth between two states: told, begun afresh twice, then ended.
    void oscillation()
    {
        RunHarness harness;
        project(harness, kTellingCheck);
        harness.startModel({turn({write(u"wrong\n"_s), finish()}), turn({write(u"broken\n"_s), finish()}),
                               turn({write(u"wrong\n"_s), finish()})},
            {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "max_iterations: 20\n"), u"stuck_oscillation"_s, 9);
        QVERIFY(lastWords(harness, 2).contains(u"your edits cancel each other"_s));
        QVERIFY2(lastWords(harness, 3).contains(u"This is a fresh start"_s), qPrintable(lastWords(harness, 3)));
        QVERIFY(lastWords(harness, 3).contains(u"iteration 2: changed value.txt"_s));
    }

    // Every state is another one, and yet nothing is mended: three tries, a fresh start from the best state, twice.
    void theSameFailureAgainAndAgain()
    {
        RunHarness harness;
        project(harness);
        harness.write(u"stamp.sh"_s, "#!/bin/sh\ndate +%s%N >> value.txt\n", true);
        harness.startModel({turn({bash(u"./stamp.sh"_s), finish()})}, {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s, u"./stamp.sh"_s}, "max_iterations: 20\n"), u"stuck_repeat"_s,
            9);
        QVERIFY(lastWords(harness, 2).contains(u"Question the assumption"_s));
        QVERIFY2(lastWords(harness, 3).contains(u"This is a fresh start"_s), qPrintable(lastWords(harness, 3)));
        QVERIFY2(lastWords(harness, 3).contains(u"put back to the state before the first change"_s),
            qPrintable(lastWords(harness, 3)));
        QVERIFY(told(harness, u"checkpoint_restored"_s));
    }

    // One of two is mended, then broken again: the last state stays and the best is named, or it is brought back.
    void aFailedRunEndsWithItsBestStateIfWished_data()
    {
        QTest::addColumn<QString>("wish");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QString>("said");
        QTest::newRow("last") << u"false"_s << QByteArray("wrong\n") << u"task rollback --to 1"_s;
        QTest::newRow("best") << u"true"_s << QByteArray("right\n")
                              << u"put back to the best state, after iteration 1"_s;
    }

    void aFailedRunEndsWithItsBestStateIfWished()
    {
        QFETCH(QString, wish);
        QFETCH(QByteArray, value);
        QFETCH(QString, said);
        RunHarness harness;
        project(harness);
        harness.startModel({turn({write(u"right\n"_s), finish()}), turn({write(u"wrong\n"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s, u"test -e never"_s}, "max_iterations: 2\n"),
            u"iteration_limit"_s, 2, {{u"VIBECODER_RESTORE_BEST"_s, wish}});
        QCOMPARE(harness.read(u"value.txt"_s), value);
        const QString detail = status(harness).value(u"stop_detail"_s).toString();
        QVERIFY2(detail.contains(said), qPrintable(detail));
        // In the second iteration the first command failed again, and the second one for the third time.
        QJsonObject failures;
        for (const QJsonValue command : lastIteration(harness).value(u"verification"_s).toArray()) {
            for (const QJsonValue one : command.toObject().value(u"failures"_s).toArray())
                failures.insert(command.toObject().value(u"command"_s).toString(), one);
        }
        const QJsonObject check = failures.value(u"./check.sh"_s).toObject();
        QVERIFY2(!check.isEmpty(), QJsonDocument(status(harness)).toJson().constData());
        QCOMPARE(check.value(u"first_seen"_s).toInt(), 0);
        QCOMPARE(check.value(u"times_seen"_s).toInt(), 2);
    }

    // Each iteration breaks one more thing: the files go back to the best state, the talk goes on.
    void growingRegressionsGoBackToTheBestState()
    {
        RunHarness harness;
        for (const char *name : {"a", "b", "c"}) {
            const QString text = QString::fromLatin1(name);
            harness.write(text + u".txt"_s, "good\n");
            harness.write(text + u".sh"_s, "#!/bin/sh\ngrep -q good " + QByteArray(name) + ".txt\n", true);
        }
        project(harness);
        harness.startModel({turn({write(u"better\n"_s), finish()}), turn({create(u"a.txt"_s, u"bad\n"_s), finish()}),
                               turn({create(u"b.txt"_s, u"bad\n"_s), finish()}), turn({write(u"right\n"_s), finish()})},
            {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s, u"./a.sh"_s, u"./b.sh"_s, u"./c.sh"_s}), u"passed"_s, 4);
        QVERIFY2(lastWords(harness, 3).contains(u"regressions grew in two iterations in a row"_s),
            qPrintable(lastWords(harness, 3)));
        QCOMPARE(harness.read(u"a.txt"_s), QByteArray("good\n"));
        QCOMPARE(harness.read(u"b.txt"_s), QByteArray("good\n"));
    }

    void theReportHoldsEvidenceAndCanBeChecked()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({write(u"wrong\n"_s), finish()}), turn({write(u"right\n"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 2);
        const QJsonObject report = harness.run({u"task"_s, u"report"_s, u"@last"_s, u"--json"_s}).json();
        const QJsonArray iterations = report.value(u"iterations"_s).toArray();
        QCOMPARE(iterations.size(), 3);
        const QJsonObject command = iterations.at(1).toObject().value(u"commands"_s).toArray().first().toObject();
        QCOMPARE(command.value(u"exit_code"_s).toInt(), 1);
        QCOMPARE(command.value(u"argv"_s).toArray().last().toString(), u"./check.sh"_s);
        QCOMPARE(command.value(u"output_sha256"_s).toString().size(), 64);
        QCOMPARE(iterations.at(2).toObject().value(u"tree"_s).toString().size(), 64);
        QVERIFY(report.value(u"environment"_s).toObject().value(u"kernel"_s).toString().size() > 3);
        const QString file = harness.folder() + u"/report.md"_s;
        QCOMPARE(harness.run({u"task"_s, u"report"_s, u"@last"_s, u"--output"_s, file}).exitCode, 0);
        QFile markdown(file);
        QVERIFY(markdown.open(QIODevice::ReadOnly));
        const QByteArray text = markdown.readAll();
        QVERIFY2(text.startsWith("# Mend the project") && text.contains("`./check.sh`"), text.constData());

        const ProgramResult same = harness.run({u"task"_s, u"verify"_s, u"@last"_s, u"--json"_s});
        QVERIFY2(same.exitCode == 0 && same.json().value(u"confirmed"_s).toBool(),
            QByteArray(same.out + same.err).constData());
        QCOMPARE(same.json().value(u"tree"_s), same.json().value(u"recorded_tree"_s));
        harness.write(u"value.txt"_s, "somebody else\n");
        const ProgramResult other = harness.run({u"task"_s, u"verify"_s, u"@last"_s, u"--json"_s});
        QCOMPARE(other.exitCode, 3);
        QVERIFY(!other.json().value(u"confirmed"_s).toBool(true));
        QVERIFY(other.json().value(u"tree"_s) != other.json().value(u"recorded_tree"_s));
        QCOMPARE(harness.requestCount(), 2);
    }

    void anEmptyDiffTwiceIsStuck()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({finish()})}, {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "max_iterations: 9\n"), u"stuck_repeat"_s, 2);
        QVERIFY(lastWords(harness, 1).contains(u"No file was changed"_s));
    }

    void theSameCommandFourTimesIsStuck()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({bash(u"cat value.txt"_s)})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"stuck_repeat"_s, 4);
    }

    void stuckButGreenHasPassed()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({write(u"right\n"_s)}), turn({bash(u"cat value.txt"_s)})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 5);
    }

    void malformedCalls()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({tool(u"no_such_tool"_s, {})})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"malformed_calls"_s, 6);
    }

    void hugeOutput()
    {
        RunHarness harness;
        project(harness, "#!/bin/sh\ngrep -q right value.txt && exit 0\nyes 'a line of no use' | head -n 200000\n"
                         "echo 'Error: the value in value.txt is wrong'\nexit 1\n");
        harness.startModel(
            {turn({write(u"wrong\n"_s), finish()}), turn({write(u"right\n"_s), finish()})}, {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 2);
        QVERIFY(lastWords(harness, 1).size() <= 12000);
        QVERIFY(lastWords(harness, 1).contains(u"Error: the value in value.txt is wrong"_s));
    }

    void verificationThatHangs()
    {
        RunHarness harness;
        project(harness, "#!/bin/sh\ngrep -q right value.txt && exit 0\necho 'waits for the server'\nsleep 60\n");
        harness.startModel(
            {turn({write(u"wrong\n"_s), finish()}), turn({write(u"right\n"_s), finish()})}, {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "timeout_per_iteration: 6\n"), u"passed"_s, 2);
        QVERIFY2(lastWords(harness, 1).contains(u"this is no test failure"_s), qPrintable(lastWords(harness, 1)));
        QVERIFY(lastWords(harness, 1).contains(u"waits for the server"_s));
    }

    // Another failure although nothing changed: run once more, and what then passes is flaky.
    void flakyTest()
    {
        RunHarness harness;
        harness.write(u"check.sh"_s,
            "#!/bin/sh\nn=$(cat ../count 2>/dev/null || echo 0)\nn=$((n + 1))\necho $n > ../count\n"
            "case $n in 1) echo 'FAILED: one'; exit 1;; 2) echo 'FAILED: quite another'; exit 1;; esac\n",
            true);
        harness.startModel({turn({finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 1);
        QVERIFY(!lastIteration(harness).value(u"tests_flaky"_s).toArray().isEmpty());
    }

    void testsThatAreGoneAreNoPassAndNoFailure()
    {
        RunHarness harness;
        // As unittest says it.
        harness.write(u"check.sh"_s,
            "#!/bin/sh\nprintf '\\n%070d\\n' 0 | tr 0 -\ntest -f done.txt || { printf 'Ran 1 test in "
            "0.001s\\n\\nFAILED "
            "(failures=1)\\n'; exit 1; }\nprintf 'Ran 0 tests in 0.000s\\n\\nOK\\n'\n",
            true);
        harness.startModel({turn({create(u"done.txt"_s, u"x\n"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "max_iterations: 1\n"), u"not_counted"_s, 1);
        const QString why = status(harness).value(u"stop_detail"_s).toString();
        QVERIFY2(why.contains(u"ran no test at all"_s), qPrintable(why));
    }

    void aWeakenedCheckIsPutBackAndIsNoPass()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({create(u"check.sh"_s, u"#!/bin/sh\nexit 0\n"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "max_iterations: 1\n"), u"tampering"_s, 1);
        QCOMPARE(harness.read(u"check.sh"_s), kCheck);
        QVERIFY(told(harness, u"warning"_s, u"guarded_files_changed"_s));
        QVERIFY(told(harness, u"approval_requested"_s, u"exit code is forced"_s));
        QCOMPARE(lastIteration(harness).value(u"passed"_s).toBool(true), false);
    }

    void aWeakenedCheckThatWasNotNeededDoesNoHarm()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({create(u"check.sh"_s, u"#!/bin/sh\nexit 0\n"_s), write(u"right\n"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 1);
        QCOMPARE(harness.read(u"check.sh"_s), kCheck);
    }

    void aPersonMayAgreeToTheChangedCheck()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({create(u"check.sh"_s, u"#!/bin/sh\nexit 0\n"_s), finish()})});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s})
                     .exitCode,
            0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}).exitCode, 8);
        const QJsonObject approval =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
        QCOMPARE(approval.value(u"kind"_s).toString(), u"guarded_files"_s);
        const QString shown = QString::fromUtf8(QJsonDocument(approval).toJson());
        QVERIFY2(shown.contains(u"+exit 0"_s) && shown.contains(u"exit code is forced"_s), qPrintable(shown));
        QCOMPARE(harness
                     .run({u"approve"_s, u"accept"_s, approval.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
                         approval.value(u"content_hash"_s).toString().left(12)})
                     .exitCode,
            0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        QCOMPARE(status(harness).value(u"stop_reason"_s).toString(), u"passed"_s);
        QCOMPARE(harness.requestCount(), 1);
    }

    void aTaskThatDeniesChangesPutsThemBackBeforeTheCheck()
    {
        RunHarness harness;
        project(harness);
        harness.startModel(
            {turn({create(u"check.sh"_s, u"#!/bin/sh\nexit 0\n"_s), finish()}), turn({write(u"right\n"_s), finish()})},
            {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "guard: deny\n"), u"passed"_s, 2);
        QVERIFY(lastWords(harness, 1).contains(u"They were put back: check.sh"_s));
        QVERIFY(!told(harness, u"approval_requested"_s));
    }

    void aTaskThatAllowsChangesPasses()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({create(u"check.sh"_s, u"#!/bin/sh\nexit 0\n"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "guard: allow\n"), u"passed"_s, 1);
    }

    void aNewRunnerConfigurationIsTakenAway()
    {
        RunHarness harness;
        harness.write(u"check.sh"_s, "#!/bin/sh\ntest -e conftest.py\n", true);
        harness.startModel({turn({create(u"conftest.py"_s, u"import os\nos._exit(0)\n"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "max_iterations: 1\n"), u"tampering"_s, 1);
        QVERIFY(!QFile::exists(harness.project() + u"/conftest.py"_s));
    }

    // A person saves the test while the model thinks: nobody's tool or command wrote that, so it is asked about, and
    // without an answer it stays as it is.
    void whatAPersonSavedIsNeverPutBack_data()
    {
        QTest::addColumn<QByteArray>("guard");
        QTest::newRow("deny") << QByteArray("guard: deny\n");
        QTest::newRow("ask") << QByteArray();
    }
    void whatAPersonSavedIsNeverPutBack()
    {
        QFETCH(QByteArray, guard);
        RunHarness harness;
        project(harness);
        const QString hers = u"#!/bin/sh\n# hers\ngrep -q right value.txt\n"_s;
        harness.startModel({turn({view(u"value.txt"_s)}), turn({write(u"right\n"_s), finish()})},
            {u"--person"_s, u"1=%1/check.sh=%2"_s.arg(harness.project(), hers)});
        const ProgramResult ran = harness.run({u"run"_s, harness.writeTask({u"sh check.sh"_s}, guard), u"--yes"_s});
        QVERIFY2(ran.exitCode == 3, (ran.out + ran.err).constData());
        QCOMPARE(harness.read(u"check.sh"_s), hers.toUtf8());
        QVERIFY(told(harness, u"approval_requested"_s, u"not written by this task"_s));
        QVERIFY2((ran.out + ran.err).contains("it was left as it is"), (ran.out + ran.err).constData());
    }

    void commandsThatHideTheirExitCodeAreNamed()
    {
        RunHarness harness;
        project(harness);
        const QString task = harness.writeTask({u"./check.sh || true"_s, u"./check.sh"_s});
        const ProgramResult text = harness.run({u"task"_s, u"validate"_s, task});
        QCOMPARE(text.exitCode, 0);
        QVERIFY2(
            text.out.contains("`./check.sh || true`: its exit code may be another program's"), text.out.constData());
        QCOMPARE(
            harness.run({u"task"_s, u"validate"_s, u"--json"_s, task}).json().value(u"warnings"_s).toArray().size(), 1);
    }

    void failuresCountedAtExitZeroFailATrial()
    {
        RunHarness harness;
        harness.write(u"check.sh"_s, "#!/bin/sh\necho '1 failed, 2 passed in 0.02s'\n", true);
        const ProgramResult tried =
            harness.run({u"verify"_s, u"--dir"_s, harness.project(), u"--command"_s, u"./check.sh"_s});
        QVERIFY2(tried.exitCode != 0 && tried.out.contains("its own summary counts failures"), tried.out.constData());
    }

    void aCopyOfWhatIsPutBackIsKept()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({create(u"check.sh"_s, u"#!/bin/sh\nexit 0\n"_s), write(u"right\n"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 1);
        QCOMPARE(harness.read(u"check.sh"_s), kCheck);
        QVERIFY(told(harness, u"warning"_s, u"is kept in"_s));
        QDirIterator kept(harness.folder(), {u"check.sh"_s}, QDir::Files, QDirIterator::Subdirectories);
        bool found = false;
        while (kept.hasNext()) {
            QFile file(kept.next());
            found = found || (file.fileName().contains(u"/kept/"_s) && file.open(QIODevice::ReadOnly) &&
                                 file.readAll() == "#!/bin/sh\nexit 0\n");
        }
        QVERIFY(found);
    }

    // A question may be open for hours, and what it was about is no more what lies there.
    void whatAPersonSavedWhileTheQuestionWasOpenStays()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({create(u"check.sh"_s, u"#!/bin/sh\nexit 0\n"_s), finish()})});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s})
                     .exitCode,
            0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}).exitCode, 8);
        const QByteArray saved = "#!/bin/sh\n# a person\nexit 0\n";
        harness.write(u"check.sh"_s, saved, true);
        const QJsonObject approval =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
        QCOMPARE(harness.run({u"approve"_s, u"deny"_s, approval.value(u"id"_s).toString()}).exitCode, 0);
        QVERIFY(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode != 0);
        QCOMPARE(harness.read(u"check.sh"_s), saved);
        QCOMPARE(status(harness).value(u"stop_reason"_s).toString(), u"tampering"_s);
        QVERIFY2(
            status(harness).value(u"stop_detail"_s).toString().contains(u"check.sh was changed while the task ran"_s),
            qPrintable(QString::fromUtf8(QJsonDocument(status(harness)).toJson())));
    }

    void alreadyGreen()
    {
        RunHarness harness;
        harness.startModel({turn({create(u"feature.txt"_s, u"new\n"_s), finish()})}, {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"true"_s}), u"passed"_s, 1);
        QVERIFY(body(harness, 0).contains(u"pass already"_s));
    }

    void environmentMissing()
    {
        RunHarness harness;
        harness.startModel({turn({finish()})});
        runTo(harness, harness.writeTask({u"no-such-tool-anywhere"_s}), u"environment_error"_s, 0);
        const QString shown = QString::fromUtf8(harness.run({u"task"_s, u"status"_s, u"@last"_s}).out);
        QVERIFY(shown.contains(u"install what is missing"_s));
    }

    void refusal()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({QJsonObject{{u"text"_s, u"No."_s}, {u"stop"_s, u"refusal"_s}}});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"refusal"_s, 1);
    }

    void anAnswerThatWasCutOff()
    {
        RunHarness harness;
        project(harness);
        QJsonObject cut = turn({write(u"half"_s)});
        cut.insert(u"stop"_s, u"max_tokens"_s);
        harness.startModel({cut, turn({write(u"right\n"_s), finish()})}, {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 2);
        QVERIFY(lastWords(harness, 1).contains(u"cut off"_s));
    }

    void parallelToolCallsAreAnsweredInOrder()
    {
        RunHarness harness;
        project(harness);
        harness.startModel(
            {turn({view(u"value.txt"_s), view(u"check.sh"_s), write(u"right\n"_s), view(u"value.txt"_s)}),
                turn({finish()})},
            {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 2);
        const QJsonArray messages =
            QJsonDocument::fromJson(body(harness, 1).toUtf8()).object().value(u"messages"_s).toArray();
        const QJsonArray calls = messages.at(1).toObject().value(u"content"_s).toArray();
        const QJsonArray results = messages.at(2).toObject().value(u"content"_s).toArray();
        QCOMPARE(results.size(), 4);
        QStringList asked, answered;
        for (const QJsonValue call : calls) {
            if (call.toObject().value(u"type"_s).toString() == u"tool_use"_s)
                asked.append(call.toObject().value(u"id"_s).toString());
        }
        for (const QJsonValue result : results)
            answered.append(result.toObject().value(u"tool_use_id"_s).toString());
        QCOMPARE(answered, asked);
    }

    void wideNames()
    {
        RunHarness harness;
        harness.write(u"数据/值.txt"_s, "错\n");
        harness.write(
            u"check.sh"_s, "#!/bin/sh\ngrep -q 对 数据/值.txt || { echo '失败：数据/值.txt'; exit 1; }\n", true);
        harness.startModel({turn({replace(u"数据/值.txt"_s, u"错"_s, u"误"_s), finish()}),
                               turn({replace(u"数据/值.txt"_s, u"误"_s, u"对"_s), finish()})},
            {u"--bodies"_s});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 2);
        QVERIFY(lastWords(harness, 1).contains(u"数据/值.txt +1 −1"_s));
        QVERIFY(lastWords(harness, 1).contains(u"失败：数据/值.txt"_s));
    }

    void carriageReturnsStay()
    {
        RunHarness harness;
        harness.write(u"value.txt"_s, "first\r\nbroken\r\nlast\r\n");
        harness.write(u"check.sh"_s, kCheck, true);
        harness.startModel({turn({replace(u"value.txt"_s, u"first\nbroken"_s, u"first\nright"_s), finish()})});
        runTo(harness, harness.writeTask({u"./check.sh"_s}), u"passed"_s, 1);
        QCOMPARE(harness.read(u"value.txt"_s), QByteArray("first\r\nright\r\nlast\r\n"));
    }

    void theBudgetEnds()
    {
        RunHarness harness;
        project(harness);
        QJsonObject dear = turn({view(u"value.txt"_s)});
        dear.insert(u"usage"_s, QJsonObject{{u"input_tokens"_s, 245000}, {u"output_tokens"_s, 10}});
        harness.startModel({dear});
        // $2 a million: the first call costs $0.49 of $0.50.
        runTo(harness, harness.writeTask({u"./check.sh"_s}, "max_cost_usd: 0.50\n"), u"cost_limit"_s, 1);
        QVERIFY(status(harness).value(u"cost_usd"_s).toDouble() <= 0.50);
    }

    void anApprovalIsWaitedFor()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({bash(u"touch allowed.txt"_s)}), turn({write(u"right\n"_s), finish()})});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s})
                     .exitCode,
            0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}).exitCode, 8);
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"waiting_approval"_s);
        QCOMPARE(harness.requestCount(), 1);
        const QJsonObject approval =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
        QCOMPARE(harness
                     .run({u"approve"_s, u"accept"_s, approval.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
                         approval.value(u"content_hash"_s).toString().left(12)})
                     .exitCode,
            0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        QCOMPARE(status(harness).value(u"stop_reason"_s).toString(), u"passed"_s);
        QCOMPARE(harness.requestCount(), 2);
        QVERIFY(QFile::exists(harness.project() + u"/allowed.txt"_s));
    }

    void aLongRateLimitFreesTheWorkerAndSaysUntilWhen()
    {
        RunHarness harness;
        project(harness);
        harness.startModel({turn({write(u"right\n"_s), finish()})}, {u"--fault"_s, u"1=429:3600"_s});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s})
                     .exitCode,
            0);
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--drain"_s});
        QVERIFY(QTest::qWaitFor([&] { return status(harness).value(u"status"_s).toString() == u"paused"_s; }, 20000));
        QCOMPARE(status(harness).value(u"stop_reason"_s).toString(), u"rate_limited"_s);
        QVERIFY(!status(harness).value(u"paused_until"_s).toString().isEmpty());
        QCOMPARE(worker->state(), QProcess::Running); // it is this drain's work still
        ::kill(pid_t(worker->processId()), SIGINT);
        QVERIFY(worker->waitForFinished(15000));
        QCOMPARE(harness.requestCount(), 1);
    }

    // loop.md R29: what was sent is the exact beginning of what is sent next, so that the provider's cache holds.
    void eachRequestBeginsWithTheBytesOfTheOneBefore()
    {
        RunHarness harness;
        project(harness, kTellingCheck);
        QJsonArray turns;
        for (int i = 0; i < 20; ++i) {
            const QString text = u"try %1\n"_s.arg(QString(QChar(u'a' + i)).repeated(3));
            turns.append(i % 5 == 4 ? turn({write(text), finish()}) : turn({write(text), view(u"value.txt"_s)}));
        }
        harness.startModel(turns, {u"--bodies"_s});
        const ProgramResult result = harness.run(
            {u"run"_s, harness.writeTask({u"./check.sh"_s}, "max_iterations: 4\nmax_cost_usd: 100\n"), u"--yes"_s},
            {{u"VIBECODER_CLAUDE_PROFILE"_s, u"full"_s}});
        QCOMPARE(result.exitCode, 3);
        QCOMPARE(harness.requestCount(), 20);
        const auto plain = [&](int number) {
            // The marks themselves move on; what they mark must not.
            return body(harness, number)
                .remove(u",\"cache_control\":{\"type\":\"ephemeral\"}"_s)
                .remove(u"\"cache_control\":{\"type\":\"ephemeral\"},"_s);
        };
        QVERIFY(body(harness, 0).contains(u"cache_control"_s));
        for (int number = 0; number + 1 < 20; ++number) {
            const QString before = plain(number).chopped(2); // ]}
            const QString after = plain(number + 1);
            QVERIFY2(after.startsWith(before), qPrintable(QString::number(number)));
        }
    }
};

QTEST_GUILESS_MAIN(LoopTasksTest)
#include "tst_looptasks.moc"
