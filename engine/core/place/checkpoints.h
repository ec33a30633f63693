// SPDX-License-Identifier: MIT
// Checkpoints of a run, whatever it works in: the whole folder (Checkpointing), or what a view differs in
// (ViewCheckpoints).
#pragma once

#include "base/async.h"
#include "base/result.h"
#include "model/checkpoint.h"

namespace vibecoder {

class Checkpoints
{
    Q_DISABLE_COPY_MOVE(Checkpoints)

public:
    Checkpoints() = default;
    virtual ~Checkpoints() = default;

    /// Keeps the present state. `tree` of the answer is empty when there is no checkpoint (switched off, too large,
    /// disk full): said once as a warning of the task, and the task goes on.
    virtual QCoro::Task<Result<Checkpoint>> take(CheckpointKind kind, int iteration) = 0;

    /// Back to a kept state of this attempt; the present one is kept first (CheckpointKind::Restore). NotFound when the
    /// state is gone or damaged: nothing was changed then. Conflict when somebody changed files on the way: some are
    /// back, some not. What the model knew about files is void afterwards.
    virtual QCoro::Task<Result<RollbackReport>> restore(Checkpoint target, int iteration) = 0;
};

} // namespace vibecoder
