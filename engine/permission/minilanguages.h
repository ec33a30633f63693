// SPDX-License-Identifier: MIT
// sed and awk are languages that can write files and run programs. These tell the scripts that only compute. Pure.
#pragma once

#include <QByteArrayView>

namespace vibecoder {

/// True when every command of the script is one that only changes the text that passes (no w, W, r, R, e, no flag e or
/// w).
[[nodiscard]] bool sedOnlyEdits(QByteArrayView script);

/// True when the program runs nothing, writes no file, reads no other file and no environment.
[[nodiscard]] bool awkOnlyComputes(QByteArrayView program);

} // namespace vibecoder
