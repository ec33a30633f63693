// SPDX-License-Identifier: MIT
#include "core/fileapproval.h"

#include "base/digest.h"
#include "workspace/patch.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

AskedFile askedFile(const EditPlan &plan)
{
    AskedFile asked;
    asked.writes = true;
    asked.path = plan.path;
    asked.absolute = plan.absolute;
    asked.folder = plan.folder;
    asked.outside = plan.outside.has_value();
    asked.existed = plan.existed;
    asked.beforeDigest = plan.beforeDigest;
    asked.afterDigest = plan.afterDigest;
    asked.size = plan.before.size();
    asked.severity = plan.judgement.severity;
    asked.reason = plan.judgement.reason;
    return asked;
}

QJsonObject toJson(const AskedFile &asked)
{
    // Numbers of 64 bits do not survive as JSON numbers.
    return {{u"writes"_s, asked.writes}, {u"path"_s, asked.path}, {u"absolute"_s, asked.absolute},
        {u"device"_s, QString::number(asked.folder.device)}, {u"inode"_s, QString::number(asked.folder.inode)},
        {u"outside"_s, asked.outside}, {u"existed"_s, asked.existed}, {u"before"_s, asked.beforeDigest},
        {u"after"_s, asked.afterDigest}, {u"size"_s, asked.size}, {u"severity"_s, toWire(asked.severity)},
        {u"reason"_s, asked.reason}};
}

AskedFile askedFileFromJson(const QJsonObject &json)
{
    AskedFile asked;
    asked.writes = json.value(u"writes"_s).toBool();
    asked.path = json.value(u"path"_s).toString();
    asked.absolute = json.value(u"absolute"_s).toString();
    asked.folder = {json.value(u"device"_s).toString().toULongLong(), json.value(u"inode"_s).toString().toULongLong()};
    asked.outside = json.value(u"outside"_s).toBool();
    asked.existed = json.value(u"existed"_s).toBool();
    asked.beforeDigest = json.value(u"before"_s).toString();
    asked.afterDigest = json.value(u"after"_s).toString();
    asked.size = json.value(u"size"_s).toInteger();
    asked.severity = fromWire<Severity>(json.value(u"severity"_s).toString()).value_or(Severity::Critical);
    asked.reason = json.value(u"reason"_s).toString();
    return asked;
}

bool isWhatWasShown(const AskedFile &shown, const AskedFile &now)
{
    return shown.absolute == now.absolute && shown.folder == now.folder && shown.outside == now.outside &&
           shown.existed == now.existed && shown.beforeDigest == now.beforeDigest &&
           shown.afterDigest == now.afterDigest;
}

OutsideFile outsideFile(const AskedFile &asked)
{
    return {asked.absolute.toUtf8(), asked.folder, asked.existed, asked.size, asked.beforeDigest};
}

Approval approvalDraft(const AskedFile &asked, const QString &directory, const QString &modelSays)
{
    Approval approval;
    approval.kind = asked.writes ? ApprovalKind::FileWrite : ApprovalKind::FileRead;
    approval.access = asked.writes ? PathAccess::Write : PathAccess::Read;
    approval.directory = directory;
    approval.path = asked.absolute;
    approval.beforeSha256 = asked.beforeDigest;
    approval.afterSha256 = asked.afterDigest;
    approval.severity = asked.severity;
    approval.reason = asked.reason;
    approval.rule = asked.reason;
    approval.modelSays = modelSays;
    return approval;
}

QString approvalArtifactName(int attempt, int iteration, const QString &stepPath, const QString &what)
{
    return u"a%1/i%2/approval-%3.%4"_s.arg(attempt).arg(iteration).arg(stepPath, what);
}

Result<QList<Artifact>> keepForShowing(const RunServices &services, const EditPlan &plan, const QString &taskId,
    int attempt, int iteration, const QString &stepPath)
{
    QList<Artifact> rows;
    const auto keep = [&](const QString &what, const QByteArray &bytes) -> Result<> {
        Artifact row;
        row.id = newId();
        row.taskId = taskId;
        row.attempt = attempt;
        row.iteration = iteration;
        row.name = approvalArtifactName(attempt, iteration, stepPath, what);
        row.kind = u"approval"_s;
        row.size = bytes.size();
        VC_TRY(row.sha256, services.artifacts.put(bytes));
        row.createdAt = services.clock.now();
        rows.append(row);
        return {};
    };
    const QByteArray diff = unifiedDiff(plan.path, plan.before, plan.after, plan.existed, true);
    VC_CHECK(keep(u"diff"_s, diff));
    VC_CHECK(keep(u"new"_s, plan.after));
    if (plan.existed) {
        VC_CHECK(keep(u"old"_s, plan.before));
    }
    return rows;
}

} // namespace vibecoder
