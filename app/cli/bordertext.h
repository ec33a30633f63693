// SPDX-License-Identifier: MIT
// The cards of border and conflicts as lines for a terminal, the worst first. Everything is reachable: what is cut says
// how to see it. Pure.
#pragma once

#include "model/applyconflict.h"
#include "model/bordercard.h"

#include <QStringList>

namespace vibecoder {

/// Of a digest: enough to name a row with --use and --leave.
inline constexpr qsizetype kShownDigest = 12;

/// How many of the lines below are left out; 0: nothing.
[[nodiscard]] int hiddenRows(const BorderCard &card);
[[nodiscard]] QStringList borderLines(const BorderCard &card, bool whole, bool colour);
[[nodiscard]] QStringList conflictLines(const ConflictCard &card, bool whole, bool colour);

/// "changed test", "steers the tests" …; of an unknown word the word.
[[nodiscard]] QString borderClassText(const QString &code);
[[nodiscard]] QString conflictText(const ConflictFile &file);

} // namespace vibecoder
