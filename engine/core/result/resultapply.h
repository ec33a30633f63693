// SPDX-License-Identifier: MIT
// Brings changes of an attempt into the person's folder: what an interrupted run left is finished, the folder is looked
// at, each path is planned (replaced, merged, or a person decides), and the set is applied whole or not at all.
// Blocking: never in a thread with a window.
#pragma once

#include "core/result/resultstore.h"
#include "model/taskresult.h"
#include "workspace/border/apply.h"

#include <QJsonObject>

namespace vibecoder {

struct ApplyOptions
{
    ApplyAnswers answers{};
    QJsonObject named{};                ///< by the path as the card shows it, in the form of wire/approvalanswers.h
    std::optional<AnswerKind> others{}; ///< the answer to every other conflict; never Edited
    /// What an earlier apply put into the folder and `chosen` has not goes back. Only with a set that was kept: one
    /// that is read again after an apply does not tell what was deleted there.
    bool returnsOthers = false;
    bool dryRun = false;
    ApplyStep step{}; ///< as in apply()
};

/// `chosen`: what passed the border. `held`: the view of the attempt; holding it keeps others from applying at the same
/// time. Conflicts, refused paths and problems are in the outcome; then nothing was applied. When somebody saves one of
/// the paths meanwhile, it looks and plans again; after three times it gives up (keepsChanging).
[[nodiscard]] Result<ApplyOutcome> applyResult(const ViewFolder &held, ResultStore &store, const Workspace &target,
    const ChangeSet &chosen, const ApplyOptions &options = {});

/// What a person would have to decide now, without any answer; empty: nothing. Nothing is changed.
[[nodiscard]] Result<QList<ApplyConflict>> conflictsOf(
    ResultStore &store, const Workspace &target, const ChangeSet &chosen);

/// Holds the view itself. Conflict while somebody has it.
[[nodiscard]] Result<ApplyOutcome> applyResult(
    ResultStore &store, const Workspace &target, const ChangeSet &chosen, const ApplyOptions &options = {});

} // namespace vibecoder
