// SPDX-License-Identifier: MIT
// Whether bytes are text that the file tools may edit. Pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace vibecoder {

/// Empty for UTF-8 (with or without a BOM, also nothing at all); else what it is, for a sentence: "a binary file",
/// "UTF-16 text", "not UTF-8 text (byte 0xe9 in line 2)".
[[nodiscard]] QString whatElseThanUtf8(const QByteArray &bytes);

/// NUL in what is looked at of a file.
[[nodiscard]] bool isBinary(const QByteArray &bytes);

} // namespace vibecoder
