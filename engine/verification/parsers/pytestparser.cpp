// SPDX-License-Identifier: MIT
// pytest in all its styles of tracebacks: sections between `=== TITLE ===`, in FAILURES and ERRORS one block for each
// test, then a short summary with the ids, then the counts. Where the end was cut off the progress lines of -v name the
// tests.
#include "verification/parsers/parsers.h"
#include "verification/parsers/pytestreport.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isTimedOutByTool(const OutputView &view)
{
    return view.exitCode == 124 && view.command.contains(u"timeout ");
}

} // namespace

ParsedOutput parsePytest(const OutputView &view)
{
    PytestReport report(view);
    ParsedOutput parsed = report.read();
    if (isTimedOutByTool(view))
        parsed.status = CommandStatus::Timeout;
    return parsed;
}

} // namespace vibecoder
