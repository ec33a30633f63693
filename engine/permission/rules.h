// SPDX-License-Identifier: MIT
// The user's own rules: which of them speak about a command, and what an allowing one may lift. Pure.
//
// Order of strictness (security.md section 4): limits and syntax, built-in deny, the user's deny, protected path and
// dangerous pattern, the user's ask, the user's allow, built-in allow, default. An allowing rule that names the first
// words lifts only the default ("this program is not known"). One that is an exact argument vector was shown to the
// person word for word, so it also lifts an ordinary risk - never a rail, a protected or outside path, or a denial. It
// holds only where the whole text is that one command, and with the network only where nothing of the folder takes
// part.
#pragma once

#include "model/rule.h"
#include "permission/commandpolicy.h"

#include <QHash>

#include <vector>

namespace vibecoder {

/// One command after its wrappers were peeled, with the findings that are about it.
struct CommandLeaf
{
    QByteArrayList argv; ///< the program without the folder of the system it lies in
    int begin = 0, end = 0;
    std::size_t firstFinding = 0, endFinding = 0; ///< part of the judge's findings
    bool plain = false;   ///< no word would still be changed by the shell, and nothing adds words from elsewhere
    bool follows = false; ///< another program adds words to it
    bool atRoot = false;  ///< it runs in the working directory of the task itself
    bool whole = false;   ///< the whole text is this one plain command: nothing before, behind or around it
};

class RuleSet
{
public:
    RuleSet() = default;
    explicit RuleSet(QList<Rule> rules);

    [[nodiscard]] const QList<Rule> &rules() const { return m_rules; }
    [[nodiscard]] bool isEmpty() const { return m_rules.isEmpty(); }

    /// The strictest rule that speaks about this command, or nullptr.
    [[nodiscard]] const Rule *speaking(const CommandLeaf &leaf, const CommandContext &context) const;

    /// Whether a denial or a question could speak about this command, whose words the shell still computes.
    [[nodiscard]] bool couldObject(const CommandLeaf &leaf, const CommandContext &context) const;
    /// Whether there is a denial or a question at all that holds here.
    [[nodiscard]] bool objects(const CommandLeaf &leaf, const CommandContext &context) const;

private:
    QList<Rule> m_rules;
    QHash<QByteArray, QList<qsizetype>> m_byProgram; ///< last part of the program's name -> rules
};

/// Whether the rule's words are those of the command; scope and expiry are not looked at.
[[nodiscard]] bool matchesRule(const Rule &rule, const QByteArrayList &argv, const QByteArray &root);

/// May this allowing rule take the finding about this command away?
[[nodiscard]] bool mayLift(const Rule &rule, const CommandFinding &finding, const QByteArrayList &argv);

/// Applies the rules to what the judge found: adds the user's denials and questions, takes away what is allowed.
/// Returns the findings that are left.
[[nodiscard]] std::vector<CommandFinding> applyRules(std::vector<CommandFinding> findings,
    const std::vector<CommandLeaf> &leaves, const CommandContext &context, CommandVerdict &verdict);

/// The examples of the rules that do not hold; empty when all do.
struct FailedExample
{
    QString rule;
    RuleExample example;
};
[[nodiscard]] QList<FailedExample> failedExamples(const QList<Rule> &rules);

/// Why an approved command cannot become a rule: a stable code; empty when it can. tier: in which it would run.
[[nodiscard]] QString refusalToRemember(const CommandVerdict &verdict, SandboxTier tier);

} // namespace vibecoder
