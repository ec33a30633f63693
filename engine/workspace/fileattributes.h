// SPDX-License-Identifier: MIT
// What a file has beside its content: owner, group, permissions, access list, attributes of the user, time. A new
// content that takes the place of an old one keeps them.
#pragma once

#include <QByteArray>

#include <ctime>
#include <optional>
#include <sys/stat.h>

namespace vibecoder {

struct FileOwner
{
    uid_t user = 0;
    gid_t group = 0;
};

/// Makes the open file `to` like `from` (a descriptor of any kind, `st` its stat). False when something could not be
/// kept (owner, group, access list or attributes); the permissions of the group and of others are then no wider than
/// before.
[[nodiscard]] bool keepAttributes(int from, const struct stat &st, int to, mode_t mode);

/// Sets the permissions of `name` in `folder`, other bits stay. Links keep no permissions and are never followed.
bool changePermissions(int folder, const QByteArray &name, mode_t mode);

/// New files in this folder get an access list from it.
[[nodiscard]] bool givesAccessList(int folder);

/// Whom new files belong to: root that works in somebody's folder makes them that person's. Empty: whom they belong to
/// anyway.
[[nodiscard]] std::optional<FileOwner> ownerOfNewFiles(int folder);
/// `name` in `folder`, made a moment ago. The group of a set-group-id folder stays.
void giveTo(const FileOwner &owner, int folder, const QByteArray &name);

/// The time of a change: now, and at least one step after `before`, whose file it replaces. Never in the future, unless
/// the old time was.
void setChangeTime(int fd, const std::optional<timespec> &before);
/// Python compares sources by whole seconds and size: byte code that would be taken for that of the new content goes.
void forgetByteCode(int folder, const QByteArray &name, const timespec &before);

} // namespace vibecoder
