// SPDX-License-Identifier: MIT
// What a person asks about the checkpoints of a task: which there are, which one a word means, what lies between two.
#pragma once

#include "core/checkpointkeeping.h"

namespace vibecoder {

/// `c3`: the checkpoint with that number. `2`: the state iteration 2 ended with; `0`: after the baseline, before the
/// first change. `start`: before anything ran. `last`: the newest state of the run. Pure. NotFound names what there is.
[[nodiscard]] Result<Checkpoint> pickCheckpoint(const QList<Checkpoint> &checkpoints, const QString &word);

/// The words that pickCheckpoint understands for a checkpoint, the shortest first.
[[nodiscard]] QString wordFor(const Checkpoint &checkpoint);

/// NotFound when a state is gone or damaged. Does not look at the working directory.
[[nodiscard]] Result<CheckpointDiff> diffCheckpoints(
    Database &db, const QString &taskId, int attempt, const QString &from, const QString &to, int context);

} // namespace vibecoder
