// SPDX-License-Identifier: MIT
// Which files of a work tree are not as its HEAD has them, without a word of its settings: through a folder of git of
// our own, with a copy of its index.
#pragma once

#include "workspace/worktree/clonerecord.h"
#include "workspace/worktree/gitprogram.h"
#include "workspace/worktree/gitrepository.h"

namespace vibecoder {

/// Adds the files with changes and the new ones that are not ignored. prefix: before each name, empty or with a slash.
/// Submodules count by their commit alone.
[[nodiscard]] Result<> addUncommitted(
    const GitProgram &git, const GitRepository &repository, const QByteArray &prefix, NamedFew &found);

} // namespace vibecoder
