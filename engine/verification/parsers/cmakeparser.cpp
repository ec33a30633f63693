// SPDX-License-Identifier: MIT
// cmake while it configures: `CMake Error at CMakeLists.txt:3 (add_executable):` and indented text. What the build
// tools say that `cmake --build` starts is theirs.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Indented lines and blank ones between them; a call stack and the text of another message end it.
QString textBehind(const OutputText &output, qsizetype from)
{
    QStringList lines;
    for (qsizetype i = from; i < output.lineCount() && lines.size() < 20; ++i) {
        const QStringView line = output.line(i);
        if (!line.isEmpty() && !line.startsWith(u' '))
            break;
        lines.append(line.trimmed().toString());
    }
    return lines.join(u'\n').trimmed();
}

// `CMakeLists.txt:3 (add_executable):` or `CMakeLists.txt:3:`
void setPlace(Failure &failure, QStringView text)
{
    const qsizetype end = text.indexOf(u" (");
    if (const std::optional<Place> place = placeAtStart(end < 0 ? text : text.first(end))) {
        failure.file = place->file.toString();
        failure.line = place->line;
        failure.type = between(text, u" (", u")").toString();
    }
}

std::optional<Failure> messageAt(const OutputText &output, qsizetype i, QStringView rest)
{
    Failure failure;
    if (rest.startsWith(u" (dev)"))
        rest = rest.sliced(6);
    if (rest.startsWith(u" at ")) {
        setPlace(failure, rest.sliced(4));
        failure.message = textBehind(output, i + 1);
    } else if (rest.startsWith(u" in ")) {
        failure.file = rest.sliced(4).chopped(rest.endsWith(u':') ? 1 : 0).toString();
        failure.message = textBehind(output, i + 1);
    } else if (rest.startsWith(u": ")) {
        failure.message = rest.sliced(2).toString();
        if (const qsizetype at = rest.indexOf(u"Error in cmake code at"); at >= 0)
            setPlace(failure, output.line(i + 1));
        if (failure.file.isEmpty() && rest.contains(u"CMake was unable to find a build program"))
            failure.type = u"generator"_s;
    } else {
        return std::nullopt;
    }
    failure.kind = u"config"_s;
    return failure;
}

} // namespace

ParsedOutput parseCmake(const OutputView &view)
{
    ParsedOutput parsed;
    const OutputText &output = view.output;
    int errors = 0;
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const QStringView line = output.line(i);
        if (line.startsWith(u"CMake Error")) {
            const std::optional<Failure> failure = messageAt(output, i, line.sliced(11));
            if (!failure)
                continue;
            ++errors;
            // A second complaint about the same line follows from the first.
            const bool cascade = !parsed.failures.isEmpty() && failure->line > 0 &&
                                 parsed.failures.constLast().line == failure->line &&
                                 parsed.failures.constLast().file == failure->file;
            if (!cascade && parsed.failures.size() < 200)
                parsed.failures.append(*failure);
        } else if (line.startsWith(u"CMake Warning") || line.startsWith(u"CMake Deprecation Warning")) {
            std::optional<Failure> warning = messageAt(output, i, line.sliced(line.indexOf(u"Warning") + 7));
            if (!warning || parsed.warnings.size() >= 200)
                continue;
            warning->kind = u"warning"_s;
            parsed.warnings.append(*warning);
        }
    }
    if (view.exitCode == 0)
        parsed.failures.clear();
    if (parsed.failures.isEmpty() && parsed.warnings.isEmpty())
        return parsed;
    parsed.certainty = 0.9;
    if (!parsed.failures.isEmpty()) {
        parsed.counts.errors = errors;
        parsed.status = CommandStatus::Error;
    }
    return parsed;
}

} // namespace vibecoder
