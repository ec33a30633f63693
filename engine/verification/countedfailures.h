// SPDX-License-Identifier: MIT
// Whether a command that ended with exit 0 says itself that tests failed: behind a pipe, `|| true` or a further command
// the exit code is another one's. Only the line in which a test runner sums up counts, never what a test printed. Pure.
#pragma once

#include "verification/outputparser.h"

namespace vibecoder {

/// Of a warning in the report of such a command; its message is the line.
inline constexpr char kCountedFailures[] = "counted_failures";

/// The line that counts failures; empty when none does.
[[nodiscard]] QString failingSummary(const OutputView &view, const ParsedOutput &parsed);

/// The report holds such a warning.
[[nodiscard]] bool countsFailures(const CommandReport &report);

} // namespace vibecoder
