// SPDX-License-Identifier: MIT
// What ruby itself says: `run.rb:2:in `f': bad input (ArgumentError)` with its `from` lines, and syntax errors.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `run.rb:2:in `f': bad input (ArgumentError)`; the message may go on, the type stands at the end of its first line
std::optional<Failure> rubyError(QStringView line)
{
    const bool internal = line.startsWith(u"<internal:");
    const std::optional<Place> place = internal ? std::nullopt : placeAtStart(line);
    if (!internal && (!place || place->file.contains(u' ')))
        return std::nullopt;
    Failure failure;
    if (!internal && place->rest.startsWith(u"syntax error")) {
        failure.kind = u"compile"_s;
        failure.message = place->rest.toString();
    } else {
        const qsizetype in = line.indexOf(u":in `") < 0 ? line.indexOf(u":in '") : line.indexOf(u":in `");
        const qsizetype close = in < 0 ? -1 : line.indexOf(u"': ", in);
        const qsizetype open = line.lastIndexOf(u" (");
        if (close < 0 || open < close || !line.endsWith(u')'))
            return std::nullopt;
        failure.kind = u"error"_s;
        failure.message = line.sliced(close + 3, open - close - 3).toString();
        failure.type = line.sliced(open + 2).chopped(1).toString();
    }
    if (place && !isForeignFile(place->file)) {
        failure.file = place->file.toString();
        failure.line = place->line;
    }
    return failure;
}

} // namespace

ParsedOutput parseRuby(const OutputView &view)
{
    ParsedOutput parsed;
    qsizetype lastFrame = -1;
    if (view.exitCode == 0)
        return parsed;
    for (qsizetype i = 0; i < view.output.lineCount() && parsed.failures.size() < 50; ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (line.startsWith(u"\tfrom ") && !parsed.failures.isEmpty()) {
            if (const std::optional<Place> place = placeAtStart(line.sliced(6)))
                addFrame(parsed.failures.last(), view, {place->file.toString(), place->line, {}});
            lastFrame = i;
        } else if (line == u"rake aborted!") {
            Failure failure;
            failure.kind = u"error"_s;
            failure.message = view.output.line(i + 1).left(OutputText::kMaxMatched).toString();
            for (qsizetype next = i + 2; next < i + 40 && failure.line == 0; ++next) {
                const std::optional<Place> place = placeAtStart(view.output.line(next).left(OutputText::kMaxMatched));
                if (place && place->rest.startsWith(u"in ") && !isForeignFile(place->file))
                    addFrame(failure, view, {place->file.toString(), place->line, {}});
            }
            parsed.failures.append(failure);
        } else if (line.contains(u".rb:") || line.startsWith(u"<internal:") || line.startsWith(u"-e:")) {
            const std::optional<Failure> failure = rubyError(line);
            // right below the frames of an error stands what caused it
            const bool cause = lastFrame == i - 1 && i > 0;
            if (failure && !cause)
                parsed.failures.append(*failure);
        }
    }
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = view.named ? 0.8 : 0.6;
    parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace vibecoder
