// SPDX-License-Identifier: MIT
// Remembered rules, and how often rules of either origin were used.
#pragma once

#include "model/rule.h"
#include "storage/connection.h"

namespace vibecoder::rulestore {

/// Also takes away what has expired. The same command in the same folder again replaces the older rule when it holds
/// for the same task.
Result<> insert(Connection &c, const Rule &rule, const QDateTime &now);

/// Those that have not expired, oldest first, with their uses.
Result<QList<Rule>> list(Connection &c, const QDateTime &now);

/// False when there is none.
Result<bool> remove(Connection &c, const QString &id);

/// The rules that hold until this task ends.
Result<> endTask(Connection &c, const QString &taskId);

Result<> countUse(Connection &c, const QString &rule, const QDateTime &now);

struct Uses
{
    qint64 count = 0;
    QDateTime last;
};
Result<QHash<QString, Uses>> uses(Connection &c);

/// The last commands that ran in this working directory, newest first.
Result<QStringList> lastCommands(Connection &c, const QString &directory, int limit);

} // namespace vibecoder::rulestore
