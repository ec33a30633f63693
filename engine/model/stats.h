// SPDX-License-Identifier: MIT
// Figures over many tasks, for the pages that show how well it goes. Plain values.
#pragma once

#include "model/usage.h"

#include <QDate>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace vibecoder {

/// One day in UTC: the tasks that ended in it and what their last attempts used.
struct DayStats
{
    QDate day;
    int passed = 0, notPassed = 0;
    Usage usage;
};

/// Milliseconds; empty when there was none.
struct TimeStats
{
    std::optional<qint64> p50, p95;
};

struct Stats
{
    QList<DayStats> days; ///< oldest first, without gaps
    Usage usage;          ///< of all of them
    int passed = 0, notPassed = 0;
    std::optional<double> iterationsPerPassed;
    QHash<QString, int> stopReasons; ///< wire word -> tasks
    TimeStats modelMs, verificationMs; ///< of the newest 2,000 calls and commands
};

} // namespace vibecoder
