// SPDX-License-Identifier: MIT
// The last lines about a task: where it was checked, where its changes are, and the command that follows.
#pragma once

#include "model/task.h"

namespace vibecoder {

/// Empty when the status says it all. One line, everything in it harmless.
[[nodiscard]] QString resultLine(const Task &task);

/// What has to be known about a verdict; harmless.
[[nodiscard]] QString verdictNoteText(const VerdictNote &note);

/// Where the verification passed that the verdict rests on. Empty of a task that has not passed, and where that is the
/// folder itself. One line, everything in it harmless.
[[nodiscard]] QString verdictLine(const Task &task);

} // namespace vibecoder
