// SPDX-License-Identifier: MIT
// What of a view may leave it: asked once its verification has passed, because an attempt that fails applies nothing.
#include "core/agentloop.h"

#include "verification/failuretext.h"
#include "verification/verdict.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTamperedIsEnough = 3;

} // namespace

// Leave to change tests counts only once a person accepted the task file; a prohibition always does.
GuardMode AgentLoop::guardMode() const
{
    const Task &task = m_state.task;
    return task.spec.guard == GuardMode::Allow ? task.guardInForce() : task.spec.guard;
}

// Before the verification: what the task does not allow takes no part in it.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::lookAtBorder(Round round)
{
    if (m_state.task.spec.guard != GuardMode::Deny)
        co_return round;
    CO_TRY(const BorderLook found, m_border->look(guardMode(), m_state.task.iteration));
    if (!found.leftPaths.isEmpty()) {
        CO_TRY(round, takeOut(round, found, found.leftPaths, u"The task does not allow changes of guarded files"_s));
        round.tampered = true;
    }
    co_return round;
}

// These changes are taken back in the view.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::takeOut(Round round, BorderLook found, QStringList paths, QString why)
{
    CO_TRY(const BorderDesk::PutBack back, m_border->putBack(found, paths, m_state.task.iteration));
    m_state.knownDigests.clear(); // what the model knew about files is void
    QString note = why + u". They were put back: "_s + paths.join(u", "_s) + u". Fix the code instead."_s;
    if (!back.partly.isEmpty())
        note +=
            u" Of these only the lines that say how tests are run were put back: "_s + back.partly.join(u", "_s) + u'.';
    round.notes.append(note);
    if (!back.failed.isEmpty())
        round.stop = {StopReason::Tampering, u"changes could not be taken back: %1"_s.arg(back.failed.join(u"; "_s))};
    else if (++m_tampered >= kTamperedIsEnough)
        round.stop = {StopReason::Tampering,
            u"guarded files were changed in %1 iterations: %2"_s.arg(m_tampered).arg(paths.join(u", "_s).left(500))};
    co_return round;
}

// As settleGuard(), for a view: the border finds what differs, whoever wrote it.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::settleBorder(Round round)
{
    const GuardMode guard = guardMode();
    CO_TRY(BorderLook found, m_border->look(guard, m_state.task.iteration));
    if (!round.report.passed()) {
        if (const QStringList guarded = found.guardedPaths(); !guarded.isEmpty())
            round.notes.append(u"Guarded files were changed (%1). A person has to agree to that before anything is "
                               "applied; put them back unless the task asks for it."_s.arg(guarded.join(u", "_s)));
        co_return round;
    }
    const Verdict verdict = judgeVerification(m_baseline, round.report, found.reach);
    for (const QString &command : verdict.noTests)
        round.withheld.append(feedbackPhrase("no_tests").arg(command));
    if (!round.withheld.isEmpty())
        co_return round;
    if (!found.problems.isEmpty()) {
        round.stop = {StopReason::EnvironmentError,
            u"the changes cannot be read whole, so nothing of them can be applied: %1"_s.arg(
                found.problems.join(u"; "_s).left(500))};
        co_return round;
    }
    CO_TRY(found, passAsBefore(round, found));
    if (const QList<GuardFinding> open = openFindings(verdict); !open.isEmpty()) {
        CO_TRY(const ApprovalAnswer answer, m_guarding.ask(tracedToFiles(open, found.guardedPaths()), m_state));
        if (!answer.approved()) {
            round.withheld = describeFindings(open);
            round.notes.append(answer.message.isEmpty()
                                   ? u"A person did not agree that this result counts."_s
                                   : u"A person did not agree that this result counts and says: "_s + answer.message);
            co_return round;
        }
        m_guarding.accept(open);
    }
    CO_TRY(round, askBorder(round, found));
    if (round.passed()) {
        CO_TRY(round, checkClean(round));
    }
    co_return round;
}

// Until nothing is asked any more. What a person leaves out is taken back, and the rest is verified without it.
QCoro::Task<Result<AgentLoop::Round>> AgentLoop::askBorder(Round round, BorderLook found)
{
    while (!found.asked.isEmpty()) {
        CO_TRY(const ApprovalAnswer answer, m_border->ask(found, m_state));
        if (!answer.approved() && answer.answers.isEmpty() && !answer.message.isEmpty()) {
            // What a person tells the model comes before any choice: the model has to fix the changes.
            round.withheld = found.lines;
            round.notes.append(u"A person looked at these changes and says: "_s + answer.message);
            co_return round;
        }
        const QStringList left = m_border->take(found, answer);
        if (!left.isEmpty()) {
            CO_TRY(round, takeOut(round, found, left, u"A person wants these changes left out"_s));
            const QStringList guarded = found.guardedPaths();
            round.leftOut += left;
            round.tampered = round.tampered || std::any_of(left.cbegin(), left.cend(),
                                                   [&](const QString &path) { return guarded.contains(path); });
            if (round.stop.reason != StopReason::None)
                co_return round;
            m_border->glance();
            m_clean->glance();
            CO_TRY(round.report, m_commands.verify(RunPurpose::Without, -1, m_state));
            if (!round.report.passed())
                co_return round;
            noteVerified(round);
        }
        CO_TRY(found, m_border->look(guardMode(), m_state.task.iteration));
    }
    m_found = found;
    co_return round;
}

} // namespace vibecoder
