// SPDX-License-Identifier: MIT
// What a verification said, for people. Pure; output of tools is made harmless for terminals.
#pragma once

#include "model/verification.h"

namespace vibecoder {

/// Verdict, counts, and the failures with place, message, expected and actual; at most 20 failures in full.
[[nodiscard]] QString reportText(const CommandReport &report);

} // namespace vibecoder
