// SPDX-License-Identifier: MIT
// Everything that starts a process for a task, as journaled steps: the model's commands (with the approval they may
// need) and the verification commands.
#pragma once

#include "core/approvalbroker.h"
#include "core/commandsandbox.h"
#include "core/openedbybaseline.h"
#include "core/place/place.h"
#include "core/runcontext.h"
#include "core/toolcall.h"
#include "model/approval.h"
#include "model/runpurpose.h"
#include "model/verification.h"

namespace vibecoder {

class BorderDesk;

class CommandTools
{
public:
    CommandTools(RunServices &services, const Workspace &workspace, Journal &journal, WorkPlace &place,
        CommandSandbox &sandbox, CancelSource &stop);

    /// A command of the model. Asks first where the policy says so: then it comes back as ErrorCode::Parked until a
    /// person has decided. modelSays: the model's sentence before the call, shown as such.
    QCoro::Task<Result<ToolAnswer>> bash(
        ToolRequest request, RunState &state, QJsonObject stepInput, QString modelSays);

    /// All verification commands in order (or one), each a step of its own with its own time limit.
    /// purpose tells the same command apart at different places. limitMs 0: the task's.
    QCoro::Task<Result<VerificationReport>> verify(
        RunPurpose purpose, int onlyIndex, RunState &state, qint64 limitMs = 0);

    /// The first verification. border: of a view, where it is noted which files of the person's folder are opened,
    /// unless a setting says no; else nullptr.
    QCoro::Task<Result<VerificationReport>> baseline(const BorderDesk *border, RunState &state);
    [[nodiscard]] const OpenedByBaseline &openedByBaseline() const { return m_opened; }

    /// The commands under `setup:`, in order, each a step; ends with the first one that fails.
    QCoro::Task<Result<VerificationReport>> setup(RunPurpose purpose, RunState &state);

    /// A command for one test that must fail, in the place of verification command `index`; what it says is no result
    /// of the task.
    QCoro::Task<Result<CommandReport>> runCanary(
        RunPurpose purpose, int index, QString command, RunState &state, qint64 limitMs);

    /// What a person did not accept of a command's changes of protected names; one line each.
    [[nodiscard]] const QStringList &refusedChanges() const { return m_refusedChanges; }

private:
    [[nodiscard]] Approval draft(const QString &command, const Judgement &judgement, const QString &modelSays,
        const CommandRights &rights) const;
    QCoro::Task<Result<StepOutcome>> runCommand(
        QString command, qint64 limitMs, QString outputName, int iteration, QJsonObject why, CommandRights rights);
    QCoro::Task<Result<>> askAboutChanges(QString command, QStringList changes, RunState &state);
    QCoro::Task<Result<>> recordRefusal(Action action, Judgement judgement, RunState &state);
    Result<Database::WriteJob> auditRun(
        const QString &action, const QString &command, const ProcessResult &process, int iteration, QJsonObject why);
    QCoro::Task<Result<CommandReport>> runOne(
        RunPurpose purpose, int index, QString command, RunState &state, qint64 limitMs);
    QCoro::Task<Result<StepOutcome>> runVerification(
        QString command, qint64 limitMs, QString outputName, Task task, QJsonObject told);
    void keepOpened(const std::optional<OpenedFiles> &opened, QJsonObject &result) const;
    void noteOpened(const QJsonObject &result);
    Result<QString> keepOutput(const QString &file, const QString &name, int iteration, QList<Artifact> &rows) const;
    [[nodiscard]] QString outputFile() const;
    [[nodiscard]] QString pidFile() const;

    RunServices &m_services;
    const Workspace &m_workspace;
    Journal &m_journal;
    WorkPlace &m_place;
    CancelSource &m_stop;
    ApprovalBroker m_broker;
    CommandSandbox &m_sandbox;
    QStringList m_refusedChanges;
    const BorderDesk *m_traced = nullptr; ///< while the first verification runs
    OpenedByBaseline m_opened;
};

} // namespace vibecoder
