// SPDX-License-Identifier: MIT
// Follows one task through the store: what is new is asked for by sequence number when the engine says that something
// changed; nothing is polled. Reads are cut into pieces so that the window never stands still. GUI thread.
#pragma once

#include "bridge/enginebridge.h"

#include <QObject>

namespace vibecoder {

class TaskWatch : public QObject
{
    Q_OBJECT

public:
    explicit TaskWatch(EngineBridge &bridge, QObject *parent = nullptr);

    [[nodiscard]] Engine &engine() const { return m_bridge.engine(); }
    [[nodiscard]] EngineBridge &bridge() const { return m_bridge; }
    [[nodiscard]] const Task &task() const { return m_task; }
    [[nodiscard]] const WaitReason &waits() const { return m_waits; } ///< why it does not go on
    [[nodiscard]] int attempt() const { return m_attempt; }           ///< the shown one
    [[nodiscard]] bool isCurrent() const { return m_attempt == m_task.attempt; }
    [[nodiscard]] const QList<Iteration> &iterations() const { return m_iterations; }
    [[nodiscard]] bool isValid() const { return !m_task.id.isEmpty(); }

    void show(const QString &taskId);
    /// Something happened; what belongs to another task costs nothing.
    void hear(const QList<Event> &events);
    /// An earlier attempt, or the current one.
    void showAttempt(int attempt);

signals:
    void restarted();                                          ///< another task or attempt: forget everything
    void taskChanged();                                        ///< task() has news
    void eventsArrived(const QList<vibecoder::Event> &events); ///< of the shown attempt, in order
    void caughtUp();                                           ///< after the last piece of the past
    void iterationsChanged();
    void checkpointsChanged();
    void approvalsChanged();
    void gone(); ///< the task was deleted
    void failed(const QString &message);

private:
    void lookAgain();
    void readEvents();
    void readTask();
    void readWaits();
    void readIterations();
    void later(void (TaskWatch::*what)());

    EngineBridge &m_bridge;
    Task m_task;
    WaitReason m_waits;
    QList<Iteration> m_iterations;
    QString m_taskId;
    int m_attempt = 0;
    qint64 m_lastSeq = 0;
    bool m_scheduled = false;
    bool m_again = false; ///< something changed while the past was being read
    bool m_caughtUp = false;
    quint64 m_generation = 0;
};

} // namespace vibecoder
