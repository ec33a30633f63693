// SPDX-License-Identifier: MIT
// What protected names of a working directory look like: compared before and after each command, because a name that
// did not exist cannot be made read-only in every tier.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace vibecoder {

struct ProtectedMark
{
    quint64 inode = 0;
    quint32 mode = 0;
    qint64 size = 0, changedNs = 0; ///< ctime
    bool settled = false;           ///< that was long enough ago that a later change has another time
    QByteArray hash;                ///< SHA-256 of a file's content or a link's target; empty for folders

    [[nodiscard]] bool sameAs(const ProtectedMark &other) const
    {
        return inode == other.inode && mode == other.mode && hash == other.hash;
    }
};

/// Path below the working directory -> what is there.
using ProtectedState = QMap<QString, ProtectedMark>;

/// names: relative; of `.git` only what runs or is obeyed (hooks, config, attributes) and of others all that is in
/// them. before: hashes of files that have not changed since are taken from it.
[[nodiscard]] ProtectedState protectedState(
    const QString &root, const QStringList &names, const ProtectedState &before = {});

/// One line per difference, `created .envrc`, sorted. At or below `except` nothing counts (a right that was granted).
[[nodiscard]] QStringList protectedChanges(
    const ProtectedState &before, const ProtectedState &after, const QString &except = {});

/// Relative folders that hold a `.git`, at most three levels down; the working directory itself is the empty string.
[[nodiscard]] QStringList repositoriesBelow(const QString &root);

} // namespace vibecoder
