// SPDX-License-Identifier: MIT
// The texts the model gets first, from versioned files in resources/prompts. Nothing in them changes from run to run,
// so that the provider's prompt cache keeps them.
#pragma once

#include "model/task.h"

#include <QString>

namespace vibecoder {

[[nodiscard]] QString systemPrompt();

/// projectText: AGENTS.md or CLAUDE.md, shown as untrusted project notes; may be empty. baselineText: what the
/// verification said before the first change.
[[nodiscard]] QString taskMessage(const TaskSpec &spec, const QString &projectText, const QString &baselineText);

} // namespace vibecoder
