// SPDX-License-Identifier: MIT
// Where a task works in the folder itself its verdict rests on a copy of the folder, without what the attempt left
// there besides its changes; where none can be made the verdict says so.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

const QMap<QString, QString> kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};

} // namespace

class CopyRunsTest : public QObject
{
    Q_OBJECT

    static ProgramResult runTask(RunHarness &harness, const QStringList &commands, const QByteArray &more = {},
        const QMap<QString, QString> &environment = kHeld)
    {
        return harness.run(
            {u"run"_s, harness.writeTask(commands, "isolation: in_place\nmax_iterations: 1\n" + more), u"--yes"_s},
            environment);
    }
    static QJsonObject lastTask(RunHarness &harness)
    {
        return harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
    }
    static QJsonObject verdict(RunHarness &harness) { return lastTask(harness).value(u"verdict"_s).toObject(); }
    static QString place(RunHarness &harness) { return verdict(harness).value(u"place"_s).toString(); }
    static bool noCopyIsLeft(const RunHarness &harness)
    {
        return QDir(harness.folder() + u"/store/test.data/copies"_s).isEmpty();
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
        if (vibecoder::sandboxTier(vibecoder::SandboxChoice::Auto) != vibecoder::SandboxTier::Bubblewrap)
            QSKIP(qPrintable(u"no bubblewrap here: "_s + vibecoder::sandboxReport().why));
    }

    void aResultIsCheckedInACopy()
    {
        RunHarness harness;
        begin(harness, {replace(u"a.txt"_s, u"one"_s, u"two"_s)});
        QCOMPARE(runTask(harness, {u"grep -q two a.txt && pwd > written"_s}).exitCode, 0);
        QCOMPARE(place(harness), u"clean_room"_s);
        QCOMPARE(harness.cleanCommands(), 1);
        QVERIFY(verdict(harness).value(u"clean_room_ms"_s).toInt() > 0);
        QVERIFY(noCopyIsLeft(harness));
        // By the folder's own name, and nothing of it reaches the folder.
        QCOMPARE(harness.read(u"written"_s).trimmed(), harness.project().toUtf8());
        const QByteArray status = harness.run({u"task"_s, u"status"_s, u"@last"_s}).out;
        QVERIFY2(status.contains("checked on a clean copy in "), status.constData());
    }

    void aWorktreeIsCopiedToo()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; touch build/x; echo two > a.txt"_s)});
        const ProgramResult passed = harness.run(
            {u"run"_s,
                harness.writeTask({u"git diff --stat | grep -q a.txt"_s}, "isolation: worktree\nmax_iterations: 1\n"),
                u"--yes"_s},
            kHeld);
        QVERIFY2(passed.exitCode == 0, passed.err.constData());
        QCOMPARE(place(harness), u"clean_room"_s);
        QVERIFY(noCopyIsLeft(harness));
    }

    void whatTheAttemptLeftIsNotInIt()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; echo planted > build/answer; echo two > a.txt"_s)});
        const ProgramResult run = runTask(harness, {u"grep -q two a.txt && grep -q planted build/answer"_s});
        QCOMPARE(run.exitCode, 3);
        const QJsonObject task = lastTask(harness);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"needs_setup"_s);
        QVERIFY2(task.value(u"stop_detail"_s).toString().contains(u"keep: [build]"_s),
            qPrintable(task.value(u"stop_detail"_s).toString()));
        QVERIFY(noCopyIsLeft(harness));
        // It is the person's folder: nothing is taken out of it.
        QVERIFY(QFile::exists(harness.project() + u"/build/answer"_s));
    }

    void whatWasThereBeforeIs()
    {
        RunHarness harness;
        harness.write(u"build/answer"_s, "mine\n");
        begin(harness, {bash(u"touch build/other; echo two > a.txt"_s)});
        QCOMPARE(runTask(harness, {u"grep -q two a.txt && grep -q mine build/answer"_s}).exitCode, 0);
        QCOMPARE(place(harness), u"clean_room"_s);
    }

    void whatTheTaskKeepsIs()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; echo planted > build/answer; echo two > a.txt"_s)});
        QCOMPARE(runTask(harness, {u"grep -q two a.txt && grep -q planted build/answer"_s}, "keep: [build/answer]\n")
                     .exitCode,
            0);
        QCOMPARE(place(harness), u"clean_room"_s);
    }

    void whatAPersonAcceptsCounts()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; echo planted > build/answer; echo two > a.txt"_s)});
        const QString file = harness.writeTask(
            {u"grep -q planted build/answer && grep -q two a.txt"_s}, "isolation: in_place\nmax_iterations: 1\n");
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, file, u"--yes"_s}, kHeld).exitCode, 0);
        const QStringList drain{u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s};
        QCOMPARE(harness.run(drain, kHeld).exitCode, 8);
        QVERIFY(noCopyIsLeft(harness));
        const QJsonArray open =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array();
        QCOMPARE(open.size(), 1);
        const QJsonObject asked = open.at(0).toObject();
        QCOMPARE(harness
                     .run({u"approve"_s, u"accept"_s, asked.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
                         asked.value(u"content_hash"_s).toString()})
                     .exitCode,
            0);
        QCOMPARE(harness.run(drain, kHeld).exitCode, 0);
        QCOMPARE(place(harness), u"clean_room"_s);
        const QByteArray status = harness.run({u"task"_s, u"status"_s, u"@last"_s}).out;
        QVERIFY2(status.contains("kept, although git ignores it: build"), status.constData());
    }

    void setupRunsThereToo()
    {
        RunHarness harness;
        begin(harness, {bash(u"echo planted > build/tool; echo two > a.txt"_s)});
        QCOMPARE(runTask(harness, {u"grep -q two a.txt && grep -q true build/tool"_s},
                     "setup:\n  - mkdir -p build && echo true > build/tool\n")
                     .exitCode,
            3);
        RunHarness honest;
        begin(honest, {bash(u"touch build/more; echo two > a.txt"_s)});
        QCOMPARE(runTask(honest, {u"grep -q two a.txt && grep -q true build/tool"_s},
                     "setup:\n  - mkdir -p build && echo true > build/tool\n")
                     .exitCode,
            0);
        QCOMPARE(place(honest), u"clean_room"_s);
    }

    // A manifest of the attempt can be code that setup runs.
    void aTestThatSetupRewritesIsAsked()
    {
        RunHarness harness;
        harness.write(u"tests/test_a.sh"_s, "grep -q two a.txt\n");
        begin(harness, {bash(u"echo two > a.txt; echo 'echo exit 0 > tests/test_a.sh' > prepare"_s)});
        const ProgramResult run =
            runTask(harness, {u"sh tests/test_a.sh"_s}, "setup:\n  - sh ./$(printf pre%s pare) || true\n");
        QCOMPARE(run.exitCode, 3);
        QVERIFY2((run.out + run.err).contains("tests/test_a.sh"), (run.out + run.err).constData());
        QCOMPARE(harness.read(u"tests/test_a.sh"_s), "grep -q two a.txt\n");
    }

    void codeThatForgesItsResultIsFound()
    {
        if (QStandardPaths::findExecutable(u"pytest"_s).isEmpty())
            QSKIP("pytest is missing");
        RunHarness harness;
        harness.write(
            u"test_shop.py"_s, "from shop import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n");
        harness.write(u"shop.py"_s, "def total(prices):\n    return 'one'\n");
        begin(harness, {replace(u"shop.py"_s, u"def total(prices):\n    return 'one'"_s,
                           u"class Sum(int):\n    def __eq__(self, other):\n        return True\n\n    __hash__ = "
                           u"int.__hash__\n\n\n"
                           "def total(prices):\n    return Sum(1)"_s)});
        const ProgramResult run = runTask(harness, {u"pytest -q"_s});
        QVERIFY2(run.exitCode == 3, run.err.constData());
    }

    // Who takes in what was left behind has not said that the code may make its result.
    void aYesToLeftOversIsNoneToForging()
    {
        if (QStandardPaths::findExecutable(u"pytest"_s).isEmpty())
            QSKIP("pytest is missing");
        RunHarness harness;
        harness.write(
            u"test_shop.py"_s, "from shop import total\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n");
        harness.write(u"shop.py"_s, "def total(prices):\n    return 'one'\n");
        begin(harness, {bash(u"mkdir build; touch build/x"_s),
                           replace(u"shop.py"_s, u"def total(prices):\n    return 'one'"_s,
                               u"class Sum(int):\n    def __eq__(self, other):\n        return True\n\n    __hash__ = "
                               "int.__hash__\n\n\nopen('build/x')\n\n\ndef total(prices):\n    return Sum(1)"_s)});
        const QString file = harness.writeTask({u"pytest -q"_s}, "isolation: in_place\nmax_iterations: 1\n");
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, file, u"--yes"_s}, kHeld).exitCode, 0);
        const QStringList drain{u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s};
        QByteArray asked;
        for (int question = 0; question < 2; ++question) {
            QCOMPARE(harness.run(drain, kHeld).exitCode, 8);
            const QJsonObject open = QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out)
                                         .array()
                                         .at(0)
                                         .toObject();
            const QString id = open.value(u"id"_s).toString();
            asked += harness.run({u"approve"_s, u"show"_s, id}).out;
            QCOMPARE(harness
                         .run({u"approve"_s, u"accept"_s, id, u"--yes"_s, u"--hash"_s,
                             open.value(u"content_hash"_s).toString()})
                         .exitCode,
                0);
        }
        QVERIFY2(asked.contains("build") && asked.contains("pytest -q"), asked.constData());
        QCOMPARE(harness.run(drain, kHeld).exitCode, 0);
    }

    // A run that ends in the middle goes on in the copy that it made.
    void aRunThatWasKilledGoesOn()
    {
        RunHarness harness;
        begin(harness, {bash(u"mkdir build; touch build/x; echo two > a.txt"_s)});
        const QString file =
            harness.writeTask({u"grep -q two a.txt && { test -e build/x || test -e go-on || sleep 60; }"_s},
                "isolation: in_place\nmax_iterations: 1\n");
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, file, u"--yes"_s}, kHeld).exitCode, 0);
        const auto run = harness.start({u"queue"_s, u"start"_s, u"--drain"_s}, kHeld);
        const QString copies = harness.folder() + u"/store/test.data/copies"_s;
        QTRY_VERIFY_WITH_TIMEOUT(harness.cleanCommands() == 1, 30000);
        run->kill();
        QVERIFY(run->waitForFinished());
        const QStringList left = QDir(copies).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(left.size(), 1);
        // In the copy, where the run that goes on looks.
        QFile there(copies + u'/' + left.constFirst() + u"/copy/go-on"_s);
        QVERIFY(there.open(QIODevice::WriteOnly));
        there.close();
        const ProgramResult again = harness.run({u"queue"_s, u"start"_s, u"--drain"_s}, kHeld);
        QVERIFY2(again.exitCode == 0, again.err.constData());
        QCOMPARE(place(harness), u"clean_room"_s);
        QVERIFY(noCopyIsLeft(harness));
    }

    void withoutASandboxTheVerdictSaysSo()
    {
        RunHarness harness;
        begin(harness, {replace(u"a.txt"_s, u"one"_s, u"two"_s)});
        QCOMPARE(runTask(harness, {u"grep -q two a.txt"_s}, {}, {{u"VIBECODER_SANDBOX"_s, u"none"_s}}).exitCode, 0);
        QCOMPARE(place(harness), u"folder"_s);
        const QByteArray status = harness.run({u"task"_s, u"status"_s, u"@last"_s}).out;
        QVERIFY2(status.contains("not checked on a clean copy"), status.constData());
        QVERIFY2(status.contains("without bubblewrap"), status.constData());
    }
};

QTEST_GUILESS_MAIN(CopyRunsTest)
#include "tst_copyruns.moc"
