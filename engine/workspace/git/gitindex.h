// SPDX-License-Identifier: MIT
// What is asked of a repository without git: which files its index names, whether a commit lies among some objects.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <optional>

namespace vibecoder {

struct IndexEntry
{
    QByteArray path;
    quint32 changed = 0, inode = 0, size = 0; ///< of the file when git looked at it; seconds, low 32 bits
    bool isUnwatched = false; ///< git does not look at the file for changes (assume-unchanged, skip-worktree)
};

/// The entries of an index file (versions 2 to 4). Nothing when it cannot be read whole, a split index among others.
[[nodiscard]] std::optional<QList<IndexEntry>> entriesInIndex(const QByteArray &index);

/// Object names (hex) that the refs of a repository lead to: HEAD, loose and packed refs. Bounded.
[[nodiscard]] QByteArrayList objectsNamedByRefs(const QByteArray &gitFolder);

/// Whether an object (hex) lies in this folder of objects, loose or packed; alternates of it are not followed.
[[nodiscard]] bool holdsObject(const QByteArray &objectFolder, const QByteArray &name);

} // namespace vibecoder
