// SPDX-License-Identifier: MIT
#include "core/auditing.h"

#include "base/digest.h"
#include "storage/recordstore.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QString kAnchor = u"audit.anchor"_s;

Result<Database::WriteJob> recorded(RunServices &services, const AuditPlace &place, QJsonObject record)
{
    record.insert(u"task"_s, place.taskId);
    record.insert(u"attempt"_s, place.attempt);
    record.insert(u"iteration"_s, place.iteration);
    VC_TRY(const AuditAnchor anchor, services.audit.append(record, services.clock.now()));
    return Database::WriteJob([anchor](Connection &c) { return storeAnchor(c, anchor); });
}

} // namespace

Result<Database::WriteJob> auditDecision(
    RunServices &services, const AuditPlace &place, const Action &action, const Judgement &judgement)
{
    QJsonObject record{{u"record"_s, u"decision"_s}, {u"actor"_s, u"engine"_s}, {u"action"_s, toWire(action.kind)},
        {u"decision"_s, toWire(judgement.decision)}, {u"severity"_s, toWire(judgement.severity)},
        {u"reason"_s, judgement.reason}, {u"rule"_s, judgement.rule}};
    if (!action.command.isEmpty()) {
        record.insert(u"command"_s, action.command.left(4096));
        record.insert(u"content_hash"_s, sha256Hex(action.command.toUtf8()));
    }
    if (!action.path.isEmpty())
        record.insert(u"path"_s, action.path.left(4096));
    return recorded(services, place, record);
}

Result<Database::WriteJob> auditEffect(RunServices &services, const AuditPlace &place, QJsonObject effect)
{
    effect.insert(u"record"_s, u"effect"_s);
    effect.insert(u"actor"_s, u"engine"_s);
    return recorded(services, place, effect);
}

Result<AuditAnchor> auditApproval(AuditLog &log, const Approval &approval, const QDateTime &at)
{
    return log.append(
        {{u"record"_s, u"approval"_s}, {u"actor"_s, approval.decidedBy}, {u"task"_s, approval.taskId},
            {u"attempt"_s, approval.attempt}, {u"iteration"_s, approval.iteration}, {u"approval"_s, approval.id},
            {u"action"_s, toWire(approval.kind)}, {u"decision"_s, toWire(approval.state)},
            {u"severity"_s, toWire(approval.severity)}, {u"reason"_s, approval.reason}, {u"rule"_s, approval.rule},
            {u"tier"_s, toWire(approval.tier)}, {u"content_hash"_s, approval.contentHash},
            {u"command"_s, approval.commands.join(u"\n"_s).left(4096)}, {u"path"_s, approval.path}},
        at);
}

Result<AuditAnchor> auditRule(
    AuditLog &log, const QString &what, const Rule &rule, const QString &actor, const QDateTime &at)
{
    QJsonArray words;
    for (const QStringList &word : rule.words)
        words.append(word.join(u'|'));
    return log.append({{u"record"_s, u"rule"_s}, {u"actor"_s, actor}, {u"action"_s, what}, {u"rule"_s, rule.id},
                          {u"origin"_s, toWire(rule.origin)}, {u"decision"_s, toWire(rule.decision)},
                          {u"words"_s, words}, {u"path"_s, rule.directory}, {u"task"_s, rule.taskId},
                          {u"tier"_s, toWire(rule.tier)}, {u"expires"_s, rule.expiresAt.toString(Qt::ISODate)}},
        at);
}

Result<> storeAnchor(Connection &c, const AuditAnchor &anchor)
{
    VC_TRY(const AuditAnchor known, storedAnchor(c));
    if (known.seq >= anchor.seq)
        return {};
    return metastore::set(c, kAnchor, u"%1 %2"_s.arg(anchor.seq).arg(anchor.hash));
}

Result<AuditAnchor> storedAnchor(Connection &c)
{
    VC_TRY(const QString text, metastore::get(c, kAnchor));
    return AuditAnchor{text.section(u' ', 0, 0).toLongLong(), text.section(u' ', 1)};
}

Database::WriteJob together(Database::WriteJob first, Database::WriteJob second)
{
    if (!first || !second)
        return first ? std::move(first) : std::move(second);
    return [first = std::move(first), second = std::move(second)](Connection &c) -> Result<> {
        VC_CHECK(first(c));
        return second(c);
    };
}

} // namespace vibecoder
