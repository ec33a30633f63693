// SPDX-License-Identifier: MIT
#include "stats/figures.h"

#include "theme/amounts.h"

#include <QHash>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr double kMicro = 1e6;

} // namespace

QString Figures::time(std::optional<qint64> ms)
{
    if (!ms)
        return u"–"_s;
    if (*ms < 1000)
        return tr("%1 ms").arg(*ms);
    if (*ms < 60000)
        return tr("%1 s").arg(double(*ms) / 1000, 0, 'f', 1);
    const qint64 seconds = *ms / 1000;
    return seconds < 3600
               ? tr("%1m %2s", "minutes, seconds").arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'))
               : tr("%1h %2m", "hours, minutes").arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QChar(u'0'));
}

double Figures::cacheShare(const Usage &usage)
{
    const qint64 all = usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
    return all > 0 ? double(usage.cacheReadTokens) / double(all) : -1;
}

QString Figures::reason(const QString &wire)
{
    static const QHash<QString, const char *> words{
        {u"passed"_s, QT_TR_NOOP("passed")},
        {u"blocked_by_model"_s, QT_TR_NOOP("the model gave up")},
        {u"iteration_limit"_s, QT_TR_NOOP("iterations used up")},
        {u"needs_setup"_s, QT_TR_NOOP("needs setup")},
        {u"not_counted"_s, QT_TR_NOOP("passed, does not count")},
        {u"call_limit"_s, QT_TR_NOOP("model calls used up")},
        {u"cost_limit"_s, QT_TR_NOOP("budget used up")},
        {u"wall_limit"_s, QT_TR_NOOP("time used up")},
        {u"stuck_repeat"_s, QT_TR_NOOP("stuck: repeats")},
        {u"stuck_oscillation"_s, QT_TR_NOOP("stuck: back and forth")},
        {u"environment_error"_s, QT_TR_NOOP("a command cannot start")},
        {u"access_denied"_s, QT_TR_NOOP("file not accessible")},
        {u"external_change"_s, QT_TR_NOOP("changed from outside")},
        {u"api_auth"_s, QT_TR_NOOP("key refused")},
        {u"api_spend_cap"_s, QT_TR_NOOP("spend limit of the account")},
        {u"rate_limited"_s, QT_TR_NOOP("rate limit")},
        {u"service_unavailable"_s, QT_TR_NOOP("service does not answer")},
        {u"api_error"_s, QT_TR_NOOP("error of the server")},
        {u"model_unknown"_s, QT_TR_NOOP("unknown model")},
        {u"refusal"_s, QT_TR_NOOP("refused by the model")},
        {u"context_limit"_s, QT_TR_NOOP("conversation too long")},
        {u"malformed_calls"_s, QT_TR_NOOP("wrong tool calls")},
        {u"answers_cut_off"_s, QT_TR_NOOP("answers cut off")},
        {u"empty_answers"_s, QT_TR_NOOP("empty answers")},
        {u"approval_denied"_s, QT_TR_NOOP("denied by a person")},
        {u"approval_expired"_s, QT_TR_NOOP("approval expired")},
        {u"cancelled"_s, QT_TR_NOOP("cancelled")},
        {u"tampering"_s, QT_TR_NOOP("tests were changed")},
        {u"worker_crash_loop"_s, QT_TR_NOOP("worker died")},
    };
    const char *source = words.value(wire);
    return source ? tr(source) : wire;
}

QList<Figure> Figures::of(const Stats &stats)
{
    const int ended = stats.passed + stats.notPassed;
    const double share = cacheShare(stats.usage);
    constexpr double percent = 100;
    const qint64 prompt = stats.usage.inputTokens + stats.usage.cacheReadTokens + stats.usage.cacheWrite5mTokens +
                          stats.usage.cacheWrite1hTokens;
    return {
        {tr("Passed"), ended > 0 ? tr("%1 %", "a share").arg(qRound(percent * stats.passed / ended)) : u"–"_s,
            tr("%1 of %n task(s)", "", ended).arg(stats.passed)},
        {tr("Cost"), amounts::money(stats.usage.costMicroUsd),
            ended > 0 ? tr("%1 a task").arg(amounts::money(stats.usage.costMicroUsd / ended)) : QString()},
        {tr("Tokens"), amounts::count(prompt + stats.usage.outputTokens),
            share < 0 ? QString() : tr("%1 % from the cache").arg(qRound(percent * share))},
        {tr("Iterations"), stats.iterationsPerPassed ? QString::number(*stats.iterationsPerPassed, 'f', 1) : u"–"_s,
            tr("for a passed task")},
        {tr("Model call"), time(stats.modelMs.p50), tr("95 %: %1").arg(time(stats.modelMs.p95))},
        {tr("Verification"), time(stats.verificationMs.p50), tr("95 %: %1").arg(time(stats.verificationMs.p95))},
    };
}

QList<Bar> Figures::throughput(const Stats &stats)
{
    QList<Bar> bars;
    for (const DayStats &day : stats.days) {
        const QString label = QLocale().toString(day.day, u"d"_s);
        bars.append({label, double(day.passed), double(day.notPassed),
            tr("%1: %2 passed, %3 not")
                .arg(QLocale().toString(day.day, QLocale::ShortFormat))
                .arg(day.passed)
                .arg(day.notPassed)});
    }
    return bars;
}

QList<Bar> Figures::cost(const Stats &stats)
{
    QList<Bar> bars;
    for (const DayStats &day : stats.days)
        bars.append({QLocale().toString(day.day, u"d"_s), double(day.usage.costMicroUsd) / kMicro, 0,
            u"%1: %2"_s.arg(
                QLocale().toString(day.day, QLocale::ShortFormat), amounts::money(day.usage.costMicroUsd))});
    return bars;
}

QList<Bar> Figures::tokens(const Stats &stats)
{
    QList<Bar> bars;
    for (const DayStats &day : stats.days) {
        const qint64 prompt = day.usage.inputTokens + day.usage.cacheReadTokens + day.usage.cacheWrite5mTokens +
                              day.usage.cacheWrite1hTokens;
        bars.append({QLocale().toString(day.day, u"d"_s), double(prompt), double(day.usage.outputTokens),
            tr("%1: %2 in, %3 out")
                .arg(QLocale().toString(day.day, QLocale::ShortFormat), amounts::count(prompt),
                    amounts::count(day.usage.outputTokens))});
    }
    return bars;
}

QList<Bar> Figures::stopReasons(const Stats &stats)
{
    QList<Bar> bars;
    for (auto it = stats.stopReasons.cbegin(); it != stats.stopReasons.cend(); ++it)
        bars.append({reason(it.key()), double(it.value()), 0, {}});
    std::sort(bars.begin(), bars.end(),
        [](const Bar &a, const Bar &b) { return a.low != b.low ? a.low > b.low : a.label < b.label; });
    return bars;
}

double niceTop(double value)
{
    if (!(value > 0))
        return 1;
    const double base = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0, 10.0}) {
        if (step * base >= value)
            return step * base;
    }
    return 10 * base;
}

} // namespace vibecoder
