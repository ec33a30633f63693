// SPDX-License-Identifier: MIT
#include "storage/rulestore.h"

#include "storage/values.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vibecoder::rulestore {

namespace {

QString argvText(const Rule &rule)
{
    QJsonArray argv;
    for (const QStringList &word : rule.words)
        argv.append(word.value(0));
    return QString::fromUtf8(QJsonDocument(argv).toJson(QJsonDocument::Compact));
}

} // namespace

Result<> insert(Connection &c, const Rule &rule, const QDateTime &now)
{
    VC_CHECK(c.execute(u"DELETE FROM rules WHERE expires_at IS NOT NULL AND expires_at <= ?"_s, {values::ofTime(now)}));
    VC_CHECK(c.execute(u"DELETE FROM rules WHERE argv = ? AND directory = ? AND task_id = ?"_s,
        {argvText(rule), rule.directory, rule.taskId}));
    VC_CHECK(
        c.execute(u"INSERT INTO rules (id, argv, directory, task_id, tier, reason, created_at, created_by, expires_at) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {rule.id, argvText(rule), rule.directory, rule.taskId, toWire(rule.tier), rule.reason,
                values::ofTime(rule.createdAt), rule.createdBy, values::ofTime(rule.expiresAt)}));
    return {};
}

Result<QList<Rule>> list(Connection &c, const QDateTime &now)
{
    VC_TRY(const auto rows,
        c.query(
            u"SELECT r.*, COALESCE(u.uses, 0) AS uses, u.used_at AS used_at FROM rules AS r LEFT JOIN rule_uses AS u "
            "ON u.rule = r.id WHERE r.expires_at IS NULL OR r.expires_at > ? ORDER BY r.seq"_s,
            {values::ofTime(now)}));
    QList<Rule> rules;
    for (const Row &row : rows) {
        Rule rule;
        rule.id = row.text("id");
        rule.origin = RuleOrigin::Remembered;
        rule.decision = Decision::Allow;
        rule.exact = true;
        for (const QJsonValue &word : QJsonDocument::fromJson(row.bytes("argv")).array())
            rule.words.append(QStringList{word.toString()});
        rule.directory = row.text("directory");
        rule.taskId = row.text("task_id");
        VC_TRY(rule.tier, values::enumValue<SandboxTier>(row, "rules", "tier"));
        rule.reason = row.text("reason");
        rule.createdAt = values::time(row, "created_at");
        rule.createdBy = row.text("created_by");
        rule.expiresAt = values::time(row, "expires_at");
        rule.uses = row.integer("uses");
        rule.usedAt = values::time(row, "used_at");
        rules.append(std::move(rule));
    }
    return rules;
}

Result<bool> remove(Connection &c, const QString &id)
{
    VC_TRY(const int removed, c.execute(u"DELETE FROM rules WHERE id = ?"_s, {id}));
    VC_CHECK(c.execute(u"DELETE FROM rule_uses WHERE rule = ?"_s, {id}));
    return removed > 0;
}

Result<> endTask(Connection &c, const QString &taskId)
{
    VC_CHECK(c.execute(u"DELETE FROM rules WHERE task_id = ?"_s, {taskId}));
    return {};
}

Result<> countUse(Connection &c, const QString &rule, const QDateTime &now)
{
    VC_CHECK(c.execute(u"INSERT INTO rule_uses (rule, uses, used_at) VALUES (?, 1, ?) ON CONFLICT (rule) DO UPDATE SET "
                       "uses = rule_uses.uses + 1, used_at = excluded.used_at"_s,
        {rule, values::ofTime(now)}));
    return {};
}

Result<QHash<QString, Uses>> uses(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT rule, uses, used_at FROM rule_uses"_s));
    QHash<QString, Uses> all;
    for (const Row &row : rows)
        all.insert(row.text("rule"), {row.integer("uses"), values::time(row, "used_at")});
    return all;
}

Result<QStringList> lastCommands(Connection &c, const QString &directory, int limit)
{
    // By the tasks of the folder first: the log of a large store is long.
    VC_TRY(const auto rows,
        c.query(
            u"SELECT e.body AS body FROM events AS e WHERE e.kind = 'command_started' AND e.task_id IN (SELECT t.id "
            "FROM tasks AS t WHERE t.directory = ? ORDER BY t.seq DESC LIMIT 20) ORDER BY e.seq DESC LIMIT ?"_s,
            {directory, limit}));
    QStringList commands;
    for (const Row &row : rows)
        commands.append(values::json(row, "body").value(u"command"_s).toString());
    return commands;
}

} // namespace vibecoder::rulestore
