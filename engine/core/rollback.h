// SPDX-License-Identifier: MIT
// A person goes back to a checkpoint of an ended task. What the task wrote, and still is as it left it, goes back;
// everything else stays and is named. The intent is a row, stored before the first file changes; the directory is held
// until the last one has. What a dead process left half done is completed by the next rollback of the same task and by
// nothing else: until then nobody works there. Blocking: runs on a thread of its own, never on one with a window.
#pragma once

#include "base/clock.h"
#include "base/filedescriptor.h"
#include "core/checkpointkeeping.h"

namespace vibecoder {

struct RollbackServices
{
    Database &db;
    const Clock &clock;
    const Settings &settings;
};

struct RollbackRequest
{
    QString taskId;
    int attempt = 0; ///< 0: the current one
    int number = 0;  ///< of the checkpoint
    bool dryRun = false;
    QString actor;
    QStringList only = {}; ///< bring back these paths alone (as in TreeChange); empty: everything of the task
    QString present = {};  ///< tree digest the directory must be in; Conflict otherwise. Empty: not compared
};

/// Errors: Conflict while the task has not ended, while another one works in the directory, or when files change on the
/// way; NotFound when the checkpoint or a part of it is gone (nothing was changed then).
Result<RollbackReport> rollBack(const RollbackServices &services, const RollbackRequest &request);

/// The same for request.only: the present state with these paths as the checkpoint has them becomes a checkpoint of its
/// own, and the way leads to that one. So an interrupted one is completed like any other and nothing else is touched.
Result<RollbackReport> revertPaths(const RollbackServices &services, const RollbackRequest &request);

/// The hold of a directory while its files go back, for one rollback in all engines of all processes: the owner of a
/// row is a process, and a process may have several engines. Conflict when somebody has it. Ends with the descriptor.
Result<FileDescriptor> holdForRollback(const StoreLocation &location, const QString &directory);

/// Conflict when a rollback is under way, or was interrupted, in this directory.
Result<> refuseDuringRollback(Connection &c, const QString &directory);
/// Conflict only when one was interrupted: nothing begins there before its task was rolled back again.
Result<> refuseAfterInterruptedRollback(Connection &c, const QString &directory);

/// Takes the part of a task back to a tree, notes what changed as the task's own, and compares the end with what was
/// wanted. `present`: the tree digest of the state that was kept before; Conflict, with nothing changed, when the
/// directory is in another one by now. Empty: not compared. `step`: as in CheckpointStore::restore.
Result<RestorePlan> restoreTree(CheckpointStore &store, const Workspace &workspace, const QString &taskId,
    const QString &tree, const CheckpointLimits &limits, Evidence least, const QString &present = {},
    const std::function<void(int)> &step = {});

} // namespace vibecoder
