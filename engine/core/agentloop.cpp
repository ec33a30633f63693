// SPDX-License-Identifier: MIT
#include "core/agentloop.h"

#include "ai/prompts.h"
#include "base/logging.h"
#include "core/changes.h"
#include "integrations/contextfiles.h"
#include "verification/feedback.h"
#include "wire/modelcodec.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

AgentLoop::AgentLoop(RunServices &services, Task task, Workspace &workspace, Journal &journal, CancelSource &stop)
    : m_services(services)
    , m_workspace(workspace)
    , m_journal(journal)
    , m_stop(stop)
    , m_files(services, workspace, journal)
    , m_commands(services, workspace, journal, stop)
    , m_checkpoints(services, workspace, journal)
    , m_system(systemPrompt())
{
    m_state.task = std::move(task);
    // The attempt is told again from its first step, so its totals start from nothing.
    m_state.task.usage = {};
    m_state.task.iteration = 0;
}

QCoro::Task<Result<LoopOutcome>> AgentLoop::run()
{
    CO_TRY(const QString project, prepare());
    CO_CHECK(m_checkpoints.take(CheckpointKind::Start, 0));
    CO_CHECK(beginIteration(0));
    CO_TRY(const VerificationReport baseline, m_commands.verify(u"baseline"_s, -1, m_state));
    noteTests(baseline);
    CO_CHECK(endIteration(baseline, {}));
    for (const CommandReport &command : baseline.commands) {
        if (!command.environmentError.isEmpty())
            co_return LoopOutcome{StopReason::EnvironmentError,
                u"`%1` could not start: %2"_s.arg(command.command, command.environmentError)};
    }
    QString baselineText;
    if (baseline.passed()) {
        baselineText =
            u"All verification commands pass already. Work on the requirements; they must still pass at the end."_s;
    } else {
        FeedbackInput input;
        input.iteration = 0;
        input.maxIterations = m_state.task.spec.maxIterations;
        input.report = baseline;
        baselineText = composeFeedback(input);
    }
    m_previous = baseline;
    m_conversation.addUserText(taskMessage(m_state.task.spec, project, baselineText));
    CO_TRY(const LoopOutcome outcome, iterate());
    co_return outcome;
}

QCoro::Task<Result<QString>> AgentLoop::prepare()
{
    Step step;
    step.kind = u"prepare"_s;
    step.input = {{u"spec"_s, toJson(m_state.task.spec)}, {u"loop"_s, 1}};
    step.readOnly = true;
    auto look = [this]() -> Result<StepOutcome> {
        const QString text = projectText([this](const QString &name) -> Result<QByteArray> {
            VC_TRY(const FileContent file, m_workspace.read(name, 256 * 1024));
            return file.bytes;
        });
        return StepOutcome{{{u"project_text"_s, redact(text)}}, {}, {}};
    };
    Journal::Effect effect = [look](const QJsonObject &, bool) { return readyOutcome(look()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return result.value(u"project_text"_s).toString();
}

QCoro::Task<Result<LoopOutcome>> AgentLoop::iterate()
{
    const int last = m_state.task.spec.maxIterations;
    for (int number = 1; number <= last; ++number) {
        CO_CHECK(beginIteration(number));
        CO_TRY(const TurnEnd turn, converse());
        CO_TRY(const QJsonObject changes, collectChanges());
        if (turn.stop.reason != StopReason::None) {
            CO_CHECK(endIteration({}, turn.summary));
            co_return turn.stop;
        }
        CO_TRY(const VerificationReport report, m_commands.verify(u"verify"_s, -1, m_state));
        noteTests(report);
        CO_CHECK(endIteration(report, turn.summary));
        if (report.passed())
            co_return LoopOutcome{StopReason::Passed, {}};

        FeedbackInput input;
        input.iteration = number;
        input.maxIterations = last;
        input.report = report;
        input.previous = m_previous;
        for (const QJsonValue file : changes.value(u"files"_s).toArray())
            input.changedFiles.append(file.toObject().value(u"path"_s).toString());
        input.timedOut = turn.timedOut;
        input.claimedDone = turn.finished;
        input.costUsd = double(m_state.task.usage.costMicroUsd) / 1e6;
        input.maxCostUsd = costCapUsd();
        const QString feedback = composeFeedback(input);
        if (turn.finishCallId.isEmpty())
            m_conversation.addUserText(feedback);
        else
            m_conversation.addToolResult(turn.finishCallId, feedback, true);
        m_previous = report;
    }
    co_return LoopOutcome{StopReason::IterationLimit, u"the verification still fails after %1 iterations"_s.arg(last)};
}

QCoro::Task<Result<>> AgentLoop::beginIteration(int number)
{
    m_state.usedMs = 0;
    m_state.callsThisIteration = 0;
    m_state.verificationsThisIteration = 0;
    m_state.malformedInARow = 0;
    m_state.commandsRan = false;
    m_state.touched.clear();
    m_state.task.iteration = number;
    m_iteration = {};
    m_iteration.taskId = m_journal.taskId();
    m_iteration.attempt = m_journal.attempt();
    m_iteration.number = number;
    m_iteration.usage = m_state.task.usage;
    const Database::WriteJob progress = saveProgress(m_state, m_journal.fence(), m_services.clock);
    const Iteration row = m_iteration;
    auto change = [progress, row](QDateTime at) -> Database::WriteJob {
        return [progress, row, at](Connection &c) -> Result<> {
            Iteration started = row;
            started.startedAt = at;
            VC_CHECK(iterationstore::save(c, started));
            return progress(c);
        };
    };
    QJsonObject input{{u"mark"_s, u"iteration_started"_s}, {u"number"_s, number}};
    QList<Event> events{makeEvent(EventKind::IterationStarted, {{u"number"_s, number}})};
    if (!m_journal.isReplaying())
        rememberStamps(m_services.db.location(), m_journal.taskId(), number, m_workspace);
    CO_TRY(m_iteration.startedAt, m_journal.mark(std::move(input), std::move(events), std::move(change)));
    co_return Result<>();
}

QCoro::Task<Result<>> AgentLoop::endIteration(VerificationReport report, QString summary)
{
    // Nothing comes between the end of an iteration and the start of the next one: this state serves as both.
    CO_CHECK(m_checkpoints.take(CheckpointKind::Iteration, m_iteration.number));
    const Usage before = m_iteration.usage;
    const Usage now = m_state.task.usage;
    m_iteration.usage = usageSince(before, now);
    m_iteration.verification = report;
    m_iteration.summary = redact(summary);
    const Database::WriteJob progress = saveProgress(m_state, m_journal.fence(), m_services.clock);
    const Iteration row = m_iteration;
    auto change = [progress, row](QDateTime at) -> Database::WriteJob {
        return [progress, row, at](Connection &c) -> Result<> {
            Iteration ended = row;
            ended.endedAt = at;
            VC_CHECK(iterationstore::save(c, ended));
            return progress(c);
        };
    };
    QJsonObject input{{u"mark"_s, u"iteration_finished"_s}, {u"number"_s, m_iteration.number}};
    QList<Event> events{makeEvent(EventKind::IterationFinished,
        {{u"number"_s, m_iteration.number}, {u"passed"_s, report.passed()},
            {u"tests_passed"_s, m_state.task.testsPassed}, {u"tests_failed"_s, m_state.task.testsFailed},
            {u"files_changed"_s, m_iteration.changedFiles.size()}})};
    CO_TRY(m_iteration.endedAt, m_journal.mark(std::move(input), std::move(events), std::move(change)));
    co_return Result<>();
}

QCoro::Task<Result<QJsonObject>> AgentLoop::collectChanges()
{
    Step step;
    step.kind = u"changes"_s;
    step.input = {{u"number"_s, m_state.task.iteration}};
    step.readOnly = true;
    Journal::Effect effect = [this](const QJsonObject &, bool) { return readyOutcome(gatherChanges()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_iteration.patchArtifact = result.value(u"patch"_s).toString();
    for (const QJsonValue value : result.value(u"files"_s).toArray()) {
        const QJsonObject file = value.toObject();
        m_iteration.changedFiles.append({file.value(u"path"_s).toString(), file.value(u"change"_s).toString(),
            file.value(u"artifact"_s).toString(), file.value(u"size"_s).toInteger()});
    }
    co_return result;
}

Result<StepOutcome> AgentLoop::gatherChanges() const
{
    ChangeRequest request;
    request.taskId = m_journal.taskId();
    request.attempt = m_journal.attempt();
    request.iteration = m_state.task.iteration;
    request.touched = m_state.touched;
    request.commandsRan = m_state.commandsRan;
    return collectChangedFiles(request, m_workspace, m_services);
}

double AgentLoop::costCapUsd() const
{
    return m_state.task.spec.maxCostUsd.value_or(m_services.settings.maxCostUsd);
}

// The sums of what the tools printed; a run whose commands print no counts leaves them unknown.
void AgentLoop::noteTests(const VerificationReport &report)
{
    m_state.task.testsPassed = -1;
    m_state.task.testsFailed = -1;
    for (const CommandReport &command : report.commands) {
        if (command.counts.passed)
            m_state.task.testsPassed = std::max(0, m_state.task.testsPassed) + *command.counts.passed;
        if (command.counts.failed || command.counts.errors)
            m_state.task.testsFailed = std::max(0, m_state.task.testsFailed) + command.counts.failed.value_or(0) +
                                       command.counts.errors.value_or(0);
    }
}

} // namespace vibecoder
