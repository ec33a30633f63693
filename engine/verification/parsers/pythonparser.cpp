// SPDX-License-Identifier: MIT
// Python itself: tracebacks of plain scripts, errors of syntax, a module or file that is not there.
#include "verification/parsers/parsers.h"
#include "verification/parsers/pythontrace.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMost = 50;

bool isSyntax(QStringView type)
{
    return type == u"SyntaxError" || type == u"IndentationError" || type == u"TabError";
}

// Python says such errors and goes on.
bool isHarmless(QStringView before)
{
    return before.startsWith(u"Exception ignored in") || before.startsWith(u"--- Logging error ---");
}

Failure failureOf(const OutputView &view, const PythonTrace &trace)
{
    Failure failure;
    failure.type = trace.type;
    failure.message = trace.message;
    failure.kind = isSyntax(trace.type) ? u"compile"_s : u"error"_s;
    if (trace.type == u"AssertionError"_s) {
        failure.kind = u"assertion"_s;
        setComparison(failure);
    }
    setPlace(view, failure, trace.frames);
    return failure;
}

// `Sorry: IndentationError: unexpected indent (indent.py, line 3)`
std::optional<Failure> sorry(QStringView line)
{
    const qsizetype at = line.lastIndexOf(u", line "), open = line.lastIndexOf(u'(');
    if (!line.startsWith(u"Sorry: ") || at < open || open < 0)
        return std::nullopt;
    Failure failure;
    failure.kind = u"compile"_s;
    failure.message = line.sliced(7).toString();
    failure.type = exceptionType(line.sliced(7)).toString();
    failure.file = line.sliced(open + 1, at - open - 1).toString();
    failure.line = leadingNumber(line.sliced(at + 7)).value_or(0);
    return failure;
}

// `/usr/bin/python3: No module named x`, `python3: can't open file '/w/a.py': [Errno 2] No such file or directory`
std::optional<Failure> couldNotStart(QStringView line)
{
    const qsizetype colon = line.indexOf(u": ");
    if (colon > 0 && line.first(colon).endsWith(u".py") && line.sliced(colon).startsWith(u": error: ")) {
        Failure failure;
        failure.kind = u"usage"_s;
        failure.message = line.sliced(colon + 9).toString();
        return failure;
    }
    if (colon <= 0 || !line.first(colon).contains(u"python"))
        return std::nullopt;
    const QStringView text = line.sliced(colon + 2);
    if (!text.startsWith(u"No module named ") && !text.startsWith(u"can't open file ") &&
        !text.startsWith(u"Error while finding module"))
        return std::nullopt;
    Failure failure;
    failure.kind = u"usage"_s;
    failure.message = text.toString();
    return failure;
}

} // namespace

ParsedOutput parsePython(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.exitCode == 0)
        return parsed; // what a program logs and survives is no failure
    const OutputText &output = view.output;
    int nested = 0;
    for (qsizetype i = 0; i < output.lineCount() && parsed.failures.size() < kMost; ++i) {
        const QStringView line = output.line(i);
        const bool header = line.contains(u"Traceback (most recent call last):") && !line.startsWith(u"INTERNALERROR");
        if (header || (line.startsWith(u"  File \"") && pythonFrame(line))) {
            const PythonTrace trace = readPythonTrace(output, i, output.lineCount());
            const bool alone = !header && !isSyntax(trace.type);
            if (!trace.frames.isEmpty() && !alone && !isHarmless(output.line(i - 1))) {
                parsed.failures.append(failureOf(view, trace));
                nested += line.trimmed().startsWith(u'|') ? 1 : 0;
            }
            i = std::max(i, trace.end - 1);
        } else if (const std::optional<Failure> failure = sorry(line)) {
            parsed.failures.append(*failure);
        } else if (const std::optional<Failure> start = couldNotStart(line)) {
            parsed.failures.append(*start);
        }
    }
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = 0.8;
    parsed.counts.errors = int(parsed.failures.size()) - nested;
    parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace vibecoder
