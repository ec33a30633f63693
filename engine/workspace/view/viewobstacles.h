// SPDX-License-Identifier: MIT
// Why no view of a working directory can be had, as far as that can be told before one is mounted. What remains (owners
// that a name space cannot map, a kernel without user name spaces) shows when the sandbox mounts it.
#pragma once

#include "workspace/fileattributes.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace vibecoder {

/// One plain sentence without an end, or empty. The folder of the views is made when it is missing, and tried.
[[nodiscard]] QString whyNoView(const QString &workingDirectory, const QString &viewsFolder);

struct MountPlace
{
    qint64 id = 0, parent = 0;
    QByteArray place, type;

    bool operator==(const MountPlace &) const = default;
};

/// /proc/self/mountinfo; a line that cannot be read is left out. Pure.
[[nodiscard]] QList<MountPlace> mountPlaces(const QByteArray &mountInfo);

/// The first place below the folder where something is mounted, or empty. `mount`: the mount the folder lies in. Pure.
[[nodiscard]] QByteArray mountedBelow(const QList<MountPlace> &places, qint64 mount, const QByteArray &folder);

/// For whole paths without links. Pure.
[[nodiscard]] QString whyNotInEachOther(const QString &workingDirectory, const QString &viewsFolder);

/// Why the kernel takes no such file system as what a view shows; `type`: of statfs(), `foldsCase`: the folder has that
/// flag. Pure.
[[nodiscard]] QString whyNoLower(quint64 type, bool foldsCase);

/// Whether somebody may pass all folders on the way to this one. Root looks with that person's eyes, for this thread
/// alone.
[[nodiscard]] bool isReachableFor(const FileOwner &owner, const QByteArray &folder);

/// Tries in a folder of the views what an overlay does there; empty, or what does not work.
[[nodiscard]] QString whyNoUpper(int viewsFolder);

} // namespace vibecoder
