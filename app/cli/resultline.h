// SPDX-License-Identifier: MIT
// The last line about a task: where its changes are, and the command that follows.
#pragma once

#include "model/task.h"

namespace vibecoder {

/// Empty when the status says it all. One line, everything in it harmless.
[[nodiscard]] QString resultLine(const Task &task);

} // namespace vibecoder
