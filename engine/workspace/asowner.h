// SPDX-License-Identifier: MIT
// Root in the view of somebody's folder. The sandbox mounts it in a name space that knows the owner of the folder and
// nobody else, so the kernel makes nothing there for root: EOVERFLOW. What is made for that owner it makes.
#pragma once

#include "workspace/fileattributes.h"

#include <QtGlobal>

#include <cerrno>

namespace vibecoder {

/// What this thread makes as long as the object lives belongs to the owner; everything else stays as it is for root,
/// also the right to write in folders that their owner has closed.
class AsOwner
{
    Q_DISABLE_COPY_MOVE(AsOwner)

public:
    explicit AsOwner(const FileOwner &owner);
    ~AsOwner();

private:
    uid_t m_user;
    gid_t m_group;
};

/// Makes something in `folder` by a system call (below 0: failed, errno); once more for the owner of the folder where
/// there is nothing to be had for root.
template <typename Call>
auto makeIn(int folder, const Call &call)
{
    const auto made = call();
    if (made >= 0 || errno != EOVERFLOW)
        return made;
    const std::optional<FileOwner> owner = ownerOfNewFiles(folder);
    errno = EOVERFLOW;
    if (!owner)
        return made;
    const AsOwner as(*owner);
    return call();
}

} // namespace vibecoder
