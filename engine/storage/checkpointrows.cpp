// SPDX-License-Identifier: MIT
#include "storage/checkpointrows.h"

#include "model/task.h"
#include "storage/values.h"
#include "wire/modelcodec.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace checkpointrows {

namespace {

Result<QList<Checkpoint>> ofRows(const QList<Row> &rows)
{
    QList<Checkpoint> list;
    for (const Row &row : rows) {
        const auto checkpoint = checkpointFromJson(values::json(row, "body"));
        if (!checkpoint)
            return values::badRow("checkpoints", "body", checkpoint.error().message);
        list.append(*checkpoint);
    }
    return list;
}

} // namespace

Result<> save(Connection &c, const Checkpoint &checkpoint, const QString &directory)
{
    VC_CHECK(c.execute(u"INSERT INTO checkpoints (task_id, attempt, number, directory, created_at, body) "
                       "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (task_id, attempt, number) "
                       "DO UPDATE SET created_at = excluded.created_at, body = excluded.body"_s,
        {checkpoint.taskId, checkpoint.attempt, checkpoint.number, directory, values::ofTime(checkpoint.createdAt),
            values::ofJson(toJson(checkpoint))}));
    return {};
}

Result<QList<Checkpoint>> list(Connection &c, const QString &taskId, int attempt)
{
    VC_TRY(const auto rows, c.query(u"SELECT body FROM checkpoints WHERE task_id = ? AND (? = 0 OR attempt = ?) "
                                    "ORDER BY attempt, number"_s,
                                {taskId, attempt, attempt}));
    return ofRows(rows);
}

Result<std::optional<Checkpoint>> find(Connection &c, const QString &taskId, int attempt, int number)
{
    VC_TRY(const auto rows, c.query(u"SELECT body FROM checkpoints WHERE task_id = ? AND attempt = ? AND number = ?"_s,
                                {taskId, attempt, number}));
    VC_TRY(const QList<Checkpoint> found, ofRows(rows));
    return found.isEmpty() ? std::optional<Checkpoint>() : found.constFirst();
}

Result<QString> directoryOf(Connection &c, const Checkpoint &checkpoint)
{
    VC_TRY(const auto rows,
        c.query(u"SELECT directory FROM checkpoints WHERE task_id = ? AND attempt = ? AND number = ?"_s,
            {checkpoint.taskId, checkpoint.attempt, checkpoint.number}));
    return rows.isEmpty() ? QString() : rows.constFirst().text("directory");
}

Result<int> nextNumber(Connection &c, const QString &taskId, int attempt)
{
    VC_TRY(const auto rows,
        c.query(u"SELECT COALESCE(MAX(number), -1) + 1 AS n FROM checkpoints WHERE task_id = ? AND attempt = ?"_s,
            {taskId, attempt}));
    return int(rows.constFirst().integer("n"));
}

Result<> remove(Connection &c, const QString &taskId, int attempt, int number)
{
    VC_CHECK(c.execute(
        u"DELETE FROM checkpoints WHERE task_id = ? AND attempt = ? AND number = ?"_s, {taskId, attempt, number}));
    return {};
}

Result<QList<Kept>> ofDirectory(Connection &c, const QString &directory)
{
    VC_TRY(
        const auto rows, c.query(u"SELECT k.task_id, k.attempt, k.number, k.created_at, t.state FROM checkpoints AS k "
                                 "LEFT JOIN tasks AS t ON t.id = k.task_id WHERE k.directory = ? "
                                 "ORDER BY k.created_at, k.task_id, k.attempt, k.number"_s,
                             {directory}));
    QList<Kept> found;
    for (const Row &row : rows) {
        const auto state = fromWire<TaskState>(row.text("state"));
        found.append({row.text("task_id"), int(row.integer("attempt")), int(row.integer("number")),
            values::time(row, "created_at"), state && !isEnded(*state)});
    }
    return found;
}

} // namespace checkpointrows

namespace rollbackrows {

namespace {

RollbackRow ofRow(const Row &row)
{
    return {row.text("directory"), row.text("task_id"), int(row.integer("attempt")), int(row.integer("number")),
        int(row.integer("before_number")), values::time(row, "started_at"),
        {row.integer("owner_pid"), row.integer("owner_start"), row.text("owner_boot")}};
}

} // namespace

Result<std::optional<RollbackRow>> find(Connection &c, const QString &directory)
{
    VC_TRY(const auto rows, c.query(u"SELECT * FROM rollbacks WHERE directory = ?"_s, {directory}));
    return rows.isEmpty() ? std::optional<RollbackRow>() : ofRow(rows.constFirst());
}

Result<QList<RollbackRow>> all(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT * FROM rollbacks ORDER BY started_at"_s));
    QList<RollbackRow> found;
    for (const Row &row : rows)
        found.append(ofRow(row));
    return found;
}

Result<> save(Connection &c, const RollbackRow &row)
{
    VC_CHECK(remove(c, row.directory));
    VC_CHECK(c.execute(u"INSERT INTO rollbacks (directory, task_id, attempt, number, before_number, started_at, "
                       "owner_pid, owner_start, owner_boot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {row.directory, row.taskId, row.attempt, row.number, row.beforeNumber, values::ofTime(row.startedAt),
            row.owner.pid, row.owner.startTicks, row.owner.boot}));
    return {};
}

Result<> remove(Connection &c, const QString &directory)
{
    VC_CHECK(c.execute(u"DELETE FROM rollbacks WHERE directory = ?"_s, {directory}));
    return {};
}

} // namespace rollbackrows

} // namespace vibecoder
