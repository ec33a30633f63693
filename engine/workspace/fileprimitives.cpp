// SPDX-License-Identifier: MIT
#include "workspace/fileprimitives.h"

#include "workspace/asowner.h"
#include "workspace/openchild.h"
#include "workspace/workspaceprivate.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>

namespace vibecoder {

namespace {

bool lacksFlags()
{
    return errno == EINVAL || errno == ENOSYS;
}

} // namespace

Result<> writeWhole(int fd, const QByteArray &bytes)
{
    qint64 done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(ErrorCode::Io, errnoText());
        done += n;
    }
    return {};
}

Result<> overwriteFile(int fd, const QByteArray &bytes, qint64 oldSize)
{
    const int room = ::posix_fallocate(fd, 0, std::max<off_t>(1, bytes.size()));
    if (room != 0 && room != EOPNOTSUPP && room != EINVAL) {
        (void)::ftruncate(fd, oldSize);
        errno = room;
        return fail(ErrorCode::Io, errnoText());
    }
    if (::lseek(fd, 0, SEEK_SET) != 0)
        return fail(ErrorCode::Io, errnoText());
    VC_CHECK(writeWhole(fd, bytes));
    if (::ftruncate(fd, bytes.size()) != 0)
        return fail(ErrorCode::Io, errnoText());
    return {};
}

bool isEmptyFolder(int folder, const QByteArray &name)
{
    const FileDescriptor fd = openChild(folder, name, O_RDONLY | O_DIRECTORY);
    const int copy = fd.isOpen() ? ::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0) : -1;
    DIR *dir = copy < 0 ? nullptr : ::fdopendir(copy);
    if (!dir)
        return false;
    int names = 0;
    while (names <= 2 && ::readdir(dir))
        ++names;
    ::closedir(dir);
    return names <= 2;
}

int makeFolderIn(int folder, const QByteArray &name, mode_t mode)
{
    return makeIn(folder, [&] { return ::mkdirat(folder, name.constData(), mode); });
}

int makeLinkIn(int folder, const QByteArray &name, const QByteArray &target)
{
    return makeIn(folder, [&] { return ::symlinkat(target.constData(), folder, name.constData()); });
}

bool moveName(int fromFolder, const QByteArray &from, int toFolder, const QByteArray &to)
{
    const char *was = from.constData(), *name = to.constData();
    if (makeIn(toFolder, [&] { return ::renameat2(fromFolder, was, toFolder, name, RENAME_NOREPLACE); }) == 0)
        return true;
    struct stat st
    {
    };
    if (!lacksFlags())
        return false;
    if (::fstatat(toFolder, to.constData(), &st, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return makeIn(toFolder, [&] { return ::renameat(fromFolder, was, toFolder, name); }) == 0;
}

bool exchangeNames(int folderA, const QByteArray &a, int folderB, const QByteArray &b, const QByteArray &spare)
{
    if (::renameat2(folderA, a.constData(), folderB, b.constData(), RENAME_EXCHANGE) == 0)
        return true;
    if (!lacksFlags())
        return false;
    // What the first name has gets a second name while its place is taken over, so there is always something.
    const bool kept = ::linkat(folderA, a.constData(), folderB, spare.constData(), 0) == 0;
    if (::renameat(folderB, b.constData(), folderA, a.constData()) != 0) {
        const int why = errno;
        if (kept)
            ::unlinkat(folderB, spare.constData(), 0);
        errno = why;
        return false;
    }
    return !kept || ::renameat(folderB, spare.constData(), folderB, b.constData()) == 0;
}

FileDescriptor openFileHere(int folder, const QByteArray &name, int flags)
{
    flags |= O_NONBLOCK | O_NOCTTY;
    FileDescriptor fd = openChild(folder, name, flags);
    if (fd.isOpen() || errno != EXDEV)
        return fd;
    return FileDescriptor(::openat(folder, name.constData(), flags | O_NOFOLLOW | O_CLOEXEC));
}

bool isOpenForWriting(int folder, const QByteArray &name)
{
    const FileDescriptor fd = openFileHere(folder, name, O_RDONLY);
    // A lease for reading is given only when nobody can write. Whoever opens the file while we hold it would cause
    // SIGIO, which ends a process; so another signal is chosen that does nothing.
    if (!fd.isOpen() || ::fcntl(fd.get(), F_SETSIG, SIGURG) != 0)
        return false;
    if (::fcntl(fd.get(), F_SETLEASE, F_RDLCK) != 0)
        return errno == EAGAIN;
    ::fcntl(fd.get(), F_SETLEASE, F_UNLCK);
    return false;
}

} // namespace vibecoder
