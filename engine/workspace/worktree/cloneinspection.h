// SPDX-License-Identifier: MIT
// What is in a clone of our own that was not there in the beginning. The clone is a folder that an attempt wrote to, so
// neither its settings nor its index are believed: git looks through a folder of git of our own, with the index of the
// beginning.
#pragma once

#include "workspace/worktree/clonerecord.h"
#include "workspace/worktree/gitprogram.h"

namespace vibecoder {

/// The clone itself, or a submodule.
struct TreeState
{
    QByteArray path;  ///< in the clone
    QByteArray head;  ///< commit; empty: none
    QByteArray tree;  ///< of that commit
    NamedFew commits; ///< that no branch or tag of her repository leads to, the first line of each; newest first
    int commitsElsewhere = 0;  ///< those of them that HEAD does not lead to: other branches, stashes, what was reset
    NamedFew staged, unstaged; ///< against HEAD
    NamedFew untracked, ignored;
    int stashes = 0;
    NamedFew branches; ///< other refs that are new or lead elsewhere than in the beginning
    NamedFew unusual;  ///< what lies in its folder of git: a merge that was not finished, hooks, work trees of its own

    bool operator==(const TreeState &) const = default;
};

struct CloneState
{
    QString name, folder;
    QString branch;
    QList<TreeState> trees; ///< the first is the clone itself
    QStringList inside;     ///< processes
    bool isInUse = false;   ///< its lock is held
    QByteArray delivered;   ///< tree of what left it; empty: nothing did
    QStringList problems;   ///< what could not be found out; not empty: the rest is not whole

    bool operator==(const CloneState &) const = default;
};

/// Never fails: what cannot be found out is one of the problems. The lock is tried and let go.
[[nodiscard]] CloneState inspectClone(const QString &worktreesFolder, const QString &name, const GitProgram &git);
/// The same for somebody who holds the lock, of the clone at another place than its own.
[[nodiscard]] CloneState inspectHeldClone(
    const QString &worktreesFolder, const QString &name, const QString &folder, const GitProgram &git);

} // namespace vibecoder
