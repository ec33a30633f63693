// SPDX-License-Identifier: MIT
// Checkpoints of a run as steps of its journal. Taking one changes nothing but the store of checkpoints and names the
// state by what it holds, so a crash at any point does it again harmlessly; going back converges to the same state
// however often it is begun.
#pragma once

#include "core/checkpointkeeping.h"
#include "core/runcontext.h"

namespace vibecoder {

class Checkpointing
{
    Q_DISABLE_COPY_MOVE(Checkpointing)

public:
    Checkpointing(RunServices &services, const Workspace &workspace, Journal &journal);
    ~Checkpointing();

    /// Keeps the state of the working directory. `tree` of the answer is empty when there is no checkpoint (switched
    /// off, directory too large, disk full): said once as a warning of the task, and the task goes on.
    QCoro::Task<Result<Checkpoint>> take(CheckpointKind kind, int iteration);

    /// Back to a kept state of this attempt; the present one is kept first (CheckpointKind::Restore). NotFound when the
    /// state is gone or damaged: nothing was changed then. Conflict when somebody changed files on the way: some are
    /// back, some not. What the model knew about files is void afterwards.
    QCoro::Task<Result<RollbackReport>> restore(Checkpoint target, int iteration);

private:
    [[nodiscard]] Result<StepOutcome> keep(CheckpointKind kind, int iteration, int number);
    [[nodiscard]] QList<int> makeRoom(qint64 addedBytes, int number);
    [[nodiscard]] Result<StepOutcome> goBack(const Checkpoint &target, const Checkpoint &before) const;
    [[nodiscard]] Result<CheckpointStore *> store();

    RunServices &m_services;
    const Workspace &m_workspace;
    Journal &m_journal;
    std::unique_ptr<CheckpointStore> m_store;
    std::optional<qint64> m_storeBytes;             ///< what the store takes on disk, counted on from the first look
    int m_taken = 0;                                ///< numbers are given in program order, also in a replay
    bool m_warned = false;                          ///< comes from step results
    QString m_firstTree;                            ///< of the attempt
    std::optional<QSet<QByteArray>> m_firstFolders; ///< they stay covered, whatever a command makes of them
};

} // namespace vibecoder
