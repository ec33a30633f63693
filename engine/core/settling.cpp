// SPDX-License-Identifier: MIT
#include "core/settling.h"

#include "core/taskflow.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Only the reasons that the run gave: no error code of any other part can pause the queue.
Settlement waiting(const RunPause &pause)
{
    Settlement end;
    end.reason = pause.reason;
    end.until = pause.until;
    end.kind = pause.reason == StopReason::None          ? Settlement::Kind::Park
               : pause.reason == StopReason::RateLimited ? Settlement::Kind::Wait
                                                         : Settlement::Kind::Pause;
    return end;
}

} // namespace

Settlement settlementFor(const Result<LoopOutcome> &outcome, const RunPause &pause)
{
    Settlement end;
    if (outcome) {
        end.state = outcome->passed() ? TaskState::Completed : TaskState::Failed;
        end.reason = outcome->reason;
        end.detail = outcome->detail;
        return end;
    }
    const Error &error = outcome.error();
    end.detail = error.hint.isEmpty() ? error.message : error.message + u' ' + error.hint;
    switch (error.code) {
    case ErrorCode::Cancelled:
        end.state = TaskState::Cancelled;
        end.reason = StopReason::Cancelled;
        end.detail = error.detail;
        break;
    case ErrorCode::Parked: {
        const QString detail = end.detail;
        end = waiting(pause);
        end.detail = detail;
        break;
    }
    case ErrorCode::Shutdown:
        end.kind = Settlement::Kind::Return;
        break;
    case ErrorCode::Denied:
        end.reason = StopReason::AccessDenied;
        break;
    default:
        end.reason = error.detail == u"external_change"_s    ? StopReason::ExternalChange
                     : error.detail == u"journal_mismatch"_s ? StopReason::JournalMismatch
                                                             : StopReason::InternalError;
        break;
    }
    return end;
}

Result<> storeSettlement(Connection &c, Task task, const Settlement &settlement, const QDateTime &now)
{
    const qint64 fence = task.fence;
    switch (settlement.kind) {
    case Settlement::Kind::Park:
        return taskflow::park(c, task, fence, now);
    case Settlement::Kind::Return:
        return taskflow::transition(c, task, TaskState::Pending, StopReason::None, {}, now, fence);
    case Settlement::Kind::Wait:
        task.pausedUntil = settlement.until;
        return taskflow::transition(c, task, TaskState::Paused, settlement.reason, settlement.detail, now, fence);
    case Settlement::Kind::Pause:
        VC_CHECK(taskflow::transition(c, task, TaskState::Paused, settlement.reason, settlement.detail, now, fence));
        return taskflow::pauseQueueFor(c, settlement.reason, settlement.detail, now);
    case Settlement::Kind::End:
        break;
    }
    return taskflow::transition(c, task, settlement.state, settlement.reason, settlement.detail, now, fence);
}

} // namespace vibecoder
