// SPDX-License-Identifier: MIT
#include "core/policyquestion.h"

#include "execution/workspace.h"
#include "permission/permissionpolicy.h"
#include "permission/protectedpath.h"

#include <array>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

PolicyAnswer outside(Decision decision, Severity severity, const QString &reason)
{
    return {{decision, severity, reason, reason, 0, 0, {}}, Containment::Outside};
}

// Keys, the program's own data and the system's folders can be approved by nobody.
bool isBeyondApproval(const PolicyQuestion &question, const QByteArray &absolute)
{
    static constexpr std::array<QByteArrayView, 13> system{
        "/etc", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/boot", "/sys", "/proc", "/dev", "/root", "/var", "/run"};
    if (absolute.isEmpty() || guardOf(absolute).read)
        return true;
    if (!question.dataDirectory.isEmpty() && !below(question.dataDirectory, absolute).isNull())
        return true;
    for (const QByteArrayView folder : system) {
        if (!below(folder, absolute).isNull())
            return true;
    }
    return false;
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
    const auto resolved = (*workspace)->resolve(question.path, *operation, start);
    if (!resolved && resolved.error().code != ErrorCode::NotFound) {
        const bool plain = !question.path.isEmpty() && !question.path.contains('\0') && question.path.size() < 4096;
        const QByteArray absolute = plain ? joined(joined(root, start), question.path) : QByteArray();
        const bool deny = isBeyondApproval(question, absolute) || !below(root, absolute).isNull();
        return outside(deny ? Decision::Deny : Decision::Ask, Severity::Critical,
            *operation == FileOperation::Read ? u"reads_outside"_s : u"writes_outside"_s);
    }
    const PathGuard guard = guardOf(resolved ? QByteArrayView(*resolved) : QByteArrayView(question.path));
    const bool reads = *operation == FileOperation::Read;
    if (reads ? guard.read : guard.write) {
        const QString reason = reads ? u"reads_secret"_s : u"protected_path"_s;
        return {{Decision::Ask, Severity::High, reason, reason, 0, 0, {}}, Containment::Protected};
    }
    return {
        {Decision::Allow, Severity::Info, u"inside_working_directory"_s, u"workspace"_s, 0, 0, {}}, Containment::Inside};
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
