// SPDX-License-Identifier: MIT
#include "approvalcard.h"

#include "eventtext.h"
#include "output.h"
#include "text.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString riskText(Severity severity)
{
    switch (severity) {
    case Severity::Info:
    case Severity::Low:
        return Cli::tr("LOW");
    case Severity::Medium:
        return Cli::tr("MEDIUM");
    case Severity::High:
        return Cli::tr("HIGH");
    case Severity::Critical:
        return Cli::tr("CRITICAL");
    }
    Q_UNREACHABLE();
}

QString headline(const Approval &approval)
{
    switch (approval.kind) {
    case ApprovalKind::Command:
        return Cli::tr("Wants to run:");
    case ApprovalKind::FileWrite:
        return Cli::tr("Wants to write this file:");
    case ApprovalKind::VerificationCommands:
        return Cli::tr("Verification commands of this task:");
    case ApprovalKind::GuardedFiles:
        return Cli::tr("The commands pass, but what they check was changed:");
    }
    Q_UNREACHABLE();
}

// The telling part stands between marks, because colour alone tells nothing in a pipe.
QString marked(const QString &command, int start, int length)
{
    if (length <= 0 || start < 0 || start + length > command.size() || length == command.size())
        return harmless(command);
    return harmless(command.left(start)) + u">>>"_s + harmless(command.mid(start, length)) + u"<<<"_s +
           harmless(command.mid(start + length));
}

bool looksDifferentFromWhatItIs(const QString &text)
{
    return harmless(text) != text;
}

QString indented(const QString &text)
{
    return u"    "_s + QString(text).replace(u"\n"_s, u"\n    "_s);
}

} // namespace

QString approvalCard(const Approval &approval, const QDateTime &now, const QString &fold)
{
    QStringList lines;
    lines.append(Cli::tr("Risk: %1").arg(riskText(approval.severity)));
    lines.append(headline(approval));
    for (const QString &command : approval.commands) {
        lines.append(
            indented(approval.kind == ApprovalKind::Command ? marked(command, approval.spanStart, approval.spanLength)
                                                            : harmless(command)));
        if (looksDifferentFromWhatItIs(command))
            lines.append(Cli::tr("    Attention: it holds invisible or control characters, shown as \\u{…}."));
    }
    lines.append(Cli::tr("In: %1").arg(harmless(approval.directory, false)));
    if (!approval.path.isEmpty())
        lines.append(Cli::tr("Target: %1").arg(harmless(approval.path, false)));
    if (approval.access == PathAccess::Read)
        lines.append(Cli::tr("Right that goes with it: read this path, once."));
    if (approval.access == PathAccess::Write)
        lines.append(Cli::tr("Right that goes with it: write this path, once."));
    if (approval.network)
        lines.append(approval.kind == ApprovalKind::VerificationCommands
                         ? Cli::tr("The task asks for network access.")
                         : Cli::tr("Right that goes with it: network access, once."));
    if (approval.guard != GuardMode::Ask)
        lines.append(Cli::tr("The task asks for guard: %1").arg(toWire(approval.guard)));
    lines.append(Cli::tr("Sandbox: %1").arg(toWire(approval.tier)));
    lines.append(Cli::tr("Why asked: %1").arg(ruleText(approval.reason)));
    if (!approval.modelSays.isEmpty())
        lines.append(Cli::tr("Model says (not trusted): %1").arg(elided(harmless(approval.modelSays, false), 140)));
    switch (approval.kind) {
    case ApprovalKind::Command:
        lines.append(Cli::tr("Can it be undone: No"));
        break;
    case ApprovalKind::FileWrite:
        lines.append(approval.beforeSha256.isEmpty() ? Cli::tr("Can it be undone: Yes, the file does not exist yet")
                                                     : Cli::tr("Can it be undone: Yes, the old content is kept"));
        break;
    case ApprovalKind::GuardedFiles:
        lines.append(
            Cli::tr("Approve: the result counts. Deny: the guarded files are put back and the check runs again."));
        break;
    case ApprovalKind::VerificationCommands:
        lines.append(Cli::tr("They run on this machine, again and again, without further questions."));
        break;
    }
    lines.append(Cli::tr("Task %1, iteration %2, approval %3, hash %4")
                     .arg(approval.taskId)
                     .arg(approval.iteration)
                     .arg(approval.id, approval.contentHash.left(12)));
    if (approval.state != ApprovalState::Pending)
        lines.append(Cli::tr("Decided: %1 by %2").arg(toWire(approval.state), harmless(approval.decidedBy, false)));
    else if (approval.expiresAt.isValid())
        lines.append(Cli::tr("Time left: %1 min").arg(std::max<qint64>(0, now.secsTo(approval.expiresAt)) / 60));
    if (!fold.isEmpty())
        lines.append(indented(harmless(fold)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace vibecoder
