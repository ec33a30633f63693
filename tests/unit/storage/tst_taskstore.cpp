// SPDX-License-Identifier: MIT
// Tasks as rows: what is stored comes back, who may claim what, what a lost worker can still do (nothing).
#include "storetesting.h"

#include <QRandomGenerator>

using namespace storetesting;

class TaskStoreTest : public QObject
{
    Q_OBJECT

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

    void aTaskComesBackAsItWasStored()
    {
        Task t = task(u"Grüße: 修复 the parser"_s, 7);
        t.spec.description = u"line one\nline 'two'; -- \"three\""_s;
        t.spec.labels = {u"a"_s, u"b c"_s};
        t.spec.maxCostUsd = 1.25;
        t.state = TaskState::Paused;
        t.stopReason = StopReason::ApiSpendCap;
        t.stopDetail = u"until noon"_s;
        t.attempt = 3;
        t.iteration = 4;
        t.accepted = true;
        t.testsPassed = 5;
        t.isolation = Isolation::View;
        t.isolationNote = u"the folder lies on NFS"_s;
        t.result = ResultState::NotApplied;
        t.resultFiles = 4;
        t.usage.inputTokens = 12345678901;
        t.usage.priceKnown = false;
        t.pausedUntil = noon().addSecs(60);
        t.idempotencyKey = u"key-1"_s;
        QVERIFY(insertTask(*m_db, t));
        QCOMPARE(t.seq, 1);
        const auto back = taskstore::byId(m_db->reader(), t.id);
        QVERIFY(back);
        QCOMPARE(back->spec, t.spec);
        QCOMPARE(back->usage, t.usage);
        QCOMPARE(back->state, TaskState::Paused);
        QCOMPARE(back->stopReason, StopReason::ApiSpendCap);
        QCOMPARE(back->stopDetail, t.stopDetail);
        QCOMPARE(back->attempt, 3);
        QCOMPARE(back->iteration, 4);
        QVERIFY(back->accepted);
        QCOMPARE(back->testsPassed, 5);
        QCOMPARE(back->testsFailed, -1);
        QCOMPARE(back->isolation, Isolation::View);
        QCOMPARE(back->isolationNote, t.isolationNote);
        QCOMPARE(back->result, ResultState::NotApplied);
        QCOMPARE(back->resultFiles, 4);
        QCOMPARE(back->createdAt, noon());
        QCOMPARE(back->pausedUntil, t.pausedUntil);
        QVERIFY(!back->startedAt.isValid());
        QCOMPARE(back->idempotencyKey, u"key-1"_s);
    }

    void aKnownIdempotencyKeyIsAConflictAndTheFirstTaskIsFound()
    {
        Task first = task(u"one"_s);
        first.idempotencyKey = u"same"_s;
        Task second = task(u"two"_s);
        second.idempotencyKey = u"same"_s;
        QVERIFY(insertTask(*m_db, first));
        const auto again = insertTask(*m_db, second);
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        const auto found = taskstore::byIdempotencyKey(m_db->reader(), u"same"_s);
        QVERIFY(found && *found);
        QCOMPARE((*found)->id, first.id);
        QVERIFY(!*taskstore::byIdempotencyKey(m_db->reader(), QString()));
    }

    void idsResolveByPrefixAndLast()
    {
        Task a = task(u"a"_s), b = task(u"b"_s), c = task(u"c"_s);
        a.id = u"abcd00000001"_s;
        b.id = u"abcd00000002"_s;
        c.id = u"bbbb00000001"_s;
        for (Task *t : {&a, &b, &c})
            QVERIFY(insertTask(*m_db, *t));
        Connection &r = m_db->reader();
        QCOMPARE(*taskstore::resolveId(r, u"@last"_s), c.id);
        QCOMPARE(*taskstore::resolveId(r, u"bbbb"_s), c.id);
        QCOMPARE(*taskstore::resolveId(r, a.id), a.id);
        const auto two = taskstore::resolveId(r, u"abcd"_s);
        QCOMPARE(two.error().code, ErrorCode::Ambiguous);
        QVERIFY(two.error().hint.contains(a.id) && two.error().hint.contains(b.id));
        for (const QString &none : {u"bbb"_s, u"zzzz"_s, u"ab%d"_s, u"' OR 1=1"_s, QString()})
            QCOMPARE(taskstore::resolveId(r, none).error().code, ErrorCode::NotFound);
    }

    void listsAreNewestFirstAndFiltered()
    {
        for (int i = 0; i < 5; ++i) {
            Task t = task(i == 2 ? u"50%_Ärger"_s : u"Task %1"_s.arg(i));
            t.state = i % 2 ? TaskState::Completed : TaskState::Pending;
            if (i == 4)
                t.spec.labels = {u"ci"_s};
            if (i == 3)
                t.spec.labels = {u"cite"_s};
            QVERIFY(insertTask(*m_db, t));
        }
        Connection &r = m_db->reader();
        const auto seqs = [&r](const TaskFilter &filter, const PageRequest &page) {
            QList<qint64> list;
            const auto tasks = taskstore::list(r, filter, page);
            for (const Task &t : *tasks)
                list << t.seq;
            return list;
        };
        QCOMPARE(seqs({}, {}), (QList<qint64>{5, 4, 3, 2, 1}));
        QCOMPARE(seqs({}, {4, 2}), (QList<qint64>{3, 2}));
        QCOMPARE(seqs({{TaskState::Completed}, {}, {}}, {}), (QList<qint64>{4, 2}));
        QCOMPARE(seqs({{TaskState::Completed, TaskState::Pending}, {}, {}}, {0, 3}), (QList<qint64>{5, 4, 3}));
        QCOMPARE(seqs({{}, u"0%_ärg"_s, {}}, {}), (QList<qint64>{3}));
        QCOMPARE(seqs({{}, u"%"_s, {}}, {}), (QList<qint64>{3}));
        QCOMPARE(seqs({{}, {}, u"ci"_s}, {}), (QList<qint64>{5}));
    }

    void pagesOfEveryOrderHoldEachTaskOnce_data()
    {
        QTest::addColumn<TaskOrder>("order");
        QTest::addColumn<bool>("ascending");
        QTest::addColumn<bool>("filtered");
        for (const auto &row : EnumTable<TaskOrder>::rows) {
            for (const bool ascending : {false, true}) {
                for (const bool filtered : {false, true})
                    QTest::addRow("%s %s %s", qPrintable(toWire(row.value)), ascending ? "up" : "down",
                        filtered ? "filtered" : "all")
                        << row.value << ascending << filtered;
            }
        }
    }

    void pagesOfEveryOrderHoldEachTaskOnce()
    {
        QFETCH(TaskOrder, order);
        QFETCH(bool, ascending);
        QFETCH(bool, filtered);
        // Values that are equal, negative, and longer than others as text.
        QRandomGenerator random(7);
        const QList<TaskState> states{TaskState::Pending, TaskState::Completed, TaskState::Failed};
        for (int i = 0; i < 40; ++i) {
            Task t = task(QString(QChar(u'a' + random.bounded(4))) + QString::number(random.bounded(120)),
                random.bounded(-3, 12));
            t.state = states.at(random.bounded(3));
            t.usage.costMicroUsd = random.bounded(5) * 9;
            t.updatedAt = noon().addMSecs(random.bounded(8) * 999);
            QVERIFY(insertTask(*m_db, t));
        }
        TaskFilter filter;
        if (filtered)
            filter.states = {TaskState::Failed, TaskState::Completed};
        PageRequest page;
        page.limit = 7;
        page.order = order;
        page.ascending = ascending;
        QList<Task> all;
        for (int pages = 0; pages < 20; ++pages) {
            const auto some = taskstore::list(m_db->reader(), filter, page);
            QVERIFY2(some.has_value(), some ? "" : qPrintable(some.error().message + some.error().detail));
            all += *some;
            if (some->size() < page.limit)
                break;
            page.before = some->constLast().seq;
            page.key = taskOrderKey(some->constLast(), order);
        }
        QSet<QString> ids;
        for (const Task &t : all)
            ids.insert(t.id);
        QCOMPARE(ids.size(), all.size());
        PageRequest whole;
        whole.limit = 500;
        QCOMPARE(all.size(), taskstore::list(m_db->reader(), filter, whole)->size());
        const auto before = [order](const Task &a, const Task &b) {
            const QString first = taskOrderKey(a, order), second = taskOrderKey(b, order);
            const bool text = order == TaskOrder::Name || order == TaskOrder::Status;
            return first == second ? a.seq < b.seq : text ? first < second : first.toLongLong() < second.toLongLong();
        };
        if (!ascending)
            std::reverse(all.begin(), all.end());
        QVERIFY(std::is_sorted(all.begin(), all.end(), before));
    }

    void countsFollowEveryChange()
    {
        Task a = task(u"a"_s), b = task(u"b"_s);
        QVERIFY(insertTask(*m_db, a) && insertTask(*m_db, b));
        claimOne();
        const auto counted = [this](TaskState state) { return taskstore::counts(m_db->reader())->value(state); };
        QCOMPARE(counted(TaskState::Pending), 1);
        QCOMPARE(counted(TaskState::Running), 1);
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::remove(c, a.id); }));
        QCOMPARE(counted(TaskState::Running), 0);
        QCOMPARE(counted(TaskState::Pending), 1);
    }

    void claimsGoByPriorityThenAge()
    {
        Task low = task(u"low"_s, 0), high = task(u"high"_s, 5), high2 = task(u"high2"_s, 5);
        for (Task *t : {&low, &high, &high2})
            QVERIFY(insertTask(*m_db, *t));
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::setPriority(c, low.id, 9, noon()); }));
        QCOMPARE(claimOne(), low.id);
        QCOMPARE(claimOne(), high.id);
        QCOMPARE(claimOne(), high2.id);
        QCOMPARE(claimOne(), QString());
    }

    void aBusyDirectoryIsSkippedUntilItIsReleased()
    {
        Task a = task(u"a"_s, 5, u"/w/shared"_s), b = task(u"b"_s, 4, u"/w/shared"_s), c = task(u"c"_s, 0);
        for (Task *t : {&a, &b, &c})
            QVERIFY(insertTask(*m_db, *t));
        QCOMPARE(claimOne(), a.id);
        QCOMPARE(claimOne(), c.id);
        QCOMPARE(claimOne(), QString());
        QVERIFY(*taskstore::isDirectoryBusy(m_db->reader(), u"/w/shared"_s, b.id));
        QVERIFY(!*taskstore::isDirectoryBusy(m_db->reader(), u"/w/shared"_s, a.id));
        QCOMPARE(claimOne(b.id), QString());
        // Parked: no worker, but still the directory.
        setState(a.id, TaskState::WaitingApproval);
        QCOMPARE(claimOne(), QString());
        // The decision came: the task itself may go on, although its directory is held (by it).
        setState(a.id, TaskState::Pending);
        QCOMPARE(claimOne(), a.id);
        setState(a.id, TaskState::Completed);
        QVERIFY(m_db->writeNow([&](Connection &con) { return taskstore::releaseDirectory(con, a.id); }));
        QCOMPARE(claimOne(b.id), b.id);
        QCOMPARE(claimOne(b.id), QString());
    }

    void aWorkerThatLostItsLeaseCanWriteNothing()
    {
        Task t = task(u"t"_s);
        QVERIFY(insertTask(*m_db, t));
        claimOne();
        const Task mine = *taskstore::byId(m_db->reader(), t.id);
        QCOMPARE(mine.fence, 1);
        QCOMPARE(mine.startedAt, noon());
        const auto leases = taskstore::leases(m_db->reader());
        QCOMPARE(leases->size(), 1);
        QCOMPARE(leases->constFirst().owner, owner());
        QCOMPARE(leases->constFirst().untilBootMs, 60000);
        const auto renewed = [&](qint64 until) {
            return m_db->writeNow([&, until](Connection &c) { return taskstore::renew(c, t.id, mine.fence, until); });
        };
        QVERIFY(renewed(70000));
        const auto taken = [&](qint64 fence) {
            return *m_db->writeNowWith<bool>([&](Connection &c) { return taskstore::takeBack(c, t.id, fence); });
        };
        QVERIFY(!taken(mine.fence + 5));
        QVERIFY(taken(mine.fence));
        QVERIFY(!taken(mine.fence));
        QCOMPARE(*taskstore::leaseLosses(m_db->reader(), t.id), 1);
        QCOMPARE(renewed(80000).error().code, ErrorCode::Lost);
        const auto saved = m_db->writeNow([&](Connection &c) { return taskstore::save(c, mine, mine.fence); });
        QCOMPARE(saved.error().code, ErrorCode::Lost);
        QCOMPARE(taskstore::byId(m_db->reader(), t.id)->state, TaskState::Pending);
    }

    void progressSetsTheLeaseLossesBack()
    {
        Task t = task(u"t"_s);
        QVERIFY(insertTask(*m_db, t));
        for (int i = 0; i < 2; ++i) {
            claimOne();
            const qint64 fence = taskstore::byId(m_db->reader(), t.id)->fence;
            QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
                VC_CHECK(taskstore::takeBack(c, t.id, fence));
                return {};
            }));
        }
        QCOMPARE(*taskstore::leaseLosses(m_db->reader(), t.id), 2);
        claimOne();
        Task now = *taskstore::byId(m_db->reader(), t.id);
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::save(c, now, now.fence); }));
        QCOMPARE(*taskstore::leaseLosses(m_db->reader(), t.id), 2);
        now.iteration = 1;
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::save(c, now, now.fence); }));
        QCOMPARE(*taskstore::leaseLosses(m_db->reader(), t.id), 0);
    }

    void saveLeavesAlonePriorityCancelAndAcceptance()
    {
        Task t = task(u"t"_s);
        QVERIFY(insertTask(*m_db, t));
        claimOne();
        Task mine = *taskstore::byId(m_db->reader(), t.id);
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::setPriority(c, t.id, 42, noon()));
            VC_CHECK(taskstore::requestCancel(c, t.id, noon()));
            return taskstore::setAccepted(c, t.id, true, noon());
        }));
        mine.iteration = 2;
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::save(c, mine, mine.fence); }));
        const Task back = *taskstore::byId(m_db->reader(), t.id);
        QCOMPARE(back.priority, 42);
        QCOMPARE(back.iteration, 2);
        QVERIFY(back.cancelRequested && back.accepted);
        QVERIFY(*taskstore::isCancelRequested(m_db->reader(), t.id));
    }

    void theNextAttemptBeginsAnew()
    {
        Task t = task(u"t"_s);
        QVERIFY(insertTask(*m_db, t));
        claimOne();
        Task mine = *taskstore::byId(m_db->reader(), t.id);
        mine.state = TaskState::Failed;
        mine.stopReason = StopReason::IterationLimit;
        mine.iteration = 9;
        mine.testsFailed = 2;
        mine.usage.calls = 4;
        mine.endedAt = noon();
        mine.isolation = Isolation::View;
        mine.isolationNote = u"why"_s;
        mine.result = ResultState::NotApplied;
        mine.resultFiles = 3;
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::save(c, mine, mine.fence); }));
        QCOMPARE(taskstore::byId(m_db->reader(), t.id)->isolation, Isolation::View);
        QCOMPARE(taskstore::byId(m_db->reader(), t.id)->isolationNote, u"why"_s);
        QCOMPARE(taskstore::byId(m_db->reader(), t.id)->resultFiles, 3);
        QVERIFY(m_db->writeNow(
            [&](Connection &c) { return taskstore::setResult(c, t.id, ResultState::Applied, 2, noon()); }));
        QCOMPARE(taskstore::byId(m_db->reader(), t.id)->result, ResultState::Applied);
        QCOMPARE(taskstore::byId(m_db->reader(), t.id)->resultFiles, 2);
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::save(c, mine, mine.fence));
            VC_CHECK(taskstore::requestCancel(c, t.id, noon()));
            return taskstore::startNextAttempt(c, t.id, noon());
        }));
        const Task next = *taskstore::byId(m_db->reader(), t.id);
        QCOMPARE(next.attempt, 2);
        QCOMPARE(next.state, TaskState::Pending);
        QCOMPARE(next.stopReason, StopReason::None);
        QCOMPARE(next.iteration, 0);
        QCOMPARE(next.usage, Usage{});
        QCOMPARE(next.testsFailed, -1);
        QCOMPARE(next.isolation, Isolation::InPlace);
        QCOMPARE(next.isolationNote, QString());
        QCOMPARE(next.goesOnFrom, 1);
        QCOMPARE(next.result, ResultState::InFolder);
        QCOMPARE(next.resultFiles, 0);
        QVERIFY(!next.cancelRequested && !next.startedAt.isValid() && !next.endedAt.isValid());
        QVERIFY(!*taskstore::isDirectoryBusy(m_db->reader(), t.spec.workingDirectory, QString()));
        const auto late = m_db->writeNow([&](Connection &c) { return taskstore::save(c, mine, mine.fence); });
        QCOMPARE(late.error().code, ErrorCode::Lost);
        // An attempt that ended before it had taken that state over hands it on.
        const auto again = [&](RetryFrom from) {
            const auto done =
                m_db->writeNow([&](Connection &c) { return taskstore::startNextAttempt(c, t.id, noon(), from); });
            return done ? taskstore::byId(m_db->reader(), t.id)->goesOnFrom : -1;
        };
        QCOMPARE(again(RetryFrom::LastState), 1);
        QCOMPARE(again(RetryFrom::Folder), 0);
        QCOMPARE(again(RetryFrom::LastState), 0);
    }

    void whatCanBeGoneOnFrom_data()
    {
        QTest::addColumn<Isolation>("isolation");
        QTest::addColumn<ResultState>("result");
        QTest::addColumn<int>("files");
        QTest::addColumn<int>("state");
        QTest::newRow("differs") << Isolation::View << ResultState::NotApplied << 2 << 3;
        QTest::newRow("asked") << Isolation::View << ResultState::Asked << 2 << 3;
        QTest::newRow("as a patch") << Isolation::View << ResultState::Delivered << 2 << 3;
        QTest::newRow("nothing differs") << Isolation::View << ResultState::NotApplied << 0 << 0;
        QTest::newRow("in the folder already") << Isolation::View << ResultState::Applied << 2 << 0;
        QTest::newRow("taken back") << Isolation::View << ResultState::Undone << 2 << 0;
        QTest::newRow("worked in the folder") << Isolation::InPlace << ResultState::InFolder << 0 << 0;
        QTest::newRow("a worktree") << Isolation::Worktree << ResultState::Delivered << 2 << 0;
    }
    void whatCanBeGoneOnFrom()
    {
        QFETCH(const Isolation, isolation);
        QFETCH(const ResultState, result);
        QFETCH(const int, files);
        Task task;
        task.attempt = 3;
        task.iteration = 2;
        task.isolation = isolation;
        task.result = result;
        task.resultFiles = files;
        QTEST(task.keptState(), "state");
    }

    void unknownTasksAreNotFound()
    {
        QCOMPARE(taskstore::byId(m_db->reader(), u"nothing"_s).error().code, ErrorCode::NotFound);
        const auto priority =
            m_db->writeNow([](Connection &c) { return taskstore::setPriority(c, u"nothing"_s, 1, noon()); });
        QCOMPARE(priority.error().code, ErrorCode::NotFound);
    }

    void whatIsKeptApartIsLeftAlone_data()
    {
        QTest::addColumn<Isolation>("isolation");
        QTest::addColumn<int>("by");
        QTest::addColumn<bool>("left");
        QTest::newRow("whoever works in the folder") << Isolation::InPlace << 0 << true;
        QTest::newRow("not who works elsewhere") << Isolation::View << 0 << false;
        QTest::newRow("everything to be done there") << Isolation::InPlace << 1 << true;
        QTest::newRow("everything, also elsewhere") << Isolation::View << 1 << true;
        QTest::newRow("this task") << Isolation::View << 2 << true;
    }
    void whatIsKeptApartIsLeftAlone()
    {
        QFETCH(Isolation, isolation);
        QFETCH(int, by);
        QFETCH(bool, left);
        Task first = task(u"first"_s, 7), second = task(u"second"_s, 5);
        first.spec.workingDirectory = u"/srv/demo"_s;
        second.spec.workingDirectory = u"/srv/other"_s;
        first.spec.isolation = isolation;
        QVERIFY(insertTask(*m_db, first) && insertTask(*m_db, second));
        taskstore::Apart kept;
        if (by == 0)
            kept.folders = QStringList{u"/srv/demo"_s};
        else if (by == 1)
            kept.tasksOf = u"/srv/demo"_s;
        else
            kept.tasks = {first.seq};
        const auto apart = m_db->writeNowWith<std::optional<Task>>(
            [&](Connection &c) { return taskstore::claimNext(c, owner(), 60000, noon(), kept); });
        QVERIFY(apart && *apart);
        QCOMPARE((*apart)->id, left ? second.id : first.id);
        QCOMPARE(claimOne(), left ? first.id : second.id);
    }

    void tasksThatNeedNoFolderRunAtOnceInIt()
    {
        Task held = task(u"in place"_s, 9, u"/w/shared"_s), next = task(u"next in place"_s, 1, u"/w/shared"_s);
        Task view = task(u"view"_s, 3, u"/w/shared"_s, Isolation::View);
        Task clone = task(u"worktree"_s, 2, u"/w/shared"_s, Isolation::Worktree);
        Task either = task(u"auto"_s, 1, u"/w/shared"_s, Isolation::Auto);
        Task below = task(u"below"_s, 0, u"/w/shared/below"_s, Isolation::View);
        for (Task *t : {&held, &next, &view, &clone, &either, &below})
            QVERIFY(insertTask(*m_db, *t));
        QCOMPARE(claimOne(), held.id);
        for (const Task *t : {&view, &clone, &either, &below})
            QCOMPARE(claimOne(), t->id);
        QCOMPARE(claimOne(), QString());
        QCOMPARE((*taskstore::holderOf(m_db->reader(), u"/w/shared"_s))->id, held.id);
        setState(held.id, TaskState::Completed);
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::releaseDirectory(c, held.id); }));
        // Those that run there hold nothing: neither a task in place nor files that go back wait for them.
        QVERIFY(!*taskstore::isDirectoryBusy(m_db->reader(), u"/w/shared"_s, QString()));
        QCOMPARE(claimOne(), next.id);
    }

    void filesThatGoBackKeepTheFolderWhereverTheTaskWorked()
    {
        Task done = task(u"done"_s, 0, u"/w/shared"_s, Isolation::View), next = task(u"next"_s, 0, u"/w/shared"_s);
        Task view = task(u"view"_s, 0, u"/w/shared"_s, Isolation::View);
        QVERIFY(insertTask(*m_db, done));
        QCOMPARE(claimOne(), done.id);
        setState(done.id, TaskState::Completed);
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::holdDirectory(c, done.id); }));
        QVERIFY(insertTask(*m_db, next) && insertTask(*m_db, view));
        QVERIFY(*taskstore::isDirectoryBusy(m_db->reader(), u"/w/shared"_s, QString()));
        QCOMPARE(claimOne(), view.id);
        QCOMPARE(claimOne(), QString());
        QCOMPARE(claimOne(next.id), QString());
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::releaseDirectory(c, done.id); }));
        QCOMPARE(claimOne(), next.id);
        // And not while somebody works there.
        QVERIFY(!m_db->writeNow([&](Connection &c) { return taskstore::holdDirectory(c, done.id); }));
    }

    void theNextAttemptIsInTheLaneOfItsDefinition()
    {
        Task t = task(u"t"_s, 0, u"/w/shared"_s, Isolation::Auto);
        QVERIFY(insertTask(*m_db, t));
        QCOMPARE(*taskstore::laneOf(m_db->reader(), t.id), t.id);
        claimOne();
        const Task mine = *taskstore::byId(m_db->reader(), t.id);
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::enterLane(c, mine, u"/w/shared"_s, true); }));
        QCOMPARE(*taskstore::laneOf(m_db->reader(), t.id), u"/w/shared"_s);
        Task old = mine;
        --old.fence;
        const auto late = m_db->writeNow([&](Connection &c) { return taskstore::enterLane(c, old, old.id, false); });
        QCOMPARE(late.error().code, ErrorCode::Lost);
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::startNextAttempt(c, t.id, noon()); }));
        QCOMPARE(*taskstore::laneOf(m_db->reader(), t.id), t.id);
        TaskSpec spec = mine.spec;
        spec.isolation = Isolation::InPlace;
        spec.workingDirectory = u"/w/other"_s;
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::setSpec(c, t.id, spec, noon()); }));
        QCOMPARE(*taskstore::laneOf(m_db->reader(), t.id), u"/w/other"_s);
        QCOMPARE(claimOne(), t.id);
        QVERIFY(*taskstore::isDirectoryBusy(m_db->reader(), u"/w/other"_s, QString()));
    }

private:
    QString claimOne(const QString &id = {})
    {
        const auto claimed = m_db->writeNowWith<std::optional<Task>>([&](Connection &c) {
            return id.isEmpty() ? taskstore::claimNext(c, owner(), 60000, noon())
                                : taskstore::claim(c, id, owner(), 60000, noon());
        });
        return claimed && *claimed ? (*claimed)->id : QString();
    }
    void setState(const QString &id, TaskState state)
    {
        Task t = *taskstore::byId(m_db->reader(), id);
        t.state = state;
        QVERIFY(m_db->writeNow([&](Connection &c) { return taskstore::save(c, t, t.fence); }));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_db;
};

QTEST_GUILESS_MAIN(TaskStoreTest)
#include "tst_taskstore.moc"
