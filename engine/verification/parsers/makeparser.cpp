// SPDX-License-Identifier: MIT
// make: `make: *** [Makefile:14: test] Error 3`. It starts other tools and repeats one failure on each level of
// recursion; the innermost counts.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Said
{
    int level = 0;
    QStringView text; ///< behind the stars
};

// `make: *** text`, `gmake[2]: *** text`
std::optional<Said> saidByMake(QStringView line)
{
    const qsizetype stars = line.indexOf(u": *** ");
    if (stars <= 0 || stars > 40)
        return std::nullopt;
    QStringView name = line.first(stars);
    Said said;
    said.text = line.sliced(stars + 6);
    if (const qsizetype bracket = name.indexOf(u'['); bracket > 0 && name.endsWith(u']')) {
        said.level = wholeNumber(name.sliced(bracket + 1).chopped(1)).value_or(0);
        name = name.first(bracket);
    }
    name = name.sliced(name.lastIndexOf(u'/') + 1);
    const bool make = name == u"make" || name == u"gmake" || name == u"mingw32-make" || name == u"remake";
    return make ? std::optional(said) : std::nullopt;
}

// `[Makefile:14: test] Error 3`, before make 4 `[test] Error 3`
void readRecipe(Failure &failure, QStringView text)
{
    const qsizetype close = text.indexOf(u']');
    QStringView inside = text.sliced(1, std::max<qsizetype>(close, 1) - 1);
    if (const std::optional<Place> place = placeAtStart(inside)) {
        failure.file = place->file.toString();
        failure.line = place->line;
        inside = place->rest;
    }
    failure.id = inside.toString();
    failure.kind = u"error"_s;
}

} // namespace

ParsedOutput parseMake(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.exitCode == 0)
        return parsed; // `(ignored)`, or somebody's words
    const OutputText &output = view.output;
    int before = -1;
    for (qsizetype i = 0; i < output.lineCount() && parsed.failures.size() < 200; ++i) {
        const QStringView line = output.line(i);
        if (!line.contains(u"*** "))
            continue;
        Failure failure;
        if (const std::optional<Said> said = saidByMake(line)) {
            const bool repeats = said->level < before;
            before = said->level;
            if (repeats || said->text.startsWith(u"Waiting for unfinished jobs") || said->text.startsWith(u"Deleting "))
                continue;
            failure.message = said->text.toString();
            if (said->text.startsWith(u'[')) {
                readRecipe(failure, said->text);
                failure.output = joinLines(output, 0, i, 10, true);
            } else {
                failure.kind = u"config"_s;
                failure.id = between(said->text, u"target '", u"'").toString();
                parsed.status = CommandStatus::Error;
            }
        } else if (const std::optional<Place> place = placeAtStart(line); place && place->rest.startsWith(u"*** ")) {
            failure.file = place->file.toString(); // `Makefile:3: *** missing separator.  Stop.`
            failure.line = place->line;
            failure.message = place->rest.sliced(4).toString();
            failure.kind = u"config"_s;
            parsed.status = CommandStatus::Error;
        } else {
            continue;
        }
        parsed.failures.append(failure);
    }
    parsed.certainty = parsed.failures.isEmpty() ? 0 : 0.9;
    return parsed;
}

} // namespace vibecoder
