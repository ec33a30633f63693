// SPDX-License-Identifier: MIT
// Writing in the working directory: whole or not at all, all files or none, and never outside while folders are
// swapped.
#include "unit/workspace/swapper.h"
#include "unit/workspace/workspacetesting.h"

#include <QTest>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <grp.h>
#include <sys/wait.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

QString digestOf(const QByteArray &bytes)
{
    return sha256Hex(bytes);
}

double seconds(const struct stat &st)
{
    return double(st.st_mtim.tv_sec) + double(st.st_mtim.tv_nsec) / 1e9;
}

constexpr int kSwaps = 10000, kMaxRounds = 200000;

} // namespace

class WorkspaceWriteTest : public QObject
{
    Q_OBJECT

private slots:
    void newFilesAndFoldersAreMade()
    {
        Scratch scratch;
        const auto digests =
            scratch.workspace->writeAll({{u"a/b/new.txt"_s, "one", {}}, {u"a/b/c/two.txt"_s, "two", {}}});
        QVERIFY(digests.has_value());
        QCOMPARE(*digests, (QList<QString>{digestOf("one"), digestOf("two")}));
        QCOMPARE(scratch.get(u"w/a/b/new.txt"_s), QByteArray("one"));
        QCOMPARE(scratch.names(u"w/a/b"_s), (QStringList{u"c"_s, u"new.txt"_s}));
    }

    void anExistingFileKeepsItsMode_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("kept");
        QTest::newRow("a script stays executable") << 0755 << 0755;
        QTest::newRow("a private file stays private") << 0600 << 0600;
        QTest::newRow("a read-only file stays so") << 0444 << 0444;
        QTest::newRow("a set-user-id bit does not pass to new content") << 04755 << 0755;
    }
    void anExistingFileKeepsItsMode()
    {
        QFETCH(int, mode);
        QFETCH(int, kept);
        Scratch scratch;
        scratch.put(u"w/file"_s, "old");
        ::chmod(scratch.at(u"w/file"_s).toUtf8().constData(), mode_t(mode));
        QVERIFY(scratch.workspace->writeAll({{u"file"_s, "new", digestOf("old")}}).has_value());
        QCOMPARE(int(scratch.info(u"w/file"_s).st_mode & 07777), kept);
        QCOMPARE(scratch.names(u"w"_s), QStringList{u"file"_s});
    }

    void eachRewriteHasALaterTimeAndNoneLiesAhead()
    {
        Scratch scratch;
        QByteArray content = "0";
        QVERIFY(scratch.workspace->writeAll({{u"file"_s, content, {}}}).has_value());
        struct stat last = scratch.info(u"w/file"_s);
        for (int i = 1; i < 40; ++i) {
            const QByteArray next = QByteArray::number(i);
            QVERIFY(scratch.workspace->writeAll({{u"file"_s, next, digestOf(content)}}).has_value());
            const struct stat now = scratch.info(u"w/file"_s);
            QVERIFY(std::pair(now.st_mtim.tv_sec, now.st_mtim.tv_nsec) >
                    std::pair(last.st_mtim.tv_sec, last.st_mtim.tv_nsec));
            last = now;
            content = next;
        }
        timespec clock{};
        ::clock_gettime(CLOCK_REALTIME, &clock);
        QVERIFY(last.st_mtim.tv_sec <= clock.tv_sec);
    }

    void aTimeThatLiesALittleAheadIsPassedByOneStep()
    {
        Scratch scratch;
        scratch.put(u"w/file"_s, "old");
        timespec ahead{};
        ::clock_gettime(CLOCK_REALTIME, &ahead);
        ahead.tv_sec += 600;
        ahead.tv_nsec = 999999999;
        const timespec both[2] = {ahead, ahead};
        ::utimensat(AT_FDCWD, scratch.at(u"w/file"_s).toUtf8().constData(), both, 0);
        QVERIFY(scratch.workspace->writeAll({{u"file"_s, "new", digestOf("old")}}).has_value());
        QCOMPARE(scratch.info(u"w/file"_s).st_mtim.tv_sec, ahead.tv_sec + 1);
        QCOMPARE(scratch.info(u"w/file"_s).st_mtim.tv_nsec, 0L);
    }

    void byteCodeOfTheSameSecondIsForgotten()
    {
        Scratch scratch;
        scratch.put(u"w/m.py"_s, "old");
        scratch.put(u"w/__pycache__/m.cpython-311.pyc"_s, "code");
        scratch.put(u"w/__pycache__/m.cpython-311-pytest-7.2.1.pyc"_s, "code");
        scratch.put(u"w/__pycache__/mm.cpython-311.pyc"_s, "code");
        timespec now{};
        ::clock_gettime(CLOCK_REALTIME, &now);
        // A little ahead, so that the new time falls into the same second however slow the machine is.
        const timespec ahead[2] = {{now.tv_sec + 600, 5}, {now.tv_sec + 600, 5}};
        ::utimensat(AT_FDCWD, scratch.at(u"w/m.py"_s).toUtf8().constData(), ahead, 0);
        QVERIFY(scratch.workspace->writeAll({{u"m.py"_s, "new", digestOf("old")}}).has_value());
        QCOMPARE(scratch.names(u"w/__pycache__"_s), QStringList{u"mm.cpython-311.pyc"_s});
        // In another second Python sees it by itself.
        scratch.put(u"w/__pycache__/m.cpython-311.pyc"_s, "code");
        const timespec past[2] = {{now.tv_sec - 600, 5}, {now.tv_sec - 600, 5}};
        ::utimensat(AT_FDCWD, scratch.at(u"w/m.py"_s).toUtf8().constData(), past, 0);
        QVERIFY(scratch.workspace->writeAll({{u"m.py"_s, "old", digestOf("new")}}).has_value());
        QCOMPARE(scratch.names(u"w/__pycache__"_s).size(), 2);
    }

    void aFileFromTheFarFutureGetsAnotherTimeToo()
    {
        Scratch scratch;
        scratch.put(u"w/file"_s, "old");
        const timespec future[2] = {{4000000000, 0}, {4000000000, 0}};
        ::utimensat(AT_FDCWD, scratch.at(u"w/file"_s).toUtf8().constData(), future, 0);
        QVERIFY(scratch.workspace->writeAll({{u"file"_s, "new", digestOf("old")}}).has_value());
        QVERIFY(std::abs(seconds(scratch.info(u"w/file"_s)) - 4000000000.0) > 1.0);
    }

    void accessListsAndAttributesStay()
    {
        Scratch scratch;
        scratch.put(u"w/file"_s, "old");
        const QByteArray name = scratch.at(u"w/file"_s).toUtf8();
        ::chmod(name.constData(), 0600);
        if (!setAccessList(name, "system.posix_acl_access"))
            QSKIP("this file system knows no access lists");
        const bool withAttributes = ::setxattr(name.constData(), "user.note", "mine", 4, 0) == 0;
        const QByteArray before = attribute(name, "system.posix_acl_access");
        const struct stat was = scratch.info(u"w/file"_s);
        QVERIFY(scratch.workspace->writeAll({{u"file"_s, "new", digestOf("old")}}).has_value());
        QCOMPARE(attribute(name, "system.posix_acl_access"), before);
        QCOMPARE(scratch.info(u"w/file"_s).st_mode, was.st_mode);
        if (withAttributes)
            QCOMPARE(attribute(name, "user.note"), QByteArray("mine"));
        else
            qInfo("attributes of the user are not looked at: this file system knows none");
    }

    void aFolderGivesItsDefaultsToNewFilesOnly()
    {
        Scratch scratch;
        scratch.put(u"w/old"_s, "old");
        ::chmod(scratch.at(u"w/old"_s).toUtf8().constData(), 0640);
        if (!setAccessList(scratch.at(u"w"_s).toUtf8(), "system.posix_acl_default"))
            QSKIP("this file system knows no access lists");
        QVERIFY(scratch.workspace->writeAll({{u"old"_s, "new", digestOf("old")}, {u"deep/new"_s, "new", {}}}));
        QCOMPARE(attribute(scratch.at(u"w/old"_s).toUtf8(), "system.posix_acl_access"), QByteArray());
        QCOMPARE(int(scratch.info(u"w/old"_s).st_mode & 0777), 0640);
        QVERIFY(!attribute(scratch.at(u"w/deep/new"_s).toUtf8(), "system.posix_acl_access").isEmpty());
        QVERIFY(!attribute(scratch.at(u"w/deep"_s).toUtf8(), "system.posix_acl_default").isEmpty());
    }

    void newFilesAreMadeAsTheUmaskSays()
    {
        for (const mode_t mask : {0077, 0002, 0027}) {
            Scratch scratch;
            const mode_t before = ::umask(mask);
            const bool done = scratch.workspace->writeAll({{u"d/new"_s, "x", {}}}).has_value();
            ::umask(before);
            QVERIFY(done);
            QCOMPARE(scratch.info(u"w/d/new"_s).st_mode & 0777, mode_t(0666 & ~mask));
            QCOMPARE(scratch.info(u"w/d"_s).st_mode & 0777, mode_t(0777 & ~mask));
        }
    }

    void rootWorksForWhomTheFolderBelongsTo()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give files away");
        Scratch scratch;
        scratch.put(u"w/theirs"_s, "old");
        scratch.put(u"w/other"_s, "old");
        QDir(scratch.at(u"w"_s)).mkdir(u"shared"_s);
        const auto own = [&](const QString &path, uid_t user, gid_t group) {
            QCOMPARE(::chown(scratch.at(path).toUtf8().constData(), user, group), 0);
        };
        own(u"w"_s, 23456, 23457);
        own(u"w/theirs"_s, 23456, 23457);
        own(u"w/other"_s, 34567, 34568);
        own(u"w/shared"_s, 23456, 45678);
        ::chmod(scratch.at(u"w/shared"_s).toUtf8().constData(), 02775);
        QVERIFY(scratch.workspace->writeAll({{u"theirs"_s, "new", digestOf("old")},
            {u"other"_s, "new", digestOf("old")}, {u"a/b/new"_s, "x", {}}, {u"shared/d/new"_s, "x", {}}}));
        const auto owner = [&](const QString &path) {
            const struct stat st = scratch.info(path);
            return std::pair(st.st_uid, st.st_gid);
        };
        QCOMPARE(owner(u"w/theirs"_s), std::pair(uid_t(23456), gid_t(23457)));
        QCOMPARE(owner(u"w/other"_s), std::pair(uid_t(34567), gid_t(34568)));
        QCOMPARE(owner(u"w/a"_s), std::pair(uid_t(23456), gid_t(23457)));
        QCOMPARE(owner(u"w/a/b/new"_s), std::pair(uid_t(23456), gid_t(23457)));
        QCOMPARE(owner(u"w/shared/d/new"_s), std::pair(uid_t(23456), gid_t(45678)));
        QVERIFY((scratch.info(u"w/shared/d"_s).st_mode & S_ISGID) != 0);
    }

    // What an ordinary user may not give to another file stays, because the file itself is written.
    void aGroupThatIsNotOursStays_data()
    {
        QTest::addColumn<uint>("user");
        QTest::addColumn<int>("mode");
        QTest::newRow("our file in a foreign group") << 65534u << 0660;
        QTest::newRow("a file of somebody else that everybody may write") << 23456u << 0666;
    }
    void aGroupThatIsNotOursStays()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give files away");
        QFETCH(uint, user);
        QFETCH(int, mode);
        Scratch scratch;
        scratch.put(u"w/file"_s, "old");
        const QByteArray name = scratch.at(u"w/file"_s).toUtf8();
        ::chmod(scratch.base.toUtf8().constData(), 0755);
        QCOMPARE(::chown(scratch.at(u"w"_s).toUtf8().constData(), 65534, 65534), 0);
        QCOMPARE(::chown(name.constData(), user, 4444), 0);
        ::chmod(name.constData(), mode_t(mode));
        const pid_t child = ::fork();
        if (child == 0) {
            if (::setgroups(0, nullptr) != 0 || ::setresgid(65534, 65534, 65534) != 0 ||
                ::setresuid(65534, 65534, 65534) != 0)
                ::_exit(2);
            const auto done = scratch.workspace->writeAll({{u"file"_s, "something new", digestOf("old")}});
            const auto conflict = scratch.workspace->writeAll({{u"file"_s, "x", digestOf("something else")}});
            ::_exit(done && !conflict ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WEXITSTATUS(status), 0);
        QCOMPARE(scratch.get(u"w/file"_s), QByteArray("something new"));
        const struct stat st = scratch.info(u"w/file"_s);
        QCOMPARE(uint(st.st_uid), user);
        QCOMPARE(st.st_gid, gid_t(4444));
        QCOMPARE(int(st.st_mode & 0777), mode);
        QCOMPARE(scratch.names(u"w"_s), QStringList{u"file"_s});
    }

    void oneWrongFileStopsAll_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("code");
        QTest::newRow("another content than expected")
            << u"second"_s << digestOf("something else") << int(ErrorCode::Conflict);
        QTest::newRow("it should not exist") << u"second"_s << QString() << int(ErrorCode::Conflict);
        QTest::newRow("it should exist") << u"missing"_s << digestOf("x") << int(ErrorCode::Conflict);
        QTest::newRow("it leads outside") << u"../outside/x"_s << QString() << int(ErrorCode::Denied);
        QTest::newRow("a link leads outside") << u"out/x"_s << QString() << int(ErrorCode::Denied);
        QTest::newRow("it is a folder") << u"folder"_s << QString() << int(ErrorCode::Denied);
        QTest::newRow("it is a fifo") << u"pipe"_s << QString() << int(ErrorCode::Denied);
        QTest::newRow("a file stands where a folder is needed") << u"second/x"_s << QString() << int(ErrorCode::Denied);
        QTest::newRow("the same file twice") << u"./first"_s << digestOf("first") << int(ErrorCode::InvalidArgument);
        QTest::newRow("the same file by a link")
            << u"to_first"_s << digestOf("first") << int(ErrorCode::InvalidArgument);
        QTest::newRow("a name that is too long") << QString(300, u'x') << QString() << int(ErrorCode::Denied);
    }
    void oneWrongFileStopsAll()
    {
        QFETCH(QString, path);
        QFETCH(QString, expected);
        QFETCH(int, code);
        Scratch scratch;
        scratch.put(u"w/first"_s, "first");
        scratch.put(u"w/second"_s, "second");
        scratch.put(u"w/folder/inner"_s, "inner");
        scratch.link("../outside", u"w/out"_s);
        scratch.link("first", u"w/to_first"_s);
        ::mkfifo(scratch.at(u"w/pipe"_s).toUtf8().constData(), 0600);
        const QStringList before = scratch.names(u"w"_s);
        const auto written = scratch.workspace->writeAll(
            {{u"first"_s, "changed", digestOf("first")}, {u"made/deep/new"_s, "new", {}}, {path, "x", expected}});
        QVERIFY(!written.has_value());
        QCOMPARE(int(written.error().code), code);
        QCOMPARE(scratch.get(u"w/first"_s), QByteArray("first"));
        QCOMPARE(scratch.get(u"w/second"_s), QByteArray("second"));
        QCOMPARE(scratch.names(u"w"_s), before);
        QVERIFY(scratch.names(u"outside"_s).isEmpty());
    }

    void aLinkInsideKeepsBeingALink()
    {
        Scratch scratch;
        scratch.put(u"w/real/file"_s, "old");
        scratch.link("real/file", u"w/link"_s);
        QVERIFY(scratch.workspace->writeAll({{u"link"_s, "new", digestOf("old")}}).has_value());
        QVERIFY(S_ISLNK(scratch.info(u"w/link"_s).st_mode));
        QCOMPARE(scratch.get(u"w/real/file"_s), QByteArray("new"));
    }

    void anEmptyContentAndAnEmptyListAreFine()
    {
        Scratch scratch;
        QVERIFY(scratch.workspace->writeAll({}).has_value());
        QVERIFY(scratch.workspace->writeAll({{u"empty"_s, "", {}}}).has_value());
        QCOMPARE(scratch.workspace->digest(u"empty"_s).value(), digestOf(""));
        QCOMPARE(scratch.workspace->digest(u"missing/file"_s).value(), QString());
    }

    void aFolderWithoutWritePermissionIsToldClearly()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        Scratch scratch;
        QDir(scratch.at(u"w"_s)).mkdir(u"ro"_s);
        ::chmod(scratch.at(u"w/ro"_s).toUtf8().constData(), 0555);
        const auto written = scratch.workspace->writeAll({{u"ro/x"_s, "x", {}}});
        ::chmod(scratch.at(u"w/ro"_s).toUtf8().constData(), 0755);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY(written.error().message.contains(u"ro/x"_s));
    }

    void leftOversOfACrashAreRemovedAndNothingElse()
    {
        Scratch scratch;
        scratch.put(u"w/a/.vibecoder-new-abcdefghijkl"_s, "half");
        scratch.put(u"w/a/.vibecoder-new-mine"_s, "a file of the user");
        scratch.put(u"w/a/file"_s, "x");
        scratch.put(u"outside/.vibecoder-new-abcdefghijkl"_s, "x");
        scratch.link("../outside", u"w/out"_s);
        const QString digest = scratch.workspace->treeDigest().value();
        QVERIFY(!scratch.workspace->stamps()->contains(u"a/.vibecoder-new-abcdefghijkl"_s));
        QCOMPARE(scratch.workspace->removeLeftOvers(), 1);
        QCOMPARE(scratch.names(u"w/a"_s), (QStringList{u".vibecoder-new-mine"_s, u"file"_s}));
        QCOMPARE(scratch.names(u"outside"_s).size(), 1);
        QCOMPARE(scratch.workspace->treeDigest().value(), digest);
    }

    // kill -9 at a random place: each file is the old or the new one, and what lies around is swept away.
    void aKilledWriterLeavesOldOrNew()
    {
        Scratch scratch;
        const QByteArray a(20000, 'a'), b(20000, 'b');
        scratch.put(u"w/file"_s, a);
        for (int round = 0; round < 20; ++round) {
            const pid_t child = ::fork();
            if (child == 0) {
                for (QByteArray now = scratch.get(u"w/file"_s);; now = now == a ? b : a)
                    (void)scratch.workspace->writeAll({{u"file"_s, now == a ? b : a, digestOf(now)}});
            }
            ::usleep(useconds_t(500 + 1500 * round));
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            const QByteArray now = scratch.get(u"w/file"_s);
            QVERIFY(now == a || now == b);
            QVERIFY(scratch.workspace->removeLeftOvers() <= 1);
            QCOMPARE(scratch.names(u"w"_s), QStringList{u"file"_s});
        }
    }

    void nothingOutsideChangesWhileFoldersAreSwapped_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("for a relative link") << QByteArray("../outside");
        QTest::newRow("for an absolute link") << QByteArray();
    }
    void nothingOutsideChangesWhileFoldersAreSwapped()
    {
        QFETCH(QByteArray, target);
        Scratch scratch;
        scratch.put(u"w/dir/file"_s, "inside");
        scratch.put(u"w/dir/sub/deep"_s, "inside");
        scratch.put(u"outside/file"_s, "inside"); // the same bytes: a digest does not tell the places apart
        scratch.put(u"outside/sub/deep"_s, "inside");
        scratch.link(target.isEmpty() ? scratch.at(u"outside"_s).toUtf8() : target, u"w/other"_s);
        Swapper swapper(scratch.at(u"w/dir"_s), scratch.at(u"w/other"_s));
        int written = 0;
        for (int i = 0; i < kMaxRounds && (swapper.swaps < kSwaps || written < 20); ++i) {
            const QString path = i % 2 ? u"dir/file"_s : u"dir/sub/deep"_s;
            if (const auto now = scratch.workspace->read(path))
                written += scratch.workspace->writeAll({{path, QByteArray::number(i), now->sha256}}) ? 1 : 0;
            (void)scratch.workspace->writeAll({{u"dir/made%1/x"_s.arg(i % 3), "x", {}}});
            const auto resolved = scratch.workspace->resolve("dir/file", FileOperation::Write);
            QVERIFY(!resolved || *resolved == "dir/file" || *resolved == "other/file");
        }
        swapper.finish();
        QVERIFY(swapper.swaps >= kSwaps);
        QCOMPARE(scratch.names(u"outside"_s), (QStringList{u"file"_s, u"sub"_s}));
        QCOMPARE(scratch.names(u"outside/sub"_s), QStringList{u"deep"_s});
        QCOMPARE(scratch.get(u"outside/file"_s), QByteArray("inside"));
        QCOMPARE(scratch.get(u"outside/sub/deep"_s), QByteArray("inside"));
        // With nobody disturbing it goes on as ever.
        const auto last = scratch.workspace->read(u"dir/file"_s);
        QVERIFY(last && scratch.workspace->writeAll({{u"dir/file"_s, "last", last->sha256}}));
        QCOMPARE(scratch.workspace->removeLeftOvers(), 0);
    }

    void nothingOutsideChangesWhileTheFileItselfIsSwapped_data()
    {
        QTest::addColumn<bool>("hard");
        QTest::newRow("for a symbolic link") << false;
        QTest::newRow("for a hard link") << true;
    }
    void nothingOutsideChangesWhileTheFileItselfIsSwapped()
    {
        QFETCH(bool, hard);
        Scratch scratch;
        scratch.put(u"w/file"_s, "old");
        scratch.put(u"outside/file"_s, "old");
        if (hard)
            ::link(scratch.at(u"outside/file"_s).toUtf8().constData(), scratch.at(u"w/other"_s).toUtf8().constData());
        else
            scratch.link("../outside/file", u"w/other"_s);
        Swapper swapper(scratch.at(u"w/file"_s), scratch.at(u"w/other"_s));
        QByteArray content = "old";
        for (int i = 0; i < kMaxRounds && swapper.swaps < kSwaps; ++i) {
            const QByteArray next = QByteArray::number(i);
            if (scratch.workspace->writeAll({{u"file"_s, next, digestOf(content)}}))
                content = next;
        }
        swapper.finish();
        QVERIFY(swapper.swaps >= kSwaps);
        QCOMPARE(scratch.get(u"outside/file"_s), QByteArray("old"));
        QCOMPARE(scratch.names(u"outside"_s), QStringList{u"file"_s});
    }
};

QTEST_GUILESS_MAIN(WorkspaceWriteTest)
#include "tst_workspacewrite.moc"
