// SPDX-License-Identifier: MIT
// What is in a clone is found whatever the attempt did to hide it, and nothing that is not delivered or empty is ever
// removed.
#include "workspace/worktree/clonecleaning.h"
#include "worktreetesting.h"

#include <QTest>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

const QString kName = u"fix-it-abc123"_s;

bool nobodyNeedsIt(const QString &)
{
    return false;
}

class Cloned : public Person
{
public:
    Cloned()
        : program(*GitProgram::find())
    {
        put(u"w/.gitignore"_s, "*.log\n");
        commitAll(tree());
        git(tree(), "tag early HEAD~1");
        const auto made = make();
        if (!made)
            qFatal("%s", qUtf8Printable(made.error().message));
    }

    [[nodiscard]] QString clone(const QString &path = {}) const
    {
        return worktrees() + u'/' + kName + (path.isEmpty() ? QString() : u'/' + path);
    }
    void write(const QString &path, const QByteArray &bytes) const
    {
        put(u"data/worktrees/"_s + kName + u'/' + path, bytes);
    }
    void run(const QString &command, const QString &in = {}) const
    {
        QProcess shell;
        shell.setProcessEnvironment(personsEnvironment());
        shell.setWorkingDirectory(clone(in));
        shell.setProcessChannelMode(QProcess::MergedChannels);
        shell.start(u"/bin/sh"_s, {u"-ec"_s, command});
        if (!shell.waitForFinished(60000) || shell.exitCode() != 0)
            qFatal("%s: %s", qUtf8Printable(command), shell.readAll().constData());
    }
    [[nodiscard]] CloneState inspect() const { return inspectClone(worktrees(), kName, program); }
    [[nodiscard]] CleanedWorktrees clean() const { return cleanWorktrees(worktrees(), program, nobodyNeedsIt); }

    const GitProgram program;
};

} // namespace

class WorktreeCleaningTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!GitProgram::find())
            QSKIP("the program git is not installed");
    }

    void anEmptyOneIsRemoved()
    {
        const Cloned cloned;
        const QByteArray before = stateOf(cloned.tree());
        const CloneState state = cloned.inspect();
        QCOMPARE(state.problems, QStringList());
        QCOMPARE(whyKept(state), QStringList());
        QCOMPARE(state.trees.size(), qsizetype(1));
        QCOMPARE(state.trees.constFirst().head, git(cloned.tree(), "rev-parse HEAD"));
        QCOMPARE(state.trees.constFirst().tree, git(cloned.tree(), "rev-parse HEAD^{tree}"));
        const CleanedWorktrees cleaned = cloned.clean();
        QCOMPARE(cleaned.removed, QStringList{kName});
        QCOMPARE(cleaned.kept, QList<KeptWorktree>());
        QCOMPARE(cloned.names(u"data/worktrees"_s), QStringList());
        QCOMPARE(stateOf(cloned.tree()), before);
    }

    void lookingInItWithGitChangesNothing()
    {
        const Cloned cloned;
        cloned.run(u"git status; git log --stat; git diff; git checkout -q early; git checkout -q -; git fetch -q"_s);
        QCOMPARE(whyKept(cloned.inspect()), QStringList());
    }

    // command: of whoever works in the clone. reason: begins one of the clauses.
    void whateverIsInItKeepsIt_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QString &command, const QString &reason) {
            QTest::newRow(name) << command << reason;
        };
        const QString commits = u"commits that no branch of your repository has"_s,
                      changed = u"changes that are not committed: a.txt"_s,
                      untracked = u"new files that are not committed"_s, ignored = u"new files that git ignores"_s,
                      staged = u"staged changes"_s, unusual = u"something unusual in git"_s;
        row("a commit", u"git commit -q --allow-empty -m kept"_s, commits);
        row("a commit on another branch",
            u"git checkout -q -b x; git commit -q --allow-empty -m x; git checkout -q -"_s, commits);
        row("a commit that was reset", u"git commit -q --allow-empty -m x; git reset -q --hard HEAD~1"_s, commits);
        row("a commit without a branch",
            u"git checkout -q --detach; git commit -q --allow-empty -m x; git checkout -q -"_s, commits);
        row("a commit under a hidden ref",
            u"git update-ref refs/own/x $(git commit-tree -m x HEAD^{tree}); rm -rf .git/logs"_s, commits);
        row("a commit that is tagged", u"git tag x $(git commit-tree -m x HEAD^{tree}); rm -rf .git/logs"_s, commits);
        row("a packed commit", u"git commit -q --allow-empty -m x; git gc -q; git reset -q --hard HEAD~1"_s, commits);
        row("a branch without a commit", u"git branch mine"_s, u"other branches or tags: refs/heads/mine"_s);
        row("a stash", u"echo x >a.txt; git stash -q"_s, u"stashes: 1"_s);
        row("two stashes", u"echo x >a.txt; git stash -q; echo y >a.txt; git stash -q"_s, u"stashes: 2"_s);
        row("a changed file", u"echo x >a.txt"_s, changed);
        row("a change of the same size at the same second",
            u"printf 'one AND a half\\n' >a.txt; touch -r sub/dir/b.txt a.txt"_s, changed);
        row("a change that is assumed away", u"git update-index --assume-unchanged a.txt; echo x >a.txt"_s, changed);
        row("a change that the index skips", u"git update-index --skip-worktree a.txt; echo x >a.txt"_s, changed);
        row("a change with an index that knows it", u"echo x >a.txt; git add a.txt; git reset -q --soft HEAD"_s,
            changed);
        row("a changed file without an index", u"echo x >a.txt; rm .git/index"_s, changed);
        row("a removed file", u"rm a.txt"_s, changed);
        row("a file that became a link", u"rm a.txt; ln -s sub a.txt"_s, changed);
        row("a file that may be run", u"chmod +x a.txt"_s, changed);
        row("permissions that git is to ignore", u"git config core.fileMode false; chmod +x a.txt"_s, changed);
        row("a staged change", u"echo x >a.txt; git add a.txt"_s, staged);
        row("a staged change that was taken back in the file",
            u"cp a.txt /dev/null; echo x >a.txt; git add a.txt; git show HEAD:a.txt >a.txt"_s, staged);
        row("a staged new file that was removed", u"echo x >n; git add n; rm n"_s, staged + u": n"_s);
        row("a new file", u"echo x >n"_s, untracked + u": n"_s);
        row("new files that git is not to show", u"git config status.showUntrackedFiles no; echo x >n"_s, untracked);
        row("a new file in a new folder", u"mkdir -p d/e; echo x >d/e/f"_s, untracked + u": d/"_s);
        row("a repository inside", u"git init -q inner; echo x >inner/x"_s, untracked + u": inner/"_s);
        row("a new file, ignored", u"echo x >x.log"_s, ignored + u": x.log"_s);
        row("a new file, excluded", u"echo n >>.git/info/exclude; echo x >n"_s, ignored + u": n"_s);
        row("a new file, ignored by a new list", u"mkdir d; echo '*' >d/.gitignore; echo x >d/n"_s, ignored);
        row("a merge", u"git merge -q --no-ff --no-commit early || true; touch .git/MERGE_HEAD"_s,
            unusual + u": MERGE_HEAD"_s);
        row("a hook", u"mkdir .git/hooks; echo x >.git/hooks/pre-commit"_s, unusual + u": hooks"_s);
        row("a work tree of its own", u"git worktree add -q --detach ../../../outside/more"_s,
            unusual + u": worktrees"_s);
        row("something in its folder of git", u"echo x >.git/notes.txt"_s, unusual + u": notes.txt"_s);
        row("a submodule of its own", u"mkdir -p .git/modules/x; echo x >.git/modules/x/y"_s,
            unusual + u": modules/x"_s);
        row("no folder of git", u"rm -rf .git"_s, u"it cannot be looked at"_s);
        row("a damaged HEAD", u"echo nonsense >.git/HEAD"_s, u"it cannot be looked at"_s);
        row("a damaged index", u"echo nonsense >.git/index"_s, u"it cannot be looked at"_s);
        row("a folder of git that leads elsewhere", u"echo ../../../../w/.git >.git/commondir"_s,
            u"it cannot be looked at"_s);
    }

    void whateverIsInItKeepsIt()
    {
        QFETCH(const QString, command);
        QFETCH(const QString, reason);
        const Cloned cloned;
        cloned.run(command);
        const QByteArray hers = stateOf(cloned.tree()), before = stateOf(cloned.clone());
        const QStringList reasons = whyKept(cloned.inspect());
        const bool isNamed = std::any_of(
            reasons.begin(), reasons.end(), [&reason](const QString &clause) { return clause.startsWith(reason); });
        QVERIFY2(isNamed, qPrintable(reasons.join(u"; "_s)));
        const CleanedWorktrees cleaned = cloned.clean();
        QCOMPARE(cleaned.removed, QStringList());
        QCOMPARE(cleaned.kept.size(), qsizetype(1));
        QCOMPARE(cleaned.kept.constFirst().reasons, reasons);
        QCOMPARE(cleaned.kept.constFirst().folder, cloned.clone());
        QCOMPARE(stateOf(cloned.clone()), before);
        QCOMPARE(stateOf(cloned.tree()), hers);
    }

    void nothingOfTheCloneRuns()
    {
        const Cloned cloned;
        const QString mark = cloned.at(u"outside/sang"_s);
        cloned.put(u"outside/canary"_s, "#!/bin/sh\necho x >'" + mark.toUtf8() + "'\ncat\n");
        const QString canary = cloned.at(u"outside/canary"_s);
        ::chmod(canary.toUtf8().constData(), 0755);
        cloned.run(u"echo '* filter=own diff=own' >.gitattributes; echo x >a.txt; for n in core.fsmonitor "
                   u"filter.own.clean diff.own.textconv gpg.program core.pager; do git config $n "_s +
                   canary +
                   u"; done; git config log.showSignature true; mkdir .git/hooks; for h in post-index-change "
                   u"reference-transaction post-checkout; do cp "_s +
                   canary + u" .git/hooks/$h; done"_s);
        tryGit(cloned.clone(), {u"status"_s});
        QVERIFY2(QFile::exists(mark), "git itself does not start the canary: this test shows nothing");
        QFile::remove(mark);
        QVERIFY(!whyKept(cloned.inspect()).isEmpty());
        (void)cloned.clean();
        QVERIFY(!QFile::exists(mark));
    }

    void submodulesCountAsWell_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("reason");
        QTest::newRow("untouched") << QString() << QString();
        QTest::newRow("a commit") << u"git commit -q --allow-empty -m x"_s << u"submodule lib: commits"_s;
        QTest::newRow("a new file") << u"echo x >n"_s << u"submodule lib: new files that are not committed: n"_s;
        QTest::newRow("a changed file") << u"echo x >a.txt"_s
                                        << u"submodule lib: changes that are not committed: a.txt"_s;
        QTest::newRow("a stash") << u"echo x >a.txt; git stash -q"_s << u"submodule lib: stashes: 1"_s;
        QTest::newRow("another commit of hers")
            << u"git checkout -q HEAD~1"_s << u"changes that are not committed: lib"_s;
    }

    void submodulesCountAsWell()
    {
        QFETCH(const QString, command);
        QFETCH(const QString, reason);
        Person person;
        git(person.tree(), {u"submodule"_s, u"add"_s, u"-q"_s, person.tree(), u"lib"_s});
        commitAll(person.tree());
        {
            MAKE(clone, person.make());
            QCOMPARE(clone->record().trees.size(), qsizetype(2));
        }
        const GitProgram program = *GitProgram::find();
        if (!command.isEmpty()) {
            QProcess shell;
            shell.setProcessEnvironment(personsEnvironment());
            shell.setWorkingDirectory(person.worktrees() + u'/' + kName + u"/lib"_s);
            shell.start(u"/bin/sh"_s, {u"-ec"_s, command});
            QVERIFY(shell.waitForFinished(60000) && shell.exitCode() == 0);
        }
        const CleanedWorktrees cleaned = cleanWorktrees(person.worktrees(), program, nobodyNeedsIt);
        if (reason.isEmpty()) {
            QCOMPARE(cleaned.removed, QStringList{kName});
            return;
        }
        QCOMPARE(cleaned.kept.size(), qsizetype(1));
        const QString all = cleaned.kept.constFirst().reasons.join(u"; "_s);
        QVERIFY2(all.contains(reason), qPrintable(all));
    }

    void whatWasDeliveredMayGo()
    {
        const Cloned cloned;
        cloned.run(u"echo x >n; echo y >a.txt; rm sub/dir/b.txt; git add -A; git commit -q -m done"_s);
        const QByteArray tree = git(cloned.clone(), "rev-parse HEAD^{tree}");
        QVERIFY(!whyKept(cloned.inspect()).isEmpty());
        QVERIFY(noteDelivered(cloned.worktrees(), kName, QByteArray("0").repeated(40)));
        QVERIFY(!whyKept(cloned.inspect()).isEmpty());
        QVERIFY(noteDelivered(cloned.worktrees(), kName, tree));
        QCOMPARE(whyKept(cloned.inspect()), QStringList());
        QCOMPARE(cloned.clean().removed, QStringList{kName});
    }

    void whatSheFetchedMayGo()
    {
        const Cloned cloned;
        cloned.run(u"echo x >n; git add n; git commit -q -m done"_s);
        git(cloned.tree(), {u"fetch"_s, u"-q"_s, cloned.clone(), u"vibecoder/fix-it-abc123"_s});
        // Nothing but a file that git overwrites leads to it: it could be gone tomorrow.
        QCOMPARE(cloned.clean().removed, QStringList());
        git(cloned.tree(), {u"fetch"_s, u"-q"_s, cloned.clone(), u"vibecoder/fix-it-abc123:theirs"_s});
        QCOMPARE(cloned.clean().removed, QStringList{kName});
        QCOMPARE(git(cloned.tree(), "log --format=%s -1 theirs"), "done");
    }

    void whatCameAfterTheDeliveryKeepsIt_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("a commit") << u"echo y >m; git add m; git commit -q -m more"_s;
        QTest::newRow("a file") << u"echo y >m"_s;
        QTest::newRow("an ignored file") << u"echo y >m.log"_s;
        QTest::newRow("a stash") << u"echo y >a.txt; git stash -q"_s;
        QTest::newRow("a commit elsewhere")
            << u"git checkout -q -b other; git commit -q --allow-empty -m x; git checkout -q -"_s;
        QTest::newRow("a staged file") << u"echo y >m; git add m; rm m"_s;
    }

    void whatCameAfterTheDeliveryKeepsIt()
    {
        QFETCH(const QString, command);
        const Cloned cloned;
        cloned.run(u"echo x >n; git add n; git commit -q -m done"_s);
        QVERIFY(noteDelivered(cloned.worktrees(), kName, git(cloned.clone(), "rev-parse HEAD^{tree}")));
        cloned.run(command);
        const CleanedWorktrees cleaned = cloned.clean();
        QCOMPARE(cleaned.removed, QStringList());
        QVERIFY(QFile::exists(cloned.clone(u"n"_s)));
    }

    void whoeverIsInsideKeepsIt_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("its current folder") << u"cd sub/dir; exec sleep 60"_s;
        QTest::newRow("an open file") << u"exec sleep 60 <a.txt"_s;
        QTest::newRow("an open folder") << u"exec 3<sub; cd /; exec sleep 60"_s;
        QTest::newRow("a program that lies in it")
            << u"cp /bin/sleep .git/objects/info/s; cd /; exec \"$CLONE/.git/objects/info/s\" 60"_s;
    }

    void whoeverIsInsideKeepsIt()
    {
        QFETCH(const QString, command);
        const Cloned cloned;
        QProcess inside;
        QProcessEnvironment environment = personsEnvironment();
        environment.insert(u"CLONE"_s, cloned.clone());
        inside.setProcessEnvironment(environment);
        inside.setWorkingDirectory(cloned.clone());
        inside.start(u"/bin/sh"_s, {u"-ec"_s, u"echo ready; "_s + command});
        QVERIFY(inside.waitForReadyRead(20000));
        QTRY_VERIFY_WITH_TIMEOUT(!cloned.inspect().inside.isEmpty(), 20000);
        const QString title = u"(%1)"_s.arg(inside.processId());
        QTRY_VERIFY_WITH_TIMEOUT(cloned.inspect().inside.join(u' ').contains(title), 20000);
        const CleanedWorktrees cleaned = cloned.clean();
        QCOMPARE(cleaned.removed, QStringList());
        QVERIFY(cleaned.kept.constFirst().reasons.constFirst().startsWith(u"processes work in it"_s));
        inside.kill();
        QVERIFY(inside.waitForFinished(20000));
        QCOMPARE(cloned.clean().removed, QStringList{kName});
    }

    void itsLockKeepsIt()
    {
        const Cloned cloned;
        {
            MAKE(clone, cloned.make());
            QVERIFY(clone->isTakenUp());
            QVERIFY(cloned.inspect().isInUse);
            const CleanedWorktrees cleaned = cloned.clean();
            QCOMPARE(cleaned.removed, QStringList());
            QCOMPARE(cleaned.kept.size(), qsizetype(1));
            QVERIFY(QFile::exists(cloned.clone(u"a.txt"_s)));
        }
        QCOMPARE(cloned.clean().removed, QStringList{kName});
    }

    void aTaskThatHasNotEndedKeepsIt()
    {
        const Cloned cloned;
        QStringList asked;
        const CleanedWorktrees cleaned = cleanWorktrees(cloned.worktrees(), cloned.program, [&asked](const QString &id) {
            asked.append(id);
            return true;
        });
        QCOMPARE(asked, QStringList{u"abc123"_s});
        QCOMPARE(cleaned, CleanedWorktrees());
        QVERIFY(QFile::exists(cloned.clone(u"a.txt"_s)));
    }

    void whatIsNotOursIsNamedAndKept()
    {
        const Cloned cloned;
        cloned.put(u"data/worktrees/theirs/file"_s, "theirs");
        QVERIFY(QFile::remove(cloned.worktrees() + u"/."_s + kName + u"/clone.json"_s));
        const CleanedWorktrees cleaned = cloned.clean();
        QCOMPARE(cleaned.removed, QStringList());
        QCOMPARE(cleaned.kept.size(), qsizetype(2));
        QVERIFY(QFile::exists(cloned.clone(u"a.txt"_s)));
        QCOMPARE(cloned.get(u"data/worktrees/theirs/file"_s), "theirs");
    }

    void aRemovalThatWasCutOffIsFinished()
    {
        const QString about = u"data/worktrees/."_s + kName;
        {
            // Killed between the two looks: it comes back and is looked at.
            const Cloned cloned;
            cloned.run(u"echo x >n"_s);
            QVERIFY(QFile::rename(cloned.clone(), cloned.at(about + u"/checked"_s)));
            QCOMPARE(cloned.clean().removed, QStringList());
            QCOMPARE(cloned.get(u"data/worktrees/"_s + kName + u"/n"_s), "x\n");
        }
        {
            // Killed while it was taken away, half of it is left.
            const Cloned cloned;
            QVERIFY(QFile::remove(cloned.clone(u"a.txt"_s)));
            QVERIFY(QFile::rename(cloned.clone(), cloned.at(about + u"/removed"_s)));
            (void)cloned.clean();
            QCOMPARE(cloned.names(u"data/worktrees"_s), QStringList());
        }
        {
            // Killed while it was made.
            const Cloned cloned;
            QVERIFY(QFile::rename(cloned.clone(), cloned.at(about + u"/.making"_s)));
            QVERIFY(QFile::remove(cloned.at(about + u"/clone.json"_s)));
            (void)cloned.clean();
            QCOMPARE(cloned.names(u"data/worktrees"_s), QStringList());
        }
    }

    void withoutAFolderThereIsNothingToClean()
    {
        const Scratch scratch;
        QCOMPARE(cleanWorktrees(scratch.at(u"missing"_s), *GitProgram::find(), nobodyNeedsIt), CleanedWorktrees());
    }

    void objectsThatSheLostKeepIt()
    {
        const Cloned cloned;
        cloned.run(u"echo x >n; git add n; git commit -q -m x"_s);
        QVERIFY(QDir(cloned.at(u"w/.git/objects"_s)).removeRecursively());
        QVERIFY(!whyKept(cloned.inspect()).isEmpty());
        QCOMPARE(cloned.clean().removed, QStringList());
    }
};

QTEST_GUILESS_MAIN(WorktreeCleaningTest)
#include "tst_worktreecleaning.moc"
