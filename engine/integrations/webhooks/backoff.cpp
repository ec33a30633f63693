// SPDX-License-Identifier: MIT
#include "integrations/webhooks/backoff.h"

#include <algorithm>

namespace vibecoder::webhooks {

std::optional<qint64> nextWait(const BackOff &rule, int attempts, qint64 ageMs, qint64 retryAfterMs, double random)
{
    if (attempts >= rule.attempts || ageMs >= rule.maxAgeMs)
        return std::nullopt;
    constexpr int mostDoublings = 40;
    const int doublings = std::clamp(attempts - 1, 0, mostDoublings);
    qint64 whole = rule.firstMs;
    for (int i = 0; i < doublings && whole < rule.longestMs; ++i)
        whole *= 2;
    whole = std::min(whole, rule.longestMs);
    const qint64 half = whole / 2;
    const qint64 wait = half + qint64(double(whole - half) * std::clamp(random, 0.0, 1.0));
    return std::max(wait, std::clamp<qint64>(retryAfterMs, 0, rule.longestMs));
}

} // namespace vibecoder::webhooks
