// SPDX-License-Identifier: MIT
// The queue in words: why it is paused, what a worker does. Pure, but for the words.
#pragma once

#include "core/engine.h"

#include <QCoreApplication>

namespace vibecoder {

class QueueWords
{
    Q_DECLARE_TR_FUNCTIONS(QueueWords)

public:
    [[nodiscard]] static QString pauseReason(const QString &wire);
    /// The reason, what the service said, and when it is asked again.
    [[nodiscard]] static QString pause(const QueueStatus &status);
    [[nodiscard]] static QString activity(const Task &task);
    /// Of a task that waits for a time: "goes on in 1:05"; empty when it does not.
    [[nodiscard]] static QString waits(const Task &task, const QDateTime &now);
    [[nodiscard]] static QString spend(qint64 todayMicroUsd);
};

} // namespace vibecoder
