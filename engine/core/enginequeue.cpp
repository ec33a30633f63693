// SPDX-License-Identifier: MIT
// The queue as an engine tells of it: how it stands, and why its tasks wait.
#include "core/engine.h"

#include "core/engineprivate.h"
#include "storage/recordstore.h"
#include "storage/taskstore.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

// Kept until the store moves on, and for a moment at most: a process may die without a word.
Result<QueueFacts> Engine::Private::knownFacts()
{
    constexpr int kMomentMs = 500;
    VC_TRY(const QByteArray version, db->reader().version());
    if (version != factsVersion || !factsAge.isValid() || factsAge.hasExpired(kMomentMs)) {
        VC_TRY(facts, queueFacts(db->reader()));
        factsVersion = version;
        factsAge.start();
    }
    return facts;
}

Result<QByteArray> Engine::queueVersion()
{
    VC_TRY(const QueueFacts facts, d->knownFacts());
    return d->factsVersion + ' ' + QByteArray::number(facts.places) + ' ' + QByteArray::number(facts.busy);
}

Result<WaitReason> Engine::waitReason(const Task &task)
{
    if (task.state != TaskState::Pending)
        return waitReasonOf(task, {}, {});
    VC_TRY(const QueueFacts facts, d->knownFacts());
    QString lane;
    if (facts.holders.contains(task.spec.workingDirectory)) {
        VC_TRY(lane, taskstore::laneOf(d->db->reader(), task.id));
    }
    return waitReasonOf(task, lane, facts);
}

Result<std::optional<Task>> Engine::holderFor(const QString &id)
{
    VC_TRY(const QString lane, taskstore::laneOf(d->db->reader(), id));
    VC_TRY(std::optional<Task> holder, taskstore::holderOf(d->db->reader(), lane));
    return holder && holder->id != id ? holder : std::nullopt;
}

Result<QueueStatus> Engine::queueStatus()
{
    Connection &reader = d->db->reader();
    QueueStatus status;
    VC_TRY(const taskflow::QueuePause pause, taskflow::queuePause(reader));
    status.paused = pause.paused;
    status.pauseReason = pause.reason;
    status.pauseDetail = pause.detail;
    status.pausedUntil = pause.until;
    VC_TRY(status.counts, taskstore::counts(reader));
    VC_TRY(const QList<Approval> open, approvalstore::list(reader, ApprovalState::Pending, {}));
    status.pendingApprovals = int(open.size());
    TaskFilter filter;
    filter.states = {TaskState::Running};
    VC_TRY(status.running, taskstore::list(reader, filter, {0, 100}));
    return status;
}

} // namespace vibecoder
