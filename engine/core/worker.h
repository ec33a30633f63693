// SPDX-License-Identifier: MIT
// Works the queue in this process: claims tasks under a lease, runs their loops, takes up what dead workers left
// behind. Lives in the engine thread; holds nothing borrowed over a wait.
#pragma once

#include "core/agentloop.h"
#include "core/engine.h"
#include "core/runcontext.h"
#include "core/worktree/attemptworktree.h"

#include <QThreadPool>
#include <QTimer>

#include <map>

namespace vibecoder {

class Worker final : public QObject
{
    Q_OBJECT

public:
    explicit Worker(RunServices services);
    ~Worker() override;

    void start(const WorkerOptions &options, std::function<void(DrainResult)> done);
    /// Asks every run to stop; `done` follows when all have.
    void stop();
    /// Tasks of this directory are no longer taken from the queue; empty: all are.
    void keepApart(const QString &directory);
    /// The store changed, or time passed: look for work. Cheap when there is none.
    void wake();

    [[nodiscard]] bool isWorking() const { return m_working; }

private:
    /// One running task of this process.
    struct Run
    {
        qint64 fence = 0;
        qint64 renewedBootMs = 0;
        qint64 seq = 0;
        QString folder; ///< in which it works itself; empty: it works elsewhere, or has not begun
        std::shared_ptr<CancelSource> stop;
    };

    QCoro::Task<> lookAround();
    QCoro::Task<Result<>> takeUpTheDead();
    QCoro::Task<Result<>> passTime();
    QCoro::Task<Result<std::optional<Task>>> claim();
    QCoro::Task<> work(Task task);
    QCoro::Task<Result<bool>> takeFolder(Task task, Isolation chosen);
    void endRun(const Task &task);
    QCoro::Task<Result<>> settle(Task task, Result<LoopOutcome> outcome, RunPause pause);
    QCoro::Task<> tellOfWorktree(QStringList warnings, Task task);
    QCoro::Task<Result<LoopOutcome>> closeWorktree(
        AttemptWorktree &worktree, Task task, Result<LoopOutcome> outcome, RunPause pause);
    void forgetOldCheckpoints(const Task &task);
    void cleanUpWorktree(const QString &taskId);
    void forgetOldViews();
    void renewLeases();
    QCoro::Task<> renew(QString taskId, qint64 fence);
    QCoro::Task<> probe();
    QCoro::Task<bool> refreshKey(CancelSource &stop);
    void noticeCancels();
    void finishIfIdle();
    void tellOthers(bool working);
    [[nodiscard]] bool hasRoom() const { return int(m_runs.size()) < m_options.workers; }

    RunServices m_services;
    WorkerOptions m_options;
    QString m_apart;
    bool m_told = false; ///< others know that this process works the queue
    std::function<void(DrainResult)> m_done;
    DrainResult m_result;
    QTimer m_renew, m_tick;
    std::map<QString, Run> m_runs;
    bool m_working = false, m_stopping = false, m_looking = false, m_again = false, m_nothingRunnable = false;
    bool m_sleeping = false; ///< a paused task wakes by itself
    bool m_probing = false;
    QThreadPool m_keyWork;  ///< waits for the keychain
    QThreadPool m_cleaning; ///< of worktrees, copies and old views
    TaskScope m_scope;      // last: dies first, before what its coroutines use
};

} // namespace vibecoder
