// SPDX-License-Identifier: MIT
// Rows of checkpoints, and of rollbacks that are under way.
#pragma once

#include "base/processid.h"
#include "model/checkpoint.h"
#include "storage/connection.h"

namespace vibecoder {

namespace checkpointrows {
/// Inserts or replaces (taskId, attempt, number).
Result<> save(Connection &c, const Checkpoint &checkpoint, const QString &directory);
/// In order of attempt and number. attempt 0: all.
Result<QList<Checkpoint>> list(Connection &c, const QString &taskId, int attempt);
Result<std::optional<Checkpoint>> find(Connection &c, const QString &taskId, int attempt, int number);
/// The working directory it was taken of (canonical).
Result<QString> directoryOf(Connection &c, const Checkpoint &checkpoint);
/// One more than the highest of the attempt.
Result<int> nextNumber(Connection &c, const QString &taskId, int attempt);
Result<> remove(Connection &c, const QString &taskId, int attempt, int number);

struct Kept
{
    QString taskId;
    int attempt = 1, number = 0;
    QDateTime createdAt;
    bool inUse = false; ///< its task has not ended
};
/// Oldest first: what a store of this directory may forget.
Result<QList<Kept>> ofDirectory(Connection &c, const QString &directory);
} // namespace checkpointrows

/// A rollback that has begun and not ended.
struct RollbackRow
{
    QString directory, taskId;
    int attempt = 1, number = 0; ///< the checkpoint it goes back to
    int beforeNumber = 0;        ///< the checkpoint that leads back; may not be taken yet
    QDateTime startedAt;
    ProcessId owner;
};

namespace rollbackrows {
Result<std::optional<RollbackRow>> find(Connection &c, const QString &directory);
Result<QList<RollbackRow>> all(Connection &c);
Result<> save(Connection &c, const RollbackRow &row);
Result<> remove(Connection &c, const QString &directory);
} // namespace rollbackrows

} // namespace vibecoder
