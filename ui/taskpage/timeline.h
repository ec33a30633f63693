// SPDX-License-Identifier: MIT
// The events of one attempt as rounds and steps: what the model said, read, edited, ran, and what the verification
// said. Pure: the same events give the same rounds, one by one or all at once.
#pragma once

#include "model/event.h"
#include "model/verification.h"

#include <QDateTime>
#include <QHash>
#include <QList>
#include <QStringList>

#include <optional>

namespace vibecoder {

struct TimelineStep
{
    enum class Kind : quint8 {
        Thought,    ///< text: the model's own words
        Read,       ///< files: what was looked at, several steps folded into one
        Search,     ///< code: the pattern
        Edit,       ///< code: the path
        Create,     ///< the same, a file written as a whole
        Command,    ///< code
        Verify,     ///< code, verifyIndex
        Approval,   ///< code, approvalId, approval
        Checkpoint, ///< checkpoint
        Restored,   ///< checkpoint, by
        Refused,    ///< code, text: why it was not done
        Retried,    ///< text: why the model was asked again, count
        State,      ///< code: the new state (wire word), text: the stop reason (wire word)
        Warning,    ///< text
    };
    enum class State : quint8 { Neutral, Running, Good, Bad, Waiting };

    Kind kind = Kind::Warning;
    State state = State::Neutral;
    qint64 seq = 0; ///< of the event that began it
    QDateTime at;
    qint64 durationMs = -1; ///< -1: not known
    QString text, code;
    QStringList files;
    std::optional<int> exitCode; ///< of a command that exited by itself
    CommandStatus status = CommandStatus::Unknown;
    int verifyIndex = -1;
    bool clean = false;  ///< of Verify: on a clean copy
    bool setup = false;  ///< of Verify: a setup command, which proves nothing
    bool canary = false; ///< of Verify: a test that must fail
    QString purpose;     ///< of Verify: why it ran (RunPurpose as it is written); empty in old events
    int checkpoint = -1;
    int count = 1;
    bool ofBorder = false; ///< code: a line of the border, shown by TaskText::stepCode()
    QString approvalId;
    QString approval; ///< pending, approved, denied, expired, void
    QString by;
};

struct TimelineRound
{
    enum class State : quint8 { Running, Passed, Failed, Withheld, Stopped };
    int number = 0; ///< 0: the baseline and what was before it
    State state = State::Running;
    QDateTime startedAt, endedAt;
    int calls = 0;
    qint64 tokens = 0; ///< input, cached input and output
    qint64 costMicroUsd = 0;
    int testsPassed = -1, testsFailed = -1; ///< -1: not known
    int fixed = 0, regressed = 0, filesChanged = 0;
    QString activity; ///< model, command, verify, clean, approval; empty when ended
    QList<TimelineStep> steps;
};

/// Told before and after each change, so that a model can tell its views.
class TimelineListener
{
public:
    virtual ~TimelineListener() = default;
    virtual void aboutToAddRound(int at) = 0;
    virtual void roundAdded() = 0;
    virtual void aboutToAddStep(int round, int at) = 0;
    virtual void stepAdded() = 0;
    virtual void stepChanged(int round, int step) = 0;
    virtual void roundChanged(int round) = 0;
};

class Timeline
{
public:
    /// Events of one attempt in order of their numbers; those at or below lastSeq() are ignored.
    void append(const QList<Event> &events, TimelineListener *listener = nullptr);
    void clear();

    [[nodiscard]] const QList<TimelineRound> &rounds() const { return m_rounds; } ///< oldest first
    [[nodiscard]] qint64 lastSeq() const { return m_lastSeq; }

private:
    void take(const Event &event);
    void beginRound(int number, const QDateTime &at);
    void endRound(const Event &event);
    int openRound(const QDateTime &at);
    void add(TimelineStep step, const Event &event);
    void changed(int round, int step);
    void setActivity(const QString &activity);
    void takeAction(const Event &event);
    void takeAnswer(const Event &event);
    void takeState(const Event &event);
    void finish(TimelineStep::Kind kind, const Event &event);
    void decide(const Event &event);

    QList<TimelineRound> m_rounds;
    TimelineListener *m_listener = nullptr;
    qint64 m_lastSeq = 0;
    QHash<QString, QString> m_tools;                 ///< what -> tool of a proposed action
    QHash<QString, std::pair<int, int>> m_approvals; ///< id -> round and step
};

} // namespace vibecoder
