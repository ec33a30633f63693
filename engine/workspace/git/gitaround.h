// SPDX-License-Identifier: MIT
// What git needs outside of a working directory: the repository around it, the folder of git of a worktree or
// submodule, the objects of a shared clone. A file in the working directory may be hostile and name any folder, so
// only what points back is shown, and without its credentials. Looks at the disk, changes nothing.
#pragma once

#include "workspace/protection/foldercache.h"

#include <functional>

namespace vibecoder {

struct GitAround
{
    QByteArrayList folders; ///< to be read, absolute; outer ones before those in them
    QByteArrayList hidden;  ///< files and folders in them that may hold secrets and that git does not track
    QList<std::pair<QByteArray, QByteArray>> replaced; ///< files of settings in them and their text without credentials

    [[nodiscard]] bool operator==(const GitAround &) const = default;
};

/// Whether a file or folder of this name may hold secrets.
using SecretName = std::function<bool(const QByteArray &name)>;

/// root: the working directory, without links. repositories: folders in it with a `.git` (the empty text is itself).
/// home: the user's own. Everything that is shown belongs to the owner of root, and holds neither home nor a folder of
/// the system.
[[nodiscard]] GitAround gitAround(
    const QByteArray &root, const QByteArrayList &repositories, const QByteArray &home, const SecretName &isSecret);

} // namespace vibecoder
