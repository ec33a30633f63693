// SPDX-License-Identifier: MIT
// A file action that a person is asked about: what is kept of it in the step that found it out, the question made of
// it, and the content that is shown with the question.
#pragma once

#include "core/editplan.h"
#include "model/approval.h"
#include "model/artifact.h"

namespace vibecoder {

struct AskedFile
{
    bool writes = false;
    QString path, absolute; ///< as in EditPlan
    FolderIdentity folder;
    bool outside = false, existed = false;
    QString beforeDigest, afterDigest; ///< of the real bytes, also where secrets are left out of what is shown
    qint64 size = 0;                   ///< of the file now on disk
    Severity severity = Severity::High;
    QString reason;
    bool operator==(const AskedFile &) const = default;
};

[[nodiscard]] AskedFile askedFile(const EditPlan &plan);
[[nodiscard]] QJsonObject toJson(const AskedFile &asked);
[[nodiscard]] AskedFile askedFileFromJson(const QJsonObject &json);
/// The same file in the shown place with the shown content.
[[nodiscard]] bool isWhatWasShown(const AskedFile &shown, const AskedFile &now);

[[nodiscard]] OutsideFile outsideFile(const AskedFile &asked);
[[nodiscard]] Approval approvalDraft(const AskedFile &asked, const QString &directory, const QString &modelSays);

/// Name of an artifact that belongs to the approval of a step; what: diff, new, old.
[[nodiscard]] QString approvalArtifactName(int attempt, int iteration, const QString &stepPath, const QString &what);
/// Keeps the diff and both contents for whoever is asked at `stepPath`.
[[nodiscard]] Result<QList<Artifact>> keepForShowing(const RunServices &services, const EditPlan &plan,
    const QString &taskId, int attempt, int iteration, const QString &stepPath);

} // namespace vibecoder
