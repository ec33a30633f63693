// SPDX-License-Identifier: MIT
// Which clones of our own may go, and taking them away. Only what is provably delivered or empty; everything else is
// kept and named, however old it is.
#pragma once

#include "model/worktree.h"
#include "workspace/worktree/cloneinspection.h"

namespace vibecoder {

/// Why a clone is kept, each a plain clause; empty: it may be removed. Pure.
[[nodiscard]] QStringList whyKept(const CloneState &state);

/// Finishes removals that were cut off, then looks at every clone. isNeeded: a task of this id has not ended, or its
/// clone must stay for another reason; it is not looked at.
[[nodiscard]] CleanedWorktrees cleanWorktrees(
    const QString &worktreesFolder, const GitProgram &git, const std::function<bool(const QString &taskId)> &isNeeded);

} // namespace vibecoder
