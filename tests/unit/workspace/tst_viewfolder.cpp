// SPDX-License-Identifier: MIT
#include "viewtesting.h"

#include <QTest>

#include <fcntl.h>
#include <sys/wait.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

class ViewFolderTest : public QObject
{
    Q_OBJECT

    static Result<std::unique_ptr<ViewFolder>> opened(const Scratch &scratch, const QStringList &further = {})
    {
        return ViewFolder::open(scratch.at(u"data/views/t1.1"_s), scratch.at(u"w"_s), further);
    }

private slots:
    void makesWhatAMountNeeds()
    {
        const Scratch scratch;
        QVERIFY(QDir().mkpath(scratch.at(u"repo.git"_s)));
        const auto view = opened(scratch, {scratch.at(u"repo.git"_s)});
        QVERIFY2(view, view ? "" : qPrintable(view.error().message));
        QCOMPARE((*view)->storage(), scratch.at(u"data/views/t1.1"_s));
        const QList<ViewedFolder> layers{{scratch.at(u"w"_s), u"0"_s}, {scratch.at(u"repo.git"_s), u"1"_s}};
        QCOMPARE((*view)->layers(), layers);
        for (const QString &name : {u""_s, u"0"_s, u"0/work"_s, u"1/work"_s, u"bases"_s})
            QCOMPARE(scratch.info(u"data/views/t1.1/"_s + name).st_mode & 07777, 0700U);
        for (const QString &name : {u"0/upper"_s, u"1/upper"_s, u"lock"_s, u"view.json"_s})
            QVERIFY2(QFileInfo::exists(scratch.at(u"data/views/t1.1/"_s + name)), qPrintable(name));
        QVERIFY((*view)->openUpper(1)->isOpen());
    }

    // What is laid over the folder shows its own permissions as those of the folder.
    void theUpperFolderHasThePermissionsOfTheOther()
    {
        const Scratch scratch;
        QCOMPARE(::chmod(scratch.at(u"w"_s).toUtf8().constData(), 02755), 0);
        const auto view = opened(scratch);
        QVERIFY(view);
        QCOMPARE(scratch.info(u"data/views/t1.1/0/upper"_s).st_mode & 07777, 02755U);
    }

    void resumesWithWhatWasWritten()
    {
        const Scratch scratch;
        QDateTime made;
        {
            const auto view = opened(scratch);
            QVERIFY(view);
            made = (*view)->createdAt();
        }
        scratch.put(u"data/views/t1.1/0/upper/a.txt"_s, "written");
        // As the kernel leaves it.
        const QString ofKernel = u"data/views/t1.1/0/"_s + QStringList{u"work"_s, u"work"_s}.join(u'/');
        QVERIFY(QDir().mkpath(scratch.at(ofKernel)));
        scratch.put(ofKernel + u"/#1"_s, "half");
        QCOMPARE(::chmod(scratch.at(ofKernel).toUtf8().constData(), 0), 0);
        const auto view = opened(scratch);
        QVERIFY2(view, view ? "" : qPrintable(view.error().message));
        QCOMPARE(scratch.get(u"data/views/t1.1/0/upper/a.txt"_s), "written");
        QCOMPARE(scratch.names(u"data/views/t1.1/0/work"_s), QStringList());
        QCOMPARE((*view)->createdAt(), made);
    }

    void oneProcessAtATime()
    {
        const Scratch scratch;
        int ready[2];
        QCOMPARE(::pipe2(ready, O_CLOEXEC), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto held = opened(scratch);
            (void)!::write(ready[1], held ? "y" : "n", 1);
            ::pause();
            ::_exit(0);
        }
        char answer = 0;
        QVERIFY(::read(ready[0], &answer, 1) == 1 && answer == 'y');
        const auto refused = opened(scratch);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(refused.error().message.contains(u"another process works in the view"_s));
        const QList<ViewUse> uses = ViewFolder::list(scratch.at(u"data/views"_s));
        QCOMPARE(uses.size(), 1);
        QVERIFY(!uses.constFirst().isFree);
        QCOMPARE(uses.constFirst().name, u"t1.1"_s);
        QCOMPARE(ViewFolder::removeUnused(scratch.at(u"data/views"_s), u"t1.1"_s).error().code, ErrorCode::Conflict);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(ViewFolder::list(scratch.at(u"data/views"_s)).constFirst().isFree);
        QVERIFY(opened(scratch));
    }

    void refusesWhatIsNotItsOwn_data()
    {
        QTest::addColumn<QString>("how");
        for (const QString &how : {u"replaced"_s, u"list"_s, u"damaged"_s, u"lost"_s})
            QTest::newRow(qPrintable(how)) << how;
    }
    void refusesWhatIsNotItsOwn()
    {
        QFETCH(QString, how);
        const Scratch scratch;
        QVERIFY(opened(scratch));
        const QString description = scratch.at(u"data/views/t1.1/view.json"_s);
        if (how == u"replaced") {
            QVERIFY(QDir().rename(scratch.at(u"w"_s), scratch.at(u"w.old"_s)) && QDir().mkpath(scratch.at(u"w"_s)));
        } else if (how == u"damaged") {
            scratch.put(u"data/views/t1.1/view.json"_s, "{\"version\": 1");
        } else if (how == u"lost") {
            QVERIFY(QFile::remove(description));
        }
        const auto view = how == u"list" ? opened(scratch, {scratch.at(u"outside"_s)}) : opened(scratch);
        QVERIFY(!view);
        QCOMPARE(view.error().code, ErrorCode::Conflict);
    }

    void aCrashBeforeTheUpperFolderWasReady()
    {
        const Scratch scratch;
        QVERIFY(opened(scratch));
        QVERIFY(QDir(scratch.at(u"data/views/t1.1/0"_s)).rename(u"upper"_s, u"upper.new"_s));
        scratch.put(u"data/views/t1.1/0/upper.new/left"_s, "x");
        QVERIFY(opened(scratch));
        QCOMPARE(scratch.names(u"data/views/t1.1/0"_s), (QStringList{u"upper"_s, u"work"_s}));
        QCOMPARE(scratch.names(u"data/views/t1.1/0/upper"_s), QStringList());
    }

    void removesWhateverLiesInIt()
    {
        const Scratch scratch;
        scratch.put(u"outside/keep.txt"_s, "kept");
        auto view = opened(scratch);
        QVERIFY(view);
        const QString upper = scratch.at(u"data/views/t1.1/0/upper"_s);
        const QByteArray place = upper.toUtf8();
        scratch.link(scratch.at(u"outside"_s).toUtf8(), u"data/views/t1.1/0/upper/link"_s);
        scratch.put(u"data/views/t1.1/0/upper/closed/inner/a"_s, "x");
        QCOMPARE(::chmod((place + "/closed/inner").constData(), 0), 0);
        QCOMPARE(::chmod((place + "/closed").constData(), 0), 0);
        QCOMPARE(::mkfifo((place + "/fifo").constData(), 0), 0);
        (void)::mknod((place + "/gone").constData(), S_IFCHR, 0);
        // Deeper than there are descriptors, and than a path may be long.
        FileDescriptor deep(::open(place.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        const QByteArray name(10, 'd');
        for (int i = 0; i < 2000; ++i) {
            QCOMPARE(::mkdirat(deep.get(), name.constData(), 0755), 0);
            deep = FileDescriptor(::openat(deep.get(), name.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
            QVERIFY(deep.isOpen());
        }
        QCOMPARE(::fchmod(deep.get(), 0), 0);
        const auto removed = (*view)->remove();
        QVERIFY2(removed, removed ? "" : qPrintable(removed.error().message));
        QCOMPARE(scratch.names(u"data/views"_s), QStringList());
        QCOMPARE(scratch.get(u"outside/keep.txt"_s), "kept");
        view->reset();
        QVERIFY(opened(scratch));
    }

    void tellsSizesAndWhatWasCutOff()
    {
        const Scratch scratch;
        QVERIFY(opened(scratch));
        scratch.put(u"data/views/t1.1/0/upper/big"_s, QByteArray(1000000, 'x'));
        QCOMPARE(::link(QFile::encodeName(scratch.at(u"data/views/t1.1/0/upper/big"_s)).constData(),
                     QFile::encodeName(scratch.at(u"data/views/t1.1/same"_s)).constData()),
            0);
        QVERIFY(QDir().mkpath(scratch.at(u"data/views/.removed-1/0/upper"_s)));
        const QList<ViewUse> uses = ViewFolder::list(scratch.at(u"data/views"_s));
        QCOMPARE(uses.size(), 2);
        QCOMPARE(uses.at(0).name, u".removed-1"_s);
        QCOMPARE(uses.at(1).name, u"t1.1"_s);
        QVERIFY(uses.at(1).bytes >= 1000000 && uses.at(1).bytes < 2000000); // though it has two names
        QCOMPARE(uses.at(1).workingDirectory, scratch.at(u"w"_s));
        QVERIFY(uses.at(1).createdAt.isValid() && uses.at(0).isFree);
        for (const ViewUse &use : uses)
            QVERIFY(ViewFolder::removeUnused(scratch.at(u"data/views"_s), use.name));
        QCOMPARE(scratch.names(u"data/views"_s), QStringList());
        QCOMPARE(ViewFolder::removeUnused(scratch.at(u"data/views"_s), u"../w"_s).error().code, ErrorCode::NotFound);
        QVERIFY(QFileInfo::exists(scratch.at(u"w"_s)));
    }

    void rootWorksAsTheOwnerOfTheFolder()
    {
        if (::geteuid() != 0)
            QSKIP("only root works in the folders of others");
        const Scratch scratch;
        QCOMPARE(::chown(scratch.at(u"w"_s).toUtf8().constData(), 1234, 2345), 0);
        QVERIFY(opened(scratch));
        const auto info = [&scratch](const QString &name) { return scratch.info(u"data/views/t1.1/"_s + name); };
        for (const QString &name : {u"0/upper"_s, u"0/work"_s, u"moving"_s})
            QVERIFY2(info(name).st_uid == 1234 && info(name).st_gid == 2345, qPrintable(name));
        // Whoever may write in a folder could put a link where root writes next.
        for (const QString &name : {u""_s, u"0"_s})
            QVERIFY2(info(name).st_uid == 0 && info(name).st_gid == 2345 && (info(name).st_mode & 0777) == 0710,
                qPrintable(name));
        for (const QString &name : {u"bases"_s, u"lock"_s, u"view.json"_s})
            QVERIFY2(info(name).st_uid == 0 && (info(name).st_mode & 0077) == 0, qPrintable(name));
    }
};

QTEST_GUILESS_MAIN(ViewFolderTest)
#include "tst_viewfolder.moc"
