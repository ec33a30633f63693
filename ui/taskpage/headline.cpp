// SPDX-License-Identifier: MIT
// How a task stands, in one sentence, and what one would do next.
#include "taskpage/tasktext.h"

#include "diff/showntext.h"
#include "taskpage/resultline.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

QString TaskText::stopReason(StopReason reason)
{
    switch (reason) {
    case StopReason::None:
        return {};
    case StopReason::Passed:
        return tr("All verification commands passed.");
    case StopReason::BlockedByModel:
        return tr("The model says that it cannot be done: change the requirements and start a fresh attempt.");
    case StopReason::IterationLimit:
        return tr("The verification still fails after the last iteration: allow more iterations or sharpen the "
                  "requirements.");
    case StopReason::NeedsSetup:
        return tr("It passes only with what git ignores and the attempt made: add a setup command or what to keep.");
    case StopReason::NotCounted:
        return tr("All verification commands passed, but the result does not count.");
    case StopReason::CallLimit:
        return tr("Too many model calls: split the task into smaller ones.");
    case StopReason::CostLimit:
        return tr("The cost cap is reached: raise it to go on.");
    case StopReason::WallLimit:
        return tr("The working time is used up: split the task or allow more time.");
    case StopReason::StuckRepeat:
        return tr(
            "Nothing new happened any more: sharpen the requirements or name the place, then start a fresh attempt.");
    case StopReason::StuckOscillation:
        return tr("The work went back and forth: look for requirements that contradict each other.");
    case StopReason::EnvironmentError:
        return tr("A verification command cannot start here: install what is missing, then try again.");
    case StopReason::AccessDenied:
        return tr("A file or folder that it needs may not be used here: the reason names it.");
    case StopReason::ExternalChange:
        return tr("Somebody else changed a file while the task was interrupted: look at the changes, then try again.");
    case StopReason::ApiAuth:
        return tr("The API key is missing or refused: set it in the settings, then resume the queue.");
    case StopReason::ServiceUnavailable:
        return tr("The model service does not answer: it is asked again, and the task goes on by itself.");
    case StopReason::ApiSpendCap:
        return tr("The account may spend no more: add credit or raise its limit; the task goes on by itself then.");
    case StopReason::RateLimited:
        return tr("The model server asks to wait: it goes on by itself.");
    case StopReason::ApiError:
        return tr("The model server answers with an error: the log has its words.");
    case StopReason::ModelUnknown:
        return tr("The model server does not know this model: choose another one.");
    case StopReason::Refusal:
        return tr("The model refuses this task: word it differently or choose another model.");
    case StopReason::ContextLimit:
        return tr("The conversation became too long: split the task into smaller ones.");
    case StopReason::MalformedCalls:
        return tr("The model kept calling its tools wrongly: choose another model.");
    case StopReason::AnswersCutOff:
        return tr("The answers were cut off at their length limit: split the task or allow longer answers.");
    case StopReason::EmptyAnswers:
        return tr("The model kept giving answers that hold nothing to do: choose another model.");
    case StopReason::ApprovalDenied:
        return tr("A person denied what it needs: change the requirements or allow it in a fresh attempt.");
    case StopReason::ApprovalExpired:
        return tr("Nobody answered its question in time: try again when somebody is there.");
    case StopReason::Cancelled:
        return tr("Cancelled by a person.");
    case StopReason::Tampering:
        return tr("Tests or their configuration were changed and nobody agreed: look at the changes first.");
    case StopReason::WorkerCrashLoop:
        return tr("Its worker died several times without progress: the log may say why.");
    case StopReason::JournalMismatch:
        return tr("It was begun by another version of the program: start a fresh attempt.");
    case StopReason::InternalError:
        break;
    }
    return tr("An internal error: the log has the details.");
}

QString TaskText::waits(const WaitReason &reason)
{
    switch (reason.kind) {
    case WaitKind::FolderInUse:
        return tr("Waits: the task “%1” works in its folder.").arg(shownLine(reason.taskName, 120));
    case WaitKind::QueuePaused:
        return tr("Waits: the queue is paused.");
    case WaitKind::NoWorker:
        return tr("Waits: no process works the queue. The queue page sets how many workers this window has.");
    case WaitKind::WorkersBusy:
        return tr("Waits: every worker has a task already.");
    default:
        return {};
    }
}

namespace {

NextAction actionAfter(StopReason reason)
{
    switch (reason) {
    case StopReason::BlockedByModel:
    case StopReason::IterationLimit:
    case StopReason::NeedsSetup:
    case StopReason::CallLimit:
    case StopReason::CostLimit:
    case StopReason::WallLimit:
    case StopReason::StuckRepeat:
    case StopReason::StuckOscillation:
    case StopReason::ModelUnknown:
    case StopReason::Refusal:
    case StopReason::ContextLimit:
    case StopReason::MalformedCalls:
    case StopReason::AnswersCutOff:
    case StopReason::EmptyAnswers:
    case StopReason::ApprovalDenied:
        return NextAction::Edit;
    case StopReason::ExternalChange:
    case StopReason::NotCounted:
    case StopReason::Tampering:
        return NextAction::Changes;
    case StopReason::AccessDenied:
    case StopReason::ApiError:
    case StopReason::WorkerCrashLoop:
    case StopReason::InternalError:
        return NextAction::Log;
    default:
        return NextAction::Retry;
    }
}

} // namespace

Headline headlineOf(const Task &task, const WaitReason &waits)
{
    Headline line;
    if (task.state == TaskState::Pending) {
        line.text = TaskText::waits(waits);
        return line;
    }
    if (task.state == TaskState::WaitingApproval) {
        line.text = TaskText::tr("A person has to decide before it goes on.");
        line.action = NextAction::Approvals;
        line.actionText = TaskText::tr("Open the approval");
        return line;
    }
    if (task.state == TaskState::Paused) {
        line.text = TaskText::stopReason(task.stopReason);
        if (task.pausedUntil.isValid())
            line.text += u' ' + TaskText::tr("Until %1.").arg(task.pausedUntil.toLocalTime().toString(u"HH:mm"_s));
        return line;
    }
    if (!isEnded(task.state))
        return line;
    line.text = TaskText::stopReason(task.stopReason);
    if (task.state == TaskState::Completed) {
        if (task.testsPassed > 0)
            line.text =
                TaskText::tr("Every verification command exited with 0, %n test(s) passed.", nullptr, task.testsPassed);
        if (const QString where = ResultText::verdict(task); !where.isEmpty())
            line.text = TaskText::tr("%1 %2", "two sentences").arg(line.text, where);
        line.action = NextAction::Changes;
        line.actionText = TaskText::tr("View the changes");
        return line;
    }
    line.detail = task.stopDetail;
    // The commands say nothing about it, so the reason stands there itself.
    const bool isAboutTheVerdict =
        task.stopReason == StopReason::NotCounted || task.stopReason == StopReason::NeedsSetup;
    if (isAboutTheVerdict && !task.stopDetail.isEmpty())
        line.text = TaskText::tr("%1 (%2)", "a sentence, the reason in English")
                        .arg(line.text, shownLine(task.stopDetail, 300));
    line.action = task.state == TaskState::Cancelled ? NextAction::Retry : actionAfter(task.stopReason);
    switch (line.action) {
    case NextAction::Edit:
        line.actionText = TaskText::tr("Edit the definition");
        break;
    case NextAction::Changes:
        line.actionText = TaskText::tr("View the changes");
        break;
    case NextAction::Log:
        line.actionText = TaskText::tr("Open the log");
        break;
    default:
        line.actionText = TaskText::tr("Fresh attempt");
    }
    return line;
}

} // namespace vibecoder
