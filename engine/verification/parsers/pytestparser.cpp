// SPDX-License-Identifier: MIT
// pytest: the summary line, the short summary, and the sections of the failures.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

ParsedOutput parsePytest(const OutputView &view)
{
    ParsedOutput parsed;
    const OutputText &output = view.output;
    for (qsizetype i = output.lineCount() - 1; i >= 0; --i) {
        const QStringView line = output.line(i);
        const bool summary = line.contains(u" in ") && line.trimmed().endsWith(u's') == !line.endsWith(u'=');
        if (!summary)
            continue;
        parsed.counts.passed = numberBefore(line, u"passed");
        parsed.counts.failed = numberBefore(line, u"failed");
        parsed.counts.skipped = numberBefore(line, u"skipped");
        parsed.counts.errors = numberBefore(line, u"error");
        if (parsed.counts != TestCounts()) {
            parsed.certainty = view.named ? 1.0 : 0.8;
            break;
        }
    }
    return parsed;
}

} // namespace vibecoder
