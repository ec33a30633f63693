// SPDX-License-Identifier: MIT
// Whether what passed in the folder itself passes in a copy of it too, without what the attempt left there besides its
// changes: the verdict where no view can be had. All of it as steps.
#pragma once

#include "core/clean/canaries.h"
#include "core/clean/cleanresult.h"
#include "core/clean/copyroom.h"

namespace vibecoder {

class CopyCheck
{
    Q_DISABLE_COPY_MOVE(CopyCheck)

public:
    /// All of them must outlive this. attempt: runs the commands in the folder itself.
    CopyCheck(RunServices &services, CommandTools &attempt, Journal &journal, CancelSource &stop)
        : m_services(services)
        , m_attempt(attempt)
        , m_journal(journal)
        , m_stop(stop)
    {
    }

    struct Question
    {
        CopyRoom::Wanted wanted;
        VerificationReport inFolder, baseline;
        GuardRules rules; ///< what is a test
        QList<Canaries::TouchedPath> touched;
    };
    /// NotPossible also when a whole copy does not pass: then it is no fault of the result.
    QCoro::Task<Result<CleanResult>> check(Question question, RunState &state);

private:
    struct Tried
    {
        VerdictNote why; ///< without a code: there was a copy
        QStringList behind;
        VerificationReport setup, report;
        QList<GuardFinding> findings;
        qint64 durationMs = 0;
    };
    QCoro::Task<Result<Tried>> tryWith(Question question, QStringList with, RunState &state);
    QCoro::Task<Result<QList<GuardFinding>>> look(CopyRoom *room);
    QCoro::Task<Result<StepOutcome>> make(CopyRoom *room, QStringList with);
    QCoro::Task<Result<VerificationReport>> run(
        CopyRoom *room, RunPurpose purpose, VerificationReport wanted, RunState &state);

    RunServices &m_services;
    CommandTools &m_attempt;
    Journal &m_journal;
    CancelSource &m_stop;
};

} // namespace vibecoder
