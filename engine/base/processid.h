// SPDX-License-Identifier: MIT
// A process named so that a reused pid cannot be mistaken for it: pid, start time, boot id (reliability rule 6).
#pragma once

#include <QString>

namespace vibecoder {

/// The kernel's id of this boot; empty when /proc is not there.
[[nodiscard]] QString bootId();

struct ProcessId
{
    qint64 pid = 0;
    qint64 startTicks = 0; ///< field 22 of /proc/PID/stat, in clock ticks since boot
    QString boot;          ///< bootId() at the time it was taken

    bool operator==(const ProcessId &) const = default;

    [[nodiscard]] static ProcessId self();
    /// startTicks 0 when there is no such process.
    [[nodiscard]] static ProcessId of(qint64 pid);
};

/// True while exactly this process runs on this machine; a zombie counts as gone.
[[nodiscard]] bool isAlive(const ProcessId &process);

/// True while a signal (SIGSTOP, Ctrl-Z) or a debugger holds the process.
[[nodiscard]] bool isStopped(qint64 pid);

} // namespace vibecoder
