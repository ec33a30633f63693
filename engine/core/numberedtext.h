// SPDX-License-Identifier: MIT
// File text with line numbers, as the model sees it. Pure.
#pragma once

#include "core/runcontext.h"

namespace vibecoder {

inline constexpr int kViewMax = 16000; ///< characters of one view (loop.md section 3)

/// Lines first to last (1-based; first 0: from the start, last 0 or -1: to the end), cut at kViewMax with a note that
/// says how to read on. A range outside the file is a refusal that names the number of lines.
[[nodiscard]] ToolAnswer numberedView(const QByteArray &bytes, int first, int last);

/// The changed lines with four lines around them, at most 60 lines.
[[nodiscard]] QString numberedSnippet(const QByteArray &bytes, int firstLine, int lastLine);

} // namespace vibecoder
