// SPDX-License-Identifier: MIT
// Works the queue in the foreground: progress as it comes, questions asked at the terminal, the first Ctrl+C stops
// safely.
#pragma once

#include "context.h"

namespace vibecoder {

struct WorkRequest
{
    WorkerOptions options;
    bool showEvents = true;
    /// Asked for each open approval when no person sits at the terminal; empty: it stays open. Used by the demo.
    std::function<bool(const Approval &)> decideInstead;
};

Result<DrainResult> workQueue(Context &context, Engine &engine, const WorkRequest &request);

/// The seven items of an approval as text; the exact commands with invisible characters made visible.
[[nodiscard]] QString approvalCard(const Approval &approval, const QDateTime &now);

/// Shows the card and asks; decides in the store. Returns whether a decision was taken.
Result<bool> askAtTerminal(Context &context, Engine &engine, const Approval &approval);

} // namespace vibecoder
