// SPDX-License-Identifier: MIT
// Which checkpoint a word means, and which ones are forgotten when.
#include "core/checkpointquestions.h"

#include "storage/taskstore.h"
#include "unit/workspace/workspacetesting.h"

#include <QRandomGenerator>
#include <QTest>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

Checkpoint checkpoint(int number, int iteration, CheckpointKind kind)
{
    Checkpoint made;
    made.number = number;
    made.iteration = iteration;
    made.kind = kind;
    return made;
}

struct Place : Scratch
{
    Place()
        : location{at(u"data/store.db"_s)}
    {
        QDir(base).mkpath(u"data"_s);
        db = std::move(*Database::open(location));
        store = std::move(*CheckpointStore::open(location.checkpointFolder(), root()));
    }

    [[nodiscard]] QString root() const { return at(u"w"_s); }
    QString addTask(TaskState state)
    {
        Task task;
        task.id = newId();
        task.spec.name = u"t"_s;
        task.spec.workingDirectory = root() + u'/' + task.id; // only the checkpoints share a directory
        task.state = state;
        task.createdAt = now;
        if (!db->writeNow([&task](Connection &c) { return taskstore::insert(c, task); }))
            qFatal("no task");
        return task.id;
    }
    void keep(const QString &task, int number, const QByteArray &content, const QDateTime &at)
    {
        put(u"w/a.txt"_s, content);
        Checkpoint made = checkpoint(number, number, CheckpointKind::Iteration);
        made.taskId = task;
        made.tree = store->take(*workspace, checkpointName(task, 1, number), {})->tree;
        made.createdAt = at;
        if (!db->writeNow([&](Connection &c) { return checkpointrows::save(c, made, root()); }))
            qFatal("no row");
    }
    [[nodiscard]] QList<int> numbers(const QString &task)
    {
        QList<int> list;
        const auto found = checkpointrows::list(db->reader(), task, 1);
        for (const Checkpoint &one : *found)
            list.append(one.number);
        return list;
    }

    StoreLocation location;
    QDateTime now = QDateTime::fromString(u"2026-01-02T03:04:05.000Z"_s, Qt::ISODateWithMs);
    std::unique_ptr<Database> db;
    std::unique_ptr<CheckpointStore> store;
    Settings settings;
};

// What a run in a view keeps in the end.
void makeView(const Place &place, const QString &task)
{
    const QString view = place.location.viewsFolder() + u'/' + task + u".1"_s;
    QDir().mkpath(view);
    QFile file(view + u"/view.json"_s);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no view");
}

QByteArray noise(int size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(1);
    for (char &c : bytes)
        c = char(random.bounded(256));
    return bytes;
}

} // namespace

class CheckpointKeepingTest : public QObject
{
    Q_OBJECT

private slots:
    void aWordMeansTheNewestThatFits()
    {
        const QList<Checkpoint> list{checkpoint(0, 0, CheckpointKind::Start),
            checkpoint(1, 0, CheckpointKind::Iteration), checkpoint(2, 1, CheckpointKind::Verification),
            checkpoint(3, 1, CheckpointKind::Iteration), checkpoint(4, 1, CheckpointKind::Iteration),
            checkpoint(5, 1, CheckpointKind::Restore)};
        const auto number = [&](const char *word) {
            const auto found = pickCheckpoint(list, QString::fromLatin1(word));
            return found ? found->number : -1 - int(found.error().code);
        };
        QCOMPARE(number("start"), 0);
        QCOMPARE(number("0"), 1);
        QCOMPARE(number("1"), 4);
        QCOMPARE(number("c2"), 2);
        QCOMPARE(number("c5"), 5);
        QCOMPARE(number("last"), 4);
        for (const char *absent : {"2", "c6", "c"})
            QVERIFY(number(absent) < 0);
        for (const char *wrong : {"", "c", "-1", "1 ", "c1x", "first", "99999999999999"})
            QCOMPARE(number(wrong), -1 - int(ErrorCode::InvalidArgument));
        QCOMPARE(number("7"), -1 - int(ErrorCode::NotFound));
        for (const Checkpoint &one : list) {
            if (one.number != 3) // an older pass of the same iteration is named by its number
                QCOMPARE(pickCheckpoint(list, wordFor(one))->number, one.number);
        }
    }

    void oldStatesOfEndedTasksGo()
    {
        Place place;
        const QString ended = place.addTask(TaskState::Completed), waiting = place.addTask(TaskState::WaitingApproval);
        place.keep(ended, 0, "old", place.now.addDays(-31));
        place.keep(ended, 1, "newer", place.now.addDays(-29));
        place.keep(waiting, 0, "old too, but needed", place.now.addDays(-31));
        QCOMPARE(pruneCheckpoints(*place.db, place.settings, place.root(), place.now).value_or(-1), 1);
        QCOMPARE(place.numbers(ended), QList<int>{1});
        QCOMPARE(place.numbers(waiting), QList<int>{0});
        QCOMPARE(place.store->use().roots, 2);
    }

    // They lie in the view: without their rows nobody could apply what is there.
    void statesOfAViewStayAsLongAsItDoes()
    {
        Place place;
        const QString viewed = place.addTask(TaskState::Completed), plain = place.addTask(TaskState::Completed);
        makeView(place, viewed);
        place.settings.checkpointStoreMb = 1;
        place.keep(viewed, 0, "old", place.now.addDays(-100));
        for (int i = 0; i < 4; ++i)
            place.keep(plain, i, noise(400 * 1024) + QByteArray::number(i), place.now.addSecs(i));
        QVERIFY(pruneCheckpoints(*place.db, place.settings, place.root(), place.now));
        QCOMPARE(place.numbers(viewed), QList<int>{0});
        QVERIFY(QDir(place.location.viewsFolder()).removeRecursively());
        QVERIFY(pruneCheckpoints(*place.db, place.settings, place.root(), place.now));
        QVERIFY(place.numbers(viewed).isEmpty());
    }

    void aboveTheCapTheOldestGo()
    {
        Place place;
        const QString task = place.addTask(TaskState::Failed);
        place.settings.checkpointStoreMb = 1;
        for (int i = 0; i < 4; ++i)
            place.keep(task, i, noise(400 * 1024) + QByteArray::number(i), place.now.addSecs(i));
        QVERIFY(place.store->use().bytes > 1024 * 1024);
        QCOMPARE(pruneCheckpoints(*place.db, place.settings, place.root(), place.now).value_or(-1), 2);
        QCOMPARE(place.numbers(task), (QList<int>{2, 3}));
        QVERIFY(place.store->use().bytes <= 1024 * 1024);
    }

    void statesOfRemovedTasksGo()
    {
        Place place;
        const QString task = place.addTask(TaskState::Failed);
        place.keep(task, 0, "x", place.now);
        QVERIFY(place.db->writeNow([&](Connection &c) { return taskstore::remove(c, task); }));
        QVERIFY(pruneCheckpoints(*place.db, place.settings, place.root(), place.now));
        QCOMPARE(place.store->use().roots, 0);
        QCOMPARE(place.store->use().bytes, 0);
    }

    void nothingGoesWhileARollbackIsUnderWay()
    {
        Place place;
        const QString task = place.addTask(TaskState::Failed);
        place.keep(task, 0, "x", place.now.addDays(-100));
        const RollbackRow row{place.root(), task, 1, 0, 1, place.now, ProcessId::self()};
        QVERIFY(place.db->writeNow([&](Connection &c) { return rollbackrows::save(c, row); }));
        QCOMPARE(pruneCheckpoints(*place.db, place.settings, place.root(), place.now).value_or(-1), 0);
        QCOMPARE(place.numbers(task), QList<int>{0});
    }
};

QTEST_GUILESS_MAIN(CheckpointKeepingTest)
#include "tst_checkpointkeeping.moc"
