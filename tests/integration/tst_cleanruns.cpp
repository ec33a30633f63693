// SPDX-License-Identifier: MIT
// Where the verdict of a run rests: on a clean room, unless nothing but the result lay in the view; and what happens
// when the two do not agree.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

const QMap<QString, QString> kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};

} // namespace

class CleanRunsTest : public QObject
{
    Q_OBJECT

    static ProgramResult runTask(RunHarness &harness, const QStringList &commands, const QByteArray &more = {})
    {
        return harness.run({u"run"_s, harness.writeTask(commands, "max_iterations: 1\n" + more), u"--yes"_s}, kHeld);
    }
    static QJsonObject lastTask(RunHarness &harness)
    {
        return harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
    }
    static QString verdict(RunHarness &harness)
    {
        return lastTask(harness).value(u"verdict"_s).toObject().value(u"place"_s).toString();
    }
    static QString note(RunHarness &harness)
    {
        return lastTask(harness).value(u"verdict"_s).toObject().value(u"note"_s).toString();
    }
    static bool noRoomIsLeft(const RunHarness &harness)
    {
        return QDir(harness.folder() + u"/store/test.data/views"_s)
            .entryList({u".clean-*"_s}, QDir::Dirs | QDir::Hidden)
            .isEmpty();
    }
    /// a.txt says one; a folder that git ignores.
    static void begin(RunHarness &harness, const QJsonArray &tools)
    {
        harness.write(u"a.txt"_s, "one\n");
        harness.write(u".gitignore"_s, "build/\n");
        QProcess git;
        git.setWorkingDirectory(harness.project());
        git.start(
            u"sh"_s, {u"-c"_s, u"git init -q && git add . && git -c user.name=a -c user.email=a@b commit -qm one"_s});
        QVERIFY(git.waitForFinished() && git.exitCode() == 0);
        harness.startModel({turn(tools), turn({finish()})});
    }

private slots:
    void initTestCase()
    {
        if (!vibecoder::sandboxReport().warm)
            QSKIP(qPrintable(
                u"no views here: %1 %2"_s.arg(vibecoder::sandboxReport().why, vibecoder::sandboxReport().whyNotWarm)));
    }

    void nothingElseInTheViewIsCleanAlready()
    {
        RunHarness harness;
        begin(harness, {replace(u"a.txt"_s, u"one"_s, u"two"_s)});
        QCOMPARE(runTask(harness, {u"grep -q two a.txt"_s}).exitCode, 0);
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QCOMPARE(harness.cleanCommands(), 0);
    }

    void whatTheAttemptLeftIsNotThere()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; touch build/other; echo two > a.txt"_s)});
        QCOMPARE(runTask(harness, {u"grep -q two a.txt"_s, u"test ! -e build || true"_s}).exitCode, 0);
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QCOMPARE(note(harness), QString());
        QCOMPARE(harness.cleanCommands(), 2);
        QVERIFY(lastTask(harness).value(u"verdict"_s).toObject().value(u"clean_room_ms"_s).toInt() > 0);
        QVERIFY(noRoomIsLeft(harness));
        const QByteArray status = harness.run({u"task"_s, u"status"_s, u"@last"_s}).out;
        QVERIFY2(status.contains("checked on a clean copy in "), status.constData());
        const QJsonObject report = harness.run({u"task"_s, u"report"_s, u"@last"_s, u"--json"_s}).json();
        const QJsonObject last = report.value(u"iterations"_s).toArray().last().toObject();
        QCOMPARE(last.value(u"further_runs"_s).toArray().size(), 2);
        QVERIFY(!last.value(u"commands"_s).toArray().first().toObject().contains(u"clean"_s));
    }

    // Of a file that says how tests are run only the lines that say so are put back.
    void theOtherLinesOfAConfigurationStay()
    {
        RunHarness harness;
        harness.write(u"Makefile"_s, "name = one\n\ncheck:\n\tgrep -q two a.txt\n");
        begin(harness, {bash(u"echo two > a.txt"_s), replace(u"Makefile"_s, u"name = one"_s, u"name = two"_s),
                           replace(u"Makefile"_s, u"\tgrep -q two a.txt"_s, u"\ttrue"_s)});
        QCOMPARE(runTask(harness, {u"make check"_s}, "guard: deny\n").exitCode, 0);
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QCOMPARE(harness.read(u"Makefile"_s), "name = two\n\ncheck:\n\tgrep -q two a.txt\n");
        const QByteArray log = harness.run({u"task"_s, u"logs"_s, u"@last"_s}).out;
        QVERIFY2(log.contains("taken back in this attempt"), log.constData());
    }

    // What setup and verification make without git ignoring it is no result, though it tells how tests are run.
    void whatTheCommandsMakeStaysBehind()
    {
        RunHarness harness;
        begin(harness, {bash(u"echo two > a.txt; make -s check; echo new > new.txt; echo mine > out/mine"_s)});
        const QByteArray recipe = "check:\\n\\tmkdir -p out && cat /proc/uptime > out/log && grep -q two a.txt";
        const QByteArray more = "setup:\n  - printf '" + recipe + "\\n' > Makefile\n";
        QCOMPARE(runTask(harness, {u"make -s check"_s}, more).exitCode, 0);
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QCOMPARE(note(harness), QString());
        QCOMPARE(harness.read(u"a.txt"_s), "two\n");
        QCOMPARE(harness.read(u"new.txt"_s), "new\n");
        QCOMPARE(harness.read(u"out/mine"_s), "mine\n");
        QVERIFY(!QFile::exists(harness.project() + u"/Makefile"_s));
        QVERIFY(!QFile::exists(harness.project() + u"/out/log"_s));
    }

    // The attempt can write what they made: in the clean room it is made anew, so that proves nothing.
    void whatTheCommandsMakeCannotForge()
    {
        RunHarness harness;
        begin(harness, {bash(u"printf 'check:\\n\\ttrue\\n' > Makefile"_s)});
        const QByteArray more = "setup:\n  - printf 'check:\\n\\tgrep -q two a.txt\\n' > Makefile\n";
        QCOMPARE(runTask(harness, {u"make -s check"_s}, more).exitCode, 3);
        QVERIFY(!QFile::exists(harness.project() + u"/Makefile"_s));
    }

    // The terminal, the page and the window tell it from the verification before.
    void whileTheCleanRoomRunsTheTaskSaysSo()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; touch build/other; echo two > a.txt"_s)});
        const QString file = harness.writeTask(
            {u"grep -q two a.txt || exit 1; test -e build/other || sleep 3"_s}, "max_iterations: 1\n");
        const auto run = harness.start({u"run"_s, file, u"--yes"_s}, kHeld);
        const auto isClean = [&] { return lastTask(harness).value(u"activity"_s).toString() == u"clean"_s; };
        QVERIFY(QTest::qWaitFor(isClean, 30000));
        QVERIFY(run->waitForFinished(30000));
        QCOMPARE(run->exitCode(), 0);
    }

    // It passes with the attempt's build output alone: a person is asked, and nobody there means no.
    void whatIsNeededAndStaysBehindIsAsked()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; echo x > build/made; echo two > a.txt"_s)});
        const QStringList commands{u"test -f build/made"_s, u"grep -q two a.txt"_s};
        // The model could do nothing about it, so it is not asked again.
        QCOMPARE(
            harness.run({u"run"_s, harness.writeTask(commands, "max_iterations: 3\n"), u"--yes"_s}, kHeld).exitCode, 3);
        QCOMPARE(lastTask(harness).value(u"stop_reason"_s).toString(), u"needs_setup"_s);
        QVERIFY(lastTask(harness).value(u"stop_detail"_s).toString().contains(u"left behind: build;"_s));
        QCOMPARE(harness.read(u"a.txt"_s), "one\n");
        QVERIFY(harness.run({u"task"_s, u"logs"_s, u"@last"_s}).out.contains("build: git ignores it"));
        QVERIFY(noRoomIsLeft(harness));

        harness.startModel({turn({bash(u"mkdir build; echo x > build/made; echo two > a.txt"_s)}), turn({finish()})});
        const ProgramResult made = harness.run(
            {u"task"_s, u"create"_s, u"--file"_s, harness.writeTask(commands, "max_iterations: 1\n"), u"--yes"_s},
            kHeld);
        QVERIFY2(made.exitCode == 0, made.err.constData());
        const QStringList drain{u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s};
        QCOMPARE(harness.run(drain, kHeld).exitCode, 8);
        const QJsonObject asked =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
        QCOMPARE(harness
                     .run({u"approve"_s, u"accept"_s, asked.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
                         asked.value(u"content_hash"_s).toString().left(12)})
                     .exitCode,
            0);
        QCOMPARE(harness.run(drain, kHeld).exitCode, 0);
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QVERIFY(note(harness).contains(u"build"_s));
        QCOMPARE(harness.read(u"a.txt"_s), "two\n");
        // What was checked is what the person gets.
        QCOMPARE(harness.read(u"build/made"_s), "x\n");
        QCOMPARE(harness.run({u"task"_s, u"undo"_s, u"@last"_s}).exitCode, 0);
        QVERIFY(!QFile::exists(harness.project() + u"/build"_s));
    }

    // Of several that stay behind those that it needs.
    void onlyWhatMattersIsNamed()
    {
        RunHarness harness;
        harness.write(u".gitignore"_s, "build/\nout/\nlogs/\n*.tmp\n");
        harness.write(u"a.txt"_s, "one\n");
        harness.startModel({turn({bash(u"mkdir build out logs; touch build/x out/x logs/x a.tmp; echo two > a.txt"_s)}),
            turn({finish()})});
        QProcess git;
        git.setWorkingDirectory(harness.project());
        git.start(u"git"_s, {u"init"_s, u"-q"_s});
        QVERIFY(git.waitForFinished() && git.exitCode() == 0);
        QCOMPARE(runTask(harness, {u"test -f out/x && grep -q two a.txt"_s}).exitCode, 3);
        const QString detail = lastTask(harness).value(u"stop_detail"_s).toString();
        QVERIFY2(detail.contains(u"left behind: out;"_s), qPrintable(detail));
    }

    // Packages of thousands of files are no part of a result; nobody is asked.
    void whatIsLargeNeedsSetup()
    {
        RunHarness harness;
        harness.write(u"package.json"_s, "{\"name\": \"p\"}\n");
        harness.write(u"make.sh"_s, "mkdir node_modules && cd node_modules && seq 2001 | xargs touch\n");
        begin(harness, {bash(u"sh make.sh; echo two > a.txt; echo '{\"name\": \"q\"}' > package.json"_s)});
        QCOMPARE(runTask(harness, {u"test -f node_modules/7 && grep -q two a.txt"_s}).exitCode, 3);
        QCOMPARE(lastTask(harness).value(u"stop_reason"_s).toString(), u"needs_setup"_s);
        const QString detail = lastTask(harness).value(u"stop_detail"_s).toString();
        QVERIFY2(
            detail.contains(u"node_modules"_s) && detail.contains(u"`setup: [npm install]`"_s), qPrintable(detail));
        QVERIFY(!harness.run({u"task"_s, u"logs"_s, u"@last"_s}).out.contains("approval"));
    }

    // The person says beforehand that something git ignores belongs to the result.
    void whatIsKeptIsPartOfTheResult()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir -p build/dist build/tmp; echo x > build/dist/made; echo y > build/tmp/other; "
                             "echo two > a.txt"_s)});
        const ProgramResult ran =
            runTask(harness, {u"test -f build/dist/made && test ! -e build/tmp/nothing && grep -q two a.txt"_s},
                "keep: [build/dist/]\n");
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QCOMPARE(note(harness), QString());
        QCOMPARE(harness.read(u"build/dist/made"_s), "x\n");
        QVERIFY(!QFile::exists(harness.project() + u"/build/tmp"_s));
        QVERIFY(lastTask(harness).value(u"keep"_s).toArray().contains(u"build/dist/"_s));
    }

    void aCheckThatTheAttemptWroteIsNamed()
    {
        RunHarness harness;
        harness.write(u"tests/test_a.sh"_s, "exit 0\n");
        begin(harness, {bash(u"echo 'grep -q two a.txt' > check.sh; echo two > a.txt"_s)});
        QCOMPARE(runTask(harness, {u"sh check.sh"_s, u"sh tests/test_a.sh"_s}).exitCode, 0);
        QCOMPARE(note(harness), u"checked by the attempt's own tests only: check.sh"_s);
        harness.startModel(
            {turn({bash(u"echo three > a.txt; echo 'grep -q three a.txt' > more.sh"_s)}), turn({finish()})});
        QCOMPARE(runTask(harness, {u"grep -q three a.txt && sh tests/test_a.sh"_s}).exitCode, 0);
        QCOMPARE(note(harness), QString());
    }

    void setupMakesWhatIsNeeded()
    {
        RunHarness harness;
        begin(harness, {bash(u"echo junk > build/made; echo two > a.txt"_s)});
        const QByteArray setup = "setup:\n  - mkdir -p build && echo good > build/made\n";
        const ProgramResult ran = runTask(harness, {u"grep -q two a.txt && test -f build/made"_s}, setup);
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QCOMPARE(note(harness), QString());
        QVERIFY(!QFile::exists(harness.project() + u"/build"_s));
    }

    // What the packages are is decided by manifests; code of the attempt has no part in making them.
    void setupSeesManifestsAlone()
    {
        RunHarness harness;
        harness.write(u"package.json"_s, "{\"name\": \"p\"}\n");
        harness.write(u"make.sh"_s, "mkdir -p build && cp package.json build/named && echo sound > build/made\n", true);
        begin(harness, {bash(u"echo 'mkdir -p build && echo forged > build/made' > tool.sh; echo two > a.txt; "
                             "echo '{\"name\": \"q\"}' > package.json; sh make.sh"_s)});
        const QByteArray setup = "setup:\n  - sh make.sh; if test -f tool.sh; then sh tool.sh; fi\n";
        const ProgramResult ran =
            runTask(harness, {u"grep -q two a.txt && grep -q q build/named && grep -q sound build/made"_s}, setup);
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(note(harness), QString());
    }

    // Once for the same manifests; what a task does in its clean room does not change it.
    void setupIsKeptForOtherTasks()
    {
        RunHarness harness;
        harness.write(u"package.json"_s, "{\"name\": \"p\"}\n");
        begin(harness, {bash(u"echo junk > build/other; echo two > a.txt"_s)});
        const QByteArray setup = "setup:\n  - mkdir -p build && echo good > build/made\n";
        const QStringList commands{u"grep -q two a.txt && grep -qx good build/made && echo bad > build/made"_s};
        QCOMPARE(runTask(harness, commands, setup).exitCode, 0);
        QCOMPARE(harness.cleanCommands(), 2);
        for (const char *text : {"one", "one again"}) {
            harness.write(u"a.txt"_s, text);
            harness.startModel({turn({bash(u"echo junk > build/other; echo two > a.txt; echo good > build/made"_s)}),
                turn({finish()})});
            const ProgramResult ran = runTask(harness, commands, setup);
            QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
            QCOMPARE(harness.cleanCommands(), 1);
            QCOMPARE(verdict(harness), u"clean_room"_s);
        }
        // Other packages: it runs again.
        harness.write(u"a.txt"_s, "one");
        harness.write(u"package.json"_s, "{\"name\": \"q\"}\n");
        harness.startModel(
            {turn({bash(u"echo junk > build/other; echo two > a.txt; echo good > build/made"_s)}), turn({finish()})});
        QCOMPARE(runTask(harness, commands, setup).exitCode, 0);
        QCOMPARE(harness.cleanCommands(), 2);
        QVERIFY(noRoomIsLeft(harness));
    }

    void aSetupThatFailsIsNamed()
    {
        RunHarness harness;
        begin(harness, {replace(u"a.txt"_s, u"one"_s, u"two"_s)});
        const ProgramResult ran =
            runTask(harness, {u"grep -q two a.txt"_s}, "setup:\n  - echo no such package; exit 9\n");
        QCOMPARE(ran.exitCode, 3);
        QCOMPARE(lastTask(harness).value(u"stop_reason"_s).toString(), u"environment_error"_s);
        QVERIFY((ran.out + ran.err).contains("no such package"));
        QCOMPARE(harness.requestCount(), 0); // nothing was paid
    }

    void checksByGitSeeTheCommitsOfTheAttempt()
    {
        RunHarness harness;
        begin(harness,
            {bash(
                u"mkdir build; touch build/x; echo two > a.txt; git -c user.name=a -c user.email=a@b commit -qam second"_s)});
        const ProgramResult ran = runTask(
            harness, {u"git diff --quiet HEAD && git log -1 --format=%s | grep -qx second && grep -q two a.txt"_s});
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QVERIFY(harness.cleanCommands() > 0);
    }

    // The hook and the settings of git that the attempt wrote have no say there.
    void whatGitObeysIsThePersons()
    {
        RunHarness harness;
        begin(harness, {bash(u"echo two > a.txt; git config alias.check '!true'; mkdir build"_s)});
        const ProgramResult ran = runTask(harness, {u"git check"_s});
        QCOMPARE(ran.exitCode, 3);
    }

    // Code of the application that changes a test while it is tested.
    void aTestThatIsRewrittenThereIsAsked()
    {
        RunHarness harness;
        harness.write(u"tests/test_a.sh"_s, "#!/bin/sh\nsh app.sh && grep -q two a.txt\n", true);
        harness.write(u"app.sh"_s, "true\n");
        begin(harness, {bash(u"mkdir build; touch build/x; echo 'test -d build || printf \"#!/bin/sh\\nexit 0\\n\" > "
                             "tests/test_a.sh' > app.sh; echo two > a.txt"_s)});
        const ProgramResult ran = runTask(harness, {u"sh tests/test_a.sh"_s});
        QCOMPARE(ran.exitCode, 3);
        QVERIFY2((ran.out + ran.err).contains("tests/test_a.sh"), (ran.out + ran.err).constData());
        QCOMPARE(harness.read(u"a.txt"_s), "one\n");
    }

    void aTestThatFailsNowAndThenIsTriedAgain()
    {
        RunHarness harness;
        // Fails the first time in each room, because nothing is kept between the rooms but what git tracks.
        harness.write(u"check.sh"_s,
            "grep -q two a.txt || exit 1\ntest -f build/tried && exit 0\nmkdir -p build; touch build/tried; exit 1\n");
        begin(harness, {bash(u"mkdir build; touch build/tried; echo two > a.txt"_s)});
        const ProgramResult ran = runTask(harness, {u"sh check.sh"_s});
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QCOMPARE(harness.cleanCommands(), 2);
    }

    // Somebody broke her folder meanwhile: no fault of the attempt, and the model is not asked to put it right.
    void aFolderThatFailsByItselfIsNamed()
    {
        RunHarness harness;
        harness.write(u"lib.sh"_s, "true\n");
        const QString broken = harness.project() + u"/lib.sh"_s;
        begin(harness, {bash(u"mkdir build; touch build/x; echo two > a.txt; cp lib.sh lib2.sh"_s)});
        QVERIFY(QFile::exists(broken));
        harness.write(u"check.sh"_s, "test -d build && exit 0\nsh lib.sh\n");
        QProcess person;
        person.start(u"sh"_s, {u"-c"_s,
                                  u"n=0; while test $n -lt 400; do n=$((n+1)); "
                                  "if ls \"$1\"/*/0/upper/build >/dev/null 2>&1; then echo exit 3 > \"$2\"; exit; fi; "
                                  "sleep 0.02; done"_s,
                                  u"sh"_s, harness.folder() + u"/store/test.data/views"_s, broken});
        const ProgramResult ran = runTask(harness, {u"sh check.sh"_s, u"sleep 1; grep -q two a.txt"_s});
        person.waitForFinished(10000);
        QCOMPARE(ran.exitCode, 3);
        QVERIFY2((ran.out + ran.err).contains("your folder fails by itself"), (ran.out + ran.err).constData());
        QCOMPARE(lastTask(harness).value(u"stop_reason"_s).toString(), u"environment_error"_s);
    }

    // One run of the commands for each iteration, and what the attempt left never counts.
    void eachVerificationInARoomOfItsOwn()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; touch build/made; echo two > a.txt"_s)});
        const QByteArray each = "clean_room: each\n";
        QCOMPARE(runTask(harness, {u"grep -q two a.txt"_s}, each).exitCode, 0);
        QCOMPARE(verdict(harness), u"clean_room"_s);
        QCOMPARE(harness.cleanCommands(), 1);
        harness.startModel({turn({bash(u"mkdir build; touch build/made; echo three > a.txt"_s)}), turn({finish()})});
        QCOMPARE(runTask(harness, {u"grep -q three a.txt && test -f build/made"_s}, each).exitCode, 3);
        QCOMPARE(harness.read(u"a.txt"_s), "two\n");
        QVERIFY(noRoomIsLeft(harness));
    }
};

QTEST_GUILESS_MAIN(CleanRunsTest)
#include "tst_cleanruns.moc"
