// SPDX-License-Identifier: MIT
// What the end of a run means for its task. The decision is pure; storing it is one transaction.
#pragma once

#include "core/agentloop.h"
#include "storage/connection.h"

namespace vibecoder {

struct Settlement
{
    enum class Kind {
        End,    ///< the attempt is over: state and reason say how
        Park,   ///< waits for a person
        Wait,   ///< waits for a time: paused until then, the worker is free
        Pause,  ///< waits for the key, the spend limit or the service; the queue pauses too
        Return, ///< the program ends: pending again, to be taken up by anybody
    };
    Kind kind = Kind::End;
    TaskState state = TaskState::Failed;
    StopReason reason = StopReason::None;
    QString detail;
    QDateTime until; ///< of Wait
};

/// pause: why a run that was left open waits (AgentLoop::pause).
[[nodiscard]] Settlement settlementFor(const Result<LoopOutcome> &outcome, const RunPause &pause = {});

Result<> storeSettlement(Connection &c, Task task, const Settlement &settlement, const QDateTime &now);

} // namespace vibecoder
