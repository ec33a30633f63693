// SPDX-License-Identifier: MIT
// What the first verification opened is guarded where no reading of its commands finds it; what is opened because it is
// tested is not; and a run that was killed knows the same.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

using Environment = QMap<QString, QString>;

const Environment kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};

Environment with(const QString &name, const QString &value)
{
    Environment environment = kHeld;
    environment.insert(name, value);
    return environment;
}

} // namespace

class OpenedRunsTest : public QObject
{
    Q_OBJECT

    // The name of the script that decides is computed.
    static void makeProject(RunHarness &harness)
    {
        harness.write(
            u"check.sh"_s, "diff out.txt \"$(ls exp*/*)\" || bad=1\nsh \"$(cat which)\" && test -z \"$bad\"\n");
        harness.write(u"which"_s, "tools/lib.sh\n");
        harness.write(u"tools/lib.sh"_s, "grep -q good out.txt\n");
        harness.write(u"expected/out"_s, "good\n");
        harness.write(u"out.txt"_s, "bad\n");
        harness.write(u"notes.md"_s, "x\n");
    }
    static ProgramResult runTask(
        RunHarness &harness, const QStringList &commands, const Environment &environment, const QByteArray &more = {})
    {
        return harness.run(
            {u"run"_s, harness.writeTask(commands, "max_iterations: 1\n" + more), u"--yes"_s, u"--on-ask"_s, u"exit"_s},
            environment);
    }
    static QStringList askedPaths(RunHarness &harness)
    {
        QStringList paths;
        const QJsonArray open =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array();
        for (const QJsonValue line : open.first().toObject().value(u"commands"_s).toArray())
            paths.append(line.toString().section(u": "_s, 0, 0));
        return paths;
    }
    static bool saysNotTraced(RunHarness &harness)
    {
        return harness.run({u"task"_s, u"logs"_s, u"@last"_s, u"--json"_s}).out.contains("not_traced");
    }

private slots:
    void initTestCase()
    {
        if (!vibecoder::sandboxReport().warm)
            QSKIP(qPrintable(
                u"no views here: %1 %2"_s.arg(vibecoder::sandboxReport().why, vibecoder::sandboxReport().whyNotWarm)));
    }

    void aChangedScriptOfTheCheckIsAsked_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("command");
        QTest::newRow("changed") << u"tools/lib.sh"_s
                                 << u"echo true > tools/lib.sh; echo good > out.txt; rm notes.md"_s;
        QTest::newRow("deleted") << u"tools/lib.sh"_s << u"rm tools/lib.sh; echo : > other; echo good > out.txt"_s;
        QTest::newRow("what it compares with")
            << u"expected/out"_s << u"echo 'not so good' | tee out.txt > expected/out"_s;
    }
    void aChangedScriptOfTheCheckIsAsked()
    {
        QFETCH(QString, path);
        QFETCH(QString, command);
        RunHarness harness;
        makeProject(harness);
        if (path == u"tools/lib.sh" && command.startsWith(u"rm"))
            harness.write(u"check.sh"_s, "sh \"$(cat which)\" || test -e other || exit 1\n");
        harness.startModel({turn({bash(command)}), turn({finish()})});
        const ProgramResult result = runTask(harness, {u"sh check.sh"_s}, kHeld);
        QVERIFY2(result.exitCode == 8, (result.out + result.err).constData());
        QCOMPARE(askedPaths(harness), QStringList{path});
        QVERIFY(!saysNotTraced(harness));
    }

    void workOnWhatIsTestedIsNot()
    {
        RunHarness harness;
        makeProject(harness);
        // Named like a module of Python's own.
        harness.write(u"statistics.py"_s,
            "import json\n\n\ndef greeting():\n    return json.load(open('messages.json'))['hello']\n");
        harness.write(u"messages.json"_s, "{\"hello\": \"hi\"}\n");
        harness.write(u"check.py"_s, "from statistics import greeting\nassert greeting() == 'hello, you'\n");
        harness.startModel({turn({bash(u"echo good > out.txt; echo '{\"hello\": \"hello\"}' > messages.json; "
                                       "sed -i \"s/\\['hello'\\]/['hello'] + ', you'/\" statistics.py"_s)}),
            turn({finish()})});
        const ProgramResult result = runTask(harness, {u"sh check.sh"_s, u"python3 check.py"_s}, kHeld);
        QVERIFY2(result.exitCode == 0, (result.out + result.err).constData());
        QVERIFY(!saysNotTraced(harness));
    }

    void switchedOffNobodyAsks()
    {
        RunHarness harness;
        makeProject(harness);
        harness.startModel({turn({bash(u"echo true > tools/lib.sh; echo good > out.txt"_s)}), turn({finish()})});
        QCOMPARE(runTask(harness, {u"sh check.sh"_s}, with(u"VIBECODER_TRACE_BASELINE"_s, u"off"_s)).exitCode, 0);
        QVERIFY(!saysNotTraced(harness));
    }

    // There somebody else opens files as well.
    void inTheFolderItselfATaskSaysSo()
    {
        for (const QString &choice : {u"on"_s, u"auto"_s}) {
            RunHarness harness;
            makeProject(harness);
            harness.startModel({turn({bash(u"echo good > out.txt"_s)}), turn({finish()})});
            const ProgramResult result = runTask(
                harness, {u"sh check.sh"_s}, with(u"VIBECODER_TRACE_BASELINE"_s, choice), "isolation: in_place\n");
            QVERIFY2(result.exitCode == 0, (result.out + result.err).constData());
            QCOMPARE(saysNotTraced(harness), choice == u"on");
        }
    }

    void aLargeFolderIsLookedAtForWhoWantsIt()
    {
        for (const QString &choice : {u"on"_s, u"auto"_s}) {
            RunHarness harness;
            makeProject(harness);
            for (int i = 0; i < 1600; ++i)
                harness.write(u"data/d%1/a.txt"_s.arg(i), "x");
            harness.startModel({turn({bash(u"echo true > tools/lib.sh; echo good > out.txt"_s)}), turn({finish()})});
            const ProgramResult result =
                runTask(harness, {u"sh check.sh"_s}, with(u"VIBECODER_TRACE_BASELINE"_s, choice));
            QCOMPARE(result.exitCode, choice == u"on" ? 8 : 0);
            QCOMPARE(saysNotTraced(harness), choice == u"auto");
        }
    }

    void aKilledRunKnowsTheSame_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<bool>("anew"); ///< nothing of the verification was stored
        for (const char *where : {"verify#1:before-result", "verify#1:after-result", "border_products#1:before-result",
                 "border_products#1:after-result", "border#1:before-result"})
            QTest::newRow(where) << QString::fromLatin1(where) << (QByteArrayView(where) == "verify#1:before-result");
    }
    void aKilledRunKnowsTheSame()
    {
        QFETCH(QString, where);
        QFETCH(bool, anew);
        RunHarness harness;
        makeProject(harness);
        harness.startModel({turn({bash(u"echo true > tools/lib.sh; echo good > out.txt"_s)}), turn({finish()})});
        const QString task = harness.writeTask({u"sh check.sh"_s}, "max_iterations: 1\n");
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}, kHeld).exitCode, 0);
        const QStringList drain{u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s};
        QVERIFY(harness.run(drain, with(u"VIBECODER_CRASH_AT"_s, where)).killed);
        // What is stored is not looked at anew: the setting has no say any more.
        const Environment after =
            anew || where.endsWith(u"#1:after-result") ? kHeld : with(u"VIBECODER_TRACE_BASELINE"_s, u"off"_s);
        const ProgramResult result = harness.run(drain, after);
        QVERIFY2(result.exitCode == 8, (result.out + result.err).constData());
        QCOMPARE(askedPaths(harness), QStringList{u"tools/lib.sh"_s});
    }
};

QTEST_GUILESS_MAIN(OpenedRunsTest)
#include "tst_openedruns.moc"
