// SPDX-License-Identifier: MIT
// Whole runs in a view: the person's folder is untouched until the task has passed, and then exactly the chosen changes
// are in it.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

using Environment = QMap<QString, QString>;

const Environment kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};
const QByteArray kView = "isolation: view\n";

QJsonObject openApproval(RunHarness &harness)
{
    return QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
}

QJsonObject lastTask(RunHarness &harness)
{
    return harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
}

} // namespace

class ViewRunsTest : public QObject
{
    Q_OBJECT

    static ProgramResult drain(RunHarness &harness)
    {
        return harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}, kHeld);
    }
    static void submit(RunHarness &harness, const QStringList &commands, const QByteArray &more = {})
    {
        const ProgramResult made = harness.run(
            {u"task"_s, u"create"_s, u"--file"_s, harness.writeTask(commands, kView + more), u"--yes"_s}, kHeld);
        QVERIFY2(made.exitCode == 0, made.err.constData());
    }

private slots:
    void initTestCase()
    {
        if (!vibecoder::sandboxReport().warm)
            QSKIP(qPrintable(
                u"no views here: %1 %2"_s.arg(vibecoder::sandboxReport().why, vibecoder::sandboxReport().whyNotWarm)));
    }

    // Every tool of the model sees one and the same folder, and none of them writes the person's.
    void aRunThatFailsLeavesNothing()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "one\n");
        harness.write(u"d/x.txt"_s, "x\n");
        const QByteArray before = harness.treeDigest();
        harness.startModel(
            {turn({view(u"a.txt"_s), replace(u"a.txt"_s, u"one"_s, u"two"_s)}),
                turn({bash(
                    u"cat a.txt && echo three >> a.txt && rm d/x.txt && mkdir n && mv d n/e && echo z > n/e/z"_s)}),
                turn({view(u"a.txt"_s), view(u"n/e/z"_s), search(u"three"_s), create(u"new/f.txt"_s, u"f\n"_s)}),
                turn({finish()})},
            {u"--bodies"_s});
        submit(harness, {u"grep -q never a.txt"_s}, "max_iterations: 1\n");
        QCOMPARE(drain(harness).exitCode, 3);
        QCOMPARE(harness.treeDigest(), before);
        const QJsonObject task = lastTask(harness);
        QCOMPARE(task.value(u"place"_s).toObject().value(u"isolation"_s).toString(), u"view"_s);
        QCOMPARE(task.value(u"result"_s).toObject().value(u"state"_s).toString(), u"not_applied"_s);
        QString seen;
        for (const QJsonObject &request : harness.requests())
            seen += request.value(u"body"_s).toString();
        QVERIFY2(seen.contains(u"two"_s) && seen.contains(u"a.txt:2: three"_s), qPrintable(seen));
    }

    // What a failed run left is there to be taken, and to be given back.
    void aResultIsTakenByHandAndGivenBack()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "one\n");
        harness.write(u"gone.txt"_s, "gone\n");
        const QByteArray before = harness.treeDigest();
        harness.startModel({turn({replace(u"a.txt"_s, u"one"_s, u"two"_s),
                                bash(u"rm gone.txt && mkdir -p new/d && echo x > new/d/x.txt && mkdir __pycache__ && "
                                     "echo c > __pycache__/c.pyc"_s)}),
            turn({finish()})});
        submit(harness, {u"grep -q never a.txt"_s}, "max_iterations: 1\n");
        QCOMPARE(drain(harness).exitCode, 3);
        QCOMPARE(harness.treeDigest(), before);
        const QString id = lastTask(harness).value(u"id"_s).toString();
        const ProgramResult shown = harness.run({u"task"_s, u"diff"_s, id});
        QVERIFY2(shown.exitCode == 0 && shown.out.contains("-one\n+two\n") && shown.out.contains("__pycache__"),
            (shown.out + shown.err).constData());
        const ProgramResult applied = harness.run({u"task"_s, u"apply"_s, id, u"--json"_s});
        QVERIFY2(applied.exitCode == 0, (applied.out + applied.err).constData());
        QVERIFY(applied.json().value(u"applied"_s).toBool() && !applied.json().value(u"verified"_s).toBool(true));
        QCOMPARE(applied.json().value(u"files"_s).toInt(), 3);
        QVERIFY(harness.treeDigest() != before);
        QCOMPARE(lastTask(harness).value(u"result"_s).toObject().value(u"state"_s).toString(), u"applied"_s);
        const ProgramResult undone = harness.run({u"task"_s, u"undo"_s, id});
        QVERIFY2(undone.exitCode == 0, undone.err.constData());
        QCOMPARE(harness.treeDigest(), before);
        QCOMPARE(harness.run({u"task"_s, u"rollback"_s, id, u"--to"_s, u"1"_s, u"--yes"_s}).exitCode, 0);
        QVERIFY(harness.treeDigest() != before);
        QCOMPARE(harness.run({u"task"_s, u"rollback"_s, id, u"--to"_s, u"start"_s, u"--yes"_s}).exitCode, 0);
        QCOMPARE(harness.treeDigest(), before);
    }

    // As files of the view and as objects of its states it would take its room twice.
    void aLargeResultIsKeptOnce()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "one\n");
        const QByteArray before = harness.treeDigest();
        harness.startModel(
            {turn({bash(u"mkdir d && seq 300000 > d/large.txt && echo two > a.txt"_s)}), turn({finish()})});
        submit(harness, {u"grep -q never a.txt"_s}, "max_iterations: 1\n");
        QCOMPARE(drain(harness).exitCode, 3);
        const QString view =
            harness.folder() + u"/store/test.data/views/"_s + lastTask(harness).value(u"id"_s).toString() + u".1"_s;
        qint64 objects = 0;
        QDirIterator it(view + u"/objects/objects"_s, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            it.next();
            objects += it.fileInfo().size();
        }
        QVERIFY2(objects > 0 && objects < 100000, qPrintable(QString::number(objects)));
        QCOMPARE(harness.run({u"task"_s, u"apply"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.read(u"d/large.txt"_s).count('\n'), 300000);
        QCOMPARE(harness.run({u"task"_s, u"undo"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.treeDigest(), before);
        QCOMPARE(harness.run({u"task"_s, u"rollback"_s, u"@last"_s, u"--to"_s, u"1"_s, u"--yes"_s}).exitCode, 0);
        QCOMPARE(harness.read(u"d/large.txt"_s).count('\n'), 300000);
    }

    // The next attempt begins with what the last one left, merged with what a person did since; where both changed the
    // same, hers stays and the first message to the model says so.
    void aLaterAttemptGoesOn()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "one\nb\nc\nd\ne\nf\n");
        harness.write(u"both.txt"_s, "x\n");
        harness.write(u"gone.txt"_s, "gone\n");
        harness.startModel(
            {turn({replace(u"a.txt"_s, u"one"_s, u"two"_s), create(u"n/new.txt"_s, u"new\n"_s),
                 replace(u"both.txt"_s, u"x"_s, u"task"_s), bash(u"rm gone.txt; seq 300000 > large.txt"_s)}),
                turn({finish()})});
        submit(harness, {u"grep -q good a.txt && test ! -e gone.txt && tail -n 1 large.txt | grep -qx 300000"_s},
            "max_iterations: 1\n");
        QCOMPARE(drain(harness).exitCode, 3);
        harness.write(u"a.txt"_s, "one\nb\nc\nd\ne\nhers\n");
        harness.write(u"both.txt"_s, "hers\n");
        const ProgramResult retried = harness.run({u"task"_s, u"retry"_s, u"@last"_s, u"--json"_s});
        QVERIFY2(retried.exitCode == 0, retried.err.constData());
        QCOMPARE(lastTask(harness).value(u"goes_on_from"_s).toInt(), 1);
        harness.startModel(
            {turn({replace(u"a.txt"_s, u"two"_s, u"good"_s), bash(u"cat n/new.txt both.txt"_s)}), turn({finish()})},
            {u"--bodies"_s});
        const ProgramResult ran = drain(harness);
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(harness.read(u"a.txt"_s), "good\nb\nc\nd\ne\nhers\n");
        QCOMPARE(harness.read(u"both.txt"_s), "hers\n");
        QCOMPARE(harness.read(u"n/new.txt"_s), "new\n");
        QVERIFY(!QFile::exists(harness.project() + u"/gone.txt"_s));
        const QString body = harness.requests().constFirst().value(u"body"_s).toString();
        QVERIFY2(body.contains(u"An earlier attempt of this task left changes"_s) && body.contains(u"n/new.txt"_s) &&
                     body.contains(u"are not there, because a person has changed the same lines since: both.txt"_s),
            qPrintable(body));
        // Taking it back takes both attempts back.
        QCOMPARE(harness.run({u"task"_s, u"undo"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.read(u"a.txt"_s), "one\nb\nc\nd\ne\nhers\n");
        QVERIFY(QFile::exists(harness.project() + u"/gone.txt"_s));
        // What a person took back is not gone on from.
        QCOMPARE(harness.run({u"task"_s, u"retry"_s, u"@last"_s}).exitCode, 0);
        QVERIFY(lastTask(harness).value(u"goes_on_from"_s).isNull());
    }

    void aFreshAttemptBeginsWithTheFolder()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "one\n");
        harness.startModel({turn({replace(u"a.txt"_s, u"one"_s, u"two"_s)}), turn({finish()})});
        submit(harness, {u"grep -qx good a.txt"_s}, "max_iterations: 1\n");
        QCOMPARE(drain(harness).exitCode, 3);
        harness.startModel({turn({replace(u"a.txt"_s, u"one"_s, u"good"_s)}), turn({finish()})});
        QCOMPARE(harness.run({u"task"_s, u"retry"_s, u"@last"_s, u"--fresh"_s}).exitCode, 0);
        const ProgramResult ran = drain(harness);
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(harness.read(u"a.txt"_s), "good\n");
    }

    // A changed test is asked about once everything passes; what a person leaves out is taken back and the rest is
    // verified without it.
    void aChangedTestIsAsked_data()
    {
        QTest::addColumn<bool>("use");
        QTest::addColumn<QString>("state");
        QTest::newRow("used") << true << u"completed"_s;
        QTest::newRow("left out") << false << u"completed"_s;
    }
    void aChangedTestIsAsked()
    {
        QFETCH(const bool, use);
        RunHarness harness;
        harness.write(u"value.txt"_s, "1\n");
        harness.write(u"tests/test_value.sh"_s,
            "#!/bin/sh\nassert() { test \"$1\" = \"$2\"; }\nassert \"$(cat value.txt)\" 2\n", true);
        const QByteArray before = harness.treeDigest();
        harness.startModel({turn({replace(u"value.txt"_s, u"1"_s, u"2"_s),
                                create(u"tests/test_value.sh"_s, u"#!/bin/sh\nexit 0\n"_s)}),
            turn({finish()})});
        submit(harness, {u"sh tests/test_value.sh"_s}, "max_iterations: 2\n");
        QCOMPARE(drain(harness).exitCode, 8);
        QCOMPARE(harness.treeDigest(), before);
        const QJsonObject asked = openApproval(harness);
        QCOMPARE(asked.value(u"kind"_s).toString(), u"border"_s);
        QCOMPARE(asked.value(u"commands"_s).toArray().size(), 1);
        QVERIFY(asked.value(u"commands"_s).toArray().first().toString().startsWith(u"tests/test_value.sh: "_s));
        const QJsonObject waiting = lastTask(harness);
        QCOMPARE(waiting.value(u"status"_s).toString(), u"waiting_approval"_s);
        // Who is asked sees the verification that it is about, not the one before the first change.
        const QJsonArray rounds = waiting.value(u"iterations"_s).toArray();
        QCOMPARE(rounds.size(), 2);
        const auto statusOf = [&rounds](int round) {
            const QJsonArray commands = rounds.at(round).toObject().value(u"verification"_s).toArray();
            return commands.isEmpty() ? u"none"_s : commands.first().toObject().value(u"status"_s).toString();
        };
        QCOMPARE(statusOf(0), u"fail"_s);
        QCOMPARE(statusOf(1), u"pass"_s);
        QVERIFY(!rounds.at(1).toObject().value(u"ended_at"_s).isString());
        const QString id = asked.value(u"id"_s).toString(), hash = asked.value(u"content_hash"_s).toString();
        const QStringList decision =
            use ? QStringList{u"approve"_s, u"accept"_s, id, u"--yes"_s, u"--hash"_s, hash.left(12)}
                : QStringList{u"deny"_s, id};
        QVERIFY(harness.run(decision).exitCode == 0);
        QCOMPARE(drain(harness).exitCode, 0);
        QTEST(lastTask(harness).value(u"status"_s).toString(), "state");
        const QString task = lastTask(harness).value(u"id"_s).toString();
        QCOMPARE(lastTask(harness).value(u"result"_s).toObject().value(u"state"_s).toString(), u"applied"_s);
        QVERIFY(harness.run({u"task"_s, u"logs"_s, task}).out.contains("applied to your folder"));
        QCOMPARE(harness.run({u"task"_s, u"undo"_s, task}).exitCode, 0);
        QCOMPARE(harness.treeDigest(), before);
        // What was answered once is not asked again.
        QCOMPARE(harness.run({u"task"_s, u"apply"_s, task}).exitCode, 0);
        QVERIFY(harness.treeDigest() != before);
    }

    // Why the last iteration is no pass: not that its commands fail, where they passed.
    void whatDoesNotCountIsNotSaidToFail_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QStringList>("answer");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("detail");
        const QStringList tell{u"--message"_s, u"keep the test"_s};
        QTest::newRow("the model is told") << u"tests/test_a.sh"_s << tell << u"not_counted"_s << u"keep the test"_s;
        QTest::newRow("a test is left out") << u"tests/test_a.sh"_s << QStringList() << u"tampering"_s << u"left out"_s;
        QTest::newRow("something else is left out")
            << u".github/workflows/ci.yml"_s << QStringList() << u"iteration_limit"_s << u".github/workflows/ci.yml"_s;
    }
    void whatDoesNotCountIsNotSaidToFail()
    {
        QFETCH(const QString, path);
        QFETCH(const QStringList, answer);
        QFETCH(const QString, reason);
        QFETCH(const QString, detail);
        RunHarness harness;
        harness.write(u"tests/test_a.sh"_s, "#!/bin/sh\nexit 0\n", true);
        harness.startModel(
            {turn({bash(u"mkdir -p .github/workflows && echo ': more' >> "_s + path)}), turn({finish()})});
        // Without the change it fails.
        submit(harness, {u"sh tests/test_a.sh && grep -q more "_s + path}, "max_iterations: 1\n");
        QCOMPARE(drain(harness).exitCode, 8);
        const QString id = openApproval(harness).value(u"id"_s).toString();
        QCOMPARE(harness.run(QStringList{u"deny"_s, id} + answer).exitCode, 0);
        const ProgramResult ran = drain(harness);
        const QJsonObject task = lastTask(harness);
        QCOMPARE(task.value(u"status"_s).toString(), u"failed"_s);
        QCOMPARE(task.value(u"stop_reason"_s).toString(), reason);
        const QString said = task.value(u"stop_detail"_s).toString();
        QVERIFY2(said.contains(detail), qPrintable(said));
        const QByteArray told = harness.run({u"task"_s, u"status"_s, u"@last"_s}).out;
        QVERIFY2(told.contains("still fails") == (reason == u"iteration_limit"_s), told.constData());
    }

    // What a person saves while the task waits is merged, or she decides.
    void whatAPersonSavedMeanwhile_data()
    {
        QTest::addColumn<QByteArray>("saved");
        QTest::addColumn<bool>("conflict");
        QTest::addColumn<bool>("theirs");
        QTest::addColumn<QByteArray>("end");
        QTest::newRow("another line") << QByteArray("one\n2\n3\n4\n5 hers\n") << false << false
                                      << QByteArray("1 done\n2\n3\n4\n5 hers\n");
        QTest::newRow("the same line, the attempt's")
            << QByteArray("1 hers\n2\n3\n4\n5\n") << true << true << QByteArray("1 done\n2\n3\n4\n5\n");
        QTest::newRow("the same line, hers")
            << QByteArray("1 hers\n2\n3\n4\n5\n") << true << false << QByteArray("1 hers\n2\n3\n4\n5\n");
    }
    void whatAPersonSavedMeanwhile()
    {
        QFETCH(const QByteArray, saved);
        QFETCH(const bool, conflict);
        QFETCH(const bool, theirs);
        RunHarness harness;
        harness.write(u"lines.txt"_s, "one\n2\n3\n4\n5\n");
        harness.write(u"tests/test_lines.sh"_s, "#!/bin/sh\ngrep -q done lines.txt\n", true);
        harness.startModel({turn({replace(u"lines.txt"_s, u"one"_s, u"1 done"_s),
                                create(u"tests/test_lines.sh"_s, u"#!/bin/sh\nexit 0\n"_s)}),
            turn({finish()})});
        submit(harness, {u"sh tests/test_lines.sh"_s}, "max_iterations: 1\n");
        QCOMPARE(drain(harness).exitCode, 8);
        harness.write(u"lines.txt"_s, saved);
        const auto answer = [&harness](bool yes) {
            const QJsonObject asked = openApproval(harness);
            const QString id = asked.value(u"id"_s).toString();
            const QStringList words = yes ? QStringList{u"approve"_s, u"accept"_s, id, u"--yes"_s, u"--hash"_s,
                                                asked.value(u"content_hash"_s).toString().left(12)}
                                          : QStringList{u"deny"_s, id};
            return harness.run(words).exitCode;
        };
        QCOMPARE(answer(true), 0);
        if (conflict) {
            QCOMPARE(drain(harness).exitCode, 8);
            QCOMPARE(openApproval(harness).value(u"kind"_s).toString(), u"apply_conflict"_s);
            QCOMPARE(harness.read(u"lines.txt"_s), saved);
            QCOMPARE(answer(theirs), 0);
        }
        QCOMPARE(drain(harness).exitCode, 0);
        QTEST(harness.read(u"lines.txt"_s), "end");
        QCOMPARE(harness.read(u"tests/test_lines.sh"_s), QByteArray("#!/bin/sh\nexit 0\n"));
        const QJsonObject task = lastTask(harness);
        QCOMPARE(task.value(u"result"_s).toObject().value(u"state"_s).toString(), u"applied"_s);
        QCOMPARE(task.value(u"verdict"_s).toObject().value(u"place"_s).toString(), u"clean_room"_s);
        QCOMPARE(harness.run({u"task"_s, u"undo"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.read(u"lines.txt"_s), saved);
    }

    // What a person's answer makes of the result was verified nowhere before it.
    void whatAnAnswerMakesIsVerified_data()
    {
        QTest::addColumn<bool>("theirs");
        QTest::addColumn<QString>("place");
        QTest::newRow("the attempt's passes") << true << u"clean_room"_s;
        QTest::newRow("hers does not") << false << u"view"_s;
    }
    void whatAnAnswerMakesIsVerified()
    {
        QFETCH(const bool, theirs);
        RunHarness harness;
        harness.write(u"lines.txt"_s, "one\n");
        // She saves while the attempt is verified.
        harness.startModel({turn({replace(u"lines.txt"_s, u"one"_s, u"done"_s)}), turn({finish()})});
        submit(harness, {u"grep -q done lines.txt && sleep 3"_s}, "max_iterations: 1\n");
        const auto run = harness.start({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}, kHeld);
        const auto begun = [&harness] {
            return harness.run({u"task"_s, u"logs"_s, u"@last"_s, u"--json"_s}).out.count("verification_started") >= 2;
        };
        QTRY_VERIFY_WITH_TIMEOUT(begun(), 30000);
        harness.write(u"lines.txt"_s, "hers\n");
        QVERIFY(run->waitForFinished(60000));
        QCOMPARE(run->exitCode(), 8);
        const QJsonObject asked = openApproval(harness);
        QCOMPARE(asked.value(u"kind"_s).toString(), u"apply_conflict"_s);
        const QString id = asked.value(u"id"_s).toString();
        const QStringList words = theirs ? QStringList{u"approve"_s, u"accept"_s, id, u"--yes"_s, u"--hash"_s,
                                               asked.value(u"content_hash"_s).toString().left(12)}
                                         : QStringList{u"deny"_s, id};
        QCOMPARE(harness.run(words).exitCode, 0);
        QCOMPARE(drain(harness).exitCode, 0);
        QTEST(lastTask(harness).value(u"verdict"_s).toObject().value(u"place"_s).toString(), "place");
        const QByteArray status = harness.run({u"task"_s, u"status"_s, u"@last"_s}).out;
        QVERIFY2(status.contains("with your answers to the conflicts this does not pass: grep") != theirs,
            status.constData());
    }

    // Two tasks of one folder: the model of the one that waited hears what the other brought in.
    void theModelHearsWhatAnotherTaskBroughtIn()
    {
        RunHarness harness;
        harness.write(u"tests/test_a.sh"_s, "#!/bin/sh\nexit 0\n", true);
        harness.startModel({turn({create(u"go.txt"_s, u"go\n"_s)}), turn({finish()})}, {u"--bodies"_s});
        // Its verification changes a test, which its border asks about.
        submit(harness, {u"test -f go.txt && echo more >> tests/test_a.sh"_s}, "max_iterations: 2\n");
        QCOMPARE(drain(harness).exitCode, 8);
        const QString id = openApproval(harness).value(u"id"_s).toString();
        submit(harness, {u"test -f go.txt"_s}, "max_iterations: 1\n");
        QCOMPARE(drain(harness).exitCode, 8);
        QCOMPARE(harness.read(u"go.txt"_s), QByteArray("go\n"));
        QCOMPARE(harness.run({u"deny"_s, id, u"--message"_s, u"leave the test alone"_s}).exitCode, 0);
        const qsizetype before = harness.requests().size();
        drain(harness);
        QString seen;
        for (const QJsonObject &request : harness.requests().sliced(before))
            seen += request.value(u"body"_s).toString();
        QVERIFY(seen.contains(u"leave the test alone"_s));
        QVERIFY(seen.contains(u"the result of another task came into the folder and changed go.txt"_s));
    }

    // Delivered as a patch nothing comes into the folder, and git takes what was delivered.
    void aPatchIsWhatGitTakes()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "one\ntwo\n");
        harness.write(u"gone.txt"_s, "gone\n");
        const QByteArray before = harness.treeDigest();
        harness.startModel(
            {turn({replace(u"a.txt"_s, u"one"_s, u"1 done"_s), bash(u"rm gone.txt && mkdir -p n && printf x > n/y"_s)}),
                turn({finish()})});
        submit(harness, {u"grep -q done a.txt"_s}, "max_iterations: 1\ndeliver: patch\n");
        QCOMPARE(drain(harness).exitCode, 0);
        QCOMPARE(harness.treeDigest(), before);
        QCOMPARE(lastTask(harness).value(u"result"_s).toObject().value(u"state"_s).toString(), u"delivered"_s);
        const ProgramResult patch =
            harness.run({u"task"_s, u"artifacts"_s, u"@last"_s, u"--get"_s, u"a1/result.patch"_s});
        QProcess git;
        git.setWorkingDirectory(harness.project());
        git.start(u"git"_s, {u"apply"_s, u"-"_s});
        git.write(patch.out);
        git.closeWriteChannel();
        QVERIFY2(git.waitForFinished() && git.exitCode() == 0,
            (patch.out + patch.err + git.readAllStandardError()).constData());
        QCOMPARE(harness.read(u"a.txt"_s), QByteArray("1 done\ntwo\n"));
        QCOMPARE(harness.read(u"n/y"_s), QByteArray("x"));
        QVERIFY(!QFile::exists(harness.project() + u"/gone.txt"_s));
    }
};

QTEST_GUILESS_MAIN(ViewRunsTest)

#include "tst_viewruns.moc"
