// SPDX-License-Identifier: MIT
// The table of parsers and the search for their marks.
#pragma once

#include "verification/outputparser.h"

#include <vector>

namespace vibecoder {

/// Who speaks when several claim one output.
enum class ParserRole {
    Tool,    ///< test runners, compilers, linters: their words are the failures; several add up
    Report,  ///< machine-readable copies (XML of JUnit): speak when no tool's own text does
    Wrapper, ///< make, npm, ctest: start others and yield to them; speak for themselves when none has failures
    Trace,   ///< tracebacks and sanitizer reports: speak when no tool has failures
};

struct ParserRow
{
    const char *name; ///< stored with results; the name people know the tool by
    OutputParser parse;
    ParserRole role;
    /// Literal ASCII texts of at least four characters. The parser runs only when one of them occurs in the output;
    /// without any it runs when a command word stands in the command.
    std::vector<const char *> marks;
    /// Programs that make it likely, as the last part of a path and without version (`pytest`, `g++`).
    std::vector<const char *> words;
};

/// Sorted by name.
[[nodiscard]] const QList<ParserRow> &parserRows();

} // namespace vibecoder
