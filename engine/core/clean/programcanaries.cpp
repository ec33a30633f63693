// SPDX-License-Identifier: MIT
// The tests of programs with other expectations, run by the verification commands themselves.
#include "core/clean/canaries.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kQuickMs = 3000; // of the first run, after which a second one costs nothing that anybody notices
constexpr qint64 kMostOfMark = 1 << 10;

} // namespace

QCoro::Task<Result<QList<GuardFinding>>> Canaries::findForgedPrograms(
    ProgramCanary canary, RunState &state)
{
    QList<GuardFinding> findings;
    CO_TRY(const ProgramRun wrong,
        runPrograms(canary, RunPurpose::CanaryProgram, &ProgramCanary::File::wrong, state));
    bool passes = wrong.passed;
    if (!passes && wrong.isDone && wrong.durationMs <= kQuickMs &&
        std::any_of(
            canary.files.cbegin(), canary.files.cend(), [](const auto &file) { return !file.shorter.isEmpty(); })) {
        CO_TRY(const ProgramRun shorter,
            runPrograms(canary, RunPurpose::CanaryShorter, &ProgramCanary::File::shorter, state));
        passes = shorter.passed;
    }
    if (!passes)
        co_return findings;
    // It may be that no command comes to any of them.
    CO_TRY(const ProgramRun failing,
        runPrograms(canary, RunPurpose::CanaryProgramReached, &ProgramCanary::File::failing, state));
    if (!failing.reached.isEmpty())
        findings.append({u"canary_passed"_s, u'`' + failing.reached + u'`', 0, canary.files.constFirst().path});
    co_return findings;
}

// Until one of the commands fails: what another runs may be what is left of an earlier build.
QCoro::Task<Result<Canaries::ProgramRun>> Canaries::runPrograms(
    ProgramCanary canary, RunPurpose purpose, QByteArray ProgramCanary::File::*content, RunState &state)
{
    ProgramRun done;
    for (const ProgramCanary::File &file : std::as_const(canary.files)) {
        Step step;
        step.kind = u"canary_put"_s;
        step.input = {{u"path"_s, file.path}, {u"purpose"_s, toWire(purpose)}};
        CO_TRY(const bool isThere, placeFile(std::move(step), file.path, file.*content));
        if (!isThere)
            co_return done;
    }
    done.isDone = done.passed = true;
    for (const ProgramCanary::Command &command : std::as_const(canary.commands)) {
        CO_CHECK(m_room.enter(false));
        CO_TRY(const CommandReport report,
            m_room.commands().runCanary(purpose, command.index, command.command, state, command.limitMs));
        m_durationMs += report.durationMs;
        done.durationMs += report.durationMs;
        done.passed = report.exitCode == 0;
        if (content == &ProgramCanary::File::failing) {
            CO_TRY(const bool isMarked, isThere(canary.mark));
            if (isMarked || report.excerpt.contains(canary.word))
                done.reached = command.command;
        }
        if (!done.passed || !done.reached.isEmpty())
            break;
    }
    co_return done;
}

QCoro::Task<Result<bool>> Canaries::isThere(QString path)
{
    Step step;
    step.kind = u"canary_mark"_s;
    step.readOnly = true;
    step.input = {{u"path"_s, path}};
    CO_CHECK(m_room.enter(false));
    Journal::Effect effect = [this, path](const QJsonObject &, bool) { return isThereNow(path); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return result.value(u"done"_s).toBool();
}

QCoro::Task<Result<StepOutcome>> Canaries::isThereNow(QString path)
{
    CO_AWAIT(const auto lease, m_room.place().enter(WorkPlace::Use::Look));
    if (!lease && m_stop.stopped())
        co_return passError(lease);
    const bool there = lease && m_room.shown().read(path, kMostOfMark);
    co_return StepOutcome{{{u"done"_s, there}}, {}, {}};
}

} // namespace vibecoder
