// SPDX-License-Identifier: MIT
// Whether a person who looks at a text sees all of it. Pure.
#pragma once

#include <QByteArrayView>

namespace vibecoder {

/// Place of the first byte that hides something: a control byte other than line break and tab, bytes that are not
/// UTF-8, or a character without a shape of its own (zero width, bidirectional marks, unusual spaces, full-width Latin
/// letters that pass for plain ones). -1: all is visible.
[[nodiscard]] qsizetype firstInvisible(QByteArrayView text);

} // namespace vibecoder
