// SPDX-License-Identifier: MIT
// What every part that writes files needs: whole writes, names that change places, and ways around file systems that
// lack a call. All by the descriptor of an open folder; errno says why something failed.
#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"

#include <QByteArray>

#include <sys/types.h>

namespace vibecoder {

[[nodiscard]] Result<> writeWhole(int fd, const QByteArray &bytes);
/// New content for the file itself. The room for it is taken first: on a full disk the old content stays whole.
[[nodiscard]] Result<> overwriteFile(int fd, const QByteArray &bytes, qint64 oldSize);

[[nodiscard]] bool isEmptyFolder(int folder, const QByteArray &name);

/// New ones; below 0: errno says why not.
[[nodiscard]] int makeFolderIn(int folder, const QByteArray &name, mode_t mode);
[[nodiscard]] int makeLinkIn(int folder, const QByteArray &name, const QByteArray &target);

/// Gives something another name, never over something that is there (EEXIST).
[[nodiscard]] bool moveName(int fromFolder, const QByteArray &from, int toFolder, const QByteArray &to);
/// Two names change places. `spare`: a free name in the second folder, used where the file system cannot exchange.
[[nodiscard]] bool exchangeNames(
    int folderA, const QByteArray &a, int folderB, const QByteArray &b, const QByteArray &spare);

/// One name as openChild opens it; a file that is a mount point of its own is opened too.
[[nodiscard]] FileDescriptor openFileHere(int folder, const QByteArray &name, int flags);
/// Somebody has the file open and may still write. False where nobody can tell.
[[nodiscard]] bool isOpenForWriting(int folder, const QByteArray &name);

} // namespace vibecoder
