// SPDX-License-Identifier: MIT
// What the loop and the faces write into the audit log: decisions with their reason, and effects with their outcome.
#pragma once

#include "core/runcontext.h"
#include "model/action.h"
#include "model/approval.h"
#include "model/rule.h"

namespace vibecoder {

/// Which task, attempt and iteration a record is about.
struct AuditPlace
{
    QString taskId;
    int attempt = 0, iteration = 0;
};

/// Records and gives the job that stores the anchor; the job belongs into the transaction of the step. A log that
/// cannot be written stops the action: what is not recorded does not happen.
Result<Database::WriteJob> auditDecision(
    RunServices &services, const AuditPlace &place, const Action &action, const Judgement &judgement);
Result<Database::WriteJob> auditEffect(RunServices &services, const AuditPlace &place, QJsonObject effect);

/// A person's or the clock's decision about an approval.
Result<AuditAnchor> auditApproval(AuditLog &log, const Approval &approval, const QDateTime &at);

/// A rule of the user was made or taken away. what: remember_rule, remove_rule.
Result<AuditAnchor> auditRule(
    AuditLog &log, const QString &what, const Rule &rule, const QString &actor, const QDateTime &at);

/// Keeps the larger of the stored anchor and this one.
Result<> storeAnchor(Connection &c, const AuditAnchor &anchor);
Result<AuditAnchor> storedAnchor(Connection &c);

/// Both in one transaction; either may be empty.
[[nodiscard]] Database::WriteJob together(Database::WriteJob first, Database::WriteJob second);

} // namespace vibecoder
