// SPDX-License-Identifier: MIT
#include "permission/permissionpolicy.h"

#include "permission/commandpolicy.h"
#include "permission/protectedpath.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// One path, and only when the whole command needs no second one: an approval says exactly what it opens.
void addRight(const CommandVerdict &verdict, Judgement &judgement)
{
    for (const CommandFinding &finding : verdict.findings) {
        if (finding.target.isEmpty())
            continue;
        const QString path = QString::fromUtf8(finding.target);
        if (!judgement.path.isEmpty() && judgement.path != path) {
            judgement.path.clear();
            judgement.writes = false;
            return;
        }
        judgement.path = path;
        judgement.writes = judgement.writes || finding.writes;
    }
}

Judgement judgeCommand(const Action &action, const PolicyContext &context)
{
    const QByteArray text = action.command.toUtf8();
    const CommandVerdict verdict = classifyCommand(text,
        {context.workingDirectory.toUtf8(), {}, context.home.toUtf8(), context.dataDirectory.toUtf8(), context.tier,
            context.rules.get(), context.taskId, context.now, context.held, context.network, context.inView});
    const CommandFinding &worst = verdict.worst;
    // Equal byte for byte, and nothing that a person could not approve either: one space more is another command.
    if (worst.decision != Decision::Deny && context.acceptedCommands.contains(action.command))
        return {Decision::Allow, Severity::Info, u"accepted_verification"_s, u"verification"_s, 0, 0, {}};
    const int start = int(QString::fromUtf8(text.left(worst.begin)).size());
    const int length = int(QString::fromUtf8(text.mid(worst.begin, worst.end - worst.begin)).size());
    Judgement judgement{worst.decision, worst.severity, worst.reason, ruleName(worst), start, length, {}};
    if (worst.decision == Decision::Allow)
        judgement.lifted = verdict.lifted;
    addRight(verdict, judgement);
    return judgement;
}

} // namespace

QString ruleName(const CommandFinding &finding)
{
    if (!finding.rule.isEmpty())
        return u"user:"_s + finding.rule;
    return finding.decision == Decision::Allow ? u"built_in"_s : finding.reason;
}

Judgement judge(const Action &action, const PolicyContext &context)
{
    if (action.kind == ActionKind::RunCommand)
        return judgeCommand(action, context);
    const PathGuard guard = guardOf(action.path.toUtf8());
    if (action.kind == ActionKind::WriteFile && guard.write)
        return {Decision::Ask, Severity::High, u"protected_path"_s, u"protected_path"_s, 0, 0, {}};
    if (action.kind == ActionKind::ReadFile && guard.read)
        return {Decision::Ask, Severity::High, u"reads_secret"_s, u"reads_secret"_s, 0, 0, {}};
    return {Decision::Allow, Severity::Info, u"inside_working_directory"_s, u"workspace"_s, 0, 0, {}};
}

} // namespace vibecoder
