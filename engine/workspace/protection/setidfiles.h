// SPDX-License-Identifier: MIT
// Files that run with the rights of their owner or group, made by a command. The filter of system calls refuses
// set-uid; set-gid it cannot tell from that of folders, which is honest, so it is taken off here after the command.
#pragma once

#include <QString>
#include <QStringList>

namespace vibecoder {

struct SetIdFiles
{
    QStringList cleared; ///< relative to the root
    QStringList left;    ///< could not be changed; or a new folder that cannot be looked into
};

/// Now, as the kernel would write it down for a file that changes, and a little before.
[[nodiscard]] qint64 setIdLookFrom();

/// Takes set-uid and set-gid off regular files below root whose mode or content changed since (setIdLookFrom()); what
/// had it before is the person's. Follows no link.
[[nodiscard]] SetIdFiles clearSetIds(const QString &root, qint64 sinceNs);

} // namespace vibecoder
