// SPDX-License-Identifier: MIT
#include "viewtesting.h"
#include "workspace/view/viewobstacles.h"

#include <QTest>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

class ViewObstaclesTest : public QObject
{
    Q_OBJECT

private slots:
    void readsTheListOfMounts()
    {
        const QList<MountPlace> places =
            mountPlaces("22 27 0:21 / /proc rw,relatime - proc proc rw\n"
                        "27 1 254:0 / / rw - ext4 /dev/vda rw\n"
                        "40 27 0:9 / /a\\040b\\134c\\012d rw shared:1 master:2 - tmpfs tmpfs rw\n"
                        "nonsense\n");
        const QList<MountPlace> wanted{
            {22, 27, "/proc", "proc"}, {27, 1, "/", "ext4"}, {40, 27, "/a b\\c\nd", "tmpfs"}};
        QCOMPARE(places, wanted);
    }

    void findsMountsBelow_data()
    {
        QTest::addColumn<qint64>("mount");
        QTest::addColumn<QByteArray>("folder");
        QTest::addColumn<QByteArray>("found");
        QTest::newRow("below") << qint64(1) << QByteArray("/home/me") << QByteArray("/home/me/a");
        QTest::newRow("itself is a mount") << qint64(1) << QByteArray("/home/me/a") << QByteArray();
        QTest::newRow("a name that begins alike") << qint64(1) << QByteArray("/home/me/b") << QByteArray();
        QTest::newRow("everything") << qint64(1) << QByteArray("/") << QByteArray("/data");
        // /data was mounted over what had a mount below it.
        QTest::newRow("hidden by another") << qint64(5) << QByteArray("/data/x") << QByteArray();
    }
    void findsMountsBelow()
    {
        QFETCH(qint64, mount);
        QFETCH(QByteArray, folder);
        QFETCH(QByteArray, found);
        const QList<MountPlace> places{{1, 0, "/", "ext4"}, {2, 1, "/home/me/z", "tmpfs"},
            {3, 1, "/home/me/a", "tmpfs"}, {6, 1, "/home/me/bc", "tmpfs"}, {4, 1, "/data/x/y", "tmpfs"},
            {5, 1, "/data", "ext4"}};
        QCOMPARE(mountedBelow(places, mount, folder), found);
    }

    void foldersInEachOther()
    {
        QVERIFY(whyNotInEachOther(u"/a/b"_s, u"/a/bc/views"_s).isEmpty());
        QVERIFY(whyNotInEachOther(u"/a/b"_s, u"/a/b/views"_s).contains(u"the data folder /a/b/views lies in"_s));
        QVERIFY(whyNotInEachOther(u"/a/b/c"_s, u"/a/b"_s).contains(u"the working directory lies in"_s));
        QVERIFY(!whyNotInEachOther(u"/"_s, u"/a"_s).isEmpty());
        QVERIFY(!whyNotInEachOther(u"/a"_s, u"/a"_s).isEmpty());
    }

    void fileSystemsThatCannotBeShown()
    {
        QVERIFY(whyNoLower(EXT4_SUPER_MAGIC, false).isEmpty());
        QVERIFY(whyNoLower(EXT4_SUPER_MAGIC, true).contains(u"casefold"_s));
        QVERIFY(!whyNoLower(MSDOS_SUPER_MAGIC, false).isEmpty());
        QVERIFY(whyNoLower(NFS_SUPER_MAGIC, false).isEmpty());
    }

    void namesWhatIsMountedBelow()
    {
        const Scratch scratch;
        QVERIFY(QDir().mkpath(scratch.at(u"w/sub folder"_s)));
        QCOMPARE(whyNoView(scratch.at(u"w"_s), scratch.at(u"data/views"_s)), QString());
        QCOMPARE(scratch.names(u"data/views"_s), QStringList());
        if (!runWithMounts([] { return true; }))
            QSKIP("no name spaces here");
        QVERIFY(runWithMounts([&] {
            if (::mount("tmpfs", scratch.at(u"w/sub folder"_s).toUtf8().constData(), "tmpfs", 0, nullptr) != 0)
                return false;
            const QString why = whyNoView(scratch.at(u"w"_s), scratch.at(u"data/views"_s));
            return why.contains(u"mounted below"_s) && why.endsWith(scratch.at(u"w/sub folder"_s)) &&
                   whyNoView(scratch.at(u"w/sub folder"_s), scratch.at(u"data/views"_s)).isEmpty();
        }));
    }

    void namesAFileSystemThatKeepsNoDeletedFiles()
    {
        if (!canMountViews())
            QSKIP("no view can be mounted here");
        const Scratch scratch;
        const auto view = ViewFolder::open(scratch.at(u"views/t.1"_s), scratch.at(u"w"_s));
        QVERIFY(view);
        const auto remove = qScopeGuard([&] { (void)(*view)->remove(); });
        QVERIFY(runInView(**view, [&] {
            const QString why = whyNoView(scratch.at(u"outside"_s), scratch.at(u"w/views"_s));
            return why.contains(u"lies on overlay"_s) && why.contains(u"does not keep"_s);
        }));
    }

    void followsLinks()
    {
        const Scratch scratch;
        scratch.link(scratch.at(u"w"_s).toUtf8(), u"link"_s);
        QVERIFY(whyNoView(scratch.at(u"w"_s), scratch.at(u"link/data/views"_s)).contains(u"lies in"_s));
        QVERIFY(!QFileInfo::exists(scratch.at(u"w/data"_s)));
        QVERIFY(whyNoView(scratch.at(u"none"_s), scratch.at(u"data"_s)).contains(u"there is no folder"_s));
    }

    void theOwnerMustReachTheViews()
    {
        if (::geteuid() != 0)
            QSKIP("only root works in the folders of others");
        const Scratch scratch;
        QCOMPARE(::chown(scratch.at(u"w"_s).toUtf8().constData(), 1234, 2345), 0);
        QVERIFY(whyNoView(scratch.at(u"w"_s), scratch.at(u"data/views"_s)).contains(u"cannot reach the data folder"_s));
        QCOMPARE(::chmod(scratch.base.toUtf8().constData(), 0711), 0);
        QCOMPARE(whyNoView(scratch.at(u"w"_s), scratch.at(u"data/views"_s)), QString());
        QCOMPARE(scratch.info(u"data/views"_s).st_mode & 07777, 0711U);
    }

    void aFolderThatCannotBeWritten()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        const Scratch scratch;
        QVERIFY(QDir().mkpath(scratch.at(u"data"_s)));
        QCOMPARE(::chmod(scratch.at(u"data"_s).toUtf8().constData(), 0500), 0);
        QVERIFY(!whyNoView(scratch.at(u"w"_s), scratch.at(u"data"_s)).isEmpty());
    }
};

QTEST_GUILESS_MAIN(ViewObstaclesTest)
#include "tst_viewobstacles.moc"
