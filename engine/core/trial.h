// SPDX-License-Identifier: MIT
// Verification commands outside of any task: run as a task would run them, nothing stored.
#pragma once

#include "base/result.h"
#include "model/settings.h"
#include "model/verification.h"

namespace vibecoder {

/// Runs the commands in order and processes events until the last one has ended.
[[nodiscard]] Result<VerificationReport> tryCommands(const Settings &settings, const TrialRequest &request);

} // namespace vibecoder
