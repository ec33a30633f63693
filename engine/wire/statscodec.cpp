// SPDX-License-Identifier: MIT
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

qint64 promptTokens(const Usage &usage)
{
    return usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
}

QJsonObject timesJson(const TimeStats &times)
{
    return {{u"p50"_s, times.p50 ? QJsonValue(*times.p50) : QJsonValue()},
        {u"p95"_s, times.p95 ? QJsonValue(*times.p95) : QJsonValue()}};
}

} // namespace

QJsonObject toJson(const Stats &stats)
{
    QJsonArray days;
    for (const DayStats &day : stats.days)
        days.append(QJsonObject{{u"day"_s, day.day.toString(Qt::ISODate)}, {u"passed"_s, day.passed},
            {u"not_passed"_s, day.notPassed}, {u"cost_usd"_s, double(day.usage.costMicroUsd) / 1e6},
            {u"input_tokens"_s, promptTokens(day.usage)}, {u"output_tokens"_s, day.usage.outputTokens}});
    QJsonObject reasons;
    for (auto it = stats.stopReasons.begin(); it != stats.stopReasons.end(); ++it)
        reasons.insert(it.key(), it.value());
    const Usage today = stats.days.isEmpty() ? Usage() : stats.days.constLast().usage;
    return {{u"days"_s, days}, {u"passed"_s, stats.passed}, {u"not_passed"_s, stats.notPassed},
        {u"cost_usd"_s, double(stats.usage.costMicroUsd) / 1e6},
        {u"spend_today_usd"_s, double(today.costMicroUsd) / 1e6}, {u"input_tokens_all"_s, promptTokens(stats.usage)},
        {u"cache_read_tokens"_s, stats.usage.cacheReadTokens}, {u"output_tokens"_s, stats.usage.outputTokens},
        {u"iterations_per_passed"_s, stats.iterationsPerPassed ? QJsonValue(*stats.iterationsPerPassed) : QJsonValue()},
        {u"stop_reasons"_s, reasons}, {u"model_ms"_s, timesJson(stats.modelMs)},
        {u"verification_ms"_s, timesJson(stats.verificationMs)}};
}

} // namespace vibecoder
