// SPDX-License-Identifier: MIT
// Rows that belong to a task attempt: iterations, approvals, journal steps, artifacts, and the settings of the queue.
#pragma once

#include "model/approval.h"
#include "model/artifact.h"
#include "model/iteration.h"
#include "storage/connection.h"

namespace vibecoder {

namespace iterationstore {
/// Inserts or replaces (taskId, attempt, number).
Result<> save(Connection &c, const Iteration &iteration);
/// In order of number.
Result<QList<Iteration>> list(Connection &c, const QString &taskId, int attempt);
} // namespace iterationstore

namespace approvalstore {
/// Sets approval.seq.
Result<> insert(Connection &c, Approval &approval);
Result<Approval> byId(Connection &c, const QString &id);
Result<QString> resolveId(Connection &c, const QString &text); ///< as taskstore::resolveId
/// Oldest first. state empty: all. taskId empty: of all tasks.
Result<QList<Approval>> list(Connection &c, std::optional<ApprovalState> state, const QString &taskId, int limit = 500);
/// The approval a journal step waits for, if it was asked.
Result<std::optional<Approval>> forStep(Connection &c, const QString &taskId, int attempt, const QString &stepPath);
/// Compare and set: only a pending one changes. Returns whether this call decided it.
Result<bool> decide(Connection &c, const QString &id, ApprovalState state, const QString &by, const QString &message,
    const QDateTime &now, const QJsonObject &answers = {});
/// Pending ones whose expiresAt has passed become Expired; returns them.
Result<QList<Approval>> expireDue(Connection &c, const QDateTime &now);
/// Pending ones of an ended task become Void.
Result<> voidForTask(Connection &c, const QString &taskId, const QDateTime &now);
Result<std::optional<QDateTime>> nextExpiry(Connection &c);
} // namespace approvalstore

/// One journaled step. result empty: intent alone is stored.
struct StepRow
{
    QString path; ///< "1", "2", … in program order; children are "2/1"
    QString kind;
    QString inputDigest; ///< SHA-256 of the canonical input
    QJsonObject intent;  ///< what resolve() needs after a crash (planned digests)
    std::optional<QJsonObject> result;
};

namespace stepstore {
Result<QList<StepRow>> load(Connection &c, const QString &taskId, int attempt); ///< in order of insertion
Result<> putIntent(Connection &c, const QString &taskId, int attempt, const StepRow &step, const QDateTime &now);
/// Inserts or completes the row.
Result<> putResult(Connection &c, const QString &taskId, int attempt, const StepRow &step, const QDateTime &now);
} // namespace stepstore

namespace artifactrows {
Result<> insert(Connection &c, const Artifact &artifact);                        ///< same (task, name) again replaces
Result<QList<Artifact>> list(Connection &c, const QString &taskId, int attempt); ///< attempt 0: all
Result<Artifact> byId(Connection &c, const QString &id);
} // namespace artifactrows

/// Small named values: queue.paused, queue.pause_reason, accepted digests …
namespace metastore {
Result<QString> get(Connection &c, const QString &key); ///< empty when not there
Result<> set(Connection &c, const QString &key, const QString &value);
} // namespace metastore

} // namespace vibecoder
