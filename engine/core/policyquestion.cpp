// SPDX-License-Identifier: MIT
#include "core/policyquestion.h"

#include "core/pathdecision.h"
#include "permission/permissionpolicy.h"
#include "permission/protectedpath.h"
#include "workspace/workspace.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

PolicyAnswer outside(Decision decision, Severity severity, const QString &reason)
{
    return {{decision, severity, reason, reason, 0, 0, {}}, Containment::Outside};
}

PolicyAnswer answerPath(const PolicyQuestion &question)
{
    static const QHash<QByteArray, FileOperation> operations{{"read", FileOperation::Read},
        {"write", FileOperation::Write}, {"delete", FileOperation::Delete}, {"mkdir", FileOperation::MakeFolder},
        {"rename-from", FileOperation::RenameFrom}, {"rename-to", FileOperation::RenameTo}};
    const auto operation = operations.constFind(question.operation);
    if (operation == operations.constEnd())
        return outside(Decision::Deny, Severity::Medium, u"unknown_operation"_s);
    const auto workspace = Workspace::open(QString::fromUtf8(question.root));
    if (!workspace)
        return outside(Decision::Deny, Severity::High, u"no_working_directory"_s);
    const QByteArray root = (*workspace)->root().toUtf8();
    const QByteArray start = question.cwd.isEmpty() ? QByteArray("") : below(root, joined(root, question.cwd));
    if (start.isNull())
        return outside(Decision::Deny, Severity::High, u"starts_outside"_s);
    const PathDecision decision =
        decidePath(**workspace, {question.path, *operation, start, question.home, question.dataDirectory, {}});
    return {decision.judgement, decision.containment};
}

} // namespace

PolicyAnswer answerPolicyQuestion(const PolicyQuestion &question)
{
    if (!question.operation.isEmpty())
        return answerPath(question);
    const CommandFinding worst = classifyCommand(
        question.command, {question.root, question.cwd, question.home, question.dataDirectory, question.tier,
                              question.rules.get(), {}, QDateTime::currentDateTimeUtc(), question.tier})
                                     .worst;
    const bool leaves = worst.reason == u"reads_outside"_s || worst.reason == u"writes_outside"_s ||
                        worst.reason == u"program_outside"_s || worst.reason == u"own_data"_s;
    const bool guarded = worst.reason == u"protected_path"_s || worst.reason == u"reads_secret"_s;
    return {{worst.decision, worst.severity, worst.reason, ruleName(worst), worst.begin, worst.end - worst.begin, {}},
        leaves    ? Containment::Outside
        : guarded ? Containment::Protected
                  : Containment::Inside};
}

} // namespace vibecoder
