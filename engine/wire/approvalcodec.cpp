// SPDX-License-Identifier: MIT
#include "wire/approvalcodec.h"

#include "wire/bordercodec.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

QJsonObject toJson(const ApprovalFacts &facts, const Approval &approval)
{
    QJsonArray findings;
    for (qsizetype i = 0; i < facts.findings.size(); ++i) {
        const Judgement &judged = facts.findings.at(i);
        findings.append(QJsonObject{{u"command"_s, approval.commands.value(i)},
            {u"decision"_s, toWire(judged.decision)}, {u"severity"_s, toWire(judged.severity)},
            {u"reason"_s, judged.reason}, {u"span_start"_s, judged.spanStart}, {u"span_length"_s, judged.spanLength}});
    }
    return {{u"target"_s, facts.target}, {u"target_exists"_s, facts.targetExists},
        {u"target_is_folder"_s, facts.targetIsFolder}, {u"target_size"_s, facts.targetSize},
        {u"target_files"_s, facts.targetFiles}, {u"target_cut"_s, facts.targetCut}, {u"git"_s, toWire(facts.git)},
        {u"undoable"_s, approval.kind == ApprovalKind::FileWrite && facts.undoable},
        {u"diff"_s, facts.hasDiff ? QJsonValue(QString::fromUtf8(facts.diff)) : QJsonValue()},
        {u"hides_secrets"_s, facts.hidesSecrets}, {u"remember"_s, facts.remember}, {u"findings"_s, findings},
        {u"setup_commands"_s, facts.setupCommands},
        {u"border"_s, facts.border.rows.isEmpty() ? QJsonValue() : QJsonValue(toJson(facts.border))},
        {u"conflicts"_s, facts.conflicts.files.isEmpty() ? QJsonValue() : QJsonValue(toJson(facts.conflicts))}};
}

} // namespace vibecoder
