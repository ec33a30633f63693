// SPDX-License-Identifier: MIT
// The end of an Engine while work still waits in it: everything that was begun ends first, and nothing uses what is
// gone. Under valgrind or ASan this shows each use after the end; without them, by what becomes of the answers.
#include "unit/storage/storetesting.h"

#include "core/engine.h"
#include "storage/checkpointrows.h"
#include "storage/recordstore.h"
#include "storage/rulestore.h"
#include "storage/webhookstore.h"
#include "storage/writegate.h"

#include <QDir>

#include <thread>

using namespace storetesting;

namespace {

Settings settingsFor(const QTemporaryDir &folder)
{
    Settings settings;
    settings.databaseUrl = u"sqlite:///"_s + in(folder).databaseFile;
    return settings;
}

// The gate is held by another process, as far as an engine can tell, and let go in a moment.
class Barrier
{
public:
    explicit Barrier(const QTemporaryDir &folder) { m_held = m_gate.open(in(folder).dataFolder()) && m_gate.lock(); }
    ~Barrier() { m_thread.join(); }
    [[nodiscard]] bool isHeld() const { return m_held; }
    void openIn(int ms)
    {
        m_thread = std::thread([this, ms] {
            QThread::msleep(ms);
            m_gate.unlock();
        });
    }

private:
    WriteGate m_gate;
    bool m_held = false;
    std::thread m_thread;
};

template <typename T>
QByteArray whyNot(const Result<T> &result)
{
    return result ? QByteArray() : (result.error().message + u' ' + result.error().detail).toUtf8();
}

Approval question(const Task &task)
{
    Approval approval;
    approval.id = newId();
    approval.taskId = task.id;
    approval.stepPath = u"1"_s;
    approval.commands = {u"touch x"_s};
    approval.directory = task.spec.workingDirectory;
    approval.createdAt = noon();
    approval.expiresAt = QDateTime::currentDateTimeUtc().addSecs(3600);
    approval.contentHash = approvalHash(approval);
    return approval;
}

} // namespace

class EngineEndTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsQueuedAtTheEndIsDoneWithEverythingItNeeds()
    {
        const QTemporaryDir folder;
        Task waiting = task(u"waiting"_s), going = task(u"going"_s);
        waiting.state = TaskState::WaitingApproval;
        going.state = TaskState::Completed;
        Approval asked = question(waiting);
        Rule rule;
        rule.id = newId();
        rule.origin = RuleOrigin::Remembered;
        rule.exact = true;
        rule.words = {{u"touch"_s}, {u"x"_s}};
        rule.createdAt = noon();
        rule.createdBy = u"test"_s;
        {
            const auto database = opened(in(folder));
            Checkpoint kept;
            kept.taskId = going.id;
            kept.createdAt = noon();
            const auto filled = database->writeNow([&](Connection &c) -> Result<> {
                VC_CHECK(taskstore::insert(c, waiting));
                VC_CHECK(taskstore::insert(c, going));
                VC_CHECK(approvalstore::insert(c, asked));
                VC_CHECK(rulestore::insert(c, rule, noon()));
                return checkpointrows::save(c, kept, folder.path());
            });
            QVERIFY2(filled, whyNot(filled).constData());
            QVERIFY(QDir().mkpath(in(folder).checkpointFolder()));
        }
        auto engine = Engine::open(settingsFor(folder));
        QVERIFY(engine);
        QFuture<Result<Approval>> decided;
        QFuture<Result<>> ruleRemoved, taskRemoved;
        QFuture<Result<NewWebhook>> added;
        {
            Barrier barrier(folder);
            QVERIFY(barrier.isHeld());
            decided = (*engine)->decide(asked.id, {true, asked.contentHash, {}, u"test"_s});
            ruleRemoved = (*engine)->removeRule(rule.id, u"test"_s);
            added = (*engine)->addWebhook({u"https://example.com/hook"_s, {}, false}, u"test"_s);
            // Its checkpoints are forgotten afterwards, on another thread of the engine.
            taskRemoved = (*engine)->remove(going.id, u"test"_s);
            barrier.openIn(300);
            engine->reset();
        }
        QVERIFY(decided.isFinished() && ruleRemoved.isFinished() && added.isFinished() && taskRemoved.isFinished());
        QVERIFY2(decided.result(), whyNot(decided.result()).constData());
        QVERIFY2(ruleRemoved.result(), whyNot(ruleRemoved.result()).constData());
        QVERIFY2(added.result(), whyNot(added.result()).constData());
        QVERIFY2(taskRemoved.result(), whyNot(taskRemoved.result()).constData());

        // What was answered is there, and recorded.
        auto again = Engine::open(settingsFor(folder));
        QVERIFY(again);
        QCOMPARE((*again)->approval(asked.id)->state, ApprovalState::Approved);
        QCOMPARE((*again)->task(going.id).error().code, ErrorCode::NotFound);
        const auto audit = (*again)->verifyAudit();
        QVERIFY(audit && audit->sound());
        QCOMPARE(audit->records, qint64(3));
    }

    // While the last runs unwind, events are processed: news of the store must not start anything in an engine that
    // ends.
    void newsDuringTheEndStartNothing()
    {
        const QTemporaryDir folder;
        Task waiting = task(u"waiting"_s);
        waiting.state = TaskState::WaitingApproval;
        Approval asked = question(waiting);
        asked.expiresAt = noon(); // due: the workers' first look writes, and waits at the gate
        {
            const auto database = opened(in(folder));
            QVERIFY(database->writeNow([&](Connection &c) -> Result<> {
                VC_CHECK(taskstore::insert(c, waiting));
                return approvalstore::insert(c, asked);
            }));
        }
        Settings settings = settingsFor(folder);
        settings.apiKey = u"test-key-0123456789"_s;
        auto engine = Engine::open(settings);
        QVERIFY(engine);
        bool called = false;
        (*engine)->startWorkers({}, [&called](const DrainResult &) { called = true; });
        Barrier barrier(folder);
        QVERIFY(barrier.isHeld());
        QTest::qWait(200);
        int heard = 0;
        connect(engine->get(), &Engine::changed, this, [&heard] { ++heard; });
        barrier.openIn(600);
        std::thread writer([&] {
            // A webhook appears meanwhile, written by somebody who has the gate.
            QThread::msleep(200);
            auto other = Connection::open(in(folder).databaseFile, sqliteDialect(), Connection::Access::Write);
            Webhook webhook;
            webhook.id = newId();
            webhook.url = u"https://example.com/hook"_s;
            webhook.createdAt = noon();
            if (other)
                (void)webhookstore::insert(**other, webhook);
        });
        engine->reset();
        writer.join();
        QTest::qWait(50);
        QVERIFY(!called);
        QCOMPARE(heard, 0);
    }
};

QTEST_GUILESS_MAIN(EngineEndTest)

#include "tst_engineend.moc"
