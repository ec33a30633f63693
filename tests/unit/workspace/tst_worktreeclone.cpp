// SPDX-License-Identifier: MIT
// A clone of our own of repositories of every kind, made without a word of their settings and without a byte of them
// changed.
#include "workspace/git/gitalternates.h"
#include "workspace/worktree/gitfolder.h"
#include "worktreetesting.h"

#include <QDirIterator>
#include <QTest>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

QStringList lines(const QByteArray &text)
{
    return QString::fromUtf8(text).split(u'\n', Qt::SkipEmptyParts);
}

// A script that leaves a mark whenever anything starts it.
struct Canary
{
    explicit Canary(const Scratch &scratch)
        : script(scratch.at(u"outside/canary"_s))
        , mark(scratch.at(u"outside/sang"_s))
    {
        scratch.put(u"outside/canary"_s, "#!/bin/sh\necho \"$0 $*\" >>'" + mark.toUtf8() + "'\ncat\n");
        ::chmod(script.toUtf8().constData(), 0755);
    }
    [[nodiscard]] bool sang() const { return QFile::exists(mark); }
    void forget() const { QFile::remove(mark); }

    QString script, mark;
};

void addHostileSettings(const QString &config, const Canary &canary, const Scratch &scratch)
{
    const QByteArray run = canary.script.toUtf8();
    scratch.put(u"outside/included"_s, "[core]\n\tfsmonitor = " + run + "\n\tpager = " + run + "\n");
    QFile file(config);
    QVERIFY(file.open(QIODevice::Append));
    file.write(
        "[core]\n\tfsmonitor = " + run + "\n\thooksPath = " + scratch.at(u"outside/hooks"_s).toUtf8() +
        "\n\tsshCommand = " + run + "\n\teditor = " + run + "\n\tpager = " + run +
        "\n[filter \"own\"]\n\tclean = " + run + "\n\tsmudge = " + run + "\n\tprocess = " + run +
        "\n\trequired = true\n[filter \"lfs\"]\n\tclean = " + run + "\n\tsmudge = " + run +
        "\n\trequired = true\n[diff \"own\"]\n\ttextconv = " + run + "\n\tcommand = " + run +
        "\n[merge \"own\"]\n\tdriver = " + run + "\n[url \"ext::" + run +
        " \"]\n\tinsteadOf = /\n[includeIf \"gitdir:/**\"]\n\tpath = " + scratch.at(u"outside/included"_s).toUtf8() +
        "\n[gpg]\n\tprogram = " + run + "\n[log]\n\tshowSignature = true\n[uploadpack]\n\tpackObjectsHook = " + run +
        "\n[credential]\n\thelper = !" + run + "\n[submodule]\n\trecurse = true\n[alias]\n\tstatus = !" + run +
        "\n[protocol]\n\tallow = always\n");
}

void addHooks(const Scratch &scratch, const QString &folder, const Canary &canary)
{
    for (const char *hook : {"post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc",
             "fsmonitor-watchman", "post-commit", "pre-commit"}) {
        scratch.put(folder + u'/' + QLatin1String(hook), "#!/bin/sh\n'" + canary.script.toUtf8() + "' " + hook + "\n");
        ::chmod(scratch.at(folder + u'/' + QLatin1String(hook)).toUtf8().constData(), 0755);
    }
}

} // namespace

class WorktreeCloneTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!GitProgram::find())
            QSKIP("the program git is not installed");
    }

    void aTaskGetsACloneWithABranch()
    {
        Person person;
        git(person.tree(), "tag -a -m text v1.0");
        git(person.tree(), "branch other HEAD~1");
        const QByteArray before = stateOf(person.tree());
        MAKE(clone, person.make());
        QCOMPARE(stateOf(person.tree()), before);
        QCOMPARE(clone->folder(), person.at(u"data/worktrees/fix-it-abc123"_s));
        QCOMPARE(clone->directory(), clone->folder());
        QCOMPARE(clone->record().branch, u"vibecoder/fix-it-abc123"_s);
        QCOMPARE(git(clone->folder(), "status --porcelain --ignored"), QByteArray());
        QCOMPARE(git(clone->folder(), "rev-parse HEAD"), git(person.tree(), "rev-parse HEAD"));
        QCOMPARE(git(clone->folder(), "symbolic-ref HEAD"), "refs/heads/vibecoder/fix-it-abc123");
        QCOMPARE(lines(git(clone->folder(), "log --format=%s")), (QStringList{u"second"_s, u"first"_s}));
        QCOMPARE(git(clone->folder(), "describe --tags"), "v1.0");
        QCOMPARE(git(clone->folder(), "rev-parse origin/other"), git(person.tree(), "rev-parse other"));
        int code = 0;
        const QByteArray checked = tryGit(clone->folder(), {u"fsck"_s, u"--no-dangling"_s}, &code);
        QVERIFY2(code == 0, checked.constData());
        QCOMPARE(person.get(u"data/worktrees/fix-it-abc123/a.txt"_s), "one and a half\n");
        // Work is committed there, and hers knows nothing of it.
        person.put(u"data/worktrees/fix-it-abc123/new.txt"_s, "new\n");
        // (git sets the time of an object that it would have to write again; that is its own doing, and it cannot in a
        // sandbox.)
        const QByteArray bytes = stateOf(person.tree(), Times::Skip), made = commitAll(clone->folder());
        QCOMPARE(stateOf(person.tree(), Times::Skip), bytes);
        // She fetches it when she wants it.
        git(person.tree(), {u"fetch"_s, u"-q"_s, clone->folder(), clone->record().branch});
        QCOMPARE(git(person.tree(), "rev-parse FETCH_HEAD"), made);
    }

    void theWorkingDirectoryMayLieAnywhereInIt()
    {
        Person person;
        MAKE(clone, person.make(u"w/sub/dir"_s));
        QCOMPARE(clone->directory(), clone->folder() + u"/sub/dir"_s);
        QCOMPARE(person.get(u"data/worktrees/fix-it-abc123/sub/dir/b.txt"_s), "two\n");
    }

    void aFolderThatIsNotCommittedIsRefused()
    {
        Person person;
        person.put(u"w/fresh/x"_s, "x");
        const auto made = person.make(u"w/fresh"_s);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::NotFound);
        QVERIFY(made.error().message.contains(u"fresh"_s));
        QCOMPARE(person.names(u"data/worktrees"_s), QStringList{u".fix-it-abc123"_s});
        QCOMPARE(person.names(u"data/worktrees/.fix-it-abc123"_s), QStringList{u"lock"_s});
    }

    void everyFormOfHeadIsRead_data()
    {
        QTest::addColumn<QStringList>("commands");
        QTest::newRow("a loose branch") << QStringList();
        QTest::newRow("a packed branch") << QStringList{u"pack-refs --all"_s};
        QTest::newRow("packed, then moved") << QStringList{u"pack-refs --all"_s, u"reset -q --hard HEAD~1"_s};
        QTest::newRow("a branch with slashes") << QStringList{u"checkout -q -b feature/deep/er"_s};
        QTest::newRow("detached") << QStringList{u"checkout -q --detach HEAD~1"_s};
        QTest::newRow("everything packed") << QStringList{u"gc -q"_s};
        QTest::newRow("a branch that names a branch")
            << QStringList{u"symbolic-ref refs/heads/alias refs/heads/main"_s, u"symbolic-ref HEAD refs/heads/alias"_s};
    }

    void everyFormOfHeadIsRead()
    {
        QFETCH(const QStringList, commands);
        Person person;
        for (const QString &command : commands)
            git(person.tree(), command.split(u' '));
        const QByteArray before = stateOf(person.tree());
        MAKE(clone, person.make());
        QCOMPARE(stateOf(person.tree()), before);
        QCOMPARE(git(clone->folder(), "rev-parse HEAD"), git(person.tree(), "rev-parse HEAD"));
        QCOMPARE(git(clone->folder(), "status --porcelain"), QByteArray());
    }

    void headAsALinkOfOldGits()
    {
        Person person;
        QVERIFY(QFile::remove(person.at(u"w/.git/HEAD"_s)));
        person.link("refs/heads/main", u"w/.git/HEAD"_s);
        MAKE(clone, person.make());
        QCOMPARE(git(clone->folder(), "rev-parse HEAD"), git(person.tree(), "rev-parse main"));
    }

    void withoutACommitThereIsNoClone()
    {
        const Scratch scratch;
        git(scratch.at(u"w"_s), "init -q");
        const auto made = WorktreeClone::make({scratch.at(u"worktrees"_s), scratch.at(u"w"_s), u"x"_s, u"1"_s, {}});
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::NotFound);
        QVERIFY2(made.error().message.contains(u"no commit yet"_s), qPrintable(made.error().message));
        QVERIFY(!made.error().hint.isEmpty());
    }

    void outsideOfARepositoryThereIsNone()
    {
        const Scratch scratch;
        const auto made = WorktreeClone::make({scratch.at(u"worktrees"_s), scratch.at(u"w"_s), u"x"_s, u"1"_s, {}});
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::NotFound);
    }

    void ofALinkedWorktree()
    {
        Person person;
        git(person.tree(), {u"worktree"_s, u"add"_s, u"-q"_s, u"-b"_s, u"side"_s, person.at(u"linked"_s)});
        person.put(u"linked/side.txt"_s, "side\n");
        const QByteArray head = commitAll(person.at(u"linked"_s));
        const QByteArray before = stateOf(person.tree()) + stateOf(person.at(u"linked"_s));
        MAKE(clone, person.make(u"linked"_s));
        QCOMPARE(stateOf(person.tree()) + stateOf(person.at(u"linked"_s)), before);
        QCOMPARE(git(clone->folder(), "rev-parse HEAD"), head);
        QCOMPARE(person.get(u"data/worktrees/fix-it-abc123/side.txt"_s), "side\n");
    }

    void ofASubmoduleItself()
    {
        Person person;
        git(person.tree(), {u"submodule"_s, u"add"_s, u"-q"_s, person.tree(), u"lib"_s});
        commitAll(person.tree());
        const QByteArray before = stateOf(person.tree());
        MAKE(clone, person.make(u"w/lib/sub"_s));
        QCOMPARE(stateOf(person.tree()), before);
        QCOMPARE(clone->directory(), clone->folder() + u"/sub"_s);
        QCOMPARE(git(clone->folder(), "log --format=%s -1"), "second");
    }

    void submodulesAreFilledFromHerCopies()
    {
        Person person;
        const QString inner = person.at(u"inner"_s), middle = person.at(u"mid dle"_s), lost = person.at(u"lost"_s);
        for (const QString &path : {inner, middle, lost}) {
            QDir().mkpath(path);
            git(path, "init -q");
            QFile file(path + u"/name.txt"_s);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(path.toUtf8());
            file.close();
            commitAll(path);
        }
        git(middle, {u"submodule"_s, u"add"_s, u"-q"_s, inner, u"deep/in"_s});
        commitAll(middle);
        git(person.tree(),
            {u"submodule"_s, u"add"_s, u"-q"_s, u"--name"_s, u"a name/with slash"_s, middle, u"libs/mid dle"_s});
        git(person.tree(), {u"submodule"_s, u"add"_s, u"-q"_s, lost, u"gone"_s});
        git(person.tree(), {u"submodule"_s, u"add"_s, u"-q"_s, inner, u"old"_s});
        commitAll(person.tree());
        git(person.tree(), "submodule update -q --init --recursive");
        // A copy that is not there any more, and one whose commit is not there.
        QVERIFY(QDir(person.at(u"w/.git/modules/gone"_s)).removeRecursively());
        QVERIFY(QDir(person.at(u"w/gone"_s)).removeRecursively());
        QDir().mkpath(person.at(u"w/gone"_s));
        git(person.tree(), {u"update-index"_s, u"--cacheinfo"_s, u"160000,"_s + u"1"_s.repeated(40) + u",old"_s});
        git(person.tree(), "commit -q -m later");
        person.put(u"w/libs/mid dle/deep/in/mine.txt"_s, "mine");

        const QByteArray before = stateOf(person.tree());
        MAKE(clone, person.make());
        QCOMPARE(stateOf(person.tree()), before);
        QCOMPARE(clone->record().trees.size(), qsizetype(3));
        QCOMPARE(clone->record().notes.uninitialised.count, 2);
        QVERIFY(clone->record().notes.uninitialised.names.join(u' ').contains(u"gone (your repository has no copy"_s));
        QVERIFY(clone->record().notes.uninitialised.names.join(u' ').contains(u"old (your copy of it does not hold"_s));
        QVERIFY(clone->record().notes.leftOut.names.contains(u"libs/mid dle/deep/in/mine.txt"_s));
        QCOMPARE(person.get(u"data/worktrees/fix-it-abc123/libs/mid dle/deep/in/name.txt"_s), inner.toUtf8());
        QVERIFY(QDir(clone->folder() + u"/gone"_s).exists() && QDir(clone->folder() + u"/old"_s).isEmpty());
        // git itself finds them whole, and clean.
        QCOMPARE(git(clone->folder(), "status --porcelain --ignore-submodules=none"), QByteArray());
        const QString status = QString::fromUtf8(git(clone->folder(), "submodule status --recursive"));
        QCOMPARE(status.count(u"mid dle"_s), 2);
        QVERIFY2(!status.contains(u'+'), qPrintable(status));
        QCOMPARE(git(clone->folder() + u"/libs/mid dle"_s, "rev-parse --show-toplevel"),
            (clone->folder() + u"/libs/mid dle"_s).toUtf8());
    }

    void hostileNamesOfSubmodulesLeadNowhere_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("up") << QByteArray("../../outside");
        QTest::newRow("into itself") << QByteArray("../hooks");
        QTest::newRow("absolute") << QByteArray("/tmp/x");
        QTest::newRow("of git") << QByteArray(".git");
        QTest::newRow("empty") << QByteArray("");
    }

    void hostileNamesOfSubmodulesLeadNowhere()
    {
        QFETCH(const QByteArray, name);
        Person person;
        person.put(u"w/.gitmodules"_s, "[submodule \"" + name + "\"]\n\tpath = lib\n\turl = x\n");
        git(person.tree(), {u"update-index"_s, u"--add"_s, u"--cacheinfo"_s,
                               u"160000,"_s + QString::fromUtf8(git(person.tree(), "rev-parse HEAD")) + u",lib"_s});
        git(person.tree(), "add .gitmodules");
        git(person.tree(), "commit -q -m x");
        MAKE(clone, person.make());
        QCOMPARE(clone->record().trees.size(), qsizetype(1));
        QCOMPARE(clone->record().notes.uninitialised.count, 1);
        QVERIFY(!QFile::exists(clone->folder() + u"/.git/modules"_s));
    }

    void ofAShallowRepository()
    {
        Person person;
        git(person.base, {u"clone"_s, u"-q"_s, u"--depth"_s, u"1"_s, u"file://"_s + person.tree(), u"shallow"_s});
        MAKE(clone, person.make(u"shallow"_s));
        QCOMPARE(lines(git(clone->folder(), "log --format=%s")), QStringList{u"second"_s});
        QCOMPARE(git(clone->folder(), "rev-parse --is-shallow-repository"), "true");
    }

    void ofAPartialRepositoryOnlyWithItsFiles()
    {
        Person person;
        git(person.tree(), "config uploadpack.allowFilter true");
        git(person.base, {u"clone"_s, u"-q"_s, u"--no-checkout"_s, u"--filter=blob:none"_s,
                             u"file://"_s + person.tree(), u"partial"_s});
        const QByteArray before = stateOf(person.at(u"partial"_s));
        const auto refused = person.make(u"partial"_s);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"partial clone"_s), qPrintable(refused.error().message));
        QCOMPARE(stateOf(person.at(u"partial"_s)), before);
        git(person.at(u"partial"_s), "checkout -q main");
        MAKE(clone, person.make(u"partial"_s));
        QCOMPARE(git(clone->folder(), "status --porcelain"), QByteArray());
    }

    void ofARepositoryWithLongObjectNames()
    {
        Person person({u"--object-format=sha256"_s});
        MAKE(clone, person.make());
        QCOMPARE(git(clone->folder(), "rev-parse HEAD").size(), qsizetype(64));
        QCOMPARE(git(clone->folder(), "status --porcelain"), QByteArray());
        person.put(u"data/worktrees/fix-it-abc123/new.txt"_s, "new\n");
        QCOMPARE(commitAll(clone->folder()).size(), qsizetype(64));
    }

    void objectsMayBeBorrowedAlready()
    {
        Person person;
        const QString second = person.at(u"second \"quoted\"\nname.git"_s);
        git(person.base, {u"clone"_s, u"-q"_s, u"--bare"_s, person.tree(), u"first.git"_s});
        git(person.base, {u"clone"_s, u"-q"_s, u"--bare"_s, u"--shared"_s, u"first.git"_s, u"second.git"_s});
        git(person.base, {u"clone"_s, u"-q"_s, u"--shared"_s, u"second.git"_s, u"third"_s});
        // A path that git itself cannot write down there, though it reads it.
        QVERIFY(QFile::rename(person.at(u"second.git"_s), second));
        QVERIFY(QFile::remove(person.at(u"third/.git/objects/info/alternates"_s)));
        person.put(u"third/.git/objects/info/alternates"_s, alternateLine(QFile::encodeName(second) + "/objects"));
        MAKE(clone, person.make(u"third"_s));
        QCOMPARE(clone->record().trees.constFirst().objectFolders.size(), qsizetype(3));
        QCOMPARE(lines(git(clone->folder(), "log --format=%s")), (QStringList{u"second"_s, u"first"_s}));
        QCOMPARE(git(clone->folder(), "status --porcelain"), QByteArray());
    }

    void namesMayHoldAnything()
    {
        Person person;
        const QString strange = person.at(u"its  \"own\"\n\tfolder\\ #é"_s);
        QVERIFY(QFile::rename(person.tree(), strange));
        const QByteArray name = QFile::encodeName(strange) + "/line\nbreak \xff.txt";
        const FileDescriptor file(::open(name.constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
        QVERIFY(file.isOpen());
        commitAll(strange);
        const QByteArray left = QFile::encodeName(strange) + "/left\nout \xfe";
        QVERIFY(FileDescriptor(::open(left.constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644)).isOpen());
        const auto made = WorktreeClone::make(
            {person.at(u"data \"of\"\n/worktrees"_s), strange, u"\n../../Ünïcode // name …"_s, u"id1"_s, {}});
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QCOMPARE((*made)->record().name, u"n-code-name-id1"_s);
        QCOMPARE(git((*made)->folder(), "status --porcelain"), QByteArray());
        QCOMPARE((*made)->record().notes.leftOut.count, 1);
        const auto again = readCloneRecord(person.at(u"data \"of\"\n/worktrees"_s), u"n-code-name-id1"_s);
        QVERIFY(again);
        QCOMPARE(again->repository, QFile::encodeName(strange));
        QCOMPARE(again->trees, (*made)->record().trees);
        removeAllIn(person);
    }

    void alternatesAreWrittenAsGitReadsThem()
    {
        for (const QByteArray &path :
            {QByteArray("/a/b"), QByteArray("/a \"b\"/c\\d"), QByteArray("/a\nb"), QByteArray("/\x01\"\\\xff\t")}) {
            const Scratch scratch;
            const QByteArray folder = QFile::encodeName(scratch.at(u"w"_s)) + path;
            QByteArray whole;
            for (const QByteArray &part : folder.sliced(1).split('/')) {
                whole += '/' + part;
                ::mkdir(whole.constData(), 0755);
            }
            QDir().mkpath(scratch.at(u"objects/info"_s));
            scratch.put(u"objects/info/alternates"_s, "# a comment\n\n" + alternateLine(folder));
            QCOMPARE(alternatesIn(QFile::encodeName(scratch.at(u"objects"_s))), QByteArrayList{folder});
            removeAllIn(scratch);
        }
    }

    // Every way known to have git start something, in her settings, in those of her submodule, in her home, in the
    // environment: none is taken. The canary itself is proved by git.
    void nothingOfHerSettingsRuns()
    {
        Person person;
        const Canary canary(person);
        person.put(u"w/.gitattributes"_s, "*.own filter=own diff=own merge=own\n*.bin filter=lfs\n");
        person.put(u"w/x.own"_s, "own\n");
        person.put(u"w/x.bin"_s, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n");
        git(person.tree(), {u"submodule"_s, u"add"_s, u"-q"_s, person.tree(), u"lib"_s});
        commitAll(person.tree());
        person.put(u"w/x.own"_s, "changed\n");
        person.put(u"w/lib/a.txt"_s, "changed\n");
        QDir().mkpath(person.at(u"w/.git/hooks"_s));
        addHooks(person, u"w/.git/hooks"_s, canary);
        addHooks(person, u"w/.git/modules/lib/hooks"_s, canary);
        addHooks(person, u"outside/hooks"_s, canary);
        addHooks(person, u"outside/template/hooks"_s, canary);
        addHostileSettings(person.at(u"w/.git/config"_s), canary, person);
        addHostileSettings(person.at(u"w/.git/modules/lib/config"_s), canary, person);
        person.put(u"w/.git/info/attributes"_s, "* filter=own diff=own\n");
        QDir().mkpath(person.at(u"home"_s));
        addHostileSettings(person.at(u"home/.gitconfig"_s), canary, person);

        tryGit(person.tree(), {u"ls-files"_s, u"-m"_s});
        QVERIFY2(canary.sang(), "git itself does not start the canary: this test shows nothing");
        canary.forget();

        const QByteArray before = stateOf(person.tree());
        const QList<std::pair<const char *, QByteArray>> hostile{{"HOME", person.at(u"home"_s).toUtf8()},
            {"GIT_DIR", "/nonexistent"}, {"GIT_WORK_TREE", "/"}, {"GIT_INDEX_FILE", "/nonexistent"},
            {"GIT_EXTERNAL_DIFF", canary.script.toUtf8()}, {"GIT_CONFIG_COUNT", "1"},
            {"GIT_CONFIG_KEY_0", "core.fsmonitor"}, {"GIT_CONFIG_VALUE_0", canary.script.toUtf8()},
            {"GIT_CONFIG_GLOBAL", person.at(u"home/.gitconfig"_s).toUtf8()},
            {"GIT_TEMPLATE_DIR", person.at(u"outside/template"_s).toUtf8()},
            {"GIT_SSH_COMMAND", canary.script.toUtf8()}, {"GIT_EXEC_PATH", "/nonexistent"},
            {"GIT_TRACE", person.at(u"outside/trace"_s).toUtf8()}, {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "/nonexistent"},
            {"GIT_OBJECT_DIRECTORY", person.at(u"outside/objects"_s).toUtf8()}};
        QList<std::pair<const char *, QByteArray>> saved;
        for (const auto &[name, value] : hostile) {
            saved.append({name, qgetenv(name)});
            qputenv(name, value);
        }
        const auto made = person.make();
        for (const auto &[name, value] : std::as_const(saved))
            value.isNull() ? qunsetenv(name) : qputenv(name, value);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QVERIFY2(!canary.sang(), person.get(u"outside/sang"_s).constData());
        QVERIFY(!QFile::exists(person.at(u"outside/trace"_s)) && !QFile::exists(person.at(u"outside/objects"_s)));
        QCOMPARE(stateOf(person.tree()), before);
        // What a filter would have made of them stays as git keeps it, and is named.
        const auto &clone = *made;
        QCOMPARE(clone->record().trees.size(), qsizetype(2));
        QCOMPARE(clone->record().notes.kept.names, (QStringList{u"x.bin (lfs)"_s, u"x.own (own)"_s}));
        QCOMPARE(person.get(u"data/worktrees/fix-it-abc123/x.own"_s), "own\n");
        QVERIFY(person.get(u"data/worktrees/fix-it-abc123/x.bin"_s).startsWith("version https://git-lfs"));
        QVERIFY(clone->record().notes.leftOut.names.contains(u"x.own"_s));
        QVERIFY(clone->record().notes.leftOut.names.contains(u"lib/a.txt"_s));
        // And nothing of it came along.
        QCOMPARE(git(clone->folder(), "status --porcelain"), QByteArray());
        QVERIFY2(!canary.sang(), person.get(u"outside/sang"_s).constData());
    }

    void aRepositoryOfSomebodyElse()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give a repository to somebody else");
        Person person;
        constexpr uid_t her = 65534;
        const auto give = [](const QString &path) { (void)::lchown(QFile::encodeName(path).constData(), her, her); };
        give(person.tree());
        QDirIterator it(
            person.tree(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (it.hasNext())
            give(it.next());
        const QByteArray before = stateOf(person.tree());
        const auto closed = person.make();
        QVERIFY(!closed);
        QCOMPARE(closed.error().code, ErrorCode::Unavailable);
        QVERIFY2(closed.error().message.contains(u"cannot reach"_s), qPrintable(closed.error().message));
        for (const QString &folder : {person.base, person.at(u"data"_s)})
            ::chmod(QFile::encodeName(folder).constData(), 0711);
        MAKE(clone, person.make());
        QCOMPARE(stateOf(person.tree()), before);
        // Root works for her: what it made is hers.
        for (const char *path : {"", "/a.txt", "/.git", "/.git/config", "/sub/dir/b.txt"})
            QCOMPARE(person.info(u"data/worktrees/fix-it-abc123"_s + QLatin1String(path)).st_uid, her);
        QCOMPARE(git(clone->folder(), "status --porcelain"), QByteArray());
    }

    void whatSheHasNotCommittedIsNamed()
    {
        Person person;
        person.put(u"w/.gitignore"_s, "*.log\n");
        commitAll(person.tree());
        person.put(u"w/.git/info/exclude"_s, "private\n");
        person.put(u"w/a.txt"_s, "changed\n");
        person.put(u"w/staged.txt"_s, "staged\n");
        git(person.tree(), "add staged.txt");
        QVERIFY(QFile::remove(person.at(u"w/sub/dir/b.txt"_s)));
        person.put(u"w/x.log"_s, "ignored");
        person.put(u"w/private"_s, "ignored too");
        for (int i = 0; i < 30; ++i)
            person.put(u"w/new%1"_s.arg(i), "new");
        const QByteArray before = stateOf(person.tree());
        MAKE(clone, person.make());
        QCOMPARE(stateOf(person.tree()), before);
        const NamedFew &out = clone->record().notes.leftOut;
        QCOMPARE(out.count, 33);
        QCOMPARE(out.names.size(), qsizetype(20));
        for (const QString &name : {u"a.txt"_s, u"staged.txt"_s, u"sub/dir/b.txt"_s, u"new0"_s})
            QVERIFY2(out.names.contains(name), qPrintable(name));
        QCOMPARE(person.get(u"data/worktrees/fix-it-abc123/a.txt"_s), "one and a half\n");
        QVERIFY(!QFile::exists(clone->folder() + u"/staged.txt"_s));
    }

    void aSplitOrMissingIndexIsNoObstacle()
    {
        Person person;
        person.put(u"w/a.txt"_s, "changed\n");
        git(person.tree(), "update-index --split-index");
        QVERIFY(person.get(u"w/.git/index"_s).contains("link"));
        MAKE(clone, person.make());
        QCOMPARE(clone->record().notes.leftOut.names, QStringList{u"a.txt"_s});
        QVERIFY(clone->record().notes.uncounted.isEmpty());
        QVERIFY(QFile::remove(person.at(u"w/.git/index"_s)));
        WorktreeRequest second = person.request();
        second.taskId = u"other"_s;
        MAKE(other, WorktreeClone::make(second));
        QCOMPARE(other->record().notes.leftOut.names, QStringList{u"a.txt"_s});
    }

    void itIsTakenUpAgain()
    {
        Person person;
        person.put(u"w/a.txt"_s, "changed\n");
        CloneRecord record;
        {
            MAKE(clone, person.make());
            QVERIFY(!clone->isTakenUp());
            record = clone->record();
            const auto second = person.make();
            QVERIFY(!second);
            QCOMPARE(second.error().code, ErrorCode::Conflict);
        }
        person.put(u"data/worktrees/fix-it-abc123/work.txt"_s, "work");
        // Her repository went on: the clone stays where it began.
        commitAll(person.tree());
        {
            MAKE(clone, person.make());
            QVERIFY(clone->isTakenUp());
            QCOMPARE(clone->record(), record);
            QCOMPARE(person.get(u"data/worktrees/fix-it-abc123/work.txt"_s), "work");
        }
        const auto elsewhere = person.make(u"w/sub"_s);
        QVERIFY(!elsewhere);
        QCOMPARE(elsewhere.error().code, ErrorCode::Conflict);
    }

    void whatAKillLeftIsMadeAnew()
    {
        Person person;
        QVERIFY(person.make());
        const QString name = u"data/worktrees/fix-it-abc123"_s, about = u"data/worktrees/.fix-it-abc123"_s;
        // Killed while it was made, and between the record and the last step.
        QVERIFY(QFile::rename(person.at(name), person.at(about + u"/.making"_s)));
        QVERIFY(QFile::remove(person.at(about + u"/.making/a.txt"_s)));
        {
            MAKE(clone, person.make());
            QVERIFY(!clone->isTakenUp());
        }
        QCOMPARE(git(person.at(name), "status --porcelain"), QByteArray());
        QVERIFY(QFile::rename(person.at(name), person.at(about + u"/.making"_s)));
        QVERIFY(QFile::remove(person.at(about + u"/clone.json"_s)));
        {
            MAKE(clone, person.make());
            QVERIFY(!clone->isTakenUp());
        }
        QCOMPARE(git(person.at(name), "status --porcelain"), QByteArray());
        QVERIFY(!QFile::exists(person.at(about + u"/.making"_s)));
    }

    void whatIsNotOursIsNeverOverwritten()
    {
        Person person;
        person.put(u"data/worktrees/fix-it-abc123/theirs.txt"_s, "theirs");
        const auto made = person.make();
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Conflict);
        QCOMPARE(person.get(u"data/worktrees/fix-it-abc123/theirs.txt"_s), "theirs");
    }

    void itCanBeStoppedAtAnyPoint()
    {
        for (int allowed = 0;; ++allowed) {
            Person person;
            WorktreeRequest request = person.request();
            int asked = 0;
            request.limits.isStopped = [&] { return ++asked > allowed; };
            const auto made = WorktreeClone::make(request);
            if (made)
                break;
            QCOMPARE(made.error().code, ErrorCode::Cancelled);
            QCOMPARE(person.names(u"data/worktrees"_s), QStringList{u".fix-it-abc123"_s});
            MAKE(again, person.make());
            QCOMPARE(git(again->folder(), "status --porcelain"), QByteArray());
            if (allowed == 0)
                allowed = 2; // each piece of output asks once
        }
    }

    void itHasALimitOfTime()
    {
        Person person;
        WorktreeRequest request = person.request();
        request.limits.timeMs = -1;
        const auto made = WorktreeClone::make(request);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Timeout);
    }

    void withoutGitItSaysSo()
    {
        Person person;
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", "/nonexistent");
        const auto made = person.make();
        qputenv("PATH", path);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Unavailable);
        QVERIFY(made.error().message.contains(u"git"_s) && !made.error().hint.isEmpty());
    }

    void aRepositoryOfANewFormIsRefused()
    {
        Person person;
        git(person.tree(), "config core.repositoryFormatVersion 1");
        git(person.tree(), "config extensions.refStorage reftable");
        const auto made = person.make();
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Unavailable);
        QVERIFY2(made.error().message.contains(u"reftable"_s), qPrintable(made.error().message));
    }

    void aRecordIsReadAsItWasWritten()
    {
        CloneRecord record{u"x-1"_s, u"1"_s, u"/w/é"_s, "/w\n\xff", "sub/\xfe", u"vibecoder/x-1"_s,
            {{{}, ".git", "aa", {"/o\n", "/p"}, false, {}}, {"lib\xff", ".git/modules/l", "bb", {}, true, "cc\n"}}, {}};
        record.notes.leftOut.add(u"a"_s);
        record.notes.kept.add(u"b (lfs)"_s);
        record.notes.uninitialised.add(u"c (gone)"_s);
        record.notes.uncounted = u"why"_s;
        const auto read = cloneRecordFrom(cloneRecordText(record));
        QVERIFY(read);
        QCOMPARE(*read, record);
        QVERIFY(!cloneRecordFrom("{}") && !cloneRecordFrom("") && !cloneRecordFrom(cloneRecordText(record).chopped(9)));
    }

    void namesOfClones_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("name");
        QTest::newRow("words") << u"Fix the login, please"_s << u"fix-the-login-please-7"_s;
        QTest::newRow("nothing plain") << u"修复登录"_s << u"task-7"_s;
        QTest::newRow("empty") << QString() << u"task-7"_s;
        QTest::newRow("paths") << u"../../etc/passwd"_s << u"etc-passwd-7"_s;
        QTest::newRow("lock") << u"a.lock"_s << u"a-lock-7"_s;
        QTest::newRow("long") << u"x"_s.repeated(500) << u"x"_s.repeated(40) + u"-7"_s;
        QTest::newRow("ends in a gap") << u"x"_s.repeated(39) + u" y"_s << u"x"_s.repeated(39) + u"-7"_s;
    }

    void namesOfClones()
    {
        QFETCH(const QString, task);
        QFETCH(const QString, name);
        QCOMPARE(cloneName(task, u"7"_s), name);
        QVERIFY(isRefName("refs/heads/vibecoder/" + name.toUtf8()));
    }
};

QTEST_GUILESS_MAIN(WorktreeCloneTest)
#include "tst_worktreeclone.moc"
