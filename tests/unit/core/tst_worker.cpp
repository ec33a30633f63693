// SPDX-License-Identifier: MIT
// The worker itself with a model made of promises: what it claims, and when.
#include "unit/storage/storetesting.h"

#include "core/rulebook.h"
#include "core/worker.h"
#include "storage/workerrows.h"

#include <QDir>

using namespace storetesting;

namespace {

/// Answers when the test says so, and is deaf to the wish to stop: a call that takes its time to end.
class SlowModel final : public ModelProvider
{
public:
    QCoro::Task<ModelOutcome> send(ModelRequest, qint64, CancelSource &, ModelCallObserver) override
    {
        OneShot<bool> answer;
        m_open.append(answer);
        const bool done = co_await answer;
        ModelReply reply;
        reply.stop = ModelStop::ToolUse;
        const QJsonObject input{{u"status"_s, u"done"_s}, {u"summary"_s, u"It works."_s}};
        reply.content = {
            QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, u"t1"_s}, {u"name"_s, u"finish"_s}, {u"input"_s, input}}};
        reply.toolCalls = {{u"t1"_s, u"finish"_s, input, {}}};
        reply.usage.calls = done ? 1 : 0;
        ModelOutcome outcome;
        outcome.usage = reply.usage;
        outcome.reply = reply;
        co_return outcome;
    }
    QCoro::Task<ModelOutcome> probe(QString, CancelSource &) override { co_return ModelOutcome(); }
    bool setApiKey(const QString &) override { return false; }
    [[nodiscard]] bool hasKey() const override { return true; }
    [[nodiscard]] qint64 promptTokensAtMost(const ModelRequest &) const override { return 1000; }
    [[nodiscard]] QString requestDigest(const ModelRequest &) const override { return u"digest"_s; }

    [[nodiscard]] qsizetype asked() const { return m_open.size(); }
    void answer(qsizetype number) const { m_open.at(number).set(true); }

private:
    QList<OneShot<bool>> m_open;
};

struct Place
{
    Place()
        : db(opened(in(folder)))
        , artifacts(db->location().artifactFolder())
        , audit(db->location().auditFile())
        , rules(QString())
    {
        settings.sandbox = SandboxChoice::None;
        services = std::make_unique<RunServices>(
            RunServices{*db, artifacts, audit, rules, model, runner, clock, settings, {}, {}});
        worker = std::make_unique<Worker>(*services);
    }

    QString addTask(const QString &name, const QString &in = {}, Isolation isolation = Isolation::InPlace)
    {
        Task made = task(name, 0, folder.filePath(in.isEmpty() ? name : in), isolation);
        QDir().mkpath(made.spec.workingDirectory);
        made.accepted = true;
        return insertTask(*db, made) ? made.id : QString();
    }
    [[nodiscard]] Task now(const QString &id) const { return *taskstore::byId(db->reader(), id); }

    QTemporaryDir folder;
    std::unique_ptr<Database> db;
    ArtifactStore artifacts;
    AuditLog audit;
    RuleBook rules;
    SlowModel model;
    ProcessRunner runner;
    SystemClock clock;
    Settings settings;
    std::unique_ptr<RunServices> services;
    std::unique_ptr<Worker> worker;
};

} // namespace

class WorkerTest : public QObject
{
    Q_OBJECT

private slots:
    void aTaskThatStillUnwindsIsNotClaimedAgain_data()
    {
        QTest::addColumn<bool>("named");
        QTest::newRow("from the queue") << false;
        QTest::newRow("the one it was told to do") << true;
    }

    // The lease went to somebody else, who let the task go again, while the run here still waits for the model.
    void aTaskThatStillUnwindsIsNotClaimedAgain()
    {
        QFETCH(bool, named);
        Place place;
        const QString id = place.addTask(u"one"_s);
        QVERIFY(!id.isEmpty());
        WorkerOptions options;
        options.workers = 3;
        options.only = named ? id : QString();
        place.worker->start(options, {});
        QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), 1, 20000);
        const qint64 lost = place.now(id).fence;
        QVERIFY(place.db->writeNow([&](Connection &c) -> Result<> {
            VC_TRY(const bool taken, taskstore::takeBack(c, id, lost));
            return taken ? Result<>() : fail(ErrorCode::Internal, u"not taken back"_s);
        }));
        // Another task in another directory is taken, so the worker has looked around since then.
        QString other;
        if (!named) {
            other = place.addTask(u"two"_s);
            QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), 2, 20000);
        }
        QTest::qWait(300);
        QCOMPARE(place.model.asked(), named ? 1 : 2);
        QCOMPARE(place.now(id).state, TaskState::Pending);

        // The old run ends without another word, and the task is done by the next.
        place.model.answer(0);
        QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), named ? 2 : 3, 20000);
        QVERIFY(place.now(id).fence > lost);
        place.model.answer(place.model.asked() - 1);
        QTRY_COMPARE_WITH_TIMEOUT(place.now(id).state, TaskState::Completed, 20000);
        if (!named) {
            place.model.answer(1);
            QTRY_COMPARE_WITH_TIMEOUT(place.now(other).state, TaskState::Completed, 20000);
        }
        place.worker->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!place.worker->isWorking(), 10000);
    }

    void othersAreToldWhoWorksTheQueue()
    {
        Place place;
        const auto rows = [&] { return *workerrows::all(place.db->reader()); };
        const ProcessId dead{1, 2, u"another boot"_s};
        QVERIFY(place.db->writeNow([&](Connection &c) { return workerrows::save(c, {dead, 9}); }));
        WorkerOptions options;
        options.workers = 3;
        place.worker->start(options, {});
        QTRY_VERIFY_WITH_TIMEOUT(rows().size() == 1 && rows().constFirst().process == ProcessId::self(), 10000);
        QCOMPARE(rows().constFirst().places, 3);
        place.worker->stop();
        QTRY_VERIFY_WITH_TIMEOUT(rows().isEmpty(), 10000);
        // Who does one task alone takes nothing from the queue.
        const QString id = place.addTask(u"one"_s);
        options.only = id;
        place.worker->start(options, {});
        QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), 1, 20000);
        QVERIFY(rows().isEmpty());
        place.model.answer(0);
        QTRY_COMPARE_WITH_TIMEOUT(place.now(id).state, TaskState::Completed, 20000);
        place.worker->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!place.worker->isWorking(), 10000);
    }

    // The task of the run was ended by somebody else: for the store its folder is free, here it is not.
    void aFolderIsNotTakenWhileARunUnwindsThere()
    {
        Place place;
        const QString lost = place.addTask(u"one"_s, u"shared"_s);
        WorkerOptions options;
        options.workers = 3;
        place.worker->start(options, {});
        QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), 1, 20000);
        const qint64 fence = place.now(lost).fence;
        QVERIFY(place.db->writeNow([&](Connection &c) -> Result<> {
            VC_TRY(const bool taken, taskstore::takeBack(c, lost, fence));
            VC_TRY(Task task, taskstore::byId(c, lost));
            task.state = TaskState::Cancelled;
            VC_CHECK(taskstore::save(c, task, task.fence));
            VC_CHECK(taskstore::releaseDirectory(c, lost));
            return taken ? Result<>() : fail(ErrorCode::Internal, u"not taken back"_s);
        }));
        const QString either = place.addTask(u"two"_s, u"shared"_s, Isolation::Auto);
        const QString inPlace = place.addTask(u"three"_s, u"shared"_s);
        const QString elsewhere = place.addTask(u"four"_s);
        QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), 2, 20000);
        QCOMPARE(place.now(elsewhere).state, TaskState::Running);
        QTRY_COMPARE_WITH_TIMEOUT(place.now(either).state, TaskState::Pending, 20000);
        QTest::qWait(300);
        QCOMPARE(place.model.asked(), 2);
        place.model.answer(0);
        QTRY_COMPARE_WITH_TIMEOUT(place.now(either).state, TaskState::Running, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), 3, 20000);
        QCOMPARE(place.now(inPlace).state, TaskState::Pending);
        place.model.answer(2);
        QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), 4, 20000);
        place.model.answer(3);
        place.model.answer(1);
        for (const QString &id : {either, inPlace, elsewhere})
            QTRY_COMPARE_WITH_TIMEOUT(place.now(id).state, TaskState::Completed, 20000);
        place.worker->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!place.worker->isWorking(), 10000);
    }

    // Where no view can be had, tasks that do not say where to work take their folder one after the other.
    void oneAfterTheOtherWhereThereIsNoView()
    {
        Place place;
        const QString first = place.addTask(u"one"_s, u"shared"_s, Isolation::Auto);
        const QString second = place.addTask(u"two"_s, u"shared"_s, Isolation::Auto);
        const QString third = place.addTask(u"three"_s, u"shared"_s, Isolation::InPlace);
        const QString other = place.addTask(u"four"_s, u"shared/below"_s, Isolation::Auto);
        WorkerOptions options;
        options.workers = 4;
        place.worker->start(options, {});
        QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), 2, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(place.now(second).state, TaskState::Pending, 20000);
        QTest::qWait(300);
        QCOMPARE(place.model.asked(), 2);
        QVERIFY(!place.now(second).startedAt.isValid());
        // Who began first is the model's: one of the two in the shared folder has it, and it is the first.
        QCOMPARE(place.now(first).state, TaskState::Running);
        QCOMPARE(place.now(other).state, TaskState::Running);
        for (const QString &id : {second, third}) {
            const qsizetype asked = place.model.asked();
            for (qsizetype i = 0; i < asked; ++i)
                place.model.answer(i);
            QTRY_COMPARE_WITH_TIMEOUT(place.now(id).state, TaskState::Running, 20000);
            QTRY_COMPARE_WITH_TIMEOUT(place.model.asked(), asked + 1, 20000);
        }
        place.model.answer(place.model.asked() - 1);
        for (const QString &id : {first, second, third, other})
            QTRY_COMPARE_WITH_TIMEOUT(place.now(id).state, TaskState::Completed, 20000);
        place.worker->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!place.worker->isWorking(), 10000);
    }
};

QTEST_GUILESS_MAIN(WorkerTest)
#include "tst_worker.moc"
