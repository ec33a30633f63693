// SPDX-License-Identifier: MIT
// The head of an HTTP/1 answer, as far as a webhook cares: its status and Retry-After. Pure, linear.
#pragma once

#include <QByteArrayView>

namespace vibecoder::webhooks {

struct AnswerReading
{
    bool whole = false;  ///< the final head is there
    bool broken = false; ///< this is no HTTP/1 answer
    int status = 0;
    qint64 retryAfterMs = 0; ///< 0: not said, or said as a date
};

/// bytes: everything that came so far. Interim answers (1xx) are skipped.
[[nodiscard]] AnswerReading readAnswerHead(QByteArrayView bytes);

} // namespace vibecoder::webhooks
