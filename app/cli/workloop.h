// SPDX-License-Identifier: MIT
// Works the queue in the foreground: progress as it comes, questions asked at the terminal, the first Ctrl+C stops
// safely.
#pragma once

#include "context.h"

#include <CLI/CLI.hpp>

namespace vibecoder {

/// What becomes of a question when nobody sits at the terminal. Deny: answered at once with no. Exit: it stays open and
/// the program ends. Wait: until somebody decides elsewhere, or it expires.
enum class OnAsk { Deny, Exit, Wait };
template <>
struct EnumTable<OnAsk>
{
    static constexpr auto rows = enumRows<OnAsk>({{OnAsk::Deny, "deny"}, {OnAsk::Exit, "exit"}, {OnAsk::Wait, "wait"}});
};

/// Adds `--on-ask` to a verb; the value lands in `onAsk`.
void addOnAsk(CLI::App &verb, const std::shared_ptr<OnAsk> &onAsk);

struct WorkRequest
{
    WorkerOptions options;
    bool showEvents = true;
    OnAsk onAsk = OnAsk::Deny;
    /// Asked for each open approval when no person sits at the terminal; empty: it stays open. Used by the demo.
    std::function<bool(const Approval &)> decideInstead;
    /// Asked when nothing is left to do here: true looks again in a moment, because another process works on it.
    std::function<bool()> keepWaiting;
};

Result<DrainResult> workQueue(Context &context, Engine &engine, const WorkRequest &request);

/// Shows the card and asks; decides in the store. Returns whether a decision was taken.
Result<bool> askAtTerminal(Context &context, Engine &engine, const Approval &approval);

} // namespace vibecoder
