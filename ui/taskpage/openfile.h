// SPDX-License-Identifier: MIT
// Opens what lies in a working directory with the desktop's own programs.
#pragma once

#include <QString>

namespace vibecoder {

/// The file itself, or its folder when opening it could run something (programs, desktop entries) or it leads out of
/// the directory. Does nothing when the directory is gone.
void openFileOf(const QString &directory, const QString &path);

} // namespace vibecoder
