// SPDX-License-Identifier: MIT
#include "workspace/asowner.h"

#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace vibecoder {

namespace {

using Capabilities = __user_cap_data_struct[_LINUX_CAPABILITY_U32S_3];

// The kernel tells them of one thread alone.
bool readCapabilities(Capabilities &now)
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    return ::syscall(SYS_capget, &header, now) == 0;
}

void setCapabilities(const Capabilities &wanted)
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    (void)::syscall(SYS_capset, &header, wanted);
}

} // namespace

AsOwner::AsOwner(const FileOwner &owner)
{
    const int why = errno;
    Capabilities before{};
    const bool known = readCapabilities(before);
    m_group = gid_t(::setfsgid(owner.group));
    m_user = uid_t(::setfsuid(owner.user));
    // The kernel has just taken those over files.
    if (known)
        setCapabilities(before);
    errno = why;
}

AsOwner::~AsOwner()
{
    const int why = errno;
    ::setfsuid(m_user);
    ::setfsgid(m_group);
    errno = why;
}

} // namespace vibecoder
