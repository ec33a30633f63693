// SPDX-License-Identifier: MIT
// Checkpoints of a run in the person's folder itself, as steps of its journal. Taking one changes nothing but the store
// of checkpoints and names the state by what it holds, so a crash at any point does it again harmlessly; going back
// converges to the same state however often it is begun.
#pragma once

#include "core/checkpointkeeping.h"
#include "core/place/checkpoints.h"
#include "core/runcontext.h"

namespace vibecoder {

class Checkpointing final : public Checkpoints
{
public:
    Checkpointing(RunServices &services, const Workspace &workspace, Journal &journal);
    ~Checkpointing() override;

    QCoro::Task<Result<Checkpoint>> take(CheckpointKind kind, int iteration) override;
    QCoro::Task<Result<RollbackReport>> restore(Checkpoint target, int iteration) override;

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
