// SPDX-License-Identifier: MIT
// One process, many writers: group commit, single failures, followers that see every commit.
#include "storetesting.h"

#include "base/logging.h"
#include "storage/writegate.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QSignalSpy>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

using namespace storetesting;

namespace {

QCoro::Task<> writeByCoroutine(Database &database, std::shared_ptr<QStringList> seen)
{
    auto good = database.write([](Connection &c) {
        Event made = newEvent(u"by a coroutine"_s);
        return eventlog::append(c, made);
    });
    const Result<> first = co_await good;
    seen->append(first ? u"stored"_s : first.error().message);
    if (QThread::currentThread() == database.thread())
        seen->append(u"same thread"_s);
    auto bad = database.write([](Connection &) -> Result<> { return fail(ErrorCode::Denied, u"no"_s); });
    const Result<> second = co_await bad;
    seen->append(second ? u"stored"_s : second.error().message);
}

} // namespace

class StoreWriteTest : public QObject
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

    void aFailingJobDoesNotSinkTheOthersOfItsGroup()
    {
        // The gate is held while the jobs queue up, so that they become one group.
        WriteGate gate;
        QVERIFY(gate.open(in(*m_folder).dataFolder()));
        QVERIFY(gate.lock());
        std::latch answered(5);
        QList<Result<>> results(5);
        for (int i = 0; i < 5; ++i) {
            m_db->submit(
                [i](Connection &c) -> Result<> {
                    Event made = newEvent(u"job %1"_s.arg(i));
                    VC_CHECK(eventlog::append(c, made));
                    if (i == 1)
                        return fail(ErrorCode::Denied, u"refused"_s);
                    if (i == 2)
                        VC_CHECK(c.execute(u"INSERT INTO no_such_table VALUES (1)"_s));
                    if (i == 3)
                        throw std::runtime_error("broken");
                    return {};
                },
                [&results, &answered, i](Result<> result) {
                    results[i] = std::move(result);
                    answered.count_down();
                });
        }
        QCOMPARE(*eventlog::lastSeq(m_db->reader()), 0);
        gate.unlock();
        answered.wait();
        QVERIFY(results.at(0) && results.at(4));
        QCOMPARE(results.at(1).error().code, ErrorCode::Denied);
        QCOMPARE(results.at(2).error().code, ErrorCode::Storage);
        QCOMPARE(results.at(3).error().code, ErrorCode::Internal);
        const auto events = eventlog::since(m_db->reader(), 0, 10);
        QCOMPARE(events->size(), 2);
        QCOMPARE(events->at(0).seq, 1);
        QCOMPARE(events->at(1).seq, 2);
        QCOMPARE(events->at(1).body.value(u"text"_s).toString(), u"job 4"_s);
    }

    void manyThreadsWriteAtOnceAndEveryNumberIsThere()
    {
        constexpr int threads = 8;
        constexpr int each = 50;
        std::atomic<int> stored = 0;
        std::vector<std::thread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([this, &stored] {
                for (int n = 0; n < each; ++n)
                    stored += appendEvent(*m_db, u"x"_s) ? 1 : 0;
            });
        }
        for (std::thread &thread : running)
            thread.join();
        QCOMPARE(stored.load(), threads * each);
        const auto events = eventlog::since(m_db->reader(), 0, 10000);
        QCOMPARE(events->size(), threads * each);
        QCOMPARE(events->constLast().seq, threads * each);
    }

    void aCoroutineResumesInItsOwnThreadAfterTheCommit()
    {
        const auto seen = std::make_shared<QStringList>();
        auto running = writeByCoroutine(*m_db, seen);
        QTRY_COMPARE_WITH_TIMEOUT(*seen, (QStringList{u"stored"_s, u"same thread"_s, u"no"_s}), 5000);
        QCOMPARE(*eventlog::lastSeq(m_db->reader()), 1);
    }

    void whatIsQueuedAtTheEndIsStillStored()
    {
        std::atomic<int> stored = 0;
        for (int i = 0; i < 20; ++i) {
            m_db->submit(
                [](Connection &c) {
                    Event made = newEvent(u"late"_s);
                    return eventlog::append(c, made);
                },
                [&stored](const Result<> &result) { stored += result ? 1 : 0; });
        }
        m_db.reset();
        QCOMPARE(stored.load(), 20);
        m_db = opened(in(*m_folder));
        QCOMPARE(*eventlog::lastSeq(m_db->reader()), 20);
    }

    void aReaderCannotWriteAndEachThreadHasItsOwn()
    {
        const auto refused = m_db->reader().execute(u"DELETE FROM events"_s);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Storage);
        QVERIFY(appendEvent(*m_db, u"x"_s));
        Connection *mine = &m_db->reader();
        std::thread other([this, mine] {
            QVERIFY(&m_db->reader() != mine);
            QCOMPARE(*eventlog::lastSeq(m_db->reader()), 1);
        });
        other.join();
        QCOMPARE(&m_db->reader(), mine);
    }

    void followersSeeEveryCommit_data()
    {
        QTest::addColumn<int>("followers");
        QTest::newRow("one follower sees the last commit before silence") << 1;
        QTest::newRow("five followers see the last commit before silence") << 5;
    }
    void followersSeeEveryCommit()
    {
        QFETCH(int, followers);
        struct Follower
        {
            std::unique_ptr<Database> database;
            QList<qint64> seen;
        };
        std::vector<Follower> all(followers);
        for (Follower &follower : all) {
            follower.database = opened(in(*m_folder));
            QVERIFY(follower.database);
            connect(follower.database.get(), &Database::changed, this, [&follower] {
                const qint64 last = follower.seen.isEmpty() ? 0 : follower.seen.constLast();
                const auto events = eventlog::since(follower.database->reader(), last, 1000);
                for (const Event &e : *events)
                    follower.seen << e.seq;
            });
        }
        constexpr int commits = 40;
        std::thread writer([this] {
            for (int i = 0; i < commits; ++i) {
                QVERIFY(appendEvent(*m_db, u"x"_s));
                std::this_thread::sleep_for(std::chrono::milliseconds(i % 4 * 6));
            }
        });
        QList<qint64> expected;
        for (int i = 1; i <= commits; ++i)
            expected << i;
        for (Follower &follower : all)
            QTRY_COMPARE_WITH_TIMEOUT(follower.seen, expected, 5000);
        writer.join();
    }

    void theOwnCommitIsToldOnce()
    {
        QSignalSpy spy(m_db.get(), &Database::changed);
        QVERIFY(appendEvent(*m_db, u"x"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!spy.isEmpty(), 2000);
        QTest::qWait(60);
        QCOMPARE(spy.size(), 1);
        // A write that changes nothing is not told.
        QVERIFY(m_db->writeNow([](Connection &) -> Result<> { return {}; }));
        QTest::qWait(60);
        QCOMPARE(spy.size(), 1);
    }

    void secretsDoNotReachEvents()
    {
        addSecret(u"very-secret-value-1"_s);
        QVERIFY(appendEvent(*m_db, u"key is very-secret-value-1 here"_s));
        const auto events = eventlog::since(m_db->reader(), 0, 10);
        const QString text = events->constFirst().body.value(u"text"_s).toString();
        QVERIFY2(!text.contains(u"very-secret-value-1") && text.contains(u"[redacted"), qPrintable(text));
    }

    void theLogStaysShortUnderSteadyWriting()
    {
        const QString log = in(*m_folder).databaseFile + u"-wal"_s;
        qint64 longest = 0;
        for (int i = 0; i < 1600; ++i) {
            QVERIFY(appendEvent(*m_db, QString(20000, u'x')));
            longest = std::max(longest, QFileInfo(log).size());
        }
        // Without checkpoints it would be over 40 MB; with them it is a little over 4,000 frames of 4 KiB.
        QVERIFY2(longest < 18 * 1024 * 1024, qPrintable(QString::number(longest)));
    }

    void aLongLogIsShortenedAtTheEnd()
    {
        QVERIFY(m_db->writeNow([](Connection &c) -> Result<> {
            for (int i = 0; i < 6000; ++i) {
                Event made = newEvent(QString(1500, u'x'));
                VC_CHECK(eventlog::append(c, made));
            }
            return {};
        }));
        const QString log = in(*m_folder).databaseFile + u"-wal"_s;
        QVERIFY(QFileInfo(log).size() > 8 * 1024 * 1024);
        m_db.reset();
        QCOMPARE(QFileInfo(log).size(), 0);
        m_db = opened(in(*m_folder));
        QCOMPARE(*eventlog::lastSeq(m_db->reader()), 6000);
    }

    void aCallbackMayStillUseTheStoreWhileItCloses()
    {
        std::atomic<int> answers = 0;
        Database *database = m_db.get();
        WriteGate gate;
        QVERIFY(gate.open(in(*m_folder).dataFolder()));
        QVERIFY(gate.lock());
        database->submit([](Connection &) -> Result<> { return {}; },
            [database, &answers](const Result<> &) {
                database->submit([](Connection &) -> Result<> { return {}; },
                    [&answers](const Result<> &late) {
                        if (!late && late.error().code == ErrorCode::Shutdown)
                            ++answers;
                    });
            });
        std::thread opener([&gate] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            gate.unlock();
        });
        m_db.reset();
        opener.join();
        QCOMPARE(answers.load(), 1);
    }

    void aLoneWriteCostsOneSync()
    {
        // Reported, not asserted: the disk decides.
        QList<qint64> times;
        for (int i = 0; i < 100; ++i) {
            QElapsedTimer timer;
            timer.start();
            QVERIFY(appendEvent(*m_db, u"x"_s));
            times << timer.nsecsElapsed() / 1000;
        }
        std::sort(times.begin(), times.end());
        qInfo("lone commit: p50 %lld us, p99 %lld us", static_cast<long long>(times.at(50)),
            static_cast<long long>(times.at(98)));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_db;
};

QTEST_GUILESS_MAIN(StoreWriteTest)
#include "tst_storewrite.moc"
