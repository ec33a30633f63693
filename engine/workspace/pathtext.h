// SPDX-License-Identifier: MIT
// File names are bytes on disk and text in our values; the two functions here change one into the other without loss.
// Pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace vibecoder {

/// UTF-8 becomes text; each byte that is not UTF-8 becomes one lone surrogate, U+DC80 to U+DCFF, which no valid text
/// holds.
[[nodiscard]] QString pathText(QByteArrayView bytes);

/// The way back: pathBytes(pathText(b)) == b for every b.
[[nodiscard]] QByteArray pathBytes(QStringView text);

} // namespace vibecoder
