// SPDX-License-Identifier: MIT
// Why tasks wait: what is read of the store for it, and the answer.
#pragma once

#include "model/task.h"
#include "model/waitreason.h"
#include "storage/connection.h"

#include <QHash>

namespace vibecoder {

/// How the queue stands.
struct QueueFacts
{
    struct Holder
    {
        QString taskId, taskName;
    };

    QHash<QString, Holder> holders; ///< by folder
    bool paused = false;
    int places = 0; ///< tasks that the living workers of the queue take at once
    int busy = 0;   ///< how many of those places have one
};

/// Looks at the store, and at the system for who is alive.
[[nodiscard]] Result<QueueFacts> queueFacts(Connection &c);

/// lane: of the task (taskstore::laneOf).
[[nodiscard]] WaitReason waitReasonOf(const Task &task, const QString &lane, const QueueFacts &facts);

} // namespace vibecoder
