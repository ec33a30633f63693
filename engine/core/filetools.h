// SPDX-License-Identifier: MIT
// The file tools of the model as journaled steps: view, list and search only read; create, str_replace and insert are
// planned (digests before and after), stored as intent, done, stored as result.
#pragma once

#include "core/runcontext.h"
#include "core/toolcall.h"

namespace vibecoder {

class FileTools
{
public:
    FileTools(RunServices &services, Workspace &workspace, Journal &journal);

    QCoro::Task<Result<ToolAnswer>> read(ToolRequest request, RunState &state, QJsonObject stepInput);
    QCoro::Task<Result<ToolAnswer>> edit(ToolRequest request, RunState &state, QJsonObject stepInput);

private:
    struct EditPlan
    {
        bool ready = false;
        QString path;
        bool existed = false;
        QByteArray after;
        QString beforeDigest, afterDigest, beforeArtifact;
        QString note; ///< for the model
    };
    Result<QString> planEdit(const ToolRequest &request, const QHash<QString, QString> &known, EditPlan &plan) const;
    [[nodiscard]] ToolAnswer view(const ToolRequest &request, QJsonObject &result) const;
    [[nodiscard]] ToolAnswer listFiles(const ToolRequest &request) const;
    [[nodiscard]] ToolAnswer search(const ToolRequest &request) const;

    RunServices &m_services;
    Workspace &m_workspace;
    Journal &m_journal;
};

} // namespace vibecoder
