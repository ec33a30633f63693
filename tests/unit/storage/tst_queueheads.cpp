// SPDX-License-Identifier: MIT
// The claim's short cut (queue_heads) under many tasks and under any history.
#include "storetesting.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

using namespace storetesting;

class QueueHeadsTest : public QObject
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

    void aHundredThousandTasksStayOrderedWithoutASort()
    {
        // Time is reported, not asserted; what is asserted is that the claim walks an index.
        const int many = qEnvironmentVariableIntValue("VIBECODER_TEST_TASKS") > 0
                             ? qEnvironmentVariableIntValue("VIBECODER_TEST_TASKS")
                             : 5000;
        Task model = task(u"one of many"_s);
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            for (int i = 0; i < many; ++i) {
                model.id = newId();
                model.priority = i % 10;
                // Half of them wait for one directory, which the first claim makes busy.
                model.spec.workingDirectory = u"/w/%1"_s.arg(i % 2 ? 0 : i % 1000);
                model.priority = i % 2 ? 10 : model.priority;
                // And some need no directory: each of them has a lane of its own.
                model.spec.isolation = i % 4 ? Isolation::InPlace : Isolation::View;
                VC_CHECK(taskstore::insert(c, model));
            }
            return {};
        }));
        QList<qint64> times;
        for (int i = 0; i < 200; ++i) {
            QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
                QElapsedTimer timer;
                timer.start();
                VC_TRY(const auto claimed, taskstore::claimNext(c, owner(), 60000, noon()));
                times << timer.nsecsElapsed() / 1000;
                return claimed ? Result<>() : fail(ErrorCode::Internal, u"nothing claimed"_s);
            }));
        }
        std::sort(times.begin(), times.end());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(taskstore::list(m_db->reader(), {}, {})->size(), 50);
        const qint64 page = timer.nsecsElapsed() / 1000;
        qInfo("%d tasks: claim p50 %lld us, p99 %lld us, max %lld us; first page %lld us", many,
            static_cast<long long>(times.at(100)), static_cast<long long>(times.at(197)),
            static_cast<long long>(times.at(199)), static_cast<long long>(page));
        const auto plan = m_db->reader().query(
            u"EXPLAIN QUERY PLAN SELECT seq FROM queue_heads ORDER BY priority DESC, seq LIMIT 1"_s);
        QVERIFY(plan);
        QVERIFY2(!plan->constFirst().text("detail").contains(u"TEMP B-TREE"), "the claim sorts");
        QCOMPARE(plan->size(), 1);
    }

    void theClaimAgreesWithTheRuleAfterAnyHistory()
    {
        // The rule itself, as one slow statement: pending, and no other task holds the directory that is its lane.
        const QString rule =
            u"SELECT t.id FROM tasks AS t WHERE t.state = 'pending' AND NOT EXISTS (SELECT 1 FROM tasks AS h WHERE "
            "h.holds_directory = 1 AND h.directory = t.lane AND h.seq <> t.seq) "
            "ORDER BY t.priority DESC, t.seq LIMIT 1"_s;
        // What must never be: two who work in one directory themselves.
        const QString twice =
            u"SELECT a.id FROM tasks AS a, tasks AS b WHERE a.state = 'running' AND b.state = 'running' AND "
            "a.seq < b.seq AND a.lane = b.lane"_s;
        const QList<Isolation> places{Isolation::InPlace, Isolation::InPlace, Isolation::Auto, Isolation::View};
        QRandomGenerator random(4711);
        QStringList ids;
        int claims = 0, together = 0, refused = 0, backs = 0;
        for (int i = 0; i < 2500; ++i) {
            const QString id = ids.isEmpty() ? QString() : ids.at(random.bounded(int(ids.size())));
            const int what = random.bounded(16);
            const auto done = m_db->writeNow([&](Connection &c) -> Result<> {
                if (ids.size() < 4 || what == 0) {
                    Task made = task(
                        u"t"_s, random.bounded(3), u"/w/%1"_s.arg(random.bounded(4)), places.at(random.bounded(4)));
                    ids << made.id;
                    return taskstore::insert(c, made);
                }
                if (what == 1) {
                    ids.removeAll(id);
                    return taskstore::remove(c, id);
                }
                if (what == 2)
                    return taskstore::setPriority(c, id, random.bounded(3), noon());
                VC_TRY(Task t, taskstore::byId(c, id));
                if (what < 6) {
                    VC_TRY(const auto expected, c.query(rule));
                    VC_TRY(const auto claimed, taskstore::claimNext(c, owner(), 1, noon()));
                    claims += claimed ? 1 : 0;
                    const QString wanted = expected.isEmpty() ? QString() : expected.constFirst().text("id");
                    return wanted == (claimed ? claimed->id : QString()) ? Result<>()
                                                                         : fail(ErrorCode::Internal, u"another task"_s);
                }
                VC_TRY(const bool busy, taskstore::isDirectoryBusy(c, t.spec.workingDirectory, id));
                if (what >= 13) { // files go back, or that is over
                    if (!isEnded(t.state))
                        return {};
                    VC_TRY(const auto holder, taskstore::holderOf(c, t.spec.workingDirectory));
                    if (holder && holder->id == id)
                        return taskstore::releaseDirectory(c, id);
                    backs += busy ? 0 : 1;
                    return busy ? Result<>() : taskstore::holdDirectory(c, id);
                }
                if (what == 10) { // another definition of what ended
                    if (!isEnded(t.state))
                        return {};
                    t.spec.workingDirectory = u"/w/%1"_s.arg(random.bounded(4));
                    t.spec.isolation = places.at(random.bounded(4));
                    VC_CHECK(taskstore::releaseDirectory(c, id));
                    VC_CHECK(taskstore::setSpec(c, id, t.spec, noon()));
                    return taskstore::startNextAttempt(c, id, noon());
                }
                if (t.state == TaskState::Running) {
                    if (what >= 11) { // it needs its folder, or needs it no longer
                        if (random.bounded(3) == 0)
                            return taskstore::enterLane(c, t, id, false);
                        VC_CHECK(taskstore::enterLane(c, t, t.spec.workingDirectory, !busy));
                        if (!busy)
                            return {};
                        ++refused;
                        t.state = TaskState::Pending;
                        return taskstore::save(c, t, t.fence);
                    }
                    if (what == 6) {
                        VC_CHECK(taskstore::takeBack(c, id, t.fence));
                        return {};
                    }
                    t.state = what < 8 ? TaskState::WaitingApproval : TaskState::Completed;
                    VC_CHECK(taskstore::save(c, t, t.fence));
                    return t.state == TaskState::Completed ? taskstore::releaseDirectory(c, id) : Result<>();
                }
                if (t.state == TaskState::WaitingApproval) {
                    t.state = TaskState::Pending;
                    return taskstore::save(c, t, t.fence);
                }
                return t.state == TaskState::Completed ? taskstore::startNextAttempt(c, id, noon()) : Result<>();
            });
            QVERIFY2(done, qPrintable(u"step %1: "_s.arg(i) + (done ? QString() : done.error().message)));
            QVERIFY2(m_db->reader().query(twice)->isEmpty(), qPrintable(u"step %1"_s.arg(i)));
            const auto beside = m_db->reader().query(
                u"SELECT 1 FROM tasks AS a, tasks AS b WHERE a.state = 'running' AND b.state = 'running' AND "
                "a.seq < b.seq AND a.directory = b.directory LIMIT 1"_s);
            together += int(beside->size());
        }
        qInfo("%d claims, %d steps with two in one folder, %d waits for it, %d times files went back", claims, together,
            refused, backs);
        QVERIFY(claims > 40 && together > 40 && refused > 3 && backs > 3);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_db;
};

QTEST_GUILESS_MAIN(QueueHeadsTest)
#include "tst_queueheads.moc"
