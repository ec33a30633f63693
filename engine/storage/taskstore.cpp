// SPDX-License-Identifier: MIT
// Rows of tasks without claims; those are in taskclaims.cpp.
#include "storage/taskstore.h"

#include "base/logging.h"
#include "storage/taskrows.h"
#include "storage/values.h"
#include "wire/modelcodec.h"
#include "wire/verdictnote.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace vibecoder::taskstore {

using taskrows::changedOne;
using taskrows::columns;
using taskrows::fromRow;

namespace {

QList<VerdictNote> withoutSecrets(QList<VerdictNote> notes)
{
    for (VerdictNote &note : notes)
        note.detail = redact(note.detail);
    return notes;
}

} // namespace

Result<> insert(Connection &c, Task &task)
{
    if (!task.idempotencyKey.isEmpty()) {
        VC_TRY(const auto known, c.query(u"SELECT id FROM tasks WHERE idem_key = ?"_s, {task.idempotencyKey}));
        if (!known.isEmpty()) {
            return fail(ErrorCode::Conflict,
                QCoreApplication::translate("storage", "This request was stored before, as task %1.")
                    .arg(known.constFirst().text("id")));
        }
    }
    VC_TRY(const auto rows,
        c.query(
            u"INSERT INTO tasks (id, idem_key, name_folded, labels, directory, lane, state, priority, attempt, "
            u"iteration, "
            "accepted, cancel_requested, stop_reason, stop_detail, activity, tests_passed, tests_failed, isolation, "
            "isolation_note, result, result_files, created_at, updated_at, started_at, ended_at, paused_until, "
            "token_usage, cost_micro_usd, spec) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq"_s,
            {task.id, task.idempotencyKey.isEmpty() ? QVariant() : QVariant(task.idempotencyKey),
                taskrows::folded(task.spec.name), taskrows::labelsColumn(task.spec.labels), task.spec.workingDirectory,
                laneFor(task.spec, task.id), toWire(task.state), task.priority, task.attempt, task.iteration,
                int(task.accepted), int(task.cancelRequested), toWire(task.stopReason), redact(task.stopDetail),
                task.activity, task.testsPassed, task.testsFailed, toWire(task.isolation), redact(task.isolationNote),
                toWire(task.result), task.resultFiles, values::ofTime(task.createdAt), values::ofTime(task.updatedAt),
                values::ofTime(task.startedAt), values::ofTime(task.endedAt), values::ofTime(task.pausedUntil),
                values::ofJson(toJson(task.usage)), task.usage.costMicroUsd, values::ofJson(toJson(task.spec))}));
    task.seq = rows.constFirst().integer("seq");
    return {};
}

Result<Task> byId(Connection &c, const QString &id)
{
    VC_TRY(const auto rows, c.query(u"SELECT %1 FROM tasks WHERE id = ?"_s.arg(columns()), {id}));
    if (rows.isEmpty())
        return taskrows::notFound(id);
    return fromRow(rows.constFirst());
}

Result<std::optional<Task>> byIdempotencyKey(Connection &c, const QString &key)
{
    if (key.isEmpty())
        return std::nullopt;
    return taskrows::firstOf(c.query(u"SELECT %1 FROM tasks WHERE idem_key = ?"_s.arg(columns()), {key}));
}

Result<QString> resolveId(Connection &c, const QString &text)
{
    return values::resolveId(c, u"tasks"_s, text);
}

Result<QHash<TaskState, qint64>> counts(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT state, n FROM task_counts"_s));
    QHash<TaskState, qint64> counted;
    for (const Row &row : rows) {
        VC_TRY(const TaskState state, values::enumValue<TaskState>(row, "task_counts", "state"));
        counted.insert(state, row.integer("n"));
    }
    return counted;
}

Result<> save(Connection &c, const Task &task, qint64 fence)
{
    const QString guard = fence > 0 ? u" AND fence = ?"_s : QString();
    QVariantList bound{toWire(task.state), toWire(task.stopReason), redact(task.stopDetail), task.attempt,
        task.iteration, task.iteration, task.activity, task.testsPassed, task.testsFailed, toWire(task.isolation),
        redact(task.isolationNote), toWire(task.result), task.resultFiles, toWire(task.verdict),
        storedNotes(withoutSecrets(task.verdictNotes)), task.verdictMs, values::ofJson(toJson(task.usage)),
        task.usage.costMicroUsd, values::ofTime(task.updatedAt), values::ofTime(task.startedAt),
        values::ofTime(task.endedAt), values::ofTime(task.pausedUntil), task.id};
    if (fence > 0)
        bound << fence;
    VC_TRY(const int changed,
        c.execute(
            u"UPDATE tasks SET state = ?, stop_reason = ?, stop_detail = ?, attempt = ?, "
            "lease_losses = CASE WHEN iteration <> ? THEN 0 ELSE lease_losses END, iteration = ?, activity = ?, "
            "tests_passed = ?, tests_failed = ?, isolation = ?, isolation_note = ?, result = ?, result_files = ?, "
            "verdict = ?, verdict_note = ?, verdict_ms = ?, token_usage = ?, cost_micro_usd = ?, updated_at = ?, "
            "started_at = ?, ended_at = ?, "
            "paused_until = ? WHERE id = ?"_s +
                guard,
            bound));
    if (changed > 0)
        return {};
    if (fence > 0) {
        return fail(ErrorCode::Lost,
            QCoreApplication::translate("storage", "Task %1 was given to another worker.").arg(task.id));
    }
    return taskrows::notFound(task.id);
}

Result<> setPriority(Connection &c, const QString &id, int priority, const QDateTime &now)
{
    return changedOne(
        c.execute(u"UPDATE tasks SET priority = ?, updated_at = ? WHERE id = ?"_s, {priority, values::ofTime(now), id}),
        id);
}

Result<> saveSpec(Connection &c, const QString &id, const TaskSpec &spec, const QDateTime &now)
{
    return changedOne(c.execute(u"UPDATE tasks SET spec = ?, name_folded = ?, updated_at = ? WHERE id = ?"_s,
                          {values::ofJson(toJson(spec)), taskrows::folded(spec.name), values::ofTime(now), id}),
        id);
}

Result<> setResult(Connection &c, const QString &id, ResultState state, int files, const QDateTime &now)
{
    return changedOne(c.execute(u"UPDATE tasks SET result = ?, result_files = ?, updated_at = ? WHERE id = ?"_s,
                          {toWire(state), files, values::ofTime(now), id}),
        id);
}

Result<> requestCancel(Connection &c, const QString &id, const QDateTime &now)
{
    return changedOne(
        c.execute(u"UPDATE tasks SET cancel_requested = 1, updated_at = ? WHERE id = ?"_s, {values::ofTime(now), id}),
        id);
}

Result<bool> isCancelRequested(Connection &c, const QString &id)
{
    VC_TRY(const auto rows, c.query(u"SELECT cancel_requested FROM tasks WHERE id = ?"_s, {id}));
    if (rows.isEmpty())
        return taskrows::notFound(id);
    return rows.constFirst().flag("cancel_requested");
}

Result<> setAccepted(Connection &c, const QString &id, bool accepted, const QDateTime &now)
{
    return changedOne(c.execute(u"UPDATE tasks SET accepted = ?, updated_at = ? WHERE id = ?"_s,
                          {int(accepted), values::ofTime(now), id}),
        id);
}

Result<> startNextAttempt(Connection &c, const QString &id, const QDateTime &now, RetryFrom from)
{
    VC_TRY(const Task task, byId(c, id));
    // The fence moves on too: whoever worked on the ended attempt can no longer write.
    return changedOne(
        c.execute(
            u"UPDATE tasks SET lane = ?, attempt = attempt + 1, fence = fence + 1, state = 'pending', iteration = 0, "
            "stop_reason = '', stop_detail = '', activity = '', tests_passed = -1, tests_failed = -1, "
            "isolation = 'in_place', isolation_note = '', result = 'in_folder', result_files = 0, "
            "verdict = 'none', verdict_note = '', verdict_ms = 0, "
            "goes_on_from = ?, cancel_requested = 0, holds_directory = 0, lease_losses = 0, token_usage = ?, "
            "cost_micro_usd = 0, "
            "updated_at = ?, "
            "started_at = NULL, ended_at = NULL, paused_until = NULL WHERE id = ?"_s,
            {laneFor(task.spec, id), from == RetryFrom::LastState ? task.keptState() : 0,
                values::ofJson(toJson(Usage{})), values::ofTime(now), id}),
        id);
}

Result<> setSpec(Connection &c, const QString &id, const TaskSpec &spec, const QDateTime &now)
{
    return changedOne(
        c.execute(u"UPDATE tasks SET name_folded = ?, labels = ?, directory = ?, lane = ?, spec = ?, updated_at = ? "
                  "WHERE id = ?"_s,
            {taskrows::folded(spec.name), taskrows::labelsColumn(spec.labels), spec.workingDirectory, laneFor(spec, id),
                values::ofJson(toJson(spec)), values::ofTime(now), id}),
        id);
}

Result<> remove(Connection &c, const QString &id)
{
    for (const QString &table :
        {u"iterations"_s, u"approvals"_s, u"steps"_s, u"artifacts"_s, u"checkpoints"_s, u"rollbacks"_s})
        VC_CHECK(c.execute(u"DELETE FROM %1 WHERE task_id = ?"_s.arg(table), {id}));
    return changedOne(c.execute(u"DELETE FROM tasks WHERE id = ?"_s, {id}), id);
}

} // namespace vibecoder::taskstore
