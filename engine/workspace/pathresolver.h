// SPDX-License-Identifier: MIT
// Walks a path beneath an open directory, one component at a time and never following a link by name: the answer is an
// open parent descriptor and a last name, so that nobody can swap a folder between the check and the use.
#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"

#include <QByteArray>
#include <QByteArrayList>

#include <sys/stat.h>

namespace vibecoder {

enum class LastLink { Follow, Keep };        ///< what a link in the last place means
enum class MissingFolders { Refuse, Allow }; ///< may folders on the way be missing (they would be made)

struct ResolvedPath
{
    FileDescriptor parent;  ///< O_PATH of the deepest existing folder on the way
    QByteArrayList missing; ///< folders below it that do not exist
    QByteArray name;        ///< last component; empty: the root itself
    QByteArray relative;    ///< whole way from the root, links resolved
    bool exists = false;
    struct stat stat
    {
    }; ///< of the last component itself, when it exists
};

/// root: O_PATH descriptor of the working directory; rootPath: its canonical absolute path. Denied for everything that
/// leaves it or may not be used as a path at all; NotFound when a folder on the way is missing and may not be.
[[nodiscard]] Result<ResolvedPath> resolveBeneath(int root, const QByteArray &rootPath, const QByteArray &path,
    const QByteArray &from, LastLink lastLink, MissingFolders missingFolders);

} // namespace vibecoder
