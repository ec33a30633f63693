// SPDX-License-Identifier: MIT
// What an edit of the model would do to one file, before anything is done: where it goes, what the policy says to it,
// the content before and after. Reads the disk, changes nothing.
#pragma once

#include "core/pathdecision.h"
#include "core/runcontext.h"
#include "core/toolcall.h"
#include "workspace/outsidefile.h"

namespace vibecoder {

inline constexpr qint64 kMaxEditedFile = 10 * 1024 * 1024;

struct EditPlan
{
    Judgement judgement;
    QString path;     ///< as the model is told: relative inside, absolute outside; links resolved
    QString absolute; ///< the same file from `/`
    FolderIdentity folder;
    std::optional<OutsideFile> outside;
    bool existed = false;
    QByteArray before, after;
    QString beforeDigest, afterDigest;
    QString note; ///< for the model, redacted
    /// Not empty: it cannot be done; the text is for the model.
    QString refusal;
    /// A rule said no, not the disk or the model's own mistake.
    bool refusedByRule = false;
};

/// known: digests of what the model last saw; empty: whatever is there now.
[[nodiscard]] EditPlan planEdit(const Workspace &workspace, const RunServices &services, const ToolRequest &request,
    const QHash<QString, QString> &known, ProtectedNames names = ProtectedNames::AskedBefore);

/// The question about one path of the model.
[[nodiscard]] PathQuestion pathQuestion(const RunServices &services, const QString &path, FileOperation operation);

/// Why a path cannot be used, for the model.
[[nodiscard]] QString pathProblem(const QString &path, const Error &error);
/// A rule denied what lies outside, and not because the path could not be read as one.
[[nodiscard]] bool isRefusedByRule(const Workspace &workspace, const PathDecision &decision);

} // namespace vibecoder
