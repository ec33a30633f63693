// SPDX-License-Identifier: MIT
// The file tools of the model as journaled steps: view, list and search only read; create, str_replace and insert are
// planned (digests before and after), stored as intent, done, stored as result. What the policy asks about ends its
// step with the question; the approved action is a step of its own that does exactly what was shown, or nothing.
#pragma once

#include "core/approvalbroker.h"
#include "core/auditing.h"
#include "core/fileapproval.h"
#include "core/place/place.h"
#include "core/runcontext.h"
#include "core/toolcall.h"

namespace vibecoder {

class FileTools
{
public:
    FileTools(RunServices &services, Workspace &workspace, Journal &journal, WorkPlace &place);

    /// modelSays: the model's sentence before the call, shown as such when a person is asked.
    QCoro::Task<Result<ToolAnswer>> read(
        ToolRequest request, RunState &state, QJsonObject stepInput, QString modelSays);
    QCoro::Task<Result<ToolAnswer>> edit(
        ToolRequest request, RunState &state, QJsonObject stepInput, QString modelSays);

private:
    QCoro::Task<Result<ToolAnswer>> askedRead(ToolRequest request, AskedFile asked, RunState &state, QString modelSays);
    QCoro::Task<Result<ToolAnswer>> askedEdit(ToolRequest request, AskedFile asked, RunState &state, QString modelSays);
    /// One edit as a step; approval empty: the policy allows it and `asked` is not looked at.
    QCoro::Task<Result<QJsonObject>> editStep(
        ToolRequest request, RunState &state, QJsonObject stepInput, AskedFile asked, QString approval);
    [[nodiscard]] Result<StepOutcome> refusal(const ToolRequest &request, const EditPlan &plan, int iteration) const;
    [[nodiscard]] Result<StepOutcome> question(const EditPlan &plan, int iteration) const;
    [[nodiscard]] Result<> write(const AskedFile &file, const QByteArray &bytes) const;
    QCoro::Task<Result<QJsonObject>> readStep(Step step, Journal::Effect effect);
    QCoro::Task<Result<QJsonObject>> writeStep(Step step, Journal::Effect effect);
    /// In a view the border asks about protected names once everything is written.
    [[nodiscard]] ProtectedNames asksBefore() const
    {
        return m_place.isView() ? ProtectedNames::AskedAtBorder : ProtectedNames::AskedBefore;
    }
    [[nodiscard]] Result<StepOutcome> lookAt(const ToolRequest &request, int iteration) const;
    [[nodiscard]] Result<StepOutcome> readApproved(
        const ToolRequest &request, const AskedFile &asked, const QString &approval, int iteration) const;
    [[nodiscard]] ToolAnswer view(const ToolRequest &request, QJsonObject &result) const;
    [[nodiscard]] ToolAnswer shown(const ToolRequest &request, const FileContent &file, QJsonObject &result) const;
    [[nodiscard]] Result<AskedFile> askedForReading(const ToolRequest &request, const PathDecision &decision) const;
    [[nodiscard]] ToolAnswer listFiles(const ToolRequest &request) const;
    [[nodiscard]] ToolAnswer search(const ToolRequest &request) const;
    [[nodiscard]] AuditPlace auditPlace(int iteration) const;
    void remember(const QJsonObject &result, RunState &state) const;

    RunServices &m_services;
    Workspace &m_workspace;
    Journal &m_journal;
    WorkPlace &m_place;
    ApprovalBroker m_broker;
};

} // namespace vibecoder
