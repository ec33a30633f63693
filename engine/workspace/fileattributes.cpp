// SPDX-License-Identifier: MIT
#include "workspace/fileattributes.h"

#include "workspace/openchild.h"

#include <QByteArrayList>

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace vibecoder {

namespace {

const char kAccessList[] = "system.posix_acl_access";

// A descriptor that was opened for its place alone has no attributes of its own; by this name it has.
QByteArray nameOf(int fd)
{
    return "/proc/self/fd/" + QByteArray::number(fd);
}

// Nothing: there is none, or the file system knows none.
std::optional<QByteArray> attribute(const QByteArray &file, const char *name)
{
    const ssize_t size = ::getxattr(file.constData(), name, nullptr, 0);
    if (size < 0)
        return std::nullopt;
    QByteArray value(size, Qt::Uninitialized);
    const ssize_t got = ::getxattr(file.constData(), name, value.data(), size_t(size));
    if (got < 0)
        return std::nullopt;
    value.truncate(got);
    return value;
}

QByteArrayList attributesOfUser(const QByteArray &file)
{
    const ssize_t size = ::listxattr(file.constData(), nullptr, 0);
    if (size <= 0)
        return {};
    QByteArray names(size, Qt::Uninitialized);
    const ssize_t got = ::listxattr(file.constData(), names.data(), size_t(size));
    if (got <= 0)
        return {};
    names.truncate(got);
    QByteArrayList found;
    for (const QByteArray &name : names.split('\0')) {
        // Others belong to the system: rights of a program do not pass to a new content.
        if (name.startsWith("user."))
            found.append(name);
    }
    return found;
}

bool keepAccessList(const QByteArray &from, int to)
{
    if (const auto list = attribute(from, kAccessList))
        return ::fsetxattr(to, kAccessList, list->constData(), size_t(list->size()), 0) == 0;
    // What the folder gives to new files was not on the old one.
    return ::fremovexattr(to, kAccessList) == 0 || errno == ENODATA || errno == ENOTSUP;
}

bool isLater(const timespec &a, const timespec &b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

} // namespace

bool keepAttributes(int from, const struct stat &st, int to, mode_t mode)
{
    struct stat now
    {
    };
    if (::fstat(to, &now) != 0)
        return false;
    const QByteArray source = nameOf(from);
    bool owner = now.st_uid == st.st_uid && now.st_gid == st.st_gid;
    if (!owner)
        owner = ::fchown(to, st.st_uid, st.st_gid) == 0;
    bool group = owner || now.st_gid == st.st_gid;
    if (!group)
        group = ::fchown(to, uid_t(-1), st.st_gid) == 0;
    const bool list = keepAccessList(source, to);
    // Without the right group, or the list that narrows it, what the group may do is not what it may do here.
    const mode_t allowed = group && list ? 0777 : 0700 | (mode & (mode >> 3) & 07);
    bool all = owner && list && ::fchmod(to, mode & allowed) == 0;
    for (const QByteArray &name : attributesOfUser(source)) {
        const auto value = attribute(source, name.constData());
        all = value && ::fsetxattr(to, name.constData(), value->constData(), size_t(value->size()), 0) == 0 && all;
    }
    return all;
}

bool changePermissions(int folder, const QByteArray &name, mode_t mode)
{
    const FileDescriptor fd = openChild(folder, name, O_PATH);
    struct stat st
    {
    };
    if (!fd.isOpen() || ::fstat(fd.get(), &st) != 0 || S_ISLNK(st.st_mode))
        return false;
    return ::chmod(nameOf(fd.get()).constData(), (st.st_mode & 07000) | mode) == 0;
}

bool givesAccessList(int folder)
{
    return attribute(nameOf(folder), "system.posix_acl_default").has_value();
}

std::optional<FileOwner> ownerOfNewFiles(int folder)
{
    struct stat st
    {
    };
    if (::geteuid() != 0 || ::fstat(folder, &st) != 0 || st.st_uid == 0)
        return std::nullopt;
    return FileOwner{st.st_uid, st.st_gid};
}

void giveTo(const FileOwner &owner, int folder, const QByteArray &name)
{
    struct stat st
    {
    };
    const bool fixedGroup = ::fstat(folder, &st) == 0 && (st.st_mode & S_ISGID) != 0;
    // Where root may not do that (a network's disk), the file stays root's.
    (void)::fchownat(folder, name.constData(), owner.user, fixedGroup ? gid_t(-1) : owner.group, AT_SYMLINK_NOFOLLOW);
}

void setChangeTime(int fd, const std::optional<timespec> &before)
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    constexpr time_t hour = 3600;
    // Clocks of file systems are coarse, and the old time may lie a little ahead; one that is far off is no time at
    // all.
    if (before && !isLater(now, *before) && before->tv_sec - now.tv_sec < hour) {
        now = *before;
        now.tv_nsec += 1;
        if (now.tv_nsec >= 1000000000) {
            now.tv_sec += 1;
            now.tv_nsec = 0;
        }
    }
    const timespec times[2] = {now, now};
    ::futimens(fd, times);
}

void forgetByteCode(int folder, const QByteArray &name, const timespec &before)
{
    struct stat st
    {
    };
    if (!name.endsWith(".py") || ::fstatat(folder, name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0 ||
        st.st_mtim.tv_sec != before.tv_sec)
        return;
    const FileDescriptor cache = openChild(folder, "__pycache__", O_RDONLY | O_DIRECTORY);
    const int copy = cache.isOpen() ? ::fcntl(cache.get(), F_DUPFD_CLOEXEC, 0) : -1;
    DIR *dir = copy < 0 ? nullptr : ::fdopendir(copy);
    if (!dir)
        return;
    const QByteArray stem = name.chopped(2);
    QByteArrayList stale;
    for (const dirent *entry = ::readdir(dir); entry; entry = ::readdir(dir)) {
        const QByteArray one(entry->d_name);
        if (one.startsWith(stem) && one.endsWith(".pyc"))
            stale.append(one);
    }
    ::closedir(dir);
    for (const QByteArray &one : std::as_const(stale))
        ::unlinkat(cache.get(), one.constData(), 0);
}

} // namespace vibecoder
