// SPDX-License-Identifier: MIT
// The only ways a coroutine of the engine waits, ends early and is cancelled. Why so strict: g++ 12 destroys
// temporaries of an awaited expression twice, and QCoro never frees a frame that nobody resumes. The rules are in
// ARCHITECTURE.md ("Coroutine rules"); tests/lint holds the first of them.
#pragma once

#include "base/result.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <QCoro/QCoroTask>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace vibecoder {

// First make the task in a statement of its own, then await the name: no temporary shares an expression
// with co_await. One per line, in braces after `if`.
#define CO_TRY(decl, ...)                                                                                              \
    auto VC_CAT(coTask_, __LINE__) = (__VA_ARGS__);                                                                    \
    auto VC_CAT(coResult_, __LINE__) = co_await VC_CAT(coTask_, __LINE__);                                             \
    if (!VC_CAT(coResult_, __LINE__))                                                                                  \
        co_return ::tl::make_unexpected(std::move(VC_CAT(coResult_, __LINE__)).error());                               \
    decl = *std::move(VC_CAT(coResult_, __LINE__))
#define CO_CHECK(...)                                                                                                  \
    auto VC_CAT(coTask_, __LINE__) = (__VA_ARGS__);                                                                    \
    auto VC_CAT(coResult_, __LINE__) = co_await VC_CAT(coTask_, __LINE__);                                             \
    if (!VC_CAT(coResult_, __LINE__))                                                                                  \
    co_return ::tl::make_unexpected(std::move(VC_CAT(coResult_, __LINE__)).error())
// Keeps the whole Result: `CO_AWAIT(const auto answer, provider.send(request));`
#define CO_AWAIT(decl, ...)                                                                                            \
    auto VC_CAT(coTask_, __LINE__) = (__VA_ARGS__);                                                                    \
    decl = co_await VC_CAT(coTask_, __LINE__)

/// What the coroutines of one TaskScope share with those who wake them: a coroutine that is still there when its scope
/// has ended is never resumed, because what it works with is gone.
class ScopeState
{
public:
    int running = 0;
    bool over = false;
    std::function<void()> idle;

    /// The scope whose coroutine runs in this thread now; null outside of any.
    [[nodiscard]] static std::shared_ptr<ScopeState> current();

    /// Makes a scope the current one while it lives.
    class Inside
    {
        Q_DISABLE_COPY_MOVE(Inside)

    public:
        explicit Inside(std::shared_ptr<ScopeState> scope);
        ~Inside();

    private:
        std::shared_ptr<ScopeState> m_before;
    };
};

/// One value, set once (the first wins), awaited once. Wakes the coroutine through the event loop of the thread that
/// made it, so the coroutine may delete the sender that woke it. `set` may be called from any thread.
template <typename T>
class OneShot
{
    struct State
    {
        QObject context; ///< lives in the maker's thread; carries the wake-up
        std::optional<T> value;
        std::coroutine_handle<> waiter;
        std::shared_ptr<ScopeState> scope; ///< of the waiter
        bool posted = false;
    };

public:
    OneShot()
        : m_state(std::make_shared<State>())
    {
    }

    void set(T value) const
    {
        // The value travels with the event, so that only the maker's thread touches the state.
        auto state = m_state;
        QMetaObject::invokeMethod(
            &m_state->context,
            [state, value = std::move(value)]() mutable {
                if (state->posted)
                    return;
                state->posted = true;
                state->value = std::move(value);
                auto waiter = std::exchange(state->waiter, nullptr);
                if (!waiter || (state->scope && state->scope->over))
                    return;
                const ScopeState::Inside inside(std::exchange(state->scope, nullptr));
                waiter.resume();
            },
            Qt::QueuedConnection);
    }

    [[nodiscard]] bool isSet() const { return m_state->value.has_value(); }

    [[nodiscard]] bool await_ready() const { return m_state->value.has_value(); }
    void await_suspend(std::coroutine_handle<> waiter) const
    {
        m_state->waiter = waiter;
        m_state->scope = ScopeState::current();
    }
    T await_resume() const { return *std::move(m_state->value); }

private:
    std::shared_ptr<State> m_state;
};

/// Why a scope was asked to stop.
enum class StopCause { None, Cancelled, Shutdown, Deadline, Lost };

/// A tree of stop requests: stopping a source stops its children. Lives and is used in one thread only.
/// A child with a limit stops itself with Deadline when the time is over.
class CancelSource
{
    Q_DISABLE_COPY_MOVE(CancelSource)

public:
    explicit CancelSource(CancelSource *parent = nullptr);
    ~CancelSource();

    void request(StopCause cause);
    /// Stops itself with Deadline after ms milliseconds; a second call replaces the first; ms <= 0 stops at once.
    void stopAfter(qint64 ms);

    [[nodiscard]] bool stopped() const { return m_cause != StopCause::None; }
    [[nodiscard]] StopCause cause() const { return m_cause; }
    /// The Error that a coroutine returns when it finds itself stopped.
    [[nodiscard]] Error error() const;

private:
    friend class OnStop;
    CancelSource *m_parent = nullptr;
    QList<CancelSource *> m_children;
    QList<class OnStop *> m_callbacks;
    StopCause m_cause = StopCause::None;
    std::unique_ptr<QTimer> m_timer;
};

/// Runs a callback when the source stops (at once when it has stopped already). Declare it last, so that it dies
/// before what the callback uses.
class OnStop
{
    Q_DISABLE_COPY_MOVE(OnStop)

public:
    OnStop(CancelSource &source, std::function<void()> callback);
    ~OnStop();

private:
    friend class CancelSource;
    CancelSource *m_source;
    std::function<void()> m_callback;
};

/// Resumes after ms milliseconds, or at once when the source stops. Returns false when stopped.
QCoro::Task<bool> sleepFor(qint64 ms, CancelSource &stop);

/// Owns running coroutines. Nobody drops a task: it is awaited, or given to a scope.
/// The destructor stops what still runs and drains it with a bound; what does not end by then is never resumed. Declare
/// the scope last in its owner.
class TaskScope
{
    Q_DISABLE_COPY_MOVE(TaskScope)

public:
    TaskScope() = default;
    ~TaskScope();

    /// Starts and counts a coroutine. An exception that leaves it is logged as a broken invariant.
    void start(std::function<QCoro::Task<>(CancelSource &)> body);

    [[nodiscard]] int running() const { return m_state->running; }
    CancelSource &stop() { return m_stop; }
    /// Called (through no event) each time the count falls to 0.
    void onIdle(std::function<void()> callback) { m_state->idle = std::move(callback); }
    /// Processes events until nothing runs; false when the limit came first.
    bool drain(int limitMs);

private:
    static QCoro::Task<> wrap(
        std::shared_ptr<ScopeState> state, std::function<QCoro::Task<>(CancelSource &)> body, CancelSource *stop);

    CancelSource m_stop;
    std::shared_ptr<ScopeState> m_state = std::make_shared<ScopeState>();
};

} // namespace vibecoder
