// SPDX-License-Identifier: MIT
// Notices within the model's turns that nothing new happens any more: the same action with the same answer, two that
// alternate, answers without any tool call (loop.md section 7, R24). Fed with every tool call; pure, so a replay
// notices the same.
#pragma once

#include "model/task.h"

#include <QJsonObject>
#include <QList>

namespace vibecoder {

struct StuckAdvice
{
    QString nudge;                      ///< to be added to the tool's answer; empty: nothing
    StopReason stop = StopReason::None; ///< other than None: the task ends here
    QString detail;
};

class StuckDetector
{
public:
    /// One tool call and its answer. Ids, numbers, times and white space are not compared.
    StuckAdvice tool(
        const QString &name, const QJsonObject &input, const QString &answer, bool isError, bool timedOut = false);
    /// An answer of the model without any tool call.
    StuckAdvice silence();
    /// A fresh start: what came before does not count any more.
    void reset() { *this = StuckDetector(); }

private:
    struct Seen
    {
        QString action, answer;
        bool isError = false;
        bool operator==(const Seen &) const = default;
    };
    [[nodiscard]] int sameInARow() const;
    [[nodiscard]] int sameErrorsInARow() const;
    [[nodiscard]] bool alternates() const;

    QList<Seen> m_seen; ///< the last 20
    int m_silent = 0;
    int m_timeouts = 0;
    QString m_refusedPath;
    int m_refusals = 0;
    bool m_nudged = false; ///< in this streak
};

} // namespace vibecoder
