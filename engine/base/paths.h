// SPDX-License-Identifier: MIT
// Folders and owner-only files. Every name here is the program's own; nothing of a task is resolved with it.
#pragma once

#include "base/result.h"

#include <QString>

namespace vibecoder {

/// Replaces a leading `~/` by the user's home; other text is returned unchanged.
[[nodiscard]] QString expandHome(const QString &path);

/// Makes the folder and its parents; the last one gets mode 0700. An existing folder must belong to this user.
[[nodiscard]] Result<> ensurePrivateFolder(const QString &path);

/// Writes by a new file in the same folder (O_EXCL, mode 0600), fsync and rename: whole or not at all.
[[nodiscard]] Result<> writeFileAtomically(const QString &path, const QByteArray &bytes);

/// The whole file, at most maxBytes: a larger one is an error that names the size.
[[nodiscard]] Result<QByteArray> readWholeFile(const QString &path, qint64 maxBytes);

/// Where the resources (prompts, demo, translations) lie: beside the program when it is installed, else in the source
/// tree of a development build. `VIBECODER_RESOURCES` beats both.
[[nodiscard]] QString resourcePath(const QString &relative);

/// The program that ends and cleans up a command's process tree: `VIBECODER_LAUNCHER`, else beside the program or in
/// ../lib/vibecoder, else in the build tree.
[[nodiscard]] QString launcherPath();

/// The program that talks to the keychain service: `VIBECODER_KEYCHAIN`, else beside the program or in
/// ../lib/vibecoder.
[[nodiscard]] QString keychainHelperPath();

} // namespace vibecoder
