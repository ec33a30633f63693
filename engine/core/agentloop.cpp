// SPDX-License-Identifier: MIT
#include "core/agentloop.h"

#include "ai/prompts.h"
#include "base/logging.h"
#include "base/secrets/secretfiles.h"
#include "core/changes.h"
#include "core/editstat.h"
#include "core/place/inplace.h"
#include "core/view/inview.h"
#include "core/view/viewchanges.h"
#include "core/view/viewcheckpoints.h"
#include "integrations/contextfiles.h"
#include "verification/comparison.h"
#include "wire/modelcodec.h"
#include "workspace/border/changesetstore.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShownChanges = 2000; // characters

} // namespace

AgentLoop::AgentLoop(
    RunServices &services, Task task, Workspace &folder, AttemptView *view, Journal &journal, CancelSource &stop)
    : m_services(services)
    , m_folder(folder)
    , m_view(view)
    , m_workspace(view ? view->shown() : folder)
    , m_journal(journal)
    , m_stop(stop)
    , m_sandbox(services.runner, services.settings, folder.root(),
          u"%1/%2"_s.arg(journal.taskId()).arg(journal.attempt()),
          services.db.location().runFolder() + u"/%1.protected"_s.arg(journal.taskId()),
          view ? std::optional(view->mounts()) : std::nullopt)
    , m_place(makePlace())
    , m_files(services, m_workspace, journal, *m_place)
    , m_commands(services, m_workspace, journal, *m_place, m_sandbox, stop)
    , m_checkpoints(makeCheckpoints())
    , m_guarding(services, m_workspace, journal, *m_place)
    , m_border(view ? std::make_unique<BorderDesk>(services, *view, folder, m_workspace, *m_place, journal) : nullptr)
    , m_clean(view ? std::make_unique<CleanCheck>(services, folder.root(), *view, *m_border, m_commands, journal, stop)
                   : nullptr)
    , m_news(view ? std::make_unique<FolderNews>(services, folder, journal) : nullptr)
    , m_copy(view ? nullptr : std::make_unique<CopyCheck>(services, m_commands, journal, stop))
    , m_broker(services, journal)
    , m_system(systemPrompt())
{
    m_state.task = std::move(task);
    if (m_view)
        m_view->keep(m_state.task.spec.keep);
    // The attempt is told again from its first step, so its totals start from nothing.
    m_state.task.usage = {};
    m_state.task.verdict = VerdictPlace::None;
    m_state.task.verdictNotes.clear();
    m_state.task.verdictMs = 0;
    m_state.task.iteration = 0;
}

std::unique_ptr<WorkPlace> AgentLoop::makePlace()
{
    if (!m_view)
        return std::make_unique<InPlace>(
            m_services.db.location(), m_services.settings, m_workspace, m_journal.taskId());
    const auto profile = [this] { return m_sandbox.viewProfile({m_state.task.networkGranted(), {}, {}}); };
    return std::make_unique<InView>(
        m_services.runner, *m_view, m_workspace, m_journal, profile, m_sandbox.owner(), m_stop);
}

std::unique_ptr<Checkpoints> AgentLoop::makeCheckpoints()
{
    if (!m_view)
        return std::make_unique<Checkpointing>(m_services, m_workspace, m_journal);
    return std::make_unique<ViewCheckpoints>(m_services, *m_view, *m_place, m_workspace, m_journal);
}

LoopOutcome AgentLoop::deniedOutcome() const
{
    if (m_state.deniedTooOften == u"protected_changed"_s)
        return {StopReason::ApprovalDenied,
            u"a command changed protected names, and a person did not accept it; put them right before git or an "
            u"editor "
            "is used there: %1"_s.arg(m_commands.refusedChanges().join(u", "_s).left(kShownChanges))};
    return {StopReason::ApprovalDenied,
        u"the same kind of action was denied three times: %1"_s.arg(m_state.deniedTooOften)};
}

QCoro::Task<Result<LoopOutcome>> AgentLoop::run()
{
    if (!m_journal.isReplaying())
        m_sandbox.lookAhead();
    CO_TRY(const QString project, prepare());
    CO_CHECK(m_checkpoints->take(CheckpointKind::Start, 0));
    CO_CHECK(beginIteration(0));
    CO_TRY(m_tree, begin());
    CO_TRY(const QString carried, goOnFromEarlier());
    Round round;
    round.report = m_baseline;
    if (!carried.isEmpty()) {
        CO_TRY(round.report, m_commands.verify(RunPurpose::Carried, -1, m_state));
        noteTests(round.report);
    }
    CO_CHECK(endIteration(round, {}));
    if (!m_state.deniedTooOften.isEmpty())
        co_return deniedOutcome();
    if (!m_setup.commands.isEmpty() && !m_setup.passed()) {
        const CommandReport &failed = m_setup.commands.constLast();
        co_return LoopOutcome{StopReason::EnvironmentError,
            u"the setup command `%1` failed: %2"_s.arg(failed.command, failed.excerpt.right(kShownChanges))};
    }
    for (const CommandReport &command : m_baseline.commands) {
        if (!command.environmentError.isEmpty())
            co_return LoopOutcome{StopReason::EnvironmentError,
                u"`%1` could not start: %2"_s.arg(command.command, command.environmentError)};
    }
    m_previous = round.report;
    m_history.add(0, round.report);
    m_history.forgetRepeats(); // the baseline is no try
    m_progress.after(factsOf({}, round));
    QString baselineText =
        u"All verification commands pass already. Work on the requirements; they must still pass at the end."_s;
    if (!round.report.passed()) {
        FeedbackInput input;
        input.iteration = 0;
        input.maxIterations = m_state.task.spec.maxIterations;
        input.report = round.report;
        CO_TRY(baselineText, feedbackFor(input));
    }
    m_taskMessage = taskMessage(m_state.task.spec, project, carried + baselineText);
    m_conversation.addUserText(m_taskMessage);
    CO_TRY(const LoopOutcome ended, iterate());
    CO_TRY(const LoopOutcome best, endAtBest(ended));
    CO_TRY(const LoopOutcome outcome, deliver(best));
    co_return outcome;
}

// The first verification, and what of the folder says what passing means. Returns the id of the state after it.
QCoro::Task<Result<QString>> AgentLoop::begin()
{
    const QStringList commands = commandsToAccept(m_state.task.spec);
    if (m_border) {
        CO_CHECK(m_news->sinceLast(0));
        CO_CHECK(m_border->learn(commands, m_sandbox.folders()));
    } else {
        m_guarding.glance(commands);
    }
    CO_TRY(m_setup, m_commands.setup(RunPurpose::Setup, m_state));
    CO_TRY(m_baseline, m_commands.baseline(m_border.get(), m_state));
    noteTests(m_baseline);
    // After the baseline: what the verification itself writes is no change of anybody.
    CO_TRY(const QString tree,
        m_border ? m_border->seeProducts(m_commands.openedByBaseline()) : m_guarding.begin(m_state));
    co_return tree;
}

QCoro::Task<Result<QString>> AgentLoop::prepare()
{
    // Not a step: what is known is of this process, a resumed run must learn it anew.
    constexpr int levels = 3;
    learnSecretsIn(m_state.task.spec.workingDirectory, levels);
    Step step;
    step.kind = u"prepare"_s;
    step.input = {{u"spec"_s, toJson(m_state.task.spec)}, {u"loop"_s, 4}};
    step.readOnly = true;
    auto look = [this]() -> Result<StepOutcome> {
        const QString text = projectText([this](const QString &name) -> Result<QByteArray> {
            VC_TRY(const FileContent file, m_workspace.read(name, 256 * 1024));
            return file.bytes;
        });
        QJsonObject found{{u"project_text"_s, redact(text)}};
        // The wish at the start of the attempt counts, however often it is told again.
        if (m_services.settings.restoreBest)
            found.insert(u"restore_best"_s, true);
        if (m_view && m_state.task.goesOnFrom > 0)
            found.insert(u"goes_on_from"_s, m_state.task.goesOnFrom);
        return StepOutcome{found, {}, {}};
    };
    Journal::Effect effect = [look](const QJsonObject &, bool) { return readyOutcome(look()); };
    CO_TRY(const PlaceLease lease, m_place->enter(WorkPlace::Use::Look));
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_restoreBest = result.value(u"restore_best"_s).toBool();
    m_goesOnFrom = result.value(u"goes_on_from"_s).toInt();
    co_return result.value(u"project_text"_s).toString();
}

QCoro::Task<Result<LoopOutcome>> AgentLoop::iterate()
{
    const int last = m_state.task.spec.maxIterations;
    for (int number = 1;; ++number) {
        CO_CHECK(beginIteration(number));
        CO_TRY(const TurnEnd turn, converse());
        CO_CHECK(collectChanges());
        if (turn.stop.reason != StopReason::None) {
            CO_CHECK(endIteration({}, turn.summary));
            co_return turn.stop;
        }
        CO_TRY(const Round round, verifyRound());
        CO_CHECK(endIteration(round, turn.summary));
        m_history.add(number, round.report);
        const ProgressAdvice advice = m_progress.after(factsOf(turn, round));
        if (!m_state.deniedTooOften.isEmpty())
            co_return deniedOutcome();
        if (round.passed())
            co_return LoopOutcome{StopReason::Passed, {}};
        if (round.stop.reason != StopReason::None)
            co_return round.stop;
        if (turn.stuck.reason != StopReason::None)
            co_return turn.stuck;
        if (number >= last)
            co_return lastOutcome(round);
        CO_TRY(const LoopOutcome ended, goOn(turn, round, advice));
        if (ended.reason != StopReason::None)
            co_return ended;
    }
}

// Of an iteration that did not pass, when there is no other one.
LoopOutcome AgentLoop::lastOutcome(const Round &round) const
{
    const QString why = (round.withheld + round.notes).join(u"; "_s);
    if (round.tampered)
        return {StopReason::Tampering, why};
    if (round.report.passed())
        return {StopReason::NotCounted, why};
    QString detail = u"the verification still fails after %1 iterations"_s.arg(m_state.task.iteration);
    if (!round.leftOut.isEmpty())
        detail += u"; it ran without what a person wants left out: "_s + round.leftOut.join(u", "_s);
    return {StopReason::IterationLimit, detail};
}

QCoro::Task<Result<>> AgentLoop::beginIteration(int number)
{
    m_state.usedMs = 0;
    m_state.verifiedMs = 0;
    m_state.callsThisIteration = 0;
    m_state.verificationsThisIteration = 0;
    m_state.malformedInARow = 0;
    m_state.commandsRan = false;
    m_state.touched.clear();
    m_state.task.iteration = number;
    m_edits.clear();
    m_refusedEdits.clear();
    m_firstMessage = m_conversation.messages().size();
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
    if (!m_view && !m_journal.isReplaying())
        rememberStamps(m_services.db.location(), m_journal.taskId(), number, m_workspace);
    CO_TRY(m_iteration.startedAt, m_journal.mark(std::move(input), std::move(events), std::move(change)));
    co_return Result<>();
}

QCoro::Task<Result<>> AgentLoop::endIteration(Round round, QString summary)
{
    // Nothing comes between the end of an iteration and the start of the next one: this state serves as both.
    CO_TRY(const Checkpoint kept, m_checkpoints->take(CheckpointKind::Iteration, m_iteration.number));
    m_iteration.tree = kept.tree;
    if (m_view) {
        m_lastState = kept.tree;
        m_state.task.result = kept.files > 0 ? ResultState::NotApplied : ResultState::InFolder;
        m_state.task.resultFiles = kept.files;
    }
    if (!kept.tree.isEmpty())
        m_kept.insert(m_iteration.number, {kept, round.report, m_tree});
    m_state.workedMs += m_state.usedMs + m_state.verifiedMs;
    const Usage before = m_iteration.usage;
    const Usage now = m_state.task.usage;
    m_iteration.usage = usageSince(before, now);
    m_iteration.verification = m_history.marked(m_iteration.number, round.report, round.moves);
    m_iteration.moves = round.moves;
    m_iteration.withheld = round.withheld;
    m_iteration.summary = redact(summary);
    m_state.verified.reset();
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
        {{u"number"_s, m_iteration.number}, {u"passed"_s, round.passed()},
            {u"tests_passed"_s, m_state.task.testsPassed}, {u"tests_failed"_s, m_state.task.testsFailed},
            {u"tests_fixed"_s, round.moves.fixed.size()}, {u"tests_regressed"_s, round.moves.regressed.size()},
            {u"withheld"_s, !round.withheld.isEmpty()}, {u"files_changed"_s, m_iteration.changedFiles.size()}})};
    CO_TRY(m_iteration.endedAt, m_journal.mark(std::move(input), std::move(events), std::move(change)));
    co_return Result<>();
}

QCoro::Task<Result<>> AgentLoop::collectChanges()
{
    Step step;
    step.kind = u"changes"_s;
    step.input = {{u"number"_s, m_state.task.iteration}};
    step.readOnly = true;
    Journal::Effect effect = [this](const QJsonObject &, bool) { return readyOutcome(gatherChanges()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_iteration.patchArtifact = result.value(u"patch"_s).toString();
    const QJsonArray files = result.value(u"files"_s).toArray();
    for (const QJsonValue value : files) {
        const QJsonObject file = value.toObject();
        m_iteration.changedFiles.append({file.value(u"path"_s).toString(), file.value(u"change"_s).toString(),
            file.value(u"artifact"_s).toString(), file.value(u"size"_s).toInteger()});
    }
    m_edits = editedFiles(files);
    m_tree = result.value(u"tree"_s).toString();
    for (const EditedFile &file : std::as_const(m_edits)) {
        m_changedLines += file.added + file.removed;
        if (!m_touched.contains(file.path))
            m_touched.insert(file.path, file.change == u"added"_s);
    }
    co_return Result<>();
}

Result<StepOutcome> AgentLoop::gatherChanges() const
{
    ChangeRequest request;
    request.taskId = m_journal.taskId();
    request.attempt = m_journal.attempt();
    request.iteration = m_state.task.iteration;
    request.touched = m_state.touched;
    request.commandsRan = m_state.commandsRan;
    if (m_view) {
        VC_TRY(const ChangeSet before, loadChangeSet(m_view->objects(), m_lastState));
        return collectViewChanges(request, *m_view, before, m_services);
    }
    VC_TRY(StepOutcome outcome, collectChangedFiles(request, m_workspace, m_services));
    const Result<QString> tree = m_workspace.treeDigest();
    outcome.result.insert(u"tree"_s, tree.value_or(QString()));
    return outcome;
}

double AgentLoop::costCapUsd() const
{
    return m_state.task.spec.maxCostUsd.value_or(m_services.settings.maxCostUsd);
}

void AgentLoop::noteTests(const VerificationReport &report)
{
    const TestTotals totals = totalsOf(report);
    m_state.task.testsPassed = totals.passed;
    m_state.task.testsFailed = totals.failed;
}

Moves AgentLoop::movesOf(const Round &round) const
{
    Moves moves = m_previous ? compareReports(*m_previous, round.report) : round.moves;
    moves.flaky = round.moves.flaky;
    return moves;
}

void AgentLoop::noteVerified(const Round &round)
{
    noteTests(round.report);
    m_state.verified = m_iteration;
    m_state.verified->moves = movesOf(round);
    m_state.verified->verification = m_history.marked(m_iteration.number, round.report, m_state.verified->moves);
}

} // namespace vibecoder
