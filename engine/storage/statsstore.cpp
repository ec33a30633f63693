// SPDX-License-Identifier: MIT
#include "storage/statsstore.h"

#include "model/task.h"
#include "wire/modelcodec.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

#include <algorithm>

namespace vibecoder::statsstore {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNewestEvents = 2000;

Result<TimeStats> timesOf(Connection &c, const QString &kind)
{
    // The newest part of the log is enough and is found without an index of its own.
    VC_TRY(const auto rows,
        c.query(u"SELECT body FROM events WHERE seq > (SELECT COALESCE(MAX(seq), 0) - ? FROM events) AND kind = ? "
                "ORDER BY seq DESC LIMIT ?"_s,
            {20000, kind, kNewestEvents}));
    QList<qint64> times;
    for (const Row &row : rows) {
        const qint64 ms = QJsonDocument::fromJson(row.bytes("body")).object().value("duration_ms"_L1).toInteger(-1);
        if (ms >= 0)
            times.append(ms);
    }
    TimeStats stats;
    if (times.isEmpty())
        return stats;
    std::sort(times.begin(), times.end());
    stats.p50 = times.at((times.size() - 1) / 2);
    stats.p95 = times.at((times.size() - 1) * 95 / 100);
    return stats;
}

} // namespace

Result<Stats> since(Connection &c, int days, const QDateTime &now)
{
    Stats stats;
    const QDate today = now.toUTC().date();
    const QDate first = today.addDays(1 - std::clamp(days, 1, 366));
    for (QDate day = first; day <= today; day = day.addDays(1))
        stats.days.append({day, 0, 0, {}});
    VC_TRY(const auto rows,
        c.query(u"SELECT state, stop_reason, iteration, ended_at, token_usage FROM tasks "
                "WHERE state IN ('completed', 'failed', 'cancelled') AND ended_at >= ?"_s,
            {first.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch()}));
    qint64 iterations = 0;
    for (const Row &row : rows) {
        const QDate day = QDateTime::fromMSecsSinceEpoch(row.integer("ended_at"), QTimeZone::utc()).date();
        const qint64 index = first.daysTo(day);
        if (index < 0 || index >= stats.days.size())
            continue;
        const Usage usage = usageFromJson(QJsonDocument::fromJson(row.bytes("token_usage")).object());
        const bool passed = row.text("state") == toWire(TaskState::Completed);
        DayStats &one = stats.days[index];
        ++(passed ? one.passed : one.notPassed);
        ++(passed ? stats.passed : stats.notPassed);
        one.usage += usage;
        stats.usage += usage;
        if (passed)
            iterations += row.integer("iteration");
        ++stats.stopReasons[row.text("stop_reason")];
    }
    if (stats.passed > 0)
        stats.iterationsPerPassed = double(iterations) / stats.passed;
    VC_TRY(stats.modelMs, timesOf(c, u"model_call_finished"_s));
    VC_TRY(stats.verificationMs, timesOf(c, u"verification_finished"_s));
    return stats;
}

} // namespace vibecoder::statsstore
