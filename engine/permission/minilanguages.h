// SPDX-License-Identifier: MIT
// sed and awk are languages that can write files and run programs. These tell the scripts that only compute. Pure.
#pragma once

#include <QByteArrayList>
#include <QByteArrayView>

namespace vibecoder {

/// True when every command of the script is one that only changes the text that passes (no w, W, r, R, e, no flag e or
/// w).
[[nodiscard]] bool sedOnlyEdits(QByteArrayView script);

/// True when the program runs nothing, writes no file, reads no other file and no environment.
[[nodiscard]] bool awkOnlyComputes(QByteArrayView program);

/// What the shell makes of an unquoted word with lists in braces, `a{b,c}` and `{1..3}`; ranges are given by their
/// ends. Empty when it is more than 64 words, or not well formed.
[[nodiscard]] QByteArrayList braceExpansions(QByteArrayView word);

} // namespace vibecoder
