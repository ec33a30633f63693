// SPDX-License-Identifier: MIT
#include "approvals/cardcontent.h"

#include "base/harmless.h"
#include "model/firstpart.h"
#include "wire/borderreasons.h"
#include "wire/ruletext.h"

#include <QDir>
#include <QLocale>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kModelSays = 140;

QString shortened(const QString &text, qsizetype length)
{
    if (text.size() <= length)
        return text;
    qsizetype end = length - 1;
    while (end > 0 && (text.at(end).isLowSurrogate() || text.at(end).category() == QChar::Mark_NonSpacing))
        --end;
    return text.left(end) + u'…';
}

QString homeShort(const QString &path)
{
    const QString home = QDir::homePath();
    return harmless(path == home || path.startsWith(home + u'/') ? u'~' + path.mid(home.size()) : path, false);
}

void append(QList<ActionSpan> &spans, const QString &text, SpanKind kind)
{
    QString plain;
    const auto flush = [&] {
        if (!plain.isEmpty())
            spans.append({kind, std::exchange(plain, {})});
    };
    for (const char32_t c : text.toUcs4()) {
        const QString one = QString::fromUcs4(&c, 1);
        const QString shown = harmless(one);
        if (shown == one) {
            plain += one;
            continue;
        }
        flush();
        spans.append({SpanKind::Escape, shown});
    }
    flush();
}

} // namespace

QList<ActionSpan> actionSpans(const QString &text, int start, int length)
{
    QList<ActionSpan> spans;
    if (length <= 0 || start < 0 || start + length > text.size() || length == text.size()) {
        append(spans, text, SpanKind::Plain);
        return spans;
    }
    append(spans, text.left(start), SpanKind::Plain);
    append(spans, text.mid(start, length), SpanKind::Danger);
    append(spans, text.mid(start + length), SpanKind::Plain);
    return spans;
}

QString Cards::riskWord(Severity severity)
{
    switch (severity) {
    case Severity::Info:
    case Severity::Low:
        return tr("Low risk");
    case Severity::Medium:
        return tr("Medium risk");
    case Severity::High:
    case Severity::Critical:
        return tr("High risk");
    }
    Q_UNREACHABLE();
}

QString Cards::tierWord(SandboxTier tier)
{
    switch (tier) {
    case SandboxTier::None:
        return tr("no sandbox");
    case SandboxTier::Landlock:
        return tr("Landlock");
    case SandboxTier::Bubblewrap:
        return tr("bubblewrap");
    }
    Q_UNREACHABLE();
}

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Cards)

public:
    static QString headline(const Approval &approval, const ApprovalFacts *facts)
    {
        switch (approval.kind) {
        case ApprovalKind::Command:
            return {};
        case ApprovalKind::FileWrite:
            return approval.beforeSha256.isEmpty() ? tr("Make this file") : tr("Change this file");
        case ApprovalKind::FileRead:
            return tr("Read this file and send it to the model");
        case ApprovalKind::VerificationCommands:
            return facts && facts->setupCommands > 0
                       ? tr("Run these setup commands before the verification; they prove nothing")
                       : tr("Run these verification commands, now and after each iteration");
        case ApprovalKind::GuardedFiles:
            return tr("The commands pass, but what they check was changed");
        case ApprovalKind::ProtectedChange:
            return tr("A command has changed protected names");
        case ApprovalKind::Border:
            return tr("Changes of this attempt need your answer");
        case ApprovalKind::ApplyConflict:
            return Cards::keepsChanging(approval) ? tr("Passed, not applied: your folder keeps changing.")
                                                  : tr("You changed these files meanwhile");
        }
        Q_UNREACHABLE();
    }

    static QString undo(const Approval &approval, const ApprovalFacts *facts, bool &can)
    {
        can = false;
        switch (approval.kind) {
        case ApprovalKind::Command:
            return approval.network ? tr("What goes over the network cannot be taken back.")
                   : approval.access != PathAccess::None
                       ? tr("The path is outside every checkpoint.")
                       : tr("Only files in the working directory are in a checkpoint.");
        case ApprovalKind::FileRead:
            return tr("What was sent cannot be taken back.");
        case ApprovalKind::FileWrite:
            can = approval.beforeSha256.isEmpty() || (facts && facts->undoable);
            if (approval.beforeSha256.isEmpty())
                return tr("The file does not exist yet.");
            return !facts ? tr("Looking at the file…")
                   : can  ? tr("The old content is kept.")
                          : tr("The old content holds secrets and is not kept whole.");
        case ApprovalKind::VerificationCommands:
            return tr("They run on this machine again and again, without further questions.");
        case ApprovalKind::GuardedFiles:
            can = true;
            return tr("Deny: it does not count, and changed guarded files are put back.");
        case ApprovalKind::ProtectedChange:
            return tr("It has happened. Deny ends the task.");
        case ApprovalKind::Border:
            can = true;
            return tr("Deny leaves them out, and the result is checked without them.");
        case ApprovalKind::ApplyConflict:
            can = true;
            return tr("Deny keeps yours.");
        }
        Q_UNREACHABLE();
    }

    static QString figures(const ApprovalFacts &facts)
    {
        const QLocale numbers;
        QStringList what;
        if (!facts.targetExists)
            what.append(tr("does not exist yet"));
        else if (facts.targetIsFolder)
            what << (facts.targetCut ? tr("more than %n file(s)", "", facts.targetFiles)
                                     : tr("%n file(s)", "", facts.targetFiles))
                 << numbers.formattedDataSize(facts.targetSize);
        else
            what.append(numbers.formattedDataSize(facts.targetSize));
        switch (facts.git) {
        case GitState::Tracked:
            what.append(tr("git has it"));
            break;
        case GitState::Untracked:
            what.append(tr("not in git"));
            break;
        case GitState::NoRepository:
            what.append(tr("no git repository"));
            break;
        case GitState::Unknown:
            break;
        }
        return what.join(u" · "_s);
    }

    static QString rights(const Approval &approval)
    {
        QStringList parts;
        if (approval.access == PathAccess::Read && approval.kind == ApprovalKind::Command)
            parts.append(tr("read %1, once").arg(homeShort(approval.path)));
        if (approval.access == PathAccess::Write && approval.kind == ApprovalKind::Command)
            parts.append(tr("write %1, once").arg(homeShort(approval.path)));
        if (approval.network)
            parts.append(approval.kind == ApprovalKind::VerificationCommands ? tr("network") : tr("network, once"));
        return parts.join(u" · "_s);
    }
};

QList<ActionLine> actionLines(const Approval &approval, const ApprovalFacts *facts, const QStringList &commands)
{
    const bool isFile = approval.kind == ApprovalKind::FileWrite || approval.kind == ApprovalKind::FileRead;
    if (isFile)
        return {{{}, actionSpans(approval.path, 0, 0), {}}};
    QList<ActionLine> lines;
    for (qsizetype i = 0; i < commands.size(); ++i) {
        const QString &command = commands.at(i);
        const bool plain = approval.kind == ApprovalKind::Command ||
                           approval.kind == ApprovalKind::VerificationCommands ||
                           (approval.kind == ApprovalKind::ProtectedChange && i == 0);
        ActionLine line{plain ? u"$"_s : QString(), {}, {}};
        if (facts && facts->setupCommands > 0 && i == facts->setupCommands)
            line.heading = Words::tr("Run these verification commands, now and after each iteration; they decide");
        if (approval.kind == ApprovalKind::Command) {
            line.spans = actionSpans(command, approval.spanStart, approval.spanLength);
        } else if (facts && i < facts->findings.size() && facts->findings.at(i).decision != Decision::Allow) {
            const Judgement &judged = facts->findings.at(i);
            line.spans = actionSpans(command, judged.spanStart, judged.spanLength);
            line.note = ruleText(judged.reason);
        } else if (approval.kind == ApprovalKind::Border) {
            line.spans = actionSpans(borderLineText(command), 0, 0);
        } else {
            line.spans = actionSpans(command, 0, 0);
        }
        lines.append(line);
    }
    // What is found about the folder, not about one of the commands.
    for (const Judgement &judged : facts ? facts->findings.mid(approval.commands.size()) : QList<Judgement>())
        lines.append({{}, actionSpans(approval.directory, 0, 0), ruleText(judged.reason)});
    return lines;
}

} // namespace

CardContent Cards::content(const Approval &approval, const ApprovalFacts *facts, const Task *task, bool whole)
{
    CardContent card;
    card.high = approval.severity >= Severity::High;
    const bool medium = approval.severity == Severity::Medium;
    card.role = card.high ? Role::Danger : medium ? Role::Warning : Role::Running;
    card.strip = card.high ? Role::DangerSoft : medium ? Role::WarningSoft : Role::RunningSoft;
    card.icon = card.high ? u"octagon-alert"_s : medium ? u"triangle-alert"_s : u"shield-check"_s;
    card.risk = riskWord(approval.severity);
    card.why = ruleText(approval.reason);
    card.title = card.why.isEmpty() ? card.risk : tr("%1: %2", "risk, reason").arg(card.risk, card.why);
    card.headline = Words::headline(approval, facts);
    const FirstPart part = firstPart(approval);
    card.hidden = whole ? 0 : part.hidden;
    card.action = actionLines(approval, facts, card.hidden > 0 ? part.commands : approval.commands);
    for (const ActionLine &line : std::as_const(card.action)) {
        for (const ActionSpan &span : line.spans)
            card.hasEscapes = card.hasEscapes || span.kind == SpanKind::Escape;
    }
    const bool isFile = approval.kind == ApprovalKind::FileWrite || approval.kind == ApprovalKind::FileRead;
    if (facts && !facts->target.isEmpty()) {
        card.target = harmless(facts->target, false);
        card.targetFigures = Words::figures(*facts);
    } else if (!isFile && !approval.path.isEmpty()) {
        card.target = harmless(approval.path, false);
    }
    card.whyDetail = homeShort(approval.directory);
    card.modelSays = shortened(harmless(approval.modelSays, false), kModelSays);
    card.undo = Words::undo(approval, facts, card.undoable);
    card.task = task ? harmless(task->spec.name, false) : approval.taskId;
    card.taskDetail = approval.iteration > 0 ? tr("iteration %1").arg(approval.iteration) : QString();
    card.rights = Words::rights(approval);
    const bool rememberable = !facts || facts->remember.isEmpty() || isMeaning(facts->remember);
    card.canRemember = approval.kind == ApprovalKind::Command && !card.high && rememberable;
    card.remember = facts && approval.state == ApprovalState::Pending ? rememberText(facts->remember) : QString();
    card.allow = approval.kind == ApprovalKind::VerificationCommands ? tr("Allow these commands")
                 : approval.kind == ApprovalKind::GuardedFiles       ? tr("Count the result")
                 : approval.kind == ApprovalKind::ProtectedChange    ? tr("Go on")
                                                                     : tr("Allow once");
    card.deny = tr("Deny");
    card.explain = tr("Deny and explain…");
    card.byRows = approval.kind == ApprovalKind::Border || approval.kind == ApprovalKind::ApplyConflict;
    setRowWords(card, approval, 0, 0);
    if (facts && facts->hasDiff)
        card.diff = facts->diff;
    return card;
}

void Cards::setRowWords(CardContent &card, const Approval &approval, int answered, int all)
{
    if (!card.byRows)
        return;
    const bool border = approval.kind == ApprovalKind::Border, whole = answered > 0 && answered >= all;
    card.explain = tr("Tell the model…");
    card.canExplain = border;
    if (keepsChanging(approval)) {
        card.canDeny = false;
        card.allow = tr("Apply now");
        return;
    }
    card.canDeny = !whole;
    if (border) {
        card.deny = answered > 0 ? tr("Leave the others out") : tr("Leave them out");
        card.allow = whole ? tr("Answer as chosen") : answered > 0 ? tr("Use the others too") : tr("Use them too");
    } else {
        card.deny = answered > 0 ? tr("Keep mine for the others") : tr("Keep mine for all");
        card.allow = whole          ? tr("Apply as chosen")
                     : answered > 0 ? tr("Use this attempt's for the others")
                                    : tr("Use this attempt's for all");
    }
}

bool Cards::keepsChanging(const Approval &approval)
{
    return approval.kind == ApprovalKind::ApplyConflict && approval.reason == u"folder_keeps_changing"_s;
}

QString Cards::action(const Approval &approval)
{
    switch (approval.kind) {
    case ApprovalKind::FileWrite:
        return tr("write %1").arg(homeShort(approval.path));
    case ApprovalKind::FileRead:
        return tr("read %1").arg(homeShort(approval.path));
    case ApprovalKind::GuardedFiles:
        return tr("count a result although its check is not what it was");
    case ApprovalKind::Border:
        return tr("use changes: %1").arg(shownCommands(approval).join(u", "_s));
    case ApprovalKind::ApplyConflict:
        return tr("resolve conflicts: %1").arg(harmless(approval.commands.join(u", "_s), false));
    case ApprovalKind::VerificationCommands:
    case ApprovalKind::Command:
    case ApprovalKind::ProtectedChange:
        break;
    }
    return harmless(approval.commands.join(u" ; "_s), false);
}

QString Cards::decided(const Approval &approval, const QDateTime &now)
{
    const QString who = harmless(approval.decidedBy, false);
    const qint64 seconds = approval.decidedAt.isValid() ? approval.decidedAt.secsTo(now) : -1;
    QString text;
    switch (approval.state) {
    case ApprovalState::Pending:
        return {};
    case ApprovalState::Approved:
        text = tr("Allowed by %1").arg(who);
        break;
    case ApprovalState::Denied:
        text = tr("Denied by %1").arg(who);
        break;
    case ApprovalState::Expired:
        text = tr("Nobody answered in time, so it was denied");
        break;
    case ApprovalState::Void:
        return tr("The task ended first");
    }
    if (seconds < 0)
        return text;
    const QString ago = seconds < 60     ? tr("%n second(s) ago", "", int(seconds))
                        : seconds < 3600 ? tr("%n minute(s) ago", "", int(seconds / 60))
                                         : QLocale().toString(approval.decidedAt.toLocalTime(), QLocale::ShortFormat);
    return tr("%1, %2", "Allowed by somebody, when").arg(text, ago);
}

std::pair<double, QString> Cards::timeLeft(const Approval &approval, const QDateTime &now)
{
    if (!approval.expiresAt.isValid())
        return {-1, {}};
    const qint64 left = std::max<qint64>(0, now.secsTo(approval.expiresAt));
    const qint64 whole = std::max<qint64>(1, approval.createdAt.secsTo(approval.expiresAt));
    const QString figure =
        left >= 3600
            ? u"%1:%2:%3"_s.arg(left / 3600).arg(left / 60 % 60, 2, 10, QChar(u'0')).arg(left % 60, 2, 10, QChar(u'0'))
            : u"%1:%2"_s.arg(left / 60).arg(left % 60, 2, 10, QChar(u'0'));
    return {std::min(1.0, double(left) / double(whole)), figure};
}

QList<std::pair<QString, QString>> Cards::details(const Approval &approval)
{
    QList<std::pair<QString, QString>> rows;
    rows.append({tr("Working directory"), harmless(approval.directory, false)});
    const QString rights = Words::rights(approval);
    rows.append({tr("Rights"), rights.isEmpty() ? tr("no network, no further path") : rights});
    const bool runs = approval.kind != ApprovalKind::FileRead && approval.kind != ApprovalKind::FileWrite &&
                      approval.kind != ApprovalKind::GuardedFiles;
    if (runs)
        rows.append({tr("Sandbox"), tierWord(approval.tier)});
    if (!approval.rule.isEmpty())
        rows.append({tr("Rule"), harmless(approval.rule, false)});
    rows.append({tr("Bound to"), approval.contentHash.left(16)});
    return rows;
}

QString Cards::ruleWords(const Rule &rule)
{
    QStringList words;
    for (const QStringList &word : rule.words)
        words.append(word.join(u'|'));
    return harmless(words.join(u' ') + (rule.exact ? QString() : u" …"_s), false);
}

QString Cards::groupOf(const Approval &approval)
{
    if (approval.kind != ApprovalKind::Command || approval.commands.isEmpty())
        return {};
    const QStringList words = approval.commands.constFirst().simplified().split(u' ');
    const bool sub = words.size() > 1 && !words.at(1).isEmpty() && words.at(1).at(0).isLower();
    return harmless(sub ? words.at(0) + u' ' + words.at(1) : words.at(0), false);
}

} // namespace vibecoder
