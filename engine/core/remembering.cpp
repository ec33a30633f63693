// SPDX-License-Identifier: MIT
#include "core/remembering.h"

#include "base/digest.h"
#include "base/paths.h"
#include "storage/rulestore.h"
#include "wire/rulesfile.h"
#include "wire/ruletext.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> cannot(const QString &why)
{
    return fail(ErrorCode::Denied, QCoreApplication::translate("rules", "This cannot be remembered: %1.").arg(why),
        QCoreApplication::translate("rules", "accept it once, without --remember"));
}

CommandVerdict verdictOf(const QString &command, const Approval &approval)
{
    CommandContext context;
    context.root = approval.directory.toUtf8();
    context.home = QDir::homePath().toUtf8();
    // As strictly as it may have been judged: what only the sandbox carries asks here, and may be lifted.
    context.tier = SandboxTier::None;
    return classifyCommand(command.toUtf8(), context);
}

// A code of refusalToRemember; empty when the command may be remembered.
QString refusalOf(const Approval &approval, const CommandVerdict &verdict)
{
    if (approval.rule.startsWith(u"user:"_s))
        return u"asked_by_rule"_s;
    const QString code = refusalToRemember(verdict, approval.tier);
    const bool path = approval.access != PathAccess::None || !approval.path.isEmpty();
    return code.isEmpty() && path ? u"risk"_s : code;
}

} // namespace

QString rememberingOf(const Approval &approval)
{
    if (approval.kind != ApprovalKind::Command || approval.commands.size() != 1)
        return {};
    const QString refusal = refusalOf(approval, verdictOf(approval.commands.constFirst(), approval));
    if (!refusal.isEmpty())
        return refusal;
    return meaningOf(approval.tier, approval.reason);
}

Result<Rule> narrowestRule(const Approval &approval, RememberFor how, const QString &by, const QDateTime &now)
{
    if (approval.kind == ApprovalKind::VerificationCommands)
        return cannot(
            QCoreApplication::translate("rules", "verification commands are accepted by their digest already"));
    if (approval.kind != ApprovalKind::Command || approval.commands.size() != 1)
        return cannot(QCoreApplication::translate("rules", "a write is bound to the bytes that were shown"));
    const CommandVerdict verdict = verdictOf(approval.commands.constFirst(), approval);
    if (const QString code = refusalOf(approval, verdict); !code.isEmpty())
        return cannot(rememberRefusal(code));
    Rule rule;
    rule.id = newId();
    rule.origin = RuleOrigin::Remembered;
    rule.decision = Decision::Allow;
    rule.exact = true;
    for (const QByteArray &word : verdict.argvs.front())
        rule.words.append(QStringList{QString::fromUtf8(word)});
    rule.directory = approval.directory;
    rule.tier = approval.tier;
    rule.reason = approval.reason;
    rule.createdAt = now;
    rule.createdBy = by;
    // Also a rule for one task has an end: a task may wait for months.
    rule.expiresAt = now.addDays(how == RememberFor::Day ? 1 : 30);
    if (how == RememberFor::Task)
        rule.taskId = approval.taskId;
    return rule;
}

Result<RulePreview> previewOf(Connection &reader, const Approval &approval, RememberFor how, const QDateTime &now)
{
    constexpr int looked = 50;
    RulePreview preview;
    VC_TRY(preview.rule, narrowestRule(approval, how, {}, now));
    VC_TRY(const QStringList commands, rulestore::lastCommands(reader, approval.directory, looked));
    preview.outOf = int(commands.size());
    const QByteArray root = approval.directory.toUtf8();
    preview.matched = int(std::count_if(commands.begin(), commands.end(), [&](const QString &command) {
        const CommandVerdict verdict = verdictOf(command, approval);
        return verdict.argvs.size() == 1 && matchesRule(preview.rule, verdict.argvs.front(), root);
    }));
    return preview;
}

Result<QList<Rule>> allRules(RuleBook &book, Connection &reader, const QDateTime &now)
{
    VC_TRY(QList<Rule> rules, book.written());
    VC_TRY(const auto uses, rulestore::uses(reader));
    for (Rule &rule : rules) {
        rule.uses = uses.value(rule.id).count;
        rule.usedAt = uses.value(rule.id).last;
    }
    VC_TRY(const QList<Rule> remembered, rulestore::list(reader, now));
    return rules + remembered;
}

Result<Rule> removeRule(Connection &c, RuleBook &book, const QString &id, const QDateTime &now)
{
    VC_TRY(const QList<Rule> rules, allRules(book, c, now));
    QList<Rule> fitting;
    for (const Rule &rule : rules) {
        if (rule.id == id) {
            fitting = {rule};
            break;
        }
        // A prefix is enough for an id; a name is written out.
        if (rule.origin == RuleOrigin::Remembered && id.size() >= 4 && rule.id.startsWith(id, Qt::CaseInsensitive))
            fitting.append(rule);
    }
    if (fitting.isEmpty())
        return fail(ErrorCode::NotFound, QCoreApplication::translate("rules", "There is no rule %1.").arg(id.left(64)),
            QCoreApplication::translate("rules", "`vibecoder policy list` shows them."));
    if (fitting.size() > 1)
        return fail(ErrorCode::Ambiguous,
            QCoreApplication::translate("rules", "Several rules begin with %1.").arg(id.left(64)),
            QCoreApplication::translate("rules", "Write more of the id."));
    const Rule rule = fitting.constFirst();
    if (rule.origin == RuleOrigin::Remembered) {
        VC_TRY(const bool removed, rulestore::remove(c, rule.id));
        Q_UNUSED(removed)
        return rule;
    }
    VC_TRY(const QByteArray bytes, readWholeFile(book.file(), kRulesFileMaxBytes));
    VC_TRY(const QByteArray shorter, withoutRule(bytes, rule.id));
    VC_CHECK(writeFileAtomically(book.file(), shorter));
    return rule;
}

} // namespace vibecoder
