// SPDX-License-Identifier: MIT
// A task that somebody wants to work on here and now, and who works on what. Plain values.
#pragma once

#include "model/task.h"

namespace vibecoder {

/// What became of a task that somebody wants to work on at once.
struct TakenUp
{
    Task task;          ///< of this definition; nothing was stored when inTheWay is set
    bool known = false; ///< it was begun or put into the queue earlier and goes on
    /// Another task has the directory, and nobody works on it: it was interrupted, or waits for a person or a time.
    std::optional<Task> inTheWay;
};

/// The process that works on a task.
struct TaskWorker
{
    qint64 pid = 0;
    bool alive = false;
    bool here = false; ///< it is this process
};

} // namespace vibecoder
