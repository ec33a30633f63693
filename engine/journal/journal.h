// SPDX-License-Identifier: MIT
// Steps with intent and result. Resume after a crash and offline replay are this file: a step whose result is stored
// returns it; a step whose intent alone is stored asks `resolve` to look at the world; any other step is done.
#pragma once

#include "base/async.h"
#include "base/clock.h"
#include "model/event.h"
#include "storage/database.h"
#include "storage/eventlog.h"
#include "storage/recordstore.h"

#include <QJsonObject>

#include <functional>

namespace vibecoder {

/// What a step hands to the store with its result: all of it in one transaction.
struct StepOutcome
{
    QJsonObject result;
    QList<Event> events;       ///< taskId, attempt and time are filled in by the journal
    Database::WriteJob change; ///< further rows of the same transaction; may be empty
};

struct Step
{
    QString kind;      ///< prepare, model, edit, read, command, verify, approval, …: the failpoints count per kind
    QJsonObject input; ///< what the step depends on; its digest is compared on resume
    QList<Event> startEvents; ///< told with the intent

    /// Before the intent is stored: looks at the world and says what will be done (digests before and after). May end
    /// the step at once with a refusal by setting `outcome`. Optional.
    struct Plan
    {
        QJsonObject intent;
        std::optional<StepOutcome> outcome;
    };
    std::function<Result<Plan>()> plan;

    /// Further rows stored with the intent (the approval a step waits for). Optional.
    std::function<Database::WriteJob(const QJsonObject &intent)> intentChange;

    /// After a crash between intent and result. `outcome` set: the effect had happened, take this result. Not set: do
    /// it again. An Error ends the run. Optional: without it the effect is done again.
    std::function<Result<std::optional<StepOutcome>>(const QJsonObject &intent)> resolve;

    /// Reads only and cannot be half done: no intent row of its own.
    bool readOnly = false;
    /// Its result has cost money, or a person's time: stored at once, and so that a loss of power cannot take it. The
    /// results of other steps are written with the next intent and may be lost with the power: they are done again.
    bool precious = false;
    /// Its intent is shown to a person (a question): it survives a loss of power as well.
    bool preciousIntent = false;
    /// Has no effect at all (marks): nothing needs to be stored before it.
    bool instant = false;
};

enum class JournalMode { Live, ReplayOnly };

class Journal
{
    Q_DISABLE_COPY_MOVE(Journal)

public:
    using Effect = std::function<QCoro::Task<Result<StepOutcome>>(QJsonObject intent, bool repeated)>;

    Journal(Database &db, const Clock &clock, QString taskId, int attempt, qint64 fence, JournalMode mode);

    /// Reads the stored steps. Call once before the first step.
    Result<> load();

    /// The step's result, from the store or by doing it. Numbers are given in program order when this is called.
    /// Only Cancelled, Parked, Shutdown, Lost and broken invariants come as errors and leave the step open; what is
    /// expected to fail is part of the result. `effect` must only keep values.
    QCoro::Task<Result<QJsonObject>> step(Step step, Effect effect);

    /// What the step whose effect runs now must not forget when it is left open: joined to its intent, which the effect
    /// gets when it is done again. Stored at once.
    QCoro::Task<Result<>> keepWithOpenStep(QJsonObject what);

    /// Events and rows outside any step (iteration begin and end): stored as a step of kind `mark` so that a replay
    /// tells them once.
    /// The time at which it was stored comes back, the same one in every replay.
    QCoro::Task<Result<QDateTime>> mark(
        QJsonObject input, QList<Event> events, std::function<Database::WriteJob(QDateTime)> change = {});

    /// Stores the results that still wait for the next intent. Call when the run ends, however it ends.
    QCoro::Task<Result<>> flush();

    [[nodiscard]] int stepsTaken() const { return m_next; }
    /// Steps whose effect was done in this process (0 in a replay).
    [[nodiscard]] int effectsDone() const { return m_effects; }
    [[nodiscard]] QString taskId() const { return m_taskId; }
    [[nodiscard]] int attempt() const { return m_attempt; }
    [[nodiscard]] qint64 fence() const { return m_fence; }
    /// True while the next step will only return what the store has.
    [[nodiscard]] bool isReplaying() const;
    /// Kind of the next step when an earlier run of this attempt has begun it; empty: it is new.
    [[nodiscard]] QString nextKind() const { return m_stored.value(nextPath()).kind; }
    /// Path the next step will get; an approval binds to it.
    [[nodiscard]] QString nextPath() const { return QString::number(m_next + 1); }

private:
    QCoro::Task<Result<>> storeIntent(StepRow row, QList<Event> events, Database::WriteJob change, bool precious);
    /// A finished step whose row is written together with the next intent: one commit instead of two. No effect begins
    /// before the results of the earlier steps are stored.
    struct Finished
    {
        StepRow row;
        QList<Event> events;
        Database::WriteJob change;
        QString failpoint;
        bool precious = false;
    };
    [[nodiscard]] static Database::Durability durabilityFor(const QList<Finished> &finished, bool precious);
    Result<> storeFinished(Connection &c, const QList<Finished> &finished) const;
    [[nodiscard]] QString failpointName(const QString &kind, const char *where) const;
    Result<> appendEvents(Connection &c, const QList<Event> &events) const;
    Result<> guardFence(Connection &c) const;
    void failpoint(const QString &name) const;

    Database &m_db;
    const Clock &m_clock;
    QString m_taskId;
    int m_attempt;
    qint64 m_fence;
    JournalMode m_mode;
    int m_next = 0;
    int m_effects = 0;
    QList<Finished> m_finished;
    StepRow m_open; ///< whose effect was begun last
    QHash<QString, StepRow> m_stored;
    QHash<QString, int> m_kindCount;
    QString m_crashAt;
};

} // namespace vibecoder
