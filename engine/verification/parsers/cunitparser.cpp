// SPDX-License-Identifier: MIT
// CUnit, basic interface: `  Test: name ...FAILED`, `    1. t.c:5  - CU_ASSERT_EQUAL(2,3)`, a table of sums.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

ParsedOutput parseCUnit(const OutputView &view)
{
    ParsedOutput parsed;
    QString test;
    bool sums = false;
    for (qsizetype i = 0; i < view.output.lineCount() && parsed.failures.size() < 1000; ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched), text = line.trimmed();
        if (text.startsWith(u"Test: ") && text.sliced(6).contains(u" ...")) {
            test = text.sliced(6).toString();
            test.truncate(test.lastIndexOf(u" ..."_s));
        } else if (line.startsWith(u"  ") && leadingNumber(text) && text.contains(u". ") && !test.isEmpty()) {
            const QStringView rest = text.sliced(text.indexOf(u". ") + 2).trimmed();
            const qsizetype dash = rest.indexOf(u" - ");
            const std::optional<Place> place = dash < 0 ? std::nullopt : placeOfWord(rest.first(dash));
            if (!place)
                continue;
            Failure failure;
            failure.id = test;
            failure.kind = u"assertion"_s;
            failure.file = place->file.toString();
            failure.line = place->line;
            failure.message = rest.sliced(dash + 3).toString();
            parsed.failures.append(failure);
        } else if (text.startsWith(u"tests ") && line.startsWith(u"  ")) {
            // total, ran, passed, failed, inactive
            const QStringList columns = text.toString().split(u' ', Qt::SkipEmptyParts);
            if (columns.size() < 6)
                continue;
            parsed.counts.collected = columns.at(1).toInt();
            parsed.counts.passed = columns.at(3).toInt();
            parsed.counts.failed = columns.at(4).toInt();
            parsed.counts.skipped = columns.at(5).toInt();
            parsed.counts.errors = 0;
            sums = true;
        }
    }
    parsed.certainty = sums ? 1.0 : 0.8;
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
