// SPDX-License-Identifier: MIT
// One failure, or the output of a command whose tool nobody knows, in the words of the feedback. Pure.
#pragma once

#include "verification/selection.h"

namespace vibecoder {

/// A text of resources/prompts/feedback by its name.
[[nodiscard]] QString feedbackPhrase(const char *name);

/// At most about 3,500 characters. source: numbered lines around its place; may be empty.
[[nodiscard]] QString failureText(int number, const ChosenFailure &chosen, const QString &source);

/// For a command without failures that a parser could name: its telling lines and the end of what it printed; of a
/// timeout the last lines and the test that was running. At most `limit` characters.
[[nodiscard]] QString outputText(const CommandReport &command, qsizetype limit);

} // namespace vibecoder
