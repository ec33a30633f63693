// SPDX-License-Identifier: MIT
// Holds what passing means (loop.md R31) as journaled steps: hashes tests, runner configuration and the scripts of the
// verification commands after the baseline, finds what differs after the model's turns, asks a person, puts back.
#pragma once

#include "core/approvalbroker.h"
#include "verification/feedback.h"
#include "verification/guard.h"

#include <QMap>

namespace vibecoder {

class Guarding
{
public:
    Guarding(RunServices &services, Workspace &workspace, Journal &journal);

    /// Remembers the guarded files as they are now. Returns the digest of the working directory; empty: too large.
    QCoro::Task<Result<QString>> begin(RunState &state);

    /// Compares with what begin() saw, or a person approved since. edits: of this iteration, for new files.
    QCoro::Task<Result<>> look(QList<EditedFile> edits, RunState &state);
    /// What the last look found.
    [[nodiscard]] const QList<GuardFinding> &findings() const { return m_findings; }
    [[nodiscard]] QStringList changedPaths() const;

    /// May these changes count? The question shows what was recognised and the diff.
    QCoro::Task<Result<ApprovalAnswer>> ask(QStringList what, RunState &state);
    /// A person agreed: what is there now is how it shall be.
    void accept();
    /// Puts the guarded files back; returns those that could not be, with the reason.
    QCoro::Task<Result<QStringList>> restore(RunState &state);

private:
    struct Known
    {
        QString part;     ///< SHA-256 of the guarded part
        QString sha256;   ///< of the whole file
        QString artifact; ///< its content in the artifact store
    };
    [[nodiscard]] Result<StepOutcome> gather() const;
    [[nodiscard]] Result<StepOutcome> compare(const QList<EditedFile> &edits) const;
    [[nodiscard]] Result<StepOutcome> putBack(const QJsonArray &changes, int iteration) const;

    RunServices &m_services;
    Workspace &m_workspace;
    Journal &m_journal;
    ApprovalBroker m_broker;
    QMap<QString, Known> m_known;
    QStringList m_commands;
    QJsonArray m_changes;
    QList<GuardFinding> m_findings;
    QString m_diff;
};

} // namespace vibecoder
