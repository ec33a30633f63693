// SPDX-License-Identifier: MIT
// Check, the unit test library of C: `t.c:5:F:core:eq:0: Assertion 'n == 5' failed: n == 4, 5 == 5`.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

std::optional<Failure> checkFailure(QStringView line)
{
    const std::optional<Place> place = placeAtStart(line);
    if (!place || !(place->rest.startsWith(u"F:") || place->rest.startsWith(u"E:")))
        return std::nullopt;
    // F:case:test:iteration: message
    const QStringView rest = place->rest.sliced(2);
    const qsizetype first = rest.indexOf(u':'), second = rest.indexOf(u':', first + 1);
    const qsizetype third = second < 0 ? -1 : rest.indexOf(u": ", second + 1);
    if (first < 0 || third < 0)
        return std::nullopt;
    Failure failure;
    const QStringView round = rest.sliced(second + 1, third - second - 1);
    failure.id = (round == u"0" ? rest.first(second) : rest.first(third)).toString();
    failure.file = place->file.toString();
    failure.line = place->line;
    failure.message = rest.sliced(third + 2).toString();
    failure.kind = place->rest.startsWith(u'F') ? u"assertion"_s : u"error"_s;
    if (failure.message.contains(u"timeout expired"_s))
        failure.kind = u"timeout"_s;
    else if (failure.message.contains(u"Received signal "_s))
        failure.kind = u"crash"_s;
    // `failed: n == 4, 5 == 5`: left side and its value, right side and its value
    const QStringView values = failure.message.contains(u"' failed: "_s)
                                   ? QStringView(failure.message).sliced(failure.message.indexOf(u"' failed: "_s) + 10)
                                   : QStringView();
    const qsizetype comma = values.lastIndexOf(u", ");
    if (comma > 0 && values.first(comma).contains(u" == ") && values.sliced(comma).contains(u" == ")) {
        const QStringView left = values.first(comma), right = values.sliced(comma + 2);
        failure.actual = left.sliced(left.lastIndexOf(u" == ") + 4).toString();
        failure.expected = right.sliced(right.lastIndexOf(u" == ") + 4).toString();
    }
    return failure;
}

} // namespace

ParsedOutput parseCheck(const OutputView &view)
{
    ParsedOutput parsed;
    bool suite = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        suite = suite || line.startsWith(u"Running suite(s): ");
        if (line.contains(u"%: Checks: ") && line.contains(u", Failures: ") && line.contains(u", Errors: ")) {
            const int checks = leadingNumber(line.sliced(line.indexOf(u"Checks: ") + 8)).value_or(0);
            const int failed = leadingNumber(line.sliced(line.indexOf(u"Failures: ") + 10)).value_or(0);
            const int errors = leadingNumber(line.sliced(line.indexOf(u"Errors: ") + 8)).value_or(0);
            TestCounts &counts = parsed.counts;
            counts.passed = plus(counts.passed, checks - failed - errors);
            counts.failed = plus(counts.failed, failed);
            counts.errors = plus(counts.errors, errors);
            counts.collected = plus(counts.collected, checks);
            counts.skipped = 0;
            parsed.certainty = 1.0;
        } else if (const std::optional<Failure> failure = checkFailure(line)) {
            parsed.failures.append(*failure);
        }
    }
    if (parsed.certainty < 1.0) {
        parsed.failures.clear(); // without the totals these lines may be anything
        parsed.certainty = suite ? 0.6 : 0;
    } else if (!parsed.failures.isEmpty()) {
        parsed.status = CommandStatus::Fail;
    }
    return parsed;
}

} // namespace vibecoder
