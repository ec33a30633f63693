// SPDX-License-Identifier: MIT
#include "workspace/removetree.h"

#include "workspace/openchild.h"
#include "workspace/pathtext.h"

#include <QByteArrayList>

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMaxLevels = 64; // open at once; what lies deeper is moved up first

QByteArrayList namesIn(int folder)
{
    QByteArrayList names;
    const int fd = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? nullptr : ::fdopendir(fd);
    if (!dir)
        return names;
    for (const dirent *entry = ::readdir(dir); entry; entry = ::readdir(dir)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            names.append(name);
    }
    ::closedir(dir);
    return names;
}

tl::unexpected<Error> cannot(const QByteArray &name)
{
    const QString why = QString::fromLocal8Bit(std::strerror(errno));
    return fail(ErrorCode::Io, u"%1 cannot be removed: %2"_s.arg(pathText(name), why));
}

// The owner may take his own rights from a folder, and what is in it stays all the same.
FileDescriptor openForRemoval(int folder, const QByteArray &name)
{
    const FileDescriptor place = openChild(folder, name, O_PATH | O_DIRECTORY);
    struct stat st
    {
    };
    if (!place.isOpen() || ::fstat(place.get(), &st) != 0)
        return {};
    if ((st.st_mode & 0700) != 0700)
        (void)::chmod(("/proc/self/fd/" + QByteArray::number(place.get())).constData(), 0700);
    return openChild(folder, name, O_RDONLY | O_DIRECTORY);
}

struct Level
{
    FileDescriptor fd;
    QByteArray name;
    QByteArrayList names;
};

Result<> emptyFolder(const QByteArray &name, int folder)
{
    int moved = 0;
    std::vector<Level> levels;
    const auto enter = [&](int in, const QByteArray &child) -> bool {
        FileDescriptor fd = openForRemoval(in, child);
        if (!fd.isOpen())
            return false;
        QByteArrayList names = namesIn(fd.get());
        levels.push_back({std::move(fd), child, std::move(names)});
        return true;
    };
    if (!enter(folder, name))
        return cannot(name);
    while (!levels.empty()) {
        Level &level = levels.back();
        if (level.names.isEmpty()) {
            const QByteArray done = level.name;
            levels.pop_back();
            if (levels.empty())
                break;
            if (::unlinkat(levels.back().fd.get(), done.constData(), AT_REMOVEDIR) != 0 && errno != ENOENT)
                return cannot(done);
            continue;
        }
        const QByteArray child = level.names.takeLast();
        if (::unlinkat(level.fd.get(), child.constData(), 0) == 0 || errno == ENOENT)
            continue;
        if (errno != EISDIR && errno != EPERM)
            return cannot(child);
        if (levels.size() < kMaxLevels) {
            if (!enter(level.fd.get(), child))
                return cannot(child);
            continue;
        }
        (void)openForRemoval(level.fd.get(), child); // a folder that moves is written itself
        QByteArray up;
        do
            up = ".deeper-" + QByteArray::number(++moved);
        while (::faccessat(levels.front().fd.get(), up.constData(), F_OK, AT_SYMLINK_NOFOLLOW) == 0);
        if (::renameat(level.fd.get(), child.constData(), levels.front().fd.get(), up.constData()) != 0)
            return cannot(child);
        levels.front().names.append(up);
    }
    return {};
}

} // namespace

Result<> removeTree(int folder, const QByteArray &name)
{
    if (::unlinkat(folder, name.constData(), 0) == 0 || errno == ENOENT)
        return {};
    if (errno != EISDIR && errno != EPERM)
        return cannot(name);
    VC_CHECK(emptyFolder(name, folder));
    if (::unlinkat(folder, name.constData(), AT_REMOVEDIR) != 0 && errno != ENOENT)
        return cannot(name);
    return {};
}

} // namespace vibecoder
