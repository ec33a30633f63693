// SPDX-License-Identifier: MIT
// RuboCop: `a.rb:2:3: E: Lint/Syntax: message`, and the sum below.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `2 files inspected, 1 offense detected`, `1 file inspected, no offenses detected`
bool isSum(QStringView line)
{
    return line.contains(u" inspected, ") && line.contains(u" offense");
}

std::optional<Failure> offense(QStringView line)
{
    const std::optional<Place> place = placeAtStart(line);
    if (!place || place->column == 0 || place->rest.size() < 4 || place->rest.at(1) != u':' ||
        !QStringView(u"ICRWEF").contains(place->rest.at(0)))
        return std::nullopt;
    QStringView rest = place->rest.sliced(2).trimmed();
    for (const QStringView mark : {QStringView(u"[Correctable] "), QStringView(u"[Corrected] ")})
        rest = rest.startsWith(mark) ? rest.sliced(mark.size()) : rest;
    const qsizetype colon = rest.indexOf(u": ");
    const QStringView cop = colon < 0 ? QStringView() : rest.first(colon);
    if (!cop.contains(u'/') || cop.contains(u' '))
        return std::nullopt;
    Failure failure;
    failure.id = failure.type = cop.toString();
    failure.kind = u"lint"_s;
    failure.file = place->file.toString();
    failure.line = place->line;
    failure.message = rest.sliced(colon + 2).toString();
    return failure;
}

} // namespace

ParsedOutput parseRubocop(const OutputView &view)
{
    ParsedOutput parsed;
    bool sum = false;
    for (qsizetype i = 0; i < view.output.lineCount() && parsed.failures.size() < 1000; ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        sum = sum || isSum(line);
        if (const std::optional<Failure> failure = offense(line))
            parsed.failures.append(*failure);
    }
    if (!sum && (parsed.failures.isEmpty() || !view.named))
        return parsed;
    parsed.certainty = sum ? 1.0 : 0.8;
    parsed.counts.errors = int(parsed.failures.size());
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
