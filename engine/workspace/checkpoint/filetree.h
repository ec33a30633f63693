// SPDX-License-Identifier: MIT
// The state of a working directory as a value: every covered path with its type, permissions and content id; and how it
// is kept in an object store.
#pragma once

#include "model/checkpoint.h"
#include "workspace/checkpoint/objectstore.h"

#include <QMap>

#include <functional>

namespace vibecoder {

struct TreeEntry
{
    uint mode = 0;    ///< S_IFREG, S_IFLNK or S_IFDIR and permissions (0777; 0 for links)
    ObjectId content; ///< of the file or of the text of the link; empty for folders

    bool operator==(const TreeEntry &) const = default;
};

/// By relative path (bytes). Every folder but the root has an entry, so that empty ones are kept.
using FileTree = QMap<QByteArray, TreeEntry>;

/// Stores the folders and permissions of a tree whose contents are stored; returns its id. The id depends on the tree
/// alone. Layout: a git tree with `files` (the directory) and `modes` (permissions that git has no room for).
[[nodiscard]] Result<ObjectId> storeTree(ObjectStore &store, const FileTree &tree);
/// The id storeTree would return.
[[nodiscard]] ObjectId treeIdOf(const FileTree &tree);
/// NotFound when an object is missing or damaged. Contents are not looked at.
[[nodiscard]] Result<FileTree> loadTree(const ObjectStore &store, const ObjectId &id);

/// A content by its id; NotFound where it is not kept.
using ReadContent = std::function<Result<QByteArray>(const ObjectId &)>;

/// Pure. In order of path.
[[nodiscard]] QList<TreeChange> compareTrees(const FileTree &before, const FileTree &after);

} // namespace vibecoder
