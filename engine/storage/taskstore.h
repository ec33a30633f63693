// SPDX-License-Identifier: MIT
// Rows of tasks. Functions on a Connection; the caller owns the transaction. Time by argument.
#pragma once

#include "base/processid.h"
#include "model/task.h"
#include "storage/connection.h"

namespace vibecoder::taskstore {

/// Sets task.seq. Conflict when the idempotency key is known already.
Result<> insert(Connection &c, Task &task);

Result<Task> byId(Connection &c, const QString &id);
Result<std::optional<Task>> byIdempotencyKey(Connection &c, const QString &key);
/// Full id, unique prefix of at least 4 characters, or `@last`. NotFound, or Ambiguous with the candidates in hint.
Result<QString> resolveId(Connection &c, const QString &text);

/// In the order the page asks for (tasklist.cpp).
Result<QList<Task>> list(Connection &c, const TaskFilter &filter, const PageRequest &page);
/// The ids of the same page, for callers who have the tasks.
Result<QStringList> ids(Connection &c, const TaskFilter &filter, const PageRequest &page);
/// Number of tasks per state, kept by triggers (a GROUP BY over 100,000 rows takes 61 ms).
Result<QHash<TaskState, qint64>> counts(Connection &c);

/// Writes every mutable column except priority, cancelRequested and accepted, which belong to people.
/// fence > 0: only while this claim holds, else ErrorCode::Lost.
Result<> save(Connection &c, const Task &task, qint64 fence);

/// Where the result of an ended or waiting task is now; a running one saves it with the rest.
Result<> setResult(Connection &c, const QString &id, ResultState state, int files, const QDateTime &now);

struct Lease
{
    QString taskId;
    qint64 fence = 0;
    ProcessId owner;
    qint64 untilBootMs = 0; ///< CLOCK_BOOTTIME of the boot in owner.boot
};

/// Tasks of one lane never run at once. In place: the lane of the working directory. Else one of its own, the id; a
/// task that does not say where it works leaves it when no view can be had (taskflow::claimFolder).
[[nodiscard]] QString laneFor(const TaskSpec &spec, const QString &id);
Result<QString> laneOf(Connection &c, const QString &id);
/// While the claim with task.fence holds, else Lost. Fails when another task holds the directory that is to be held.
Result<> enterLane(Connection &c, const Task &task, const QString &lane, bool holds);

/// What a worker does not claim, although the queue has it.
struct Apart
{
    QStringList folders{}; ///< tasks that want one of these for themselves
    QList<qint64> tasks{}; ///< these (Task::seq)
    QString tasksOf{};     ///< whatever is to be done in this directory, wherever it works
};

/// Best pending task whose lane is free: strict priority, then age. One statement, as quick for
/// 100,000 waiting tasks as for one: triggers keep the best claimable task of each lane (queue_heads).
/// Sets Running, the lease, fence + 1, and that a task in the lane of its directory holds it until releaseDirectory.
Result<std::optional<Task>> claimNext(
    Connection &c, const ProcessId &owner, qint64 untilBootMs, const QDateTime &now, const Apart &apart = {});
/// The same for one named task (`run` works on its own task first). Empty when it is not pending or it is in the
/// lane of a directory that another one holds.
Result<std::optional<Task>> claim(
    Connection &c, const QString &id, const ProcessId &owner, qint64 untilBootMs, const QDateTime &now);
/// A paused task that goes on by itself: after ms milliseconds, counted by the clock of this boot.
Result<> setSleep(Connection &c, const QString &id, const QString &boot, qint64 bootMs, qint64 ms);
/// Paused tasks whose time has come. By the clock of the boot in which they fell asleep; after another boot by the wall
/// clock, but never longer than they were to sleep in all.
Result<QStringList> awakeNow(Connection &c, const QString &boot, qint64 bootMs, const QDateTime &now);
/// Whether a paused task goes on by itself some time; only: this one.
Result<bool> anySleeps(Connection &c, const QString &only = {});

/// ErrorCode::Lost when the fence moved on.
Result<> renew(Connection &c, const QString &id, qint64 fence, qint64 untilBootMs);
Result<QList<Lease>> leases(Connection &c); ///< of all running tasks
/// Back to pending after its owner is gone, attempt and directory kept; fence + 1, so that the owner can no longer
/// write should it wake up. False when the fence moved on meanwhile or it is not running.
/// Counts lease losses without progress; save() with a changed iteration sets the count back.
Result<bool> takeBack(Connection &c, const QString &id, qint64 fence);
Result<int> leaseLosses(Connection &c, const QString &id);
/// An ended task holds its directory while its files go back; fails when another one holds it.
Result<> holdDirectory(Connection &c, const QString &id);
/// The task no longer holds its directory (it ended, or its attempt starts anew).
Result<> releaseDirectory(Connection &c, const QString &id);

Result<> setPriority(Connection &c, const QString &id, int priority, const QDateTime &now);
/// Name, limits and the rest of the spec; only before an attempt has begun, for its journal holds it.
Result<> saveSpec(Connection &c, const QString &id, const TaskSpec &spec, const QDateTime &now);
Result<> requestCancel(Connection &c, const QString &id, const QDateTime &now);
Result<bool> isCancelRequested(Connection &c, const QString &id);
Result<> setAccepted(Connection &c, const QString &id, bool accepted, const QDateTime &now);
/// Ended tasks only (the caller checks): attempt + 1, fence + 1, pending in the lane of its spec, directory free,
/// counters of the attempt cleared, cancel flag cleared. from: whether it goes on from what an earlier attempt left.
Result<> startNextAttempt(
    Connection &c, const QString &id, const QDateTime &now, RetryFrom from = RetryFrom::LastState);
/// Another spec and what is searched of it; the task must not be running (the caller checks).
Result<> setSpec(Connection &c, const QString &id, const TaskSpec &spec, const QDateTime &now);
/// Removes the task and everything that belongs to it except its events.
Result<> remove(Connection &c, const QString &id);
/// The task that holds the directory, whether somebody works on it or not. Tasks in views hold none.
Result<std::optional<Task>> holderOf(Connection &c, const QString &directory);
/// All that hold a directory.
Result<QList<Task>> holders(Connection &c);
/// Tasks of the directory that have not ended: its holder first, then those that were begun, then the others, by age.
Result<QList<Task>> openIn(Connection &c, const QString &directory);
/// Who works on the task; empty when it does not run.
Result<std::optional<Lease>> leaseOf(Connection &c, const QString &id);
/// True when another task works in this directory itself, has a parked run there or brings files back.
Result<bool> isDirectoryBusy(Connection &c, const QString &directory, const QString &exceptTask);

} // namespace vibecoder::taskstore
