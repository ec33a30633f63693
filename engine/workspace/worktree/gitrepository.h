// SPDX-License-Identifier: MIT
// A repository of somebody else, read without git: no setting of it is obeyed, no program it names runs, and nothing
// there is written. What is known afterwards is enough to read its commits from a folder of git that the engine wrote.
#pragma once

#include "base/result.h"

#include <QByteArrayList>
#include <QList>

namespace vibecoder {

struct GitRef
{
    QByteArray name;   ///< `refs/heads/main`
    QByteArray commit; ///< object name, hex; of a tag with a text the tag

    bool operator==(const GitRef &) const = default;
};

/// What a folder of git says, that of a work tree or of a submodule.
struct GitRepository
{
    QByteArray workTree;          ///< absolute, without links; empty where none was asked for
    QByteArray gitFolder;         ///< of this work tree
    QByteArray commonFolder;      ///< of all its work trees
    QByteArrayList objectFolders; ///< its own, and those it borrows from, all absolute
    bool isSha256 = false;
    QByteArray head;                ///< commit, hex; empty: there is none yet
    QByteArray branch;              ///< `refs/heads/main`; empty: HEAD names a commit
    QByteArray shallow;             ///< the file that says where the history was cut off
    QList<GitRef> refs;             ///< branches and tags, by name
    QByteArray userName, userEmail; ///< as its own settings have them
    bool isPartial = false;         ///< some objects were never fetched
};

/// Of the work tree that holds this folder. directory: absolute, without links. NotFound: no repository around it.
/// Unavailable: of a form that cannot be read.
[[nodiscard]] Result<GitRepository> repositoryAround(const QByteArray &directory);
/// Of a folder of git itself.
[[nodiscard]] Result<GitRepository> repositoryIn(const QByteArray &gitFolder);

/// The refs of a folder of git, loose ones before packed ones of the same name; by name.
[[nodiscard]] QList<GitRef> refsBelow(const QByteArray &commonFolder, const QByteArray &prefix);
/// A name that git would take for a ref and that leads nowhere else as a path.
[[nodiscard]] bool isRefName(const QByteArray &name);
[[nodiscard]] bool isObjectName(const QByteArray &name);

/// A file of git, up to a size; nothing when it is no regular file or too large.
[[nodiscard]] QByteArray gitFileContent(const QByteArray &path, qint64 most = 64LL * 1024 * 1024);

} // namespace vibecoder
