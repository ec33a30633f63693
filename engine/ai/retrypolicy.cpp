// SPDX-License-Identifier: MIT
#include "ai/retrypolicy.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTries = 8;
constexpr int kFurtherStreams = 2, kFurtherSilences = 1;
constexpr qint64 kLimitMs = 10 * 60 * 1000;
constexpr qint64 kWaitInPlaceMs = 60 * 1000, kLongestParkMs = 24LL * 60 * 60 * 1000;

std::optional<qint64> askedWait(const FailedTry &failed, const QDateTime &now)
{
    const auto bounded = [](double ms) { return std::optional(qint64(std::min(ms, double(kLongestParkMs)))); };
    bool ok = false;
    const double ms = failed.retryAfterMs.toDouble(&ok);
    if (ok && std::isfinite(ms) && ms > 0)
        return bounded(ms);
    const double seconds = failed.retryAfter.toDouble(&ok);
    if (ok)
        return std::isfinite(seconds) && seconds > 0 ? bounded(seconds * 1000) : std::nullopt;
    if (!failed.retryAfter.isEmpty()) {
        const QDateTime date = QLocale::c().toDateTime(
            QString::fromLatin1(failed.retryAfter).left(25).trimmed(), u"ddd, dd MMM yyyy HH:mm:ss"_s);
        if (date.isValid()) {
            const qint64 wait = now.msecsTo(QDateTime(date.date(), date.time(), QTimeZone::utc()));
            if (wait > 0)
                return wait;
        }
    }
    return std::nullopt;
}

} // namespace

bool isSpendLimit(const QString &errorCode)
{
    static const QStringList codes{u"enforced_spend_limit_reached"_s, u"contract_spend_limit_reached"_s,
        u"credit_balance_too_low"_s, u"organization_on_hold"_s, u"insufficient_quota"_s};
    return codes.contains(errorCode);
}

std::optional<qint64> parkingWait(const FailedTry &failed, double random01, const QDateTime &now)
{
    if (failed.status != 429 && failed.status != 503 && failed.status != 529)
        return std::nullopt;
    if (failed.final || isSpendLimit(failed.errorCode) || failed.shouldRetry == "false")
        return std::nullopt;
    const std::optional<qint64> asked = askedWait(failed, now);
    if (!asked || *asked <= kWaitInPlaceMs)
        return std::nullopt;
    return std::min(*asked + qint64(double(*asked) * 0.1 * random01), kLongestParkMs);
}

std::optional<qint64> retryWait(const FailedTry &failed, double random01, const QDateTime &now)
{
    const double ceiling = std::min(60.0, double(1LL << std::min(failed.number - 1, 10))) * 1000;
    if (failed.final)
        return std::nullopt;
    if (failed.silent)
        return failed.number <= kFurtherSilences ? std::optional<qint64>(qint64(ceiling * random01)) : std::nullopt;
    if (failed.streaming)
        return failed.number <= kFurtherStreams ? std::optional<qint64>(qint64(ceiling * random01)) : std::nullopt;
    const bool repeatable = failed.status == 0 || failed.status == 408 || failed.status == 409 ||
                            failed.status == 429 || failed.status >= 500;
    if (!repeatable || isSpendLimit(failed.errorCode) || failed.shouldRetry == "false")
        return std::nullopt;
    if (failed.number >= kTries || failed.spentMs >= kLimitMs)
        return std::nullopt;
    const std::optional<qint64> asked = askedWait(failed, now);
    const qint64 wait = asked ? *asked + qint64(double(*asked) * 0.1 * random01) : qint64(ceiling * random01);
    if (failed.spentMs + wait > kLimitMs)
        return std::nullopt;
    return wait;
}

} // namespace vibecoder
