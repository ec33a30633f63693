// SPDX-License-Identifier: MIT
// Whether and when a failed try is repeated. Pure: randomness comes in as a number.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <optional>

namespace vibecoder {

/// How one try ended without a whole answer.
struct FailedTry
{
    int number = 1;         ///< of this kind, from 1
    bool streaming = false; ///< headers with status 200 had come: the answer broke off
    bool silent = false;    ///< the connection was open, but nothing of an answer came for too long
    bool final = false;     ///< another try cannot help, whatever the status says
    int status = 0;         ///< 0: no status (connection failed or timed out)
    QByteArray retryAfter;  ///< header values as sent; empty when absent
    QByteArray retryAfterMs;
    QByteArray shouldRetry;
    QString errorCode;  ///< details.error_code of the error body
    qint64 spentMs = 0; ///< since the first try
};

/// Milliseconds to wait before the next try, or nothing when there is none. random01 is from [0, 1).
/// Connection errors, 408, 409, 429 and 5xx: at most 8 tries or 10 minutes, full jitter 1, 2, 4 … 60 s, or what the
/// server asks for. An answer that broke off: at most two further tries. A silent one: one. 400, 401, 402, 403, 404,
/// 413: never. A spend limit and `x-should-retry: false` end a repeatable status at once.
[[nodiscard]] std::optional<qint64> retryWait(const FailedTry &failed, double random01, const QDateTime &now);

/// The server asks for a longer wait (429, 503 or 529 with more than a minute): whoever asked gives its place up and
/// comes back after so many milliseconds, at most a day.
[[nodiscard]] std::optional<qint64> parkingWait(const FailedTry &failed, double random01, const QDateTime &now);

[[nodiscard]] bool isSpendLimit(const QString &errorCode);

} // namespace vibecoder
