// SPDX-License-Identifier: MIT
#include "core/waiting.h"

#include "core/taskflow.h"
#include "storage/taskstore.h"
#include "storage/workerrows.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

Result<QueueFacts> queueFacts(Connection &c)
{
    QueueFacts facts;
    VC_TRY(const QList<Task> holders, taskstore::holders(c));
    for (const Task &task : holders)
        facts.holders.insert(task.spec.workingDirectory, {task.id, task.spec.name});
    VC_TRY(facts.paused, taskflow::isQueuePaused(c));
    VC_TRY(const QList<WorkerRow> rows, workerrows::all(c));
    QList<ProcessId> alive;
    for (const WorkerRow &row : rows) {
        if (!isAlive(row.process))
            continue;
        alive.append(row.process);
        facts.places += row.places;
    }
    if (alive.isEmpty())
        return facts;
    VC_TRY(const QList<taskstore::Lease> leases, taskstore::leases(c));
    for (const taskstore::Lease &lease : leases)
        facts.busy += alive.contains(lease.owner) ? 1 : 0;
    return facts;
}

WaitReason waitReasonOf(const Task &task, const QString &lane, const QueueFacts &facts)
{
    if (task.state == TaskState::WaitingApproval)
        return {WaitKind::Approval, {}, {}, {}};
    if (task.state == TaskState::Paused && task.pausedUntil.isValid())
        return {WaitKind::Sleeping, {}, {}, task.pausedUntil};
    if (task.state != TaskState::Pending)
        return {};
    // First what stays in the way when the queue goes on.
    const auto holder = facts.holders.constFind(lane);
    if (holder != facts.holders.cend() && holder->taskId != task.id)
        return {WaitKind::FolderInUse, holder->taskId, holder->taskName, {}};
    if (facts.paused)
        return {WaitKind::QueuePaused, {}, {}, {}};
    if (facts.places == 0)
        return {WaitKind::NoWorker, {}, {}, {}};
    if (facts.busy >= facts.places)
        return {WaitKind::WorkersBusy, {}, {}, {}};
    return {};
}

} // namespace vibecoder
