// SPDX-License-Identifier: MIT
// The part of taskflow.h about the pause of the queue: by a person, or because the model service cannot be used. The
// second kind ends by itself once the service answers again.
#include "core/taskflow.h"

#include "storage/eventlog.h"
#include "storage/recordstore.h"
#include "storage/taskstore.h"
#include "wire/modelcodec.h"

#include <algorithm>

namespace vibecoder::taskflow {

using namespace Qt::StringLiterals;

namespace {

const QString kPaused = u"queue.paused"_s;
const QString kReason = u"queue.pause_reason"_s;
const QString kDetail = u"queue.pause_detail"_s;
const QString kUntil = u"queue.pause_until"_s;
const QString kTries = u"queue.pause_tries"_s;
const QString kResumedAt = u"queue.resumed_at"_s; ///< by an answered probe

constexpr qint64 kFirstWaitMs = 5000, kLongestWaitMs = 300000, kLongestMoneyWaitMs = 900000;
// Whoever asks has so long for it before another process may.
constexpr qint64 kProbeMs = 60000;
// A pause that comes back so soon goes on with the longer waits.
constexpr qint64 kSameTroubleMs = 600000;

bool endsByItself(const QString &reason)
{
    return reason == toWire(StopReason::ServiceUnavailable) || reason == toWire(StopReason::ApiSpendCap);
}

qint64 waitMs(const QString &reason, int tries)
{
    const qint64 longest = reason == toWire(StopReason::ApiSpendCap) ? kLongestMoneyWaitMs : kLongestWaitMs;
    return std::min(longest, kFirstWaitMs << std::clamp(tries, 0, 10));
}

Result<> store(Connection &c, const QueuePause &pause)
{
    VC_CHECK(metastore::set(c, kPaused, pause.paused ? u"1"_s : u"0"_s));
    VC_CHECK(metastore::set(c, kReason, pause.reason));
    VC_CHECK(metastore::set(c, kDetail, pause.detail));
    VC_CHECK(metastore::set(c, kUntil, pause.until.isValid() ? timeToWire(pause.until) : QString()));
    return metastore::set(c, kTries, QString::number(pause.tries));
}

Result<> tellPause(Connection &c, const QueuePause &pause, const QString &actor, const QDateTime &now)
{
    Event event;
    event.at = now;
    event.kind = pause.paused ? EventKind::QueuePaused : EventKind::QueueResumed;
    event.body = {{u"reason"_s, pause.reason}, {u"by"_s, actor}};
    if (!pause.detail.isEmpty())
        event.body.insert(u"detail"_s, pause.detail);
    if (pause.until.isValid())
        event.body.insert(u"until"_s, timeToWire(pause.until));
    return eventlog::append(c, event);
}

Result<> wakeTasks(Connection &c, const QDateTime &now)
{
    TaskFilter filter;
    filter.states = {TaskState::Paused};
    VC_TRY(const QList<Task> waiting, taskstore::list(c, filter, {0, 500}));
    bool any = false;
    for (Task task : waiting) {
        if (task.pausedUntil.isValid())
            continue;
        VC_CHECK(transition(c, task, TaskState::Pending, StopReason::None, {}, now));
        any = true;
    }
    return any ? wakeTasks(c, now) : Result<>();
}

} // namespace

Result<QueuePause> queuePause(Connection &c)
{
    QueuePause pause;
    VC_TRY(const QString paused, metastore::get(c, kPaused));
    pause.paused = paused == u"1"_s;
    if (!pause.paused)
        return pause;
    VC_TRY(pause.reason, metastore::get(c, kReason));
    VC_TRY(pause.detail, metastore::get(c, kDetail));
    VC_TRY(const QString until, metastore::get(c, kUntil));
    VC_TRY(const QString tries, metastore::get(c, kTries));
    pause.until = until.isEmpty() ? QDateTime() : timeFromWire(until);
    pause.tries = tries.toInt();
    return pause;
}

Result<bool> isQueuePaused(Connection &c)
{
    VC_TRY(const QString paused, metastore::get(c, kPaused));
    return paused == u"1"_s;
}

Result<> setQueuePaused(Connection &c, bool paused, const QString &reason, const QString &actor, const QDateTime &now)
{
    VC_TRY(const bool was, isQueuePaused(c));
    QueuePause next;
    next.paused = paused;
    next.reason = paused ? reason : QString();
    VC_CHECK(store(c, next));
    if (!paused) {
        VC_CHECK(metastore::set(c, kResumedAt, {}));
        VC_CHECK(wakeTasks(c, now));
    }
    return was == paused ? Result<>() : tellPause(c, next, actor, now);
}

Result<> pauseQueueFor(Connection &c, StopReason reason, const QString &detail, const QDateTime &now)
{
    VC_TRY(const QueuePause before, queuePause(c));
    if (before.paused && !endsByItself(before.reason))
        return {};
    QueuePause next = before;
    next.paused = true;
    next.reason = toWire(reason);
    next.detail = detail;
    if (!endsByItself(next.reason)) {
        next.until = {};
    } else if (!before.paused) {
        VC_TRY(const QString resumed, metastore::get(c, kResumedAt));
        VC_TRY(const QString tries, metastore::get(c, kTries));
        const bool again = !resumed.isEmpty() && std::abs(timeFromWire(resumed).msecsTo(now)) < kSameTroubleMs;
        next.tries = again ? tries.toInt() + 1 : 0;
        next.until = now.addMSecs(waitMs(next.reason, next.tries));
    }
    VC_CHECK(store(c, next));
    return before.paused ? Result<>() : tellPause(c, next, u"engine"_s, now);
}

bool isProbeDue(const QueuePause &pause, const QDateTime &now)
{
    if (!pause.paused || !pause.until.isValid() || !endsByItself(pause.reason))
        return false;
    // A clock that was set back must not make it wait for that long.
    return pause.until <= now || now.msecsTo(pause.until) > kLongestMoneyWaitMs;
}

Result<bool> claimProbe(Connection &c, const QDateTime &now)
{
    VC_TRY(QueuePause pause, queuePause(c));
    if (!isProbeDue(pause, now))
        return false;
    pause.until = now.addMSecs(kProbeMs);
    VC_CHECK(store(c, pause));
    return true;
}

Result<> answerProbe(Connection &c, StopReason reason, const QString &detail, const QDateTime &now)
{
    VC_TRY(QueuePause pause, queuePause(c));
    if (!pause.paused || !endsByItself(pause.reason))
        return {}; // a person was quicker
    if (reason == StopReason::None) {
        const int tries = pause.tries;
        VC_CHECK(setQueuePaused(c, false, {}, u"engine"_s, now));
        VC_CHECK(metastore::set(c, kTries, QString::number(tries)));
        return metastore::set(c, kResumedAt, timeToWire(now));
    }
    ++pause.tries;
    pause.reason = toWire(reason);
    pause.detail = detail;
    pause.until = endsByItself(pause.reason) ? now.addMSecs(waitMs(pause.reason, pause.tries)) : QDateTime();
    return store(c, pause);
}

} // namespace vibecoder::taskflow
