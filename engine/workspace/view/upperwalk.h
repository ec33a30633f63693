// SPDX-License-Identifier: MIT
// Walks the upper folder of a view together with what lies below it: every path where the view shows something else
// than the person's folder, or may; in a view with a layer: than the layer over that folder. By descriptor; no link is
// followed. What an overlay mounted with `userxattr` leaves: a character device 0:0 (or an empty file with
// user.overlay.whiteout in a folder with user.overlay.opaque=x) where something was deleted, user.overlay.opaque=y on a
// folder of which nothing below shows through.
#pragma once

#include "base/filedescriptor.h"

#include <QByteArray>
#include <QByteArrayList>

#include <functional>
#include <sys/stat.h>

namespace vibecoder {

struct WalkedEntry
{
    QByteArray path, name;
    bool hides = false; ///< UpperPath::hides
    struct stat now
    {
    }; ///< in the view; mode 0: deleted (also what the person has removed since)
    struct stat lower
    {
    };                    ///< below; mode 0: nothing
    int upperFolder = -1; ///< which holds the name; -1: there is none

    [[nodiscard]] bool isFolder() const { return S_ISDIR(now.st_mode != 0 ? now.st_mode : lower.st_mode); }
};

/// False: a folder is not entered.
using WalkVisit = std::function<bool(const WalkedEntry &)>;

/// Folders before what is in them, else in no order. Folders of the upper one that the attempt took its own rights from
/// are opened for as long as they are read; never while the view is mounted. layerFd: the layer of the view
/// (ViewFolder::layerDescriptor()), -1: none, or one that counts as written. Others use it at the same time, so nothing
/// in it is opened up. Returns what could not be looked at, with the reason.
[[nodiscard]] QByteArrayList walkUpper(int upperFd, int layerFd, int lowerFd, const WalkVisit &visit);

/// Opens up what its owner may not read, and closes it again.
class OpenedUp
{
    Q_DISABLE_COPY_MOVE(OpenedUp)

public:
    /// needed: rights of the owner, 0500 to read a folder, 0400 to read a file.
    OpenedUp(int folder, const QByteArray &name, const struct stat &st, mode_t needed);
    ~OpenedUp();

private:
    FileDescriptor m_place;
    mode_t m_mode = 0;
};

} // namespace vibecoder
