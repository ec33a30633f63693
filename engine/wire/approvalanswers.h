// SPDX-License-Identifier: MIT
// Answers to the rows of one question.
//   border:         {"<digest of the row>": "use" | "leave"}
//   apply_conflict: {"<path>": {"use": "mine" | "theirs" | "both" | "edited", "text": "…"}}; text with "edited" alone
// What is not named goes by the decision itself.
#pragma once

#include "base/result.h"
#include "model/approval.h"

namespace vibecoder {

/// The longest edited text of one file, in characters.
inline constexpr qsizetype kEditedTextMost = 1024 * 1024;

/// InvalidArgument names the key and what may stand there.
[[nodiscard]] Result<> checkAnswers(ApprovalKind kind, const QJsonObject &answers);

} // namespace vibecoder
