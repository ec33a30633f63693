// SPDX-License-Identifier: MIT
// What a parser of command output gives: counts, failures, and how sure it is. Parsers are pure functions; one file and
// one row in parserregistry.cpp each.
#pragma once

#include "model/verification.h"

#include <QString>

namespace vibecoder {

struct ParsedOutput
{
    QString parser;       ///< its name, stored with the result
    double certainty = 0; ///< 0: not mine; 1: certain
    TestCounts counts;
    QList<Failure> failures;
};

using OutputParser = ParsedOutput (*)(const QString &command, const QString &output, std::optional<int> exitCode);

/// The surest parser's reading; `generic` when none claims the output.
[[nodiscard]] ParsedOutput parseOutput(const QString &command, const QString &output, std::optional<int> exitCode);

} // namespace vibecoder
