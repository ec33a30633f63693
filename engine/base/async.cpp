// SPDX-License-Identifier: MIT
#include "base/async.h"

#include "base/logging.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include <exception>

namespace vibecoder {

namespace {

thread_local std::shared_ptr<ScopeState> currentScope;

} // namespace

std::shared_ptr<ScopeState> ScopeState::current()
{
    return currentScope;
}

ScopeState::Inside::Inside(std::shared_ptr<ScopeState> scope)
    : m_before(std::exchange(currentScope, std::move(scope)))
{
}

ScopeState::Inside::~Inside()
{
    currentScope = std::move(m_before);
}

CancelSource::CancelSource(CancelSource *parent)
    : m_parent(parent)
{
    if (m_parent) {
        m_parent->m_children.append(this);
        m_cause = m_parent->m_cause;
    }
}

CancelSource::~CancelSource()
{
    if (m_parent)
        m_parent->m_children.removeOne(this);
    for (CancelSource *child : std::as_const(m_children))
        child->m_parent = nullptr;
    for (OnStop *callback : std::as_const(m_callbacks))
        callback->m_source = nullptr;
}

void CancelSource::request(StopCause cause)
{
    if (stopped() || cause == StopCause::None)
        return;
    m_cause = cause;
    if (m_timer)
        m_timer->stop();
    // A callback may add or remove others; each is taken out before it runs.
    while (!m_callbacks.isEmpty()) {
        OnStop *callback = m_callbacks.takeFirst();
        callback->m_source = nullptr;
        callback->m_callback();
    }
    const QList<CancelSource *> children = m_children;
    for (CancelSource *child : children) {
        if (m_children.contains(child))
            child->request(cause);
    }
}

void CancelSource::stopAfter(qint64 ms)
{
    if (ms <= 0) {
        request(StopCause::Deadline);
        return;
    }
    if (!m_timer) {
        m_timer = std::make_unique<QTimer>();
        m_timer->setSingleShot(true);
        m_timer->setTimerType(Qt::PreciseTimer);
        QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { request(StopCause::Deadline); });
    }
    m_timer->start(int(std::min<qint64>(ms, std::numeric_limits<int>::max())));
}

Error CancelSource::error() const
{
    switch (m_cause) {
    case StopCause::Shutdown:
        return {ErrorCode::Shutdown, QStringLiteral("the program is ending"), {}, {}};
    case StopCause::Deadline:
        return {ErrorCode::Timeout, QStringLiteral("the time limit was reached"), {}, {}};
    case StopCause::Lost:
        return {ErrorCode::Lost, QStringLiteral("another worker has taken the task"), {}, {}};
    case StopCause::None:
    case StopCause::Cancelled:
        break;
    }
    return {ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}};
}

OnStop::OnStop(CancelSource &source, std::function<void()> callback)
    : m_source(&source)
    , m_callback(std::move(callback))
{
    if (source.stopped()) {
        m_source = nullptr;
        m_callback();
    } else {
        source.m_callbacks.append(this);
    }
}

OnStop::~OnStop()
{
    if (m_source)
        m_source->m_callbacks.removeOne(this);
}

QCoro::Task<bool> sleepFor(qint64 ms, CancelSource &stop)
{
    OneShot<bool> over;
    QTimer timer;
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, &timer, [over] { over.set(true); });
    timer.start(int(std::clamp<qint64>(ms, 0, std::numeric_limits<int>::max())));
    OnStop onStop(stop, [over] { over.set(false); });
    const bool slept = co_await over;
    co_return slept;
}

TaskScope::~TaskScope()
{
    if (running() == 0)
        return;
    m_stop.request(StopCause::Shutdown);
    if (!drain(3000))
        logError("async", QStringLiteral("coroutines still run at the end of their scope"),
            {{QStringLiteral("count"), running()}});
    m_state->over = true;
    m_state->idle = nullptr;
}

void TaskScope::start(std::function<QCoro::Task<>(CancelSource &)> body)
{
    ++m_state->running;
    const ScopeState::Inside inside(m_state);
    // The wrapper counts down and catches; its own task may be dropped because nothing can be lost in it.
    auto task = wrap(m_state, std::move(body), &m_stop);
    Q_UNUSED(task)
}

QCoro::Task<> TaskScope::wrap(
    std::shared_ptr<ScopeState> state, std::function<QCoro::Task<>(CancelSource &)> body, CancelSource *stop)
{
    try {
        auto task = body(*stop);
        co_await task;
    } catch (const std::exception &e) {
        logError("async", QStringLiteral("a coroutine ended with an exception"),
            {{QStringLiteral("what"), QString::fromUtf8(e.what())}});
    }
    --state->running;
    if (state->running == 0 && state->idle)
        state->idle();
}

bool TaskScope::drain(int limitMs)
{
    QElapsedTimer elapsed;
    elapsed.start();
    // A ticking timer keeps processEvents(WaitForMoreEvents) from sleeping past the limit.
    QTimer tick;
    tick.start(10);
    while (running() > 0 && elapsed.elapsed() < limitMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return running() == 0;
}

} // namespace vibecoder
