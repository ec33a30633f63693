// SPDX-License-Identifier: MIT
// The next user message after a failed verification (loop.md section 6). Pure, deterministic bytes, secrets masked,
// at most 12,000 characters.
#pragma once

#include "model/verification.h"

#include <QStringList>

#include <optional>

namespace vibecoder {

struct FeedbackInput
{
    int iteration = 1;
    int maxIterations = 1;
    VerificationReport report;
    std::optional<VerificationReport> previous; ///< of the iteration before; empty for the first
    QStringList changedFiles;                   ///< this iteration's edits, relative paths
    bool timedOut = false;                      ///< the iteration's time was over
    bool claimedDone = false;                   ///< the model called finish(done)
    double costUsd = 0, maxCostUsd = 0;
};

[[nodiscard]] QString composeFeedback(const FeedbackInput &input);

/// One function for every shortening of command output (R16, R17): at most 10,000 characters and 256 lines, 40 % head
/// and 60 % tail, lines cut at 500 characters, ANSI removed, progress lines collapsed, repeated lines folded. Fed its
/// own result it changes nothing.
[[nodiscard]] QString shortenOutput(const QByteArray &output, qint64 totalBytes = -1);

} // namespace vibecoder
