// SPDX-License-Identifier: MIT
// What stays behind: git's own answer over generated lists, and what is made anew without git.
#include "viewtesting.h"
#include "workspace/view/gitignorerules.h"
#include "workspace/view/regenerablerules.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <fcntl.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

FileDescriptor folderAt(const QString &path)
{
    return FileDescriptor(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

bool hasGit()
{
    return QProcess::execute(u"git"_s, {u"--version"_s}) == 0;
}

// Output of git in the working directory; nothing when it failed. 1 is an answer of check-ignore: nothing is ignored.
std::optional<QByteArray> git(const Scratch &scratch, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.setWorkingDirectory(scratch.at(u"w"_s));
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.start(u"git"_s, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(30000) || process.exitCode() > 1) {
        qWarning("%s", process.readAllStandardError().constData());
        return std::nullopt;
    }
    return process.readAllStandardOutput();
}

class Generator
{
public:
    explicit Generator(quint32 seed)
        : m_random(seed)
    {
    }

    int below(int limit) { return int(m_random.bounded(limit)); }
    const char *any(std::initializer_list<const char *> list) { return *(list.begin() + below(int(list.size()))); }

    QByteArray name()
    {
        return any({"a", "b", "foo", "bar", "build", "x.c", "y.o", "foo.txt", "a b", "#h", "!n", "[x]", "a*b", "A",
            "Foo", "ab", "abc", "a\\b", "foo ", ".hidden", "\xc3\xa4"});
    }
    QByteArray piece()
    {
        return below(2) == 0
                   ? escaped(name())
                   : QByteArray(any({"*", "**", "?", "*.o", "*.*", "f*", "*o", "fo?", "[a-c]", "[!a-c]", "[^f]*",
                         "[[:alpha:]]", "[[:upper:]]*", "[]x]*", "a\\*b", "\\[x\\]", "a**", "**b", "f*o*", "***", "[a",
                         "x\\", "[a-]*", "[[:nope:]]", "\\#h", "a\\ b", "[\\a-c]", "[A-Z]*", "[/]", "a[^b]c"}));
    }
    QByteArray pattern()
    {
        QByteArray text = piece();
        for (int more = below(3); more > 0; --more)
            text += (below(6) == 0 ? "" : "/") + piece();
        if (below(5) == 0)
            text.prepend(any({"/", "**/", "*/"}));
        if (below(4) == 0)
            text.append(any({"/", "/**", "/*", " ", "  ", "\\ ", "//"}));
        if (below(5) == 0)
            text.prepend('!');
        return text;
    }
    QByteArray list()
    {
        QByteArray text = below(8) == 0 ? "\xef\xbb\xbf" : "";
        for (int lines = 1 + below(5); lines > 0; --lines)
            text += (below(9) == 0 ? QByteArray(any({"# a comment", "", " ", "!", "/"})) : pattern()) +
                    any({"\n", "\n", "\n", "\r\n"});
        if (below(4) == 0)
            text.chop(1);
        return text;
    }

private:
    // Half of the names as they are: then they are patterns.
    QByteArray escaped(const QByteArray &name)
    {
        QByteArray text;
        for (const char c : name)
            text += (QByteArray("*[\\#!").contains(c) && below(2) == 0 ? "\\" : "") + QByteArray(1, c);
        return text;
    }

    QRandomGenerator m_random;
};

} // namespace

class ViewIgnoreTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qputenv("GIT_CONFIG_NOSYSTEM", "1");
        qunsetenv("XDG_CONFIG_HOME");
    }

    void gitGivesTheSameAnswers()
    {
        if (!hasGit())
            QSKIP("git is not installed");
        const bool isFull = qEnvironmentVariableIsSet("VIBECODER_TEST_FULL");
        const quint32 seed = qEnvironmentVariableIsSet("VIBECODER_TEST_SEED")
                                 ? qEnvironmentVariable("VIBECODER_TEST_SEED").toUInt()
                                 : QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        Generator any(seed);
        int cases = 0, ignored = 0;
        for (int round = 0; round < (isFull ? 1000 : 25); ++round) {
            const Scratch scratch;
            qputenv("HOME", scratch.at(u"home"_s).toUtf8());
            QByteArrayList folders{""}, paths;
            for (int i = 0; i < 12; ++i) {
                const QByteArray in = folders.at(any.below(int(folders.size())));
                const QByteArray path = in + any.name();
                const QByteArray place = scratch.at(u"w/"_s).toUtf8() + path;
                if (::mkdir(place.constData(), 0755) == 0) {
                    folders.append(path + '/');
                    paths.append(path);
                }
            }
            for (int i = 0; i < 40; ++i) {
                const QByteArray path = folders.at(any.below(int(folders.size()))) + any.name();
                const QByteArray place = scratch.at(u"w/"_s).toUtf8() + path;
                if (::access(place.constData(), F_OK) != 0 && testing::write(place, "x"))
                    paths.append(path);
            }
            QVERIFY(git(scratch, {u"init"_s, u"-q"_s}));
            QByteArray lists;
            for (const QByteArray &folder : std::as_const(folders)) {
                if (!folder.isEmpty() && any.below(3) != 0)
                    continue;
                const QByteArray text = any.list();
                lists += folder + ".gitignore:\n" + text + '\n';
                QVERIFY(testing::write(scratch.at(u"w/"_s).toUtf8() + folder + ".gitignore", text));
            }
            if (any.below(2) == 0)
                scratch.put(u"w/.git/info/exclude"_s, any.list());
            if (any.below(2) == 0)
                scratch.put(u"home/.config/git/ignore"_s, any.list());
            const int tracked = any.below(4);
            for (int i = tracked; i > 0; --i)
                QVERIFY(git(scratch, {u"--literal-pathspecs"_s, u"add"_s, u"-f"_s, u"--"_s,
                                         QString::fromUtf8(paths.at(any.below(int(paths.size()))))}));
            if (any.below(3) == 0)
                QVERIFY(git(scratch, {u"config"_s, u"core.ignoreCase"_s, u"true"_s}));
            const auto answer = git(scratch, {u"check-ignore"_s, u"-z"_s, u"--stdin"_s}, paths.join('\0') + '\0');
            QVERIFY(answer);
            const QByteArrayList told = answer->split('\0');
            const FileDescriptor lower = folderAt(scratch.at(u"w"_s));
            const auto rules = GitIgnoreRules::open(scratch.at(u"w"_s).toUtf8(), lower.get());
            QVERIFY(rules);
            for (const QByteArray &path : std::as_const(paths)) {
                // git takes the name itself for a pattern when it looks for tracked files.
                if (tracked > 0 && (path.contains('*') || path.contains('[') || path.contains('\\')))
                    continue;
                const bool isFolder = QFileInfo(scratch.at(u"w/"_s) + QString::fromUtf8(path)).isDir();
                const bool ours = rules->look(path, isFolder) == GitIgnoreRules::Answer::Ignored;
                ++cases;
                ignored += ours ? 1 : 0;
                if (ours != told.contains(path))
                    QFAIL(("seed " + QByteArray::number(seed) + ", round " + QByteArray::number(round) + ": " + path +
                           (ours ? " is not ignored by git\n" : " is ignored by git\n") + lists + "exclude:\n" +
                           scratch.get(u"w/.git/info/exclude"_s) + "own:\n" +
                           scratch.get(u"home/.config/git/ignore"_s) + "config:\n" + scratch.get(u"w/.git/config"_s))
                              .constData());
            }
        }
        QVERIFY2(
            ignored > cases / 20 && ignored < cases - cases / 20, qPrintable(u"%1 of %2"_s.arg(ignored).arg(cases)));
    }

    void hostilePatternsTakeNoTime()
    {
        QByteArray pattern, name(2000, 'a');
        for (int i = 0; i < 200; ++i)
            pattern += "*a";
        QVERIFY(!GitWildcards(pattern + "b", true, false).matches(name));
        QVERIFY(GitWildcards(pattern, true, false).matches(name));
    }

    void repositoriesAroundAndInside()
    {
        if (!hasGit())
            QSKIP("git is not installed");
        const Scratch scratch;
        qputenv("HOME", scratch.at(u"home"_s).toUtf8());
        QVERIFY(git(scratch, {u"init"_s, u"-q"_s}));
        scratch.put(u"w/.gitignore"_s, "*.log\n/part/out\n/inner/x.tmp\n");
        scratch.put(u"w/part/.gitignore"_s, "!keep.log\n");
        scratch.put(u"w/part/inner/keep"_s, "x");
        QVERIFY(git(scratch, {u"init"_s, u"-q"_s, u"part/inner"_s}));
        scratch.put(u"w/part/inner/.gitignore"_s, "*.o\n");
        const FileDescriptor lower = folderAt(scratch.at(u"w/part"_s));
        const auto rules = GitIgnoreRules::open(scratch.at(u"w/part"_s).toUtf8(), lower.get());
        QVERIFY(rules);
        using Answer = GitIgnoreRules::Answer;
        QCOMPARE(rules->look("a.log", false), Answer::Ignored);
        QCOMPARE(rules->look("keep.log", false), Answer::None);
        QCOMPARE(rules->look("out", true), Answer::Ignored);
        QCOMPARE(rules->look("out/deep/x", false), Answer::Ignored);
        QCOMPARE(rules->look("inner/a.log", false), Answer::None);
        QCOMPARE(rules->look("inner/a.o", false), Answer::Ignored);
        QVERIFY(!GitIgnoreRules::open(scratch.at(u"outside"_s).toUtf8(), lower.get()));
    }

    void aWorktreeAndAnIndexThatCannotBeRead()
    {
        if (!hasGit())
            QSKIP("git is not installed");
        const Scratch scratch;
        qputenv("HOME", scratch.at(u"home"_s).toUtf8());
        QVERIFY(git(scratch, {u"init"_s, u"-q"_s}));
        QVERIFY(git(scratch, {u"-c"_s, u"user.name=t"_s, u"-c"_s, u"user.email=t@example.com"_s, u"commit"_s, u"-q"_s,
                                 u"--allow-empty"_s, u"-m"_s, u"x"_s}));
        scratch.put(u"w/.git/info/exclude"_s, "*.o\n");
        QVERIFY(git(scratch, {u"worktree"_s, u"add"_s, u"-q"_s, u"../tree"_s}));
        scratch.put(u"tree/old.o"_s, "x");
        const FileDescriptor lower = folderAt(scratch.at(u"tree"_s));
        using Answer = GitIgnoreRules::Answer;
        const auto rules = GitIgnoreRules::open(scratch.at(u"tree"_s).toUtf8(), lower.get());
        QVERIFY(rules);
        QCOMPARE(rules->look("old.o", false), Answer::Ignored);
        // Then whatever was there counts as tracked.
        scratch.put(u"w/.git/worktrees/tree/index"_s, "DIRC damaged");
        const auto careful = GitIgnoreRules::open(scratch.at(u"tree"_s).toUtf8(), lower.get());
        QCOMPARE(careful->look("old.o", false), Answer::Tracked);
        QCOMPARE(careful->look("new.o", false), Answer::Ignored);
    }

    void madeAnew_data()
    {
        QTest::addColumn<QString>("lower");
        QTest::addColumn<QString>("upper");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("isFolder");
        QTest::addColumn<bool>("behind");
        const QString tag = u"CACHEDIR.TAG"_s;
        QTest::newRow("packages") << u""_s << u""_s << QByteArray("a/node_modules") << true << true;
        QTest::newRow("in packages") << u""_s << u""_s << QByteArray("a/node_modules/b/c.js") << false << true;
        QTest::newRow("byte code") << u""_s << u""_s << QByteArray("x.pyc") << false << true;
        QTest::newRow("a file of that name") << u""_s << u""_s << QByteArray("node_modules") << false << false;
        QTest::newRow("target of cargo") << u"Cargo.toml"_s << u""_s << QByteArray("target") << true << true;
        QTest::newRow("a new project") << u""_s << u"n/Cargo.toml n/target/x"_s << QByteArray("n/target") << true
                                       << true;
        QTest::newRow("target alone") << u""_s << u""_s << QByteArray("target") << true << false;
        QTest::newRow("venv") << u""_s << u"env/pyvenv.cfg"_s << QByteArray("env/bin/python") << false << true;
        QTest::newRow("cmake") << u"out/CMakeCache.txt"_s << u""_s << QByteArray("out/a.o") << false << true;
        QTest::newRow("cmake among the sources")
            << u"s/CMakeCache.txt s/CMakeLists.txt"_s << u""_s << QByteArray("s/a.c") << false << false;
        QTest::newRow("build") << u""_s << u""_s << QByteArray("build/a") << false << false;
        QTest::newRow("tagged") << u""_s << u"c/%1"_s.arg(tag) << QByteArray("c/x") << false << true;
        QTest::newRow("tagged by the attempt among the sources")
            << u"src/a.c"_s << u"src/%1"_s.arg(tag) << QByteArray("src/a.c") << false << false;
        QTest::newRow("a venv by the attempt among the sources")
            << u"src/a.c"_s << u"src/pyvenv.cfg"_s << QByteArray("src") << true << false;
    }
    void madeAnew()
    {
        QFETCH(QString, lower);
        QFETCH(QString, upper);
        QFETCH(QByteArray, path);
        QFETCH(bool, isFolder);
        QFETCH(bool, behind);
        const Scratch scratch;
        QVERIFY(QDir().mkpath(scratch.at(u"upper"_s)));
        for (const QString &name : lower.split(u' ', Qt::SkipEmptyParts))
            scratch.put(u"w/"_s + name, "Signature: 8a477f597d28d172789f06886806bc55\n");
        for (const QString &name : upper.split(u' ', Qt::SkipEmptyParts))
            scratch.put(u"upper/"_s + name, "Signature: 8a477f597d28d172789f06886806bc55\n");
        const FileDescriptor low = folderAt(scratch.at(u"w"_s)), up = folderAt(scratch.at(u"upper"_s));
        QCOMPARE(RegenerableRules(low.get(), up.get()).isIgnored(path, isFolder), behind);
    }

    void whatGitTracksNeverStaysBehind()
    {
        if (!hasGit())
            QSKIP("git is not installed");
        const Scratch scratch;
        qputenv("HOME", scratch.at(u"home"_s).toUtf8());
        scratch.put(u"w/node_modules/own/a.js"_s, "x");
        scratch.put(u"w/node_modules/b/b.js"_s, "x");
        QVERIFY(git(scratch, {u"init"_s, u"-q"_s}));
        QVERIFY(git(scratch, {u"add"_s, u"node_modules/own"_s}));
        const FileDescriptor lower = folderAt(scratch.at(u"w"_s));
        IgnoreRulesSource source(scratch.at(u"w"_s).toUtf8());
        const auto rules = source.rules(lower.get(), lower.get());
        QVERIFY(!rules->isIgnored("node_modules", true));
        QVERIFY(!rules->isIgnored("node_modules/own/a.js", false));
        QVERIFY(rules->isIgnored("node_modules/own/new.js", false));
        QVERIFY(rules->isIgnored("node_modules/b", true));
        QVERIFY(!rules->isIgnored("src/a.js", false));
        QVERIFY(git(scratch, {u"add"_s, u"node_modules/b"_s}));
        QVERIFY(!source.rules(lower.get(), lower.get())->isIgnored("node_modules/b", true));
    }
};

QTEST_GUILESS_MAIN(ViewIgnoreTest)
#include "tst_viewignore.moc"
