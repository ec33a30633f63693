// SPDX-License-Identifier: MIT
// Root runs tasks in the folder of somebody else: they work in a view, as for that person, and everything that comes
// into the folder is hers.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QStandardPaths>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

constexpr uid_t kUser = 23456;
constexpr gid_t kGroup = 23457;
const QMap<QString, QString> kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};

struct stat infoOf(const QString &path)
{
    struct stat st
    {
    };
    (void)::lstat(QFile::encodeName(path).constData(), &st);
    return st;
}

/// With a data folder that others may pass.
class Harness : public RunHarness
{
public:
    explicit Harness(bool isReachable = true)
    {
        QDir().mkpath(folder() + u"/store/test.data"_s);
        for (const char *name : {"", "/store", "/store/test.data"})
            ::chmod(QFile::encodeName(folder() + QLatin1String(name)).constData(), isReachable ? 0711 : 0700);
    }

    void give(uid_t user = kUser, gid_t group = kGroup) const
    {
        QCOMPARE(QProcess::execute(u"chown"_s, {u"-hR"_s, u"%1:%2"_s.arg(user).arg(group), project()}), 0);
    }

    /// What belongs to anybody else in the folder.
    [[nodiscard]] QStringList strangers(uid_t user = kUser, gid_t group = kGroup) const
    {
        QStringList found;
        QDirIterator it(project(), QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
            QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            const struct stat st = infoOf(path);
            if (st.st_uid != user || st.st_gid != group)
                found.append(path.mid(project().size() + 1));
        }
        found.sort();
        return found;
    }

    [[nodiscard]] int mode(const QString &path) const { return int(infoOf(project() + u'/' + path).st_mode & 07777); }

    void submit(const QStringList &commands, const QByteArray &more)
    {
        const ProgramResult made =
            run({u"task"_s, u"create"_s, u"--file"_s, writeTask(commands, more), u"--yes"_s}, kHeld);
        QVERIFY2(made.exitCode == 0, made.err.constData());
    }
    ProgramResult drain() { return run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}, kHeld); }
    QJsonObject lastTask() { return run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json(); }
    QJsonObject place() { return lastTask().value(u"place"_s).toObject(); }

    [[nodiscard]] QString told() const
    {
        QString text;
        for (const QJsonObject &request : requests())
            text += request.value(u"body"_s).toString();
        return text;
    }
};

} // namespace

class RootViewsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (::geteuid() != 0)
            QSKIP("only root works in the folders of others");
        if (!vibecoder::sandboxReport().warm)
            QSKIP(qPrintable(
                u"no views here: %1 %2"_s.arg(vibecoder::sandboxReport().why, vibecoder::sandboxReport().whyNotWarm)));
        for (QString folder = QCoreApplication::applicationDirPath(); folder != u"/";
             folder = QFileInfo(folder).path()) {
            if (!(QFileInfo(folder).permissions() & QFileDevice::ExeOther))
                QSKIP(qPrintable(u"nobody but root can reach programs below %1"_s.arg(folder)));
        }
    }

    // Tools and commands write; the third iteration goes back to the state after the first, which brings back what the
    // second has removed; then it passes and is taken back.
    void aWholeTask_data()
    {
        QTest::addColumn<uint>("user");
        QTest::addColumn<uint>("group");
        QTest::newRow("a person") << uint(kUser) << uint(kGroup);
        // The number by which others are shown in a name space that does not know them.
        QTest::newRow("nobody") << 65534U << 65534U;
    }
    void aWholeTask()
    {
        QFETCH(const uint, user);
        QFETCH(const uint, group);
        Harness harness;
        for (const char *name : {"a", "b", "value"}) {
            const QString text = QString::fromLatin1(name);
            harness.write(text + u".txt"_s, name == QByteArray("value") ? "wrong\n" : "good\n");
            harness.write(
                text + u".sh"_s, "#!/bin/sh\ngrep -qx '\\(good\\|right\\)' " + QByteArray(name) + ".txt\n", true);
        }
        harness.write(u"private.txt"_s, "mine\n");
        QFile::setPermissions(harness.project() + u"/private.txt"_s, QFile::ReadOwner | QFile::WriteOwner);
        harness.write(u"gone.txt"_s, "gone\n");
        harness.write(u"sub/kept.txt"_s, "kept\n");
        harness.write(u"move/one.txt"_s, "one\n");
        harness.write(u"move/deep/two.sh"_s, "#!/bin/sh\n", true);
        harness.write(u"work.sh"_s,
            "#!/bin/sh -e\nid -u > who.txt; rm gone.txt; mv move moved; echo x > moved/x; ln -s value.txt link\n"
            "printf '#!/bin/sh\\n' > made.sh; chmod 755 made.sh; mkdir shut; echo s > shut/s; chmod 500 shut\n",
            true);
        harness.write(
            u"unwork.sh"_s, "#!/bin/sh -e\nrm -r sub/new moved link; chmod 700 shut; rm -r shut; mkdir link\n", true);
        harness.give(user, group);
        const QByteArray before = harness.treeDigest();
        harness.startModel(
            {turn({replace(u"value.txt"_s, u"wrong"_s, u"better"_s), replace(u"private.txt"_s, u"mine"_s, u"ours"_s),
                 create(u"sub/new/deep/file.txt"_s, u"new\n"_s), create(u"sub/beside.txt"_s, u"beside\n"_s),
                 bash(u"./work.sh"_s), replace(u"moved/one.txt"_s, u"one"_s, u"1"_s), create(u"shut/t.txt"_s, u"t\n"_s),
                 finish()}),
                turn({create(u"a.txt"_s, u"bad\n"_s), bash(u"./unwork.sh"_s), finish()}),
                turn({create(u"b.txt"_s, u"bad\n"_s), create(u"moved"_s, u"a file\n"_s), finish()}),
                turn({replace(u"value.txt"_s, u"better"_s, u"right"_s),
                    bash(u"cat moved/one.txt sub/new/deep/file.txt link"_s), finish()})},
            {u"--bodies"_s});
        harness.submit({u"./value.sh"_s, u"./a.sh"_s, u"./b.sh"_s, u"test -e who.txt"_s}, "isolation: auto\n");
        const ProgramResult ran = harness.drain();
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).right(3000).constData());
        QCOMPARE(harness.place().value(u"isolation"_s).toString(), u"view"_s);
        QVERIFY(harness.told().contains(u"regressions grew in two iterations in a row"_s));
        QCOMPARE(harness.lastTask().value(u"result"_s).toObject().value(u"state"_s).toString(), u"applied"_s);
        QCOMPARE(harness.read(u"value.txt"_s), "right\n");
        QCOMPARE(harness.read(u"a.txt"_s), "good\n");
        QCOMPARE(harness.read(u"sub/new/deep/file.txt"_s), "new\n");
        QCOMPARE(harness.read(u"moved/one.txt"_s), "1\n");
        QCOMPARE(harness.read(u"link"_s), "right\n");
        QVERIFY(QFileInfo(harness.project() + u"/link"_s).isSymLink());
        QCOMPARE(harness.read(u"who.txt"_s), QByteArray::number(user) + '\n');
        for (const QString &path : {u"gone.txt"_s, u"move"_s})
            QVERIFY2(!QFileInfo::exists(harness.project() + u'/' + path), qPrintable(path));
        QCOMPARE(harness.strangers(user, group), QStringList());
        QCOMPARE(harness.mode(u"value.txt"_s), 0644);
        QCOMPARE(harness.mode(u"private.txt"_s), 0600);
        QCOMPARE(harness.mode(u"sub/new/deep/file.txt"_s), 0644);
        QCOMPARE(harness.mode(u"sub/new/deep"_s), 0755);
        QCOMPARE(harness.mode(u"made.sh"_s), 0755);
        QCOMPARE(harness.mode(u"shut"_s), 0500);
        QCOMPARE(harness.read(u"shut/t.txt"_s), "t\n");
        QCOMPARE(harness.mode(u"moved/deep/two.sh"_s) & 0700, 0700);
        QCOMPARE(harness.run({u"task"_s, u"undo"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.treeDigest(), before);
        QCOMPARE(harness.strangers(user, group), QStringList());
    }

    void aLaterAttemptGoesOn()
    {
        Harness harness;
        harness.write(u"a.txt"_s, "one\nb\nc\nd\ne\nf\n");
        harness.write(u"gone.txt"_s, "gone\n");
        harness.give();
        harness.startModel({turn({replace(u"a.txt"_s, u"one"_s, u"two"_s), create(u"n/new.txt"_s, u"new\n"_s),
                                bash(u"rm gone.txt && ln -s new.txt n/link && mkdir empty"_s)}),
            turn({finish()})});
        harness.submit({u"grep -q good a.txt"_s}, "max_iterations: 1\n");
        QCOMPARE(harness.drain().exitCode, 3);
        harness.write(u"a.txt"_s, "one\nb\nc\nd\ne\nhers\n");
        harness.give();
        const ProgramResult retried = harness.run({u"task"_s, u"retry"_s, u"@last"_s});
        QVERIFY2(retried.exitCode == 0, retried.err.constData());
        harness.startModel({turn({replace(u"a.txt"_s, u"two"_s, u"good"_s), bash(u"cat n/link"_s)}), turn({finish()})});
        const ProgramResult ran = harness.drain();
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(harness.read(u"a.txt"_s), "good\nb\nc\nd\ne\nhers\n");
        QCOMPARE(harness.read(u"n/link"_s), "new\n");
        QVERIFY(QFileInfo(harness.project() + u"/empty"_s).isDir());
        QVERIFY(!QFileInfo::exists(harness.project() + u"/gone.txt"_s));
        QCOMPARE(harness.strangers(), QStringList());
    }

    // What was noted of a view that root made for her is taken up by the next process.
    void aKilledRunIsTakenUp()
    {
        Harness harness;
        harness.write(u"value.txt"_s, "wrong\n");
        harness.write(u"wait.sh"_s,
            "#!/bin/sh\ntest -e sub/one.txt && test -e d || exit 1\ntest -e waited && exit 0\n"
            "touch waited; sleep 60\n",
            true);
        harness.give();
        harness.startModel({turn({create(u"sub/one.txt"_s, u"one\n"_s), bash(u"mkdir d && echo x > d/x"_s)}),
            turn({bash(u"./wait.sh"_s), create(u"sub/two.txt"_s, u"two\n"_s),
                replace(u"value.txt"_s, u"wrong"_s, u"right"_s), finish()})});
        harness.submit({u"grep -q right value.txt && grep -q two sub/two.txt"_s}, "isolation: view\n");
        const auto first = harness.start({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}, kHeld);
        const auto hasBegun = [&harness] {
            QDirIterator it(
                harness.folder() + u"/store/test.data"_s, {u"waited"_s}, QDir::Files, QDirIterator::Subdirectories);
            return it.hasNext();
        };
        QVERIFY(QTest::qWaitFor(hasBegun, 30000));
        first->kill();
        QVERIFY(first->waitForFinished(30000));
        const ProgramResult ran = harness.drain();
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).right(3000).constData());
        QCOMPARE(harness.place().value(u"isolation"_s).toString(), u"view"_s);
        QCOMPARE(harness.read(u"d/x"_s), "x\n");
        QCOMPARE(harness.read(u"sub/two.txt"_s), "two\n");
        QCOMPARE(harness.strangers(), QStringList());
    }

    // The folder of git lies outside of the working directory: commits of the attempt stay in the view.
    void aFolderOfGitElsewhere()
    {
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("git is not installed");
        Harness harness;
        harness.write(u"main/value.txt"_s, "wrong\n");
        harness.write(u"main/commit.sh"_s,
            "#!/bin/sh\ngit add . && git -c user.name=a -c user.email=a@b commit -qm two && git log --format=%s\n",
            true);
        const QString person = harness.project() + u"/main"_s, tree = harness.project() + u"/tree"_s;
        const auto git = [](const QString &folder, const QStringList &words) {
            return QProcess::execute(u"git"_s, QStringList{u"-C"_s, folder, u"-c"_s, u"user.name=a"_s, u"-c"_s,
                                                   u"user.email=a@b"_s, u"-c"_s, u"safe.directory=*"_s} +
                                                   words);
        };
        QVERIFY(git(person, {u"init"_s, u"-q"_s}) == 0 && git(person, {u"add"_s, u"."_s}) == 0 &&
                git(person, {u"commit"_s, u"-qm"_s, u"one"_s}) == 0 &&
                git(person, {u"worktree"_s, u"add"_s, u"-q"_s, tree}) == 0);
        harness.give();
        harness.startModel(
            {turn({replace(u"value.txt"_s, u"wrong"_s, u"right"_s), bash(u"./commit.sh"_s)}), turn({finish()})},
            {u"--bodies"_s});
        const QString task = harness.writeTask({u"grep -q right value.txt"_s}, "isolation: view\n", tree);
        const ProgramResult ran = harness.run({u"run"_s, task, u"--yes"_s}, kHeld);
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).right(3000).constData());
        const QString told = harness.told();
        QVERIFY2(told.contains(u"two\\none\""_s), qPrintable(told.right(700)));
        QCOMPARE(harness.read(u"tree/value.txt"_s), "right\n");
        QCOMPARE(harness.strangers(), QStringList());
        QVERIFY(git(tree, {u"diff"_s, u"--quiet"_s, u"HEAD"_s}) != 0);
    }

    // The name space of the view has no place for a third one. What is theirs can be read as she could, and stays.
    void whatBelongsToAThirdStays()
    {
        Harness harness;
        harness.write(u"value.txt"_s, "wrong\n");
        harness.write(u"theirs.txt"_s, "theirs\n");
        harness.write(u"removed.txt"_s, "theirs\n");
        harness.write(u"d/theirs/x.txt"_s, "x\n");
        harness.give();
        for (const char *name : {"theirs.txt", "removed.txt", "d/theirs", "d/theirs/x.txt"})
            QCOMPARE(::chown(QFile::encodeName(harness.project() + u'/' + QLatin1String(name)).constData(), 0, 0), 0);
        harness.startModel({turn({view(u"theirs.txt"_s), replace(u"theirs.txt"_s, u"theirs"_s, u"ours"_s)}),
                               turn({create(u"d/theirs/new.txt"_s, u"new\n"_s)}),
                               turn({bash(u"mv d e; ls d/theirs/x.txt; rm -f removed.txt"_s)}),
                               turn({replace(u"value.txt"_s, u"wrong"_s, u"right"_s), finish()})},
            {u"--bodies"_s});
        harness.submit({u"grep -q right value.txt"_s}, "max_iterations: 1\n");
        const ProgramResult ran = harness.drain();
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        const QString told = harness.told();
        QCOMPARE(
            told.contains(u"cannot write theirs.txt: it, or a folder around it, belongs to a user or group"_s), true);
        QCOMPARE(told.contains(u"cannot write d/theirs/new.txt: it, or a folder around it, belongs to"_s), true);
        QCOMPARE(harness.read(u"value.txt"_s), "right\n");
        QCOMPARE(harness.read(u"theirs.txt"_s), "theirs\n");
        QCOMPARE(harness.read(u"d/theirs/x.txt"_s), "x\n");
        // In her folder she may remove it.
        QVERIFY(!QFileInfo::exists(harness.project() + u"/removed.txt"_s));
        QCOMPARE(harness.strangers(), (QStringList{u"d/theirs"_s, u"d/theirs/x.txt"_s, u"theirs.txt"_s}));
        QCOMPARE(harness.run({u"task"_s, u"undo"_s, u"@last"_s}).exitCode, 0);
        QCOMPARE(harness.read(u"removed.txt"_s), "theirs\n");
    }

    // Her processes cannot pass /root, say: then the task works in the folder itself, and says why.
    void aDataFolderThatTheOwnerCannotReach()
    {
        Harness harness(false);
        harness.write(u"value.txt"_s, "wrong\n");
        harness.give();
        ::chmod(QFile::encodeName(harness.folder()).constData(), 0711);
        harness.startModel({turn({replace(u"value.txt"_s, u"wrong"_s, u"right"_s), finish()})});
        harness.submit({u"grep -q right value.txt"_s}, "isolation: auto\n");
        const ProgramResult ran = harness.drain();
        QVERIFY2(ran.exitCode == 0, (ran.out + ran.err).constData());
        QCOMPARE(harness.place().value(u"isolation"_s).toString(), u"in_place"_s);
        QVERIFY(harness.place().value(u"note"_s).toString().contains(u"cannot reach the data folder"_s));
        QCOMPARE(harness.read(u"value.txt"_s), "right\n");
        QCOMPARE(harness.strangers(), QStringList());
    }
};

QTEST_GUILESS_MAIN(RootViewsTest)

#include "tst_rootviews.moc"
