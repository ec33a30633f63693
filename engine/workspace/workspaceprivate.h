// SPDX-License-Identifier: MIT
// Shared by the files of Workspace.
#pragma once

#include "base/filedescriptor.h"
#include "workspace/generatedfolders.h"
#include "workspace/git/gitplaces.h"
#include "workspace/pathresolver.h"
#include "workspace/protection/protectedstate.h"
#include "workspace/workspace.h"

#include <QElapsedTimer>

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
    bool isView = false; ///< fd is, or was, the folder as a view shows it
    FolderCache knownFolders; ///< what the search for repositories has seen
    ProtectedState obeyed;    ///< what the names that something obeys looked like
    RepositoriesFound repositories;
    QElapsedTimer repositoriesSeen; ///< not started: nothing was looked for yet
    GitPlaces gitPlaces;

    [[nodiscard]] Result<ResolvedPath> locate(
        const QByteArray &path, LastLink lastLink, MissingFolders missingFolders) const;

    /// Whether an operation may touch what is there now.
    [[nodiscard]] static Result<> admit(const ResolvedPath &target, FileOperation operation);

    /// Opens a regular file for reading, links resolved inside; checks that it is one after opening.
    Result<FileDescriptor> openFile(const QString &path, QByteArray *relative, struct stat *st) const;
    /// Opens a folder for listing; empty relative: the root.
    Result<FileDescriptor> openFolder(const QString &path, QByteArray *relative) const;
    /// What the caller may have meant by a path that does not exist; empty when nothing is near.
    [[nodiscard]] QString namesNear(const QByteArray &path) const;
};

/// Every entry below a folder, in order of name, links not followed. Return false from `visit` for a folder to leave it
/// out, for a file to stop. Bounded at `limit` entries and 64 levels; false when a bound left something out.
using TreeVisit =
    std::function<bool(int folder, const QByteArray &name, const QByteArray &relative, const struct stat &st)>;
bool walkTree(int folder, const QByteArray &relative, int limit, const TreeVisit &visit);

/// The same by names and kinds alone, which costs no question per file. type: as in dirent, never DT_UNKNOWN.
using NameVisit =
    std::function<bool(int folder, const QByteArray &name, const QByteArray &relative, unsigned char type)>;
bool walkNames(int folder, int limit, const NameVisit &visit);

/// A name under which writeAll prepares new content; such files are never listed, digested or stamped.
[[nodiscard]] QByteArray newTemporaryName();
/// The same, for what one process alone does at a time in a folder: always the same name.
[[nodiscard]] QByteArray firstTemporaryName();
/// A name under which an apply keeps the other content of a path while it is swapped. removeLeftOvers() leaves it alone:
/// what has it may be the person's, and the journal of the apply says what becomes of it.
[[nodiscard]] QByteArray newAsideName();
/// One of the two.
[[nodiscard]] bool isTemporaryName(const QByteArray &name);

/// SHA-256 (hex) of a regular file below a held folder, and its stat; empty text when there is none.
[[nodiscard]] Result<QString> digestAt(int folder, const QByteArray &name, struct stat *st);

[[nodiscard]] Result<FolderIdentity> identityOf(const FileDescriptor &folder);

/// The content from here to its end; InvalidArgument when there is more.
[[nodiscard]] Result<QByteArray> readBounded(int fd, qint64 maxBytes);

/// The text of errno.
[[nodiscard]] QString errnoText();

} // namespace vibecoder
