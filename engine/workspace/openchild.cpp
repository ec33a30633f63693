// SPDX-License-Identifier: MIT
#include "workspace/openchild.h"

#include "workspace/asowner.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace vibecoder {

namespace {

constexpr int kRetries = 16; // EAGAIN: something was renamed while the kernel looked

int openNow(int folder, const QByteArray &name, int flags, mode_t mode)
{
    open_how how{};
    how.flags = static_cast<unsigned int>(flags);
    how.mode = (flags & O_CREAT) != 0 ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    for (int i = 0; i < kRetries; ++i) {
        const long fd = ::syscall(SYS_openat2, folder, name.constData(), &how, sizeof how);
        if (fd >= 0)
            return int(fd);
        if (errno != EAGAIN && errno != EINTR)
            break;
    }
    // Old kernels do not know the call, some containers forbid it. One component with O_NOFOLLOW is as safe for links.
    if (errno == ENOSYS || errno == EPERM)
        return ::openat(folder, name.constData(), flags, mode);
    return -1;
}

} // namespace

FileDescriptor openChild(int folder, const QByteArray &name, int flags, mode_t mode)
{
    if (name.isEmpty() || name.contains('/') || name.contains('\0') || name == "..") {
        errno = EINVAL;
        return {};
    }
    const auto open = [&] { return openNow(folder, name, flags | O_NOFOLLOW | O_CLOEXEC, mode); };
    return FileDescriptor((flags & O_CREAT) != 0 ? makeIn(folder, open) : open());
}

} // namespace vibecoder
