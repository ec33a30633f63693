// SPDX-License-Identifier: MIT
// Which words differ between two lines. Pure; bounded work.
#pragma once

#include "diff/patch.h"

namespace vibecoder {

/// Words, runs of spaces and single other characters, as spans of the text. A surrogate pair stays whole.
[[nodiscard]] QList<TextSpan> wordsOf(const QString &text);

/// Fills in `changed` of both. Left empty when nothing would be left unmarked: then the whole line is the change.
void markWords(DiffLine &removed, DiffLine &added);

} // namespace vibecoder
