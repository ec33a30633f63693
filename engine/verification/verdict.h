// SPDX-License-Identifier: MIT
// The verdict of an iteration (loop.md R2). Exit codes decide; what they cannot see withholds it. Pure.
#pragma once

#include "model/verification.h"
#include "verification/guard.h"

namespace vibecoder {

struct Verdict
{
    bool green = false;             ///< every command ended with exit 0
    QStringList noTests;            ///< commands of a test runner that ran no test at all
    QList<GuardFinding> suspicions; ///< fewer or skipped tests, against the baseline: a person has to agree

    /// Green, with tests, and nothing a person would have to agree to.
    [[nodiscard]] bool passed() const { return green && noTests.isEmpty() && suspicions.isEmpty(); }
};

/// guardFindings: what is different about the guarded files, empty when they are as at the start or approved.
[[nodiscard]] Verdict judgeVerification(
    const VerificationReport &baseline, const VerificationReport &now, const QList<GuardFinding> &guardFindings);

} // namespace vibecoder
