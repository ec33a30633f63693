// SPDX-License-Identifier: MIT
// bats --pretty: ` ✓ title`, ` ✗ title` with the place below, `2 tests, 1 failure`. Its TAP is read by the TAP parser.
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// The cursor paints titles several times; ` 3/7` is its progress.
QString titleOf(QStringView line)
{
    line = line.trimmed().sliced(2);
    if (const qsizetype blanks = line.lastIndexOf(u"  "); blanks > 0 && line.sliced(blanks).contains(u'/'))
        line = line.first(blanks);
    QString title = line.trimmed().toString();
    // --timing: ` [12]`
    if (title.endsWith(u']')) {
        const qsizetype open = title.lastIndexOf(u" ["_s);
        if (open > 0 && wholeNumber(QStringView(title).sliced(open + 2).chopped(1)))
            title.truncate(open);
    }
    return title;
}

bool isSummary(QStringView line)
{
    const std::optional<int> tests = leadingNumber(line.left(100));
    return tests && (line.contains(u" tests, ") || line.contains(u" test, ")) && line.contains(u" failure") &&
           !line.contains(u"assertion"); // Ruby counts those
}

Failure failureAt(const OutputText &output, qsizetype at)
{
    Failure failure;
    failure.id = titleOf(output.line(at));
    qsizetype end = at + 1;
    while (end < output.lineCount() && output.line(end).startsWith(u"   "))
        ++end;
    const QString text = js::block(output, at + 1, end);
    js::setMessage(failure, text);
    failure.kind = u"assertion"_s;
    for (const QStringView word : {QStringView(u"in file "), QStringView(u"in test file ")}) {
        const QStringView rest = between(text, word, u")");
        const qsizetype line = rest.indexOf(u", line ");
        if (failure.line > 0 || line < 0)
            continue;
        failure.file = rest.first(line).toString();
        failure.line = leadingNumber(rest.sliced(line + 7)).value_or(0);
    }
    return failure;
}

} // namespace

ParsedOutput parseBats(const OutputView &view)
{
    ParsedOutput parsed;
    const OutputText &output = view.output;
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const QStringView line = output.line(i);
        if (line.size() < 3 || line.size() > 2000)
            continue;
        const bool missing = view.named && line.contains(u"Test file \"") && line.contains(u"does not exist");
        if (missing && view.exitCode != 0) {
            Failure failure;
            failure.kind = u"collection"_s;
            failure.message = line.trimmed().toString();
            parsed.failures = {failure};
            parsed.status = CommandStatus::Error;
            parsed.certainty = 0.9;
            return parsed;
        }
        if (line.startsWith(u" ✗ ") && parsed.failures.size() < 1000) {
            parsed.failures.append(failureAt(output, i));
        } else if (isSummary(line)) {
            parsed.certainty = 1;
            TestCounts &counts = parsed.counts;
            const int tests = leadingNumber(line).value_or(0);
            counts.failed = numberBefore(line, u"failures").value_or(numberBefore(line, u"failure").value_or(0));
            counts.skipped = numberBefore(line, u"skipped").value_or(0);
            counts.passed = std::max(0, tests - *counts.failed - *counts.skipped);
            counts.collected = tests;
            counts.errors = 0;
        }
    }
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Fail;
    if (parsed.certainty == 0 && view.named && !parsed.failures.isEmpty())
        parsed.certainty = 0.8;
    return parsed;
}

} // namespace vibecoder
