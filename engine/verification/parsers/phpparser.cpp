// SPDX-License-Identifier: MIT
// What php itself says: `PHP Fatal error:  Uncaught Error: … in /w/a.php:3`, `Parse error: … in a.php on line 3`.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// ` in /w/a.php:3` or ` in a.php on line 3` at the end
void takePlace(Failure &failure, QStringView text)
{
    const qsizetype in = text.lastIndexOf(u" in ");
    if (in < 0)
        return;
    QStringView place = text.sliced(in + 4);
    const qsizetype line = place.indexOf(u" on line ");
    if (line > 0) {
        failure.line = leadingNumber(place.sliced(line + 9)).value_or(0);
        place = place.first(line);
    } else if (const std::optional<Place> found = placeOfWord(place)) {
        failure.line = found->line;
        place = found->file;
    }
    if (failure.line == 0)
        return;
    failure.file = place.toString();
    failure.message = failure.message.first(failure.message.lastIndexOf(u" in "_s));
}

} // namespace

ParsedOutput parsePhp(const OutputView &view)
{
    ParsedOutput parsed;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (line.startsWith(u"PHP "))
            line = line.sliced(4);
        const bool fatal = line.startsWith(u"Fatal error: ");
        const bool syntax = line.startsWith(u"Parse error: ");
        const bool warning =
            line.startsWith(u"Warning: ") || line.startsWith(u"Notice: ") || line.startsWith(u"Deprecated: ");
        if (!fatal && !syntax && !warning)
            continue;
        // The message may go on over several lines until the place.
        Failure failure;
        failure.kind = syntax ? u"compile"_s : u"error"_s;
        QString text = line.sliced(line.indexOf(u": ") + 2).trimmed().toString();
        for (qsizetype next = i + 1; next < i + 6 && !text.contains(u".php:"_s) && !text.contains(u" on line "_s);
             ++next) {
            if (next >= view.output.lineCount() || view.output.line(next).startsWith(u"Stack trace:"))
                break;
            text += u'\n' + view.output.line(next).left(OutputText::kMaxMatched).toString();
        }
        failure.message = text;
        takePlace(failure, text);
        if (failure.line == 0)
            continue;
        if (failure.message.startsWith(u"Uncaught "_s)) {
            failure.message = failure.message.sliced(9);
            failure.type = failure.message.section(u':', 0, 0);
        }
        if (warning) {
            addWarning(parsed, failure, u"warning"_s);
            continue;
        }
        // With the display on, php says everything twice: for the log and for the reader.
        const bool known = std::any_of(parsed.failures.begin(), parsed.failures.end(),
            [&failure](const Failure &other) { return other.file == failure.file && other.line == failure.line; });
        if (!known)
            parsed.failures.append(failure);
    }
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = 0.85;
    parsed.counts.errors = int(parsed.failures.size());
    parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace vibecoder
