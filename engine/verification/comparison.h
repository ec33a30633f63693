// SPDX-License-Identifier: MIT
// Sets two verifications side by side: what is fixed, what still fails, what regressed, what is new. Pure.
#pragma once

#include "model/moves.h"
#include "model/verification.h"

#include <optional>

namespace vibecoder {

/// A failing test, not a diagnostic of a compiler or linter: its id names one thing that can pass.
[[nodiscard]] bool isTest(const Failure &failure);
/// The name under which a failure is compared and listed: the test's id; for a diagnostic its file, rule and message
/// without numbers, since lines move with every edit.
[[nodiscard]] QString nameOf(const Failure &failure);

/// How many tests the tool found; empty when its output does not say.
[[nodiscard]] std::optional<int> collectedBy(const TestCounts &counts);

/// `before` is the verification of the same commands some iterations earlier. A test that failed before counts as fixed
/// only when its command ran its tests now: what could not run is not fixed. A failure that was not there before is a
/// regression when its command ran its tests before and collected no fewer; else it is new.
[[nodiscard]] Moves compareReports(const VerificationReport &before, const VerificationReport &now);

/// Sums over the commands; -1 where no command's output says.
struct TestTotals
{
    int passed = -1, failed = -1; ///< failed includes errors
};
[[nodiscard]] TestTotals totalsOf(const VerificationReport &report);

} // namespace vibecoder
