// SPDX-License-Identifier: MIT
// Tasks with `isolation: worktree` through the real program: they work in a clone, her repository stays as it is, the
// result is on a branch, and no work is ever lost.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

const QByteArray kCheck = "#!/bin/sh\ngrep -q right value.txt || { echo 'FAILED: value is wrong'; exit 1; }\n";

class Harness : public RunHarness
{
public:
    Harness()
    {
        write(u"value.txt"_s, "broken\n");
        write(u"check.sh"_s, kCheck, true);
        write(u"sub/value.txt"_s, "broken\n");
        write(u"sub/check.sh"_s, kCheck, true);
        git(u"init -q -b main"_s);
        git(u"add -A"_s);
        git(u"commit -q -m first"_s);
    }

    QByteArray git(const QString &words, const QString &in = {}) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GIT_CONFIG_GLOBAL"_s, u"/dev/null"_s);
        for (const char *who : {"AUTHOR", "COMMITTER"}) {
            environment.insert(u"GIT_%1_NAME"_s.arg(QLatin1String(who)), u"Ada"_s);
            environment.insert(u"GIT_%1_EMAIL"_s.arg(QLatin1String(who)), u"ada@example.com"_s);
        }
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(in.isEmpty() ? project() : in);
        process.start(u"git"_s, QStringList{u"-c"_s, u"safe.directory=*"_s} + words.split(u' '));
        if (!process.waitForFinished(30000) || process.exitCode() != 0)
            qFatal("git %s: %s", qUtf8Printable(words), process.readAllStandardError().constData());
        return process.readAllStandardOutput().trimmed();
    }

    [[nodiscard]] QString worktrees() const { return folder() + u"/store/test.data/worktrees"_s; }
    /// Where the store lies when nobody says anything.
    [[nodiscard]] QMap<QString, QString> usualStore() const
    {
        return {{u"VIBECODER_DATABASE_URL"_s, u"sqlite:///"_s + folder() + u"/home"_s + u"/.vibecoder/vibecoder.db"_s}};
    }
    [[nodiscard]] QString clone() { return worktrees() + u"/mend-the-project-"_s + status().value(u"id"_s).toString(); }
    [[nodiscard]] QString branch() { return u"vibecoder/mend-the-project-"_s + status().value(u"id"_s).toString(); }
    [[nodiscard]] QJsonObject status() { return run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json(); }

    QString task(const QByteArray &more = {}) { return writeTask({u"./check.sh"_s}, "isolation: worktree\n" + more); }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no such file)");
}

QJsonArray solution()
{
    return {turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s)}), turn({finish()})};
}

} // namespace

#define RUN(harness, code, ...)                                                                                        \
    do {                                                                                                               \
        const ProgramResult ran = (harness).run(__VA_ARGS__);                                                          \
        QVERIFY2(ran.exitCode == (code), (QByteArray::number(ran.exitCode) + '\n' + ran.out + ran.err).constData());   \
    } while (false)

class WorktreeRunsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QProcess git;
        git.start(u"git"_s, {u"--version"_s});
        if (!git.waitForFinished(20000) || git.exitCode() != 0)
            QSKIP("the program git is not installed");
    }

    void aTaskWorksInACloneAndLeavesABranch_data()
    {
        QTest::addColumn<QString>("sandbox");
        for (const char *choice : {"none", "landlock", "bubblewrap"})
            QTest::newRow(choice) << QString::fromLatin1(choice);
    }

    void aTaskWorksInACloneAndLeavesABranch()
    {
        QFETCH(const QString, sandbox);
        const auto choice =
            sandbox == u"bubblewrap" ? vibecoder::SandboxChoice::Bubblewrap : vibecoder::SandboxChoice::Landlock;
        if (sandbox != u"none" && toWire(vibecoder::sandboxTier(choice)) != sandbox)
            QSKIP("this machine has no such sandbox");
        Harness harness;
        harness.write(u"mine.txt"_s, "not committed\n");
        const QByteArray before = harness.treeDigest(), head = harness.git(u"rev-parse HEAD"_s);
        // It looks at the history, commits a part itself, and cannot write into her folder.
        harness.startModel({turn({bash(u"git log --format=%s | head -1; git status --porcelain; ls"_s),
                                create(u"new.txt"_s, u"new\n"_s)}),
                               turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s)}), turn({finish()})},
            {u"--bodies"_s});
        RUN(harness, 0, {u"run"_s, harness.task(), u"--yes"_s, u"--on-ask"_s, u"deny"_s},
            {{u"VIBECODER_SANDBOX"_s, sandbox}}, 120000);
        QCOMPARE(harness.treeDigest(), before);
        const QJsonObject task = harness.status();
        QCOMPARE(task.value(u"status"_s).toString(), u"completed"_s);
        QCOMPARE(task.value(u"place"_s).toObject().value(u"isolation"_s).toString(), u"worktree"_s);
        const QString where = u"on the branch %1 in %2"_s.arg(harness.branch(), harness.clone());
        QCOMPARE(task.value(u"place"_s).toObject().value(u"note"_s).toString(), where);
        QCOMPARE(task.value(u"stop_detail"_s).toString(), u"2 files differ, "_s + where);
        QCOMPARE(contentOf(harness.clone() + u"/value.txt"_s), "right\n");
        QVERIFY(!QFile::exists(harness.clone() + u"/mine.txt"_s));
        QCOMPARE(harness.git(u"rev-parse HEAD~1"_s, harness.clone()), head);
        QCOMPARE(harness.git(u"status --porcelain"_s, harness.clone()), QByteArray());
        // She takes it with git.
        harness.git(u"fetch -q %1 %2"_s.arg(harness.clone(), harness.branch()));
        QCOMPARE(harness.git(u"show FETCH_HEAD:value.txt"_s), "right");
        QCOMPARE(harness.git(u"show FETCH_HEAD:new.txt"_s), "new");
        QCOMPARE(harness.git(u"log -1 --format=%an FETCH_HEAD"_s), "VibeCoder");
        const ProgramResult applied = harness.run({u"task"_s, u"apply"_s, u"@last"_s});
        QVERIFY2(applied.exitCode != 0 && applied.err.contains("worked in a worktree") &&
                     applied.err.contains(harness.branch().toUtf8()),
            applied.err.constData());
        const QStringList story = harness.storyOfTask();
        QVERIFY2(
            story.join(u'\n').contains(u"your changes that are not committed are no part of the worktree: mine.txt"_s),
            qPrintable(story.join(u'\n')));
        // What git said in the sandbox is what it says outside.
        QByteArray said;
        for (const QJsonObject &request : harness.requests())
            said += request.value(u"body"_s).toString().toUtf8();
        QVERIFY2(
            said.contains("first\\ncheck.sh\\nsub\\nvalue.txt") || sandbox == u"none", said.right(2000).constData());
    }

    void theModelMayCommitByItself()
    {
        if (vibecoder::sandboxTier(vibecoder::SandboxChoice::Bubblewrap) != vibecoder::SandboxTier::Bubblewrap)
            QSKIP("this machine has no bubblewrap");
        Harness harness;
        harness.git(u"config user.name Ada"_s);
        harness.git(u"config user.email ada@example.com"_s);
        const QByteArray before = harness.treeDigest();
        harness.startModel({turn({bash(u"sed -i s/broken/right/ value.txt && git add -A && git commit -q -m model"_s)}),
            turn({finish()})});
        RUN(harness, 0, {u"run"_s, harness.task(), u"--yes"_s}, {{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}}, 120000);
        QCOMPARE(harness.treeDigest(), before);
        QCOMPARE(harness.git(u"log -1 --format=%s"_s, harness.clone()), "model");
    }

    void herFolderCannotBeWritten()
    {
        if (vibecoder::sandboxTier(vibecoder::SandboxChoice::Bubblewrap) != vibecoder::SandboxTier::Bubblewrap)
            QSKIP("this machine has no bubblewrap");
        Harness harness;
        const QByteArray before = harness.treeDigest();
        const QString hers = harness.project();
        harness.startModel(
            {turn(
                 {create(u"x.sh"_s,
                      u"for f in %1/planted %1/.git/planted %1/.git/objects/planted; do echo x > $f; done; cat %1/value.txt; true\n"_s
                          .arg(hers)),
                     bash(u"sh x.sh"_s)}),
                turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s)}), turn({finish()})},
            {u"--bodies"_s});
        RUN(harness, 0, {u"run"_s, harness.task(), u"--yes"_s}, {{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}}, 120000);
        QCOMPARE(harness.treeDigest(), before);
        QByteArray said;
        for (const QJsonObject &request : harness.requests())
            said += request.value(u"body"_s).toString().toUtf8();
        QVERIFY2(said.contains("planted: "), "the script did not try");
        QVERIFY2(!said.contains("\\nbroken\\n"), "the folder itself is shown");
    }

    void inAPartOfTheRepository()
    {
        Harness harness;
        const QByteArray before = harness.treeDigest();
        harness.startModel(solution());
        const QString file = harness.task();
        QByteArray yaml = contentOf(file);
        yaml.replace("working_directory: " + harness.project().toUtf8(),
            "working_directory: " + harness.project().toUtf8() + "/sub");
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(yaml) == yaml.size());
        out.close();
        RUN(harness, 0, {u"run"_s, file, u"--yes"_s}, {}, 120000);
        QCOMPARE(harness.treeDigest(), before);
        QCOMPARE(contentOf(harness.clone() + u"/sub/value.txt"_s), "right\n");
        QCOMPARE(contentOf(harness.clone() + u"/value.txt"_s), "broken\n");
        QCOMPARE(harness.git(u"diff --name-only HEAD~1 HEAD"_s, harness.clone()), "sub/value.txt");
    }

    void aFailedTaskKeepsItsWorkAndGoesOnThere()
    {
        Harness harness;
        const QByteArray before = harness.treeDigest();
        harness.startModel({turn({create(u"half.txt"_s, u"half\n"_s)}), turn({finish()})});
        RUN(harness, 3, {u"run"_s, harness.task("max_iterations: 1\n"), u"--yes"_s}, {}, 120000);
        const QString clone = harness.clone();
        QVERIFY(harness.status().value(u"stop_detail"_s).toString().contains(u"1 file differs, on the branch"_s));
        QCOMPARE(contentOf(clone + u"/half.txt"_s), "half\n");
        QCOMPARE(harness.git(u"status --porcelain"_s, clone), QByteArray());
        // A person helps in an editor of her own.
        QFile value(clone + u"/value.txt"_s);
        QVERIFY(value.open(QIODevice::WriteOnly) && value.write("right\n") == 6);
        value.close();
        RUN(harness, 0, {u"task"_s, u"retry"_s, u"@last"_s});
        RUN(harness, 0, {u"queue"_s, u"start"_s, u"--drain"_s}, {}, 120000);
        QCOMPARE(harness.status().value(u"status"_s).toString(), u"completed"_s);
        QCOMPARE(harness.clone(), clone);
        QCOMPARE(harness.git(u"diff --name-only main~0 HEAD"_s.replace(u"main~0"_s, u"origin/main"_s), clone),
            "half.txt\nvalue.txt");
        QCOMPARE(harness.treeDigest(), before);
    }

    void whatHoldsNothingIsRemovedAndTheRestIsNamed()
    {
        Harness harness;
        harness.startModel({turn({finish()})});
        RUN(harness, 3, {u"run"_s, harness.task("max_iterations: 1\n"), u"--yes"_s}, {}, 120000);
        QCOMPARE(
            QDir(harness.worktrees()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList());
        Harness other;
        other.startModel(solution());
        RUN(other, 0, {u"run"_s, other.task(), u"--yes"_s}, {}, 120000);
        const QByteArray said = other.run({u"doctor"_s}).out;
        QVERIFY2(said.contains((other.clone() + u" is kept: commits that no branch of your repository has"_s).toUtf8()),
            said.constData());
        // Once she has them, it goes.
        other.git(u"fetch -q %1 %2:%2"_s.arg(other.clone(), other.branch()));
        const QString clone = other.clone();
        const QByteArray then = other.run({u"doctor"_s}).out;
        QVERIFY2(then.contains("1 removed that held nothing new"), then.constData());
        QVERIFY(!QFile::exists(clone));
        // A way back that leads nowhere is not offered.
        QVERIFY(!other.run({u"task"_s, u"checkpoints"_s, u"@last"_s}).out.contains("c0"));
    }

    void goingBackHappensThere()
    {
        Harness harness;
        const QByteArray before = harness.treeDigest();
        harness.startModel(solution());
        RUN(harness, 0, {u"run"_s, harness.task(), u"--yes"_s}, {}, 120000);
        RUN(harness, 0, {u"task"_s, u"rollback"_s, u"@last"_s, u"--to"_s, u"0"_s, u"--yes"_s});
        QCOMPARE(contentOf(harness.clone() + u"/value.txt"_s), "broken\n");
        QCOMPARE(harness.treeDigest(), before);
        const ProgramResult again = harness.run({u"task"_s, u"verify"_s, u"@last"_s});
        QVERIFY2(again.out.contains("FAILED") || again.exitCode != 0, again.out.constData());
    }

    void afterAKillItGoesOnInTheSameClone()
    {
        Harness harness;
        harness.write(u"check.sh"_s, "#!/bin/sh\ntouch ../../../../began\nsleep 2\ngrep -q right value.txt\n", true);
        harness.git(u"commit -qam slow"_s);
        const QByteArray before = harness.treeDigest();
        harness.startModel(solution());
        const auto first = harness.start({u"run"_s, harness.task(), u"--yes"_s});
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(harness.folder() + u"/began"_s); }, 30000));
        ::kill(pid_t(first->processId()), SIGKILL);
        QVERIFY(first->waitForFinished(30000));
        QCOMPARE(QDir(harness.worktrees()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), qsizetype(1));
        RUN(harness, 0, {u"run"_s, harness.task(), u"--yes"_s}, {}, 120000);
        QCOMPARE(QDir(harness.worktrees()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), qsizetype(1));
        QCOMPARE(contentOf(harness.clone() + u"/value.txt"_s), "right\n");
        QCOMPARE(harness.treeDigest(), before);
    }

    void rootWorksForTheOwnerOfTheFolder()
    {
        if (::geteuid() != 0)
            QSKIP("only root can work for somebody else");
        if (vibecoder::sandboxTier(vibecoder::SandboxChoice::Bubblewrap) != vibecoder::SandboxTier::Bubblewrap)
            QSKIP("this machine has no bubblewrap");
        for (QString folder = QCoreApplication::applicationDirPath(); folder != u"/"; folder = QFileInfo(folder).path()) {
            if (!(QFileInfo(folder).permissions() & QFileDevice::ExeOther))
                QSKIP(qPrintable(u"nobody but root can reach programs below %1"_s.arg(folder)));
        }
        Harness harness;
        QProcess::execute(u"chown"_s, {u"-R"_s, u"65534:65534"_s, harness.project()});
        const QByteArray before = harness.treeDigest();
        harness.startModel(
            {turn({bash(u"git log --format=%s && sed -i s/broken/right/ value.txt"_s)}), turn({finish()})},
            {u"--bodies"_s});
        const QMap<QString, QString> held{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};
        // Its commands run as her, and she has to get there.
        RUN(harness, 3, {u"run"_s, harness.task(), u"--yes"_s}, held, 120000);
        QVERIFY(harness.status().value(u"stop_detail"_s).toString().contains(u"cannot reach"_s));
        for (const char *folder : {"", "/store", "/store/test.data"})
            ::chmod(QFile::encodeName(harness.folder() + QLatin1String(folder)).constData(), 0711);
        const ProgramResult ran = harness.run({u"run"_s, harness.task("priority: 2\n"), u"--yes"_s}, held, 120000);
        QCOMPARE(harness.treeDigest(), before);
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(QFileInfo(harness.clone() + u"/value.txt"_s).ownerId(), 65534U);
        QCOMPARE(QFileInfo(harness.clone() + u"/.git/refs/heads/"_s + harness.branch()).ownerId(), 65534U);
    }

    void belowTheHomeOfThePerson_data()
    {
        QTest::addColumn<QString>("sandbox");
        for (const char *choice : {"none", "landlock", "bubblewrap"})
            QTest::newRow(choice) << QString::fromLatin1(choice);
    }

    void belowTheHomeOfThePerson()
    {
        QFETCH(const QString, sandbox);
        const auto choice =
            sandbox == u"bubblewrap" ? vibecoder::SandboxChoice::Bubblewrap : vibecoder::SandboxChoice::Landlock;
        if (sandbox != u"none" && toWire(vibecoder::sandboxTier(choice)) != sandbox)
            QSKIP("this machine has no such sandbox");
        Harness harness;
        const QByteArray before = harness.treeDigest();
        harness.startModel({turn({bash(u"cat value.txt"_s), create(u"new.txt"_s, u"new\n"_s), view(u"check.sh"_s)}),
            turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s)}), turn({finish()})});
        QMap<QString, QString> environment = harness.usualStore();
        environment.insert(u"VIBECODER_SANDBOX"_s, sandbox);
        RUN(harness, 0, {u"run"_s, harness.task(), u"--yes"_s, u"--on-ask"_s, u"deny"_s}, environment, 120000);
        QCOMPARE(harness.treeDigest(), before);
        const QString worktrees = harness.folder() + u"/home"_s + u"/.vibecoder/vibecoder.data/worktrees"_s;
        const QStringList names = QDir(worktrees).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(names.size(), qsizetype(1));
        QCOMPARE(harness.git(u"show HEAD:value.txt"_s, worktrees + u'/' + names.constFirst()), "right");
        const QByteArray events = harness.run({u"task"_s, u"events"_s, u"@last"_s}, environment).out;
        QVERIFY2(!events.contains("refused"), events.constData());
    }

    void twoTasksOfOneFolderRunAtOnce()
    {
        Harness harness;
        harness.write(u"check.sh"_s,
            "#!/bin/sh\ntouch ../../../../began-$(basename $PWD)\nfor i in $(seq 200); do [ $(ls ../../../.. | grep -c "
            "began) -ge 2 ] && break; sleep 0.1; done\n"
            "[ $(ls ../../../.. | grep -c began) -ge 2 ] && grep -q right value.txt\n",
            true);
        harness.git(u"commit -qam both"_s);
        const QByteArray before = harness.treeDigest();
        harness.startModel(solution());
        const QString file = harness.task();
        RUN(harness, 0, {u"task"_s, u"create"_s, u"--file"_s, file, u"--yes"_s});
        RUN(harness, 0, {u"task"_s, u"create"_s, u"--file"_s, harness.task("priority: 2\n"), u"--yes"_s});
        // Each waits in its check until the other one is there.
        RUN(harness, 0, {u"queue"_s, u"start"_s, u"--drain"_s, u"--workers"_s, u"2"_s}, {}, 200000);
        QCOMPARE(QDir(harness.worktrees()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), qsizetype(2));
        QCOMPARE(harness.treeDigest(), before);
    }

    void aCancelledTaskSaysWhereItsWorkIs()
    {
        Harness harness;
        harness.write(
            u"check.sh"_s, "#!/bin/sh\n[ -e half.txt ] && touch ../../../../began && sleep 60\nexit 1\n", true);
        harness.git(u"commit -qam slow"_s);
        harness.startModel({turn({create(u"half.txt"_s, u"half\n"_s)}), turn({finish()})});
        const auto process = harness.start({u"run"_s, harness.task(), u"--yes"_s});
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(harness.folder() + u"/began"_s); }, 30000));
        RUN(harness, 0, {u"task"_s, u"cancel"_s, u"@last"_s});
        QVERIFY(process->waitForFinished(60000));
        const QJsonObject task = harness.status();
        QCOMPARE(task.value(u"status"_s).toString(), u"cancelled"_s);
        QVERIFY2(task.value(u"stop_detail"_s).toString().contains(u"1 file differs, on the branch"_s),
            qPrintable(task.value(u"stop_detail"_s).toString()));
        QCOMPARE(harness.git(u"show HEAD:half.txt"_s, harness.clone()), "half");
    }

    void submodulesAreThere()
    {
        if (vibecoder::sandboxTier(vibecoder::SandboxChoice::Bubblewrap) != vibecoder::SandboxTier::Bubblewrap)
            QSKIP("this machine has no bubblewrap");
        Harness harness;
        QDir().mkpath(harness.folder() + u"/lib"_s);
        const QString lib = harness.folder() + u"/lib"_s;
        harness.git(u"init -q"_s, lib);
        harness.git(u"commit -q --allow-empty -m library"_s, lib);
        harness.git(u"-c protocol.file.allow=always submodule -q add "_s + lib + u" libs/own"_s);
        harness.git(u"commit -q -m with"_s);
        const QByteArray before = harness.treeDigest();
        harness.startModel(
            {turn({bash(u"git status --porcelain; git -C libs/own log --format=%s; git submodule status | cut -c1"_s)}),
                turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s)}), turn({finish()})},
            {u"--bodies"_s});
        RUN(harness, 0, {u"run"_s, harness.task(), u"--yes"_s, u"--on-ask"_s, u"deny"_s},
            {{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}}, 120000);
        QByteArray said;
        for (const QJsonObject &request : harness.requests())
            said += request.value(u"body"_s).toString().toUtf8();
        QVERIFY2(said.contains("library"), said.right(2000).constData());
        QVERIFY2(!said.contains("fatal:"), said.right(2000).constData());
        QCOMPARE(harness.treeDigest(), before);
    }

    void withoutARepositoryItSaysWhy_data()
    {
        QTest::addColumn<QString>("prepare");
        QTest::addColumn<QString>("why");
        QTest::newRow("no repository") << u"rm -rf .git"_s << u"lies in no repository of git"_s;
        QTest::newRow("no commit") << u"rm -rf .git; git init -q"_s << u"has no commit yet"_s;
    }

    void withoutARepositoryItSaysWhy()
    {
        QFETCH(const QString, prepare);
        QFETCH(const QString, why);
        Harness harness;
        QProcess::execute(u"/bin/sh"_s, {u"-c"_s, u"cd '"_s + harness.project() + u"'; "_s + prepare});
        const QByteArray before = harness.treeDigest();
        harness.startModel(solution());
        RUN(harness, 3, {u"run"_s, harness.task(), u"--yes"_s}, {}, 120000);
        const QJsonObject task = harness.status();
        QCOMPARE(task.value(u"stop_reason"_s).toString(), u"environment_error"_s);
        QVERIFY2(
            task.value(u"stop_detail"_s).toString().contains(why), qPrintable(task.value(u"stop_detail"_s).toString()));
        QCOMPARE(harness.treeDigest(), before);
        QCOMPARE(harness.requestCount(), 0);
    }
};

QTEST_GUILESS_MAIN(WorktreeRunsTest)
#include "tst_worktreeruns.moc"
