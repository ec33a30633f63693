// SPDX-License-Identifier: MIT
// Why the policy asked, in the reader's language.
#pragma once

#include "model/sandbox.h"

#include <QString>

namespace vibecoder {

/// code: Judgement::reason; an unknown one comes back as it is.
[[nodiscard]] QString ruleText(const QString &code);

/// What remembering an accepted command would mean each time, or why it cannot be remembered. code:
/// ApprovalFacts::remember; empty for an empty one.
[[nodiscard]] QString rememberText(const QString &code);

/// The code of what a rule gives that was made of an action asked for this reason.
[[nodiscard]] QString meaningOf(SandboxTier tier, const QString &reason);

/// Whether the code says what it would mean; else it says why not.
[[nodiscard]] bool isMeaning(const QString &code);

/// Only the part after "because": a code of refusalToRemember (permission/rules.h).
[[nodiscard]] QString rememberRefusal(const QString &code);

} // namespace vibecoder
