// SPDX-License-Identifier: MIT
// unittest of Python: blocks between rules of `=`, `Ran N tests in …`, then OK or FAILED with counts. What tests print
// may look the same, so only the last such end counts.
#include "verification/parsers/parsers.h"
#include "verification/parsers/pythontrace.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kRule = 70; // both rules are 70 characters

struct Ending
{
    qsizetype line = -1;
    int ran = 0;
    std::optional<TestCounts> counts;
};

int countOf(QStringView text, QStringView name)
{
    for (QStringView part : text.split(u',')) {
        part = part.trimmed();
        if (part.startsWith(name) && part.sliced(name.size()).startsWith(u'='))
            return leadingNumber(part.sliced(name.size() + 1)).value_or(0);
    }
    return 0;
}

// `OK (skipped=1)`, `FAILED (failures=4, errors=2)`, `NO TESTS RAN`
std::optional<TestCounts> countsOf(QStringView line, int ran)
{
    const bool ok = line == u"OK" || line.startsWith(u"OK ("), none = line.startsWith(u"NO TESTS RAN");
    if (!ok && !none && !line.startsWith(u"FAILED ("))
        return std::nullopt;
    const QStringView list = between(line, u"(", u")");
    const int failed = countOf(list, u"failures"), errors = countOf(list, u"errors");
    const int skipped = countOf(list, u"skipped") + countOf(list, u"expected failures");
    const int unexpected = countOf(list, u"unexpected successes");
    TestCounts counts;
    counts.collected = ran;
    if (ran == 0 && errors > 0) { // stopped before the first test: what is not named is not known
        counts.errors = errors;
        return counts;
    }
    counts.failed = failed + unexpected;
    counts.errors = errors;
    counts.skipped = skipped;
    counts.passed = std::max(0, ran - failed - errors - skipped - unexpected);
    return counts;
}

Ending endingOf(const OutputText &output)
{
    Ending ending;
    for (qsizetype i = output.lineCount() - 1; i >= 0; --i) {
        const QStringView line = output.line(i);
        if (!line.startsWith(u"Ran ") || !line.contains(u" in "))
            continue;
        const std::optional<int> ran = leadingNumber(line.sliced(4));
        if (!ran || !isRule(output.line(i - 1), u'-', kRule))
            continue;
        ending.line = i;
        ending.ran = *ran;
        for (qsizetype next = i + 1; next < i + 4 && !ending.counts; ++next)
            ending.counts = countsOf(output.line(next), *ran);
        break;
    }
    return ending;
}

// `test_eq (tests.test_mixed.Mixed.test_eq) (i=1)`, before Python 3.11 `test_eq (tests.test_mixed.Mixed)`
QString idOf(QStringView text)
{
    const qsizetype open = text.indexOf(u" (");
    if (open < 0)
        return text.toString();
    const QStringView name = text.first(open);
    const qsizetype close = text.indexOf(u')', open);
    const QStringView path = text.sliced(open + 2, (close < 0 ? text.size() : close) - open - 2);
    if (name == u"setUpClass" || name == u"tearDownClass" || name == u"setUpModule" || name == u"tearDownModule")
        return path.toString();
    const bool whole = path == name || path.endsWith(u'.' + name.toString());
    return whole ? path.toString() : path.toString() + u'.' + name.toString();
}

// `tests.test_mixed.Mixed.test_x` -> tests/test_mixed.py
QString fileOf(const QString &id)
{
    const QString module = id.section(u'.', 0, -3);
    return module.isEmpty() ? QString() : QString(module).replace(u'.', u'/') + u".py"_s;
}

Failure readBlock(const OutputView &view, QStringView title, qsizetype from, qsizetype to)
{
    const OutputText &output = view.output;
    Failure failure;
    const bool isError = title.startsWith(u"ERROR: ");
    const QStringView name = title.sliced(title.indexOf(u": ") + 2);
    failure.id = idOf(name);
    const bool setup = name.startsWith(u"setUp") || name.startsWith(u"tearDown");
    failure.kind = setup ? u"setup"_s : isError ? u"error"_s : u"assertion"_s;
    if (title.startsWith(u"UNEXPECTED SUCCESS")) {
        failure.kind = u"unexpected_success"_s;
        failure.message = title.toString();
        failure.file = fileOf(failure.id);
        return failure;
    }
    if (name.contains(u"unittest.loader._FailedTest")) {
        failure.kind = u"collection"_s;
        failure.id = name.first(std::max<qsizetype>(0, name.indexOf(u' '))).toString();
    }
    for (qsizetype i = from; i < to; ++i) {
        const QStringView line = output.line(i);
        if (line == u"Stdout:" || line == u"Stderr:") {
            failure.output = joinLines(output, i + 1, to, 20, true);
            to = i;
        }
    }
    qsizetype start = from;
    while (start < to && !output.line(start).contains(u"Traceback (most recent call last)"))
        ++start;
    const PythonTrace trace = readPythonTrace(output, start, to);
    failure.type = trace.type;
    failure.message = trace.message;
    // Differences of lists and texts follow after blank lines.
    const QString more = joinLines(output, trace.end, to, 30, false).trimmed();
    if (!trace.message.isEmpty() && !more.isEmpty())
        failure.message += u'\n' + more;
    if (failure.message.isEmpty())
        failure.message = joinLines(output, from, to, 10, false).trimmed();
    setPlace(view, failure, trace.frames);
    if (failure.type.endsWith(u"AssertionError"_s))
        setComparison(failure);
    return failure;
}

bool isTitle(QStringView line)
{
    return line.startsWith(u"FAIL: ") || line.startsWith(u"ERROR: ") || line.startsWith(u"UNEXPECTED SUCCESS: ");
}

} // namespace

ParsedOutput parseUnittest(const OutputView &view)
{
    ParsedOutput parsed;
    const OutputText &output = view.output;
    const Ending ending = endingOf(output);
    const qsizetype end = ending.line < 0 ? output.lineCount() : ending.line;
    for (qsizetype i = 0; i < end; ++i) {
        if (!isTitle(output.line(i)) || !isRule(output.line(i - 1), u'=', kRule))
            continue;
        qsizetype stop = i + 1;
        while (stop < end && !isRule(output.line(stop), u'=', kRule))
            ++stop;
        if (stop == end && isRule(output.line(end - 1), u'-', kRule))
            --stop;
        qsizetype from = i + 1;
        while (from < stop && !isRule(output.line(from), u'-', kRule))
            ++from;
        parsed.failures.append(readBlock(view, output.line(i), std::min(from + 1, stop), stop));
        i = stop - 1;
        if (parsed.failures.size() >= 2000)
            break;
    }
    if (ending.line >= 0)
        parsed.counts = ending.counts.value_or(TestCounts());
    parsed.certainty = ending.counts ? 1.0 : !parsed.failures.isEmpty() ? 0.8 : ending.line >= 0 ? 0.6 : 0.0;
    if (parsed.counts.failed.value_or(0) > 0)
        parsed.status = CommandStatus::Fail;
    else if (parsed.counts.errors.value_or(0) > 0)
        parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace vibecoder
