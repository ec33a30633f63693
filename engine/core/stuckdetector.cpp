// SPDX-License-Identifier: MIT
#include "core/stuckdetector.h"

#include "base/digest.h"
#include "verification/fingerprint.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kWindow = 20;
constexpr int kSame = 4, kErrorNudge = 3, kErrorStop = 4, kAlternating = 6, kSilent = 3, kTimeouts = 3, kRefusals = 3;

// Commands are compared after white space is folded, everything else as it is.
QString actionText(const QString &name, const QJsonObject &input)
{
    QJsonObject folded = input;
    if (const QJsonValue command = input.value(u"command"_s); command.isString())
        folded.insert(u"command"_s, command.toString().simplified());
    return name + u' ' + QString::fromUtf8(canonicalJson(folded));
}

} // namespace

StuckAdvice StuckDetector::tool(
    const QString &name, const QJsonObject &input, const QString &answer, bool isError, bool timedOut)
{
    m_silent = 0;
    m_timeouts = timedOut ? m_timeouts + 1 : 0;
    Seen now{actionText(name, input), normalizedMessage(answer), isError};
    if (m_seen.isEmpty() || m_seen.constLast().action != now.action)
        m_nudged = false;
    m_seen.append(now);
    if (m_seen.size() > kWindow)
        m_seen.removeFirst();

    if (m_timeouts >= kTimeouts)
        return {{}, StopReason::StuckRepeat, u"%1 commands in a row ran out of time"_s.arg(m_timeouts)};
    if (sameErrorsInARow() >= kErrorStop)
        return {
            {}, StopReason::StuckRepeat, u"the same action failed %1 times in a row: %2"_s.arg(kErrorStop).arg(name)};
    if (sameInARow() >= kSame)
        return {{}, StopReason::StuckRepeat,
            u"the same action gave the same answer %1 times in a row: %2"_s.arg(kSame).arg(name)};
    if (alternates())
        return {{}, StopReason::StuckOscillation, u"two actions alternated %1 times: %2"_s.arg(kAlternating).arg(name)};
    if (sameErrorsInARow() == kErrorNudge && !m_nudged) {
        m_nudged = true;
        return {u"[this failed %1 times in the same way; once more ends the task. Do something else: read the file "
                "again, try a smaller step, or call finish with status blocked]"_s.arg(kErrorNudge),
            StopReason::None, {}};
    }
    // Edits of one file that are refused again and again: another way is needed, not another try.
    const QString path = input.value(u"path"_s).toString();
    const bool edit = input.contains(u"old_str"_s) || input.contains(u"insert_line"_s);
    if (edit && isError) {
        m_refusals = path == m_refusedPath ? m_refusals + 1 : 1;
        m_refusedPath = path;
        if (m_refusals == kRefusals)
            return {u"[%1 edits of %2 in a row were refused. View the region first and copy it exactly, or write the "
                    "whole file with create]"_s.arg(kRefusals)
                        .arg(path),
                StopReason::None, {}};
    } else if (edit) {
        m_refusals = 0;
    }
    return {};
}

StuckAdvice StuckDetector::silence()
{
    if (++m_silent < kSilent)
        return {};
    return {{}, StopReason::StuckRepeat, u"the model answered %1 times in a row without any tool call"_s.arg(m_silent)};
}

int StuckDetector::sameInARow() const
{
    int count = 0;
    for (auto it = m_seen.crbegin(); it != m_seen.crend() && *it == m_seen.constLast(); ++it)
        ++count;
    return count;
}

int StuckDetector::sameErrorsInARow() const
{
    int count = 0;
    for (auto it = m_seen.crbegin(); it != m_seen.crend() && it->isError && it->action == m_seen.constLast().action;
         ++it)
        ++count;
    return count;
}

bool StuckDetector::alternates() const
{
    if (m_seen.size() < kAlternating)
        return false;
    const QList<Seen> last = m_seen.mid(m_seen.size() - kAlternating);
    if (last.at(0) == last.at(1))
        return false;
    for (qsizetype i = 2; i < last.size(); ++i) {
        if (last.at(i) != last.at(i - 2))
            return false;
    }
    return true;
}

} // namespace vibecoder
