// SPDX-License-Identifier: MIT
// Checkpoints of a run in a view: its change set by digest, in the view's own store. Whatever the size of the person's
// folder, they cost what the attempt changed.
#pragma once

#include "core/place/checkpoints.h"
#include "core/place/place.h"
#include "core/runcontext.h"
#include "core/view/attemptview.h"

namespace vibecoder {

class ViewCheckpoints final : public Checkpoints
{
public:
    /// shown: as the view shows it while `place` has a lease.
    ViewCheckpoints(
        RunServices &services, AttemptView &view, WorkPlace &place, const Workspace &shown, Journal &journal);

    QCoro::Task<Result<Checkpoint>> take(CheckpointKind kind, int iteration) override;
    QCoro::Task<Result<RollbackReport>> restore(Checkpoint target, int iteration) override;

private:
    [[nodiscard]] Result<StepOutcome> keep(CheckpointKind kind, int iteration, int number);
    [[nodiscard]] Result<StepOutcome> goBack(const Checkpoint &target, const Checkpoint &before);

    RunServices &m_services;
    AttemptView &m_view;
    WorkPlace &m_place;
    const Workspace &m_shown;
    Journal &m_journal;
    int m_taken = 0; ///< numbers are given in program order, also in a replay
};

} // namespace vibecoder
