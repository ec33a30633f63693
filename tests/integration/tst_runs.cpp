// SPDX-License-Identifier: MIT
// From YAML to the verdict through the real program: projects of real tools, and each way a task can end.
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QFile>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

QJsonObject tool(const QString &name, const QJsonObject &input)
{
    return {{u"name"_s, name}, {u"input"_s, input}};
}

QJsonObject replace(const QString &path, const QString &from, const QString &to)
{
    return tool(u"str_replace_based_edit_tool"_s,
        {{u"command"_s, u"str_replace"_s}, {u"path"_s, path}, {u"old_str"_s, from}, {u"new_str"_s, to}});
}

QJsonObject create(const QString &path, const QString &text)
{
    return tool(
        u"str_replace_based_edit_tool"_s, {{u"command"_s, u"create"_s}, {u"path"_s, path}, {u"file_text"_s, text}});
}

QJsonObject bash(const QString &command)
{
    return tool(u"bash"_s, {{u"command"_s, command}});
}

QJsonObject finish()
{
    return tool(u"finish"_s, {{u"status"_s, u"done"_s}, {u"summary"_s, u"It works."_s}});
}

QJsonObject turn(const QJsonArray &tools)
{
    return {{u"text"_s, u"I go on."_s}, {u"tools"_s, tools}};
}

QJsonObject saying(const QString &text)
{
    return {{u"text"_s, text}};
}

const QByteArray kCheck = "#!/bin/sh\ngrep -q right value.txt || { echo 'FAILED: value is wrong'; exit 1; }\n";

QStringList bodies(const RunHarness &harness)
{
    QStringList list;
    for (const QJsonObject &request : harness.requests())
        list.append(request.value(u"body"_s).toString());
    return list;
}

} // namespace

class RunsTest : public QObject
{
    Q_OBJECT

    static void simpleProject(RunHarness &harness)
    {
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, kCheck, true);
    }

    static QJsonObject status(RunHarness &harness, const QString &id = u"@last"_s)
    {
        return harness.run({u"task"_s, u"status"_s, id, u"--json"_s}).json();
    }

    static void createAndDrain(
        RunHarness &harness, const QString &task, int expectedExit, const QStringList &options = {})
    {
        const ProgramResult created = harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s});
        QVERIFY2(created.exitCode == 0, created.err.constData());
        const ProgramResult drained =
            harness.run(QStringList{u"queue"_s, u"start"_s, u"--drain"_s} + options, {}, 120000);
        QVERIFY2(drained.exitCode == expectedExit,
            QByteArray(QByteArray::number(drained.exitCode) + '\n' + drained.out + drained.err).constData());
    }

private slots:
    void aPytestProjectGoesFromYamlToCompleted()
    {
        if (QStandardPaths::findExecutable(u"pytest"_s).isEmpty())
            QSKIP("pytest is not installed");
        RunHarness harness;
        harness.write(u"calc.py"_s, "def add(a, b):\n    return a - b\n");
        harness.write(u"test_calc.py"_s, "from calc import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n");
        harness.startModel({turn({replace(u"calc.py"_s, u"a - b"_s, u"a * b"_s)}), turn({finish()}),
            turn({replace(u"calc.py"_s, u"a * b"_s, u"a + b"_s)}), turn({finish()})});
        createAndDrain(harness, harness.writeTask({u"pytest -q"_s}), 0);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"status"_s).toString(), u"completed"_s);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"passed"_s);
        QVERIFY(!task.value(u"id"_s).toString().isEmpty());
        QVERIFY(task.value(u"usage"_s).isObject());
        QVERIFY(task.value(u"cost_usd"_s).isDouble());
        const QJsonArray iterations = task.value(u"iterations"_s).toArray();
        QCOMPARE(iterations.size(), 3);
        for (int number = 0; number < 3; ++number) {
            const QJsonObject iteration = iterations.at(number).toObject();
            QCOMPARE(iteration.value(u"number"_s).toInt(), number);
            const QJsonObject command = iteration.value(u"verification"_s).toArray().first().toObject();
            QCOMPARE(command.value(u"command"_s).toString(), u"pytest -q"_s);
            QCOMPARE(command.value(u"exit_code"_s).toInt(), number == 2 ? 0 : 1);
            QVERIFY(command.value(u"duration_ms"_s).isDouble());
            QCOMPARE(command.value(u"status"_s).toString(), number == 2 ? u"pass"_s : u"fail"_s);
        }
        QVERIFY(harness.read(u"calc.py"_s).contains("a + b"));
    }

    void aCMakeProjectGoesFromYamlToCompleted()
    {
        if (QStandardPaths::findExecutable(u"cmake"_s).isEmpty() || QStandardPaths::findExecutable(u"cc"_s).isEmpty())
            QSKIP("cmake or a C compiler is not installed");
        RunHarness harness;
        harness.write(u"CMakeLists.txt"_s,
            "cmake_minimum_required(VERSION 3.20)\nproject(sum C)\nenable_testing()\n"
            "add_executable(test_sum test_sum.c sum.c)\nadd_test(NAME sum COMMAND test_sum)\n");
        harness.write(u"sum.h"_s, "int sum(int a, int b);\n");
        harness.write(u"sum.c"_s, "#include \"sum.h\"\n\nint sum(int a, int b)\n{\n    return a;\n}\n");
        harness.write(u"test_sum.c"_s,
            "#include \"sum.h\"\n#include <stdio.h>\n\nint main(void)\n{\n    if (sum(2, 3) != 5) {\n"
            "        printf(\"sum(2, 3) is %d\\n\", sum(2, 3));\n        return 1;\n    }\n    return 0;\n}\n");
        harness.startModel({turn({replace(u"sum.c"_s, u"return a;"_s, u"return b"_s)}), turn({finish()}),
            turn({replace(u"sum.c"_s, u"return b"_s, u"return a + b;"_s)}), turn({finish()})});
        createAndDrain(harness,
            harness.writeTask(
                {u"cmake -S . -B build && cmake --build build"_s, u"ctest --test-dir build --output-on-failure"_s}),
            0);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"status"_s).toString(), u"completed"_s);
        QCOMPARE(task.value(u"iterations"_s).toArray().size(), 3);
    }

    void aClaimOfSuccessIsNoSuccess()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({finish()}), turn({finish()}), turn({finish()})});
        createAndDrain(harness, harness.writeTask({u"./check.sh"_s}, "max_iterations: 2\n"), 3);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"status"_s).toString(), u"failed"_s);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"iteration_limit"_s);
        QCOMPARE(harness.requestCount(), 2);
    }

    void anEndOfTurnWithoutFinishIsVerifiedAndTheOutputReachesTheModel()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"wrong"_s)}), saying(u"Done, I think."_s),
                               turn({replace(u"value.txt"_s, u"wrong"_s, u"right"_s)}), saying(u"Now it is."_s)},
            {u"--bodies"_s});
        createAndDrain(harness, harness.writeTask({u"./check.sh"_s}), 0);
        const QStringList sent = bodies(harness);
        QCOMPARE(sent.size(), 4);
        QVERIFY2(sent.at(2).contains(u"value is wrong"_s), qPrintable(sent.at(2).right(2000)));
    }

    void aGreenBaselineIsToldAndTheWorkGoesOn()
    {
        RunHarness harness;
        harness.startModel({turn({create(u"feature.txt"_s, u"new\n"_s), finish()})}, {u"--bodies"_s});
        createAndDrain(harness, harness.writeTask({u"true"_s}), 0);
        QCOMPARE(harness.requestCount(), 1);
        QVERIFY(bodies(harness).first().contains(u"pass already"_s));
        QCOMPARE(harness.read(u"feature.txt"_s), QByteArray("new\n"));
    }

    void whatCannotStartEndsTheTaskBeforeAnyCall()
    {
        RunHarness harness;
        harness.startModel({turn({finish()})});
        createAndDrain(harness, harness.writeTask({u"no-such-program-anywhere --now"_s}), 3);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"environment_error"_s);
        QVERIFY(task.value(u"stop_detail"_s).toString().contains(u"no-such-program-anywhere"_s));
        QCOMPARE(harness.requestCount(), 0);
    }

    void theOneShotPassesAndTellsByItsExitCode()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})});
        const ProgramResult result = harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
    }

    void theYesOfOneTaskAcceptsNoOther()
    {
        RunHarness harness;
        harness.write(u"value.txt"_s, "right\n");
        const QString task = harness.writeTask({u"grep -q right value.txt"_s});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}).exitCode, 0);
        // `run` would take the accepted task up; without it a new one is made, and that one waits.
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task}).exitCode, 8);
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.run({u"run"_s, task}).exitCode, 8);
    }

    void withoutAPersonTheTaskWaitsAndTheCommandsAreShown()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})});
        const ProgramResult result = harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s})});
        QCOMPARE(result.exitCode, 8);
        QVERIFY((result.out + result.err).contains("./check.sh"));
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"waiting_approval"_s);
        QCOMPARE(harness.requestCount(), 0);
        const QJsonObject approval =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
        const QString id = approval.value(u"id"_s).toString();
        QCOMPARE(harness.run({u"approve"_s, u"accept"_s, id, u"--yes"_s, u"--hash"_s, u"000000000000"_s}).exitCode, 6);
        QCOMPARE(harness
                     .run({u"approve"_s, u"accept"_s, id, u"--yes"_s, u"--hash"_s,
                         approval.value(u"content_hash"_s).toString().left(12)})
                     .exitCode,
            0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"completed"_s);
    }

    void aDeniedCommandIsToldToTheModelAndNeverRuns()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({bash(u"touch forbidden.txt"_s)}),
                               turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})},
            {u"--bodies"_s});
        createAndDrain(harness, harness.writeTask({u"./check.sh"_s}), 8, {u"--on-ask"_s, u"exit"_s});
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"waiting_approval"_s);
        const QJsonObject approval =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
        QCOMPARE(
            harness.run({u"deny"_s, approval.value(u"id"_s).toString(), u"--message"_s, u"not that file"_s}).exitCode,
            0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        QVERIFY(bodies(harness).at(1).contains(u"not that file"_s));
        QVERIFY(!QFile::exists(harness.project() + u"/forbidden.txt"_s));
    }

    void anUnattendedRunIsToldNoAtOnceAndGoesOn()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({bash(u"touch forbidden.txt"_s)}),
                               turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})},
            {u"--bodies"_s});
        const ProgramResult result = harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(bodies(harness).at(1).contains(u"nobody is there to answer"_s));
        QVERIFY(!QFile::exists(harness.project() + u"/forbidden.txt"_s));
    }

    void aRunThatWaitsGoesOnWhenSomebodyDecidesElsewhere()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel(
            {turn({bash(u"touch allowed.txt"_s)}), turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})});
        const auto worker =
            harness.start({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s, u"--on-ask"_s, u"wait"_s});
        QJsonArray open;
        QVERIFY(QTest::qWaitFor(
            [&] {
                open = QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array();
                return !open.isEmpty();
            },
            10000));
        const QJsonObject approval = open.first().toObject();
        const QString id = approval.value(u"id"_s).toString();
        const QString hash = approval.value(u"content_hash"_s).toString().left(12);
        QCOMPARE(harness.run({u"approve"_s, u"accept"_s, id, u"--yes"_s, u"--hash"_s, hash}).exitCode, 0);
        QVERIFY(worker->waitForFinished(15000));
        QCOMPARE(worker->exitCode(), 0);
        QVERIFY(QFile::exists(harness.project() + u"/allowed.txt"_s));
        // Decided is decided: the next one is told by whom.
        const ProgramResult late = harness.run({u"deny"_s, id});
        QCOMPARE(late.exitCode, 6);
        QVERIFY(late.err.contains("cli:"));
        // And all of it is on record, in one chain.
        const ProgramResult check = harness.run({u"audit"_s, u"verify"_s, u"--json"_s});
        QCOMPARE(check.exitCode, 0);
        QVERIFY(check.json().value(u"records"_s).toInt() >= 4);
        const QByteArray shown = harness.run({u"audit"_s, u"show"_s, u"--task"_s, u"@last"_s, u"--json"_s}).out;
        QVERIFY(shown.contains("\"record\":\"approval\""));
        QVERIFY(shown.contains("touch allowed.txt"));
        QFile log(harness.folder() + u"/store/test.data/audit.jsonl"_s);
        QVERIFY(log.open(QIODevice::ReadWrite));
        QVERIFY(log.seek(40));
        QVERIFY(log.putChar('~'));
        log.close();
        QCOMPARE(harness.run({u"audit"_s, u"verify"_s}).exitCode, 1);
    }

    void commandsAreHeldByTheSandbox()
    {
        if (vibecoder::sandboxReport().tier != vibecoder::SandboxTier::Bubblewrap)
            QSKIP(qPrintable(vibecoder::sandboxReport().why));
        RunHarness harness;
        QFile secret(harness.folder() + u"/secret.txt"_s);
        QVERIFY(secret.open(QIODevice::WriteOnly));
        secret.write("secret of the home\n");
        secret.close();
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s,
            "#!/bin/sh\necho x > ../outside.txt\ncat ../secret.txt 2>/dev/null && echo "
            "LEAK read\n"
            "test \"$(ls -A $HOME | grep -v project)\" && echo LEAK home\necho inside > made.txt\ngrep -q right "
            "value.txt\n",
            true);
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})});
        const ProgramResult result =
            harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s, u"grep -qx inside made.txt"_s}), u"--yes"_s},
                {{u"VIBECODER_SANDBOX"_s, u"auto"_s}});
        // What the verification makes is no result, but the second command finds it.
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(!QFile::exists(harness.project() + u"/made.txt"_s));
        QVERIFY2(!result.err.contains("LEAK") && !result.out.contains("LEAK"), result.err.constData());
        QVERIFY(!QFile::exists(harness.folder() + u"/outside.txt"_s));
        const QByteArray excerpt = harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).out;
        QVERIFY2(!excerpt.contains("LEAK"), excerpt.constData());
        QVERIFY(harness.run({u"audit"_s, u"show"_s, u"--json"_s}).out.contains("\"tier\":\"bubblewrap\""));
    }

    void threeDenialsOfOneKindEndTheTask()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({bash(u"touch one.txt"_s)}), turn({bash(u"touch two.txt"_s)}),
            turn({bash(u"touch three.txt"_s)}), turn({finish()})});
        const ProgramResult result = harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s});
        QCOMPARE(result.exitCode, 3);
        QCOMPARE(status(harness).value(u"stop_reason"_s).toString(), u"approval_denied"_s);
        QCOMPARE(harness.requestCount(), 3);
    }

    void aMissingKeyPausesTheTaskAndSaysSo()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({finish()})});
        const ProgramResult result = harness.run(
            {u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s}, {{u"ANTHROPIC_API_KEY"_s, QString()}});
        QVERIFY2(result.exitCode == 4, result.err.constData());
        QVERIFY(result.err.contains("ANTHROPIC_API_KEY"));
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"status"_s).toString(), u"paused"_s);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"api_auth"_s);
    }

    void theTimeOfAnIterationEndsTheModelsTurn()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({finish()})}, {u"--latency"_s, u"20000"_s});
        createAndDrain(
            harness, harness.writeTask({u"./check.sh"_s}, "max_iterations: 1\ntimeout_per_iteration: 1\n"), 3);
        QCOMPARE(status(harness).value(u"stop_reason"_s).toString(), u"iteration_limit"_s);
        QCOMPARE(status(harness).value(u"iterations"_s).toArray().size(), 2);
    }

    void aCancelEndsTheRunningCommandAndTheTask()
    {
        RunHarness harness;
        harness.startModel({turn({finish()})});
        const QString task = harness.writeTask({u"sleep 321.5"_s});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}).exitCode, 0);
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--drain"_s});
        QVERIFY(QTest::qWaitFor([&] { return status(harness).value(u"activity"_s).toString() == u"verify"_s; }, 10000));
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, u"@last"_s}).exitCode, 0);
        QVERIFY(worker->waitForFinished(10000));
        QCOMPARE(worker->exitCode(), 3);
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"cancelled"_s);
        QProcess look;
        look.start(u"pgrep"_s, {u"-f"_s, u"sleep 321.5"_s});
        QVERIFY(look.waitForFinished(5000));
        QCOMPARE(look.readAllStandardOutput().trimmed(), QByteArray());
    }

    void afterAnInterruptTheTaskGoesOnWhereItWas_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("a key") << SIGINT;
        QTest::newRow("an order") << SIGTERM;
        QTest::newRow("a closed terminal") << SIGHUP;
    }

    void afterAnInterruptTheTaskGoesOnWhereItWas()
    {
        QFETCH(int, number);
        RunHarness harness;
        harness.write(u"check.sh"_s, "#!/bin/sh\ntest -e go || sleep 30\ngrep -q right value.txt\n", true);
        harness.write(u"value.txt"_s, "broken\n");
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})});
        const QString task = harness.writeTask({u"./check.sh"_s});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}).exitCode, 0);
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--drain"_s});
        QVERIFY(QTest::qWaitFor([&] { return status(harness).value(u"activity"_s).toString() == u"verify"_s; }, 10000));
        ::kill(pid_t(worker->processId()), number);
        if (number == SIGHUP)
            ::kill(pid_t(worker->processId()), number); // by the shell and by the kernel
        QVERIFY(worker->waitForFinished(10000));
        QCOMPARE(worker->exitStatus(), QProcess::NormalExit);
        QCOMPARE(worker->exitCode(), 130);
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"pending"_s);
        QCOMPARE(QDir(harness.project()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name),
            (QStringList{u"check.sh"_s, u"value.txt"_s}));
        harness.write(u"go"_s, "");
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"completed"_s);
        QCOMPARE(harness.requestCount(), 1);
    }

    void whatWasStartedByNohupGoesOn()
    {
        RunHarness harness;
        harness.startModel({turn({finish()})});
        const QString task = harness.writeTask({u"test -e go || sleep 2"_s});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}).exitCode, 0);
        std::signal(SIGHUP, SIG_IGN);
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--drain"_s});
        std::signal(SIGHUP, SIG_DFL);
        QVERIFY(QTest::qWaitFor([&] { return status(harness).value(u"activity"_s).toString() == u"verify"_s; }, 10000));
        ::kill(pid_t(worker->processId()), SIGHUP);
        harness.write(u"go"_s, "");
        QVERIFY(worker->waitForFinished(30000));
        QCOMPARE(worker->exitCode(), 0);
        QCOMPARE(status(harness).value(u"status"_s).toString(), u"completed"_s);
    }

    void aFileThatIsNeitherOldNorNewStopsTheTask()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s})
                     .exitCode,
            0);
        QVERIFY(
            harness.run({u"queue"_s, u"start"_s, u"--drain"_s}, {{u"VIBECODER_CRASH_AT"_s, u"edit#1:after-intent"_s}})
                .killed);
        harness.write(u"value.txt"_s, "somebody was here\n");
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 3);
        QCOMPARE(status(harness).value(u"stop_reason"_s).toString(), u"external_change"_s);
        QCOMPARE(harness.read(u"value.txt"_s), QByteArray("somebody was here\n"));
    }

    void pathsThatLeaveTheFolderAreRefused()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({create(u"../evil.txt"_s, u"x"_s), create(u"/etc/vibecoder-evil"_s, u"x"_s),
                                create(harness.project() + u"/inside.txt"_s, u"x"_s)}),
                               turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})},
            {u"--bodies"_s});
        createAndDrain(harness, harness.writeTask({u"./check.sh"_s}), 0);
        QVERIFY(!QFile::exists(harness.folder() + u"/evil.txt"_s));
        QVERIFY(!QFile::exists(u"/etc/vibecoder-evil"_s));
        QCOMPARE(harness.read(u"inside.txt"_s), QByteArray("x"));
        // The system's folders are refused by rule; next door a person is asked, and nobody is there.
        QCOMPARE(bodies(harness).at(1).count(u"Only paths inside the working directory"_s), 1);
        QCOMPARE(bodies(harness).at(1).count(u"nobody is there to answer"_s), 1);
    }

    void aFileChangedByACommandMustBeViewedAgain()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.write(u"stamp.sh"_s, "#!/bin/sh\necho wrong >> value.txt\nexit 1\n", true);
        harness.startModel(
            {turn({tool(u"str_replace_based_edit_tool"_s, {{u"command"_s, u"view"_s}, {u"path"_s, u"value.txt"_s}})}),
                turn({bash(u"./stamp.sh"_s)}), turn({replace(u"value.txt"_s, u"wrong"_s, u"right"_s)}),
                turn(
                    {tool(u"str_replace_based_edit_tool"_s, {{u"command"_s, u"view"_s}, {u"path"_s, u"value.txt"_s}})}),
                turn({replace(u"value.txt"_s, u"wrong"_s, u"right"_s), finish()})},
            {u"--bodies"_s});
        // ./stamp.sh is an accepted verification command, so the model may run it; it fails and spoils the file again.
        createAndDrain(harness, harness.writeTask({u"./check.sh"_s, u"./stamp.sh"_s}, "max_iterations: 1\n"), 3);
        QVERIFY(bodies(harness).at(3).contains(u"file_changed_since_read"_s));
    }

    void retryStartsTheNextAttemptAndKeepsTheFirst()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({finish()})});
        createAndDrain(harness, harness.writeTask({u"./check.sh"_s}, "max_iterations: 1\n"), 3);
        QCOMPARE(harness.run({u"task"_s, u"retry"_s, u"@last"_s}).exitCode, 0);
        harness.write(u"value.txt"_s, "right\n");
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        const QJsonObject task = status(harness);
        QCOMPARE(task.value(u"attempt"_s).toInt(), 2);
        QCOMPARE(task.value(u"status"_s).toString(), u"completed"_s);
        const QJsonObject first =
            harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--attempt"_s, u"1"_s, u"--json"_s}).json();
        QCOMPARE(first.value(u"iterations"_s).toArray().last().toObject().value(u"passed"_s).toBool(true), false);
    }

    void oneDirectoryOneTaskAndHigherPriorityFirst()
    {
        RunHarness harness;
        harness.write(u"check.sh"_s,
            "#!/bin/sh\nmkdir lock || { echo overlap >> overlap.txt; exit 1; }\nsleep 0.2\nrmdir lock\n", true);
        harness.startModel({turn({finish()})});
        const QString task = harness.writeTask({u"./check.sh"_s});
        for (const char *priority : {"1", "9", "5"})
            QCOMPARE(harness
                         .run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s, u"--priority"_s,
                             QString::fromLatin1(priority)})
                         .exitCode,
                0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--workers"_s, u"3"_s}).exitCode, 0);
        QVERIFY(!QFile::exists(harness.project() + u"/overlap.txt"_s));
        const QJsonArray tasks = QJsonDocument::fromJson(harness.run({u"task"_s, u"list"_s, u"--json"_s}).out).array();
        QCOMPARE(tasks.size(), 3);
        QMap<QString, int> byStart;
        for (const QJsonValue value : tasks)
            byStart.insert(
                value.toObject().value(u"started_at"_s).toString(), value.toObject().value(u"priority"_s).toInt());
        QCOMPARE(byStart.values(), (QList<int>{9, 5, 1}));
    }

    void whatACommandWroteIsKeptToo()
    {
        RunHarness harness;
        harness.startModel({turn({bash(u"./make.sh"_s), finish()})});
        harness.write(u"make.sh"_s, "#!/bin/sh\necho made > made.txt\n", true);
        createAndDrain(harness, harness.writeTask({u"./make.sh"_s}), 0);
        // The baseline made it already; the model's own call made it again.
        const ProgramResult patch =
            harness.run({u"task"_s, u"artifacts"_s, u"@last"_s, u"--get"_s, u"a1/i1/files/made.txt"_s});
        QCOMPARE(patch.out, QByteArray("made\n"));
    }

    void eachIterationKeepsItsPatchAndFiles()
    {
        RunHarness harness;
        simpleProject(harness);
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})});
        createAndDrain(harness, harness.writeTask({u"./check.sh"_s}), 0);
        const ProgramResult patch =
            harness.run({u"task"_s, u"artifacts"_s, u"@last"_s, u"--get"_s, u"a1/i1/changes.patch"_s});
        QVERIFY2(patch.exitCode == 0, patch.err.constData());
        QVERIFY2(patch.out.contains("-broken") && patch.out.contains("+right"), patch.out.constData());
        const ProgramResult file =
            harness.run({u"task"_s, u"artifacts"_s, u"@last"_s, u"--get"_s, u"a1/i1/files/value.txt"_s});
        QCOMPARE(file.out, QByteArray("right\n"));
    }
};

QTEST_GUILESS_MAIN(RunsTest)
#include "tst_runs.moc"
