// SPDX-License-Identifier: MIT
// What a command may do to repositories of git without a question, and what it may not: each case prepares a folder,
// runs a script in it and looks at what the comparison says.
#include "core/commandsandbox.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class GitChangesTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QByteArray m_said;

    [[nodiscard]] QString work() const { return m_folder.filePath(u"outer/work"_s); }

    bool shell(const QString &script, const QString &directory)
    {
        QProcess process;
        process.setWorkingDirectory(directory);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(u"/bin/sh"_s, {u"-ec"_s, script});
        const bool ended = process.waitForFinished(60000);
        m_said = process.readAll();
        return ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    }

    QStringList changesBy(const QString &script)
    {
        ProcessRunner runner;
        Settings settings;
        CommandSandbox sandbox(runner, settings, work(), u"test"_s);
        sandbox.look();
        if (!shell(script, work()))
            return {u"the script failed: "_s + QString::fromUtf8(m_said)};
        return sandbox.changes({});
    }

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("git is not installed");
        qputenv("HOME", m_folder.filePath(u"home"_s).toUtf8());
        qputenv("GIT_CONFIG_NOSYSTEM", "1");
        qunsetenv("XDG_CONFIG_HOME");
    }

    void init()
    {
        QVERIFY(QDir().mkpath(work()) && QDir().mkpath(m_folder.filePath(u"home"_s)));
        QVERIFY(shell(u"git config --global user.name a; git config --global user.email a@b; "
                      "git config --global init.defaultBranch main; git config --global protocol.file.allow always; "
                      "git config --global advice.detachedHead false; git config --global gc.autoDetach false"_s,
            work()));
    }

    void cleanup()
    {
        // Names that are no text and paths that are too long for the others.
        QVERIFY2(shell(u"chmod -R u+rwX outer; rm -rf outer home"_s, m_folder.path()), m_said.constData());
    }

    void aHostileCommandIsNoticed_data()
    {
        QTest::addColumn<QString>("prepare");
        QTest::addColumn<QString>("script");
        QTest::addColumn<QStringList>("lines");
        const QString repository = u"git init -q . && echo a > a && git add a && git commit -qm a"_s;
        const QString submodule =
            u"git init -q ../s && (cd ../s && echo a > a && git add a && git commit -qm a) && "_s + repository +
            u" && git submodule -q add ../s x && git commit -qm sub"_s;
        const auto row = [](const char *name, const QString &prepare, const char *script, const QStringList &lines) {
            QTest::newRow(name) << prepare << QString::fromUtf8(script) << lines;
        };
        row("commondir", repository,
            "mkdir -p .cache/g; cp -r .git/objects .git/refs .cache/g; echo ../.cache/g > .git/commondir",
            {u"created .git/commondir"_s});
        row("configuration", repository, "git config core.fsmonitor ./x", {u"changed .git/config"_s});
        row("hook", repository, "echo x > .git/hooks/post-checkout", {u"created .git/hooks/post-checkout"_s});
        row("hooks become a link", repository, "mv .git/hooks h; ln -s ../h .git/hooks", {u"changed .git/hooks"_s});
        row("attributes", repository, "echo '* filter=x' > .git/info/attributes", {u"created .git/info/attributes"_s});
        row("exclude", repository, "echo 'x' >> .git/info/exclude", {u"changed .git/info/exclude"_s});
        row("grafts", repository, "echo 'x' >> .git/info/grafts", {u"created .git/info/grafts"_s});
        row("config.worktree", repository + u" && git config extensions.worktreeConfig true"_s,
            "git config --worktree core.fsmonitor ./x", {u"created .git/config.worktree"_s});
        row("alternates", repository, "echo /somewhere > .git/objects/info/alternates",
            {u"created .git/objects/info/alternates"_s});
        row("alternates by http", repository, "echo http://x/ > .git/objects/info/http-alternates",
            {u"created .git/objects/info/http-alternates"_s});
        row("todo of a rebase", repository,
            "mkdir .git/rebase-merge; echo 'exec x' > .git/rebase-merge/git-rebase-todo",
            {u"created .git/rebase-merge"_s, u"created .git/rebase-merge/git-rebase-todo"_s});
        row("todo of picks", repository, "mkdir .git/sequencer; echo 'pick x' > .git/sequencer/todo",
            {u"created .git/sequencer"_s, u"created .git/sequencer/todo"_s});
        row("old remotes", repository, "mkdir -p .git/remotes; echo 'URL: ext::sh -c x' > .git/remotes/origin",
            {u"created .git/remotes"_s, u"created .git/remotes/origin"_s});
        row("names of a bisection are evaluated", repository, "echo '$(x)' > .git/BISECT_NAMES",
            {u"created .git/BISECT_NAMES"_s});
        row("reflog is a link", repository, "rm .git/logs/HEAD; ln -s /somewhere .git/logs/HEAD",
            {u"created .git/logs/HEAD"_s});
        row("message is a link", repository, "ln -sf /somewhere .git/COMMIT_EDITMSG",
            {u"created .git/COMMIT_EDITMSG"_s});
        row("index is a link", repository, "mv .git/index i; ln -s ../i .git/index", {u"created .git/index"_s});
        row("branch is a link", repository, "mv .git/refs/heads/main m; ln -s ../../../m .git/refs/heads/main",
            {u"created .git/refs/heads/main"_s});
        row("objects are a link", repository, "mv .git/objects o; ln -s ../o .git/objects",
            {u"created .git/objects"_s});
        row("some objects are a link", repository, "ln -s /somewhere .git/objects/zz", {u"created .git/objects/zz"_s});

        row("configuration of a submodule", submodule, "echo x >> .git/modules/x/config",
            {u"changed .git/modules/x/config"_s});
        row("hook of a submodule", submodule, "echo x > .git/modules/x/hooks/post-checkout",
            {u"created .git/modules/x/hooks/post-checkout"_s});
        row("common folder of a submodule", submodule, "echo ../../../y > .git/modules/x/commondir",
            {u"created .git/modules/x/commondir"_s});
        row("a submodule that nobody made", submodule, "cp -r .git/modules/x .git/modules/y",
            {u"created repository .git/modules/y"_s});
        row("a submodule of a longer name", submodule + u"; mkdir .git/modules/g; mv .git/modules/x .git/modules/g/x"_s,
            "echo x > .git/modules/g/x/hooks/post-checkout", {u"created .git/modules/g/x/hooks/post-checkout"_s});
        row("something beside the submodules", submodule, "echo x > .git/modules/y", {u"created .git/modules/y"_s});
        row("a submodule takes its repository in",
            repository + u"; git init -q x; cd x; git commit -qm x --allow-empty; "
                         "cd ..; git submodule -q add ./x x"_s,
            "git submodule absorbgitdirs",
            {u"changed repository x/.git"_s, u"created .git/modules"_s, u"created repository .git/modules/x"_s});
        row("its file leads elsewhere", submodule, "echo 'gitdir: ../y' > x/.git", {u"changed repository x/.git"_s});

        const QString worktree = repository + u" && git worktree add -q w -b w"_s;
        row("common folder of a worktree", worktree, "echo ../../../c > .git/worktrees/w/commondir",
            {u"changed .git/worktrees/w/commondir"_s});
        row("folder of a worktree", worktree, "echo /somewhere > .git/worktrees/w/gitdir",
            {u"changed .git/worktrees/w/gitdir"_s});
        row("configuration of a worktree", worktree, "echo x > .git/worktrees/w/config.worktree",
            {u"created .git/worktrees/w/config.worktree"_s});
        row("a worktree that nobody made", repository, "git worktree add -q w -b w",
            {u"created .git/worktrees"_s, u"created repository .git/worktrees/w"_s, u"created repository w/.git"_s});

        row("repository below", repository, "mkdir docs; git init -q docs", {u"created repository docs/.git"_s});
        row("repository where none was", {}, "git init -q .", {u"created repository .git"_s});
        row("deep below", {}, "mkdir -p 1/2/3/4/5/6/7/8; git init -q 1/2/3/4/5/6/7/8",
            {u"created repository 1/2/3/4/5/6/7/8/.git"_s});
        row("among modules", {}, "mkdir -p node_modules/x; git init -q node_modules/x",
            {u"created repository node_modules/x/.git"_s});
        row("behind many folders", u"for i in $(seq 450); do mkdir a$i; done; git init -q zz"_s,
            "echo x > zz/.git/hooks/post-checkout", {u"created zz/.git/hooks/post-checkout"_s});
        row("in a large tree", u"mkdir $(seq 5100)"_s, "git init -q 5100", {u"created repository 5100/.git"_s});
        row("beside many protected files",
            repository + u"; mkdir -p .vscode/x; cd .vscode/x; for i in $(seq 4100); do : > $i; done; cd ../..; "
                         "echo y > .vscode/z"_s,
            "echo evil > .vscode/z; echo e > .git/commondir", {u"changed .vscode/z"_s, u"created .git/commondir"_s});
        row("in a folder whose name is no text", {}, "d=$(printf 'x\\377'); mkdir \"$d\"; git init -q \"$d\"",
            {u"created repository \"x%FF/.git\""_s});
        row("in a folder whose name has two lines", {}, "d=$(printf 'x\\ncreated y'); mkdir \"$d\"; git init -q \"$d\"",
            {u"created repository \"x%0Acreated y/.git\""_s});
        row("in upper case", {}, "mkdir -p x/.GIT; echo x > x/.GIT/config", {u"created repository x/.GIT"_s});
        row("bare", {}, "git init -q --bare foo.git; git -C foo.git config core.fsmonitor ./x",
            {u"created repository foo.git"_s});
        row("bare at the root", {}, "git init -q --bare .", {u"created repository ."_s});
        row("bare by a common folder", {}, "mkdir x; echo 'ref: refs/heads/x' > x/HEAD; echo /y > x/commondir",
            {u"created repository x"_s});
        row("bare by its last part", u"mkdir -p x/objects x/refs"_s, "echo 'ref: refs/heads/x' > x/HEAD",
            {u"created repository x"_s});
        row("bare and there before", u"git init -q --bare foo.git"_s,
            "echo x >> foo.git/config; echo x > foo.git/hooks/y",
            {u"changed foo.git/config"_s, u"created foo.git/hooks/y"_s});
        row("bare, inside its objects", u"git init -q --bare foo.git"_s, "git init -q foo.git/objects/x",
            {u"created repository foo.git/objects/x/.git"_s});
        row("file that leads to a planted folder", {},
            "mkdir -p .g/objects .g/refs sub; echo x > .g/HEAD; echo 'gitdir: ../.g' > sub/.git",
            {u"created repository .g"_s, u"created repository sub/.git"_s});
        row("link that leads to a planted folder", {}, "ln -s ../elsewhere .git", {u"created repository .git"_s});
        row("replaced by a link", repository, "mv .git g; ln -s g .git",
            {u"changed repository .git"_s, u"created repository g"_s});
        row("moved away and back with something more", repository, "mv .git g; echo x > g/hooks/y; mv g .git",
            {u"created .git/hooks/y"_s});
        row("replaced by a copy", repository, "cp -r .git g; rm -r .git; mv g .git", {u"replaced repository .git"_s});
        row("moved with the folder around it", u"mkdir sub; git init -q sub"_s,
            "mv sub sub2; mkdir -p sub/.git/hooks; echo x > sub/.git/hooks/y",
            {u"created repository sub2/.git"_s, u"created sub/.git/hooks/y"_s, u"replaced repository sub/.git"_s});
        row("removed", u"mkdir sub; git init -q sub"_s, "rm -r sub", {u"removed repository sub/.git"_s});
        row("time of change set back", repository,
            "cp -p .git/config c; echo '#' >> .git/config; touch -r c .git/config", {u"changed .git/config"_s});

        const QString hooks = repository + u"; mkdir .githooks; echo true > .githooks/pre-commit; "_s;
        row("folder of hooks", hooks + u"git config core.hooksPath .githooks"_s, "echo x > .githooks/pre-commit",
            {u"changed .githooks/pre-commit"_s});
        row("folder of hooks by the person's settings", hooks + u"git config --global core.hooksPath .githooks"_s,
            "echo x > .githooks/post-merge; chmod +x .githooks/pre-commit",
            {u"created .githooks/post-merge"_s, u"replaced .githooks/pre-commit"_s});
        row("folder of hooks that is not there yet", hooks + u"git config core.hooksPath tools/hooks"_s,
            "mkdir -p tools/hooks; echo x > tools/hooks/y", {u"created tools/hooks"_s, u"created tools/hooks/y"_s});
        row("absolute folder of hooks", hooks + u"git config core.hooksPath \"$PWD/.githooks\""_s,
            "echo x > .githooks/y", {u"created .githooks/y"_s});
        row("folder of hooks by a link",
            hooks + u"mv .githooks real; ln -s real .githooks; git config core.hooksPath .githooks"_s,
            "echo x > real/y", {u"created real/y"_s});
        row("link on the way to the hooks",
            hooks + u"mkdir real; mv .githooks real/h; ln -s real l; git config core.hooksPath l/h"_s,
            "mkdir -p other/h; rm l; ln -s other l", {u"changed l"_s, u"removed l/h/pre-commit"_s});
        row("the tree itself as folder of hooks", hooks + u"git config core.hooksPath ."_s,
            "echo x > pre-commit; echo y > other", {u"created pre-commit"_s});
        row("folder of hooks of a repository below",
            hooks + u"git init -q sub; git -C sub config core.hooksPath ../.githooks"_s, "echo x > .githooks/y",
            {u"created .githooks/y"_s});
        row("folder of hooks of the repository around",
            u"cd ..; git init -q .; git config core.hooksPath work/hk; mkdir work/hk"_s, "echo x > hk/pre-commit",
            {u"created hk/pre-commit"_s});
        row("included settings", hooks + u"echo '[user]' > my.inc; git config include.path ../my.inc"_s,
            "echo '[core] fsmonitor = x' > my.inc", {u"changed my.inc"_s});
        row("included settings that are not there yet", hooks + u"git config include.path ../my.inc"_s,
            "echo '[core] fsmonitor = x' > my.inc", {u"created my.inc"_s});
        row("settings included under a condition by included ones",
            hooks +
                u"git config include.path ../my.inc; printf '[includeIf \"onbranch:x\"]\\n path = deep.inc\\n' > my.inc"_s,
            "echo '[core] fsmonitor = x' > deep.inc", {u"created deep.inc"_s});
        row("settings included by the person's own", hooks + u"git config --global include.path \"$PWD/my.inc\""_s,
            "echo '[core] fsmonitor = x' > my.inc", {u"created my.inc"_s});
        row("monitor of files", hooks + u"mkdir t; echo true > t/m; git config core.fsmonitor ./t/m"_s, "echo x > t/m",
            {u"changed t/m"_s});
        row("filter", hooks + u"echo true > f.sh; git config filter.x.clean 'sh f.sh %f'"_s, "echo x > f.sh",
            {u"changed f.sh"_s});
        row("driver of the person's settings", hooks + u"git config --global diff.x.textconv 'sh tools/conv'"_s,
            "mkdir tools; echo x > tools/conv", {u"created tools/conv"_s});
        row("alias that runs a script", hooks + u"mkdir t; echo true > t/st; git config alias.st '!sh t/st'"_s,
            "echo x > t/st", {u"changed t/st"_s});

        const QString script = repository + u"; mkdir tools; echo true > tools/pc; chmod +x tools/pc; "_s;
        row("hook that is a link into the tree", script + u"ln -s ../../tools/pc .git/hooks/pre-commit"_s,
            "echo x > tools/pc", {u"changed tools/pc"_s});
        row("hook that starts a program of the tree",
            script + u"printf '#!/bin/sh\nexec ./tools/pc \"$@\"\n' > .git/hooks/pre-commit"_s, "echo x > tools/pc",
            {u"changed tools/pc"_s});
        row("hook that starts one from the top",
            script + u"echo '\"$(git rev-parse --show-toplevel)/tools/pc\"' > .git/hooks/pre-push"_s,
            "echo x > tools/pc", {u"changed tools/pc"_s});
        row("hook that starts one by a variable",
            script + u"printf 'top=$PWD\n\"${top}/tools/pc\" && $top/tools/pc\n' > .git/hooks/pre-push"_s,
            "echo x > tools/pc", {u"changed tools/pc"_s});
        row("hook that gives a script to an interpreter",
            script + u"echo true > lint.py; echo 'python3 -u lint.py' > .git/hooks/pre-commit"_s, "echo x > lint.py",
            {u"changed lint.py"_s});
        row("hook of another folder that starts a program of the tree",
            script + u"mkdir h; echo './tools/pc' > h/pre-commit; git config core.hooksPath h"_s, "echo x > tools/pc",
            {u"changed tools/pc"_s});
        row("hook of a submodule that starts a program of its tree",
            submodule + u"; echo true > x/pc.sh; echo 'sh pc.sh' > .git/modules/x/hooks/pre-commit"_s,
            "echo x > x/pc.sh", {u"changed x/pc.sh"_s});

        row("what an obeyed link leads to", u"mkdir .vscode; echo x > real; ln -s ../real .vscode/tasks.json"_s,
            "echo y > real", {u"changed real"_s});
        row("the folder that an obeyed link leads to", u"mkdir cfg; echo x > cfg/tasks.json; ln -s cfg .vscode"_s,
            "echo y > cfg/tasks.json; echo z > cfg/more", {u"changed cfg/tasks.json"_s, u"created cfg/more"_s});
        row("over two links", u"mkdir docs; echo x > docs/a; ln -s a docs/b; ln -s docs/b AGENTS.md"_s,
            "echo y > docs/a", {u"changed docs/a"_s});
        row("settings of Jujutsu", u"mkdir -p .jj/repo; echo x > .jj/repo/config.toml"_s,
            "echo y > .jj/repo/config.toml", {u"changed .jj/repo/config.toml"_s});
    }

    void aHostileCommandIsNoticed()
    {
        QFETCH(QString, prepare);
        QFETCH(QString, script);
        QFETCH(QStringList, lines);
        QVERIFY2(shell(prepare.isEmpty() ? u"true"_s : prepare, work()), m_said.constData());
        const QStringList changes = changesBy(script);
        for (const QString &line : std::as_const(lines))
            QVERIFY2(changes.contains(line), qPrintable(line + u" is not in "_s + changes.join(u" | "_s)));
        QVERIFY2(changes.size() < 6, qPrintable(changes.join(u" | "_s)));
    }

    void dailyWorkOfGitIsNotAsked_data()
    {
        QTest::addColumn<QString>("script");
        for (const char *script :
            {"echo b > b; git add b; git commit -qm b", "git checkout -q -b f; git switch -q -c g",
                "echo b > a; git stash -q; git stash pop -q", "git gc -q --aggressive --prune=now; git gc -q --auto",
                "git repack -adq; git prune; git pack-refs --all",
                "git repack -q; git commit-graph write; git multi-pack-index write", "git maintenance run 2>&1",
                "git tag v1; git tag -a v2 -m v2; git describe --tags --dirty",
                "git checkout -q -b f; echo f > f; git add f; git commit -qm f; git checkout -q main; "
                "git merge -q --no-ff -m m f",
                "git checkout -q -b f; echo f > a; git commit -qam f; git checkout -q main; echo g > a; git commit "
                "-qam g; "
                "! git merge -q f; git status",
                "git checkout -q -b f; echo f > a; git commit -qam f; git checkout -q main; echo g > a; git commit "
                "-qam g; "
                "! git cherry-pick f; git cherry-pick --abort",
                "git checkout -q -b f; echo f > f; git add f; git commit -qm f; git checkout -q main; echo g > g; "
                "git add g; git commit -qm g; git rebase -q main f",
                "echo b > a; git commit -qam b; git revert --no-edit HEAD", "git commit -q --amend -m c; git reflog",
                "echo b > a; git add a; git reset -q --hard; git clean -qfdx", "git notes add -m n",
                "git update-index --split-index; git update-index --untracked-cache 2>&1", "git fsck",
                "git format-patch -q --root -o p; git reset -q --hard; git am -q p/* || git am --abort",
                "for i in 1 2 3; do git commit -q --allow-empty -m $i; done; git bisect start HEAD HEAD~3; "
                "git bisect good; git bisect reset",
                "mkdir t; git init -q t; git -C t commit -q --allow-empty -m x; rm -rf t",
                "cd w; echo c > c; git add c; git commit -qm c; git stash list; cd ..; git gc -q",
                "cd x; echo c > c; git add c; git commit -qm c; git gc -q; git checkout -q -b n; cd ..; git add x; "
                "git commit -qm x",
                "mkdir -p b/c/d; echo x > b/c/d/e; ln -s b l; mkfifo p",
                "git rm -q --cached a; git mv w v 2>&1 || true",
                "git -c core.editor=true commit -q --allow-empty -e -m x; git shortlog HEAD",
                // Only mentioned by a hook, and no program.
                "echo b > notes; echo b > data/list; echo b > all/new"})
            QTest::newRow(script) << QString::fromUtf8(script);
    }

    void dailyWorkOfGitIsNotAsked()
    {
        QFETCH(QString, script);
        QVERIFY2(
            shell(
                u"git init -q ../s; (cd ../s; echo a > a; git add a; git commit -qm a); git init -q .; echo a > a; "
                "git add a; git commit -qm a; git submodule -q add ../s x; git commit -qm x; git worktree add -q w -b "
                "w; "
                "mkdir data all; echo a > data/list; echo a > notes; ln -s .. all/.vscode; "
                "git add data all notes; git commit -qm o; echo 'grep -q x data/list notes # sh notes' > .git/hooks/pre-commit"_s,
                work()),
            m_said.constData());
        const QStringList changes = changesBy(script);
        QVERIFY2(changes.isEmpty(), qPrintable(changes.join(u" | "_s)));
    }

    // Closed to the command as well, unless it was opened for a moment.
    void aFolderThatCannotBeLookedIntoIsNamed()
    {
        if (::geteuid() == 0)
            QSKIP("root looks into every folder");
        QVERIFY(shell(u"mkdir d e; chmod 0 d e"_s, work()));
        const QStringList changes =
            changesBy(u"mkdir f; git init -q f; chmod 0 f; chmod 700 d; git init -q d; chmod 0 d"_s);
        QCOMPARE(changes, (QStringList{u"changed closed folder d"_s, u"created closed folder f"_s}));
    }

    void aPathThatIsTooLongIsNamed()
    {
        ProcessRunner runner;
        Settings settings;
        CommandSandbox sandbox(runner, settings, work(), u"test"_s);
        sandbox.look();
        const QByteArray name(250, '0');
        int folder = ::open(QFile::encodeName(work()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        for (int i = 0; i < 18; ++i) {
            QCOMPARE(::mkdirat(folder, name.constData(), 0755), 0);
            const int inner = ::openat(folder, name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            ::close(std::exchange(folder, inner));
        }
        ::mkdirat(folder, ".git", 0755);
        ::close(folder);
        const QStringList changes = sandbox.changes({});
        QCOMPARE(changes.size(), 1);
        QVERIFY2(changes.first().startsWith(u"created closed folder 000"_s), qPrintable(changes.first().left(100)));
    }

    // What was granted is not asked again, the rest is.
    void whatWasGrantedIsNotAsked()
    {
        ProcessRunner runner;
        Settings settings;
        CommandSandbox sandbox(runner, settings, work(), u"test"_s);
        sandbox.look();
        QVERIFY(shell(u"git init -q .; mkdir x; git init -q x"_s, work()));
        CommandRights rights;
        rights.access = PathAccess::Write;
        rights.path = work() + u"/.git"_s;
        QCOMPARE(sandbox.changes(rights), QStringList{u"created repository x/.git"_s});
    }

    // What a person does between two commands is not blamed on the second one.
    void whatHappenedBeforeACommandIsNotItsChange()
    {
        ProcessRunner runner;
        Settings settings;
        CommandSandbox sandbox(runner, settings, work(), u"test"_s);
        sandbox.look();
        QCOMPARE(sandbox.changes({}), QStringList());
        QVERIFY(shell(u"git init -q .; mkdir x; git init -q x; git config core.hooksPath hk"_s, work()));
        sandbox.look();
        QCOMPARE(sandbox.changes({}), QStringList());
        QVERIFY(shell(u"mkdir hk; echo x > hk/pre-commit"_s, work()));
        QCOMPARE(sandbox.changes({}), (QStringList{u"created hk"_s, u"created hk/pre-commit"_s}));
    }
};

QTEST_GUILESS_MAIN(GitChangesTest)
#include "tst_gitchanges.moc"
