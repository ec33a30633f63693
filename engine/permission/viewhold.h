// SPDX-License-Identifier: MIT
// The one place that says what a view in the strong sandbox holds. There a command can harm nothing of the person:
// what it writes below the root goes to the attempt and passes the border, other places refuse it, secrets are masked,
// and there is no network. So what a command does need not be known there, only what its text shows. Pure.
#pragma once

#include "permission/commandpolicy.h"

namespace vibecoder {

/// Whether the view, the sandbox that really holds the command and the rights of the task are of that kind.
[[nodiscard]] bool isHeldByView(const CommandContext &context);

/// Whether a text that would be asked about is asked about only because nobody can know what it does. Reads it as far
/// as it can be read; whatever the text shows of the network, of secrets, of other places, of more rights or of what a
/// rule of the user objects to stays a question.
[[nodiscard]] bool isOnlyUnknown(QByteArrayView text, const CommandContext &context);

} // namespace vibecoder
