// SPDX-License-Identifier: MIT
// The sentences that say why the border asks about a change. One table for the engine, which keeps them in English on
// the card, and for the faces, which show them in the reader's language.
#pragma once

#include "model/approval.h"
#include "model/bordercard.h"

namespace vibecoder {

/// ShownReason::key of each sentence.
[[nodiscard]] QStringList borderReasonKeys();

/// In English, with its detail; the key is one of the table.
[[nodiscard]] QString englishReason(const ShownReason &reason);

/// Of a row, in the reader's language, the worst first, all of them harmless. In English where the card is older than
/// its keys, or from a version that knows more of them.
[[nodiscard]] QStringList reasonTexts(const BorderRow &row);

/// A line of an approval of the border, `path: sentence` in English, as reasonTexts() has its sentence.
[[nodiscard]] QString borderLineText(const QString &line);

/// Approval::commands for a reader: harmless, those of the border as borderLineText().
[[nodiscard]] QStringList shownCommands(const Approval &approval);

} // namespace vibecoder
