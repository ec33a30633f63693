// SPDX-License-Identifier: MIT
// Where checkpoints of a task lie, what they cover, and how long they are kept.
#pragma once

#include "model/settings.h"
#include "storage/checkpointrows.h"
#include "storage/database.h"
#include "workspace/checkpoint/checkpoints.h"

namespace vibecoder {

constexpr qsizetype kNamedPaths = 20; ///< that an event names of those that were left alone

/// What a return did not touch, for the log and the model; empty: it touched everything.
[[nodiscard]] QString leftAloneText(const QStringList &paths);
/// Of what went back although somebody else may have written it; `before` has it as it was.
[[nodiscard]] QString notSureText(const QStringList &paths, const QString &taskId, const Checkpoint &before);

/// The name of a kept state in its store.
[[nodiscard]] QString checkpointName(const QString &taskId, int attempt, int number);
[[nodiscard]] CheckpointLimits checkpointLimits(const Settings &settings);
/// The store of a working directory; Unavailable when the settings switch checkpoints off.
[[nodiscard]] Result<std::unique_ptr<CheckpointStore>> checkpointStoreFor(
    const StoreLocation &location, const Settings &settings, const Workspace &workspace);

/// Forgets checkpoints of ended tasks that are older than the setting, and the oldest ones while the store of this
/// directory is larger than the setting. Not while a rollback is under way there. Returns how many went.
/// `root`: the canonical path of the working directory, which need not exist any more.
Result<int> pruneCheckpoints(Database &db, const Settings &settings, const QString &root, const QDateTime &now);

/// Those of a task that were taken of this folder or of one below it, which is gone.
Result<> forgetCheckpointsBelow(Database &db, const QString &taskId, const QString &folder);

} // namespace vibecoder
