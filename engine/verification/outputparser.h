// SPDX-License-Identifier: MIT
// What a parser of command output gives: counts, failures, and how sure it is. Parsers are pure functions; one file in
// parsers/ and one row in parserregistry.cpp each. Any thread.
#pragma once

#include "model/verification.h"
#include "verification/outputtext.h"

#include <QString>

namespace vibecoder {

struct OutputView
{
    QString command;
    const OutputText &output;
    std::optional<int> exitCode; ///< 128+N when a signal ended it; empty when unknown
    bool timedOut = false;
    QString directory;  ///< working directory, absolute; empty when not known
    bool named = false; ///< one of the row's command words stands in the command
};

struct ParsedOutput
{
    QString parser; ///< its name in the registry (set there); `a+b` when several tools spoke in one command
    /// 0: not mine. 1: certain (its summary or its banner was found). From 0.5 on it speaks.
    double certainty = 0;
    /// What the tool's own words say where the exit code alone does not: Error for collection, compile, configuration
    /// and usage errors, Fail for failing tests and findings, Crash. Pass is never needed: exit codes decide it.
    std::optional<CommandStatus> status;
    TestCounts counts;
    QList<Failure> failures;
    QList<Failure> warnings; ///< diagnostics that are no failures; kind `warning` or `note`
};

using OutputParser = ParsedOutput (*)(const OutputView &);

/// The reading of the output: the surest parser's, or those of several when several tools ran; `generic` when none
/// claims it. Bounded: at most 1,000 failures, texts of at most 4,000 characters.
[[nodiscard]] ParsedOutput parseOutput(const OutputView &view);

/// What exit code and reading mean together. Exit 0 alone passes.
[[nodiscard]] CommandStatus statusOf(const OutputView &view, const ParsedOutput &parsed);

} // namespace vibecoder
