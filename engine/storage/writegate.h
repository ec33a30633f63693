// SPDX-License-Identifier: MIT
// The fair gate every write and every checkpoint of every process passes: two locks in a row. Whoever holds `queue` is
// next, so that the process that just finished cannot overtake. The kernel frees both when a process dies; a process
// that was stopped keeps them, so every wait can be given up and says who is in the way.
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QString>

#include <atomic>
#include <functional>
#include <optional>

namespace vibecoder {

/// The process that others wait for.
struct GateHolder
{
    qint64 pid = 0;
    QString program;
    bool stopped = false; ///< by a signal (Ctrl-Z, SIGSTOP) or a debugger: it will not let go by itself
    QDateTime since;      ///< invalid when it is not known

    /// `vibecoder (process 12, stopped) since 10:15:02`, in the language of the process.
    [[nodiscard]] QString text() const;
};

/// Used by one thread, except holder() and reportLongWait().
class WriteGate
{
    Q_DISABLE_COPY_MOVE(WriteGate)

public:
    /// Asked on the waiting thread, a second after the wait began and then four times a second: false gives the wait
    /// up.
    using GoOn = std::function<bool()>;

    WriteGate() = default;
    ~WriteGate();

    /// Opens `queue` and `gate` in the data folder.
    Result<> open(const QString &folder);
    /// Waits in line; without goOn for ever. False: given up. Hold it for one transaction, never across anything slow.
    Result<bool> lock(const GoOn &goOn = {});
    void unlock();

    /// How long lock() has been waiting, in milliseconds; 0: it is not. Any thread.
    [[nodiscard]] qint64 waitedMs() const;
    /// Who holds what is waited for, as far as the kernel tells. Any thread.
    [[nodiscard]] std::optional<GateHolder> holder() const;
    /// The process that has a lock and was stopped; the kernel must tell it. Any thread.
    [[nodiscard]] std::optional<GateHolder> stoppedHolder() const;
    /// What a person is told whose change was given up: who is in the way, and what to do.
    [[nodiscard]] Error busyError() const;
    /// Logs once per wait who holds the gate when lock() has waited for 5 seconds. Any thread.
    void reportLongWait();

    class Hold;

private:
    bool lockFile(int fd, const GoOn &goOn, bool *givenUp);

    QString m_folder;
    int m_queue = -1;
    int m_gate = -1;
    std::atomic<qint64> m_waitingSince = 0; ///< monotonic ms; 0: not waiting
    std::atomic<qint64> m_reported = 0;     ///< the wait that was logged, by its beginning
};

/// Holds the gate for a scope.
class WriteGate::Hold
{
    Q_DISABLE_COPY_MOVE(Hold)

public:
    explicit Hold(WriteGate &gate, const GoOn &goOn = {})
        : m_gate(gate)
        , m_locked(gate.lock(goOn))
    {
    }
    ~Hold() { release(); }
    void release()
    {
        if (isHeld() && !m_released)
            m_gate.unlock();
        m_released = true;
    }
    [[nodiscard]] bool isHeld() const { return m_locked && *m_locked; }
    /// The wait was given up; nothing is wrong with the gate itself.
    [[nodiscard]] bool isGivenUp() const { return m_locked && !*m_locked; }
    /// For those who cannot come back later: an error when it is not held, whatever the reason.
    [[nodiscard]] Result<> result() const
    {
        if (!m_locked)
            return passError(m_locked);
        if (!*m_locked)
            return tl::make_unexpected(m_gate.busyError());
        return {};
    }

private:
    WriteGate &m_gate;
    Result<bool> m_locked;
    bool m_released = false;
};

} // namespace vibecoder
