// SPDX-License-Identifier: MIT
// ninja: `FAILED: target`, the command, what the command printed; at the end `ninja: build stopped`.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isProgress(QStringView line)
{
    return line.startsWith(u'[') && line.size() > 1 && leadingNumber(line.sliced(1)) && line.contains(u"] ");
}

} // namespace

ParsedOutput parseNinja(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.exitCode == 0)
        return parsed;
    const OutputText &output = view.output;
    bool stopped = false;
    for (qsizetype i = 0; i < output.lineCount() && parsed.failures.size() < 200; ++i) {
        QStringView line = output.line(i);
        Failure failure;
        if (line.startsWith(u"ninja: build stopped")) {
            stopped = true;
            continue;
        }
        if (line.startsWith(u"ninja: error: ") || line.startsWith(u"ninja: fatal: ")) {
            failure.message = line.sliced(14).toString();
            failure.kind = u"config"_s;
            if (const std::optional<Place> place = placeAtStart(line.sliced(14))) {
                failure.file = place->file.toString();
                failure.line = place->line;
            }
            parsed.status = CommandStatus::Error;
            stopped = true;
        } else if (line.startsWith(u"FAILED: ")) {
            line = line.sliced(8).trimmed();
            if (line.startsWith(u"[code="))
                line = line.sliced(std::max<qsizetype>(line.indexOf(u']') + 1, 0)).trimmed();
            failure.id = line.toString();
            failure.kind = u"error"_s;
            qsizetype end = i + 2;
            while (
                end < output.lineCount() && !isProgress(output.line(end)) && !output.line(end).startsWith(u"ninja: "))
                ++end;
            failure.message = joinLines(output, i + 2, end, 20, true).trimmed();
            if (failure.message.isEmpty())
                failure.message = u"FAILED: "_s + failure.id;
            i = std::max(i, end - 1);
        } else {
            continue;
        }
        parsed.failures.append(failure);
    }
    parsed.certainty = stopped && !parsed.failures.isEmpty() ? 0.9 : 0;
    return parsed;
}

} // namespace vibecoder
