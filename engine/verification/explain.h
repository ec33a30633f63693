// SPDX-License-Identifier: MIT
// What the output of a run says, wherever it ran. Pure, any thread.
#pragma once

#include "model/verification.h"
#include "verification/outputparser.h"

namespace vibecoder {

/// Fills parser, certainty, counts, failures, warnings and status of the report from the output.
void readOutput(CommandReport &report, const OutputView &view);

/// The report on a run that was recorded elsewhere, a log of a build server for example.
[[nodiscard]] CommandReport explainRun(const RecordedRun &run);

} // namespace vibecoder
