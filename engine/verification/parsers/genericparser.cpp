// SPDX-License-Identifier: MIT
#include "verification/parsers/genericparser.h"

#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

std::optional<int> numberBefore(const QString &line, const QString &word)
{
    const QRegularExpression pattern(u"(\\d{1,9}) "_s + word + u"\\b"_s);
    const QRegularExpressionMatch match = pattern.match(line);
    return match.hasMatch() ? std::optional<int>(match.captured(1).toInt()) : std::nullopt;
}

} // namespace

ParsedOutput parseGeneric(const QString &, const QString &output, std::optional<int>)
{
    ParsedOutput parsed;
    parsed.parser = u"generic"_s;
    parsed.certainty = 0.1;
    static const QRegularExpression ctest(u"^(\\d+)% tests passed, (\\d+) tests failed out of (\\d+)"_s);
    // The summary comes last; a line far above is somebody's log text.
    const QStringList lines = output.right(8000).split(QLatin1Char('\n'));
    for (auto it = lines.crbegin(); it != lines.crend(); ++it) {
        const QString &line = *it;
        if (const QRegularExpressionMatch match = ctest.match(line); match.hasMatch()) {
            const int failed = match.captured(2).toInt(), all = match.captured(3).toInt();
            parsed.counts.failed = failed;
            parsed.counts.passed = all - failed;
            parsed.counts.collected = all;
            break;
        }
        const std::optional<int> passed = numberBefore(line, u"passed"_s), failed = numberBefore(line, u"failed"_s);
        const std::optional<int> errors = numberBefore(line, u"errors?"_s);
        const bool summary = (passed || failed || errors) && line.contains(u" in "_s);
        if (summary) {
            parsed.counts.passed = passed.value_or(0);
            parsed.counts.failed = failed.value_or(0);
            parsed.counts.errors = errors.value_or(0);
            parsed.counts.skipped = numberBefore(line, u"skipped"_s);
            break;
        }
    }
    return parsed;
}

} // namespace vibecoder
