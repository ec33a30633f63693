// SPDX-License-Identifier: MIT
// Takes back what was applied of an attempt: its paths go back where they still are what the apply left; others stay
// and are named. After it the result may be applied again. Blocking: never in a thread with a window.
#pragma once

#include "core/result/resultstore.h"
#include "model/taskresult.h"
#include "workspace/border/apply.h"

namespace vibecoder {

struct UndoOptions
{
    bool dryRun = false;
    ApplyStep step; ///< as in apply()
};

/// NotFound: nothing of the attempt is applied. `held`: as in applyResult().
[[nodiscard]] Result<UndoOutcome> undoResult(
    const ViewFolder &held, ResultStore &store, const Workspace &target, const UndoOptions &options = {});
/// Holds the view itself. Conflict while somebody has it.
[[nodiscard]] Result<UndoOutcome> undoResult(
    ResultStore &store, const Workspace &target, const UndoOptions &options = {});

} // namespace vibecoder
