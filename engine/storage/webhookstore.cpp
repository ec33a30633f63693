// SPDX-License-Identifier: MIT
#include "storage/webhookstore.h"

#include "storage/eventlog.h"
#include "storage/values.h"

#include <QCoreApplication>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace vibecoder::webhookstore {

namespace {

constexpr qint64 kKeepDeadMs = 30LL * 24 * 3600 * 1000;

Result<Webhook> webhookOf(const Row &row)
{
    Webhook webhook;
    webhook.id = row.text("id");
    webhook.url = row.text("url");
    for (const QJsonValue &name : QJsonDocument::fromJson(row.bytes("events")).array()) {
        // A kind that a newer version knows is left out: here nothing of it is ever told.
        if (const auto kind = fromWire<EventKind>(name.toString()))
            webhook.events.append(*kind);
    }
    webhook.allowPrivate = row.flag("allow_private");
    webhook.salt = row.text("salt");
    webhook.takenSeq = row.integer("taken_seq");
    webhook.createdAt = values::time(row, "created_at");
    webhook.createdBy = row.text("created_by");
    webhook.delivered = row.integer("delivered");
    webhook.deliveredAt = values::time(row, "delivered_at");
    webhook.failedAt = values::time(row, "failed_at");
    webhook.lastError = row.text("last_error");
    return webhook;
}

Result<QList<WebhookDelivery>> deliveriesOf(const Result<QList<Row>> &rows)
{
    if (!rows)
        return passError(rows);
    QList<WebhookDelivery> list;
    for (const Row &row : *rows) {
        WebhookDelivery one;
        one.webhookId = row.text("webhook");
        one.eventSeq = row.integer("event_seq");
        one.taskId = row.text("task_id");
        VC_TRY(one.kind, values::enumValue<EventKind>(row, "webhook_deliveries", "kind"));
        VC_TRY(one.state, values::enumValue<DeliveryState>(row, "webhook_deliveries", "state"));
        one.attempts = int(row.integer("attempts"));
        one.dueAt = values::time(row, "due_at");
        one.takenAt = values::time(row, "taken_at");
        one.failedAt = values::time(row, "failed_at");
        one.lastStatus = int(row.integer("last_status"));
        one.lastError = row.text("last_error");
        list.append(std::move(one));
    }
    return list;
}

Result<> checkFence(Connection &c, qint64 fence)
{
    VC_TRY(const auto rows, c.query(u"SELECT one FROM webhook_lease WHERE fence = ?"_s, {fence}));
    if (rows.isEmpty())
        return fail(ErrorCode::Lost, u"another process delivers now"_s);
    return {};
}

// The first that waits is the head, whatever came, went or came back.
Result<> setHead(Connection &c, const QString &webhook, const QString &taskId)
{
    VC_CHECK(c.execute(u"UPDATE webhook_deliveries SET head = 0 WHERE webhook = ? AND task_id = ? AND state = 'waiting' "
                       "AND head = 1"_s,
        {webhook, taskId}));
    VC_CHECK(c.execute(
        u"UPDATE webhook_deliveries SET head = 1 WHERE webhook = ? AND event_seq = (SELECT MIN(event_seq) FROM "
        "webhook_deliveries WHERE webhook = ? AND task_id = ? AND state = 'waiting')"_s,
        {webhook, webhook, taskId}));
    return {};
}

} // namespace

Result<> insert(Connection &c, const Webhook &webhook)
{
    VC_TRY(const auto rows, c.query(u"SELECT COUNT(*) AS n FROM webhooks"_s));
    if (rows.constFirst().integer("n") >= kMostWebhooks)
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("storage", "There are %1 webhooks already.").arg(kMostWebhooks),
            QCoreApplication::translate("storage", "Remove one first."));
    QJsonArray events;
    for (const EventKind kind : webhook.events)
        events.append(toWire(kind));
    VC_TRY(const qint64 last, eventlog::lastSeq(c));
    VC_CHECK(c.execute(u"INSERT INTO webhooks (id, url, events, allow_private, salt, taken_seq, created_at, created_by) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s,
        {webhook.id, webhook.url, QString::fromUtf8(QJsonDocument(events).toJson(QJsonDocument::Compact)),
            int(webhook.allowPrivate), webhook.salt, last, values::ofTime(webhook.createdAt), webhook.createdBy}));
    return {};
}

Result<bool> any(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT id FROM webhooks LIMIT 1"_s));
    return !rows.isEmpty();
}

Result<QList<Webhook>> list(Connection &c, bool withCounts)
{
    VC_TRY(const auto rows, c.query(u"SELECT * FROM webhooks ORDER BY seq"_s));
    QList<Webhook> webhooks;
    for (const Row &row : rows) {
        VC_TRY(Webhook webhook, webhookOf(row));
        webhooks.append(std::move(webhook));
    }
    if (!withCounts)
        return webhooks;
    VC_TRY(const auto counts,
        c.query(u"SELECT webhook, state, COUNT(*) AS n FROM webhook_deliveries GROUP BY webhook, state"_s));
    for (Webhook &webhook : webhooks) {
        for (const Row &row : counts) {
            if (row.text("webhook") == webhook.id)
                (row.text("state") == u"dead"_s ? webhook.dead : webhook.waiting) = row.integer("n");
        }
    }
    return webhooks;
}

Result<Webhook> byId(Connection &c, const QString &text)
{
    VC_TRY(const QList<Webhook> all, list(c, true));
    QList<Webhook> fitting;
    for (const Webhook &webhook : all) {
        if (webhook.id == text)
            return webhook;
        if (text.size() >= 4 && webhook.id.startsWith(text))
            fitting.append(webhook);
    }
    if (fitting.size() == 1)
        return fitting.constFirst();
    if (fitting.isEmpty())
        return fail(ErrorCode::NotFound, QCoreApplication::translate("storage", "There is no webhook %1.").arg(text),
            QCoreApplication::translate("storage", "`vibecoder webhook list` shows their ids."));
    return fail(ErrorCode::Ambiguous,
        QCoreApplication::translate("storage", "%1 fits several webhooks.").arg(text),
        QCoreApplication::translate("storage", "Give more characters of the id."));
}

Result<> remove(Connection &c, const QString &id)
{
    VC_CHECK(c.execute(u"DELETE FROM webhook_deliveries WHERE webhook = ?"_s, {id}));
    VC_CHECK(c.execute(u"DELETE FROM webhooks WHERE id = ?"_s, {id}));
    return {};
}

Result<int> waiting(Connection &c, const QString &webhook, int most)
{
    VC_TRY(const auto rows,
        c.query(u"SELECT COUNT(*) AS n FROM (SELECT 1 FROM webhook_deliveries WHERE webhook = ? AND state = 'waiting' "
                "LIMIT ?) AS w"_s,
            {webhook, most}));
    return int(rows.constFirst().integer("n"));
}

Result<QList<WebhookDelivery>> heads(
    Connection &c, const QString &webhook, const QDateTime &now, const QDateTime &horizon, int limit)
{
    return deliveriesOf(
        c.query(u"SELECT * FROM webhook_deliveries WHERE webhook = ? AND head = 1 AND (due_at <= ? OR due_at > ?) ORDER "
                "BY due_at, event_seq LIMIT ?"_s,
            {webhook, values::ofTime(now), values::ofTime(horizon), limit}));
}

Result<std::optional<QDateTime>> nextDue(Connection &c, const QDateTime &after)
{
    VC_TRY(const auto rows,
        c.query(u"SELECT MIN(due) AS due FROM (SELECT (SELECT MIN(d.due_at) FROM webhook_deliveries AS d WHERE d.webhook "
                "= w.id AND d.head = 1 AND d.due_at > ?) AS due FROM webhooks AS w) AS m"_s,
            {after.isValid() ? after.toMSecsSinceEpoch() : 0}));
    if (rows.isEmpty() || rows.constFirst().isNull("due"))
        return std::optional<QDateTime>();
    return std::optional<QDateTime>(values::time(rows.constFirst(), "due"));
}

Result<QList<WebhookDelivery>> dead(Connection &c, const QString &webhook, int limit)
{
    if (webhook.isEmpty())
        return deliveriesOf(
            c.query(u"SELECT * FROM webhook_deliveries WHERE state = 'dead' ORDER BY event_seq DESC LIMIT ?"_s, {limit}));
    return deliveriesOf(c.query(
        u"SELECT * FROM webhook_deliveries WHERE webhook = ? AND state = 'dead' ORDER BY event_seq DESC LIMIT ?"_s,
        {webhook, limit}));
}

Result<int> resend(Connection &c, const QString &webhook, const QList<qint64> &events, const QDateTime &now)
{
    const QString update =
        u"UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, due_at = ?, taken_at = ? WHERE webhook = ? AND "
        "state = 'dead'"_s;
    const QVariantList values{values::ofTime(now), values::ofTime(now), webhook};
    int count = 0;
    if (events.isEmpty()) {
        VC_TRY(count, c.execute(update, values));
    }
    for (const qint64 seq : events) {
        VC_TRY(const int one, c.execute(update + u" AND event_seq = ?"_s, values + QVariantList{seq}));
        count += one;
    }
    VC_TRY(const auto tasks,
        c.query(u"SELECT DISTINCT task_id FROM webhook_deliveries WHERE webhook = ? AND state = 'waiting' AND attempts = "
                "0 AND taken_at = ?"_s,
            {webhook, values::ofTime(now)}));
    for (const Row &row : tasks)
        VC_CHECK(setHead(c, webhook, row.text("task_id")));
    return count;
}

Result<bool> take(Connection &c, qint64 fence, const QString &webhook, qint64 from, qint64 to,
    const QList<Event> &events, const QDateTime &now)
{
    VC_CHECK(checkFence(c, fence));
    VC_TRY(const int moved,
        c.execute(u"UPDATE webhooks SET taken_seq = ? WHERE id = ? AND taken_seq = ?"_s, {to, webhook, from}));
    if (moved == 0)
        return false;
    for (const Event &event : events) {
        VC_CHECK(c.execute(
            u"INSERT INTO webhook_deliveries (webhook, event_seq, task_id, kind, state, head, due_at, taken_at) SELECT "
            "?, ?, ?, ?, 'waiting', CASE WHEN EXISTS (SELECT 1 FROM webhook_deliveries WHERE webhook = ? AND task_id = ? "
            "AND state = 'waiting') THEN 0 ELSE 1 END, ?, ?"_s,
            {webhook, event.seq, event.taskId, toWire(event.kind), webhook, event.taskId, values::ofTime(now),
                values::ofTime(now)}));
    }
    return true;
}

Result<> delivered(Connection &c, qint64 fence, const WebhookDelivery &delivery, const QDateTime &now)
{
    VC_CHECK(checkFence(c, fence));
    VC_TRY(const int removed,
        c.execute(u"DELETE FROM webhook_deliveries WHERE webhook = ? AND event_seq = ?"_s,
            {delivery.webhookId, delivery.eventSeq}));
    if (removed == 0)
        return {};
    VC_CHECK(c.execute(u"UPDATE webhooks SET delivered = delivered + 1, delivered_at = ? WHERE id = ?"_s,
        {values::ofTime(now), delivery.webhookId}));
    return setHead(c, delivery.webhookId, delivery.taskId);
}

Result<> failed(Connection &c, qint64 fence, const WebhookDelivery &delivery, const QDateTime &now)
{
    VC_CHECK(checkFence(c, fence));
    const bool dead = delivery.state == DeliveryState::Dead;
    VC_TRY(const int changed,
        c.execute(u"UPDATE webhook_deliveries SET state = ?, head = CASE WHEN ? = 1 THEN 0 ELSE head END, attempts = ?, "
                  "due_at = ?, failed_at = ?, last_status = ?, last_error = ? WHERE webhook = ? AND event_seq = ?"_s,
            {toWire(delivery.state), int(dead), delivery.attempts, values::ofTime(delivery.dueAt), values::ofTime(now),
                delivery.lastStatus, delivery.lastError, delivery.webhookId, delivery.eventSeq}));
    if (changed == 0)
        return {};
    VC_CHECK(c.execute(u"UPDATE webhooks SET failed_at = ?, last_error = ? WHERE id = ?"_s,
        {values::ofTime(now), delivery.lastError, delivery.webhookId}));
    if (!dead)
        return {};
    VC_CHECK(c.execute(u"DELETE FROM webhook_deliveries WHERE webhook = ? AND state = 'dead' AND failed_at < ?"_s,
        {delivery.webhookId, now.toMSecsSinceEpoch() - kKeepDeadMs}));
    return setHead(c, delivery.webhookId, delivery.taskId);
}

Result<Lease> lease(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT * FROM webhook_lease"_s));
    if (rows.isEmpty())
        return fail(ErrorCode::Storage, u"the row of the webhook lease is missing"_s);
    const Row &row = rows.constFirst();
    return Lease{row.integer("fence"), {row.integer("pid"), row.integer("start"), row.text("boot")}, row.integer("until")};
}

Result<std::optional<qint64>> claim(Connection &c, qint64 seenFence, const ProcessId &owner, qint64 untilBootMs)
{
    VC_TRY(const int taken,
        c.execute(u"UPDATE webhook_lease SET fence = ?, pid = ?, start = ?, boot = ?, until = ? WHERE fence = ?"_s,
            {seenFence + 1, owner.pid, owner.startTicks, owner.boot, untilBootMs, seenFence}));
    return taken > 0 ? std::optional<qint64>(seenFence + 1) : std::nullopt;
}

Result<> renew(Connection &c, qint64 fence, qint64 untilBootMs)
{
    VC_CHECK(checkFence(c, fence));
    VC_CHECK(c.execute(u"UPDATE webhook_lease SET until = ? WHERE fence = ?"_s, {untilBootMs, fence}));
    return {};
}

Result<> release(Connection &c, qint64 fence)
{
    VC_CHECK(c.execute(u"UPDATE webhook_lease SET pid = 0, start = 0, boot = '', until = 0 WHERE fence = ?"_s, {fence}));
    return {};
}

} // namespace vibecoder::webhookstore
