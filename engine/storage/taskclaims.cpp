// SPDX-License-Identifier: MIT
// Who works on what: claims, leases, directories.
#include "storage/taskstore.h"

#include "storage/taskrows.h"
#include "storage/values.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace vibecoder::taskstore {

namespace {

Result<std::optional<Task>> claimWhere(Connection &c, const QString &chosen, const QVariantList &chosenBy,
    const ProcessId &owner, qint64 untilBootMs, const QDateTime &now)
{
    const QString sql =
        u"UPDATE tasks SET state = 'running', holds_directory = CASE WHEN lane = directory THEN 1 ELSE 0 END, "
        "fence = fence + 1, lease_pid = ?, lease_start = ?, lease_boot = ?, lease_until = ?, updated_at = ?, "
        "started_at = COALESCE(started_at, ?), paused_until = NULL "
        "WHERE state = 'pending' AND seq = (%1 %2) RETURNING %3"_s.arg(
            chosen, c.dialect().claimLock(), taskrows::columns());
    return taskrows::firstOf(c.query(sql,
        QVariantList{owner.pid, owner.startTicks, owner.boot, untilBootMs, values::ofTime(now), values::ofTime(now)} +
            chosenBy));
}

Lease leaseOfRow(const Row &row)
{
    return {row.text("id"), row.integer("fence"),
        {row.integer("lease_pid"), row.integer("lease_start"), row.text("lease_boot")}, row.integer("lease_until")};
}

} // namespace

QString laneFor(const TaskSpec &spec, const QString &id)
{
    return spec.isolation == Isolation::InPlace ? spec.workingDirectory : id;
}

Result<std::optional<Task>> claimNext(
    Connection &c, const ProcessId &owner, qint64 untilBootMs, const QDateTime &now, const Apart &apart)
{
    QString conditions = u"1 = 1"_s;
    QVariantList values;
    for (const QString &folder : apart.folders) {
        conditions += u" AND q.lane <> ?"_s;
        values.append(folder);
    }
    for (const qint64 seq : apart.tasks) {
        conditions += u" AND q.seq <> ?"_s;
        values.append(seq);
    }
    if (!apart.tasksOf.isEmpty()) {
        conditions += u" AND NOT EXISTS (SELECT 1 FROM tasks AS d WHERE d.seq = q.seq AND d.directory = ?)"_s;
        values.append(apart.tasksOf);
    }
    return claimWhere(c,
        u"SELECT q.seq FROM queue_heads AS q WHERE %1 ORDER BY q.priority DESC, q.seq LIMIT 1"_s.arg(conditions),
        values, owner, untilBootMs, now);
}

Result<std::optional<Task>> claim(
    Connection &c, const QString &id, const ProcessId &owner, qint64 untilBootMs, const QDateTime &now)
{
    // Not only the head of its lane: a named task may overtake what waits there.
    // Its own hold, kept from before a crash or a pause, is no obstacle.
    return claimWhere(c,
        u"SELECT t.seq FROM tasks AS t WHERE t.id = ? AND NOT EXISTS (SELECT 1 FROM tasks AS h WHERE h.holds_directory "
        u"= 1 "
        "AND h.directory = t.lane AND h.seq <> t.seq)"_s,
        {id}, owner, untilBootMs, now);
}

Result<QString> laneOf(Connection &c, const QString &id)
{
    VC_TRY(const auto rows, c.query(u"SELECT lane FROM tasks WHERE id = ?"_s, {id}));
    if (rows.isEmpty())
        return taskrows::notFound(id);
    return rows.constFirst().text("lane");
}

Result<> enterLane(Connection &c, const Task &task, const QString &lane, bool holds)
{
    VC_TRY(const int changed, c.execute(u"UPDATE tasks SET lane = ?, holds_directory = ? WHERE id = ? AND fence = ?"_s,
                                  {lane, int(holds), task.id, task.fence}));
    if (changed > 0)
        return {};
    return fail(
        ErrorCode::Lost, QCoreApplication::translate("storage", "Task %1 was given to another worker.").arg(task.id));
}

Result<> setSleep(Connection &c, const QString &id, const QString &boot, qint64 bootMs, qint64 ms)
{
    return taskrows::changedOne(
        c.execute(u"UPDATE tasks SET sleep_boot = ?, sleep_until = ?, sleep_ms = ? WHERE id = ?"_s,
            {boot, bootMs + ms, ms, id}),
        id);
}

Result<QStringList> awakeNow(Connection &c, const QString &boot, qint64 bootMs, const QDateTime &now)
{
    const qint64 wall = now.toMSecsSinceEpoch();
    VC_TRY(const auto rows,
        c.query(u"SELECT id FROM tasks WHERE state = 'paused' AND paused_until IS NOT NULL AND ((sleep_boot = ? AND "
                "sleep_until <= ?) OR (sleep_boot <> ? AND (paused_until <= ? OR (sleep_ms > 0 AND paused_until > ? + "
                "sleep_ms)))) ORDER BY seq"_s,
            {boot, bootMs, boot, wall, wall}));
    QStringList ids;
    for (const Row &row : rows)
        ids.append(row.text("id"));
    return ids;
}

Result<bool> anySleeps(Connection &c, const QString &only)
{
    VC_TRY(const auto rows, c.query(u"SELECT 1 FROM tasks WHERE state = 'paused' AND paused_until IS NOT NULL AND "
                                    "(? = '' OR id = ?) LIMIT 1"_s,
                                {only, only}));
    return !rows.isEmpty();
}

Result<> renew(Connection &c, const QString &id, qint64 fence, qint64 untilBootMs)
{
    VC_TRY(const int changed,
        c.execute(u"UPDATE tasks SET lease_until = ? WHERE id = ? AND fence = ?"_s, {untilBootMs, id, fence}));
    if (changed > 0)
        return {};
    return fail(
        ErrorCode::Lost, QCoreApplication::translate("storage", "Task %1 was given to another worker.").arg(id));
}

Result<QList<Lease>> leases(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT id, fence, lease_pid, lease_start, lease_boot, lease_until FROM tasks "
                                    "WHERE state = 'running' ORDER BY seq"_s));
    QList<Lease> found;
    for (const Row &row : rows)
        found.append(leaseOfRow(row));
    return found;
}

Result<std::optional<Lease>> leaseOf(Connection &c, const QString &id)
{
    VC_TRY(const auto rows, c.query(u"SELECT id, fence, lease_pid, lease_start, lease_boot, lease_until FROM tasks "
                                    "WHERE id = ? AND state = 'running'"_s,
                                {id}));
    return rows.isEmpty() ? std::optional<Lease>() : leaseOfRow(rows.constFirst());
}

Result<std::optional<Task>> holderOf(Connection &c, const QString &directory)
{
    return taskrows::firstOf(c.query(
        u"SELECT %1 FROM tasks WHERE holds_directory = 1 AND directory = ?"_s.arg(taskrows::columns()), {directory}));
}

Result<QList<Task>> holders(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT %1 FROM tasks WHERE holds_directory = 1"_s.arg(taskrows::columns())));
    QList<Task> found;
    for (const Row &row : rows) {
        VC_TRY(const Task task, taskrows::fromRow(row));
        found.append(task);
    }
    return found;
}

Result<QList<Task>> openIn(Connection &c, const QString &directory)
{
    VC_TRY(const auto rows,
        c.query(
            u"SELECT %1 FROM tasks WHERE state IN ('pending', 'running', 'waiting_approval', 'paused') AND "
            "directory = ? ORDER BY holds_directory DESC, CASE WHEN started_at IS NULL THEN 1 ELSE 0 END, seq"_s.arg(
                taskrows::columns()),
            {directory}));
    QList<Task> found;
    for (const Row &row : rows) {
        VC_TRY(const Task task, taskrows::fromRow(row));
        found.append(task);
    }
    return found;
}

Result<bool> takeBack(Connection &c, const QString &id, qint64 fence)
{
    // The fence moves on here already, not only with the next claim: a stopped owner that wakes up finds it changed.
    VC_TRY(const int changed,
        c.execute(u"UPDATE tasks SET state = 'pending', fence = fence + 1, lease_losses = lease_losses + 1 "
                  "WHERE id = ? AND fence = ? AND state = 'running'"_s,
            {id, fence}));
    return changed > 0;
}

Result<int> leaseLosses(Connection &c, const QString &id)
{
    VC_TRY(const auto rows, c.query(u"SELECT lease_losses FROM tasks WHERE id = ?"_s, {id}));
    if (rows.isEmpty())
        return taskrows::notFound(id);
    return int(rows.constFirst().integer("lease_losses"));
}

Result<> holdDirectory(Connection &c, const QString &id)
{
    return taskrows::changedOne(c.execute(u"UPDATE tasks SET holds_directory = 1 WHERE id = ?"_s, {id}), id);
}

Result<> releaseDirectory(Connection &c, const QString &id)
{
    return taskrows::changedOne(c.execute(u"UPDATE tasks SET holds_directory = 0 WHERE id = ?"_s, {id}), id);
}

Result<bool> isDirectoryBusy(Connection &c, const QString &directory, const QString &exceptTask)
{
    VC_TRY(const auto rows, c.query(u"SELECT id FROM tasks WHERE holds_directory = 1 AND directory = ? AND id <> ?"_s,
                                {directory, exceptTask}));
    return !rows.isEmpty();
}

} // namespace vibecoder::taskstore
