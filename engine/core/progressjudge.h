// SPDX-License-Identifier: MIT
// Judges after each iteration whether the work gets anywhere: go on, begin afresh from the best state, go back to it,
// or stop (loop.md sections 2 and 7). Fed with the facts of every iteration in order; pure, so a replay judges the
// same.
#pragma once

#include "model/task.h"

#include <QList>
#include <QStringList>

#include <compare>

namespace vibecoder {

/// How good a state is (R5): more commands pass, then more tests, then fewer regressions, then less changed text.
struct StateScore
{
    int commandsPassed = 0;
    int testsPassed = 0; ///< 0 when not known
    int regressions = 0;
    int changedLines = 0; ///< since the start

    auto operator<=>(const StateScore &other) const
    {
        if (const auto by = commandsPassed <=> other.commandsPassed; by != 0)
            return by;
        if (const auto by = testsPassed <=> other.testsPassed; by != 0)
            return by;
        if (const auto by = other.regressions <=> regressions; by != 0)
            return by;
        return other.changedLines <=> changedLines;
    }
    bool operator==(const StateScore &) const = default;
};

struct IterationFacts
{
    int number = 0; ///< 0 is the baseline
    StateScore score;
    int sameSetInARow = 0; ///< iterations in a row that failed in exactly the same way
    QString tree;          ///< digest of the files at the end of the model's turns; empty: not known
    bool changedFiles = false;
    bool timedOut = false;
    bool malformed = false; ///< ended by malformed calls
};

enum class NextMove { GoOn, FreshStart, RollBack, Stop };

struct ProgressAdvice
{
    NextMove move = NextMove::GoOn;
    StopReason stop = StopReason::None;
    QString detail;
    QStringList notes; ///< for the top of the feedback
};

class ProgressJudge
{
public:
    ProgressAdvice after(const IterationFacts &facts);

    /// The iteration with the best score; the earlier one of equals.
    [[nodiscard]] int bestIteration() const { return m_best; }
    [[nodiscard]] int freshStarts() const { return m_freshStarts; }

private:
    ProgressAdvice afresh(StopReason whenUsedUp, const QString &why);

    QList<IterationFacts> m_facts;
    int m_best = 0;
    StateScore m_bestScore;
    int m_freshStarts = 0;
    int m_since = 0; ///< iteration after which the counting of this conversation began
    int m_empty = 0, m_timeouts = 0, m_malformed = 0, m_returns = 0;
};

} // namespace vibecoder
