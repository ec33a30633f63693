// SPDX-License-Identifier: MIT
#include "taskpage/taskwatch.h"

#include <QTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPiece = 200; // events in one go: a few milliseconds

bool touchesIterations(EventKind kind)
{
    return kind == EventKind::IterationStarted || kind == EventKind::IterationFinished ||
           kind == EventKind::ApprovalRequested || kind == EventKind::TaskStateChanged;
}

} // namespace

TaskWatch::TaskWatch(EngineBridge &bridge, QObject *parent)
    : QObject(parent)
    , m_bridge(bridge)
{
    connect(&m_bridge, &EngineBridge::events, this, &TaskWatch::hear);
    // What it waits for is done by others.
    connect(&m_bridge, &EngineBridge::changed, this, &TaskWatch::readWaits);
}

void TaskWatch::hear(const QList<Event> &events)
{
    for (const Event &event : events) {
        if (event.taskId == m_taskId && event.seq > m_lastSeq) {
            lookAgain();
            return;
        }
    }
}

void TaskWatch::show(const QString &taskId)
{
    ++m_generation;
    m_taskId = taskId;
    m_task = {};
    m_attempt = 0;
    readTask();
    if (m_taskId.isEmpty())
        return;
    showAttempt(m_task.attempt);
}

void TaskWatch::showAttempt(int attempt)
{
    ++m_generation;
    m_attempt = attempt;
    m_lastSeq = 0;
    m_caughtUp = false;
    m_iterations.clear();
    emit restarted();
    emit taskChanged();
    readIterations();
    readEvents();
}

void TaskWatch::lookAgain()
{
    if (m_taskId.isEmpty())
        return;
    if (m_scheduled) {
        m_again = true;
        return;
    }
    readEvents();
}

void TaskWatch::readTask()
{
    if (m_taskId.isEmpty())
        return;
    const auto task = m_bridge.engine().task(m_taskId);
    if (task) {
        m_task = *task;
        m_waits = m_bridge.engine().waitReason(m_task).value_or(WaitReason());
        return;
    }
    m_taskId.clear();
    m_task = {};
    if (task.error().code == ErrorCode::NotFound)
        emit gone();
    else
        emit failed(task.error().message);
}

void TaskWatch::readWaits()
{
    if (m_task.state != TaskState::Pending || !isValid())
        return;
    const WaitReason now = m_bridge.engine().waitReason(m_task).value_or(WaitReason());
    if (now == m_waits)
        return;
    m_waits = now;
    emit taskChanged();
}

void TaskWatch::readEvents()
{
    // A change of another task costs this one read by an index.
    const auto events = m_bridge.engine().eventsSince(m_lastSeq, kPiece, m_taskId, m_attempt);
    if (!events) {
        emit failed(events.error().message);
        return;
    }
    const bool first = !m_caughtUp;
    bool iterations = false, checkpoints = false, approvals = false, retried = false;
    for (const Event &event : *events) {
        m_lastSeq = event.seq;
        iterations = iterations || touchesIterations(event.kind);
        checkpoints =
            checkpoints || event.kind == EventKind::CheckpointTaken || event.kind == EventKind::CheckpointRestored;
        approvals = approvals || event.kind == EventKind::ApprovalRequested || event.kind == EventKind::ApprovalDecided;
    }
    const bool more = events->size() >= kPiece;
    const int attemptBefore = m_task.attempt;
    readTask();
    if (m_taskId.isEmpty())
        return;
    retried = m_task.attempt != attemptBefore && m_attempt == attemptBefore;
    if (retried) {
        showAttempt(m_task.attempt);
        return;
    }
    const quint64 generation = m_generation;
    if (!events->isEmpty())
        emit eventsArrived(*events);
    if (generation != m_generation)
        return;
    emit taskChanged();
    if (iterations && !first)
        readIterations();
    if (checkpoints || first)
        emit checkpointsChanged();
    if (approvals || first)
        emit approvalsChanged();
    if (more || m_again) {
        m_again = false;
        later(&TaskWatch::readEvents);
    }
    if (!more && first) {
        m_caughtUp = true;
        emit caughtUp();
    }
}

void TaskWatch::readIterations()
{
    const auto iterations = m_bridge.engine().iterations(m_taskId, m_attempt);
    if (!iterations)
        return;
    m_iterations = *iterations;
    emit iterationsChanged();
}

void TaskWatch::later(void (TaskWatch::*what)())
{
    m_scheduled = true;
    QTimer::singleShot(0, this, [this, what, generation = m_generation] {
        m_scheduled = false;
        if (generation == m_generation)
            (this->*what)();
    });
}

} // namespace vibecoder
