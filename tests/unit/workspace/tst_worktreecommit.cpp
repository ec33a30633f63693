// SPDX-License-Identifier: MIT
// What an attempt left is committed to the branch of its clone, and nothing else is written anywhere.
#include "workspace/worktree/clonecleaning.h"
#include "workspace/worktree/clonecommit.h"
#include "worktreetesting.h"

#include <QDirIterator>
#include <QTest>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

const QString kBranch = u"vibecoder/fix-it-abc123"_s;

class Cloned : public Person
{
public:
    explicit Cloned(const QStringList &init = {})
        : Person(init)
        , program(*GitProgram::find())
    {
        put(u"w/.gitignore"_s, "*.log\n");
        for (int i = 0; i < 20; ++i)
            put(u"w/many/%1/file"_s.arg(i), "many\n");
        commitAll(tree());
        auto made = make();
        if (!made)
            qFatal("%s", qUtf8Printable(made.error().message));
        clone = std::move(*made);
        before = stateOf(tree());
    }

    void run(const QString &command) const
    {
        QProcess shell;
        shell.setProcessEnvironment(personsEnvironment());
        shell.setWorkingDirectory(clone->folder());
        shell.setProcessChannelMode(QProcess::MergedChannels);
        shell.start(u"/bin/sh"_s, {u"-ec"_s, command});
        if (!shell.waitForFinished(60000) || shell.exitCode() != 0)
            qFatal("%s: %s", qUtf8Printable(command), shell.readAll().constData());
    }
    [[nodiscard]] Result<CommittedWork> commit() const
    {
        return commitWork(
            worktrees(), clone->record(), {"Vibe <x>\n", "a@b", "Fix it\n\nTask abc123\n", 1800000000}, program);
    }
    [[nodiscard]] QByteArray gitIn(const char *words) const { return git(clone->folder(), words); }

    const GitProgram program;
    std::unique_ptr<WorktreeClone> clone;
    QByteArray before;
};

int objectsIn(const QString &folder)
{
    int count = 0;
    QDirIterator it(folder + u"/.git/objects"_s, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        if (!it.next().contains(u"/info/"_s))
            ++count;
    }
    return count;
}

} // namespace

#define COMMIT(work, cloned)                                                                                           \
    const auto work##Made = (cloned).commit();                                                                         \
    QVERIFY2(work##Made, work##Made ? "" : qPrintable(work##Made.error().message));                                    \
    const CommittedWork &work = *work##Made

class WorktreeCommitTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!GitProgram::find())
            QSKIP("the program git is not installed");
    }

    void allThatTheAttemptLeftIsCommitted_data()
    {
        QTest::addColumn<QStringList>("init");
        QTest::newRow("sha1") << QStringList();
        QTest::newRow("sha256") << QStringList{u"--object-format=sha256"_s};
    }

    void allThatTheAttemptLeftIsCommitted()
    {
        QFETCH(const QStringList, init);
        const Cloned cloned(init);
        // The old content of a file of hers among it: its object is not touched.
        cloned.run(
            u"printf 'one\\n' >a.txt; rm many/3/file; mkdir -p deep/er; echo new >deep/er/n; chmod +x many/4/file; "
            u"ln -s a.txt link; echo x >x.log; printf '\\000\\001' >bin"_s);
        COMMIT(work, cloned);
        QCOMPARE(stateOf(cloned.tree()), cloned.before);
        QVERIFY(work.isNew);
        QCOMPARE(work.notCommitted, QString());
        QCOMPARE(work.leftOut, NamedFew());
        QCOMPARE(work.files, 6);
        QCOMPARE(cloned.gitIn("rev-parse HEAD"), work.commit);
        QCOMPARE(cloned.gitIn("rev-parse HEAD^{tree}"), work.tree);
        QCOMPARE(cloned.gitIn("symbolic-ref HEAD"), "refs/heads/" + kBranch.toUtf8());
        QCOMPARE(cloned.gitIn("rev-parse HEAD~1"), git(cloned.tree(), "rev-parse HEAD"));
        QCOMPARE(cloned.gitIn("log -1 --format=%an|%ae|%s|%b|%ct"), "Vibe x|a@b|Fix it|Task abc123\n|1800000000");
        QCOMPARE(cloned.gitIn("status --porcelain"), QByteArray());
        QCOMPARE(cloned.gitIn("ls-files -s many/4/file").left(6), "100755");
        QCOMPARE(cloned.gitIn("ls-files -s link").left(6), "120000");
        QVERIFY(cloned.gitIn("ls-files many/3/file x.log").isEmpty());
        int code = 0;
        QVERIFY2(
            !tryGit(cloned.clone->folder(), {u"fsck"_s, u"--strict"_s, u"--no-dangling"_s}, &code).contains("error"),
            "the clone is damaged");
        QCOMPARE(code, 0);
        // Only what is new was written: 20 unchanged folders were not.
        QVERIFY2(
            objectsIn(cloned.clone->folder()) < 14, qPrintable(QString::number(objectsIn(cloned.clone->folder()))));
        git(cloned.tree(), {u"fetch"_s, u"-q"_s, cloned.clone->folder(), kBranch});
        QCOMPARE(git(cloned.tree(), "rev-parse FETCH_HEAD"), work.commit);
        COMMIT(again, cloned);
        QVERIFY(!again.isNew);
        QCOMPARE(again.commit, work.commit);
        QCOMPARE(again.files, 6);
    }

    void withoutAChangeThereIsNoCommit()
    {
        const Cloned cloned;
        cloned.run(u"touch a.txt; echo x >x.log"_s);
        COMMIT(work, cloned);
        QVERIFY(!work.isNew);
        QCOMPARE(work.files, 0);
        QCOMPARE(objectsIn(cloned.clone->folder()), 0);
        QCOMPARE(stateOf(cloned.tree()), cloned.before);
    }

    void commitsOfTheAttemptStay()
    {
        const Cloned cloned;
        cloned.run(
            u"echo x >n; git add n; git commit -q -m 'of the model'; git pack-refs --all; git repack -q -d -l; echo y >m; git add m; echo z >m"_s);
        COMMIT(work, cloned);
        QVERIFY(work.isNew);
        QCOMPARE(cloned.gitIn("log --format=%s -2"), "Fix it\nof the model");
        QCOMPARE(cloned.gitIn("show HEAD:m"), "z");
        QCOMPARE(work.files, 2);
        QCOMPARE(cloned.gitIn("status --porcelain"), QByteArray());
    }

    void whatHidesAChangeFromGitHidesItNotFromUs()
    {
        const Cloned cloned;
        cloned.run(u"git update-index --assume-unchanged a.txt; echo x >a.txt; git update-index --skip-worktree "
                   u"many/1/file; echo y >many/1/file; git config core.fileMode false; chmod +x many/2/file"_s);
        COMMIT(work, cloned);
        QCOMPARE(work.files, 3);
        QCOMPARE(cloned.gitIn("show HEAD:a.txt"), "x");
    }

    void aCommitThatWouldBeWrongIsNotMade_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("why");
        QTest::newRow("detached") << u"git checkout -q --detach; echo x >n"_s << u"HEAD"_s;
        QTest::newRow("another branch") << u"git checkout -q -b other; echo x >n"_s << u"HEAD"_s;
        QTest::newRow("a merge") << u"touch .git/MERGE_HEAD; echo x >n"_s << u"MERGE_HEAD"_s;
        QTest::newRow("a rebase") << u"mkdir .git/rebase-merge; echo x >n"_s << u"rebase-merge"_s;
    }

    void aCommitThatWouldBeWrongIsNotMade()
    {
        QFETCH(const QString, command);
        QFETCH(const QString, why);
        const Cloned cloned;
        cloned.run(command);
        const QByteArray before = stateOf(cloned.clone->folder());
        COMMIT(work, cloned);
        QVERIFY(!work.isNew);
        QVERIFY2(work.notCommitted.contains(why), qPrintable(work.notCommitted));
        QCOMPARE(stateOf(cloned.clone->folder()), before);
    }

    void nothingIsWrittenThroughALink_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("the folder of git") << u"mv .git $OUT/git; ln -s $OUT/git .git"_s;
        QTest::newRow("objects") << u"mv .git/objects $OUT/o; ln -s $OUT/o .git/objects"_s;
        QTest::newRow("refs") << u"mv .git/refs $OUT/r; ln -s $OUT/r .git/refs"_s;
        QTest::newRow("branches") << u"mv .git/refs/heads/vibecoder $OUT/v; ln -s $OUT/v .git/refs/heads/vibecoder"_s;
        QTest::newRow("the branch")
            << u"rm .git/refs/heads/vibecoder/*; echo mine >$OUT/b; git pack-refs --all; ln -s $OUT/b .git/refs/heads/vibecoder/fix-it-abc123.lock"_s;
        QTest::newRow("the index") << u"mv .git/index $OUT/i; ln -s $OUT/i .git/index"_s;
        QTest::newRow("its lock") << u"echo mine >$OUT/l; ln -s $OUT/l .git/index.lock"_s;
        QTest::newRow("every folder of objects")
            << u"mkdir $OUT/x; for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do for j in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do ln -s $OUT/x .git/objects/$i$j; done; done"_s;
    }

    void nothingIsWrittenThroughALink()
    {
        QFETCH(QString, command);
        const Cloned cloned;
        QDir().mkpath(cloned.at(u"outside/place"_s));
        cloned.run(u"OUT="_s + cloned.at(u"outside/place"_s) + u"; "_s + command + u"; echo x >n"_s);
        const QByteArray outside = stateOf(cloned.at(u"outside"_s));
        const auto work = cloned.commit();
        Q_UNUSED(work)
        QCOMPARE(stateOf(cloned.at(u"outside"_s)), outside);
        QCOMPARE(stateOf(cloned.tree()), cloned.before);
    }

    void nothingOfTheCloneRuns()
    {
        const Cloned cloned;
        const QString mark = cloned.at(u"outside/sang"_s), canary = cloned.at(u"outside/canary"_s);
        cloned.put(u"outside/canary"_s, "#!/bin/sh\necho x >'" + mark.toUtf8() + "'\ncat\n");
        ::chmod(canary.toUtf8().constData(), 0755);
        cloned.run(u"echo '* filter=own diff=own' >.gitattributes; echo x >a.txt; for n in core.fsmonitor "
                   u"filter.own.clean diff.own.textconv gpg.program; do git config $n "_s +
                   canary +
                   u"; done; git config commit.gpgSign true; mkdir .git/hooks; for h in pre-commit post-commit "
                   u"reference-transaction post-index-change; do cp "_s +
                   canary + u" .git/hooks/$h; done"_s);
        tryGit(cloned.clone->folder(), {u"status"_s});
        QVERIFY2(QFile::exists(mark), "git itself does not start the canary: this test shows nothing");
        QFile::remove(mark);
        COMMIT(work, cloned);
        QVERIFY(work.isNew);
        QVERIFY(!QFile::exists(mark));
    }

    void aRepositoryInsideIsLeftOutAndNamed()
    {
        const Cloned cloned;
        cloned.run(
            u"git init -q inner; cd inner; echo x >x; git add x; git commit -q -m x; cd ..; echo y >y; git init -q empty"_s);
        COMMIT(work, cloned);
        QVERIFY(work.isNew);
        QCOMPARE(work.leftOut.names,
            (QStringList{u"empty (a repository of its own)"_s, u"inner (a repository of its own)"_s}));
        QVERIFY(cloned.gitIn("ls-files inner").isEmpty());
        QCOMPARE(cloned.gitIn("show HEAD:y"), "y");
        QVERIFY(noteDelivered(cloned.worktrees(), cloned.clone->record().name, work.tree));
        QVERIFY(!whyKept(inspectClone(cloned.worktrees(), cloned.clone->record().name, cloned.program)).isEmpty());
    }

    void aRepositoryInsideThatWasCommittedKeepsTheClone()
    {
        Cloned cloned;
        cloned.run(
            u"git init -q inner; cd inner; echo x >x; git add x; git commit -q -m x; cd ..; git add inner 2>&1; git commit -q -m inner"_s);
        const QString name = cloned.clone->record().name;
        QVERIFY(noteDelivered(cloned.worktrees(), name, cloned.gitIn("rev-parse HEAD^{tree}")));
        cloned.clone.reset();
        const QString reasons = whyKept(inspectClone(cloned.worktrees(), name, cloned.program)).join(u"; "_s);
        QVERIFY2(reasons.contains(u"the repository inner"_s), qPrintable(reasons));
    }

    void whatWasCommittedAndDeliveredMayGo()
    {
        Cloned cloned;
        cloned.run(u"echo x >n"_s);
        COMMIT(work, cloned);
        const QString name = cloned.clone->record().name;
        QVERIFY(noteDelivered(cloned.worktrees(), name, work.tree));
        cloned.clone.reset();
        QCOMPARE(whyKept(inspectClone(cloned.worktrees(), name, cloned.program)), QStringList());
    }

    void submodulesKeepTheirPlace()
    {
        Person person;
        git(person.tree(), {u"submodule"_s, u"add"_s, u"-q"_s, person.tree(), u"lib"_s});
        commitAll(person.tree());
        MAKE(clone, person.make());
        person.put(u"data/worktrees/fix-it-abc123/lib/a.txt"_s, "changed\n");
        const QByteArray moved = commitAll(clone->folder() + u"/lib"_s);
        const auto work = commitWork(person.worktrees(), clone->record(), {"a", "b", "c", 1}, *GitProgram::find());
        QVERIFY2(work, work ? "" : qPrintable(work.error().message));
        QCOMPARE(work->files, 1);
        QCOMPARE(git(clone->folder(), "rev-parse HEAD:lib"), moved);
        QCOMPARE(git(clone->folder(), "status --porcelain"), QByteArray());
    }

    void filesThatCannotBeReadAreNamed()
    {
        if (::geteuid() == 0)
            QSKIP("root reads every file");
        const Cloned cloned;
        cloned.run(u"echo x >closed; chmod 0 closed; echo y >open"_s);
        COMMIT(work, cloned);
        QCOMPARE(work.files, 1);
        QCOMPARE(work.leftOut.count, 1);
        QVERIFY2(work.leftOut.names.constFirst().contains(u"closed"_s), qPrintable(work.leftOut.names.constFirst()));
    }

    void ofAFolderOfSomebodyElse()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give a repository to somebody else");
        Person person;
        QProcess::execute(u"chown"_s, {u"-R"_s, u"65534:65534"_s, person.tree()});
        ::chmod(QFile::encodeName(person.base).constData(), 0711);
        MAKE(clone, person.make());
        person.put(u"data/worktrees/fix-it-abc123/n"_s, "n");
        const auto work = commitWork(person.worktrees(), clone->record(), {"a", "b", "c", 1}, *GitProgram::find());
        QVERIFY2(work, work ? "" : qPrintable(work.error().message));
        for (const char *path : {"/.git/index", "/.git/refs/heads/vibecoder/fix-it-abc123"})
            QCOMPARE(person.info(u"data/worktrees/fix-it-abc123"_s + QLatin1String(path)).st_uid, uid_t(65534));
    }
};

QTEST_GUILESS_MAIN(WorktreeCommitTest)
#include "tst_worktreecommit.moc"
