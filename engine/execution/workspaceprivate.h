// SPDX-License-Identifier: MIT
// Shared by the two files of Workspace.
#pragma once

#include "execution/filedescriptor.h"
#include "execution/workspace.h"

#include <functional>
#include <sys/stat.h>

namespace vibecoder {

class Workspace::Private
{
public:
    QByteArray root;
    FileDescriptor fd;
    dev_t device = 0;
    ino_t inode = 0;

    /// Opens a regular file for reading, links resolved inside; checks that it is one after opening.
    Result<FileDescriptor> openFile(const QString &path, QByteArray *relative, struct stat *st) const;
    /// Opens a folder for listing; empty relative: the root.
    Result<FileDescriptor> openFolder(const QString &path, QByteArray *relative) const;

    /// Every entry below a folder, in order of name, links not followed. Return false from `visit` for a folder to
    /// leave it out, for a file to stop. Bounded at `limit` entries and 64 levels.
    using Visit =
        std::function<bool(int folder, const QByteArray &name, const QByteArray &relative, const struct stat &st)>;
    void walk(int folder, const QByteArray &relative, int limit, const Visit &visit) const;
};

/// Folders that hold no sources: version control, dependencies, build output.
[[nodiscard]] bool isBulkFolder(const QByteArray &name);

/// QString <-> bytes of a file name; names that are not UTF-8 are told as an error, never changed.
[[nodiscard]] QByteArray pathBytes(const QString &path);

} // namespace vibecoder
