// SPDX-License-Identifier: MIT
// Files that say which packages a project needs, and the command of the tool that brings them. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

namespace vibecoder {

/// What `setup:` commands read: a manifest or a lock file, at any depth.
[[nodiscard]] bool isManifest(const QByteArray &path);

/// A package as one file (`vendor/name-1.0.tgz`), which a manifest or a lock file may name: without it `setup:`
/// commands cannot do what those say.
[[nodiscard]] bool isPackageFile(const QByteArray &path);

/// The command to write under `setup:` when these paths changed; there: names at the top of the working directory.
/// Empty: none of them is a manifest of a tool that is known. The commands are those of the tools' own documentation
/// for a build server: what the lock file says and nothing newer.
[[nodiscard]] QString proposedSetup(const QByteArrayList &changed, const QByteArrayList &there);

} // namespace vibecoder
