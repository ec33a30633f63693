// SPDX-License-Identifier: MIT
#include "theme/status.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

StatusKind Status::of(const Task &task)
{
    return of(task.state, task.stopReason);
}

StatusKind Status::of(TaskState state, StopReason reason)
{
    switch (state) {
    case TaskState::Pending:
        return StatusKind::Queued;
    case TaskState::Running:
        return StatusKind::Running;
    case TaskState::Paused:
        return StatusKind::Paused;
    case TaskState::WaitingApproval:
        return StatusKind::NeedsApproval;
    case TaskState::Completed:
        return StatusKind::Passed;
    case TaskState::Cancelled:
        return StatusKind::Cancelled;
    case TaskState::Failed:
        break;
    }
    switch (reason) {
    case StopReason::StuckRepeat:
    case StopReason::StuckOscillation:
    case StopReason::AnswersCutOff:
    case StopReason::EmptyAnswers:
        return StatusKind::Stuck;
    case StopReason::CallLimit:
    case StopReason::CostLimit:
    case StopReason::WallLimit:
    case StopReason::ApiSpendCap:
        return StatusKind::Budget;
    case StopReason::EnvironmentError:
    case StopReason::AccessDenied:
    case StopReason::ServiceUnavailable:
    case StopReason::ApiAuth:
    case StopReason::ApiError:
    case StopReason::ModelUnknown:
    case StopReason::MalformedCalls:
    case StopReason::WorkerCrashLoop:
    case StopReason::JournalMismatch:
    case StopReason::InternalError:
        return StatusKind::Error;
    default:
        return StatusKind::Failed;
    }
}

StatusLook Status::look(StatusKind kind)
{
    switch (kind) {
    case StatusKind::Queued:
        return {u"circle"_s, Role::TextMuted, Role::Hover, tr("Queued")};
    case StatusKind::Running:
        return {u"loader-circle"_s, Role::Running, Role::RunningSoft, tr("Running")};
    case StatusKind::Paused:
        return {u"circle-pause"_s, Role::TextMuted, Role::Hover, tr("Paused")};
    case StatusKind::NeedsApproval:
        return {u"hand"_s, Role::Warning, Role::WarningSoft, tr("Needs approval")};
    case StatusKind::Passed:
        return {u"circle-check"_s, Role::Success, Role::SuccessSoft, tr("Passed")};
    case StatusKind::Failed:
        return {u"circle-x"_s, Role::Danger, Role::DangerSoft, tr("Failed")};
    case StatusKind::Stuck:
        return {u"repeat"_s, Role::Stuck, Role::StuckSoft, tr("Stuck")};
    case StatusKind::Budget:
        return {u"circle-dollar-sign"_s, Role::Warning, Role::WarningSoft, tr("Budget ended")};
    case StatusKind::Cancelled:
        return {u"ban"_s, Role::TextMuted, Role::Hover, tr("Cancelled")};
    case StatusKind::Error:
        return {u"triangle-alert"_s, Role::Danger, Role::DangerSoft, tr("Error")};
    }
    Q_UNREACHABLE();
}

} // namespace vibecoder
