// SPDX-License-Identifier: MIT
// What is in the person's folder at chosen paths, by descriptor: no link is followed, no other folder entered.
#pragma once

#include "workspace/checkpoint/filetree.h"

#include <QByteArrayList>

namespace vibecoder {

/// Larger files are not kept, so they cannot be applied over or deleted.
inline constexpr qint64 kMaxKeptFile = 512LL * 1024 * 1024;

/// What has a name in an open folder; mode 0: nothing. `content`: gets the bytes of a file, the text of a link.
[[nodiscard]] Result<TreeEntry> entryAt(int folder, const QByteArray &name, QByteArray *content = nullptr);

/// The paths that exist with their contents kept in `objects`, the folders on the way, and for each path that is a
/// folder the names in it (those that are not asked for have no content).
[[nodiscard]] Result<FileTree> lookAtPaths(int folder, const QByteArrayList &paths, ObjectStore &objects);

/// Nothing can be found behind that errno of FolderChain: it is missing, or something else than a folder is on the way.
[[nodiscard]] bool isNoFolder(int error);

} // namespace vibecoder
