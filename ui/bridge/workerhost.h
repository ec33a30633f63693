// SPDX-License-Identifier: MIT
// A thread with an Engine of its own over the same store: the workers run here (and whatever the program adds, for
// instance the server), so that reading 10 MB of output never holds up a frame. Lives in the GUI thread.
#pragma once

#include "core/engine.h"

#include <QThread>

#include <atomic>

namespace vibecoder {

class WorkerHost final : public QObject
{
    Q_OBJECT

public:
    /// Made in the worker thread once its engine is open; ends there before the engine. May be empty.
    using Companion = std::function<std::shared_ptr<void>(Engine &)>;

    explicit WorkerHost(Settings settings, Companion companion = {}, QObject *parent = nullptr);
    /// Stops and waits: running tasks end at their next step and stay resumable.
    ~WorkerHost() override;

    /// Starts the thread at first use. Does nothing while the workers run.
    void startWorkers(int workers);
    /// Works on one task alone and stops when it has ended or waits.
    void startOn(const QString &taskId);
    /// As Engine::keepApart; `then` is called in the GUI thread when it holds.
    void keepApart(const QString &directory, std::function<void()> then = {});
    /// `stopped` follows when the last run has ended.
    void stopWorkers();
    [[nodiscard]] bool isWorking() const { return m_working; }
    [[nodiscard]] int workers() const { return m_workers; }

signals:
    /// Of a model call of this process; deltas of 80 ms joined.
    void liveText(const QString &taskId, const QString &text);
    void stopped(const vibecoder::DrainResult &result);
    /// The engine could not be opened in the thread.
    void failed(const vibecoder::Error &error);

private:
    class Thread;
    void start(const WorkerOptions &options);
    void ended(const DrainResult &result);

    Settings m_settings;
    Companion m_companion;
    std::unique_ptr<Thread> m_thread;
    QString m_apart;
    int m_workers = 0;
    bool m_working = false;
    std::atomic<bool> m_ending = false; ///< read in the thread: leave its loop after the last run
};

} // namespace vibecoder

Q_DECLARE_METATYPE(vibecoder::DrainResult)
Q_DECLARE_METATYPE(vibecoder::Error)
