// SPDX-License-Identifier: MIT
// Side by side: who may work when somebody is at work in the folder, by one process and by many.
#include "unit/storage/storetesting.h"

#include "core/taskflow.h"
#include "core/waiting.h"
#include "storage/recordstore.h"
#include "storage/workerrows.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QThread>

using namespace storetesting;

namespace {

/// Works the queue as a process of its own. Whoever works in a folder itself has a mark there, so that a second one is
/// seen; whoever works elsewhere notes that somebody was there.
int workRole(const QString &database, int ms)
{
    const auto db = opened({database});
    if (!db)
        return 1;
    const ProcessId self = ProcessId::self();
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < ms) {
        const auto claimed = db->writeNowWith<std::optional<Task>>(
            [&](Connection &c) { return taskstore::claimNext(c, self, 1LL << 40, noon()); });
        if (!claimed)
            return 2;
        if (!*claimed) {
            const auto counts = taskstore::counts(db->reader());
            if (counts->value(TaskState::Pending) + counts->value(TaskState::Running) == 0)
                return 0;
            QThread::msleep(5);
            continue;
        }
        Task task = **claimed;
        // Every other task that does not say where to work finds no view.
        const bool inPlace =
            task.spec.isolation == Isolation::InPlace || (task.spec.isolation == Isolation::Auto && task.seq % 2 == 0);
        if (inPlace) {
            const auto alone =
                db->writeNowWith<bool>([&](Connection &c) { return taskflow::claimFolder(c, task, noon()); });
            if (!alone)
                return 3;
            if (!*alone)
                continue;
        }
        const QString mark = task.spec.workingDirectory + u"/mark"_s;
        if (inPlace && !QDir().mkdir(mark))
            return 4; // somebody else works here
        QThread::msleep(8);
        QFile seen(task.spec.workingDirectory + u"/beside"_s);
        if (!inPlace && QFile::exists(mark) && !seen.open(QIODevice::WriteOnly))
            return 5;
        if (inPlace && !QDir().rmdir(mark))
            return 4;
        task.state = TaskState::Completed;
        const auto finished = db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::save(c, task, task.fence));
            VC_CHECK(taskstore::releaseDirectory(c, task.id));
            Event done = newEvent(u"done"_s, task.id);
            return eventlog::append(c, done);
        });
        if (!finished)
            return 6;
    }
    return 7;
}

int role(const QStringList &arguments)
{
    if (arguments.at(0) == u"sleep")
        QThread::sleep(60);
    return arguments.at(0) == u"work" ? workRole(arguments.at(1), arguments.at(2).toInt()) : 99;
}

} // namespace

class LanesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_db;

    Task add(const QString &name, Isolation isolation, int priority = 0)
    {
        Task made = task(name, priority, m_folder->path(), isolation);
        made.accepted = true;
        return insertTask(*m_db, made) ? made : Task();
    }
    Task claim(const QString &id)
    {
        const auto claimed = m_db->writeNowWith<std::optional<Task>>(
            [&](Connection &c) { return taskstore::claim(c, id, owner(), 60000, noon()); });
        return claimed && *claimed ? **claimed : Task();
    }
    QString next()
    {
        const auto claimed = m_db->writeNowWith<std::optional<Task>>(
            [&](Connection &c) { return taskstore::claimNext(c, owner(), 60000, noon()); });
        return claimed && *claimed ? (*claimed)->id : QString();
    }
    Result<bool> claimFolder(const Task &task)
    {
        return m_db->writeNowWith<bool>(
            [&](Connection &c) { return taskflow::claimFolder(c, task, noon().addSecs(1)); });
    }
    void end(const QString &id)
    {
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            VC_TRY(Task task, taskstore::byId(c, id));
            return taskflow::transition(c, task, TaskState::Completed, StopReason::Passed, {}, noon());
        }));
    }
    [[nodiscard]] Task now(const QString &id) const { return *taskstore::byId(m_db->reader(), id); }
    [[nodiscard]] QString holder() const
    {
        const auto found = taskstore::holderOf(m_db->reader(), m_folder->path());
        return found && *found ? (*found)->id : QString();
    }
    QStringList states(const QString &id)
    {
        QStringList told;
        const auto events = eventlog::since(m_db->reader(), 0, 100, {id, 0, 0, EventKind::TaskStateChanged});
        for (const Event &event : *events)
            told << event.body.value(u"to"_s).toString();
        return told;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_db = opened(in(*m_folder));
        QVERIFY(m_db);
    }
    void cleanup()
    {
        m_db.reset();
        m_folder.reset();
    }

    void aFreeFolderIsTakenAtOnce()
    {
        const Task task = claim(add(u"auto"_s, Isolation::Auto).id);
        QCOMPARE(holder(), QString());
        QVERIFY(*claimFolder(task));
        QCOMPARE(holder(), task.id);
        QCOMPARE(now(task.id).state, TaskState::Running);
        QVERIFY(*claimFolder(task)); // said twice
        QVERIFY(states(task.id).isEmpty());
    }

    void aFolderThatAnotherOneHasIsWaitedForInTheQueue()
    {
        const Task holds = claim(add(u"in place"_s, Isolation::InPlace).id);
        const Task low = add(u"waits already"_s, Isolation::InPlace, 1);
        const Task task = claim(add(u"auto"_s, Isolation::Auto, 2).id);
        QVERIFY(!*claimFolder(task));
        QCOMPARE(holder(), holds.id);
        QCOMPARE(now(task.id).state, TaskState::Pending);
        QVERIFY(!now(task.id).startedAt.isValid()); // it has not begun
        QCOMPARE(states(task.id), QStringList{u"pending"_s});
        QCOMPARE(next(), QString());
        QCOMPARE(claim(task.id).id, QString());
        end(holds.id);
        QCOMPARE(next(), task.id);
        QCOMPARE(holder(), task.id);
        QVERIFY(*claimFolder(now(task.id)));
        end(task.id);
        QCOMPARE(next(), low.id);
    }

    void nobodyBeginsWhereARunStillUnwinds()
    {
        const Task task = claim(add(u"auto"_s, Isolation::Auto).id);
        const auto alone = m_db->writeNowWith<bool>(
            [&](Connection &c) { return taskflow::claimFolder(c, task, noon().addSecs(1), true); });
        QVERIFY(!*alone);
        QCOMPARE(holder(), QString());
        QCOMPARE(now(task.id).state, TaskState::Pending);
        QCOMPARE(next(), task.id); // the worker that knows of the run keeps away from the folder
        QCOMPARE(holder(), task.id);
    }

    void anAttemptThatHasBegunKeepsItsBegin()
    {
        QVERIFY(!claim(add(u"in place"_s, Isolation::InPlace).id).id.isEmpty());
        const Task task = claim(add(u"auto"_s, Isolation::Auto).id);
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            const auto stored = c.execute(
                u"INSERT INTO steps (task_id, attempt, path, kind, input_digest, intent, created_at) VALUES (?, 1, "
                "'1', 'x', '', '{}', 1)"_s,
                {task.id});
            return stored ? Result<>() : passError(stored);
        }));
        QVERIFY(!*claimFolder(task));
        QCOMPARE(now(task.id).startedAt, noon());
    }

    void filesThatGoBackAreWaitedForToo()
    {
        const Task done = claim(add(u"worked in a view"_s, Isolation::View).id);
        end(done.id);
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::holdDirectory(c, done.id); }));
        const Task task = claim(add(u"auto"_s, Isolation::Auto).id);
        QVERIFY(!*claimFolder(task));
        const Task view = add(u"view"_s, Isolation::View);
        QCOMPARE(next(), view.id); // not disturbed
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::releaseDirectory(c, done.id); }));
        QCOMPARE(next(), task.id);
    }

    void whoLostItsClaimTakesNoFolder()
    {
        const Task holds = claim(add(u"in place"_s, Isolation::InPlace).id);
        const Task task = claim(add(u"auto"_s, Isolation::Auto).id);
        QVERIFY(*m_db->writeNowWith<bool>([&](Connection &c) { return taskstore::takeBack(c, task.id, task.fence); }));
        QCOMPARE(claimFolder(task).error().code, ErrorCode::Lost);
        end(holds.id);
        QCOMPARE(claimFolder(task).error().code, ErrorCode::Lost);
        QCOMPARE(holder(), QString());
        const auto left = m_db->writeNow([&](Connection &c) { return taskflow::leaveFolder(c, task); });
        QCOMPARE(left.error().code, ErrorCode::Lost);
        QCOMPARE(next(), task.id);
    }

    void aCancelledTaskDoesNotWaitForTheFolder()
    {
        QVERIFY(!claim(add(u"in place"_s, Isolation::InPlace).id).id.isEmpty());
        const Task task = claim(add(u"auto"_s, Isolation::Auto).id);
        QVERIFY(m_db->writeNowWith<Task>([&](Connection &c) { return taskflow::cancel(c, task.id, noon()); }));
        QCOMPARE(now(task.id).state, TaskState::Running);
        QVERIFY(!*claimFolder(task));
        QCOMPARE(now(task.id).state, TaskState::Cancelled);
        QCOMPARE(now(task.id).stopReason, StopReason::Cancelled);
    }

    // It waited for the folder, and by then a view could be had.
    void whoWorksElsewhereGivesTheFolderToOthers()
    {
        const Task holds = claim(add(u"in place"_s, Isolation::InPlace).id);
        const QString id = add(u"auto"_s, Isolation::Auto).id;
        QVERIFY(!*claimFolder(claim(id)));
        const Task waits = add(u"waits"_s, Isolation::InPlace);
        end(holds.id);
        QCOMPARE(next(), id);
        QCOMPARE(next(), QString());
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskflow::leaveFolder(c, now(id)); }));
        QCOMPARE(holder(), QString());
        QCOMPARE(next(), waits.id);
    }

    void onlyWhoWorksInTheFolderItselfIsInTheWayOfARun()
    {
        const Task holds = claim(add(u"in place"_s, Isolation::InPlace).id);
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            Task parked = now(holds.id);
            return taskflow::transition(c, parked, TaskState::Paused, StopReason::ApiAuth, {}, noon());
        }));
        const auto takeUp = [&](Isolation isolation) {
            Task task = storetesting::task(u"run"_s, 0, m_folder->path(), isolation);
            task.accepted = true;
            return *m_db->writeNowWith<TakenUp>(
                [&](Connection &c) { return taskflow::takeUp(c, task, u"test"_s, noon()); });
        };
        QCOMPARE(takeUp(Isolation::InPlace).inTheWay->id, holds.id);
        QVERIFY(!takeUp(Isolation::View).inTheWay);
        QVERIFY(!takeUp(Isolation::Worktree).inTheWay);
        QVERIFY(!takeUp(Isolation::Auto).inTheWay);
    }

    void theReasonOfWaiting_data()
    {
        QTest::addColumn<TaskState>("state");
        QTest::addColumn<QString>("lane");
        QTest::addColumn<QString>("holder");
        QTest::addColumn<bool>("paused");
        QTest::addColumn<int>("places");
        QTest::addColumn<int>("busy");
        QTest::addColumn<WaitKind>("kind");
        const auto pending = TaskState::Pending;
        QTest::newRow("it begins in a moment") << pending << u"t"_s << u""_s << false << 2 << 1 << WaitKind::None;
        QTest::newRow("nobody works the queue") << pending << u"t"_s << u""_s << false << 0 << 0 << WaitKind::NoWorker;
        QTest::newRow("workers are busy") << pending << u"t"_s << u""_s << false << 2 << 2 << WaitKind::WorkersBusy;
        QTest::newRow("the queue is paused") << pending << u"t"_s << u""_s << true << 0 << 0 << WaitKind::QueuePaused;
        QTest::newRow("its folder is in use")
            << pending << u"/w"_s << u"h"_s << true << 0 << 0 << WaitKind::FolderInUse;
        QTest::newRow("it has the folder itself")
            << pending << u"/w"_s << u"t"_s << false << 0 << 0 << WaitKind::NoWorker;
        QTest::newRow("it needs no folder") << pending << u"t"_s << u"h"_s << false << 2 << 1 << WaitKind::None;
        QTest::newRow("a person decides")
            << TaskState::WaitingApproval << u"/w"_s << u"h"_s << true << 0 << 0 << WaitKind::Approval;
        QTest::newRow("it runs") << TaskState::Running << u"/w"_s << u"h"_s << true << 0 << 0 << WaitKind::None;
        QTest::newRow("it has ended") << TaskState::Failed << u"/w"_s << u"h"_s << true << 0 << 0 << WaitKind::None;
        QTest::newRow("it waits for a person")
            << TaskState::Paused << u"/w"_s << u"h"_s << true << 0 << 0 << WaitKind::None;
    }
    void theReasonOfWaiting()
    {
        QFETCH(TaskState, state);
        QFETCH(QString, lane);
        QFETCH(QString, holder);
        QFETCH(bool, paused);
        QFETCH(int, places);
        QFETCH(int, busy);
        QFETCH(WaitKind, kind);
        Task task = storetesting::task(u"t"_s, 0, u"/w"_s);
        task.id = u"t"_s;
        task.state = state;
        QueueFacts facts;
        if (!holder.isEmpty())
            facts.holders.insert(u"/w"_s, {holder, u"name"_s});
        facts.paused = paused;
        facts.places = places;
        facts.busy = busy;
        const WaitReason reason = waitReasonOf(task, lane, facts);
        QCOMPARE(reason.kind, kind);
        QCOMPARE(reason.taskId, kind == WaitKind::FolderInUse ? u"h"_s : QString());
        QCOMPARE(reason.taskName, kind == WaitKind::FolderInUse ? u"name"_s : QString());
        task.state = TaskState::Paused;
        task.pausedUntil = noon();
        QCOMPARE(waitReasonOf(task, lane, facts), (WaitReason{WaitKind::Sleeping, {}, {}, noon()}));
    }

    void onlyLivingWorkersCount()
    {
        const auto facts = [&] { return *queueFacts(m_db->reader()); };
        QCOMPARE(facts().places, 0);
        Child other({u"sleep"_s});
        const ProcessId alive = ProcessId::of(other.pid());
        QVERIFY(alive.startTicks != 0);
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(workerrows::save(c, {ProcessId::self(), 2}));
            VC_CHECK(workerrows::save(c, {alive, 3}));
            VC_CHECK(workerrows::save(c, {owner(), 50})); // another boot
            return workerrows::save(c, {ProcessId::self(), 4});
        }));
        QCOMPARE(facts().places, 7);
        QCOMPARE(facts().busy, 0);
        const Task mine = add(u"mine"_s, Isolation::InPlace), view = add(u"view"_s, Isolation::View);
        const Task theirs = add(u"of a run"_s, Isolation::View);
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::claim(c, mine.id, ProcessId::self(), 1, noon()));
            VC_CHECK(taskstore::claim(c, view.id, alive, 1, noon()));
            VC_CHECK(taskstore::claim(c, theirs.id, owner(7), 1, noon()));
            return taskflow::setQueuePaused(c, true, u"user"_s, u"test"_s, noon());
        }));
        QCOMPARE(facts().busy, 2);
        QVERIFY(facts().paused);
        QCOMPARE(facts().holders.size(), 1);
        QCOMPARE(facts().holders.value(m_folder->path()).taskId, mine.id);
        QCOMPARE(facts().holders.value(m_folder->path()).taskName, u"mine"_s);
        other.kill();
        QCOMPARE(facts().places, 4);
        QCOMPARE(facts().busy, 1);
    }

    void manyProcessesKeepEachFolderForOneAndViewsForAll()
    {
        constexpr int folders = 3, tasks = 90, processes = 4;
        const QList<Isolation> places{Isolation::InPlace, Isolation::Auto, Isolation::Auto, Isolation::View};
        QStringList ids;
        for (int i = 0; i < tasks; ++i) {
            const QString folder = m_folder->filePath(u"f%1"_s.arg(i % folders));
            QDir().mkpath(folder);
            Task made = task(u"t"_s, i % 3, folder, places.at(i % places.size()));
            QVERIFY(insertTask(*m_db, made));
            ids << made.id;
        }
        std::vector<std::unique_ptr<Child>> workers;
        for (int i = 0; i < processes; ++i)
            workers.push_back(std::make_unique<Child>(QStringList{u"work"_s, in(*m_folder).databaseFile, u"60000"_s}));
        for (const auto &worker : workers)
            QCOMPARE(worker->wait(), 0);
        for (const QString &id : ids)
            QCOMPARE(eventlog::since(m_db->reader(), 0, 10, {id, 0, 0, EventKind::Warning})->size(), 1);
        bool beside = false;
        for (int i = 0; i < folders; ++i)
            beside = beside || QFile::exists(m_folder->filePath(u"f%1/beside"_s.arg(i)));
        QVERIFY2(beside, "no task ran in a view while another one worked in the folder");
    }
};

int main(int argc, char **argv)
{
    return mainWithRoles(argc, argv, role, LanesTest());
}
#include "tst_lanes.moc"
