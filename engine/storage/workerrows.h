// SPDX-License-Identifier: MIT
// Rows of the processes that work the queue.
#pragma once

#include "base/processid.h"
#include "storage/connection.h"

namespace vibecoder {

struct WorkerRow
{
    ProcessId process;
    int places = 1; ///< tasks at once
};

namespace workerrows {
/// Inserts or replaces the row of this process.
Result<> save(Connection &c, const WorkerRow &row);
Result<> remove(Connection &c, const ProcessId &process);
/// Also of processes that are gone.
Result<QList<WorkerRow>> all(Connection &c);
} // namespace workerrows

} // namespace vibecoder
