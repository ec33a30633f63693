// SPDX-License-Identifier: MIT
// The judgement about a command as a journaled step: rules change while a task waits, and a resumed run must decide
// what it decided before. Uses of the user's rules are counted with it.
#pragma once

#include "core/runcontext.h"
#include "permission/permissionpolicy.h"

namespace vibecoder {

/// Fills in the user's rules, the task and the time, judges, and stores the answer.
QCoro::Task<Result<Judgement>> judgeStep(RunServices &services, Journal &journal, Action action, PolicyContext context);

/// Just before it is done, with the rules and the tier of now: whether a rule made after the question forbids what was
/// approved, or what was allowed unasked would ask (another tier after a crash, a rule that has expired).
[[nodiscard]] bool forbiddenMeanwhile(
    RunServices &services, const QString &taskId, const Action &action, PolicyContext context, bool approved);

} // namespace vibecoder
