// SPDX-License-Identifier: MIT
// The blocking wait of engine.h. The answer is given by the writer thread, so no event loop is needed.
#pragma once

#include "base/result.h"

#include <QDeadlineTimer>
#include <QFuture>
#include <QThread>

namespace vibecoder {

template <typename T>
Result<T> waitFor(const QFuture<Result<T>> &future, int limitMs)
{
    QDeadlineTimer deadline(limitMs);
    while (!future.isFinished()) {
        if (deadline.hasExpired())
            return fail(ErrorCode::Timeout, QStringLiteral("the store did not answer in time"));
        QThread::usleep(100);
    }
    return future.result();
}

} // namespace vibecoder
