// SPDX-License-Identifier: MIT
// Where the configuration of git leads to inside a working directory: folders of hooks, included files, scripts that
// git starts by itself, and scripts that its hooks start. The person's own settings count too, and those of a
// repository around the directory.
#pragma once

#include "workspace/git/gitconfig.h"
#include "workspace/git/hooktext.h"
#include "workspace/protection/foldercache.h"

namespace vibecoder {

/// Where the `.git` file of a worktree or submodule leads to, absolute and without `..`; empty when it is no such file.
[[nodiscard]] QByteArray gitFileTarget(const QByteArray &gitFile);

/// Lexical, for absolute paths: no `.`, no `..`, no doubled slash.
[[nodiscard]] QByteArray cleanedPath(const QByteArray &path);

/// The nearest folder above with an entry `.git`, or an empty text. path: absolute.
[[nodiscard]] QByteArray enclosingWorkTree(const QByteArray &path);

/// Whether git obeys an entry of this name in the folder of a repository; the daily work of git writes others.
[[nodiscard]] bool isReadByGit(QByteArrayView name);

/// Whether git obeys what is written to this path because of what is around it: with it a folder becomes a repository,
/// or it is what a repository of another name than `.git` runs and reads. relative: below root, resolved.
[[nodiscard]] bool belongsToRepository(const QByteArray &root, const QByteArray &relative);

class GitPlaces
{
public:
    /// Paths below root, whether they exist or not; what lies below a named folder belongs to it. Links on the way to
    /// them are named as well.
    [[nodiscard]] QByteArrayList look(const QByteArray &root, const RepositoriesFound &found);

private:
    struct Read
    {
        quint64 inode = 0;
        qint64 changedNs = 0, size = 0;
        bool settled = false;
        GitNames names;
        QList<StartedProgram> started; ///< of a hook
    };
    struct Search
    {
        const QByteArray &root;
        QByteArrayList found;
    };
    void configuration(const QByteArray &file, const QByteArrayList &workTrees, Search &search, int level = 0);
    void hooks(const QByteArray &folder, const QByteArray &tree, Search &search);
    /// What the file names, read again only after a change: as configuration, or as a hook.
    [[nodiscard]] const Read &namesOf(const QByteArray &file, bool isHook = false);

    QHash<QByteArray, Read> m_read;
};

} // namespace vibecoder
