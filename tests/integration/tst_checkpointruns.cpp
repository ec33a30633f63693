// SPDX-License-Identifier: MIT
// Checkpoints as a person meets them: list, diff, preview, going back, undo, what is refused, and a process that is
// killed on the way.
#include "integration/runharness.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace {

QJsonObject edit(const QJsonObject &input)
{
    return {{u"name"_s, u"str_replace_based_edit_tool"_s}, {u"input"_s, input}};
}

QJsonObject replace(const QString &path, const QString &from, const QString &to)
{
    return edit({{u"command"_s, u"str_replace"_s}, {u"path"_s, path}, {u"old_str"_s, from}, {u"new_str"_s, to}});
}

QJsonObject create(const QString &path, const QString &text)
{
    return edit({{u"command"_s, u"create"_s}, {u"path"_s, path}, {u"file_text"_s, text}});
}

QJsonObject bash(const QString &command)
{
    return {{u"name"_s, u"bash"_s}, {u"input"_s, QJsonObject{{u"command"_s, command}}}};
}

QJsonObject turn(const QJsonArray &tools)
{
    QJsonArray all = tools;
    all.append(QJsonObject{
        {u"name"_s, u"finish"_s}, {u"input"_s, QJsonObject{{u"status"_s, u"done"_s}, {u"summary"_s, u"s"_s}}}});
    return {{u"text"_s, u"I go on."_s}, {u"tools"_s, all}};
}

// Two iterations: the first one breaks more, the second one mends it.
void runTask(RunHarness &harness, int expectedExit = 0, const QMap<QString, QString> &environment = {})
{
    harness.write(u"value.txt"_s, "broken\r\n");
    harness.write(u"目录/old.txt"_s, "old\n");
    harness.write(u"check.sh"_s, "#!/bin/sh\ngrep -q right value.txt\n", true);
    harness.startModel(
        {turn({replace(u"value.txt"_s, u"broken"_s, u"wrong"_s), create(u"notes/new.txt"_s, u"new\n"_s)}),
            turn({replace(u"value.txt"_s, u"wrong"_s, u"right"_s), create(u"more.txt"_s, u"more\n"_s)})});
    const QString task = harness.writeTask({u"./check.sh"_s}, "max_iterations: 2\n");
    const ProgramResult created = harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}, environment);
    QVERIFY2(created.exitCode == 0, created.err.constData());
    const ProgramResult drained = harness.run({u"queue"_s, u"start"_s, u"--drain"_s}, environment);
    QVERIFY2(drained.exitCode == expectedExit, (drained.out + drained.err).constData());
}

QJsonArray checkpoints(RunHarness &harness)
{
    return QJsonDocument::fromJson(harness.run({u"task"_s, u"checkpoints"_s, u"@last"_s, u"--json"_s}).out).array();
}

QStringList words(const QJsonArray &list)
{
    QStringList all;
    for (const QJsonValue one : list)
        all.append(one.toObject().value(u"to"_s).toString());
    return all;
}

ProgramResult rollback(RunHarness &harness, const QStringList &options, const QMap<QString, QString> &environment = {})
{
    return harness.run(QStringList{u"task"_s, u"rollback"_s, u"@last"_s} + options, environment);
}

} // namespace

class CheckpointRunsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyIterationCanBeSeenAndGoneBackTo()
    {
        RunHarness harness;
        runTask(harness);
        QCOMPARE(words(checkpoints(harness)), (QStringList{u"start"_s, u"0"_s, u"1"_s, u"2"_s}));
        const QByteArray end = harness.treeDigest();

        const ProgramResult whole = harness.run({u"task"_s, u"diff"_s, u"@last"_s});
        QVERIFY2(whole.exitCode == 0, whole.err.constData());
        QVERIFY2(whole.out.contains("-broken\r\n") && whole.out.contains("+right\r\n") &&
                     whole.out.contains("+++ b/more.txt") && whole.out.contains("new file mode 100644"),
            whole.out.constData());
        const ProgramResult second = harness.run({u"task"_s, u"diff"_s, u"@last"_s, u"--iteration"_s, u"2"_s});
        QVERIFY2(second.out.contains("-wrong") && !second.out.contains("broken") && !second.out.contains("notes/new"),
            second.out.constData());
        const QJsonObject json =
            harness.run({u"task"_s, u"diff"_s, u"@last"_s, u"--iteration"_s, u"1"_s, u"--json"_s}).json();
        QCOMPARE(json.value(u"changes"_s).toArray().size(), 3); // value.txt, notes/, notes/new.txt

        const ProgramResult preview = rollback(harness, {u"--to"_s, u"1"_s, u"--dry-run"_s});
        QVERIFY2(preview.exitCode == 0, preview.err.constData());
        QVERIFY2(preview.out.contains("change  value.txt") && preview.out.contains("delete  more.txt"),
            preview.out.constData());
        QCOMPARE(harness.treeDigest(), end);

        const ProgramResult unasked = rollback(harness, {u"--to"_s, u"1"_s});
        QCOMPARE(unasked.exitCode, 2);
        QCOMPARE(harness.treeDigest(), end);

        const ProgramResult back = rollback(harness, {u"--to"_s, u"1"_s, u"--yes"_s});
        QVERIFY2(back.exitCode == 0, back.err.constData());
        QCOMPARE(harness.read(u"value.txt"_s), QByteArray("wrong\r\n"));
        QCOMPARE(harness.read(u"notes/new.txt"_s), QByteArray("new\n"));
        QVERIFY(!QFile::exists(harness.project() + u"/more.txt"_s));
        QVERIFY2(back.err.contains("--to c4"), back.err.constData());

        const ProgramResult undone = rollback(harness, {u"--to"_s, u"c4"_s, u"--yes"_s, u"--json"_s});
        QVERIFY2(undone.exitCode == 0, undone.err.constData());
        QCOMPARE(harness.treeDigest(), end);
        QCOMPARE(rollback(harness, {u"--to"_s, u"0"_s, u"--yes"_s}).exitCode, 0);
        QVERIFY(!QFile::exists(harness.project() + u"/notes"_s));
        QCOMPARE(harness.read(u"目录/old.txt"_s), QByteArray("old\n"));
        // The log tells it, and the next attempt begins from there.
        const ProgramResult log = harness.run({u"task"_s, u"logs"_s, u"@last"_s});
        QVERIFY2(log.out.contains("files are back at checkpoint c1"), log.out.constData());
        QCOMPARE(harness.run({u"task"_s, u"retry"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}).exitCode, 0);
        QCOMPARE(harness.treeDigest(), end);
        // Each attempt counts its checkpoints anew: the way back names its own.
        const ProgramResult earlier = rollback(harness, {u"--to"_s, u"start"_s, u"--attempt"_s, u"1"_s, u"--yes"_s});
        QVERIFY2(earlier.exitCode == 0, earlier.err.constData());
        const QByteArray undo = earlier.err.mid(earlier.err.indexOf("Undo: "));
        QVERIFY2(undo.contains(" --attempt 1 --to c"), undo.constData());
        const QString number = QString::fromUtf8(undo.mid(undo.indexOf("--to ") + 5)).trimmed();
        QCOMPARE(rollback(harness, {u"--to"_s, number, u"--attempt"_s, u"1"_s, u"--yes"_s}).exitCode, 0);
        QCOMPARE(harness.treeDigest(), end);
    }

    void whatCannotBeIsSaid()
    {
        RunHarness harness;
        runTask(harness);
        const ProgramResult unknown = rollback(harness, {u"--to"_s, u"7"_s, u"--yes"_s});
        QCOMPARE(unknown.exitCode, 5);
        QVERIFY2(unknown.err.contains("start, 0, 1, 2"), unknown.err.constData());
        QCOMPARE(rollback(harness, {u"--to"_s, u"x"_s, u"--yes"_s}).exitCode, 2);
        // A task that waits in the queue has not ended.
        QCOMPARE(harness.run({u"task"_s, u"retry"_s, u"@last"_s}).exitCode, 0);
        const ProgramResult early = rollback(harness, {u"--to"_s, u"c0"_s, u"--attempt"_s, u"1"_s, u"--yes"_s});
        QCOMPARE(early.exitCode, 6);
        QVERIFY2(early.err.contains("not ended"), early.err.constData());
    }

    void aMissingPartIsSaidAndNothingChanges()
    {
        RunHarness harness;
        runTask(harness);
        const QByteArray end = harness.treeDigest();
        const QString store = harness.databaseFile().chopped(3) + u".data/checkpoints"_s;
        QVERIFY(QDir(store).exists());
        QDir(store).removeRecursively();
        const ProgramResult lost = rollback(harness, {u"--to"_s, u"1"_s, u"--yes"_s});
        QCOMPARE(lost.exitCode, 5);
        QVERIFY2(lost.err.contains("missing or damaged"), lost.err.constData());
        QCOMPARE(harness.treeDigest(), end);
    }

    void killedOnTheWayTheSameCommandCompletesIt()
    {
        int kills = 0;
        for (int at = 1; at <= 40; ++at) {
            RunHarness harness;
            runTask(harness);
            const QByteArray end = harness.treeDigest();
            const ProgramResult killed = rollback(
                harness, {u"--to"_s, u"start"_s, u"--yes"_s}, {{u"VIBECODER_CRASH_AT"_s, u"rollback#%1"_s.arg(at)}});
            if (!killed.killed)
                break;
            ++kills;
            const QByteArray half = harness.treeDigest();
            if (at % 3 == 0) {
                // Nobody begins to work in a half restored directory, and no other command completes it.
                QCOMPARE(harness.run({u"task"_s, u"retry"_s, u"@last"_s}).exitCode, 6);
                const QString other = harness.writeTask({u"true"_s});
                const ProgramResult created = harness.run({u"task"_s, u"create"_s, u"--file"_s, other, u"--yes"_s});
                QVERIFY2(
                    created.exitCode == 6 && created.err.contains("vibecoder task rollback"), created.err.constData());
                const ProgramResult drained = harness.run({u"queue"_s, u"start"_s, u"--drain"_s});
                QVERIFY2(drained.exitCode == 0, (drained.out + drained.err).constData());
                QCOMPARE(harness.treeDigest(), half);
            }
            // A person goes on meanwhile: that stays.
            harness.write(u"mine.txt"_s, "mine\n");
            const ProgramResult again = rollback(harness, {u"--to"_s, u"start"_s, u"--yes"_s});
            QVERIFY2(again.exitCode == 0, again.err.constData());
            QVERIFY2(again.err.contains("--to c4"), again.err.constData()); // the state before the first try
            QVERIFY2(again.err.contains("left alone: mine.txt"), again.err.constData());
            QCOMPARE(harness.read(u"mine.txt"_s), QByteArray("mine\n"));
            QVERIFY(QFile::remove(harness.project() + u"/mine.txt"_s));
            QCOMPARE(harness.read(u"value.txt"_s), QByteArray("broken\r\n"));
            QVERIFY(!QFile::exists(harness.project() + u"/notes"_s));
            QVERIFY(!QFile::exists(harness.project() + u"/more.txt"_s));
            QCOMPARE(rollback(harness, {u"--to"_s, u"c4"_s, u"--yes"_s}).exitCode, 0);
            QCOMPARE(harness.treeDigest(), end);
        }
        QVERIFY2(kills >= 4, qPrintable(QString::number(kills)));
    }

    void whatOthersWroteStays()
    {
        RunHarness harness;
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"notes.md"_s, "mine\n");
        harness.write(u"both.txt"_s, "one\n");
        // The check writes too, and that is the task's.
        harness.write(u"check.sh"_s, "#!/bin/sh\nmkdir -p out; date >> out/log; grep -q right value.txt\n", true);
        const auto person = [&harness](int request, const QString &path, const QString &text) {
            return QStringList{u"--person"_s, u"%1=%2/%3=%4"_s.arg(request).arg(harness.project(), path, text)};
        };
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s),
                               replace(u"both.txt"_s, u"one"_s, u"two"_s), create(u"new.txt"_s, u"new\n"_s)})},
            person(1, u"notes.md"_s, u"mine\nduring\n"_s) + person(1, u"during.txt"_s, u"mine\n"_s));
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s}).exitCode, 0);
        harness.write(u"after/mine.txt"_s, "mine\n");
        harness.write(u"both.txt"_s, "two\nand mine\n");

        const QStringList expected{u"after/"_s, u"both.txt"_s, u"during.txt"_s, u"notes.md"_s};
        const QByteArray end = harness.treeDigest();
        const auto left = [](const ProgramResult &result) {
            QStringList paths;
            for (const QJsonValue path : result.json().value(u"left_alone"_s).toArray())
                paths.append(path.toString());
            return paths;
        };
        const ProgramResult preview = rollback(harness, {u"--to"_s, u"start"_s, u"--dry-run"_s, u"--json"_s});
        QCOMPARE(left(preview), expected);
        QCOMPARE(harness.treeDigest(), end);
        const ProgramResult done = rollback(harness, {u"--to"_s, u"start"_s, u"--yes"_s, u"--json"_s});
        QVERIFY2(done.exitCode == 0, done.err.constData());
        QCOMPARE(left(done), expected);
        QCOMPARE(harness.read(u"value.txt"_s), QByteArray("broken\n"));
        QVERIFY(!QFile::exists(harness.project() + u"/new.txt"_s));
        QVERIFY(!QFile::exists(harness.project() + u"/out"_s));
        QCOMPARE(harness.read(u"both.txt"_s), QByteArray("two\nand mine\n"));
        QCOMPARE(harness.read(u"notes.md"_s), QByteArray("mine\nduring\n"));
        QCOMPARE(harness.read(u"after/mine.txt"_s), QByteArray("mine\n"));
        const QString number = QString::number(done.json().value(u"before"_s).toObject().value(u"number"_s).toInt());
        QCOMPARE(rollback(harness, {u"--to"_s, u"c"_s + number, u"--yes"_s}).exitCode, 0);
        QCOMPARE(harness.treeDigest(), end);
    }

    // A fresh start, and the best state at the end, are the engine's own returns.
    void whatOthersWroteStaysWhileTheTaskRuns_data()
    {
        QTest::addColumn<bool>("restoreBest");
        QTest::newRow("fresh start") << false;
        QTest::newRow("best state at the end") << true;
    }
    void whatOthersWroteStaysWhileTheTaskRuns()
    {
        QFETCH(bool, restoreBest);
        RunHarness harness;
        harness.write(u"notes.md"_s, "mine, before\n");
        QStringList person;
        QJsonArray turns;
        const int rounds = restoreBest ? 1 : 3;
        for (int i = 1; i <= rounds; ++i) {
            turns.append(turn({create(u"junk%1.txt"_s.arg(i), u"x\n"_s)}));
            person += {u"--person"_s, u"%1=%2/mine%1.txt=mine"_s.arg(i).arg(harness.project()), u"--person"_s,
                u"%1=%2/notes.md=line %1"_s.arg(i).arg(harness.project())};
        }
        if (!restoreBest)
            turns.append(turn({}));
        harness.startModel(turns, person);
        const QByteArray more = restoreBest ? "max_iterations: 1\n" : "max_iterations: 4\n";
        const ProgramResult ran = harness.run({u"run"_s, harness.writeTask({u"echo boom; false"_s}, more), u"--yes"_s},
            restoreBest ? QMap<QString, QString>{{u"VIBECODER_RESTORE_BEST"_s, u"true"_s}} : QMap<QString, QString>());
        QCOMPARE(ran.exitCode, 3);
        for (int i = 1; i <= rounds; ++i) {
            // The model begins anew after the fresh start, so its first file is there again.
            QVERIFY2(QFile::exists(harness.project() + u"/junk%1.txt"_s.arg(i)) == (i == 1 && !restoreBest),
                (ran.out + ran.err).constData());
            QCOMPARE(harness.read(u"mine%1.txt"_s.arg(i)), QByteArray("mine"));
        }
        QCOMPARE(harness.read(u"notes.md"_s), "line " + QByteArray::number(rounds));
        const ProgramResult log = harness.run({u"task"_s, u"logs"_s, u"@last"_s});
        QVERIFY2(log.out.contains("left alone") && log.out.contains("mine1.txt") && log.out.contains("notes.md"),
            log.out.constData());
    }

    // A verification runs long, and a person goes on meanwhile: what differs after it does not tell whose it is.
    void whatDiffersAfterAVerificationStays()
    {
        RunHarness harness;
        harness.write(u"notes.md"_s, "mine\n");
        harness.write(u"code.txt"_s, "broken\n");
        // The files of the person, and a formatter that goes over what the task wrote.
        const QString check = u"echo saved >> notes.md; echo mine > mine.txt; grep -q try code.txt && echo form >> "
                              "code.txt; echo boom; false"_s;
        harness.startModel({turn({create(u"code.txt"_s, u"try 1\n"_s)}), turn({create(u"junk.txt"_s, u"x\n"_s)}),
            turn({create(u"junk2.txt"_s, u"x\n"_s)}), turn({})});
        QCOMPARE(harness.run({u"run"_s, harness.writeTask({check}, "max_iterations: 4\n"), u"--yes"_s}).exitCode, 3);
        QCOMPARE(harness.read(u"mine.txt"_s), QByteArray("mine\n"));
        QVERIFY(harness.read(u"notes.md"_s).startsWith("mine\nsaved\nsaved\nsaved\n"));
        const ProgramResult log = harness.run({u"task"_s, u"logs"_s, u"@last"_s});
        QVERIFY2(log.out.contains("files are back at"), log.out.constData());
        QVERIFY2(log.out.contains("changed them afterwards: notes.md"), log.out.constData());
        QVERIFY2(log.out.contains("changed while a command ran: code.txt. If"), log.out.constData());
    }

    // The same while a command of the model runs: its files go back, by name and with the way to get them again.
    void whatDiffersAfterACommandGoesBackByName()
    {
        RunHarness harness;
        harness.write(u"notes.md"_s, "mine\n");
        harness.write(u"save.sh"_s, "#!/bin/sh\necho saved >> notes.md\necho boom\nexit 1\n", true);
        harness.startModel({turn({bash(u"./save.sh"_s)}), turn({create(u"junk.txt"_s, u"x\n"_s)}),
            turn({create(u"junk2.txt"_s, u"x\n"_s)}), turn({})});
        QCOMPARE(
            harness.run({u"run"_s, harness.writeTask({u"./save.sh"_s}, "max_iterations: 4\n"), u"--yes"_s}).exitCode,
            3);
        // As after the baseline; then the model begins anew, and the last verification follows.
        QCOMPARE(harness.read(u"notes.md"_s), "mine\n" + QByteArray("saved\n").repeated(3));
        const ProgramResult log = harness.run({u"task"_s, u"logs"_s, u"@last"_s});
        const QRegularExpression named(
            u"changed while a command ran: notes\\.md\\. If that was you: `vibecoder task rollback \\S+ --attempt 1 --to (c\\d+)`"_s);
        const QRegularExpressionMatch match = named.match(QString::fromUtf8(log.out));
        QVERIFY2(match.hasMatch(), log.out.constData());
        const ProgramResult again =
            rollback(harness, {u"--attempt"_s, u"1"_s, u"--to"_s, match.captured(1), u"--yes"_s});
        QVERIFY2(again.exitCode == 0, again.err.constData());
        QCOMPARE(harness.read(u"notes.md"_s), "mine\n" + QByteArray("saved\n").repeated(5));
    }

    void whatACancelledCommandWroteGoesBack()
    {
        RunHarness harness;
        harness.write(u"value.txt"_s, "broken\n");
        harness.startModel({turn({})});
        const QString task = harness.writeTask({u"echo x > made.txt; echo y > value.txt; sleep 300"_s});
        const auto worker = harness.start({u"run"_s, task, u"--yes"_s});
        QVERIFY(QTest::qWaitFor([&] { return harness.read(u"value.txt"_s) == "y\n"; }, 20000));
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, u"@last"_s}).exitCode, 0);
        QVERIFY(worker->waitForFinished(20000));
        const ProgramResult back = rollback(harness, {u"--to"_s, u"start"_s, u"--yes"_s});
        QVERIFY2(back.exitCode == 0, back.err.constData());
        QCOMPARE(harness.read(u"value.txt"_s), QByteArray("broken\n"));
        QVERIFY(!QFile::exists(harness.project() + u"/made.txt"_s));
    }

    void theUsersOwnRepositoryIsNotTouched()
    {
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("git is not installed");
        RunHarness harness;
        QProcess git;
        git.start(u"git"_s, {u"init"_s, u"-q"_s, harness.project()});
        QVERIFY(git.waitForFinished(10000));
        const QString evil = harness.folder() + u"/evil"_s;
        const QByteArray config = "[core]\n\tfsmonitor = \"touch " + evil.toUtf8() +
                                  "\"\n[filter \"x\"]\n\tclean = \"touch " + evil.toUtf8() +
                                  "; cat\"\n\tsmudge = \"touch " + evil.toUtf8() + "; cat\"\n";
        harness.write(u"../home/.gitconfig"_s, config);
        harness.write(u".git/config"_s, config);
        harness.write(u".gitattributes"_s, "* filter=x text eol=lf\n");
        harness.write(u".gitignore"_s, "*\n");
        harness.write(u"inner/.git/HEAD"_s, "ref: refs/heads/main\n");
        harness.write(u"inner/theirs.txt"_s, "theirs\n");
        const auto repository = [&] {
            QByteArrayList all;
            QDirIterator it(harness.project() + u"/.git"_s, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                all.append(it.filePath().toUtf8() + ' ' +
                           QByteArray::number(it.fileInfo().lastModified().toMSecsSinceEpoch()) +
                           (file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray()));
            }
            std::sort(all.begin(), all.end());
            return all;
        };
        const QByteArrayList before = repository();
        runTask(harness);
        QCOMPARE(rollback(harness, {u"--to"_s, u"start"_s, u"--yes"_s}).exitCode, 0);
        QCOMPARE(harness.read(u"value.txt"_s), QByteArray("broken\r\n"));
        QCOMPARE(repository(), before);
        QVERIFY(!QFile::exists(evil));
        const ProgramResult shown = harness.run({u"task"_s, u"diff"_s, u"@last"_s});
        QVERIFY2(shown.out.contains("not covered: inner/"), shown.out.constData());
    }

    void switchedOffTheTaskGoesOnWithoutThem()
    {
        RunHarness harness;
        runTask(harness, 0, {{u"VIBECODER_CHECKPOINT_DAYS"_s, u"0"_s}});
        QCOMPARE(checkpoints(harness).size(), 0);
        QCOMPARE(harness.run({u"task"_s, u"diff"_s, u"@last"_s}).exitCode, 5);
    }

    void aStoreThatCannotBeWrittenIsSaidOnceAndTheTaskGoesOn()
    {
        RunHarness harness;
        QDir().mkpath(harness.databaseFile().chopped(3) + u".data"_s);
        QFile blocker(harness.databaseFile().chopped(3) + u".data/checkpoints"_s);
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        blocker.close();
        runTask(harness);
        QCOMPARE(checkpoints(harness).size(), 0);
        const ProgramResult log = harness.run({u"task"_s, u"logs"_s, u"@last"_s});
        QCOMPARE(log.out.count("no checkpoint"), 1);
        // Whoever asks later is told as well.
        const ProgramResult status = harness.run({u"task"_s, u"status"_s, u"@last"_s});
        QVERIFY2(status.out.contains("warning: no checkpoint of this state"), status.out.constData());
        QVERIFY(harness.run({u"task"_s, u"checkpoints"_s, u"@last"_s}).err.contains("task status"));
        QVERIFY(rollback(harness, {u"--to"_s, u"0"_s, u"--yes"_s}).err.contains("task status"));
    }

    void deletingTheTaskFreesItsStates()
    {
        RunHarness harness;
        runTask(harness);
        const QString store = harness.databaseFile().chopped(3) + u".data/checkpoints"_s;
        const auto objects = [&] {
            int count = 0;
            QDirIterator it(store, QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext())
                count += it.next().contains(u"/objects/"_s) ? 1 : 0;
            return count;
        };
        QVERIFY(objects() > 5);
        QCOMPARE(harness.run({u"task"_s, u"delete"_s, u"@last"_s, u"--yes"_s}).exitCode, 0);
        QCOMPARE(objects(), 0);
    }
};

QTEST_GUILESS_MAIN(CheckpointRunsTest)
#include "tst_checkpointruns.moc"
