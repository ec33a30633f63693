// SPDX-License-Identifier: MIT
// Opens one name below an open folder, and nothing else: no link, no magic link of /proc, no mount point, no way out.
#pragma once

#include "base/filedescriptor.h"

#include <QByteArray>

#include <sys/types.h>

namespace vibecoder {

/// name: one component, not `..`. flags as for open(); O_NOFOLLOW and O_CLOEXEC are added. Not open on failure, errno
/// says why. On kernels without openat2 a mount point is not seen here: compare st_dev.
[[nodiscard]] FileDescriptor openChild(int folder, const QByteArray &name, int flags, mode_t mode = 0);

} // namespace vibecoder
