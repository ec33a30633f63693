// SPDX-License-Identifier: MIT
// The change set, read from uppers that the kernel made: single cases, and random histories against what the mounted
// view itself shows.
#include "viewtesting.h"

#include "workspace/fileread.h"
#include "workspace/view/interruptedmove.h"

#include <QMap>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <functional>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

class NoRules : public IgnoreRules
{
public:
    [[nodiscard]] bool isIgnored(const QByteArray &, bool) const override { return false; }
};

// `-`, `f644=content`, `l=target`, `d755`, `p644`.
QByteArray described(mode_t mode, const QByteArray &content)
{
    if (mode == 0)
        return "-";
    const QByteArray rights = QByteArray::number(mode & 07777, 8);
    switch (mode & S_IFMT) {
    case S_IFREG:
        return 'f' + rights + '=' + content;
    case S_IFLNK:
        return "l=" + content;
    case S_IFDIR:
        return 'd' + rights;
    case S_IFIFO:
        return 'p' + rights;
    case S_IFSOCK:
        return 's' + rights;
    default:
        return '?' + rights;
    }
}

using Tree = QMap<QByteArray, QByteArray>;

void walk(int folder, const QByteArray &path, Tree &tree)
{
    DIR *dir = ::fdopendir(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    QByteArrayList names;
    for (const dirent *entry = dir ? ::readdir(dir) : nullptr; entry; entry = ::readdir(dir))
        names.append(entry->d_name);
    if (dir)
        ::closedir(dir);
    for (const QByteArray &name : std::as_const(names)) {
        struct stat st
        {
        };
        if (name == "." || name == ".." || ::fstatat(folder, name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        const QByteArray whole = path.isEmpty() ? name : path + '/' + name;
        FileStamp stamp;
        const QByteArray content = S_ISREG(st.st_mode)   ? readFileAt(folder, name, 1 << 20, &stamp).value_or("?")
                                   : S_ISLNK(st.st_mode) ? readLinkAt(folder, name).value_or("?")
                                                         : QByteArray();
        tree.insert(whole, described(st.st_mode, content));
        if (!S_ISDIR(st.st_mode))
            continue;
        const FileDescriptor next(::openat(folder, name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (next.isOpen())
            walk(next.get(), whole, tree);
    }
}

Tree treeAt(const QByteArray &place)
{
    Tree tree;
    const FileDescriptor folder(::open(place.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.isOpen())
        walk(folder.get(), {}, tree);
    return tree;
}

} // namespace

class ViewChangesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Scratch> m_scratch;
    std::unique_ptr<ViewFolder> m_view;
    std::unique_ptr<BaseBook> m_book;
    FileDescriptor m_lower;
    Contents m_contents;
    ChangeLimits m_limits;
    std::unique_ptr<IgnoreRules> m_rules;
    bool m_canMount = false;

    [[nodiscard]] QByteArray work() const { return m_scratch->at(u"w"_s).toUtf8(); }

    void note(const timespec &begin)
    {
        const auto paths = pathsInUpper(*m_view, m_lower.get(), *m_rules, m_limits);
        QVERIFY(paths);
        const auto noted = m_book->noteNew(*paths, m_lower.get(), begin, m_contents.put());
        QVERIFY2(noted, noted ? "" : qPrintable(noted.error().message));
    }
    // One command of the attempt.
    void runs(const std::function<bool()> &command)
    {
        letTimePass();
        const auto begin = m_book->begin();
        QVERIFY(begin);
        QVERIFY(runInView(*m_view, command));
        note(*begin);
    }
    ChangeSet read()
    {
        const auto set = readChanges(*m_view, m_lower.get(), *m_book, *m_rules, m_contents.put(), m_limits);
        if (!set)
            qWarning("%s", qPrintable(set.error().message));
        return set ? *set : ChangeSet();
    }
    [[nodiscard]] QByteArray text(const TreeEntry &entry) const
    {
        return described(entry.mode, m_contents.kept.value(entry.content));
    }
    QByteArrayList changes(const ChangeSet &set) const
    {
        QByteArrayList found;
        for (const Change &change : set.changes)
            found.append(change.path + ": " + (change.hasBase ? text(change.base) : QByteArray("??")) + " > " +
                         text(change.now));
        return found;
    }
    QByteArrayList changes() { return changes(read()); }

    // All that the view shows.
    Tree shown()
    {
        const QByteArray dump = m_scratch->at(u"outside/dump"_s).toUtf8();
        const bool ran = runInView(*m_view, [&] {
            const Tree seen = treeAt(".");
            QByteArray lines;
            for (auto it = seen.cbegin(); it != seen.cend(); ++it)
                lines += it.key().toHex() + ' ' + it.value().toHex() + '\n';
            return testing::write(dump, lines);
        });
        Tree view;
        for (const QByteArray &line : ran ? m_scratch->get(u"outside/dump"_s).split('\n') : QByteArrayList()) {
            const QByteArrayList words = line.split(' ');
            if (words.size() == 2)
                view.insert(QByteArray::fromHex(words.at(0)), QByteArray::fromHex(words.at(1)));
        }
        return view;
    }

    // What was written until now lies below what is written from now on.
    void makeLayer()
    {
        m_book.reset();
        m_view.reset();
        QVERIFY(QDir().rename(m_scratch->at(u"views/t.1"_s), m_scratch->at(u"setup"_s)));
        auto view = ViewFolder::open(
            m_scratch->at(u"views/t.1"_s), m_scratch->at(u"w"_s), {}, m_scratch->at(u"setup/0/upper"_s));
        QVERIFY2(view, view ? "" : qPrintable(view.error().message));
        m_view = std::move(*view);
        m_book = std::move(*BaseBook::open(*m_view, 1 << 20));
    }
    QByteArrayList writtenAnywhere()
    {
        QByteArrayList paths;
        const auto found =
            writtenFiles(*m_view, m_lower.get(), *m_rules, m_limits, [](const QByteArray &) { return true; });
        for (const WrittenFile &file : found.value_or(QList<WrittenFile>{{"(failed)", 0, false}}))
            paths.append(file.changedNs == 0 ? '-' + file.path : file.path);
        return paths;
    }

private slots:
    void initTestCase() { m_canMount = canMountViews(); }

    void init()
    {
        ::umask(022);
        if (!m_canMount)
            QSKIP("no view can be mounted here");
        m_contents = {};
        m_limits = {};
        m_rules = std::make_unique<NoRules>();
        m_scratch = std::make_unique<Scratch>();
        for (const char *name : {"a.txt", "b.txt", "d/x", "d/y", "d/e/z", "k/only"})
            m_scratch->put(u"w/"_s + QString::fromLatin1(name), name);
        m_scratch->link("a.txt", u"w/link"_s);
        m_scratch->put(u"w/.git/config"_s, "[core]");
        letTimePass();
        m_view = std::move(*ViewFolder::open(m_scratch->at(u"views/t.1"_s), m_scratch->at(u"w"_s)));
        m_book = std::move(*BaseBook::open(*m_view, 1 << 20));
        m_lower = FileDescriptor(::open(work().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
    void cleanup()
    {
        m_book.reset();
        if (m_view)
            QVERIFY(m_view->remove());
        m_view.reset();
    }

    void notesOfRenames()
    {
        const auto note = [](const QByteArrayList &texts) { return texts.join('\0') + '\0'; };
        const QByteArray good = note({"/w/a", ".vibecoder-moving-7-1", "b"});
        QCOMPARE(movesIn(good), (QList<InterruptedMove>{{"/w/a", ".vibecoder-moving-7-1", "b"}}));
        for (qsizetype length = 0; length < good.size(); ++length) {
            // The copy is not whole before the name is there.
            QList<InterruptedMove> expected;
            if (length >= good.size() - 2)
                expected.append({"/w/a", ".vibecoder-moving-7-1", ""});
            QCOMPARE(movesIn(good.left(length)), expected);
        }
        QVERIFY(movesIn(note({"/w", ".vibecoder-moving-1", ".."})).isEmpty());
        QVERIFY(movesIn(note({"/w", "other", "b"})).isEmpty());
    }

    void single_data()
    {
        using Command = std::function<bool()>;
        QTest::addColumn<Command>("command");
        QTest::addColumn<QByteArrayList>("expected");
        const auto row = [](const char *name, Command command, QByteArrayList expected) {
            QTest::newRow(name) << command << expected;
        };
        row("nothing", [] { return true; }, {});
        row("written", [] { return testing::write("a.txt", "two"); }, {"a.txt: f644=a.txt > f644=two"});
        row("replaced", [] { return replaceByRename("d/x", "two"); }, {"d/x: f644=d/x > f644=two"});
        row("new", [] { return testing::write("n", "n", 0755); }, {"n: - > f755=n"});
        row("empty", [] { return testing::write("n", ""); }, {"n: - > f644="});
        row("new folder", [] { return makeFolders("n/m") && testing::write("n/m/o", "o"); },
            {"n: - > d755", "n/m: - > d755", "n/m/o: - > f644=o"});
        row("deleted", [] { return ::unlink("a.txt") == 0; }, {"a.txt: f644=a.txt > -"});
        row("made and deleted", [] { return testing::write("n", "n") && ::unlink("n") == 0; }, {});
        row("permissions", [] { return ::chmod("a.txt", 0755) == 0; }, {"a.txt: f644=a.txt > f755=a.txt"});
        row("set-uid", [] { return testing::write("n", "n") && ::chmod("n", 04755) == 0; }, {"n: - > f4755=n"});
        row("permissions of a folder", [] { return ::chmod("d", 0700) == 0; }, {"d: d755 > d700"});
        row("touched", [] { return ::utimensat(AT_FDCWD, "a.txt", nullptr, 0) == 0; }, {});
        row("the same bytes", [] { return testing::write("a.txt", "a.txt") && replaceByRename("b.txt", "b.txt"); }, {});
        row("permissions and back", [] { return ::chmod("d", 0700) == 0 && ::chmod("d", 0755) == 0; }, {});
        row("deleted and made again", [] { return ::unlink("a.txt") == 0 && testing::write("a.txt", "a.txt"); }, {});
        row("renamed", [] { return ::rename("a.txt", "n") == 0; }, {"a.txt: f644=a.txt > -", "n: - > f644=a.txt"});
        row("renamed over another", [] { return ::rename("a.txt", "b.txt") == 0; },
            {"a.txt: f644=a.txt > -", "b.txt: f644=b.txt > f644=a.txt"});
        row("link", [] { return ::symlink("nowhere", "n") == 0; }, {"n: - > l=nowhere"});
        row("link changed", [] { return ::unlink("link") == 0 && ::symlink("b.txt", "link") == 0; },
            {"link: l=a.txt > l=b.txt"});
        row("hard link", [] { return ::link("a.txt", "n") == 0; }, {"n: - > f644=a.txt"});
        row("file to link", [] { return ::unlink("a.txt") == 0 && ::symlink("b.txt", "a.txt") == 0; },
            {"a.txt: f644=a.txt > l=b.txt"});
        row("file to folder",
            [] { return ::unlink("a.txt") == 0 && makeFolders("a.txt") && testing::write("a.txt/i", "i"); },
            {"a.txt: f644=a.txt > d755", "a.txt/i: - > f644=i"});
        row("folder to file", [] { return removeAll("d") && testing::write("d", "file"); },
            {"d: d755 > f644=file", "d/e: d755 > -", "d/e/z: f644=d/e/z > -", "d/x: f644=d/x > -",
                "d/y: f644=d/y > -"});
        row("folder deleted", [] { return removeAll("d"); },
            {"d: d755 > -", "d/e: d755 > -", "d/e/z: f644=d/e/z > -", "d/x: f644=d/x > -", "d/y: f644=d/y > -"});
        row("folder made anew",
            [] {
                return removeAll("d") && makeFolders("d/e") && testing::write("d/x", "new") &&
                       testing::write("d/y", "d/y");
            },
            {"d/e/z: f644=d/e/z > -", "d/x: f644=d/x > f644=new"});
        row("folder moved by copying",
            [] { return makeFolders("n") && ::rename("k/only", "n/only") == 0 && ::rmdir("k") == 0; },
            {"k: d755 > -", "k/only: f644=k/only > -", "n: - > d755", "n/only: - > f644=k/only"});
        row("own folder renamed",
            [] { return makeFolders("n") && testing::write("n/f", "f") && ::rename("n", "m") == 0; },
            {"m: - > d755", "m/f: - > f644=f"});
        row("pipe", [] { return ::mkfifo("n", 0600) == 0; }, {"n: - > p600"});
        row("socket",
            [] {
                sockaddr_un name{AF_UNIX, "n"};
                const FileDescriptor made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
                return ::bind(made.get(), reinterpret_cast<const sockaddr *>(&name), sizeof name) == 0;
            },
            {"n: - > s755"});
        row("no rights", [] { return testing::write("n", "hidden") && ::chmod("n", 0) == 0; }, {"n: - > f0=hidden"});
        row("a folder without rights",
            [] {
                return makeFolders("n/m") && testing::write("n/m/o", "o") && ::chmod("n/m", 0) == 0 &&
                       ::chmod("n", 0) == 0;
            },
            {"n: - > d0", "n/m: - > d0", "n/m/o: - > f644=o"});
        row("names of every kind",
            [] {
                return testing::write("\xff\n: \\", "1") && testing::write(QByteArray(255, 'n'), "2") &&
                       testing::write(" ", "3");
            },
            {" : - > f644=3", QByteArray(255, 'n') + ": - > f644=2", "\xff\n: \\: - > f644=1"});
        row("what the engine was about to write", [] { return testing::write(".vibecoder-x", "y"); },
            {".vibecoder-x: - > f644=y"});
        row("git is not looked at",
            [] {
                return testing::write(".git/config", "evil") && makeFolders("n/.git") &&
                       testing::write("n/.git/HEAD", "h") && testing::write("d/.git", "gitdir: x");
            },
            {"n: - > d755"});
    }
    void single()
    {
        QFETCH(std::function<bool()>, command);
        QFETCH(QByteArrayList, expected);
        const Tree before = treeAt(work());
        runs(command);
        const ChangeSet set = read();
        QCOMPARE(changes(set), expected);
        QCOMPARE(set.problems, QByteArrayList());
        // Looking changes nothing, and another look finds the same.
        QCOMPARE(read(), set);
        QCOMPARE(treeAt(work()), before);
        // Also by a process that takes it up.
        m_book = std::move(*BaseBook::open(*m_view, 1 << 20));
        QCOMPARE(changes(), expected);
    }

    void rightsAreAsTheyWere()
    {
        runs([] {
            return makeFolders("n") && testing::write("n/o", "o") && ::chmod("n/o", 0) == 0 && ::chmod("n", 0) == 0;
        });
        QCOMPARE(changes(), (QByteArrayList{"n: - > d0", "n/o: - > f0=o"}));
        runs([] { return ::chmod("n", 0700) == 0; });
        QCOMPARE(changes(), (QByteArrayList{"n: - > d700", "n/o: - > f0=o"}));
    }

    void pathsLongerThanTheSystemTakes()
    {
        const QByteArray name(200, 'p');
        runs([&] {
            for (int i = 0; i < 40; ++i) {
                if (::mkdir(name.constData(), 0755) != 0 || ::chdir(name.constData()) != 0)
                    return false;
            }
            return testing::write("f", "deep");
        });
        const ChangeSet set = read();
        QCOMPARE(set.changes.size(), 41);
        QCOMPARE(set.changes.constLast().path.size(), 40 * 201 + 1);
        QCOMPARE(text(set.changes.constLast().now), "f644=deep");
        QVERIFY(set.problems.isEmpty());
    }

    void deeperThanAnySource()
    {
        runs([&] {
            for (int i = 0; i < 300; ++i) {
                if (::mkdir("p", 0755) != 0 || ::chdir("p") != 0)
                    return false;
            }
            return true;
        });
        const QByteArrayList problems = read().problems;
        QCOMPARE(problems.size(), 2);
        QVERIFY(problems.constFirst().endsWith("too many folders lie in each other"));
    }

    void whatNewerKernelsMarkWithAttributes()
    {
        const QByteArray upper = m_scratch->at(u"views/t.1/0/upper"_s).toUtf8();
        QVERIFY(makeFolders(upper + "/d") && testing::write(upper + "/d/x", "") && testing::write(upper + "/d/y", ""));
        if (::setxattr((upper + "/d").constData(), "user.overlay.opaque", "x", 1, 0) != 0)
            QSKIP("no attributes of the user here");
        QCOMPARE(::setxattr((upper + "/d/x").constData(), "user.overlay.whiteout", "y", 1, 0), 0);
        runs([] { return true; });
        QCOMPARE(changes(), (QByteArrayList{"d/x: f644=d/x > -", "d/y: f644=d/y > f644="}));
    }

    void basesAreFromBeforeTheFirstWriting()
    {
        runs([] { return testing::write("a.txt", "two"); });
        m_scratch->put(u"w/a.txt"_s, "saved");
        runs([] { return testing::write("a.txt", "three"); });
        QCOMPARE(changes(), (QByteArrayList{"a.txt: f644=a.txt > f644=three"}));
        // Only touched: hers is as it should be.
        runs([] { return ::utimensat(AT_FDCWD, "b.txt", nullptr, 0) == 0; });
        m_scratch->put(u"w/b.txt"_s, "saved");
        QCOMPARE(changes(), (QByteArrayList{"a.txt: f644=a.txt > f644=three"}));
    }

    void withoutABase()
    {
        letTimePass();
        const auto begin = m_book->begin();
        QVERIFY(runInView(*m_view, [] { return testing::write("a.txt", "two") && testing::write("b.txt", "same"); }));
        m_scratch->put(u"w/a.txt"_s, "saved meanwhile");
        m_scratch->put(u"w/b.txt"_s, "same");
        QCOMPARE(read().problems, QByteArrayList{"what was written last was not noted whole"});
        note(*begin);
        QCOMPARE(changes(), (QByteArrayList{"a.txt: ?? > f644=two"}));
    }

    // Another task is applied, or she saves, while a command runs: that must not make a question of each new file.
    void workBesideOthers()
    {
        runs([] { return true; }); // the verification before any work
        letTimePass();
        const auto begin = m_book->begin();
        QVERIFY(runInView(*m_view, [] {
            return testing::write("d/n", "n") && replaceByRename("d/x", "two") && testing::write("d/y", "two") &&
                   ::unlink("d/e/z") == 0;
        }));
        QVERIFY(replaceByRename(work() + "/d/saved", "saved") && replaceByRename(work() + "/saved", "saved"));
        QVERIFY(::unlink((work() + "/d/y").constData()) == 0 && ::unlink((work() + "/d/e/z").constData()) == 0);
        note(*begin);
        QCOMPARE(changes(), (QByteArrayList{"d/n: - > f644=n", "d/x: f644=d/x > f644=two", "d/y: ?? > f644=two"}));
    }

    // She made something where the attempt had removed or replaced a folder: none of that is the attempt's.
    void whatComesIntoARemovedFolderLater()
    {
        runs([] { return removeAll("d") && removeAll("k") && makeFolders("k"); });
        m_scratch->put(u"w/d/hers"_s, "hers");
        m_scratch->put(u"w/k/hers"_s, "hers");
        m_scratch->put(u"w/d/e/deep/hers"_s, "hers");
        runs([] { return testing::write("k/n", "n"); });
        const QByteArrayList expected{"d: d755 > -", "d/e: d755 > -", "d/e/z: f644=d/e/z > -", "d/x: f644=d/x > -",
            "d/y: f644=d/y > -", "k/n: - > f644=n", "k/only: f644=k/only > -"};
        QCOMPARE(changes(), expected);
        // And when she had removed the folder herself before.
        QVERIFY(removeAll(work() + "/d"));
        runs([] { return true; });
        m_scratch->put(u"w/d/again"_s, "again");
        runs([] { return true; });
        QCOMPARE(changes(), (QByteArrayList{"d: d755 > -", "k/n: - > f644=n", "k/only: f644=k/only > -"}));
    }

    void aDeletedFileThatSheMakesAgain()
    {
        runs([] { return ::unlink("a.txt") == 0; });
        QVERIFY(QFile::remove(m_scratch->at(u"w/a.txt"_s)));
        runs([] { return true; });
        QCOMPARE(changes(), QByteArrayList());
        m_scratch->put(u"w/a.txt"_s, "again");
        runs([] { return true; });
        QCOMPARE(changes(), (QByteArrayList{"a.txt: f644=a.txt > -"}));
    }

    void contentsAreReadOnce()
    {
        runs([] { return testing::write("a.txt", "two") && testing::write("n", "n"); });
        ::usleep(60000);
        const ChangeSet first = read();
        const int puts = m_contents.puts;
        QCOMPARE(read(), first);
        QCOMPARE(m_contents.puts, puts);
        runs([] { return testing::write("n", "m"); });
        QCOMPARE(changes(), (QByteArrayList{"a.txt: f644=a.txt > f644=two", "n: - > f644=m"}));
        QCOMPARE(m_contents.puts, puts + 1);
    }

    void limits()
    {
        m_scratch->put(u"w/large"_s, QByteArray(3000, 'l'));
        m_limits.maxFileBytes = 1000;
        m_book = std::move(*BaseBook::open(*m_view, 1000));
        runs([] {
            const FileDescriptor sparse(::open("sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
            return ::utimensat(AT_FDCWD, "large", nullptr, 0) == 0 && ::ftruncate(sparse.get(), 1LL << 40) == 0;
        });
        const ChangeSet set = read();
        QCOMPARE(set.problems.size(), 1);
        QVERIFY(set.problems.constFirst().startsWith("sparse: the file is larger than"));
        QCOMPARE(set.changes.size(), 1);
        QCOMPARE(set.changes.constFirst().size, 1LL << 40);
        m_limits = {};
        m_limits.maxTotalBytes = 10;
        runs([] { return ::unlink("sparse") == 0 && testing::write("n", QByteArray(11, 'n')); });
        QCOMPARE(read().problems.size(), 2); // the other one is `large`, too much as well now
        m_limits = {};
        m_limits.maxEntries = 5;
        runs([] { return removeAll("d") && removeAll("k"); });
        QVERIFY(!read().problems.isEmpty());
        const auto paths = pathsInUpper(*m_view, m_lower.get(), *m_rules, m_limits);
        QVERIFY(paths && !paths->isWhole);
    }

    void aContentThatCannotBeStored()
    {
        runs([] { return testing::write("n", "n"); });
        const auto set = readChanges(
            *m_view, m_lower.get(), *m_book, *m_rules,
            [](const QByteArray &) -> Result<ObjectId> { return fail(ErrorCode::Io, u"the disk is full"_s); },
            m_limits);
        QVERIFY(!set);
        QCOMPARE(set.error().message, u"the disk is full"_s);
    }

    void ignoredThingsStayBehind()
    {
        m_scratch->put(u"w/old/node_modules/m/a.js"_s, "a");
        m_scratch->put(u"w/Cargo.toml"_s, "x");
        m_scratch->put(u"w/.gitignore"_s, "*.log\n");
        const auto upper = m_view->openUpper();
        QVERIFY(upper);
        m_rules = IgnoreRulesSource(work()).rules(m_lower.get(), upper->get());
        runs([] {
            return makeFolders("node_modules/m/deep") && testing::write("node_modules/m/a.js", "12345") &&
                   testing::write("node_modules/m/deep/b.js", "123") && makeFolders("target/debug") &&
                   testing::write("target/debug/bin", QByteArray(1000, 'x')) && testing::write("d/c.pyc", "12") &&
                   testing::write("d/n", "n") && testing::write("d/n.log", "1") &&
                   testing::write(".gitignore", "*\n") && // an attempt hides nothing by that
                   removeAll("old/node_modules") && ::chmod("node_modules/m/deep", 0) == 0;
        });
        const ChangeSet set = read();
        QCOMPARE(changes(set), (QByteArrayList{".gitignore: f644=*.log\n > f644=*\n", "d/n: - > f644=n"}));
        const QList<StayingBehind> behind{{"d/c.pyc", 2, 1}, {"d/n.log", 1, 1}, {"node_modules", 8, 2},
            {"old/node_modules", 0, 0}, {"target", 1000, 1}};
        QCOMPARE(set.stayingBehind, behind);
        const auto paths = pathsInUpper(*m_view, m_lower.get(), *m_rules, m_limits);
        QByteArrayList named;
        for (const UpperPath &one : paths->paths)
            named.append(one.path);
        QCOMPARE(named, (QByteArrayList{".gitignore", "d", "d/c.pyc", "d/n", "d/n.log", "node_modules", "old",
                            "old/node_modules", "target"}));
    }

    // Programs and libraries are built again by whoever wants them; those that were there are files like any other.
    void whatWasBuiltStaysBehind()
    {
        const QByteArray program("\x7f"
                                 "ELF...",
            7);
        m_scratch->put(u"w/tool"_s, program);
        const auto upper = m_view->openUpper();
        QVERIFY(upper);
        m_rules = IgnoreRulesSource(work()).rules(m_lower.get(), upper->get());
        runs([&program] {
            return testing::write("app", program, 0755) && testing::write("d/lib.a", "!<arch>\nx") &&
                   testing::write("tool", program + "2") && testing::write("run.sh", "#!/bin/sh\n", 0755);
        });
        const ChangeSet set = read();
        QByteArrayList paths;
        for (const Change &change : set.changes)
            paths.append(change.path);
        QCOMPARE(paths, (QByteArrayList{"run.sh", "tool"}));
        QCOMPARE(set.stayingBehind, (QList<StayingBehind>{{"app", 7, 1}, {"d/lib.a", 9, 1}}));
    }

    // Whoever asks for some names gets what was written of them, ignored or not, changed or not.
    void filesThatWereWritten()
    {
        m_scratch->put(u"w/node_modules/.bin/check"_s, "c");
        m_scratch->put(u"w/node_modules/.bin/gone"_s, "g");
        const auto upper = m_view->openUpper();
        QVERIFY(upper);
        m_rules = IgnoreRulesSource(work()).rules(m_lower.get(), upper->get());
        const auto written = [this] {
            const auto found = writtenFiles(*m_view, m_lower.get(), *m_rules, m_limits,
                [](const QByteArray &path) { return path == "a.txt" || path.contains(".bin/"); });
            return found.value_or(QList<WrittenFile>());
        };
        QVERIFY(written().isEmpty());
        runs([] {
            return testing::write("a.txt", "a.txt") && testing::write("d/y", "other") &&
                   testing::write("node_modules/.bin/check", "exit 0") && ::unlink("node_modules/.bin/gone") == 0;
        });
        const QList<WrittenFile> first = written();
        QCOMPARE(first.size(), 3);
        QVERIFY(first.at(0).path == "a.txt" && !first.at(0).staysBehind && first.at(0).changedNs > 0);
        QVERIFY(first.at(1).path == "node_modules/.bin/check" && first.at(1).staysBehind);
        QVERIFY(first.at(2).path == "node_modules/.bin/gone" && first.at(2).changedNs == 0);
        letTimePass();
        runs([] { return testing::write("a.txt", "other") && testing::write("a.txt", "a.txt"); });
        QVERIFY(written().at(0).changedNs > first.at(0).changedNs);
        QCOMPARE(written().at(1).changedNs, first.at(1).changedNs);
    }

    void whatWasWrittenOverALayer()
    {
        runs([] {
            return makeFolders("p/q") && testing::write("p/one", "1") && testing::write("p/q/two", "2") &&
                   ::unlink("a.txt") == 0 && testing::write("b.txt", "setup") && removeAll("d") && makeFolders("d") &&
                   testing::write("d/made", "m") && makeFolders(".git/hooks") && testing::write(".git/index", "i") &&
                   testing::write(".git/hooks/x", "x");
        });
        makeLayer();
        QCOMPARE(writtenAnywhere(), QByteArrayList());
        QCOMPARE(gitWritten(*m_view, m_lower.get(), m_limits).value_or(QByteArrayList{"?"}), QByteArrayList());
        runs([] {
            return removeAll("p") && removeAll("d") && testing::write("d2", "") && testing::write("b.txt", "two") &&
                   testing::write("a.txt", "back") && removeAll(".git/hooks") && testing::write(".git/config", "c");
        });
        QCOMPARE(writtenAnywhere(), (QByteArrayList{"a.txt", "b.txt", "-d/made", "d2", "-p/one", "-p/q/two"}));
        QCOMPARE(gitWritten(*m_view, m_lower.get(), m_limits).value_or(QByteArrayList{"?"}),
            (QByteArrayList{".git/config", ".git/hooks"}));
        // Taken up with what it was made with.
        m_book.reset();
        m_view.reset();
        const auto other = ViewFolder::open(m_scratch->at(u"views/t.1"_s), m_scratch->at(u"w"_s));
        QVERIFY(!other && other.error().code == ErrorCode::Conflict);
        auto again = ViewFolder::openExisting(m_scratch->at(u"views/t.1"_s));
        QVERIFY(again);
        QCOMPARE((*again)->below(), m_scratch->at(u"setup/0/upper"_s));
        again->reset();
        QVERIFY(QDir().rename(m_scratch->at(u"setup"_s), m_scratch->at(u"gone"_s)));
        const auto lost = ViewFolder::openExisting(m_scratch->at(u"views/t.1"_s));
        QVERIFY(!lost && lost.error().code == ErrorCode::Conflict);
        QVERIFY(QDir().rename(m_scratch->at(u"gone"_s), m_scratch->at(u"setup"_s)));
        m_view = std::move(*ViewFolder::openExisting(m_scratch->at(u"views/t.1"_s)));
    }

    // Asked for by name: `task apply ID --with PATH`.
    void ignoredThingsCanBeAskedFor()
    {
        m_scratch->put(u"w/node_modules/hers.js"_s, "hers");
        m_scratch->put(u"w/node_modules/same.js"_s, "same");
        m_rules = IgnoreRulesSource(work()).rules(m_lower.get(), m_lower.get());
        runs([] {
            return testing::write("node_modules/n.js", "n") && testing::write("node_modules/hers.js", "his") &&
                   replaceByRename("node_modules/same.js", "same");
        });
        QCOMPARE(changes(), QByteArrayList());
        m_rules = std::make_unique<NoRules>();
        const QByteArrayList expected{"node_modules/hers.js: ?? > f644=his", "node_modules/n.js: - > f644=n"};
        QCOMPARE(changes(), expected);
        // Also when it is not ignored any more: nobody knows what was there when it was written.
        m_scratch->put(u"w/node_modules/hers.js"_s, "saved since");
        runs([] { return true; });
        QCOMPARE(changes(), expected);
    }

    void ignoredThingsThatArePartlyWanted()
    {
        m_rules =
            IgnoreRulesSource(work()).rules(m_lower.get(), m_lower.get(), {"node_modules/m", "t/__pycache__/x.pyc"});
        runs([] {
            return makeFolders("node_modules/m/o") && testing::write("node_modules/m/o/a.js", "a") &&
                   testing::write("node_modules/b.js", "b") && makeFolders("t/__pycache__") &&
                   testing::write("t/__pycache__/x.pyc", "x") && testing::write("t/__pycache__/y.pyc", "y");
        });
        const ChangeSet set = read();
        QCOMPARE(changes(set), (QByteArrayList{"node_modules: - > d755", "node_modules/m: - > d755",
                                   "node_modules/m/o: - > d755", "node_modules/m/o/a.js: - > f644=a", "t: - > d755",
                                   "t/__pycache__: - > d755", "t/__pycache__/x.pyc: - > f644=x"}));
        QCOMPARE(set.stayingBehind, (QList<StayingBehind>{{"node_modules/b.js", 1, 1}, {"t/__pycache__/y.pyc", 1, 1}}));
    }

    void aViewThatWasClosed()
    {
        runs([] { return testing::write("n", "n") && ::chmod(".", 0) == 0; });
        QCOMPARE(changes(), QByteArrayList{"n: - > f644=n"});
        runs([] { return testing::write("m", "m"); });
        QCOMPARE(changes(), (QByteArrayList{"m: - > f644=m", "n: - > f644=n"}));
    }

    void rootReadsWhatTheOwnerOfTheFolderWrote()
    {
        if (::geteuid() != 0)
            QSKIP("only root works in the folders of others");
        Scratch scratch;
        for (const QString &name : {u""_s, u"w"_s})
            QCOMPARE(::chmod(scratch.at(name).toUtf8().constData(), 0755), 0);
        QCOMPARE(::chown(scratch.at(u"w"_s).toUtf8().constData(), 65534, 65534), 0);
        m_view = std::move(*ViewFolder::open(scratch.at(u"views/t.1"_s), scratch.at(u"w"_s)));
        QCOMPARE(::chmod(scratch.at(u"views"_s).toUtf8().constData(), 0755), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const bool isOwner = ::setresgid(65534, 65534, 65534) == 0 && ::setresuid(65534, 65534, 65534) == 0 &&
                                 ::prctl(PR_SET_DUMPABLE, 1) == 0; // else its files in /proc stay root's
            ::_exit(isOwner && runInView(*m_view,
                                   [] {
                                       return testing::write("n", "n") && ::chmod("n", 0) == 0 && makeFolders("d") &&
                                              ::chmod("d", 0) == 0;
                                   })
                        ? 0
                        : 1);
        }
        int status = 1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
        m_book = std::move(*BaseBook::open(*m_view, 1 << 20));
        m_lower = FileDescriptor(::open(scratch.at(u"w"_s).toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        QCOMPARE(changes(), (QByteArrayList{"d: - > d0", "n: - > f0=n"}));
        QVERIFY(m_view->remove());
        m_view.reset();
    }

    // The sandbox copies a folder before it renames it (engine/sandbox/launcher/mover.c), and says so in a note.
    void aRenamingThatWasCutOff_data()
    {
        QTest::addColumn<int>("removed");
        QTest::addColumn<bool>("isWhole");
        QTest::addColumn<QByteArrayList>("expected");
        QTest::newRow("while it copied") << 0 << false << QByteArrayList();
        QTest::newRow("nothing removed") << 0 << true << QByteArrayList{"d/x: f644=d/x > f644=copied"};
        QTest::newRow("half removed") << 1 << true << QByteArrayList{"d/x: f644=d/x > f644=copied"};
        QTest::newRow("all removed") << 2 << true << QByteArrayList{"d/x: f644=d/x > f644=copied"};
        QTest::newRow("renamed already") << 3 << true << QByteArrayList{"d/x: f644=d/x > f644=copied"};
    }
    void aRenamingThatWasCutOff()
    {
        QFETCH(int, removed);
        QFETCH(bool, isWhole);
        QFETCH(QByteArrayList, expected);
        const QByteArray copy = ".vibecoder-moving-7-1";
        runs([&] {
            return makeFolders(copy + "/e") && testing::write(copy + "/x", "copied") &&
                   testing::write(copy + "/y", "d/y") && testing::write(copy + "/e/z", "d/e/z") &&
                   (removed != 1 || ::unlink("d/y") == 0) && (removed < 2 || removeAll("d")) &&
                   (removed < 3 || ::rename(copy.constData(), "d") == 0);
        });
        m_scratch->put(
            u"views/t.1/moving"_s, work() + '\0' + copy + '\0' + (isWhole ? QByteArray("d\0", 2) : QByteArray()));
        m_view.reset();
        m_view = std::move(*ViewFolder::open(m_scratch->at(u"views/t.1"_s), m_scratch->at(u"w"_s)));
        m_book = std::move(*BaseBook::open(*m_view, 1 << 20));
        runs([] { return true; });
        QCOMPARE(changes(), expected);
        QCOMPARE(m_scratch->info(u"views/t.1/moving"_s).st_size, 0);
        QVERIFY(runInView(*m_view, [&copy] { return treeAt("d").size() == 4 && treeAt(copy).isEmpty(); }));
    }

    void whatWasWrittenToGit()
    {
        m_scratch->put(u"w/sub/.git/HEAD"_s, "x");
        runs([] {
            return testing::write(".git/config", "evil") && testing::write(".git/index", "i") &&
                   makeFolders("n/.git/refs") && testing::write("n/.git/HEAD", "h") &&
                   testing::write("d/.git", "gitdir: x") && removeAll("sub") && testing::write("a.txt", "two") &&
                   testing::write("d/.gitignore", "*");
        });
        const auto found = gitWritten(*m_view, m_lower.get(), m_limits);
        QVERIFY(found);
        QCOMPARE(*found, (QByteArrayList{".git/config", ".git/index", "d/.git", "n/.git", "n/.git/HEAD", "n/.git/refs",
                             "sub/.git"}));
        QCOMPARE(changes(), (QByteArrayList{"a.txt: f644=a.txt > f644=two", "d/.gitignore: - > f644=*", "n: - > d755",
                                "sub: d755 > -"}));
    }

    void randomHistories_data()
    {
        QTest::addColumn<quint32>("seed");
        const bool isFull = qEnvironmentVariableIsSet("VIBECODER_TEST_FULL");
        if (qEnvironmentVariableIsSet("VIBECODER_TEST_SEED")) {
            QTest::newRow("given") << quint32(qEnvironmentVariable("VIBECODER_TEST_SEED").toUInt());
            return;
        }
        for (int i = 0; i < (isFull ? 200 : 6); ++i) {
            const quint32 seed = QRandomGenerator::global()->generate();
            QTest::newRow(qPrintable(u"seed %1"_s.arg(seed))) << seed;
        }
    }
    void randomHistories();
    void randomHistoriesOverALayer_data() { randomHistories_data(); }
    void randomHistoriesOverALayer();
};

namespace {

// Makes the steps of a history; every path has two names out of a few, so they meet often.
class History
{
public:
    explicit History(quint32 seed)
        : m_random(seed)
    {
    }
    int below(int limit) { return int(m_random.bounded(limit)); }

    QByteArray path()
    {
        QByteArray path = part();
        for (int more = below(3); more > 0; --more)
            path += '/' + part();
        return path;
    }
    QByteArray text() { return QByteArray::number(below(4)); }

    struct Step
    {
        int kind;
        QByteArray path, other, text;
    };
    Step step() { return {below(9), path(), path(), text()}; }

    // Below the current folder. Some do nothing, as it comes.
    static void take(const Step &step)
    {
        const char *path = step.path.constData();
        const auto parent = [](const QByteArray &of) { return of.left(std::max<qsizetype>(0, of.lastIndexOf('/'))); };
        switch (step.kind) {
        case 0:
        case 1:
            (void)(step.path.contains('/') && makeFolders(parent(step.path)));
            (void)testing::write(step.path, step.text);
            break;
        case 2:
            (void)replaceByRename(step.path, step.text);
            break;
        case 3:
            (void)::unlink(path);
            break;
        case 4:
            (void)removeAll(step.path);
            break;
        case 5:
            (void)makeFolders(step.path);
            break;
        case 6:
            (void)!::rename(path, step.other.constData());
            break;
        case 7: {
            struct stat st
            {
            };
            if (::lstat(path, &st) == 0 && S_ISREG(st.st_mode))
                (void)!::chmod(path, step.text == "1" ? 0755 : 0644);
            break;
        }
        default:
            (void)!::unlink(path);
            (void)!::symlink(step.text.constData(), path);
        }
    }

private:
    QByteArray part()
    {
        static const char *const names[] = {"a", "b", "c"};
        return names[below(3)];
    }
    QRandomGenerator m_random;
};

// As plain entries: what the kernel has left there.
bool isBelowNothing(const QByteArray &path, const QSet<QByteArray> &hiding)
{
    for (qsizetype slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        if (hiding.contains(path.left(slash)))
            return true;
    }
    return false;
}

} // namespace

// The model: a path has the base it had when a command began after which the upper folder first said something of it.
// While some of the commands run she works too; then a base may be unknown, but never a wrong one.
void ViewChangesTest::randomHistories()
{
    QFETCH(quint32, seed);
    History history(seed);
    const QByteArray upper = m_scratch->at(u"views/t.1/0/upper"_s).toUtf8();
    Tree bases;
    QSet<QByteArray> hidBefore, unknown;
    const auto hers = [&] {
        const FileDescriptor here(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        QCOMPARE(::chdir(work().constData()), 0);
        for (int i = 1 + history.below(4); i > 0; --i)
            History::take(history.step());
        QCOMPARE(::fchdir(here.get()), 0);
    };
    for (int command = 0; command < 25; ++command) {
        if (history.below(3) == 0)
            hers();
        const bool isBeside = history.below(4) == 0;
        QList<History::Step> steps;
        for (int i = 1 + history.below(4); i > 0; --i)
            steps.append(history.step());
        letTimePass();
        const auto begin = m_book->begin();
        QVERIFY(begin);
        const Tree before = treeAt(work());
        if (isBeside && history.below(2) == 0)
            hers();
        QVERIFY(runInView(*m_view, [&] {
            std::for_each(steps.cbegin(), steps.cend(), History::take);
            return true;
        }));
        if (isBeside)
            hers();
        else
            QCOMPARE(treeAt(work()), before);
        note(*begin);
        const Tree lower = treeAt(work());
        const Tree view = shown();
        const Tree left = treeAt(upper);
        QSet<QByteArray> hiding;
        for (auto it = left.cbegin(); it != left.cend(); ++it) {
            char opaque = 0;
            const bool isOpaque =
                ::lgetxattr((upper + '/' + it.key()).constData(), "user.overlay.opaque", &opaque, 1) == 1 &&
                opaque == 'y';
            if (!it.value().startsWith('d') || isOpaque)
                hiding.insert(it.key());
        }
        QSet<QByteArray> said;
        for (const QByteArray &path : left.keys() + lower.keys()) {
            if (!left.contains(path) && !isBelowNothing(path, hiding))
                continue;
            // What came to lie in a hidden folder was never seen.
            const bool cameLater = !bases.contains(path) && isBelowNothing(path, hidBefore);
            if (cameLater && !left.contains(path))
                continue;
            said.insert(path);
            if (bases.contains(path))
                continue;
            const auto noted = m_book->find(path);
            QVERIFY2(noted.has_value(), path.constData());
            const QByteArray known = text(noted->entry), was = cameLater ? QByteArray("-") : before.value(path, "-");
            if (!noted->isKnown) {
                QVERIFY2(isBeside, path.constData());
                unknown.insert(path);
            } else if (known != was) {
                // She removed it, and the attempt made it anew.
                QVERIFY2(isBeside && known == "-" && !lower.contains(path),
                    (path + ": " + known + ", was " + was).constData());
            }
            bases.insert(path, known);
        }
        for (const QByteArray &path : bases.keys()) {
            if (!said.contains(path)) {
                bases.remove(path);
                unknown.remove(path);
            }
        }
        hidBefore = hiding;
        QByteArrayList expected;
        for (auto it = bases.cbegin(); it != bases.cend(); ++it) {
            const QByteArray now = view.value(it.key(), "-"), there = lower.value(it.key(), "-");
            const bool isUnknown = unknown.contains(it.key());
            if (now != (isUnknown ? there : it.value()) && (now != "-" || there != "-"))
                expected.append(it.key() + ": " + (isUnknown ? QByteArray("??") : it.value()) + " > " + now);
        }
        const ChangeSet set = read();
        QCOMPARE(set.problems, QByteArrayList());
        const QByteArray found = changes(set).join('\n'), wanted = expected.join('\n');
        QVERIFY2(found == wanted, ("found:\n" + found + "\nexpected:\n" + wanted).constData());
        // Nothing is left out: what the view shows otherwise was said, or came later.
        for (const QByteArray &path : view.keys() + lower.keys()) {
            if (view.value(path) != lower.value(path))
                QVERIFY2(bases.contains(path) || isBelowNothing(path, hiding), path.constData());
        }
        if (history.below(4) == 0)
            m_book = std::move(*BaseBook::open(*m_view, 1 << 20));
    }
}

// Against what the mounted view showed before and after: every file and link that differs was written, and what counts
// as deleted was there and is gone.
void ViewChangesTest::randomHistoriesOverALayer()
{
    QFETCH(quint32, seed);
    History history(seed);
    const auto steps = [&history](int most) {
        QList<History::Step> list;
        for (int i = 1 + history.below(most); i > 0; --i)
            list.append(history.step());
        return list;
    };
    const auto runSteps = [this](const QList<History::Step> &list) {
        return runInView(*m_view, [&] {
            std::for_each(list.cbegin(), list.cend(), History::take);
            return true;
        });
    };
    QCOMPARE(::chdir(work().constData()), 0);
    for (const History::Step &step : steps(20))
        History::take(step);
    QCOMPARE(::chdir("/"), 0);
    QVERIFY(runSteps(steps(20)));
    const Tree setUp = shown();
    makeLayer();
    QCOMPARE(shown(), setUp);
    const QByteArray layer = m_scratch->at(u"setup/0/upper"_s).toUtf8();
    const Tree layerBefore = treeAt(layer), lowerBefore = treeAt(work());
    for (int command = 0; command < 10; ++command) {
        QVERIFY(runSteps(steps(5)));
        const Tree now = shown();
        const QByteArrayList found = writtenAnywhere();
        const auto isFile = [](const QByteArray &entry) { return entry.startsWith('f') || entry.startsWith('l'); };
        for (const QByteArray &path : setUp.keys() + now.keys()) {
            const QByteArray was = setUp.value(path), is = now.value(path);
            if (was == is || !isFile(is.isEmpty() ? was : is))
                continue;
            QVERIFY2(found.contains(is.isEmpty() ? '-' + path : path), path.constData());
        }
        for (const QByteArray &path : found) {
            const bool isGone = path.startsWith('-');
            const QByteArray name = isGone ? path.mid(1) : path;
            QVERIFY2(
                isGone ? isFile(setUp.value(name)) && !now.contains(name) : isFile(now.value(name)), path.constData());
        }
    }
    QCOMPARE(treeAt(layer), layerBefore);
    QCOMPARE(treeAt(work()), lowerBefore);
}

QTEST_GUILESS_MAIN(ViewChangesTest)
#include "tst_viewchanges.moc"
