// SPDX-License-Identifier: MIT
// The engine's results of attempts in views: looking at them, applying, taking back.
#include "core/engine.h"

#include "core/engineprivate.h"
#include "core/result/resultdesk.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

Result<TaskResult> Engine::result(const QString &id, int attempt, int context)
{
    return readResult({*d->db, d->clock, d->audit}, id, attempt, context);
}

QFuture<Result<ApplyOutcome>> Engine::applyResult(const QString &id, const ApplyRequest &request)
{
    return d->aside<ApplyOutcome>([id, request](Private &own) {
        return applyTaskResult({*own.db, own.clock, own.audit}, id, request);
    });
}

QFuture<Result<UndoOutcome>> Engine::undoResult(const QString &id, int attempt, bool dryRun, const QString &actor)
{
    return d->aside<UndoOutcome>([id, attempt, dryRun, actor](Private &own) {
        return undoTaskResult({*own.db, own.clock, own.audit}, id, attempt, dryRun, actor);
    });
}

} // namespace vibecoder
