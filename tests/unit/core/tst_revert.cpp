// SPDX-License-Identifier: MIT
// One file goes back to a checkpoint; everything else stays, and the way back is kept.
#include "core/rollback.h"

#include "core/place/writewatch.h"
#include "storage/taskstore.h"
#include "unit/workspace/workspacetesting.h"

#include <QJsonObject>
#include <QTest>

#include <thread>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

struct Place : Scratch
{
    Place()
        : location{at(u"data/store.db"_s)}
    {
        QDir(base).mkpath(u"data"_s);
        db = std::move(*Database::open(location));
        Task made;
        made.id = newId();
        made.spec.name = u"t"_s;
        made.spec.workingDirectory = at(u"w"_s);
        made.state = TaskState::Completed;
        made.createdAt = clock.now();
        if (!db->writeNow([&made](Connection &c) { return taskstore::insert(c, made); }))
            qFatal("no task");
        task = made.id;
        put(u"w/a.txt"_s, "a before\n");
        put(u"w/deep/er/b.txt"_s, "b before\n");
        Checkpoint start;
        start.taskId = task;
        start.number = 0;
        const auto store = std::move(*CheckpointStore::open(location.checkpointFolder(), at(u"w"_s)));
        start.tree = store->take(*workspace, checkpointName(task, 1, 0), {})->tree;
        start.createdAt = clock.now();
        if (!db->writeNow([&](Connection &c) { return checkpointrows::save(c, start, at(u"w"_s)); }))
            qFatal("no row");
        WriteWatch watch(location, settings, *workspace, task);
        watch.begin();
        put(u"w/a.txt"_s, "a after\n");
        QDir(at(u"w/deep"_s)).removeRecursively();
        put(u"w/new.txt"_s, "new\n");
        watch.end(Evidence::Command);
    }

    Result<RollbackReport> revert(const QStringList &only, bool dryRun = false)
    {
        RollbackRequest request;
        request.taskId = task;
        request.dryRun = dryRun;
        request.actor = u"test"_s;
        request.only = only;
        return revertPaths({*db, clock, settings}, request);
    }
    Result<RollbackReport> goBack(int number)
    {
        RollbackRequest request;
        request.taskId = task;
        request.number = number;
        request.actor = u"test"_s;
        return rollBack({*db, clock, settings}, request);
    }
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(at(u"w/"_s + name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("absent");
    }

    StoreLocation location;
    SystemClock clock;
    Settings settings;
    std::unique_ptr<Database> db;
    QString task;
};

} // namespace

class RevertTest : public QObject
{
    Q_OBJECT

private slots:
    void oneChangedFileGoesBackAlone()
    {
        Place place;
        const auto seen = place.revert({u"a.txt"_s}, true);
        QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().message));
        QCOMPARE(seen->changes.size(), 1);
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a after\n"));
        const auto done = place.revert({u"a.txt"_s});
        QVERIFY2(done, qPrintable(done ? QString() : done.error().message));
        QCOMPARE(done->changes.size(), 1);
        QCOMPARE(done->target.number, 0);
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a before\n"));
        QCOMPARE(place.read(u"new.txt"_s), QByteArray("new\n"));
        QCOMPARE(place.read(u"deep/er/b.txt"_s), QByteArray("absent"));
        // Undone by what was kept before.
        QVERIFY(place.goBack(done->before->number));
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a after\n"));
        QCOMPARE(place.read(u"new.txt"_s), QByteArray("new\n"));
    }

    void aDeletedFileComesBackWithItsFolders()
    {
        Place place;
        QVERIFY(place.revert({u"deep/er/b.txt"_s}));
        QCOMPARE(place.read(u"deep/er/b.txt"_s), QByteArray("b before\n"));
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a after\n"));
    }

    void aNewFileGoesAway()
    {
        Place place;
        QVERIFY(place.revert({u"new.txt"_s}));
        QCOMPARE(place.read(u"new.txt"_s), QByteArray("absent"));
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a after\n"));
        // Nothing left to do is no error.
        const auto again = place.revert({u"new.txt"_s});
        QVERIFY(again);
        QVERIFY(again->changes.isEmpty());
    }

    void whatAPersonChangedAfterTheTaskStays()
    {
        Place place;
        place.put(u"w/a.txt"_s, "a after\nand mine\n");
        place.put(u"w/new.txt"_s, "new\n");
        place.put(u"w/deep/er/mine.txt"_s, "mine\n");
        for (const bool dryRun : {true, false}) {
            const auto seen = place.revert({u"a.txt"_s, u"deep"_s}, dryRun);
            QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().message));
            // Her folders are in the place of those the task removed; what it removed in them comes back.
            QCOMPARE(seen->leftAlone, (QStringList{u"a.txt"_s, u"deep/er/mine.txt"_s}));
            QCOMPARE(seen->changes.size(), 1);
            QCOMPARE(seen->changes.constFirst().path, u"deep/er/b.txt"_s);
        }
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a after\nand mine\n"));
        QCOMPARE(place.read(u"deep/er/b.txt"_s), QByteArray("b before\n"));
        QCOMPARE(place.read(u"deep/er/mine.txt"_s), QByteArray("mine\n"));
        const auto back = place.goBack(0);
        QVERIFY(back);
        QCOMPARE(back->leftAlone, (QStringList{u"a.txt"_s, u"deep/er/mine.txt"_s}));
        QCOMPARE(place.read(u"new.txt"_s), QByteArray("absent"));
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a after\nand mine\n"));
    }

    void whatTheTaskLeftIsKnownAsItsOwn()
    {
        Place place;
        WriteWatch watch(place.location, place.settings, *place.workspace, place.task);
        watch.begin();
        place.link("a.txt", u"w/link"_s);
        watch.end(Evidence::Command);
        place.put(u"w/mine.txt"_s, "mine\n");
        place.link("mine.txt", u"w/minelink"_s);
        for (const QString &path : {u"a.txt"_s, u"new.txt"_s, u"deep"_s, u"deep/er/b.txt"_s, u"link"_s})
            QVERIFY2(watch.isOwn(path), qPrintable(path));
        for (const QString &path : {u"mine.txt"_s, u"minelink"_s, u"nothing"_s})
            QVERIFY2(!watch.isOwn(path), qPrintable(path));
        place.put(u"w/a.txt"_s, "a after\nand mine\n");
        place.put(u"w/deep/er/b.txt"_s, "b before\n");
        for (const QString &path : {u"a.txt"_s, u"deep"_s, u"deep/er/b.txt"_s})
            QVERIFY2(!watch.isOwn(path), qPrintable(path));
        // An edit is known by what it writes.
        const EditTrace trace = watch.trace(u"n/e/w.txt"_s, std::nullopt, "x\n");
        QCOMPARE(trace.newFolders, (QStringList{u"n"_s, u"n/e"_s}));
        place.put(u"w/n/e/w.txt"_s, "x\n");
        QVERIFY(!watch.isOwn(u"n/e/w.txt"_s));
        watch.edited(editTraceFromJson(toJson(trace)));
        for (const QString &path : {u"n"_s, u"n/e"_s, u"n/e/w.txt"_s})
            QVERIFY2(watch.isOwn(path), qPrintable(path));
    }

    // chmod 000 keeps nobody from going back.
    void whatACommandClosedComesBack()
    {
        Place place;
        place.put(u"w/shut/in/c.txt"_s, "c\n");
        const auto store = std::move(*CheckpointStore::open(place.location.checkpointFolder(), place.at(u"w"_s)));
        Checkpoint open;
        open.taskId = place.task;
        open.number = 1;
        open.tree = store->take(*place.workspace, checkpointName(place.task, 1, 1), {})->tree;
        open.createdAt = place.clock.now();
        QVERIFY(place.db->writeNow([&](Connection &c) { return checkpointrows::save(c, open, place.at(u"w"_s)); }));
        const QStringList closed{u"w/shut/in/c.txt"_s, u"w/shut/in"_s, u"w/shut"_s, u"w/a.txt"_s};
        {
            WriteWatch watch(place.location, place.settings, *place.workspace, place.task);
            watch.begin();
            for (const QString &path : closed)
                ::chmod(place.at(path).toUtf8().constData(), 0);
            watch.end(Evidence::Command);
        }
        QCOMPARE(place.info(u"w/shut"_s).st_mode & 0777, 0u);
        const auto back = place.goBack(1);
        QVERIFY2(back, qPrintable(back ? QString() : back.error().message));
        QCOMPARE(back->leftAlone, QStringList());
        QCOMPARE(place.read(u"shut/in/c.txt"_s), QByteArray("c\n"));
        QCOMPARE(place.info(u"w/shut"_s).st_mode & 0777, 0755u);
        QCOMPARE(place.info(u"w/shut/in/c.txt"_s).st_mode & 0777, 0644u);
        QCOMPARE(place.info(u"w/a.txt"_s).st_mode & 0777, 0644u);
    }

    void namesThatBeginAlikeAndOddOnesTouchNothing()
    {
        Place place;
        for (const QString &odd : {u"a"_s, u"../w/a.txt"_s, u"/a.txt"_s, u"."_s}) {
            const auto done = place.revert({odd});
            QVERIFY2(done && done->changes.isEmpty(), qPrintable(odd));
        }
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a after\n"));
    }

    // Two engines of one process: the row in the store names the process and cannot tell them apart.
    void oneOfTwoEnginesOfAProcessGoesBackAtATime()
    {
        Place place;
        WriteWatch watch(place.location, place.settings, *place.workspace, place.task);
        watch.begin();
        for (int i = 0; i < 150; ++i)
            place.put(u"w/many/%1.txt"_s.arg(i), "after " + QByteArray::number(i));
        watch.end(Evidence::Command);
        const auto second = std::move(*Database::open(place.location));
        RollbackRequest request;
        request.taskId = place.task;
        request.actor = u"test"_s;
        const auto first = place.goBack(0); // from here on there are two states to go to
        QVERIFY(first);
        const int full = first->before->number;
        const auto store = std::move(*CheckpointStore::open(place.location.checkpointFolder(), place.at(u"w"_s)));
        int refused = 0;
        for (int round = 0; round < 12; ++round) {
            QList<Result<RollbackReport>> ends(2);
            const auto goTo = [&](int which, Database &db, int number) {
                RollbackRequest own = request;
                own.number = number;
                ends[which] = rollBack({db, place.clock, place.settings}, own);
            };
            std::thread other([&] { goTo(0, *second, full); });
            goTo(1, *place.db, 0);
            other.join();
            for (const auto &one : ends) {
                if (one)
                    continue;
                QCOMPARE(one.error().code, ErrorCode::Conflict);
                QVERIFY2(one.error().message.contains(u"Another rollback"_s), qPrintable(one.error().message));
                ++refused;
            }
            const QString tree = *store->digest(*place.workspace, {});
            QVERIFY(tree == first->target.tree || tree == first->before->tree);
        }
        qInfo("%d of 24 were refused", refused);
        QVERIFY(rollbackrows::all(place.db->reader())->isEmpty());
    }

    void whatAnEndedEngineOfThisProcessLeftIsTakenOverAndWhatOneDoesIsNot()
    {
        Place place;
        RollbackRow row{place.at(u"w"_s), place.task, 1, 0, 1, place.clock.now(), ProcessId::self()};
        QVERIFY(place.db->writeNow([&](Connection &c) { return rollbackrows::save(c, row); }));
        {
            const auto atWork = holdForRollback(place.location, row.directory);
            QVERIFY(atWork);
            QCOMPARE(place.goBack(0).error().code, ErrorCode::Conflict);
            QCOMPARE(place.read(u"a.txt"_s), QByteArray("a after\n"));
        }
        QVERIFY(place.goBack(0));
        QCOMPARE(place.read(u"a.txt"_s), QByteArray("a before\n"));
        QVERIFY(rollbackrows::all(place.db->reader())->isEmpty());
    }
};

QTEST_GUILESS_MAIN(RevertTest)
#include "tst_revert.moc"
