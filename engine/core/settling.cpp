// SPDX-License-Identifier: MIT
#include "core/settling.h"

#include "core/taskflow.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

Settlement settlementFor(const Result<LoopOutcome> &outcome)
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
    case ErrorCode::Parked:
        end.kind = Settlement::Kind::Park;
        if (error.detail.startsWith(u"until:"_s)) {
            end.kind = Settlement::Kind::Wait;
            end.reason = StopReason::RateLimited;
            end.until = QDateTime::fromString(error.detail.mid(6), Qt::ISODateWithMs);
        }
        break;
    case ErrorCode::Shutdown:
        end.kind = Settlement::Kind::Return;
        break;
    case ErrorCode::Unauthorized:
        end.kind = Settlement::Kind::Pause;
        end.reason = StopReason::ApiAuth;
        end.pauseQueue = true;
        break;
    case ErrorCode::Denied:
        end.kind = Settlement::Kind::Pause;
        end.reason = StopReason::ApiSpendCap;
        end.pauseQueue = true;
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
        return taskflow::setQueuePaused(c, true, toWire(settlement.reason), u"engine"_s, now);
    case Settlement::Kind::End:
        break;
    }
    return taskflow::transition(c, task, settlement.state, settlement.reason, settlement.detail, now, fence);
}

} // namespace vibecoder
