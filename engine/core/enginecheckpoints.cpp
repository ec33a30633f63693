// SPDX-License-Identifier: MIT
// The engine's checkpoints: listing, comparing, going back.
#include "core/engine.h"

#include "core/checkpointquestions.h"
#include "core/engineprivate.h"
#include "core/rollback.h"
#include "storage/taskstore.h"

#include <QPromise>
#include <QThreadPool>

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
    return diffCheckpoints(*d->db, id, attempt > 0 ? attempt : current.attempt, from, to, context);
}

QFuture<Result<RollbackReport>> Engine::rollback(
    const QString &id, const QString &to, bool dryRun, const QString &actor, int attempt, const QStringList &only)
{
    auto promise = std::make_shared<QPromise<Result<RollbackReport>>>();
    promise->start();
    Private *own = d.get();
    d->slowWork.start([own, promise, id, to, dryRun, actor, attempt, only] {
        const auto work = [&]() -> Result<RollbackReport> {
            VC_TRY(const Task current, taskstore::byId(own->db->reader(), id));
            RollbackRequest request;
            request.taskId = id;
            request.attempt = attempt > 0 ? attempt : current.attempt;
            VC_TRY(const QList<Checkpoint> list, checkpointrows::list(own->db->reader(), id, request.attempt));
            VC_TRY(const Checkpoint target, pickCheckpoint(list, to));
            request.number = target.number;
            request.dryRun = dryRun;
            request.actor = actor;
            request.only = only;
            const RollbackServices services{*own->db, own->clock, own->settings};
            return only.isEmpty() ? rollBack(services, request) : revertPaths(services, request);
        };
        promise->addResult(work());
        promise->finish();
    });
    return promise->future();
}

} // namespace vibecoder
