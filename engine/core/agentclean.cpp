// SPDX-License-Identifier: MIT
// The verdict: what passed where the attempt worked has to pass in a clean room too, or, without a view, in a copy.
#include "core/agentloop.h"

#include "verification/comparison.h"
#include "verification/failuretext.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNamed = 10;

QString named(const QStringList &paths)
{
    return paths.mid(0, kNamed).join(u", "_s) + (paths.size() > kNamed ? u" …"_s : QString());
}

// Tests that were there a moment ago, where the attempt worked.
QList<GuardFinding> fewerThan(const VerificationReport &inView, const VerificationReport &clean)
{
    QList<GuardFinding> findings;
    for (const CommandReport &before : inView.commands) {
        for (const CommandReport &now : clean.commands) {
            const int had = collectedBy(before.counts).value_or(-1), have = collectedBy(now.counts).value_or(-1);
            const int passedThen = before.counts.passed.value_or(-1), passedNow = now.counts.passed.value_or(-1);
            if (now.index == before.index && (have < had || passedNow < passedThen))
                findings.append({u"clean_fewer"_s, u'`' + now.command + u'`', 0,
                    have < 0 ? QString() : u"%1 of %2"_s.arg(have).arg(had)});
        }
    }
    return findings;
}

} // namespace

QCoro::Task<Result<AgentLoop::Round>> AgentLoop::checkClean(Round round)
{
    m_passed = round.report;
    CO_TRY(const CleanResult clean, m_clean->check({m_found.tree, m_found.chosen, round.report, m_baseline}, m_state));
    CO_TRY(round, endCheck(round, clean));
    co_return round;
}

// Whoever works in the folder itself leaves things there that make its verification pass.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::checkCopy(Round round)
{
    CopyCheck::Question question{
        {m_folder.root(), m_state.task.spec.keep, m_guarding.beganNs(), m_guarding.steadyPaths()}, round.report,
        m_baseline, m_guarding.rules(), {}};
    for (auto it = m_touched.cbegin(); it != m_touched.cend(); ++it)
        question.touched.append({it.key(), it.value()});
    CO_TRY(const CleanResult clean, m_copy->check(question, m_state));
    CO_TRY(round, endCheck(round, clean));
    co_return round;
}

QCoro::Task<Result<AgentLoop::Round>> AgentLoop::endCheck(Round round, CleanResult clean)
{
    Task &task = m_state.task;
    task.verdictMs = clean.durationMs;
    switch (clean.end) {
    case CleanResult::End::Same:
        if (clean.findings.isEmpty()) {
            task.verdict = VerdictPlace::CleanRoom;
            noteVerdict();
            co_return round;
        }
        clean.report = round.report;
        break;
    case CleanResult::End::NotPossible: {
        task.verdict = m_view ? VerdictPlace::View : VerdictPlace::Folder;
        noteVerdict(clean.why);
        if (m_view) {
            CO_TRY(round, askBehind(round));
        }
        co_return round;
    }
    case CleanResult::End::FolderFails:
        // Nothing that the model could do, so it is not paid for trying.
        round.report = clean.report;
        round.stop = {StopReason::EnvironmentError,
            u"it passes where the attempt works, but your folder fails by itself now, without the attempt; retry when "
            "that is put right: %1"_s.arg(clean.report.commands.constFirst().command)};
        co_return round;
    case CleanResult::End::Failed:
        round.report = clean.report;
        round.notes.append(feedbackPhrase("clean_failed"));
        if (!clean.behind.isEmpty())
            round.notes.append(feedbackPhrase("clean_behind").arg(named(clean.behind)));
        if (!clean.setup.isEmpty() && !clean.behind.isEmpty())
            round.notes.append(feedbackPhrase("clean_setup").arg(clean.setup));
        co_return round;
    case CleanResult::End::PassedWith: {
        CO_TRY(round, askToKeep(round, clean));
        co_return round;
    }
    case CleanResult::End::Passed:
        break;
    }
    CO_TRY(round, settleClean(round, clean));
    if (!round.passed())
        co_return round;
    task.verdict = VerdictPlace::CleanRoom;
    noteVerdict();
    co_return round;
}

// What a reader of the verdict has to know.
void AgentLoop::noteVerdict(const VerdictNote &why)
{
    QList<VerdictNote> &notes = m_state.task.verdictNotes;
    notes.clear();
    if (!why.code.isEmpty())
        notes.append(why);
    if (!m_asBefore.isEmpty())
        notes.append({u"as_before"_s, named(m_asBefore)});
    if (!m_keptBehind.isEmpty())
        notes.append({u"kept"_s, named(m_keptBehind)});
    QStringList own = m_found.ownChecks;
    const QStringList setup = GuardRules(m_state.task.spec.setup, m_folder.root()).namedFiles(),
                      checks = GuardRules(m_state.task.spec.verificationCommands, m_folder.root()).namedFiles();
    own.removeIf([&](const QString &path) { return setup.contains(path) && !checks.contains(path); });
    if (!own.isEmpty())
        notes.append({u"own_tests"_s, named(own)});
}

// It is the attempt's folder that passes, and not what a person gets: no iteration of the model changes that.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::askToKeep(Round round, CleanResult clean)
{
    const QString setup = clean.setup.isEmpty() ? QString() : u"`setup: [%1]`, or "_s.arg(clean.setup);
    const QString need =
        u"needed, and left behind: %1; the task file can say %2`keep: [%1]`"_s.arg(named(clean.behind), setup);
    if (clean.mayBeKept) {
        QList<GuardFinding> behind;
        for (const QString &path : std::as_const(clean.behind))
            behind.append({u"left_behind"_s, path, 0, {}});
        CO_TRY(const ApprovalAnswer answer, m_guarding.ask(behind, m_state));
        if (answer.approved()) {
            m_keptBehind += clean.behind;
            if (!m_border) {
                // It lies in the folder already, and was verified with the rest.
                CO_TRY(round, settleClean(round, clean));
                if (!round.passed())
                    co_return round;
                m_state.task.verdict = VerdictPlace::CleanRoom;
                noteVerdict();
                co_return round;
            }
            // From now on it is a change like any other, and is verified and applied with them.
            m_border->keep(clean.behind);
            CO_TRY(round, settleBorder(round));
            co_return round;
        }
        if (!answer.message.isEmpty() && !answer.decidedBy.endsWith(kUnattended)) {
            round.withheld = describeFindings(behind);
            round.notes.append(u"A person did not agree that this result counts and says: "_s + answer.message);
            co_return round;
        }
    }
    round.withheld = {need};
    round.stop = {StopReason::NeedsSetup, need};
    co_return round;
}

// Changed tests need no question when the person's own, as they were, pass with the rest of the result, and no fewer
// tests run now. Returns what is left to be asked about.
QCoro::Task<Result<BorderLook>> AgentLoop::passAsBefore(Round round, BorderLook found)
{
    std::optional<VerificationReport> before;
    for (const QString &set : std::as_const(found.held.sets)) {
        CO_TRY(before, m_clean->passesWith(set, {found.tree, found.chosen, round.report, m_baseline}, m_state));
        if (before)
            break;
    }
    if (!before || !fewerThan(*before, round.report).isEmpty())
        co_return found;
    const auto isCounted = [](const CommandReport &command) { return collectedBy(command.counts).has_value(); };
    if (found.held.needsCounts && std::none_of(before->commands.cbegin(), before->commands.cend(), isCounted))
        co_return found;
    m_border->accept(found.held);
    m_asBefore += found.held.paths;
    m_asBefore.removeDuplicates();
    CO_TRY(found, m_border->look(guardMode(), m_state.task.iteration));
    co_return found;
}

// The verdict rests on the view, with all that lies there.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::askBehind(Round round)
{
    CO_TRY(const BorderLook found, m_border->look(guardMode(), m_state.task.iteration, true));
    if (!found.leftPaths.isEmpty()) {
        round.withheld = found.leftPaths;
        co_return round;
    }
    CO_TRY(round, askBorder(round, found));
    co_return round;
}

QCoro::Task<Result<AgentLoop::Round>> AgentLoop::settleClean(Round round, CleanResult clean)
{
    const Verdict verdict = judgeVerification(m_baseline, clean.report, m_found.reach + clean.findings);
    for (const QString &command : verdict.noTests)
        round.withheld.append(feedbackPhrase("no_tests").arg(command));
    if (!round.withheld.isEmpty())
        co_return round;
    const QList<GuardFinding> open =
        openFindings(verdict) + m_guarding.stillOpen(fewerThan(round.report, clean.report));
    if (open.isEmpty())
        co_return round;
    CO_TRY(const ApprovalAnswer answer, m_guarding.ask(open, m_state));
    if (answer.approved()) {
        m_guarding.accept(open);
        co_return round;
    }
    round.withheld = describeFindings(open);
    round.notes.append(answer.message.isEmpty()
                           ? u"A person did not agree that this result counts."_s
                           : u"A person did not agree that this result counts and says: "_s + answer.message);
    co_return round;
}

// What a person answered to conflicts is known only now, and what follows from it was verified nowhere.
QCoro::Task<Result<>> AgentLoop::checkAnswered()
{
    Task &task = m_state.task;
    CO_TRY(const auto report, m_clean->verifyFolder({m_found.tree, m_found.chosen, m_passed, m_baseline}, m_state));
    if (!report)
        co_return Result<>();
    for (const CommandReport &command : report->commands)
        task.verdictMs += command.durationMs;
    const auto failed = std::find_if(report->commands.cbegin(), report->commands.cend(),
        [](const CommandReport &command) { return command.status != CommandStatus::Pass; });
    if (report->passed()) {
        task.verdict = VerdictPlace::CleanRoom;
        noteVerdict();
    } else {
        task.verdict = VerdictPlace::View;
        noteVerdict({u"answered_fails"_s, failed == report->commands.cend() ? QString() : failed->command});
    }
    co_return Result<>();
}

} // namespace vibecoder
