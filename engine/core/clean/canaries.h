// SPDX-License-Identifier: MIT
// A test that must fail, and tests with other expectations, run in a clean room once everything has passed there: code
// of the application that makes the result of what tests it is found by that. canaries.cpp has runners that are known,
// programcanaries.cpp the others. All of it as steps.
#pragma once

#include "core/clean/checkroom.h"
#include "core/clean/programcanary.h"
#include "verification/guard.h"

namespace vibecoder {

class Canaries
{
    Q_DISABLE_COPY_MOVE(Canaries)

public:
    /// All of them must outlive this. root: of the working directory. rules: what is a test.
    Canaries(CheckRoom &room, const GuardRules &rules, QString root, Journal &journal, CancelSource &stop)
        : m_room(room)
        , m_rules(rules)
        , m_root(std::move(root))
        , m_journal(journal)
        , m_stop(stop)
    {
    }

    struct TouchedPath
    {
        QString path;
        bool isNew = false;
    };
    struct Asked
    {
        VerificationReport passed, baseline;
        std::function<Result<QList<TouchedPath>>()>
            touched;            ///< of the result; asked once, not while the journal answers
        bool isNewRoom = false; ///< nothing was run there yet
    };
    /// Commands whose result nobody can trust. None: all is well, or no canary could be run.
    QCoro::Task<Result<QList<GuardFinding>>> findForged(Asked asked, RunState &state);
    /// Of the commands that findForged() ran.
    [[nodiscard]] qint64 durationMs() const { return m_durationMs; }

private:
    QCoro::Task<Result<StepOutcome>> plan(Asked asked);
    /// One run with one file more, or another one.
    struct RunWith
    {
        RunPurpose purpose = RunPurpose::Canary;
        int index = 0; ///< of the verification command
        qint64 limitMs = 0;
        QString path;
        QByteArray content;
        QString command;
    };
    QCoro::Task<Result<std::optional<CommandReport>>> runWith(RunWith run, RunState &state);
    QCoro::Task<Result<>> takeAway(QString path, std::optional<QByteArray> before, QString command);
    QCoro::Task<Result<bool>> placeFile(Step step, QString path, std::optional<QByteArray> content);
    QCoro::Task<Result<StepOutcome>> placeFileNow(QString path, std::optional<QByteArray> content);

    struct ProgramRun
    {
        bool isDone = false; ///< all files could be written
        bool passed = false;
        qint64 durationMs = 0;
        QString reached; ///< command that came to an expectation
    };
    QCoro::Task<Result<QList<GuardFinding>>> findForgedPrograms(ProgramCanary canary, RunState &state);
    QCoro::Task<Result<ProgramRun>> runPrograms(
        ProgramCanary canary, RunPurpose purpose, QByteArray ProgramCanary::File::*content, RunState &state);
    QCoro::Task<Result<bool>> isThere(QString path);
    QCoro::Task<Result<StepOutcome>> isThereNow(QString path);

    CheckRoom &m_room;
    const GuardRules &m_rules;
    QString m_root;
    Journal &m_journal;
    CancelSource &m_stop;
    qint64 m_durationMs = 0;
};

} // namespace vibecoder
