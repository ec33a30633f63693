// SPDX-License-Identifier: MIT
#include "core/progressjudge.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSameSet = 3, kFreshStarts = 2, kEmpty = 2, kTimeouts = 3, kMalformed = 2, kReturns = 2;

} // namespace

// Begins anew, as often as that may help.
ProgressAdvice ProgressJudge::afresh(StopReason whenUsedUp, const QString &why)
{
    ProgressAdvice advice;
    if (m_freshStarts >= kFreshStarts) {
        advice.move = NextMove::Stop;
        advice.stop = whenUsedUp;
        advice.detail = why + u"; %1 fresh starts did not help"_s.arg(m_freshStarts);
        return advice;
    }
    ++m_freshStarts;
    m_since = m_facts.constLast().number;
    m_empty = m_timeouts = m_malformed = m_returns = 0;
    advice.move = NextMove::FreshStart;
    advice.detail = why;
    return advice;
}

ProgressAdvice ProgressJudge::after(const IterationFacts &facts)
{
    const QList<IterationFacts> earlier = m_facts;
    m_facts.append(facts);
    if (earlier.isEmpty() || facts.score > m_bestScore) {
        m_best = facts.number;
        m_bestScore = facts.score;
    }
    if (facts.number == 0)
        return {};

    m_timeouts = facts.timedOut ? m_timeouts + 1 : 0;
    m_malformed = facts.malformed ? m_malformed + 1 : 0;
    m_empty = !facts.changedFiles && !facts.timedOut && !facts.malformed ? m_empty + 1 : 0;
    ProgressAdvice advice;
    if (m_malformed >= kMalformed) {
        advice.move = NextMove::Stop;
        advice.stop = StopReason::MalformedCalls;
        advice.detail = u"%1 iterations in a row ended with malformed tool calls"_s.arg(m_malformed);
        return advice;
    }
    if (m_timeouts >= kTimeouts) {
        advice.move = NextMove::Stop;
        advice.stop = StopReason::StuckRepeat;
        advice.detail = u"%1 iterations in a row ran out of time"_s.arg(m_timeouts);
        return advice;
    }
    if (m_empty >= kEmpty) {
        advice.move = NextMove::Stop;
        advice.stop = StopReason::StuckRepeat;
        advice.detail = u"%1 iterations in a row changed no file"_s.arg(m_empty);
        return advice;
    }

    // Back to a state that was there before the last one: edited, then taken back.
    int sameAs = -1;
    for (const IterationFacts &before : earlier) {
        if (!facts.tree.isEmpty() && before.tree == facts.tree && before.number < facts.number - 1)
            sameAs = before.number;
    }
    const bool asTheLast = !earlier.isEmpty() && earlier.constLast().tree == facts.tree;
    if (sameAs >= 0 && !asTheLast) {
        if (++m_returns >= kReturns)
            return afresh(StopReason::StuckOscillation, u"the files went back to earlier states"_s);
        advice.notes.append(
            sameAs == 0
                ? u"The files are again exactly as before your first change: your edits cancel each other."_s
                : u"The files are again exactly as after iteration %1: your edits cancel each other."_s.arg(sameAs));
    }
    if (facts.sameSetInARow >= kSameSet)
        return afresh(StopReason::StuckRepeat, u"the same failures remained %1 times"_s.arg(facts.sameSetInARow));

    const qsizetype count = m_facts.size();
    if (count >= 3 && m_facts.at(count - 3).number >= m_since &&
        m_facts.at(count - 1).score.regressions > m_facts.at(count - 2).score.regressions &&
        m_facts.at(count - 2).score.regressions > m_facts.at(count - 3).score.regressions && m_best != facts.number) {
        advice.move = NextMove::RollBack;
        advice.detail = u"regressions grew in two iterations in a row"_s;
        m_since = facts.number;
    }
    return advice;
}

} // namespace vibecoder
