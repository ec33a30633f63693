// SPDX-License-Identifier: MIT
// Steps with intent and result: done once, resumed, replayed, refused when the story differs.
#include "journal/journal.h"

#include "base/digest.h"
#include "storage/eventlog.h"
#include "storage/taskstore.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

class FakeClock final : public Clock
{
public:
    QDateTime now() const override { return m_now; }
    qint64 bootMs() const override { return 1000; }
    QDateTime m_now = QDateTime::fromString(u"2026-01-02T03:04:05.000Z"_s, Qt::ISODateWithMs);
};

StepOutcome outcomeWith(const QString &value)
{
    Event event;
    event.kind = EventKind::ActionFinished;
    event.body = {{u"what"_s, value}};
    return {{{u"value"_s, value}}, {event}, {}};
}

QCoro::Task<Result<StepOutcome>> give(Result<StepOutcome> outcome)
{
    co_return outcome;
}

QCoro::Task<> take(QCoro::Task<Result<QJsonObject>> step, std::shared_ptr<std::optional<Result<QJsonObject>>> slot)
{
    Result<QJsonObject> result = co_await step;
    *slot = result;
}

QCoro::Task<> takeFlush(QCoro::Task<Result<>> flush, std::shared_ptr<std::optional<Result<>>> slot)
{
    Result<> result = co_await flush;
    *slot = result;
}

} // namespace

class JournalTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Database> m_db;
    FakeClock m_clock;
    Task m_task;
    int m_effects = 0;

    Result<QJsonObject> run(Journal &journal, Step step, Result<StepOutcome> outcome)
    {
        auto slot = std::make_shared<std::optional<Result<QJsonObject>>>();
        auto task = take(journal.step(std::move(step),
                             [this, outcome](const QJsonObject &, bool) {
                                 ++m_effects;
                                 return give(outcome);
                             }),
            slot);
        if (!QTest::qWaitFor([&] { return slot->has_value(); }, 5000))
            return fail(ErrorCode::Timeout, u"the step did not end"_s);
        return **slot;
    }

    // As at the end of a run.
    Result<> flush(Journal &journal)
    {
        auto slot = std::make_shared<std::optional<Result<>>>();
        auto task = takeFlush(journal.flush(), slot);
        if (!QTest::qWaitFor([&] { return slot->has_value(); }, 5000))
            return fail(ErrorCode::Timeout, u"the flush did not end"_s);
        return **slot;
    }

    std::unique_ptr<Journal> open(JournalMode mode = JournalMode::Live, qint64 fence = -1)
    {
        auto journal = std::make_unique<Journal>(*m_db, m_clock, m_task.id, 1, fence < 0 ? m_task.fence : fence, mode);
        if (!journal->load())
            return nullptr;
        return journal;
    }

    static Step step(const QString &kind, const QString &input)
    {
        Step s;
        s.kind = kind;
        s.input = {{u"in"_s, input}};
        return s;
    }

private slots:
    void init()
    {
        m_effects = 0;
        const QString file = m_dir.filePath(newId() + u".db"_s);
        auto location = parseDatabaseUrl(u"sqlite:///"_s + file);
        QVERIFY(location);
        auto db = Database::open(*location);
        QVERIFY2(db, db ? "" : qPrintable(db.error().message));
        m_db = std::move(*db);
        m_task = {};
        m_task.id = newId();
        m_task.spec.name = u"t"_s;
        m_task.spec.workingDirectory = m_dir.path();
        m_task.spec.verificationCommands = QStringList{u"true"_s};
        m_task.accepted = true;
        m_task.createdAt = m_task.updatedAt = m_clock.now();
        auto made = m_db->writeNowWith<Task>([this](Connection &c) -> Result<Task> {
            Task task = m_task;
            VC_CHECK(taskstore::insert(c, task));
            VC_TRY(const auto claimed, taskstore::claimNext(c, ProcessId::self(), 100000, m_clock.now()));
            return *claimed;
        });
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        m_task = *made;
    }

    void aStepIsDoneOnceAndRemembered()
    {
        auto first = open();
        QVERIFY(first);
        auto result = run(*first, step(u"model"_s, u"a"_s), outcomeWith(u"one"_s));
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(result->value(u"value"_s).toString(), u"one"_s);
        QCOMPARE(m_effects, 1);
        QVERIFY(flush(*first));

        auto second = open();
        QVERIFY(second->isReplaying());
        result = run(*second, step(u"model"_s, u"a"_s), outcomeWith(u"two"_s));
        QVERIFY(result);
        QCOMPARE(result->value(u"value"_s).toString(), u"one"_s);
        QCOMPARE(m_effects, 1);
        QVERIFY(!second->isReplaying());
        const auto events = eventlog::since(m_db->reader(), 0, 100, {m_task.id, 0});
        QVERIFY(events);
        QCOMPARE(events->size(), 1);
    }

    void aDifferentStoryIsRefusedWithBothDigests()
    {
        auto first = open();
        QVERIFY(run(*first, step(u"model"_s, u"a"_s), outcomeWith(u"one"_s)));
        QVERIFY(flush(*first));
        auto second = open();
        const auto result = run(*second, step(u"model"_s, u"b"_s), outcomeWith(u"two"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().detail, u"journal_mismatch"_s);
        QVERIFY2(result.error().message.contains(u"step 1"_s), qPrintable(result.error().message));
        QCOMPARE(m_effects, 1);
    }

    void anOpenStepAsksTheWorldBeforeItIsDoneAgain()
    {
        auto first = open();
        Step s = step(u"edit"_s, u"a"_s);
        s.plan = []() -> Result<Step::Plan> { return Step::Plan{{{u"after"_s, u"x"_s}}, std::nullopt}; };
        // The effect leaves the step open, as a kill between effect and result would.
        QVERIFY(!run(*first, s, fail(ErrorCode::Shutdown, u"stop"_s)));
        QCOMPARE(m_effects, 1);

        auto second = open();
        QJsonObject seen;
        s.resolve = [&seen](const QJsonObject &intent) -> Result<std::optional<StepOutcome>> {
            seen = intent;
            return std::optional<StepOutcome>(outcomeWith(u"found done"_s));
        };
        const auto result = run(*second, s, outcomeWith(u"again"_s));
        QVERIFY(result);
        QCOMPARE(result->value(u"value"_s).toString(), u"found done"_s);
        QCOMPARE(seen.value(u"after"_s).toString(), u"x"_s);
        QCOMPARE(m_effects, 1);
    }

    void anErrorOfResolveEndsTheRunAndNothingIsDone()
    {
        auto first = open();
        Step s = step(u"edit"_s, u"a"_s);
        QVERIFY(!run(*first, s, fail(ErrorCode::Shutdown, u"stop"_s)));
        auto second = open();
        s.resolve = [](const QJsonObject &) -> Result<std::optional<StepOutcome>> {
            return fail(ErrorCode::Conflict, u"changed"_s, {}, u"external_change"_s);
        };
        const auto result = run(*second, s, outcomeWith(u"again"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().detail, u"external_change"_s);
        QCOMPARE(m_effects, 1);
    }

    void aPlannedRefusalNeedsNoEffect()
    {
        auto journal = open();
        Step s = step(u"edit"_s, u"a"_s);
        s.plan = []() -> Result<Step::Plan> { return Step::Plan{{}, outcomeWith(u"refused"_s)}; };
        const auto result = run(*journal, s, outcomeWith(u"done"_s));
        QVERIFY(result);
        QCOMPARE(result->value(u"value"_s).toString(), u"refused"_s);
        QCOMPARE(m_effects, 0);
    }

    void aResultIsStoredBeforeTheNextEffectBegins()
    {
        auto journal = open();
        QVERIFY(run(*journal, step(u"model"_s, u"a"_s), outcomeWith(u"one"_s)));
        for (const bool readOnly : {false, true}) {
            Step next = step(u"command"_s, u"b"_s);
            next.readOnly = readOnly;
            qsizetype stored = -1;
            auto slot = std::make_shared<std::optional<Result<QJsonObject>>>();
            const qsizetype before = journal->stepsTaken();
            auto task = take(journal->step(std::move(next),
                                 [this, &stored](const QJsonObject &, bool) {
                                     stored = 0;
                                     const auto rows = stepstore::load(m_db->reader(), m_task.id, 1);
                                     for (const StepRow &row : *rows)
                                         stored += row.result ? 1 : 0; // of the steps before this one
                                     return give(outcomeWith(u"two"_s));
                                 }),
                slot);
            QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 5000));
            QCOMPARE(stored, before);
        }
    }

    void aLostLeaseStoresNothingMore()
    {
        auto stale = open(JournalMode::Live, m_task.fence - 1);
        QVERIFY(stale);
        const auto result = run(*stale, step(u"model"_s, u"a"_s), outcomeWith(u"one"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Lost);
        QCOMPARE(m_effects, 0);
        const auto rows = stepstore::load(m_db->reader(), m_task.id, 1);
        QVERIFY(rows);
        QVERIFY(rows->isEmpty());
    }

    void aReplayDoesNothingAndNamesTheMissingStep()
    {
        auto live = open();
        QVERIFY(run(*live, step(u"model"_s, u"a"_s), outcomeWith(u"one"_s)));
        QVERIFY(flush(*live));
        auto replay = open(JournalMode::ReplayOnly);
        auto result = run(*replay, step(u"model"_s, u"a"_s), outcomeWith(u"two"_s));
        QVERIFY(result);
        QCOMPARE(result->value(u"value"_s).toString(), u"one"_s);
        result = run(*replay, step(u"model"_s, u"b"_s), outcomeWith(u"three"_s));
        QVERIFY(!result);
        QVERIFY2(result.error().message.contains(u"step 2"_s), qPrintable(result.error().message));
        QCOMPARE(m_effects, 1);
    }

    void aResultAndItsRowsAreOneTransaction()
    {
        auto journal = open();
        StepOutcome outcome = outcomeWith(u"one"_s);
        outcome.change = [](Connection &) -> Result<> { return fail(ErrorCode::Conflict, u"no"_s); };
        QVERIFY(run(*journal, step(u"model"_s, u"a"_s), outcome));
        QVERIFY(!flush(*journal));
        const auto events = eventlog::since(m_db->reader(), 0, 100, {m_task.id, 0});
        QVERIFY(events);
        QCOMPARE(events->size(), 0);
        const auto rows = stepstore::load(m_db->reader(), m_task.id, 1);
        QVERIFY(rows);
        QCOMPARE(rows->size(), 1);
        QVERIFY(!rows->first().result);
    }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "tst_journal.moc"
