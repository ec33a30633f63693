// SPDX-License-Identifier: MIT
#include "storage/recordstore.h"

#include "base/logging.h"
#include "storage/values.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vibecoder::approvalstore {

namespace {

const QString columns = u"id, task_id, attempt, iteration, step_path, kind, commands, directory, network, guard, "
                        "severity, reason, model_says, content_hash, created_at, expires_at, state, decided_by, "
                        "decided_at, message, rule, span_start, span_length, tier, path, access, before_sha256, "
                        "after_sha256, answers"_s;

Result<Approval> fromRow(const Row &row)
{
    Approval approval;
    VC_TRY(approval.kind, values::enumValue<ApprovalKind>(row, "approvals", "kind"));
    VC_TRY(approval.guard, values::enumValue<GuardMode>(row, "approvals", "guard"));
    VC_TRY(approval.severity, values::enumValue<Severity>(row, "approvals", "severity"));
    VC_TRY(approval.state, values::enumValue<ApprovalState>(row, "approvals", "state"));
    VC_TRY(approval.tier, values::enumValue<SandboxTier>(row, "approvals", "tier"));
    VC_TRY(approval.access, values::enumValue<PathAccess>(row, "approvals", "access"));
    approval.id = row.text("id");
    approval.seq = row.integer("seq");
    approval.taskId = row.text("task_id");
    approval.attempt = int(row.integer("attempt"));
    approval.iteration = int(row.integer("iteration"));
    approval.stepPath = row.text("step_path");
    for (const QJsonValue &command : QJsonDocument::fromJson(row.bytes("commands")).array())
        approval.commands.append(command.toString());
    approval.directory = row.text("directory");
    approval.network = row.flag("network");
    approval.reason = row.text("reason");
    approval.modelSays = row.text("model_says");
    approval.contentHash = row.text("content_hash");
    approval.createdAt = values::time(row, "created_at");
    approval.expiresAt = values::time(row, "expires_at");
    approval.decidedBy = row.text("decided_by");
    approval.decidedAt = values::time(row, "decided_at");
    approval.message = row.text("message");
    approval.rule = row.text("rule");
    approval.spanStart = int(row.integer("span_start"));
    approval.spanLength = int(row.integer("span_length"));
    approval.path = row.text("path");
    approval.beforeSha256 = row.text("before_sha256");
    approval.afterSha256 = row.text("after_sha256");
    approval.answers = values::json(row, "answers");
    return approval;
}

Result<QList<Approval>> allOf(const Result<QList<Row>> &rows)
{
    if (!rows)
        return passError(rows);
    QList<Approval> approvals;
    for (const Row &row : *rows) {
        VC_TRY(auto approval, fromRow(row));
        approvals.append(std::move(approval));
    }
    return approvals;
}

} // namespace

Result<> insert(Connection &c, Approval &approval)
{
    const QByteArray commands =
        QJsonDocument(QJsonArray::fromStringList(approval.commands)).toJson(QJsonDocument::Compact);
    VC_TRY(const auto rows,
        c.query(u"INSERT INTO approvals (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                u"?, ?, ?, ?, ?, ?, ?) "
                "RETURNING seq"_s.arg(columns),
            {approval.id, approval.taskId, approval.attempt, approval.iteration, approval.stepPath,
                toWire(approval.kind), QString::fromUtf8(commands), approval.directory, int(approval.network),
                toWire(approval.guard), toWire(approval.severity), approval.reason, approval.modelSays,
                approval.contentHash, approval.createdAt.toMSecsSinceEpoch(), values::ofTime(approval.expiresAt),
                toWire(approval.state), approval.decidedBy, values::ofTime(approval.decidedAt), approval.message,
                approval.rule, approval.spanStart, approval.spanLength, toWire(approval.tier), approval.path,
                toWire(approval.access), approval.beforeSha256, approval.afterSha256,
                values::ofJson(approval.answers)}));
    approval.seq = rows.constFirst().integer("seq");
    return {};
}

Result<Approval> byId(Connection &c, const QString &id)
{
    VC_TRY(const auto rows, c.query(u"SELECT seq, %1 FROM approvals WHERE id = ?"_s.arg(columns), {id}));
    if (rows.isEmpty()) {
        return fail(
            ErrorCode::NotFound, QCoreApplication::translate("storage", "There is no approval %1.").arg(id.left(64)));
    }
    return fromRow(rows.constFirst());
}

Result<QString> resolveId(Connection &c, const QString &text)
{
    return values::resolveId(c, u"approvals"_s, text);
}

Result<QList<Approval>> list(Connection &c, std::optional<ApprovalState> state, const QString &taskId, int limit)
{
    constexpr int largestPage = 10000;
    QString where = u"seq > 0"_s;
    QVariantList bound;
    if (state == ApprovalState::Pending) {
        where += u" AND state = 'pending'"_s; // spelled out, so that the partial index serves it
    } else if (state) {
        where += u" AND state = ?"_s;
        bound << toWire(*state);
    }
    if (!taskId.isEmpty()) {
        where += u" AND task_id = ?"_s;
        bound << taskId;
    }
    bound << std::clamp(limit, 1, largestPage);
    return allOf(c.query(u"SELECT seq, %1 FROM approvals WHERE %2 ORDER BY seq LIMIT ?"_s.arg(columns, where), bound));
}

Result<std::optional<Approval>> forStep(Connection &c, const QString &taskId, int attempt, const QString &stepPath)
{
    VC_TRY(
        auto found, allOf(c.query(u"SELECT seq, %1 FROM approvals WHERE task_id = ? AND attempt = ? AND step_path = ? "
                                  "ORDER BY seq DESC LIMIT 1"_s.arg(columns),
                        {taskId, attempt, stepPath})));
    return found.isEmpty() ? std::nullopt : std::optional<Approval>(found.takeFirst());
}

Result<bool> decide(Connection &c, const QString &id, ApprovalState state, const QString &by, const QString &message,
    const QDateTime &now, const QJsonObject &answers)
{
    VC_TRY(
        const int changed, c.execute(u"UPDATE approvals SET state = ?, decided_by = ?, decided_at = ?, message = ?, "
                                     "answers = ? WHERE id = ? AND state = 'pending'"_s,
                               {toWire(state), by, values::ofTime(now), redact(message), values::ofJson(answers), id}));
    return changed > 0;
}

Result<QList<Approval>> expireDue(Connection &c, const QDateTime &now)
{
    VC_TRY(auto expired, allOf(c.query(u"UPDATE approvals SET state = 'expired', decided_at = ? "
                                       "WHERE state = 'pending' AND expires_at <= ? RETURNING seq, %1"_s.arg(columns),
                             {values::ofTime(now), values::ofTime(now)})));
    std::sort(expired.begin(), expired.end(), [](const Approval &a, const Approval &b) { return a.seq < b.seq; });
    return expired;
}

Result<> voidForTask(Connection &c, const QString &taskId, const QDateTime &now)
{
    VC_CHECK(c.execute(u"UPDATE approvals SET state = 'void', decided_at = ? WHERE task_id = ? AND state = 'pending'"_s,
        {values::ofTime(now), taskId}));
    return {};
}

Result<std::optional<QDateTime>> nextExpiry(Connection &c)
{
    VC_TRY(
        const auto rows, c.query(u"SELECT expires_at FROM approvals WHERE state = 'pending' AND expires_at IS NOT NULL "
                                 "ORDER BY expires_at LIMIT 1"_s));
    return rows.isEmpty() ? std::nullopt : std::optional<QDateTime>(values::time(rows.constFirst(), "expires_at"));
}

} // namespace vibecoder::approvalstore
