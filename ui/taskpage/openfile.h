// SPDX-License-Identifier: MIT
// Opens what lies in a working directory with the desktop's own programs.
#pragma once

#include <QString>

namespace vibecoder {

/// What is opened for `path` of this directory: the file itself where that is harmless, or its folder when opening it
/// could run something (programs, desktop entries, pages) or it leads out of the directory. Empty when the directory is
/// gone.
[[nodiscard]] QString openedFor(const QString &directory, const QString &path);

/// False: the directory is gone.
bool openFileOf(const QString &directory, const QString &path);

} // namespace vibecoder
