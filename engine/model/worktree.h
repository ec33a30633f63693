// SPDX-License-Identifier: MIT
// Clones that tasks with `isolation: worktree` worked in, as their cleaner found them. Plain values.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace vibecoder {

struct KeptWorktree
{
    QString name, folder;
    QString branch;      ///< empty: not known
    QStringList reasons; ///< plain clauses in English: what is in it, who uses it

    bool operator==(const KeptWorktree &) const = default;
};

struct CleanedWorktrees
{
    QStringList removed; ///< names; they held nothing that is not elsewhere
    QList<KeptWorktree> kept;

    bool operator==(const CleanedWorktrees &) const = default;
};

} // namespace vibecoder
