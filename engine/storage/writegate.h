// SPDX-License-Identifier: MIT
// The fair gate every write and every checkpoint of every process passes: two locks in a row. Whoever holds `queue` is
// next, so that the process that just finished cannot overtake. The kernel frees both when a process dies.
#pragma once

#include "base/result.h"

#include <QString>

#include <atomic>

namespace vibecoder {

/// Used by one thread, except reportLongWait.
class WriteGate
{
    Q_DISABLE_COPY_MOVE(WriteGate)

public:
    WriteGate() = default;
    ~WriteGate();

    /// Opens `queue` and `gate` in the data folder.
    Result<> open(const QString &folder);
    /// Blocks without limit: hold it for one transaction, never across anything slow.
    Result<> lock();
    void unlock();

    /// Logs once per wait who holds the gate when lock() has waited for 5 seconds. Any thread.
    void reportLongWait();

    class Hold;

private:
    QString m_folder;
    int m_queue = -1;
    int m_gate = -1;
    std::atomic<qint64> m_waitingSince = 0; ///< monotonic ms; 0: not waiting
};

/// Holds the gate for a scope.
class WriteGate::Hold
{
    Q_DISABLE_COPY_MOVE(Hold)

public:
    explicit Hold(WriteGate &gate)
        : m_gate(gate)
        , m_locked(gate.lock())
    {
    }
    ~Hold() { release(); }
    void release()
    {
        if (m_locked && !m_released)
            m_gate.unlock();
        m_released = true;
    }
    [[nodiscard]] const Result<> &result() const { return m_locked; }

private:
    WriteGate &m_gate;
    Result<> m_locked;
    bool m_released = false;
};

} // namespace vibecoder
