// SPDX-License-Identifier: MIT
// What follows the model's turns of an iteration: verification, verdict, the guard, judgement of the progress, and the
// feedback that the next turn begins with.
#include "core/agentloop.h"

#include "base/logging.h"
#include "permission/permissionpolicy.h"
#include "verification/comparison.h"
#include "verification/failuretext.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxSource = 2 * 1024 * 1024;
constexpr qint64 kFlakyLimitMs = 60 * 1000;

} // namespace

QCoro::Task<Result<AgentLoop::Round>> AgentLoop::verifyRound()
{
    Round round;
    if (m_border) {
        CO_TRY(round, lookAtBorder(round));
    } else {
        CO_CHECK(m_guarding.look(m_edits, m_state));
    }
    if (!m_border && m_state.task.spec.guard == GuardMode::Deny && !m_guarding.ownPaths().isEmpty()) {
        // Before the verification: what is denied never takes part in it.
        CO_TRY(round, putGuardedBack(round, u"The task does not allow changes of guarded files"_s));
    }
    if (round.stop.reason != StopReason::None)
        co_return round;
    if (m_border) {
        m_border->glance();
        m_clean->glance();
    }
    CO_TRY(round.report, verifyNow());
    CO_TRY(round, checkFlaky(round));
    noteVerified(round);
    CO_TRY(round, m_border ? settleBorder(round) : settleGuard(round));
    if (m_copy && round.passed()) {
        CO_TRY(round, checkCopy(round));
    }
    if (m_news && !round.passed()) {
        CO_TRY(const QStringList lines, m_news->sinceLast(m_state.task.iteration));
        round.notes += lines;
    }
    round.moves = movesOf(round);
    noteTests(round.report);
    co_return round;
}

QCoro::Task<Result<VerificationReport>> AgentLoop::verifyNow()
{
    if (m_clean && m_state.task.spec.cleanRoom == CleanRoomMode::Each) {
        CO_TRY(const BorderLook found, m_border->look(guardMode(), m_state.task.iteration));
        CO_TRY(const auto clean, m_clean->verify(found.asked.isEmpty() ? found.chosen : found.tree, m_state));
        if (clean)
            co_return *clean;
    }
    CO_TRY(const VerificationReport report, m_commands.verify(RunPurpose::Verify, -1, m_state));
    co_return report;
}

// loop.md R22: other failures although no file changed. What fails is run once more; what then passes is flaky.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::checkFlaky(Round round)
{
    if (!m_edits.isEmpty() || !m_previous || round.report.passed() ||
        fingerprintsOf(*m_previous) == fingerprintsOf(round.report))
        co_return round;
    for (qsizetype i = 0; i < round.report.commands.size(); ++i) {
        const CommandReport first = round.report.commands.at(i);
        if (first.status != CommandStatus::Fail || first.durationMs > kFlakyLimitMs)
            continue;
        CO_TRY(const VerificationReport again,
            m_commands.verify(RunPurpose::Flaky, first.index, m_state, std::min(kFlakyLimitMs, m_state.limitMs())));
        if (again.commands.isEmpty() || again.commands.constFirst().status == CommandStatus::Timeout)
            continue;
        const Moves between = compareReports({{first}}, again);
        round.moves.flaky += between.fixed + between.regressed;
        round.report.commands[i] = again.commands.constFirst();
    }
    round.moves.flaky.sort();
    round.moves.flaky.removeDuplicates();
    co_return round;
}

bool AgentLoop::guardAllows() const
{
    return m_state.task.spec.guard == GuardMode::Allow && m_state.task.accepted;
}

// What a person still has to agree to before green counts.
QList<GuardFinding> AgentLoop::openFindings(const Verdict &verdict) const
{
    QList<GuardFinding> open = m_guarding.stillOpen(verdict.suspicions);
    // Leave to change tests is no leave to count nothing, or failures.
    if (guardAllows())
        open.removeIf([](const GuardFinding &finding) { return isAboutFiles(finding); });
    return open;
}

// The verdict (loop.md R2, R31). Green alone is no pass: a person has to agree to what changed about the check itself.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::settleGuard(Round round)
{
    if (!round.report.passed()) {
        const QString own = m_guarding.ownPaths().join(u", "_s), others = m_guarding.othersPaths().join(u", "_s);
        if (!own.isEmpty() && !guardAllows())
            round.notes.append(u"Guarded files were changed (%1). A pass is withheld until a person agrees; put them "
                               "back unless the task asks for it."_s.arg(own));
        if (!others.isEmpty())
            round.notes.append(u"A person changed %1 meanwhile. Leave that as it is."_s.arg(others));
        co_return round;
    }
    CO_CHECK(m_guarding.lookAgain(m_state));
    const Verdict verdict = judgeVerification(m_baseline, round.report, m_guarding.findings());
    for (const QString &command : verdict.noTests)
        round.withheld.append(feedbackPhrase("no_tests").arg(command));
    const QList<GuardFinding> open = openFindings(verdict);
    if (!round.withheld.isEmpty() || open.isEmpty())
        co_return round;
    // What somebody else changed is theirs to put back: they are asked, whatever the task says.
    const bool onlyOthers = m_guarding.ownPaths().isEmpty() && !m_guarding.othersPaths().isEmpty();
    if (m_state.task.spec.guard == GuardMode::Deny && !onlyOthers &&
        std::any_of(open.cbegin(), open.cend(), isAboutFiles)) {
        // Put back already before the verification; what the verification itself wrote is put back here.
        if (!m_guarding.ownPaths().isEmpty()) {
            CO_TRY(round, putGuardedBack(round, u"The task does not allow changes of guarded files"_s));
        }
        round.withheld = describeFindings(open);
        round.tampered = true;
        co_return round;
    }
    CO_TRY(const ApprovalAnswer answer, m_guarding.ask(open, m_state));
    if (answer.approved()) {
        m_guarding.accept(open);
        co_return round;
    }
    QString why = answer.state == ApprovalState::Expired ? u"Nobody agreed in time that this result counts"_s
                                                         : u"A person did not agree that this result counts"_s;
    if (!answer.message.isEmpty())
        why += u" and says: "_s + answer.message;
    const bool files = !m_guarding.ownPaths().isEmpty();
    CO_TRY(round, putGuardedBack(round, why));
    if (const QStringList others = m_guarding.othersPaths(); !others.isEmpty()) {
        round.withheld = describeFindings(m_guarding.findings());
        round.stop = {StopReason::Tampering, u"%1 was changed while the task ran, not by the task, and nobody agreed "
                                             u"that the result counts; it was left "
                                             "as it is"_s.arg(others.join(u", "_s))};
        co_return round;
    }
    if (files && round.stop.reason == StopReason::None) {
        CO_TRY(round.report, m_commands.verify(RunPurpose::Restored, -1, m_state));
        CO_CHECK(m_guarding.lookAgain(m_state));
    }
    const Verdict after = judgeVerification(m_baseline, round.report, m_guarding.findings());
    const QList<GuardFinding> left = openFindings(after);
    if (after.green && !(left.isEmpty() && after.noTests.isEmpty())) {
        round.withheld = describeFindings(left);
        for (const QString &command : after.noTests)
            round.withheld.append(feedbackPhrase("no_tests").arg(command));
    }
    co_return round;
}

QCoro::Task<Result<AgentLoop::Round>> AgentLoop::putGuardedBack(Round round, QString why)
{
    constexpr int enough = 3;
    round.tampered = true;
    const QStringList findings = describeFindings(m_guarding.findings());
    QStringList paths = m_guarding.ownPaths();
    if (!paths.isEmpty()) {
        if (const Result<> begun = m_journal.isReplaying() ? Result<>() : m_place->beginCommand(); !begun)
            co_return passError(begun);
        CO_TRY(const QStringList failed, m_guarding.restore(m_state));
        m_place->endCommand(Evidence::Command);
        const QStringList others = m_guarding.othersPaths();
        paths.removeIf([&others](const QString &path) { return others.contains(path); });
        round.notes.append(
            paths.isEmpty() ? why + u'.'
                            : why + u". They were put back: "_s + paths.join(u", "_s) + u". Fix the code instead."_s);
        if (!failed.isEmpty())
            round.stop = {StopReason::Tampering,
                u"guarded files were changed and could not be put back: %1"_s.arg(failed.join(u"; "_s))};
    } else {
        round.notes.append(why + u'.');
    }
    if (++m_tampered >= enough && round.stop.reason == StopReason::None)
        round.stop = {StopReason::Tampering,
            u"guarded files were changed in %1 iterations: %2"_s.arg(m_tampered).arg(findings.join(u"; "_s).left(500))};
    co_return round;
}

// Lines around the places of the failures, read through the held folder; part of the journal, since the text that went
// to the model must be the same in every replay.
QCoro::Task<Result<QHash<QString, QString>>> AgentLoop::readSources(QList<SourcePlace> places)
{
    QHash<QString, QString> sources;
    if (places.isEmpty())
        co_return sources;
    QJsonArray wanted;
    for (const SourcePlace &place : places)
        wanted.append(place.key());
    Step step;
    step.kind = u"sources"_s;
    step.input = {{u"iteration"_s, m_state.task.iteration}, {u"places"_s, wanted}};
    step.readOnly = true;
    auto look = [this, places]() -> Result<StepOutcome> {
        QJsonObject texts;
        for (const SourcePlace &place : places) {
            for (const QString &path : candidatePaths(place)) {
                const Result<FileContent> file = m_workspace.read(path, kMaxSource);
                if (!file || judge({ActionKind::ReadFile, {}, file->path}, {}).decision != Decision::Allow)
                    continue;
                texts.insert(place.key(), redact(sourceSnippet(file->bytes, place.line)));
                break;
            }
        }
        return StepOutcome{{{u"sources"_s, texts}}, {}, {}};
    };
    Journal::Effect effect = [look](const QJsonObject &, bool) { return readyOutcome(look()); };
    CO_TRY(const PlaceLease lease, m_place->enter(WorkPlace::Use::Look));
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    const QJsonObject texts = result.value(u"sources"_s).toObject();
    for (auto it = texts.begin(); it != texts.end(); ++it)
        sources.insert(it.key(), it.value().toString());
    co_return sources;
}

QCoro::Task<Result<QString>> AgentLoop::feedbackFor(FeedbackInput input)
{
    const Selection selection = selectFailures(input.report, input.moves);
    CO_TRY(input.sources, readSources(sourcePlaces(selection, input.report)));
    co_return composeFeedback(input);
}

FeedbackInput AgentLoop::feedbackInput(const TurnEnd &turn, const Round &round, const QStringList &notes) const
{
    FeedbackInput input;
    input.iteration = m_state.task.iteration;
    input.maxIterations = m_state.task.spec.maxIterations;
    input.report = round.report;
    input.previous = m_previous;
    input.moves = round.moves;
    input.sameSetInARow = m_history.sameSetInARow();
    for (const CommandReport &command : round.report.commands) {
        for (const Failure &failure : command.failures) {
            QList<int> seen = m_history.seen(fingerprintOf(failure));
            seen.removeAll(input.iteration);
            if (!seen.isEmpty())
                input.seen.insert(fingerprintOf(failure), seen);
        }
    }
    input.edits = m_edits;
    input.refusedEdits = m_refusedEdits;
    input.notes = round.notes + notes;
    input.withheld = round.withheld;
    input.timedOut = turn.timedOut;
    input.claimedDone = turn.finished;
    input.callsLeft = kCallsPerAttempt - m_callsInAttempt;
    input.costUsd = double(m_state.task.usage.costMicroUsd) / 1e6;
    input.maxCostUsd = costCapUsd();
    input.priceKnown = m_state.task.usage.priceKnown;
    return input;
}

IterationFacts AgentLoop::factsOf(const TurnEnd &turn, const Round &round) const
{
    IterationFacts facts;
    facts.number = m_state.task.iteration;
    for (const CommandReport &command : round.report.commands)
        facts.score.commandsPassed += command.status == CommandStatus::Pass ? 1 : 0;
    facts.score.testsPassed = std::max(0, totalsOf(round.report).passed);
    facts.score.regressions = int(compareReports(m_baseline, round.report).regressed.size());
    facts.score.changedLines = m_changedLines;
    facts.sameSetInARow = m_history.sameSetInARow();
    facts.tree = m_tree;
    facts.changedFiles = !m_edits.isEmpty();
    facts.timedOut = turn.timedOut;
    facts.malformed = turn.malformed;
    return facts;
}

QCoro::Task<Result<LoopOutcome>> AgentLoop::goOn(TurnEnd turn, Round round, ProgressAdvice advice)
{
    TriedLine tried;
    tried.iteration = m_state.task.iteration;
    tried.edits = m_edits;
    tried.summary = turn.summary;
    tried.moves = round.moves;
    tried.failures = int(fingerprintsOf(round.report).size());
    m_tried.append(tried);
    if (advice.move == NextMove::Stop)
        co_return LoopOutcome{advice.stop, advice.detail};
    if (advice.move == NextMove::FreshStart || advice.move == NextMove::RollBack) {
        CO_TRY(const LoopOutcome none, startAgain(turn, round, advice));
        co_return none;
    }
    CO_TRY(m_lastFeedback, feedbackFor(feedbackInput(turn, round, advice.notes)));
    m_previous = round.report;
    if (turn.finishCallId.isEmpty()) {
        m_conversation.addUserText(m_lastFeedback);
    } else {
        m_conversation.addToolResult(turn.finishCallId, m_lastFeedback, true);
    }
    co_return LoopOutcome{};
}

// The files of the task go back to a kept state.
QCoro::Task<Result<AgentLoop::BroughtBack>> AgentLoop::bringBack(KeptState kept)
{
    CO_AWAIT(const Result<RollbackReport> done, m_checkpoints->restore(kept.checkpoint, m_state.task.iteration));
    if (!done && done.error().code != ErrorCode::NotFound && done.error().code != ErrorCode::Conflict &&
        done.error().code != ErrorCode::Unavailable)
        co_return passError(done);
    if (!done)
        co_return BroughtBack{done.error().message, {}};
    m_state.knownDigests.clear(); // what the model knew about files is void
    m_tree = kept.tree;
    co_return BroughtBack{{}, done->leftAlone};
}

// loop.md R5: the last state stays and the best one is named, or the best one is brought back if the person wished so.
QCoro::Task<Result<LoopOutcome>> AgentLoop::endAtBest(LoopOutcome outcome)
{
    const int best = m_progress.bestIteration();
    if (outcome.passed() || best == m_state.task.iteration || !m_kept.contains(best))
        co_return outcome;
    const KeptState kept = m_kept.value(best);
    if (kept.tree == m_tree)
        co_return outcome;
    const QString which = best == 0 ? u"before the first change"_s : u"after iteration %1"_s.arg(best);
    if (!m_restoreBest) {
        outcome.detail += u"; the best state was %1 (task rollback --to %2)"_s.arg(which).arg(best);
        co_return outcome;
    }
    CO_TRY(const BroughtBack back, bringBack(kept));
    if (back.problem.isEmpty()) {
        noteTests(kept.report);
        outcome.detail += u"; the files were put back to the best state, %1"_s.arg(which);
        if (!back.leftAlone.isEmpty())
            outcome.detail += u"; "_s + leftAloneText(back.leftAlone);
    } else {
        outcome.detail += u"; the best state, %1, could not be brought back: %2"_s.arg(which, back.problem);
    }
    co_return outcome;
}

// From the best state there was. A fresh start leaves the talk behind as well; a roll back only the files.
QCoro::Task<Result<LoopOutcome>> AgentLoop::startAgain(TurnEnd turn, Round round, ProgressAdvice advice)
{
    const int best = m_progress.bestIteration();
    const QString which = best == 0 ? u"before the first change"_s : u"after iteration %1"_s.arg(best);
    QString state = u"The files are as the last iteration left them."_s;
    if (best != m_state.task.iteration && m_kept.contains(best)) {
        const KeptState kept = m_kept.value(best);
        CO_TRY(const BroughtBack back, bringBack(kept));
        if (back.problem.isEmpty()) {
            // The failures are those of that state.
            round.report = kept.report;
            round.moves = {};
            state = u"The files were put back to the state %1, the best so far."_s.arg(which);
            if (!back.leftAlone.isEmpty())
                state += u" Files were "_s + leftAloneText(back.leftAlone) + u'.';
        } else {
            state += u" The best state could not be brought back: "_s + back.problem;
        }
    }
    FeedbackInput input = feedbackInput(turn, round, QStringList{advice.detail + u'.', state});
    CO_TRY(m_lastFeedback, feedbackFor(input));
    m_previous = round.report;
    if (advice.move == NextMove::FreshStart) {
        beginAfresh(state, m_lastFeedback);
    } else if (turn.finishCallId.isEmpty()) {
        m_conversation.addUserText(m_lastFeedback);
    } else {
        m_conversation.addToolResult(turn.finishCallId, m_lastFeedback, true);
    }
    co_return LoopOutcome{};
}

// loop.md R27: the task and a record, nothing of the talk that led nowhere.
void AgentLoop::beginAfresh(const QString &state, const QString &feedback)
{
    RecordInput record;
    record.tried = m_tried;
    record.state = state;
    record.feedback = feedback;
    m_conversation = Conversation();
    m_conversation.addUserText(m_taskMessage);
    m_conversation.addUserText(composeRecord(record));
    m_history.forgetRepeats();
    m_stuck.reset();
    m_promptTokens = 0;
}

} // namespace vibecoder
