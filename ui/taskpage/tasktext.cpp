// SPDX-License-Identifier: MIT
#include "taskpage/tasktext.h"

#include "wire/borderreasons.h"
#include "wire/purposetext.h"

#include <QLocale>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString TaskText::duration(qint64 milliseconds)
{
    if (milliseconds < 0)
        return {};
    if (milliseconds < 10000)
        return u"%1s"_s.arg(QString::number(double(milliseconds) / 1000.0, 'f', 1));
    const qint64 seconds = milliseconds / 1000;
    if (seconds < 60)
        return u"%1s"_s.arg(seconds);
    if (seconds < 3600)
        return u"%1m %2s"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return u"%1h %2m"_s.arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString TaskText::bytes(qint64 size)
{
    return QLocale::c().formattedDataSize(size, size < 1024 ? 0 : 1, QLocale::DataSizeTraditionalFormat);
}

QString TaskText::percent(qint64 part, qint64 whole)
{
    return whole > 0 ? u"%1%"_s.arg(qRound(100.0 * double(part) / double(whole))) : QString();
}

QString TaskText::roundName(int number)
{
    return number == 0 ? tr("Baseline") : tr("Iteration %1").arg(number);
}

QString TaskText::activity(const QString &word)
{
    if (word == u"model")
        return tr("thinking");
    if (word == u"command")
        return tr("running a command");
    if (word == u"verify")
        return tr("verifying");
    if (word == u"clean")
        return tr("checking on a clean copy");
    if (word == u"approval")
        return tr("needs approval");
    return {};
}

QString TaskText::stepCode(const TimelineStep &step)
{
    return step.ofBorder ? borderLineText(step.code) : step.code;
}

QString TaskText::stepTitle(const TimelineStep &step)
{
    using Kind = TimelineStep::Kind;
    switch (step.kind) {
    case Kind::Thought:
        return step.text;
    case Kind::Read:
        return tr("Read %n file(s)", nullptr, std::max(1, int(step.files.size())));
    case Kind::Search:
        return tr("Searched");
    case Kind::Edit:
        return tr("Edited");
    case Kind::Create:
        return tr("Wrote");
    case Kind::Command:
        return step.state == TimelineStep::State::Running ? tr("Runs") : tr("Ran");
    case Kind::Verify:
        if (const QString why = purposeText(step.purpose); !why.isEmpty())
            return step.setup ? tr("Set up (%1)", "why").arg(why) : tr("Verify (%1)", "why").arg(why);
        if (step.setup)
            return step.clean ? tr("Set up the clean copy") : tr("Set up");
        if (step.canary)
            return tr("A test that must fail");
        return step.clean ? tr("Check on a clean copy") : tr("Verify");
    case Kind::Approval:
        return step.approval == u"pending" ? tr("Needs approval")
               : step.by.isEmpty()         ? approvalState(step.approval)
                                           : tr("%1 by %2").arg(approvalState(step.approval), step.by);
    case Kind::Checkpoint:
        return tr("Checkpoint %1").arg(step.checkpoint);
    case Kind::Restored:
        return tr("Files are back at checkpoint %1").arg(step.checkpoint);
    case Kind::Refused:
        return tr("Not done");
    case Kind::Retried:
        return tr("Asked the model again %n time(s)", nullptr, step.count);
    case Kind::State:
        break;
    case Kind::Warning:
        return step.text;
    }
    const auto to = fromWire<TaskState>(step.code);
    const auto reason = fromWire<StopReason>(step.text);
    if (reason && *reason != StopReason::None && to != TaskState::Completed)
        return stopReason(*reason);
    return to ? state(*to) : step.code;
}

QString TaskText::stepResult(const TimelineStep &step)
{
    const bool ran = step.kind == TimelineStep::Kind::Command || step.kind == TimelineStep::Kind::Verify;
    if (!ran || step.state == TimelineStep::State::Running || step.durationMs < 0)
        return duration(step.durationMs);
    if (step.status == CommandStatus::Timeout)
        return tr("time limit · %1").arg(duration(step.durationMs));
    if (!step.exitCode)
        return tr("no exit · %1").arg(duration(step.durationMs));
    return tr("exit %1 · %2").arg(*step.exitCode).arg(duration(step.durationMs));
}

QString TaskText::rowName(const MatrixRow &row)
{
    return row.isSetup ? tr("Setup: %1").arg(row.name) : row.name;
}

QString TaskText::story(const MatrixRow &row, qsizetype rounds)
{
    switch (row.story) {
    case TestStory::Fixed:
        return row.storyRound == 0 ? tr("fixed") : tr("fixed in %1").arg(row.storyRound);
    case TestStory::Regressed:
        return tr("regressed");
    case TestStory::StillFailing:
        return rounds > 1 ? tr("still failing") : tr("failing");
    case TestStory::Flaky:
        return tr("flaky");
    case TestStory::NotRun:
        return tr("not run");
    case TestStory::Passing:
        break;
    }
    return tr("passing");
}

QString TaskText::cell(TestCell cell)
{
    switch (cell) {
    case TestCell::Passed:
        return tr("passed");
    case TestCell::Failed:
        return tr("failed");
    case TestCell::Flaky:
        return tr("flaky");
    case TestCell::Running:
        return tr("running");
    case TestCell::NotRun:
        break;
    }
    return tr("not run");
}

QString TaskText::event(EventKind kind)
{
    switch (kind) {
    case EventKind::TaskCreated:
        return tr("task created");
    case EventKind::TaskClaimed:
        return tr("taken by a worker");
    case EventKind::TaskStateChanged:
        return tr("state changed");
    case EventKind::TaskUpdated:
        return tr("task changed");
    case EventKind::TaskRetried:
        return tr("new attempt");
    case EventKind::TaskDeleted:
        return tr("task deleted");
    case EventKind::IterationStarted:
        return tr("iteration begins");
    case EventKind::IterationFinished:
        return tr("iteration ends");
    case EventKind::ModelCallStarted:
        return tr("model is asked");
    case EventKind::ModelCallFinished:
        return tr("model call ended");
    case EventKind::ModelCallRetried:
        return tr("model is asked again");
    case EventKind::ActionProposed:
        return tr("action");
    case EventKind::ActionFinished:
        return tr("action done");
    case EventKind::CommandStarted:
        return tr("command begins");
    case EventKind::CommandFinished:
        return tr("command ends");
    case EventKind::VerificationStarted:
        return tr("verification begins");
    case EventKind::VerificationFinished:
        return tr("verification ends");
    case EventKind::ApprovalRequested:
        return tr("approval asked");
    case EventKind::ApprovalDecided:
        return tr("approval decided");
    case EventKind::CheckpointTaken:
        return tr("checkpoint");
    case EventKind::CheckpointRestored:
        return tr("rolled back");
    case EventKind::ResultApplied:
        return tr("result applied");
    case EventKind::ResultUndone:
        return tr("result taken back");
    case EventKind::QueuePaused:
        return tr("queue paused");
    case EventKind::QueueResumed:
        return tr("queue resumed");
    default:
        break;
    }
    return kind == EventKind::Warning ? tr("warning") : toWire(kind);
}

QString TaskText::event(const Event &event)
{
    const bool begins = event.kind == EventKind::VerificationStarted;
    if (begins || event.kind == EventKind::VerificationFinished) {
        const bool setup = event.body.value(u"setup"_s).toBool();
        if (const QString why = purposeText(event.body.value(u"purpose"_s).toString()); !why.isEmpty()) {
            if (setup)
                return begins ? tr("setup begins (%1)", "why").arg(why) : tr("setup ends (%1)", "why").arg(why);
            return begins ? tr("verification begins (%1)", "why").arg(why)
                          : tr("verification ends (%1)", "why").arg(why);
        }
        if (setup)
            return begins ? tr("setup begins") : tr("setup ends");
        if (event.body.value(u"canary"_s).toBool())
            return begins ? tr("a test that must fail begins") : tr("a test that must fail ends");
        if (event.body.value(u"clean"_s).toBool())
            return begins ? tr("clean check begins") : tr("clean check ends");
    }
    return TaskText::event(event.kind);
}

QString TaskText::checkpoint(const Checkpoint &checkpoint)
{
    switch (checkpoint.kind) {
    case CheckpointKind::Start:
        return tr("Start of task");
    case CheckpointKind::Iteration:
        return checkpoint.iteration == 0 ? tr("After the baseline")
                                         : tr("After iteration %1").arg(checkpoint.iteration);
    case CheckpointKind::Verification:
        return tr("Within iteration %1 (checkpoint %2)").arg(checkpoint.iteration).arg(checkpoint.number);
    case CheckpointKind::Restore:
        break;
    }
    return tr("Before a rollback (checkpoint %1)").arg(checkpoint.number);
}

QString TaskText::change(TreeChangeKind kind)
{
    switch (kind) {
    case TreeChangeKind::Added:
        return tr("comes back");
    case TreeChangeKind::Modified:
        return tr("changes");
    case TreeChangeKind::Deleted:
        return tr("is removed");
    case TreeChangeKind::Mode:
        return tr("changes its permissions");
    case TreeChangeKind::Type:
        break;
    }
    return tr("changes its type");
}

QString TaskText::approvalState(const QString &word)
{
    if (word == u"approved")
        return tr("Approved");
    if (word == u"denied")
        return tr("Denied");
    if (word == u"expired")
        return tr("Expired");
    if (word == u"pending")
        return tr("Needs approval");
    return word == u"void" ? tr("No longer asked") : word;
}

QString TaskText::state(TaskState state)
{
    switch (state) {
    case TaskState::Pending:
        return tr("Queued");
    case TaskState::Running:
        return tr("Running");
    case TaskState::WaitingApproval:
        return tr("Needs approval");
    case TaskState::Paused:
        return tr("Paused");
    case TaskState::Completed:
        return tr("Passed");
    case TaskState::Failed:
        return tr("Failed");
    case TaskState::Cancelled:
        break;
    }
    return tr("Cancelled");
}

} // namespace vibecoder
