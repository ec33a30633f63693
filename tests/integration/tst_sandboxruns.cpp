// SPDX-License-Identifier: MIT
// Whole runs with a sandbox: what runs unasked, what a right opens and for how long, what stops a task.
#include "integration/runharness.h"
#include "sandbox/landlock.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace {

using Environment = QMap<QString, QString>;

const Environment kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};
// What the sandbox means for tasks in the folder itself; tst_viewruns has those in views.
const QByteArray kInPlace = "isolation: in_place\n";

QJsonObject turn(const QString &command)
{
    return {{u"text"_s, u"I go on."_s}, {u"tools"_s, QJsonArray{QJsonObject{{u"name"_s, u"bash"_s},
                                                         {u"input"_s, QJsonObject{{u"command"_s, command}}}}}}};
}

QJsonObject finish()
{
    const QJsonObject input{{u"status"_s, u"done"_s}, {u"summary"_s, u"It works."_s}};
    return {
        {u"text"_s, u"Done."_s}, {u"tools"_s, QJsonArray{QJsonObject{{u"name"_s, u"finish"_s}, {u"input"_s, input}}}}};
}

QJsonObject openApproval(RunHarness &harness)
{
    return QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
}

int accept(RunHarness &harness, const QJsonObject &approval)
{
    return harness
        .run({u"approve"_s, u"accept"_s, approval.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
            approval.value(u"content_hash"_s).toString().left(12)})
        .exitCode;
}

QString stopReason(RunHarness &harness)
{
    return harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json().value(u"stop_reason"_s).toString();
}

QString bodiesOf(const RunHarness &harness)
{
    QString all;
    for (const QJsonObject &request : harness.requests())
        all += request.value(u"body"_s).toString();
    return all;
}

} // namespace

class SandboxRunsTest : public QObject
{
    Q_OBJECT

    static ProgramResult drain(RunHarness &harness, const Environment &environment)
    {
        return harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}, environment);
    }

private slots:
    void initTestCase()
    {
        if (vibecoder::sandboxReport().tier != vibecoder::SandboxTier::Bubblewrap)
            QSKIP(qPrintable(vibecoder::sandboxReport().why));
    }

    void theCardOfVerificationCommandsSaysWhatHoldsThem()
    {
        RunHarness harness;
        const QString task = harness.writeTask({u"make check"_s}, kInPlace);
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task}, kHeld).exitCode, 8);
        const QJsonObject asked = openApproval(harness);
        QCOMPARE(asked.value(u"tier"_s).toString(), u"bubblewrap"_s);
        const ProgramResult card = harness.run({u"approve"_s, u"show"_s, asked.value(u"id"_s).toString()});
        QVERIFY2(card.out.contains("Sandbox: bubblewrap"), card.out.constData());
    }

    void whatTheSandboxCarriesRunsUnasked()
    {
        RunHarness harness;
        harness.write(u"make.sh"_s, "#!/bin/sh\necho built > built.txt; echo x > ../outside.txt\n", true);
        harness.startModel({turn(u"touch one.txt && ./make.sh"_s), finish()});
        const ProgramResult result =
            harness.run({u"run"_s, harness.writeTask({u"test -e built.txt"_s}, kInPlace), u"--yes"_s}, kHeld);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY(QFile::exists(harness.project() + u"/one.txt"_s));
        QVERIFY(!QFile::exists(harness.folder() + u"/outside.txt"_s));
        QVERIFY(harness.run({u"audit"_s, u"show"_s, u"--json"_s}).out.contains("\"tier\":\"bubblewrap\""));
    }

    // Found by comparing afterwards: a place holder on the disk would be in the way of commands that look at the
    // folder.
    void protectedNamesThatACommandMakesAreAsked()
    {
        RunHarness harness;
        harness.write(u"make.sh"_s,
            "#!/bin/sh\nls -A > seen.txt\nmkdir -p .vscode && echo x > .vscode/tasks.json\necho x > .envrc\n", true);
        harness.startModel({turn(u"./make.sh"_s), finish()});
        QCOMPARE(harness
                     .run({u"run"_s, harness.writeTask({u"test -e seen.txt"_s}, kInPlace), u"--yes"_s, u"--on-ask"_s, u"exit"_s},
                         kHeld)
                     .exitCode,
            8);
        QCOMPARE(harness.read(u"seen.txt"_s), QByteArray("make.sh\nseen.txt\n"));
        const QJsonObject approval = openApproval(harness);
        QCOMPARE(approval.value(u"kind"_s).toString(), u"protected_change"_s);
        const ProgramResult card = harness.run({u"approve"_s, u"show"_s, approval.value(u"id"_s).toString()});
        for (const char *line : {"created .vscode/tasks.json", "created .envrc"})
            QVERIFY2(card.out.contains(line), card.out.constData());
    }

    void whatIsKilledLeavesNothingInTheFolder()
    {
        RunHarness harness;
        harness.startModel({finish()});
        const QString task = harness.writeTask({u"sleep 311"_s}, kInPlace);
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}).exitCode, 0);
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--drain"_s}, kHeld);
        const auto activity = [&] {
            return harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s})
                .json()
                .value(u"activity"_s)
                .toString();
        };
        QVERIFY(QTest::qWaitFor([&] { return activity() == u"verify"_s; }, 10000));
        worker->kill();
        QVERIFY(worker->waitForFinished(10000));
        QCOMPARE(
            QDir(harness.project()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot),
            QStringList());
    }

    void setGidThatACommandMakesIsTakenOffAndTold()
    {
        RunHarness harness;
        harness.write(u"make.sh"_s, "#!/bin/sh\ncp make.sh tool; chmod u+s tool; chmod g+s tool; true\n", true);
        harness.startModel({turn(u"./make.sh"_s), finish()}, {u"--bodies"_s});
        const ProgramResult result = harness.run({u"run"_s, harness.writeTask({u"test -e tool"_s}, kInPlace), u"--yes"_s}, kHeld);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        struct stat status
        {
        };
        QCOMPARE(::stat(QFile::encodeName(harness.project() + u"/tool"_s).constData(), &status), 0);
        QCOMPARE(status.st_mode & 06000U, 0U);
        QVERIFY(bodiesOf(harness).contains(u"set-gid were taken off: tool"_s));
        QVERIFY(harness.run({u"audit"_s, u"show"_s, u"--json"_s}).out.contains("\"cleared_modes\":[\"tool\"]"));
    }

    void secretFilesAreEmptyForWhatNobodyApproved_data()
    {
        QTest::addColumn<QString>("tier");
        QTest::newRow("bubblewrap") << u"bubblewrap"_s;
        if (vibecoder::landlockAbi() > 0)
            QTest::newRow("landlock") << u"landlock"_s;
    }

    void secretFilesAreEmptyForWhatNobodyApproved()
    {
        QFETCH(QString, tier);
        const Environment held{{u"VIBECODER_SANDBOX"_s, tier}};
        RunHarness harness;
        harness.write(u".env"_s, "NAME=canary-of-env\n");
        harness.write(u"deploy/server.key"_s, "canary-of-key\n");
        harness.write(u"deploy/notes.txt"_s, "seen by all\n");
        harness.startModel({turn(u"grep -rh '' ."_s), turn(u"cat .e* deploy/*"_s), turn(u"false"_s),
                               turn(u"cat deploy/server.key"_s), finish()},
            {u"--bodies"_s});
        const QString task = harness.writeTask({u"grep -q canary-of-env .env && grep -q canary deploy/server.key"_s}, kInPlace);
        QCOMPARE(harness.run({u"run"_s, task, u"--yes"_s, u"--on-ask"_s, u"exit"_s}, held).exitCode, 8);
        QString told = bodiesOf(harness);
        QVERIFY(told.contains(u"seen by all"_s));
        QVERIFY2(
            !told.contains(u"canary-of-env\\n"_s) && !told.contains(u"canary-of-key"_s), qPrintable(told.right(3000)));
        QVERIFY(told.contains(u"empty for a command that no person approved"_s));
        // The question names the file, and a yes shows it.
        const QJsonObject approval = openApproval(harness);
        QCOMPARE(approval.value(u"reason"_s).toString(), u"reads_secret"_s);
        QCOMPARE(accept(harness, approval), 0);
        const ProgramResult rest = drain(harness, held);
        QVERIFY2(rest.exitCode == 0, rest.err.constData());
        QVERIFY(bodiesOf(harness).contains(u"canary-of-key"_s));
    }

    void credentialsInFoldersThatAreShownAreHiddenFromEverybody()
    {
        RunHarness harness;
        QDir().mkpath(harness.folder() + u"/tools/deep/er"_s);
        for (const auto &[name, text] :
            {std::pair{u"/tools/credentials.toml"_s, "canary"}, std::pair{u"/tools/deep/er/.netrc"_s, "canary"},
                std::pair{u"/tools/config.json"_s, "{\"auths\": {\"a\": {\"auth\": \"canary\"}}}"},
                std::pair{u"/tools/deep/config.json"_s, "{\"plain\": \"shown\"}"}}) {
            QFile file(harness.folder() + name);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        harness.startModel({finish()});
        Environment held = kHeld;
        held.insert(u"VIBECODER_SANDBOX_READ_ONLY"_s, harness.folder() + u"/tools"_s);
        const QString task =
            harness.writeTask({u"test \"$(cat ../tools/deep/config.json)\" = '{\"plain\": \"shown\"}'"_s,
                u"! grep -r canary ../tools"_s}, kInPlace);
        const ProgramResult result = harness.run({u"run"_s, task, u"--yes"_s}, held);
        QVERIFY2(result.exitCode == 0, result.err.constData());
        held.insert(u"VIBECODER_SANDBOX"_s, u"landlock"_s);
        if (vibecoder::landlockAbi() > 0)
            QCOMPARE(harness.run({u"verify"_s, task}, held).exitCode, 0);
    }

    void whatOnlyTheSandboxAllowedDoesNotRunWithoutIt_data()
    {
        QTest::addColumn<QString>("then");
        QTest::addColumn<bool>("runs");
        QTest::newRow("the sandbox is still there") << u"bubblewrap"_s << true;
        QTest::newRow("it is gone after a crash") << u"none"_s << false;
    }

    void whatOnlyTheSandboxAllowedDoesNotRunWithoutIt()
    {
        QFETCH(QString, then);
        QFETCH(bool, runs);
        RunHarness harness;
        harness.startModel({turn(u"touch one.txt"_s), finish()});
        Environment crashing = kHeld;
        crashing.insert(u"VIBECODER_CRASH_AT"_s, u"command#1:after-intent"_s);
        QVERIFY(harness.run({u"run"_s, harness.writeTask({u"true"_s}, kInPlace), u"--yes"_s}, crashing).killed);
        QVERIFY(!QFile::exists(harness.project() + u"/one.txt"_s));
        drain(harness, {{u"VIBECODER_SANDBOX"_s, then}});
        QCOMPARE(QFile::exists(harness.project() + u"/one.txt"_s), runs);
    }

    void aRightToOnePathIsForOneCommand()
    {
        RunHarness harness;
        QFile notes(harness.folder() + u"/notes.txt"_s);
        QVERIFY(notes.open(QIODevice::WriteOnly));
        notes.write("seen once\n");
        notes.close();
        const QString command = u"cat ../notes.txt"_s;
        harness.startModel({turn(command), turn(command), finish()}, {u"--bodies"_s});
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({u"true"_s}, kInPlace), u"--yes"_s, u"--on-ask"_s, u"exit"_s}, kHeld)
                     .exitCode,
            8);
        QJsonObject approval = openApproval(harness);
        QCOMPARE(approval.value(u"path"_s).toString(), notes.fileName());
        QCOMPARE(approval.value(u"access"_s).toString(), u"read"_s);
        QCOMPARE(approval.value(u"sandbox"_s).toString(approval.value(u"tier"_s).toString()), u"bubblewrap"_s);
        QCOMPARE(accept(harness, approval), 0);
        // The same command asks again, and its answer came from the first.
        QCOMPARE(drain(harness, kHeld).exitCode, 8);
        QVERIFY(bodiesOf(harness).contains(u"seen once"_s));
        QVERIFY(openApproval(harness).value(u"id"_s) != approval.value(u"id"_s));
    }

    void aFolderThatWasSwappedAfterTheYesRunsNothing()
    {
        RunHarness harness;
        harness.startModel({turn(u"curl https://example.invalid; touch ran.txt"_s), finish()});
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({u"true"_s}, kInPlace), u"--yes"_s, u"--on-ask"_s, u"exit"_s}, kHeld)
                     .exitCode,
            8);
        QCOMPARE(accept(harness, openApproval(harness)), 0);
        QVERIFY(QDir().rename(harness.project(), harness.folder() + u"/elsewhere"_s));
        QVERIFY(QDir().mkpath(harness.project()));
        drain(harness, kHeld);
        QVERIFY(!QFile::exists(harness.project() + u"/ran.txt"_s));
        QVERIFY(!QFile::exists(harness.folder() + u"/elsewhere/ran.txt"_s));
    }

    void aChangeOfProtectedNamesStopsTheTask_data()
    {
        QTest::addColumn<bool>("accepted");
        QTest::newRow("accepted") << true;
        QTest::newRow("denied") << false;
    }

    // Landlock cannot keep a command from making them.
    void aChangeOfProtectedNamesStopsTheTask()
    {
        QFETCH(bool, accepted);
        if (vibecoder::landlockAbi() == 0)
            QSKIP("no Landlock here");
        const Environment held{{u"VIBECODER_SANDBOX"_s, u"landlock"_s}};
        RunHarness harness;
        harness.write(u"make.sh"_s, "#!/bin/sh\nmkdir -p .vscode && echo x > .vscode/tasks.json\n", true);
        harness.startModel({finish()});
        QCOMPARE(harness
                     .run({u"run"_s, harness.writeTask({u"./make.sh"_s}, kInPlace), u"--yes"_s, u"--on-ask"_s,
                              accepted ? u"exit"_s : u"deny"_s},
                         held)
                     .exitCode,
            accepted ? 8 : 3);
        if (!accepted) {
            QCOMPARE(stopReason(harness), u"approval_denied"_s);
            return;
        }
        const QJsonObject approval = openApproval(harness);
        QCOMPARE(approval.value(u"kind"_s).toString(), u"protected_change"_s);
        const ProgramResult card = harness.run({u"approve"_s, u"show"_s, approval.value(u"id"_s).toString()});
        QVERIFY2(card.out.contains("created .vscode/tasks.json"), card.out.constData());
        QCOMPARE(accept(harness, approval), 0);
        QCOMPARE(drain(harness, held).exitCode, 0);
        QCOMPARE(stopReason(harness), u"passed"_s);
    }

    // What others obey is found wherever a command makes it; what a build makes and fetched packages are not.
    void aNameThatSomethingObeysStopsTheTaskAtAnyDepth()
    {
        RunHarness harness;
        harness.write(u"make.sh"_s,
            "#!/bin/sh\nmkdir -p sub/a/b/c/.vscode sub/.zed sub/.github node_modules/p/.vscode sub/build\n"
            "echo x > sub/a/b/c/.vscode/tasks.json; echo x > sub/.zed/settings.json; echo x > sub/AGENTS.md\n"
            "echo x > sub/.github/copilot-instructions.md; echo x > x.code-workspace; echo x > sub/.envrc\n"
            "echo x > node_modules/p/.vscode/tasks.json; echo x > sub/.env; echo x > sub/README.md\n",
            true);
        harness.startModel({turn(u"./make.sh"_s), finish()});
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({u"true"_s}, kInPlace), u"--yes"_s, u"--on-ask"_s, u"exit"_s}, kHeld)
                     .exitCode,
            8);
        const QJsonArray told = openApproval(harness).value(u"commands"_s).toArray();
        const auto has = [&told](const QString &line) { return told.contains(QJsonValue(line)); };
        for (const QString &name : {u"sub/a/b/c/.vscode/tasks.json"_s, u"sub/.zed/settings.json"_s, u"sub/AGENTS.md"_s,
                 u"sub/.github/copilot-instructions.md"_s, u"x.code-workspace"_s, u"sub/.envrc"_s})
            QVERIFY2(has(u"created "_s + name), qPrintable(name));
        for (const QJsonValue &line : told)
            QVERIFY2(!line.toString().contains(u"node_modules"_s) && !line.toString().endsWith(u".env"_s) &&
                         !line.toString().contains(u"README"_s),
                qPrintable(line.toString()));
    }

    void whatIsObeyedAtTheTopIsReadOnlyForACommand()
    {
        RunHarness harness;
        for (const QString &name : {u"AGENTS.md"_s, u".zed/tasks.json"_s, u".github/workflows/ci.yml"_s,
                 u".github/copilot-instructions.md"_s, u"lefthook.yml"_s, u".woodpecker.yml"_s})
            harness.write(name, "old\n");
        harness.write(u"change.sh"_s,
            "#!/bin/sh\nfor f in AGENTS.md .zed/tasks.json .github/workflows/ci.yml .github/copilot-instructions.md "
            "lefthook.yml .woodpecker.yml; do echo new > $f; done\necho free > .github/README.md\n",
            true);
        harness.startModel({turn(u"./change.sh"_s), finish()});
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({u"true"_s}, kInPlace), u"--yes"_s, u"--on-ask"_s, u"exit"_s}, kHeld)
                     .exitCode,
            0);
        QCOMPARE(harness.read(u"AGENTS.md"_s), "old\n");
        QCOMPARE(harness.read(u".woodpecker.yml"_s), "old\n");
        QCOMPARE(harness.read(u".github/workflows/ci.yml"_s), "old\n");
        QCOMPARE(harness.read(u".github/copilot-instructions.md"_s), "old\n");
        QCOMPARE(harness.read(u".github/README.md"_s), "free\n");
    }

    // No sandbox keeps a command from making a repository that runs something when a person looks into it.
    void aNewRepositoryStopsTheTask()
    {
        RunHarness harness;
        harness.write(
            u"make.sh"_s, "#!/bin/sh\nmkdir -p docs/objects docs/refs; echo 'ref: refs/heads/x' > docs/HEAD\n", true);
        harness.startModel({turn(u"./make.sh"_s), finish()});
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({u"true"_s}, kInPlace), u"--yes"_s, u"--on-ask"_s, u"exit"_s}, kHeld)
                     .exitCode,
            8);
        const QJsonObject approval = openApproval(harness);
        QCOMPARE(approval.value(u"kind"_s).toString(), u"protected_change"_s);
        const ProgramResult card = harness.run({u"approve"_s, u"show"_s, approval.value(u"id"_s).toString()});
        QVERIFY2(card.out.contains("created repository docs"), card.out.constData());
        QCOMPARE(accept(harness, approval), 0);
        QCOMPARE(drain(harness, kHeld).exitCode, 0);
        QCOMPARE(stopReason(harness), u"passed"_s);
    }

    void whatARefusedCommandLeftIsNamed()
    {
        RunHarness harness;
        harness.startModel({finish()});
        const QString command = u"mkdir -p docs/objects docs/refs; touch docs/HEAD"_s;
        QCOMPARE(
            harness.run({u"run"_s, harness.writeTask({command}, kInPlace), u"--yes"_s, u"--on-ask"_s, u"deny"_s}, kHeld).exitCode,
            3);
        const QByteArray status = harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).out;
        QVERIFY2(status.contains("created repository docs"), status.constData());
    }

    // The engine died before anybody could be asked.
    void changesOfACommandThatWasCutOffAreAsked()
    {
        RunHarness harness;
        harness.write(u"make.sh"_s,
            "#!/bin/sh\n[ -e once ] || { touch once; mkdir -p docs/objects docs/refs; touch docs/HEAD; }\n", true);
        harness.startModel({turn(u"./make.sh"_s), finish()});
        Environment crashing = kHeld;
        crashing.insert(u"VIBECODER_CRASH_AT"_s, u"command#1:before-result"_s);
        QVERIFY(harness.run({u"run"_s, harness.writeTask({u"true"_s}, kInPlace), u"--yes"_s}, crashing).killed);
        QVERIFY(QFile::exists(harness.project() + u"/docs/HEAD"_s));
        QCOMPARE(drain(harness, kHeld).exitCode, 8);
        const QJsonObject approval = openApproval(harness);
        QCOMPARE(approval.value(u"kind"_s).toString(), u"protected_change"_s);
        QCOMPARE(accept(harness, approval), 0);
        QCOMPARE(drain(harness, kHeld).exitCode, 0);
        QCOMPARE(stopReason(harness), u"passed"_s);
    }

    // Nobody can be asked any more, so the end says it.
    void whatACancelledCommandDidIsNamed()
    {
        RunHarness harness;
        harness.startModel({finish()});
        const QString task =
            harness.writeTask({u"mkdir -p docs/objects docs/refs; touch docs/HEAD; exec sleep 324.5"_s}, kInPlace);
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}).exitCode, 0);
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--drain"_s}, kHeld);
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(harness.project() + u"/docs/HEAD"_s); }, 20000));
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, u"@last"_s}).exitCode, 0);
        QVERIFY(worker->waitForFinished(20000));
        const QByteArray status = harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).out;
        QVERIFY2(status.contains("created repository docs"), status.constData());
    }

    void withoutAnySandboxNothingRunsUnattended()
    {
        RunHarness harness;
        harness.startModel({finish()});
        Environment none = kHeld;
        none.insert(u"VIBECODER_LAUNCHER"_s, u"/no/such/launcher"_s);
        const ProgramResult refused = harness.run({u"run"_s, harness.writeTask({u"true"_s}, kInPlace), u"--yes"_s}, none);
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.err.contains("without a sandbox"), refused.err.constData());
        QCOMPARE(harness.requestCount(), 0);
    }
};

QTEST_GUILESS_MAIN(SandboxRunsTest)
#include "tst_sandboxruns.moc"
