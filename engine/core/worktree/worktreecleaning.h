// SPDX-License-Identifier: MIT
// Takes away the clones of ended tasks that hold nothing which is not elsewhere, with their checkpoints; everything
// else is kept and named. After tasks that worked in one, and when a person asks how things stand.
#pragma once

#include "model/worktree.h"
#include "storage/database.h"

namespace vibecoder {

/// only: of this task; empty: of all. Blocks as long as git needs to look into them, with a limit for all together. Any
/// thread. Unavailable: there is no git to look into them
/// with.
[[nodiscard]] Result<CleanedWorktrees> cleanWorktrees(Database &db, const QString &only, qint64 limitMs);

} // namespace vibecoder
