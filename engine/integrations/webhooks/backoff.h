// SPDX-License-Identifier: MIT
// When a failed delivery is tried again, and when it is given up. Pure: the random number is an argument.
#pragma once

#include <QDateTime>

#include <optional>

namespace vibecoder::webhooks {

struct BackOff
{
    qint64 firstMs = 2000;
    qint64 longestMs = 3600 * 1000;
    int attempts = 16;                ///< given up after so many; with the waits above these take about five hours
    qint64 maxAgeMs = 24 * 3600 * 1000; ///< given up at the first failure after that, whatever the attempts
};

/// Milliseconds until the try after `attempts` failed ones; empty: given up. random: 0 to 1. The wait doubles and lies
/// between its half and its whole, so that many deliveries do not come back at one moment; never less than the receiver
/// asked for (up to the longest wait).
[[nodiscard]] std::optional<qint64> nextWait(
    const BackOff &rule, int attempts, qint64 ageMs, qint64 retryAfterMs, double random);

} // namespace vibecoder::webhooks
