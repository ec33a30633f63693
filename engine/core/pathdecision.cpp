// SPDX-License-Identifier: MIT
#include "core/pathdecision.h"

#include "permission/protectednames.h"
#include "permission/protectedpath.h"
#include "workspace/outsidefile.h"
#include "workspace/protection/foldercache.h"

#include <algorithm>
#include <array>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxPath = 4096;

Judgement judged(Decision decision, Severity severity, const QString &reason)
{
    return {decision, severity, reason, reason, 0, 0, {}};
}

template <std::size_t N>
bool isIn(const std::array<QByteArrayView, N> &folders, const QByteArray &path)
{
    return std::any_of(
        folders.begin(), folders.end(), [&](QByteArrayView folder) { return !below(folder, path).isNull(); });
}

PathDecision outside(const Workspace &workspace, const PathQuestion &question, const Error &problem)
{
    const QByteArray root = pathBytes(workspace.root());
    const QByteArray &path = question.path;
    const bool plain = !path.isEmpty() && !path.contains('\0') && path.size() < kMaxPath && !path.startsWith('~');
    PathDecision decision;
    decision.containment = Containment::Outside;
    decision.problem = problem;
    if (plain) {
        // As the kernel reads it: `..` after a link goes up from where the link leads.
        decision.absolute = path.startsWith('/') ? path : joined(root, question.from) + '/' + path;
    }
    const QByteArray lexical = plain ? joined("/", decision.absolute) : QByteArray();
    const QByteArray real = plain ? canonicalAsFarAsItExists(decision.absolute) : QByteArray();
    const bool deny = isBeyondApproval(question, lexical) || isBeyondApproval(question, real) ||
                      !below(root, lexical).isNull() || !below(root, real).isNull();
    decision.judgement = judged(deny ? Decision::Deny : Decision::Ask, Severity::Critical,
        question.operation == FileOperation::Read ? u"reads_outside"_s : u"writes_outside"_s);
    return decision;
}

} // namespace

bool isBeyondApproval(const PathQuestion &question, const QByteArray &absolute)
{
    // What programs are made of may be looked at; what they are set up with, and the kernel's own files, may not.
    static constexpr std::array<QByteArrayView, 8> closed{
        "/etc", "/boot", "/sys", "/proc", "/dev", "/root", "/var", "/run"};
    static constexpr std::array<QByteArrayView, 5> programs{"/usr", "/bin", "/sbin", "/lib", "/lib64"};
    if (absolute.isEmpty() || guardOf(absolute).read)
        return true;
    if (!question.dataDirectory.isEmpty() && !below(question.dataDirectory, absolute).isNull())
        return true;
    if (!question.databaseFile.isEmpty() && absolute.startsWith(question.databaseFile))
        return true;
    // The user's settings of this program.
    if (!question.home.isEmpty() && !below(question.home + "/.vibecoder", absolute).isNull())
        return true;
    // The home of uid 0 lies among the system's folders and is still a home.
    if (question.home == "/root" && !below("/root", absolute).isNull())
        return false;
    return isIn(closed, absolute) || (question.operation != FileOperation::Read && isIn(programs, absolute));
}

PathDecision decidePath(const Workspace &workspace, const PathQuestion &question)
{
    const auto resolved = workspace.resolve(question.path, question.operation, question.from);
    if (!resolved && resolved.error().code != ErrorCode::NotFound)
        return outside(workspace, question, resolved.error());
    PathDecision decision;
    decision.relative = resolved ? *resolved : question.path;
    if (!resolved)
        decision.problem = resolved.error();
    const PathGuard guard = guardOf(decision.relative);
    const bool reads = question.operation == FileOperation::Read;
    const bool asks = reads || question.names == ProtectedNames::AskedBefore;
    if (asks && (reads ? guard.read
                       : guard.write || workspace.isObeyed(decision.relative, {isComparedName, holdsForeignTrees}))) {
        decision.judgement = judged(Decision::Ask, Severity::High, reads ? u"reads_secret"_s : u"protected_path"_s);
        decision.containment = Containment::Protected;
        return decision;
    }
    decision.judgement = {Decision::Allow, Severity::Info, u"inside_working_directory"_s, u"workspace"_s, 0, 0, {}};
    return decision;
}

} // namespace vibecoder
