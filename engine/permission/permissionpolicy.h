// SPDX-License-Identifier: MIT
// Action + what is known of the task and the sandbox -> allow, ask or deny. Pure. Nothing that comes from the working
// directory, a task file, the model or a remote surface is part of the context, so none of it can widen an answer.
#pragma once

#include "model/action.h"
#include "model/sandbox.h"
#include "permission/rules.h"

#include <QStringList>

#include <memory>

namespace vibecoder {

struct PolicyContext
{
    QStringList acceptedCommands; ///< verification commands a person accepted for this task
    QString workingDirectory;
    QString home;
    QString dataDirectory; ///< of this program
    SandboxTier tier = SandboxTier::None;
    std::shared_ptr<const RuleSet> rules = {}; ///< the user's own; empty: only what is built in
    QString taskId = {};                       ///< for rules that hold for one task
    QDateTime now = {};                        ///< for rules that expire
    SandboxTier held = SandboxTier::None;      ///< in which it would really run: what allowing rules ask for
    bool network = false;                      ///< as in CommandContext
    bool inView = false;                       ///< as in CommandContext
};

/// What Judgement::rule says: `built_in`, the reason of a built-in question, or `user:NAME`.
[[nodiscard]] QString ruleName(const CommandFinding &finding);

[[nodiscard]] Judgement judge(const Action &action, const PolicyContext &context);

} // namespace vibecoder
