// SPDX-License-Identifier: MIT
// Submodules of a clone of our own, as a fresh clone has them, as far as their commits lie in the person's copies: in
// her folder of git under their name, or in her work tree. Nothing is fetched.
#pragma once

#include "workspace/worktree/clonerecord.h"
#include "workspace/worktree/gitprogram.h"
#include "workspace/worktree/gitrepository.h"

namespace vibecoder {

/// What git tracks in an index.
struct TrackedEntry
{
    QByteArray mode, object, path;
};

/// From `git ls-files --stage -z`. Pure.
[[nodiscard]] QList<TrackedEntry> trackedEntries(const QByteArray &stages);

/// The place of `to` seen from the folder `from`; both absolute and without `..`. Pure.
[[nodiscard]] QByteArray relativePath(const QByteArray &from, const QByteArray &to);

/// Fills the submodules of record.trees[parent], whose work tree is checked out, and those in them; adds them to the
/// record, and what was left out of the person's there to its notes. clone: absolute.
[[nodiscard]] Result<> cloneSubmodules(const GitProgram &git, const QByteArray &clone, const GitRepository &source,
    qsizetype parent, const QList<TrackedEntry> &entries, CloneRecord &record);

} // namespace vibecoder
