// SPDX-License-Identifier: MIT
// What protected names of a working directory look like: compared before and after each command, because a name that
// did not exist cannot be made read-only in every tier.
#pragma once

#include "workspace/protection/foldercache.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace vibecoder {

struct ProtectedMark
{
    quint64 inode = 0;
    quint32 mode = 0;
    qint64 size = 0, changedNs = 0; ///< ctime
    quint32 owner = 0;
    bool settled = false;       ///< that was long enough ago that a later change has another time
    QByteArray hash;            ///< SHA-256 of a file's content or a link's target; empty for folders
    bool isRepository = false;  ///< a folder, file or link that git takes for a repository
    bool isClosed = false;      ///< a folder that could not be looked into
    QByteArray repository = {}; ///< the one it is part of; empty: of none

    [[nodiscard]] bool sameAs(const ProtectedMark &other) const
    {
        return inode == other.inode && mode == other.mode && hash == other.hash && isRepository == other.isRepository;
    }
};

/// Path below the working directory -> what is there; `.` is the directory itself.
using ProtectedState = QMap<QByteArray, ProtectedMark>;

/// All at these names and those that something obeys, and below them. Of a folder `.git` everything except what git's
/// daily work writes: objects, refs, logs, indexes, heads and messages; of them only what is a link. before: hashes of
/// files that have not changed since are taken from it. whole: set to false when there was more than could be looked
/// at.
[[nodiscard]] ProtectedState protectedState(const QString &root, const QByteArrayList &names,
    const ProtectedState &before, FolderCache &cache, const RepositoriesFound &repositories, bool *whole = nullptr);

/// What links among the obeyed names lead to inside the working directory: whoever obeys the link obeys that.
[[nodiscard]] QByteArrayList obeyedBehindLinks(
    const QString &root, const QByteArrayList &obeyed, const ProtectedState &state);

/// One line per difference, `created .envrc`, sorted. At or below `except` nothing counts (a right that was granted).
/// What is in a repository that came or went is not told one by one.
[[nodiscard]] QStringList protectedChanges(
    const ProtectedState &before, const ProtectedState &after, const QString &except = {});

/// The way to a file and back, so that what a command did is found after the program ended in the middle of it.
[[nodiscard]] QByteArray protectedBytes(const ProtectedState &state);
[[nodiscard]] std::optional<ProtectedState> protectedFromBytes(const QByteArray &bytes);

/// Whether git's daily work writes this name in its folder, and nothing obeys it.
[[nodiscard]] bool isWorkOfGit(QByteArrayView name);

/// Folders that hold a `.git` and are few and near enough to be protected while a command runs; the working directory
/// itself is the empty string.
[[nodiscard]] QStringList nearRepositories(const RepositoriesFound &found);
[[nodiscard]] QStringList nearRepositories(const QString &root);

} // namespace vibecoder
