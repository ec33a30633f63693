// SPDX-License-Identifier: MIT
// Small words of the file tools: results of steps and answers for the model.
#pragma once

#include "core/runcontext.h"
#include "core/toolcall.h"

namespace vibecoder {

/// A refusal is the model's own mistake or a limit: data for it, not an error of the run.
[[nodiscard]] ToolAnswer toolRefusal(const QString &text);
[[nodiscard]] ToolAnswer answerOf(const QJsonObject &result);
[[nodiscard]] QString toolWord(ToolKind kind);
/// The answer with its event as the end of a step.
[[nodiscard]] StepOutcome outcomeOf(
    const ToolRequest &request, const ToolAnswer &answer, QJsonObject result, qint64 durationMs);

} // namespace vibecoder
