// SPDX-License-Identifier: MIT
#include "journal/journal.h"

#include "base/digest.h"
#include "base/logging.h"

#include <QProcessEnvironment>

#include <csignal>
#include <unistd.h>

namespace vibecoder {

Journal::Journal(Database &db, const Clock &clock, QString taskId, int attempt, qint64 fence, JournalMode mode)
    : m_db(db)
    , m_clock(clock)
    , m_taskId(std::move(taskId))
    , m_attempt(attempt)
    , m_fence(fence)
    , m_mode(mode)
    , m_crashAt(qEnvironmentVariable("VIBECODER_CRASH_AT"))
{
}

Result<> Journal::load()
{
    VC_TRY(const QList<StepRow> rows, stepstore::load(m_db.reader(), m_taskId, m_attempt));
    for (const StepRow &row : rows)
        m_stored.insert(row.path, row);
    return {};
}

QCoro::Task<Result<QJsonObject>> Journal::step(Step step, Effect effect)
{
    StepRow row;
    row.path = QString::number(++m_next);
    row.kind = step.kind;
    row.inputDigest = sha256Hex(canonicalJson(step.input));
    ++m_kindCount[step.kind];

    const auto stored = m_stored.constFind(row.path);
    const bool repeated = stored != m_stored.cend();
    if (repeated) {
        if (stored->kind != row.kind || stored->inputDigest != row.inputDigest)
            co_return fail(ErrorCode::Internal,
                QStringLiteral("step %1: the journal has %2 %3, the program asks for %4 %5")
                    .arg(row.path, stored->kind, stored->inputDigest.left(8), row.kind, row.inputDigest.left(8)),
                {}, QStringLiteral("journal_mismatch"));
        if (stored->result)
            co_return *stored->result;
        row.intent = stored->intent;
    }
    if (m_mode == JournalMode::ReplayOnly)
        co_return fail(ErrorCode::Internal, QStringLiteral("step %1 (%2) has no stored result").arg(row.path, row.kind),
            {}, QStringLiteral("journal_mismatch"));

    ++m_effects;
    std::optional<StepOutcome> outcome;
    if (repeated) {
        if (step.resolve) {
            auto resolved = step.resolve(row.intent);
            if (!resolved)
                co_return passError(resolved);
            outcome = std::move(*resolved);
        }
    } else {
        if (step.plan) {
            auto planned = step.plan();
            if (!planned)
                co_return passError(planned);
            row.intent = redactJson(planned->intent).toObject();
            outcome = std::move(planned->outcome);
        }
        failpoint(failpointName(row.kind, "before-intent"));
        // What is refused, or only read, has nothing that could be half done: its result row is enough.
        if (!outcome && !step.readOnly) {
            Database::WriteJob change = step.intentChange ? step.intentChange(row.intent) : Database::WriteJob();
            CO_CHECK(storeIntent(row, step.startEvents, std::move(change), step.preciousIntent));
        }
        failpoint(failpointName(row.kind, "after-intent"));
    }

    if (!outcome && !step.instant) {
        CO_CHECK(flush());
    }
    if (!outcome) {
        const QJsonObject intent = row.intent;
        m_open = row;
        CO_TRY(outcome, effect(intent, repeated));
    }
    failpoint(failpointName(row.kind, "before-result"));
    // Here and nowhere else: what the run goes on with is what is stored, so that a resumed run sees the same.
    row.result = redactJson(outcome->result).toObject();
    const bool toldBefore = repeated || !step.readOnly;
    QList<Event> events = toldBefore ? QList<Event>() : step.startEvents;
    events += outcome->events;
    m_finished.append(
        {row, events, std::move(outcome->change), failpointName(row.kind, "after-result"), step.precious});
    if (step.precious) {
        CO_CHECK(flush());
    }
    co_return *row.result;
}

QCoro::Task<Result<>> Journal::keepWithOpenStep(QJsonObject what)
{
    const QJsonObject clean = redactJson(what).toObject();
    for (auto it = clean.begin(); it != clean.end(); ++it)
        m_open.intent.insert(it.key(), it.value());
    Database::WriteJob job = [this, row = m_open](Connection &c) -> Result<> {
        VC_CHECK(guardFence(c));
        return stepstore::putIntent(c, m_taskId, m_attempt, row, m_clock.now());
    };
    CO_CHECK(m_db.write(std::move(job), Database::Durability::Full));
    co_return Result<>();
}

namespace {

QCoro::Task<Result<StepOutcome>> readyMark(StepOutcome outcome)
{
    co_return outcome;
}

} // namespace

QCoro::Task<Result<QDateTime>> Journal::mark(
    QJsonObject input, QList<Event> events, std::function<Database::WriteJob(QDateTime)> change)
{
    Step markStep;
    markStep.kind = QStringLiteral("mark");
    markStep.input = std::move(input);
    markStep.readOnly = true;
    markStep.instant = true;
    const QDateTime now = m_clock.now();
    StepOutcome outcome{{{QStringLiteral("at"), now.toString(Qt::ISODateWithMs)}}, std::move(events),
        change ? change(now) : Database::WriteJob()};
    Effect effect = [outcome](const QJsonObject &, bool) { return readyMark(outcome); };
    CO_TRY(const QJsonObject result, step(std::move(markStep), std::move(effect)));
    co_return QDateTime::fromString(result.value(QStringLiteral("at")).toString(), Qt::ISODateWithMs);
}

bool Journal::isReplaying() const
{
    const auto next = m_stored.constFind(nextPath());
    return next != m_stored.cend() && next->result;
}

QCoro::Task<Result<>> Journal::storeIntent(StepRow row, QList<Event> events, Database::WriteJob change, bool precious)
{
    const QList<Finished> finished = std::exchange(m_finished, {});
    const Database::Durability durability = durabilityFor(finished, precious);
    Database::WriteJob job = [this, finished, row = std::move(row), events = std::move(events),
                                 change = std::move(change)](Connection &c) -> Result<> {
        VC_CHECK(storeFinished(c, finished));
        VC_CHECK(stepstore::putIntent(c, m_taskId, m_attempt, row, m_clock.now()));
        VC_CHECK(appendEvents(c, events));
        if (change)
            VC_CHECK(change(c));
        return {};
    };
    CO_CHECK(m_db.write(std::move(job), durability));
    for (const Finished &one : finished)
        failpoint(one.failpoint);
    co_return Result<>();
}

QCoro::Task<Result<>> Journal::flush()
{
    if (m_finished.isEmpty())
        co_return Result<>();
    const QList<Finished> finished = std::exchange(m_finished, {});
    const Database::Durability durability = durabilityFor(finished, false);
    Database::WriteJob job = [this, finished](Connection &c) { return storeFinished(c, finished); };
    CO_CHECK(m_db.write(std::move(job), durability));
    for (const Finished &one : finished)
        failpoint(one.failpoint);
    co_return Result<>();
}

Database::Durability Journal::durabilityFor(const QList<Finished> &finished, bool precious)
{
    for (const Finished &one : finished)
        precious = precious || one.precious;
    return precious ? Database::Durability::Full : Database::Durability::Process;
}

Result<> Journal::storeFinished(Connection &c, const QList<Finished> &finished) const
{
    VC_CHECK(guardFence(c));
    for (const Finished &one : finished) {
        VC_CHECK(stepstore::putResult(c, m_taskId, m_attempt, one.row, m_clock.now()));
        VC_CHECK(appendEvents(c, one.events));
        if (one.change)
            VC_CHECK(one.change(c));
    }
    return {};
}

Result<> Journal::appendEvents(Connection &c, const QList<Event> &events) const
{
    for (Event event : events) {
        event.taskId = m_taskId;
        event.attempt = m_attempt;
        event.at = m_clock.now();
        VC_CHECK(eventlog::append(c, event));
    }
    return {};
}

// A worker whose lease went to another must not write one more row (reliability promise P2).
Result<> Journal::guardFence(Connection &c) const
{
    VC_TRY(const int rows,
        c.execute(QStringLiteral("UPDATE tasks SET fence = fence WHERE id = ? AND fence = ?"), {m_taskId, m_fence}));
    if (rows != 1)
        return fail(ErrorCode::Lost, QStringLiteral("another worker has taken task %1").arg(m_taskId));
    return {};
}

QString Journal::failpointName(const QString &kind, const char *where) const
{
    return QStringLiteral("%1#%2:%3").arg(kind).arg(m_kindCount.value(kind)).arg(QLatin1StringView(where));
}

// Kills the process at a named boundary, so that a test can walk them all: `<kind>#<n>:<before|after>-<intent|result>`.
void Journal::failpoint(const QString &name) const
{
    if (!m_crashAt.isEmpty() && name == m_crashAt)
        ::kill(::getpid(), SIGKILL);
}

} // namespace vibecoder
