// SPDX-License-Identifier: MIT
// What an attempt left in a folder besides its changes, and a copy without that.
#include "viewtesting.h"
#include "workspace/leftovers.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

FileDescriptor folderAt(const QString &path)
{
    return FileDescriptor(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

// Later than everything that was written before, and not later than what is written from now on.
qint64 moment()
{
    QTest::qWait(30);
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return qint64(now.tv_sec) * 1000000000 + now.tv_nsec;
}

} // namespace

class LeftOversTest : public QObject
{
    Q_OBJECT

    Scratch m_scratch;
    QString m_root;

    void write(const QString &path, const QByteArray &bytes = "x")
    {
        QDir().mkpath(QFileInfo(m_root + u'/' + path).path());
        QFile file(m_root + u'/' + path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    Result<LeftOvers> find(qint64 since, const QByteArrayList &keep = {}, const LeftOversLimits &limits = {})
    {
        const FileDescriptor folder = folderAt(m_root);
        IgnoreRulesSource source(QFile::encodeName(m_root));
        const auto rules = source.rulesInPlace(folder.get(), keep);
        return findLeftOvers(folder.get(), *rules, since, limits);
    }

    static QByteArrayList topsOf(const LeftOvers &found)
    {
        QByteArrayList tops;
        for (const StayingBehind &one : found.tops)
            tops.append(one.path);
        return tops;
    }

private slots:
    void init()
    {
        m_root = m_scratch.at(u"w"_s);
        QDir(m_root).removeRecursively();
        QVERIFY(QDir().mkpath(m_root));
        write(u".gitignore"_s, "build/\n*.db\nlinks\n");
        write(u"main.c"_s);
        write(u"build/old.o"_s);
        write(u"node_modules/a/index.js"_s);
        QCOMPARE(QProcess::execute(u"git"_s, {u"-C"_s, m_root, u"init"_s, u"-q"_s}), 0);
    }

    void onlyWhatIsIgnoredAndNew()
    {
        const qint64 since = moment();
        write(u"main.c"_s, "changed");
        write(u"new.c"_s);
        write(u"build/new.o"_s, "1234");
        write(u"build/deep/er/x.o"_s);
        write(u"node_modules/a/index.js"_s, "planted");
        write(u"state.db"_s);
        write(u".git/index.lock"_s);
        const Result<LeftOvers> found = find(since);
        QVERIFY2(found, found ? "" : qPrintable(found.error().message));
        QCOMPARE(topsOf(*found), (QByteArrayList{"build", "node_modules", "state.db"}));
        QCOMPARE(found->tops.at(0).files, 2);
        QCOMPARE(found->tops.at(0).bytes, 5);
        QVERIFY(!found->paths.contains("build/old.o"));
        QVERIFY(found->paths.indexOf("build/deep/er/x.o") < found->paths.indexOf("build/deep/er"));
    }

    // A file that is as it was may have become one that runs.
    void otherRightsAreAChange()
    {
        const qint64 since = moment();
        QVERIFY(QFile::setPermissions(m_root + u"/build/old.o"_s, QFileDevice::ReadOwner | QFileDevice::ExeOwner));
        QCOMPARE(topsOf(*find(since)), QByteArrayList{"build"});
    }

    void whatTheTaskKeepsIsNone()
    {
        const qint64 since = moment();
        write(u"build/new.o"_s);
        write(u"state.db"_s);
        QCOMPARE(topsOf(*find(since, {"state.db"})), QByteArrayList{"build"});
    }

    // Nobody needs a .gitignore for it.
    void aProgramThatWasBuiltIsOne()
    {
        const QByteArray program("\x7f"
                                 "ELF and more");
        write(u"old"_s, program);
        write(u"tracked"_s, program);
        QCOMPARE(QProcess::execute(u"git"_s, {u"-C"_s, m_root, u"add"_s, u"tracked"_s}), 0);
        const qint64 since = moment();
        write(u"prog"_s, program);
        write(u"src/lib.a"_s, "!<arch>\nand more");
        write(u"tracked"_s, program + "changed");
        QCOMPARE(topsOf(*find(since)), (QByteArrayList{"prog", "src/lib.a"}));
    }

    void aLinkIsNotFollowed()
    {
        const qint64 since = moment();
        QVERIFY(QFile::link(u".."_s, m_root + u"/links"_s));
        const Result<LeftOvers> found = find(since);
        QCOMPARE(topsOf(*found), QByteArrayList{"links"});
        QCOMPARE(found->paths, QByteArrayList{"links"});
    }

    void aFolderThatIsTooLargeIsRefused()
    {
        LeftOversLimits few;
        few.maxEntries = 3;
        const Result<LeftOvers> found = find(moment(), {}, few);
        QVERIFY(!found && found.error().code == ErrorCode::Unavailable);
        LeftOversLimits small;
        small.maxBytes = 2;
        QVERIFY(!find(moment(), {}, small));
    }

    void aCopyIsWithoutThem()
    {
        const qint64 since = moment();
        write(u"build/new.o"_s);
        write(u"build/deep/er/x.o"_s);
        write(u"out/made"_s);
        write(u".gitignore"_s, "build/\nout/\n*.db\n");
        write(u"state.db"_s);
        const Result<LeftOvers> found = find(since);
        QVERIFY(found);
        const QString copy = m_scratch.at(u"copy"_s);
        QDir(copy).removeRecursively();
        QCOMPARE(QProcess::execute(u"cp"_s, {u"-a"_s, m_root, copy}), 0);
        const FileDescriptor folder = folderAt(copy);
        QVERIFY(removeLeftOvers(folder.get(), *found, {"state.db"}));
        QVERIFY(QFile::exists(copy + u"/build/old.o"_s));
        QVERIFY(!QFile::exists(copy + u"/build/new.o"_s));
        QVERIFY(!QFile::exists(copy + u"/build/deep"_s));
        QVERIFY(!QFile::exists(copy + u"/out"_s));
        QVERIFY(QFile::exists(copy + u"/state.db"_s));
        QVERIFY(QFile::exists(m_root + u"/build/new.o"_s));
        QVERIFY(QFile::exists(copy + u"/main.c"_s));
    }
};

QTEST_GUILESS_MAIN(LeftOversTest)
#include "tst_leftovers.moc"
