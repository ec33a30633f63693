// SPDX-License-Identifier: MIT
// The engine's checkpoints: listing, comparing, going back.
#include "core/engine.h"

#include "core/checkpointquestions.h"
#include "core/engineprivate.h"
#include "core/result/resultdesk.h"
#include "core/rollback.h"
#include "core/worktree/worktreecleaning.h"
#include "storage/taskstore.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

Result<QList<Checkpoint>> Engine::checkpoints(const QString &id, int attempt)
{
    VC_TRY(const Task current, task(id));
    return checkpointrows::list(d->db->reader(), id, attempt > 0 ? attempt : current.attempt);
}

QString Engine::checkpointWord(const Checkpoint &checkpoint)
{
    return wordFor(checkpoint);
}

Result<CheckpointDiff> Engine::checkpointDiff(
    const QString &id, const QString &from, const QString &to, int attempt, int context)
{
    VC_TRY(const Task current, task(id));
    const int which = attempt > 0 ? attempt : current.attempt;
    if (ResultStore::exists(d->db->location(), id, which))
        return diffOfStates({*d->db, d->clock, d->audit}, id, which, from, to, context);
    return diffCheckpoints(*d->db, id, which, from, to, context);
}

QFuture<Result<RollbackReport>> Engine::rollback(
    const QString &id, const QString &to, bool dryRun, const QString &actor, int attempt, const QStringList &only)
{
    return d->aside<RollbackReport>([=](Private &own) -> Result<RollbackReport> {
        VC_TRY(const Task current, taskstore::byId(own.db->reader(), id));
        RollbackRequest request;
        request.taskId = id;
        request.attempt = attempt > 0 ? attempt : current.attempt;
        if (ResultStore::exists(own.db->location(), id, request.attempt))
            return returnToState({*own.db, own.clock, own.audit}, id, {request.attempt, to, dryRun, actor, only});
        VC_TRY(const QList<Checkpoint> list, checkpointrows::list(own.db->reader(), id, request.attempt));
        VC_TRY(const Checkpoint target, pickCheckpoint(list, to));
        request.number = target.number;
        request.dryRun = dryRun;
        request.actor = actor;
        request.only = only;
        const RollbackServices services{*own.db, own.clock, own.settings};
        return only.isEmpty() ? rollBack(services, request) : revertPaths(services, request);
    });
}

Result<CleanedWorktrees> Engine::cleanWorktrees()
{
    constexpr qint64 limitMs = 300000;
    return vibecoder::cleanWorktrees(*d->db, {}, limitMs);
}

} // namespace vibecoder
