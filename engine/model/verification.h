// SPDX-License-Identifier: MIT
// What a verification run said. A red run is data and never an Error.
#pragma once

#include "base/enumtable.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace vibecoder {

/// Error: could not start or could not collect. Crash: ended by a signal. Unknown: the process was lost from sight.
enum class CommandStatus { Pass, Fail, Error, Crash, Timeout, Unknown };
template <>
struct EnumTable<CommandStatus>
{
    static constexpr auto rows = enumRows<CommandStatus>({
        {CommandStatus::Pass, "pass"},
        {CommandStatus::Fail, "fail"},
        {CommandStatus::Error, "error"},
        {CommandStatus::Crash, "crash"},
        {CommandStatus::Timeout, "timeout"},
        {CommandStatus::Unknown, "unknown"},
    });
};

/// A count the output does not give is empty, never 0.
struct TestCounts
{
    std::optional<int> passed, failed, errors, skipped, collected, warnings;
    bool operator==(const TestCounts &) const = default;
};

/// One place in a trace.
struct Frame
{
    QString file; ///< as printed
    int line = 0; ///< 0: not printed
    QString function;

    bool operator==(const Frame &) const = default;
};

/// One failing test or one diagnostic.
struct Failure
{
    QString id;   ///< test id as the tool prints it; the rule or code of a diagnostic; may be empty
    QString file; ///< as printed
    int line = 0; ///< 0: not printed
    /// assertion, error (an exception), crash, timeout, setup, hook, suite (the file could not be run), collection,
    /// compile, link, type, lint, format, config, usage, output (words of a tool nobody knows); warning, note
    QString kind;
    QString type; ///< exception type or diagnostic code (`AssertionError`, `TS2345`); may be empty
    QString message;
    QString expected, actual;
    QList<Frame> frames; ///< inside the working directory, innermost first
    QString output;      ///< tail of what the test itself printed, at most 20 lines
    /// In the verification of an iteration: since which iteration and in how many of them it failed in this way, and
    /// whether it is new, still, regressed or flaky (model/moves.h). timesSeen 0: not known.
    int firstSeen = 0, timesSeen = 0;
    QString standing{};

    bool operator==(const Failure &) const = default;
};

struct CommandReport
{
    int index = 0;        ///< place in verification_commands, of a setup command in setup
    bool isSetup = false; ///< it made ready what the verification needs, and proves nothing
    QString command;
    CommandStatus status = CommandStatus::Unknown;
    std::optional<int> exitCode; ///< empty when it did not exit by itself
    int signal = 0;
    qint64 durationMs = 0;
    QString parser; ///< which parser read the output, `generic` when none claimed it, `a+b` when several tools spoke
    double certainty = 0; ///< of that parser, 0 to 1
    TestCounts counts;
    QList<Failure> failures;
    QList<Failure> warnings; ///< diagnostics that are no failures
    QString excerpt;         ///< the telling part of the output, redacted, at most 10,000 characters
    qint64 outputBytes = 0;
    QString outputArtifact;   ///< artifact id of the whole output; may be empty
    QString environmentError; ///< why the command could not start at all (program missing); empty otherwise

    bool operator==(const CommandReport &) const = default;
};

/// A run that happened elsewhere: what `verify parse` explains.
struct RecordedRun
{
    QString command;
    QString directory;           ///< working directory, absolute; empty when not known
    std::optional<int> exitCode; ///< 128+N when a signal ended it; empty when not known
    bool timedOut = false;
    QByteArray output, errorOutput; ///< standard output and standard error; both in `output` when they were one stream
};

/// Verification commands outside of any task.
struct TrialRequest
{
    QStringList commands;
    QString directory;         ///< must exist
    qint64 timeoutMs = 300000; ///< of each command
    bool network = false;
};

struct VerificationReport
{
    QList<CommandReport> commands;

    /// The verdict: every command exited 0 (design idea 4).
    [[nodiscard]] bool passed() const
    {
        if (commands.isEmpty())
            return false;
        for (const CommandReport &command : commands) {
            if (command.status != CommandStatus::Pass)
                return false;
        }
        return true;
    }
    bool operator==(const VerificationReport &) const = default;
};

} // namespace vibecoder
