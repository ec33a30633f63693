// SPDX-License-Identifier: MIT
// Gradle's text on tests that failed; compile errors are javac's own lines.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

ParsedOutput parseGradle(const OutputView &view)
{
    ParsedOutput parsed;
    bool open = false, seen = false, tested = false, successful = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        seen = seen || line.startsWith(u"> Task :") || line.startsWith(u"BUILD ");
        // A task of tests that had some to run; `NO-SOURCE` and `SKIPPED` had none.
        tested = tested ||
                 (line.startsWith(u"> Task :") && line.contains(u"est", Qt::CaseInsensitive) &&
                     (line.endsWith(u"est") || line.endsWith(u"est UP-TO-DATE") || line.endsWith(u"est FROM-CACHE")));
        successful = successful || line.startsWith(u"BUILD SUCCESSFUL");
        // `PriceTest > rounds() FAILED` and its trace four blanks deep
        if (line.endsWith(u" FAILED") && line.contains(u" > ") && !line.startsWith(u"> Task") &&
            !line.startsWith(u' ')) {
            Failure failure;
            failure.id = line.chopped(7).toString();
            failure.kind = u"assertion"_s;
            parsed.failures.append(failure);
            open = true;
        } else if (open && line.startsWith(u"    ")) {
            if (const std::optional<Frame> frame = javaFrame(line)) {
                addFrame(parsed.failures.last(), view, *frame);
            } else if (line.trimmed().startsWith(u"at ")) {
                // `at PriceTest.java:8`: the short form
                if (const std::optional<Place> place = placeOfWord(line.trimmed().sliced(3)))
                    addFrame(parsed.failures.last(), view, {place->file.toString(), place->line, {}});
            } else {
                QString &message = parsed.failures.last().message;
                message += (message.isEmpty() ? u""_s : u"\n"_s) + line.trimmed().toString();
            }
        } else if (line.contains(u" tests completed, ") || line.contains(u" test completed, ")) {
            const int run = leadingNumber(line).value_or(0);
            const int failed = numberBefore(line, u"failed").value_or(0);
            const int skipped = numberBefore(line, u"skipped").value_or(0);
            parsed.counts = {run - failed - skipped, failed, 0, skipped, run, {}};
        } else {
            open = open && line.isEmpty();
        }
    }
    for (Failure &failure : parsed.failures) {
        // `java.lang.AssertionError at PriceTest.java:8`
        const qsizetype at = failure.message.indexOf(u" at "_s);
        if (failure.line == 0 && at > 0) {
            if (const std::optional<Place> place = placeOfWord(QStringView(failure.message).sliced(at + 4))) {
                failure.file = place->file.toString();
                failure.line = place->line;
            }
        }
        takeJavaValues(failure, failure.message);
    }
    if (!seen)
        return {};
    // Without a number: only what fails is counted here.
    if (tested && successful && parsed.failures.isEmpty() && !parsed.counts.failed)
        parsed.counts.failed = parsed.counts.errors = 0;
    parsed.certainty = parsed.failures.isEmpty() ? 0.5 : 0.95;
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
