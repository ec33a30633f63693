// SPDX-License-Identifier: MIT
// What people watch while a task runs, besides the model's own words: a line for each tool call and the beginning of
// its answer. Text only, redacted; nothing of it is stored. Pure.
#pragma once

#include "core/runcontext.h"
#include "core/toolcall.h"

#include <QString>

namespace vibecoder {

/// One line that names the tool and what it is used for, as far as a screen needs it. Ends with a line break.
[[nodiscard]] QString liveToolCall(const ToolRequest &request);

/// The beginning of what the tool answered, indented below its call: up to 12 lines of a command or verification, one
/// line of any other tool (a viewed file would fill the screen). Ends with an empty line.
[[nodiscard]] QString liveToolAnswer(const ToolRequest &request, const ToolAnswer &answer);

} // namespace vibecoder
