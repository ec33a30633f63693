// SPDX-License-Identifier: MIT
// What became of a result in a room of its own, and what is common to all such rooms. Plain values, no I/O.
#pragma once

#include "core/runcontext.h"
#include "model/verdictnote.h"
#include "model/verification.h"
#include "verification/guard.h"

namespace vibecoder {

struct CleanResult
{
    enum class End {
        Same,        ///< nothing but the changes lay in the view: what was verified there was a clean copy already
        Passed,      ///< in a room of its own
        PassedWith,  ///< only with `behind` of the attempt
        Failed,      ///< also with them, or there is nothing to try
        FolderFails, ///< as the folder does without the attempt, though it did not before
        NotPossible, ///< `why`: the verdict is that of where the attempt worked
    };
    End end = End::Same;
    VerificationReport report; ///< of the room; empty when there was none
    /// What the verification wrote of what says what passing means, and commands for which a test that must fail
    /// passed.
    QList<GuardFinding> findings;
    QString setup;          ///< command to write under `setup:`; empty: nobody knows one
    QStringList behind;     ///< of the attempt, not in the room: uppermost folders and files
    VerdictNote why;        ///< of NotPossible
    bool mayBeKept = false; ///< of PassedWith: `behind` is small enough to be part of the result
    qint64 durationMs = 0;  ///< of its commands
};

/// Of a command in a room, by its run where the attempt worked: caches are cold.
[[nodiscard]] inline qint64 cleanLimitMs(const CommandReport &before, const RunState &state)
{
    constexpr int factor = 3;
    return std::max(state.limitMs(), factor * before.durationMs);
}

[[nodiscard]] inline VerificationReport failedOf(const VerificationReport &report)
{
    VerificationReport failed;
    for (const CommandReport &command : report.commands) {
        if (command.status != CommandStatus::Pass)
            failed.commands.append(command);
    }
    return failed;
}

/// Commands that ran once more take the place of their first run.
inline void replaceIn(VerificationReport &report, const VerificationReport &again)
{
    for (CommandReport &command : report.commands) {
        for (const CommandReport &other : again.commands) {
            if (other.index == command.index)
                command = other;
        }
    }
}

} // namespace vibecoder
