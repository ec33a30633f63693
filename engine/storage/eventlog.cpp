// SPDX-License-Identifier: MIT
#include "storage/eventlog.h"

#include "base/logging.h"
#include "storage/values.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vibecoder::eventlog {

namespace {

constexpr int largestPage = 10000;

struct Condition
{
    QString sql;
    QVariantList values;
};

Condition conditionOf(const EventFilter &filter)
{
    Condition condition;
    if (!filter.taskId.isEmpty()) {
        condition.sql += u" AND task_id = ?"_s;
        condition.values << filter.taskId;
    }
    if (filter.attempt > 0) {
        condition.sql += u" AND attempt = ?"_s;
        condition.values << filter.attempt;
    }
    if (filter.before > 0) {
        condition.sql += u" AND seq < ?"_s;
        condition.values << filter.before;
    }
    if (filter.kind) {
        condition.sql += u" AND kind = ?"_s;
        condition.values << toWire(*filter.kind);
    }
    return condition;
}

Result<QList<Event>> eventsOf(const Result<QList<Row>> &rows)
{
    if (!rows)
        return passError(rows);
    QList<Event> events;
    for (const Row &row : *rows) {
        Event event;
        VC_TRY(event.kind, values::enumValue<EventKind>(row, "events", "kind"));
        event.seq = row.integer("seq");
        event.at = values::time(row, "at");
        event.taskId = row.text("task_id");
        event.attempt = int(row.integer("attempt"));
        event.body = values::json(row, "body");
        events.append(std::move(event));
    }
    return events;
}

Result<qint64> oneNumber(const Result<QList<Row>> &rows)
{
    if (!rows)
        return passError(rows);
    return rows->isEmpty() ? 0 : rows->constFirst().integer("n");
}

} // namespace

Result<> append(Connection &c, Event &event)
{
    event.body = redactJson(event.body).toObject();
    VC_TRY(const auto rows,
        c.query(u"INSERT INTO events (at, task_id, attempt, kind, body) VALUES (?, ?, ?, ?, ?) RETURNING seq"_s,
            {event.at.toMSecsSinceEpoch(), event.taskId, event.attempt, toWire(event.kind),
                values::ofJson(event.body)}));
    event.seq = rows.constFirst().integer("seq");
    return {};
}

Result<QList<Event>> since(Connection &c, qint64 seq, int limit, const EventFilter &filter)
{
    const Condition condition = conditionOf(filter);
    return eventsOf(c.query(u"SELECT seq, at, task_id, attempt, kind, body FROM events WHERE seq > ?%1 "
                            "ORDER BY seq LIMIT ?"_s.arg(condition.sql),
        QVariantList{seq} + condition.values + QVariantList{std::clamp(limit, 1, largestPage)}));
}

Result<QList<Event>> tail(Connection &c, int count, const EventFilter &filter)
{
    const Condition condition = conditionOf(filter);
    VC_TRY(auto events, eventsOf(c.query(u"SELECT seq, at, task_id, attempt, kind, body FROM events WHERE seq > 0%1 "
                                         "ORDER BY seq DESC LIMIT ?"_s.arg(condition.sql),
                            condition.values + QVariantList{std::clamp(count, 1, largestPage)})));
    std::reverse(events.begin(), events.end());
    return events;
}

Result<qint64> lastSeq(Connection &c)
{
    return oneNumber(c.query(u"SELECT seq AS n FROM events ORDER BY seq DESC LIMIT 1"_s));
}

Result<qint64> oldestSeq(Connection &c)
{
    return oneNumber(c.query(u"SELECT seq AS n FROM events ORDER BY seq LIMIT 1"_s));
}

} // namespace vibecoder::eventlog
