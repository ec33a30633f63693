// SPDX-License-Identifier: MIT
#include "approvalcard.h"

#include "bordertext.h"
#include "eventtext.h"
#include "model/firstpart.h"
#include "output.h"
#include "text.h"
#include "wire/approvalcodec.h"
#include "wire/borderreasons.h"
#include "wire/modelcodec.h"

#include <QLocale>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kModelSays = 140;

QString headline(const Approval &approval, const ApprovalFacts &facts)
{
    switch (approval.kind) {
    case ApprovalKind::Command:
        return Cli::tr("Wants to run:");
    case ApprovalKind::FileWrite:
        return approval.beforeSha256.isEmpty() ? Cli::tr("Wants to make this file:")
                                               : Cli::tr("Wants to change this file:");
    case ApprovalKind::FileRead:
        return Cli::tr("Wants to read this file and send it to the model:");
    case ApprovalKind::VerificationCommands:
        return facts.setupCommands > 0 ? Cli::tr("Setup commands of this task, run before and proving nothing:")
                                       : Cli::tr("Verification commands of this task:");
    case ApprovalKind::GuardedFiles:
        return Cli::tr("The commands pass, but what they check was changed:");
    case ApprovalKind::ProtectedChange:
        return Cli::tr("A command has changed protected names (the command, then each change):");
    case ApprovalKind::Border:
        return Cli::tr("Changes of this attempt that need your answer:");
    case ApprovalKind::ApplyConflict:
        return Cli::tr("You changed these files meanwhile:");
    }
    Q_UNREACHABLE();
}

QString coloured(const QString &text, const char *code, bool colour)
{
    return colour ? u"\x1b[%1m"_s.arg(QLatin1StringView(code)) + text + u"\x1b[0m"_s : text;
}

const char *colourOf(Severity severity)
{
    return severity >= Severity::High ? "1;31" : severity == Severity::Medium ? "33" : "32";
}

QString indented(const QString &text)
{
    return u"    "_s + QString(text).replace(u"\n"_s, u"\n    "_s);
}

QString withWarning(const QString &shown, const QString &text)
{
    if (harmless(text) == text)
        return indented(shown);
    return indented(shown) + u"\n"_s +
           Cli::tr("    Attention: it holds invisible or control characters, shown as \\u{…}.");
}

QStringList commandLines(const Approval &approval, const ApprovalFacts &facts, bool colour, const QStringList &commands)
{
    QStringList lines;
    for (qsizetype i = 0; i < commands.size(); ++i) {
        const QString &command = commands.at(i);
        if (facts.setupCommands > 0 && i == facts.setupCommands)
            lines.append(Cli::tr("Verification commands of this task, which decide:"));
        if (approval.kind == ApprovalKind::Command) {
            lines.append(withWarning(markedText(command, approval.spanStart, approval.spanLength, colour), command));
            continue;
        }
        if (approval.kind == ApprovalKind::Border) {
            lines.append(withWarning(borderLineText(command), command));
            continue;
        }
        const Judgement judged = facts.findings.value(i);
        const bool flagged = i < facts.findings.size() && judged.decision != Decision::Allow;
        lines.append(withWarning(
            flagged ? markedText(command, judged.spanStart, judged.spanLength, colour) : harmless(command), command));
        if (flagged)
            lines.append(Cli::tr("        %1: %2").arg(riskText(judged.severity), ruleText(judged.reason)));
    }
    // What is found about the folder, not about one of the commands.
    for (const Judgement &judged : facts.findings.mid(approval.commands.size()))
        lines.append(Cli::tr("    %1: %2").arg(riskText(judged.severity), ruleText(judged.reason)));
    return lines;
}

QString gitText(GitState state)
{
    switch (state) {
    case GitState::Tracked:
        return Cli::tr("git has it");
    case GitState::Untracked:
        return Cli::tr("not in git");
    case GitState::NoRepository:
        return Cli::tr("no git repository");
    case GitState::Unknown:
        return Cli::tr("git was not asked");
    }
    Q_UNREACHABLE();
}

QString targetLine(const ApprovalFacts &facts)
{
    const QLocale numbers(QLocale::English);
    QStringList what;
    if (!facts.targetExists)
        what.append(Cli::tr("does not exist yet"));
    else if (facts.targetIsFolder)
        what.append(facts.targetCut
                        ? Cli::tr("folder, more than %1 files, %2")
                              .arg(numbers.toString(facts.targetFiles), numbers.formattedDataSize(facts.targetSize))
                        : Cli::tr("folder, %1 files, %2")
                              .arg(numbers.toString(facts.targetFiles), numbers.formattedDataSize(facts.targetSize)));
    else
        what.append(Cli::tr("%1 bytes").arg(numbers.toString(facts.targetSize)));
    what.append(gitText(facts.git));
    return u"    → %1, %2"_s.arg(harmless(facts.target, false), what.join(u", "_s));
}

QString undoText(const Approval &approval, const ApprovalFacts &facts)
{
    switch (approval.kind) {
    case ApprovalKind::Command:
        return Cli::tr("Can it be undone: No");
    case ApprovalKind::FileRead:
        return Cli::tr("Can it be undone: No, what was sent cannot be taken back");
    case ApprovalKind::FileWrite:
        if (approval.beforeSha256.isEmpty())
            return Cli::tr("Can it be undone: Yes, the file does not exist yet");
        return facts.undoable ? Cli::tr("Can it be undone: Yes, the old content is kept")
                              : Cli::tr("Can it be undone: No, the old content holds secrets and is not kept whole");
    case ApprovalKind::VerificationCommands:
        return Cli::tr("Can it be undone: No; they run on this machine, again and again, without further questions");
    case ApprovalKind::GuardedFiles:
        return Cli::tr("Approve: the result counts. Deny: it does not, and changed guarded files are put back.");
    case ApprovalKind::ProtectedChange:
        return Cli::tr("It has happened. Yes: the task goes on. No: the task ends; look at these names then.");
    case ApprovalKind::Border:
        return Cli::tr("Approve: they are used. Deny: they are left out, and the result is checked without them.");
    case ApprovalKind::ApplyConflict:
        return Cli::tr("Approve: the content of this attempt is used. Deny: yours stays.");
    }
    Q_UNREACHABLE();
}

QStringList rightsLines(const Approval &approval)
{
    QStringList lines;
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
    return lines;
}

QString timeLine(const Approval &approval, const QDateTime &now)
{
    if (approval.state != ApprovalState::Pending)
        return Cli::tr("Decided: %1 by %2").arg(toWire(approval.state), harmless(approval.decidedBy, false));
    if (!approval.expiresAt.isValid())
        return Cli::tr("Time left: no limit");
    const qint64 seconds = std::max<qint64>(0, now.secsTo(approval.expiresAt));
    return Cli::tr("Time left: %1 min %2 s, then it counts as denied").arg(seconds / 60).arg(seconds % 60);
}

// Line by line, so that nothing of the content can pass for a line of the card.
QStringList diffLines(const Approval &approval, const ApprovalFacts &facts, bool colour)
{
    if (approval.kind != ApprovalKind::FileWrite)
        return {};
    QStringList lines{Cli::tr("What would change (- old, + new):")};
    if (!facts.hasDiff)
        return {Cli::tr("The content is no longer kept and cannot be shown.")};
    for (const QString &line : QString::fromUtf8(facts.diff).split(u'\n')) {
        if (line.startsWith(u"diff --git"_s) || (line.isEmpty() && lines.size() > 1))
            continue;
        const char *code = line.startsWith(u'+') ? "32" : line.startsWith(u'-') ? "31" : nullptr;
        const QString shown = harmless(line, false);
        lines.append(u"    "_s + (code ? coloured(shown, code, colour) : shown));
    }
    if (facts.diff.isEmpty())
        lines.append(Cli::tr("    nothing: the content stays the same"));
    if (facts.diff.contains("\nBinary files differ"))
        lines.append(Cli::tr("    The content is not shown: it is binary or too large. New SHA-256: %1")
                         .arg(approval.afterSha256));
    if (facts.hidesSecrets)
        lines.append(Cli::tr("    Secrets are shown as [redacted:…]; what is written is bound by its SHA-256."));
    return lines;
}

} // namespace

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

// The telling part stands between marks, because colour alone tells nothing in a pipe.
QString markedText(const QString &text, int start, int length, bool colour)
{
    if (length <= 0 || start < 0 || start + length > text.size() || length == text.size())
        return harmless(text);
    return harmless(text.left(start)) + u">>>"_s + coloured(harmless(text.mid(start, length)), "1;31", colour) +
           u"<<<"_s + harmless(text.mid(start + length));
}

QString approvalAction(const Approval &approval)
{
    switch (approval.kind) {
    case ApprovalKind::FileWrite:
        return Cli::tr("write %1").arg(harmless(approval.path, false));
    case ApprovalKind::FileRead:
        return Cli::tr("read %1").arg(harmless(approval.path, false));
    case ApprovalKind::GuardedFiles:
        return Cli::tr("count a result although its check is not what it was");
    case ApprovalKind::Border:
        return Cli::tr("use changes: %1").arg(shownCommands(approval).join(u", "_s));
    case ApprovalKind::ApplyConflict:
        return Cli::tr("resolve conflicts: %1").arg(harmless(approval.commands.join(u", "_s), false));
    case ApprovalKind::Command:
    case ApprovalKind::ProtectedChange:
    case ApprovalKind::VerificationCommands:
        break;
    }
    return harmless(approval.commands.join(u" ; "_s), false);
}

QString approvalCard(
    const Approval &approval, const ApprovalFacts &facts, const QDateTime &now, bool colour, bool whole)
{
    QStringList lines;
    lines.append(Cli::tr("Risk: %1").arg(coloured(riskText(approval.severity), colourOf(approval.severity), colour)));
    lines.append(headline(approval, facts));
    const bool isFile = approval.kind == ApprovalKind::FileWrite || approval.kind == ApprovalKind::FileRead;
    if (isFile)
        lines.append(withWarning(harmless(approval.path, false), approval.path));
    const bool hasCard = !facts.border.rows.isEmpty() || !facts.conflicts.files.isEmpty();
    const FirstPart part = firstPart(approval);
    const bool cut = !whole && part.hidden > 0;
    if (!whole && hiddenRows(facts.border) > 0)
        lines.append(coloured(
            Cli::tr("Not everything is shown here: vibecoder approve show %1 --all").arg(approval.id), "1;31", colour));
    if (!facts.border.rows.isEmpty())
        lines += borderLines(facts.border, whole, colour);
    if (!facts.conflicts.files.isEmpty())
        lines += conflictLines(facts.conflicts, whole, colour);
    if (cut)
        lines.append(coloured(
            Cli::tr("%1 lines are not shown here: vibecoder approve show %2 --full").arg(part.hidden).arg(approval.id),
            "1;31", colour));
    if (!hasCard)
        lines += commandLines(approval, facts, colour, cut ? part.commands : approval.commands);
    if (!facts.target.isEmpty())
        lines.append(targetLine(facts));
    lines.append(Cli::tr("In: %1").arg(harmless(approval.directory, false)));
    lines += rightsLines(approval);
    const bool runs = approval.kind == ApprovalKind::Command || approval.kind == ApprovalKind::VerificationCommands ||
                      approval.kind == ApprovalKind::ProtectedChange;
    if (runs)
        lines.append(Cli::tr("Sandbox: %1").arg(toWire(approval.tier)));
    lines.append(Cli::tr("Why asked: %1").arg(ruleText(approval.reason)));
    if (!approval.modelSays.isEmpty())
        lines.append(
            Cli::tr("Model says (not trusted): %1").arg(elided(harmless(approval.modelSays, false), kModelSays)));
    lines.append(undoText(approval, facts));
    if (approval.state == ApprovalState::Pending && !facts.remember.isEmpty())
        lines.append(Cli::tr("If remembered: %1").arg(rememberText(facts.remember)));
    lines.append(Cli::tr("Task %1, iteration %2, approval %3, hash %4")
                     .arg(approval.taskId)
                     .arg(approval.iteration)
                     .arg(approval.id, approval.contentHash.left(12)));
    lines.append(timeLine(approval, now));
    lines += diffLines(approval, facts, colour);
    return lines.join(QLatin1Char('\n'));
}

QJsonObject approvalCardJson(const Approval &approval, const ApprovalFacts &facts, const QDateTime &now)
{
    QJsonObject json = toJson(approval);
    json.insert(u"facts"_s, toJson(facts, approval));
    const bool open = approval.state == ApprovalState::Pending && approval.expiresAt.isValid();
    json.insert(
        u"seconds_left"_s, open ? QJsonValue(std::max<qint64>(0, now.secsTo(approval.expiresAt))) : QJsonValue());
    json.insert(u"why"_s, ruleText(approval.reason));
    return json;
}

} // namespace vibecoder
