// SPDX-License-Identifier: MIT
// CppUTest: `a.cpp:6: error: Failure in TEST(Money, Eq)`, indented text below, and one line of sums.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `Errors (3 failures, 5 tests, 4 ran, 4 checks, 1 ignored, 0 filtered out, 0 ms)`, `OK (5 tests, 5 ran, …)`
bool takeSums(QStringView line, ParsedOutput &parsed)
{
    const bool ok = line.startsWith(u"OK ("), errors = line.startsWith(u"Errors (");
    if (!(ok || errors) || !line.contains(u" filtered out, "))
        return false;
    const int failed = ok ? 0 : numberBefore(line, u"failures").value_or(numberBefore(line, u"failure").value_or(0));
    const int ran = numberBefore(line, u"ran").value_or(0), ignored = numberBefore(line, u"ignored").value_or(0);
    TestCounts &counts = parsed.counts;
    counts.passed = plus(counts.passed, std::max(0, ran - failed));
    counts.failed = plus(counts.failed, failed);
    counts.skipped = plus(counts.skipped, ignored);
    counts.errors = 0;
    counts.collected = plus(counts.collected, ran + ignored);
    return true;
}

void finish(Failure &failure)
{
    failure.message = failure.message.trimmed();
    for (const QStringView line : QStringView(failure.message).split(u'\n')) {
        const QStringView text = line.trimmed();
        if (text.startsWith(u"expected <") && text.endsWith(u'>'))
            failure.expected = text.sliced(10).chopped(1).toString();
        else if (text.startsWith(u"but was ") && text.endsWith(u'>') && text.contains(u'<'))
            failure.actual = text.sliced(text.indexOf(u'<') + 1).chopped(1).toString();
    }
    if (failure.message.contains(u"Unexpected exception"_s))
        failure.kind = u"error"_s;
}

} // namespace

ParsedOutput parseCppUTest(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.output.text().contains(u"##teamcity["_s))
        return parsed; // those say it all
    bool sums = false, open = false;
    for (qsizetype i = 0; i < view.output.lineCount() && parsed.failures.size() < 1000; ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        const qsizetype at = line.indexOf(u": error: Failure in TEST(");
        if (at > 0) {
            const std::optional<Place> place = placeAtStart(line.first(at + 1));
            Failure failure;
            failure.id = line.sliced(at + 20).toString();
            failure.kind = u"assertion"_s;
            if (place) {
                failure.file = place->file.toString();
                failure.line = place->line;
            }
            parsed.failures.append(failure);
            open = true;
        } else if (takeSums(line, parsed)) {
            sums = true;
            open = false;
        } else if (open && line.startsWith(u'\t')) {
            parsed.failures.last().message += line.sliced(1).toString() + u'\n';
        } else {
            open = open && line.isEmpty() && parsed.failures.constLast().message.isEmpty();
        }
    }
    if (!sums && parsed.failures.isEmpty())
        return parsed;
    for (Failure &failure : parsed.failures)
        finish(failure);
    parsed.certainty = sums ? 1.0 : 0.9;
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
