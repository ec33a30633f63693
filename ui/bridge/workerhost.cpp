// SPDX-License-Identifier: MIT
#include "bridge/workerhost.h"

#include <QMutex>
#include <QTimer>

namespace vibecoder {

namespace {

constexpr int kLiveTextMs = 80; // 12 times a second
constexpr int kStopMs = 10000;

} // namespace

// Everything here but the constructor runs in the thread itself; the host sends to m_inside by queued calls.
class WorkerHost::Thread final : public QThread
{
public:
    Thread(WorkerHost *host, Settings settings, Companion companion)
        : m_host(host)
        , m_settings(std::move(settings))
        , m_companion(std::move(companion))
    {
    }

    void post(std::function<void(Engine &)> job)
    {
        const QMutexLocker lock(&m_mutex);
        if (m_inside)
            QMetaObject::invokeMethod(m_inside, [this, job = std::move(job)] { job(*m_engine); }, Qt::QueuedConnection);
        else
            m_early.append(std::move(job));
    }

protected:
    void run() override
    {
        auto opened = Engine::open(m_settings);
        if (!opened) {
            QMetaObject::invokeMethod(
                m_host, [host = m_host, error = opened.error()] { emit host->failed(error); }, Qt::QueuedConnection);
            return;
        }
        m_engine = std::move(*opened);
        QObject inside;
        QTimer flush(&inside);
        flush.setSingleShot(true);
        flush.setInterval(kLiveTextMs);
        QHash<QString, QString> waiting;
        QObject::connect(&flush, &QTimer::timeout, &inside, [&] {
            for (auto it = waiting.cbegin(); it != waiting.cend(); ++it)
                emit m_host->liveText(it.key(), it.value()); // queued: the host lives in another thread
            waiting.clear();
        });
        QObject::connect(m_engine.get(), &Engine::liveText, &inside, [&](const QString &task, const QString &text) {
            waiting[task] += text;
            if (!flush.isActive())
                flush.start();
        });
        std::shared_ptr<void> companion = m_companion ? m_companion(*m_engine) : nullptr;
        {
            const QMutexLocker lock(&m_mutex);
            m_inside = &inside;
        }
        for (const auto &job : std::exchange(m_early, {}))
            job(*m_engine);
        exec();
        {
            const QMutexLocker lock(&m_mutex);
            m_inside = nullptr;
        }
        companion.reset();
        m_engine.reset();
    }

private:
    WorkerHost *m_host;
    Settings m_settings;
    Companion m_companion;
    std::unique_ptr<Engine> m_engine;
    QMutex m_mutex;
    QObject *m_inside = nullptr;
    QList<std::function<void(Engine &)>> m_early;
};

WorkerHost::WorkerHost(Settings settings, Companion companion, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_companion(std::move(companion))
{
    qRegisterMetaType<DrainResult>();
    qRegisterMetaType<Error>();
}

WorkerHost::~WorkerHost()
{
    if (!m_thread)
        return;
    // Stop first and leave the loop when the last run has said so; a run that hears nothing is ended with the engine.
    m_ending = true;
    const int patience = m_working ? kStopMs : 0;
    m_thread->post([patience](Engine &engine) {
        engine.stopWorkers();
        QTimer::singleShot(patience, &engine, [] { QThread::currentThread()->quit(); });
    });
    disconnect();
    m_thread->wait();
}

void WorkerHost::startWorkers(int workers)
{
    WorkerOptions options;
    options.workers = workers;
    start(options);
}

void WorkerHost::startOn(const QString &taskId)
{
    WorkerOptions options;
    options.only = taskId;
    options.drain = true;
    start(options);
}

void WorkerHost::start(const WorkerOptions &options)
{
    if (m_working || options.workers <= 0)
        return;
    m_working = true;
    m_workers = options.workers;
    if (!m_thread || m_thread->isFinished()) {
        m_thread = std::make_unique<Thread>(this, m_settings, m_companion);
        m_thread->start();
    }
    m_thread->post([this, options, apart = m_apart](Engine &engine) {
        engine.keepApart(apart);
        engine.startWorkers(options, [this](const DrainResult &result) {
            if (m_ending)
                QThread::currentThread()->quit();
            QMetaObject::invokeMethod(this, [this, result] { ended(result); }, Qt::QueuedConnection);
        });
    });
}

void WorkerHost::keepApart(const QString &directory, std::function<void()> then)
{
    m_apart = directory;
    if (!m_thread || m_thread->isFinished()) {
        if (then)
            then();
        return;
    }
    m_thread->post([this, directory, then = std::move(then)](Engine &engine) {
        engine.keepApart(directory);
        if (then)
            QMetaObject::invokeMethod(this, then, Qt::QueuedConnection);
    });
}

void WorkerHost::stopWorkers()
{
    if (m_working && m_thread)
        m_thread->post([](Engine &engine) { engine.stopWorkers(); });
}

void WorkerHost::ended(const DrainResult &result)
{
    m_working = false;
    emit stopped(result);
}

} // namespace vibecoder
