// SPDX-License-Identifier: MIT
// Holds what passing means (loop.md R31) as journaled steps: hashes tests, runner configuration and the scripts of the
// verification commands after the baseline, finds what differs in the tree after the model's turns and once more after
// the verification, asks a person, puts back.
#pragma once

#include "core/approvalbroker.h"
#include "core/place/place.h"
#include "verification/feedback.h"
#include "verification/guard.h"
#include "workspace/survey.h"

#include <QMap>
#include <QSet>

namespace vibecoder {

class Guarding
{
public:
    Guarding(RunServices &services, Workspace &workspace, Journal &journal, const WorkPlace &place);

    /// Before the first verification: what that one writes by itself is no change of anybody.
    void glance(const QStringList &commands);
    /// Remembers the guarded files as they are now. Returns the digest of the working directory; empty: too large.
    QCoro::Task<Result<QString>> begin(RunState &state);

    /// Compares the whole tree with what begin() saw, or a person approved since, whoever wrote what is different.
    /// edits: of this iteration, for what the code of the application does to the runner.
    QCoro::Task<Result<>> look(QList<EditedFile> edits, RunState &state);
    /// Once more when the verification has ended: what it wrote while it ran counts as well.
    QCoro::Task<Result<>> lookAgain(RunState &state);
    /// What the last look found and nobody agreed to.
    [[nodiscard]] const QList<GuardFinding> &findings() const { return m_findings; }
    /// What is guarded; after begin().
    [[nodiscard]] const GuardRules &rules() const { return m_rules; }
    /// Guarded files that no command of the task writes by itself.
    [[nodiscard]] QStringList steadyPaths() const;
    /// When begin() looked, by the clock that files have their times by; ns.
    [[nodiscard]] qint64 beganNs() const { return m_beganNs; }
    [[nodiscard]] QStringList changedPaths() const;
    /// Those of them that are as this task left them; only these are ever put back.
    [[nodiscard]] QStringList ownPaths() const;
    /// The others: somebody else has written them while the task ran.
    [[nodiscard]] QStringList othersPaths() const;
    /// Without those a person has agreed to in this attempt.
    [[nodiscard]] QList<GuardFinding> stillOpen(QList<GuardFinding> findings) const;

    /// May these findings count? The question shows all of them and the diff.
    QCoro::Task<Result<ApprovalAnswer>> ask(QList<GuardFinding> what, RunState &state);
    /// A person agreed: what is there now is how it shall be.
    void accept(const QList<GuardFinding> &what);
    /// Puts the task's own changes of guarded files back; returns those that could not be, with the reason. What was
    /// there is kept.
    QCoro::Task<Result<QStringList>> restore(RunState &state);

private:
    struct Known
    {
        QString part;           ///< SHA-256 of the guarded part; `compiled`: only that it is machine code counts
        QString sha256;         ///< of the whole file
        QString artifact;       ///< its content in the artifact store; empty: not kept
        QString stamp;          ///< as the file had it
        bool isProduct = false; ///< the verification writes it by itself
    };
    struct FileState
    {
        QString sha256, part;
        QByteArray bytes;
        bool isKept = false; ///< bytes hold the whole content
        bool exists = false;
    };
    QCoro::Task<Result<>> lookNow(QList<EditedFile> edits, bool again, RunState &state);
    [[nodiscard]] FileState stateOf(const QString &path, const SurveyEntry &entry, const GuardRules &rules) const;
    [[nodiscard]] Result<StepOutcome> gather();
    [[nodiscard]] Result<QJsonArray> agreedEarlier() const;
    [[nodiscard]] bool isKeptTest(
        const Known &known, const SurveyEntry &entry, const QString &path, const FileState &state) const;
    [[nodiscard]] Result<StepOutcome> compare(
        const QList<EditedFile> &edits, const QHash<QString, TouchedFile> &touched, bool again);
    [[nodiscard]] Result<StepOutcome> putBack(const QJsonArray &changes, int iteration);
    [[nodiscard]] bool isAsSeen(const QJsonObject &change) const;
    [[nodiscard]] Result<> putOneBack(const QString &path, const QString &artifact, const QString &was) const;
    [[nodiscard]] Result<> keepCopy(const QString &path, const QString &folder) const;
    [[nodiscard]] QString newKeptFolder(int iteration) const;

    RunServices &m_services;
    Workspace &m_workspace;
    Journal &m_journal;
    const WorkPlace &m_place;
    ApprovalBroker m_broker;
    GuardRules m_rules;
    QMap<QString, Known> m_known;
    QStringList m_commands;
    QJsonArray m_changes;
    QList<GuardFinding> m_findings;
    QMap<QString, QList<GuardFinding>> m_reach; ///< by file of the application
    QSet<QString> m_agreed;                     ///< findings that are not about one state of a guarded file
    QString m_diff;
    qint64 m_beganNs = 0;
    bool m_nothingGuarded = false; ///< at the start there was nothing that says what passing means
    /// Stamps of this process alone: of the files before the first verification, and at the last look.
    Survey m_glance, m_lastLook;
    bool m_glanced = false;
};

} // namespace vibecoder
