// SPDX-License-Identifier: MIT
// How the window sees the engine. Short reads and writes go to engine(), in the GUI thread; a write answers by a future
// that whenDone() takes up in the GUI thread. Work that takes longer goes through inBackground(). The workers run in a
// thread with an engine of their own (WorkerHost): the store is the bus between the two.
#pragma once

#include "bridge/workerhost.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QPromise>
#include <QThreadPool>
#include <QTimer>

namespace vibecoder {

class EngineBridge final : public QObject
{
    Q_OBJECT

public:
    [[nodiscard]] static Result<std::unique_ptr<EngineBridge>> open(
        const Settings &settings, WorkerHost::Companion companion = {});
    ~EngineBridge() override;

    /// GUI thread only.
    [[nodiscard]] Engine &engine() { return *m_engine; }
    [[nodiscard]] const Settings &settings() const { return m_engine->settings(); }
    [[nodiscard]] WorkerHost &workers() { return *m_workers; }
    /// Who decides here: `desktop:USER`.
    [[nodiscard]] static QString actor();

    /// Runs job(engine) in another thread; the answer by future. For what takes longer than a frame: facts of an
    /// approval, differences, reports, statistics. Only reads: they use a connection of that thread.
    template <typename T>
    QFuture<Result<T>> inBackground(std::function<Result<T>(Engine &)> job)
    {
        return aside<T>([this, job = std::move(job)] {
            Result<T> result = job(*m_engine);
            m_engine->leaveThread();
            return result;
        });
    }
    /// The same for what needs no store (Engine's static functions).
    template <typename T>
    QFuture<Result<T>> aside(std::function<Result<T>()> job)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        m_pool.start([promise, job = std::move(job)] {
            promise->addResult(job());
            promise->finish();
        });
        return promise->future();
    }

    /// The newest event that was told; 0 before any.
    [[nodiscard]] qint64 lastSeq() const { return m_seq; }

signals:
    /// What happened in the store since the last time, by any process, in order; at most 200 at once. The first comes
    /// without delay, the following ones at most 16 times a second.
    void events(const QList<vibecoder::Event> &events);
    /// Something was committed, with or without events (settings, uses of rules).
    void changed();
    /// As WorkerHost::liveText.
    void liveText(const QString &taskId, const QString &text);
    /// Another process keeps the store: changes wait for it. Told once for each; empty: it let go.
    void storeBusy(const QString &who);

private:
    explicit EngineBridge(std::unique_ptr<Engine> engine, WorkerHost::Companion companion);
    void follow();
    void lookWhoKeepsTheStore();

    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<WorkerHost> m_workers;
    QTimer m_more, m_busyLook;
    QString m_busyTold;
    QElapsedTimer m_told; ///< since the last time
    qint64 m_seq = 0;
    QThreadPool m_pool; ///< last: ends before the engine it reads with
};

} // namespace vibecoder
