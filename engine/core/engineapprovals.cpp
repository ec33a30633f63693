// SPDX-License-Identifier: MIT
// The engine's approvals and the rules a person has set.
#include "core/engine.h"

#include "core/approvalfacts.h"
#include "core/engineprivate.h"
#include "core/remembering.h"
#include "core/rulebook.h"
#include "core/taskflow.h"
#include "core/verificationcheck.h"
#include "storage/rulestore.h"
#include "storage/taskstore.h"
#include "wire/approvalanswers.h"

#include <QCoreApplication>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

Result<QList<Approval>> Engine::approvals(std::optional<ApprovalState> state, const QString &taskId)
{
    return approvalstore::list(d->db->reader(), state, taskId);
}

Result<Approval> Engine::approval(const QString &idOrPrefix)
{
    VC_TRY(const QString id, approvalstore::resolveId(d->db->reader(), idOrPrefix));
    return approvalstore::byId(d->db->reader(), id);
}

Result<ApprovalFacts> Engine::approvalFacts(const Approval &approval)
{
    return findApprovalFacts(d->db->reader(), d->artifacts, approval, d->db->location().dataFolder());
}

QList<Judgement> Engine::judgeVerificationCommands(const TaskSpec &spec) const
{
    return judgeVerification(commandsToAccept(spec), spec.workingDirectory, d->db->location().dataFolder());
}

namespace {

/// Each answer names a row or a file that the card shows. Without a card nobody knows what they would be about.
Result<> checkAgainstCard(const Approval &approval, const ApprovalFacts &facts, const QJsonObject &answers)
{
    QSet<QString> known;
    for (const BorderRow &row : facts.border.rows) {
        if (row.kind == BorderKind::Asked)
            known.insert(row.digest);
    }
    for (const ConflictFile &file : facts.conflicts.files)
        known.insert(file.path);
    VC_CHECK(checkAnswers(approval.kind, answers));
    for (auto it = answers.begin(); it != answers.end(); ++it) {
        if (!known.contains(it.key()))
            return fail(ErrorCode::InvalidArgument,
                QCoreApplication::translate("TaskFlow", "This question is not about `%1`.").arg(it.key().left(200)),
                QCoreApplication::translate("TaskFlow", "Name what the card shows: a digest of a row, or a path."));
    }
    return {};
}

} // namespace

QFuture<Result<Approval>> Engine::decide(const QString &id, const ApprovalDecision &decision)
{
    const QDateTime now = d->clock.now();
    Private *own = d.get();
    return d->change<Approval>([id, decision, now, own](Connection &c) -> Result<Approval> {
        if (!decision.answers.isEmpty()) {
            VC_TRY(const Approval asked, approvalstore::byId(c, id));
            VC_TRY(const ApprovalFacts facts,
                findApprovalFacts(c, own->artifacts, asked, own->db->location().dataFolder()));
            VC_CHECK(checkAgainstCard(asked, facts, decision.answers));
        }
        VC_TRY(const Approval decided, taskflow::decide(c, id, decision, now));
        if (decision.approve && decision.remember != RememberFor::No) {
            VC_TRY(const Rule rule, narrowestRule(decided, decision.remember, decision.decidedBy, now));
            VC_CHECK(rulestore::insert(c, rule, now));
            VC_TRY(const AuditAnchor made, auditRule(own->audit, u"remember_rule"_s, rule, decision.decidedBy, now));
            VC_CHECK(storeAnchor(c, made));
        }
        // Inside the transaction: what cannot be recorded is not decided.
        VC_TRY(const AuditAnchor anchor, auditApproval(own->audit, decided, now));
        VC_CHECK(storeAnchor(c, anchor));
        return decided;
    });
}

Result<RulePreview> Engine::rememberPreview(const QString &approvalId, RememberFor how)
{
    VC_TRY(const Approval asked, approval(approvalId));
    return previewOf(d->db->reader(), asked, how, d->clock.now());
}

Result<QList<Rule>> Engine::rules()
{
    return allRules(d->rules, d->db->reader(), d->clock.now());
}

Result<> Engine::checkRules()
{
    return d->rules.check();
}

QFuture<Result<>> Engine::removeRule(const QString &id, const QString &actor)
{
    const QDateTime now = d->clock.now();
    Private *own = d.get();
    return d->change<void>([id, actor, now, own](Connection &c) -> Result<> {
        VC_TRY(const Rule rule, vibecoder::removeRule(c, own->rules, id, now));
        VC_TRY(const AuditAnchor anchor, auditRule(own->audit, u"remove_rule"_s, rule, actor, now));
        return storeAnchor(c, anchor);
    });
}

Result<std::shared_ptr<const RuleSet>> Engine::writtenRules(const QString &file)
{
    RuleBook book(file);
    VC_TRY(const QList<Rule> rules, book.written());
    return std::make_shared<const RuleSet>(rules);
}

} // namespace vibecoder
