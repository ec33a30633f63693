// SPDX-License-Identifier: MIT
// Figures and times of a task as a person reads them. Pure; `now` by argument.
#pragma once

#include "model/task.h"

#include <QCoreApplication>

namespace vibecoder {

class RowTexts
{
    Q_DECLARE_TR_FUNCTIONS(RowTexts)

public:
    /// `$0.42 / $3`; before the first call `cap $3`.
    [[nodiscard]] static QString cost(const Task &task, double defaultCap);
    /// `4m 12s`, `1h 05m`, `3d 2h`.
    [[nodiscard]] static QString duration(qint64 seconds);
    /// `just now`, `6 min`, `3 h`, `yesterday`, then the date.
    [[nodiscard]] static QString ago(const QDateTime &then, const QDateTime &now);
    /// What stands in the column of the time: how long it runs, since when it waits, when it ended.
    [[nodiscard]] static QString time(const Task &task, const QDateTime &now);
    /// Times of a task in full, with the zone; for a tooltip.
    [[nodiscard]] static QString times(const Task &task);
    /// `Status failed, 3 of 6 iterations, 41 passed, 3 failed, $0.42`: for a screen reader.
    [[nodiscard]] static QString spoken(const Task &task);
};

} // namespace vibecoder
