// SPDX-License-Identifier: MIT
// What a person asks of a result, whole: look at it, take it through the border, take it back, go to an earlier state.
// What was done is stored with its event and its record. Blocking: never in a thread with a window.
#pragma once

#include "base/clock.h"
#include "core/result/resultstore.h"
#include "model/taskresult.h"
#include "storage/auditlog.h"
#include "storage/database.h"

namespace vibecoder {

struct ResultServices
{
    Database &db;
    const Clock &clock;
    AuditLog &audit;
};

/// Conflict, with what works instead, for an attempt that worked in the folder itself; NotFound when its view is gone.
[[nodiscard]] Result<TaskResult> readResult(
    const ResultServices &services, const QString &taskId, int attempt, int context);

/// Conflict while the attempt works, or somebody else in its folder.
[[nodiscard]] Result<ApplyOutcome> applyTaskResult(
    const ResultServices &services, const QString &taskId, const ApplyRequest &request);
[[nodiscard]] Result<UndoOutcome> undoTaskResult(
    const ResultServices &services, const QString &taskId, int attempt, bool dryRun, const QString &actor);

/// What lies between two states of an attempt in a view.
[[nodiscard]] Result<CheckpointDiff> diffOfStates(const ResultServices &services, const QString &taskId, int attempt,
    const QString &from, const QString &to, int context);

/// A task that is forgotten takes its views along. Conflict while an apply or undo of one of them is half done.
[[nodiscard]] Result<> refuseWhileHalfApplied(const StoreLocation &location, const Task &task);
void removeViews(const StoreLocation &location, const QString &taskId);

struct ReturnRequest
{
    int attempt = 1;
    QString to; ///< word of a checkpoint
    bool dryRun = false;
    QString actor;
    QStringList only{}; ///< these paths alone; empty: everything
};
/// The folder as an ended attempt in a view would have left it then; what a person changed meanwhile stays and is
/// named. Conflict when a person has to be asked about something in that state: `task apply --checkpoint` asks.
[[nodiscard]] Result<RollbackReport> returnToState(
    const ResultServices &services, const QString &taskId, const ReturnRequest &request);

} // namespace vibecoder
