// SPDX-License-Identifier: MIT
// Fills a work tree of a clone of our own from the objects it borrows. No filter runs: what a filter would change stays
// as git keeps it, and is named.
#pragma once

#include "workspace/worktree/submodules.h"

namespace vibecoder {

/// The work tree of record.trees[at], whose folder of git is written, and its submodules. source: the person's
/// repository; what she has not committed there is named in the notes. Io: a commit or a file of it is missing.
[[nodiscard]] Result<> checkOut(
    const GitProgram &git, const QByteArray &clone, const GitRepository &source, qsizetype at, CloneRecord &record);

} // namespace vibecoder
