// SPDX-License-Identifier: MIT
#include "core/clean/copycheck.h"

#include "base/jsonstrings.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

QCoro::Task<Result<CleanResult>> CopyCheck::check(Question question, RunState &state)
{
    CleanResult result;
    CO_TRY(const Tried plain, tryWith(question, {}, state));
    result.behind = plain.behind;
    result.durationMs = plain.durationMs;
    result.why = plain.why;
    result.end = CleanResult::End::NotPossible;
    if (!plain.why.code.isEmpty())
        co_return result;
    result.report = plain.setup.passed() || plain.setup.commands.isEmpty() ? plain.report : plain.setup;
    result.findings = plain.findings;
    if (result.report.passed()) {
        result.end = CleanResult::End::Passed;
        co_return result;
    }
    if (!plain.setup.commands.isEmpty() && !plain.setup.passed()) {
        // Where the attempt worked it ran before the changes.
        result.end = CleanResult::End::Failed;
        co_return result;
    }
    if (!plain.behind.isEmpty()) {
        CO_TRY(const Tried with, tryWith(question, plain.behind, state));
        result.durationMs += with.durationMs;
        if (with.why.code.isEmpty() && with.report.passed()) {
            result.end = CleanResult::End::PassedWith;
            result.mayBeKept = true;
            result.report = with.report;
            result.findings = with.findings;
            co_return result;
        }
    }
    result.why = {u"no_room"_s, u"what passes in the folder does not pass in a copy of it"_s};
    co_return result;
}

QCoro::Task<Result<CopyCheck::Tried>> CopyCheck::tryWith(Question question, QStringList with, RunState &state)
{
    Tried tried;
    CopyRoom room(m_services, question.wanted, m_attempt, m_journal, m_stop);
    Step step;
    step.kind = u"clean_copy"_s;
    step.input = {{u"iteration"_s, state.task.iteration}, {u"with"_s, QJsonArray::fromStringList(with)}};
    Journal::Effect effect = [this, &room, with](const QJsonObject &, bool) { return make(&room, with); };
    CO_TRY(const QJsonObject made, m_journal.step(std::move(step), std::move(effect)));
    room.expect(with);
    tried.behind = stringsOf(made.value(u"behind"_s));
    tried.durationMs = made.value(u"ms"_s).toInteger();
    if (const QString why = made.value(u"why"_s).toString(); !why.isEmpty()) {
        tried.why = {u"no_room"_s, why};
        auto leaving = room.leave();
        co_await leaving;
        co_return tried;
    }
    bool isReady = true;
    if (!state.task.spec.setup.isEmpty()) {
        CO_CHECK(room.enter(false));
        CO_TRY(tried.setup, room.commands().setup(RunPurpose::CleanSetup, state));
        isReady = tried.setup.passed();
    }
    if (isReady) {
        const bool plain = with.isEmpty();
        CO_TRY(tried.report, run(&room, plain ? RunPurpose::Clean : RunPurpose::CleanWith, question.inFolder, state));
        if (!tried.report.passed()) {
            // Of tests that fail now and then.
            CO_TRY(const VerificationReport again,
                run(&room, plain ? RunPurpose::CleanAgain : RunPurpose::CleanWithAgain, failedOf(tried.report), state));
            replaceIn(tried.report, again);
        }
    }
    if (tried.report.passed()) {
        CO_TRY(tried.findings, look(&room));
        Canaries canaries(room, question.rules, question.wanted.root, m_journal, m_stop);
        const auto touched = [paths = question.touched] { return Result<QList<Canaries::TouchedPath>>(paths); };
        CO_TRY(const QList<GuardFinding> forged,
            canaries.findForged({tried.report, question.baseline, touched, false}, state));
        tried.findings += forged;
        tried.durationMs += canaries.durationMs();
    }
    for (const CommandReport &command : tried.setup.commands + tried.report.commands)
        tried.durationMs += command.durationMs;
    auto leaving = room.leave();
    co_await leaving;
    co_return tried;
}

// What setup and verification wrote of what says what passing means.
QCoro::Task<Result<QList<GuardFinding>>> CopyCheck::look(CopyRoom *room)
{
    CO_CHECK(room->enter(false));
    Step step;
    step.kind = u"clean_look"_s;
    step.readOnly = true;
    auto compare = [room]() -> Result<StepOutcome> {
        VC_TRY(const QStringList paths, room->rewritten());
        return StepOutcome{{{u"rewritten"_s, QJsonArray::fromStringList(paths)}}, {}, {}};
    };
    Journal::Effect effect = [compare](const QJsonObject &, bool) { return readyOutcome(compare()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    QList<GuardFinding> findings;
    for (const QString &path : stringsOf(result.value(u"rewritten"_s)))
        findings.append({u"rewritten"_s, path, 0, {}});
    co_return findings;
}

QCoro::Task<Result<StepOutcome>> CopyCheck::make(CopyRoom *room, QStringList with)
{
    QElapsedTimer timer;
    timer.start();
    CO_AWAIT(const auto behind, room->make(with));
    if (!behind && m_stop.stopped())
        co_return passError(behind);
    StepOutcome outcome;
    if (!behind) {
        const Error &error = behind.error();
        outcome.result.insert(
            u"why"_s, error.detail.isEmpty() ? error.message : error.message + u": "_s + error.detail);
        co_return outcome;
    }
    QStringList paths;
    for (const StayingBehind &one : *behind)
        paths.append(pathText(one.path));
    outcome.result = {{u"behind"_s, QJsonArray::fromStringList(paths)}, {u"ms"_s, timer.elapsed()}};
    co_return outcome;
}

QCoro::Task<Result<VerificationReport>> CopyCheck::run(
    CopyRoom *room, RunPurpose purpose, VerificationReport wanted, RunState &state)
{
    VerificationReport report;
    for (const CommandReport &before : std::as_const(wanted.commands)) {
        CO_CHECK(room->enter(false));
        CO_TRY(const VerificationReport one,
            room->commands().verify(purpose, before.index, state, cleanLimitMs(before, state)));
        report.commands += one.commands;
    }
    co_return report;
}

} // namespace vibecoder
