// SPDX-License-Identifier: MIT
// From an accepted command to a rule and back: the narrowest rule, what it would have matched, the list, taking away.
#pragma once

#include "core/rulebook.h"
#include "model/approval.h"

namespace vibecoder {

/// What remembering this command would mean (ApprovalFacts::remember).
[[nodiscard]] QString rememberingOf(const Approval &approval);

/// The exact argument vector, this working directory, an end. An error says why this action is never remembered.
[[nodiscard]] Result<Rule> narrowestRule(
    const Approval &approval, RememberFor how, const QString &by, const QDateTime &now);

[[nodiscard]] Result<RulePreview> previewOf(
    Connection &reader, const Approval &approval, RememberFor how, const QDateTime &now);

/// Written ones in the order of the file, then remembered ones, all with their uses.
[[nodiscard]] Result<QList<Rule>> allRules(RuleBook &book, Connection &reader, const QDateTime &now);

/// Takes a rule out of the store or the file and returns it.
Result<Rule> removeRule(Connection &c, RuleBook &book, const QString &id, const QDateTime &now);

} // namespace vibecoder
