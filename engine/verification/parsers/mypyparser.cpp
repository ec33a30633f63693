// SPDX-License-Identifier: MIT
// mypy and pyright: `a.py:3: error: message  [code]`, `/w/a.py:3:5 - error: message (rule)`.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isPython(QStringView file)
{
    return endsWithAny(file, {u".py", u".pyi", u".ipynb"});
}

// pyright: `  /w/a.py:3:5 - error: message (reportCallIssue)`
std::optional<Diagnostic> pyrightLine(QStringView line)
{
    const qsizetype dash = line.indexOf(u" - ");
    const std::optional<Place> place = dash < 0 ? std::nullopt : placeOfWord(line.first(dash).trimmed());
    if (!place || !isPython(place->file))
        return std::nullopt;
    Diagnostic diagnostic;
    const QStringView rest = line.sliced(dash + 3);
    const qsizetype colon = rest.indexOf(u": ");
    if (colon < 0 || colon > 12)
        return std::nullopt;
    diagnostic.file = place->file;
    diagnostic.line = place->line;
    diagnostic.severity = rest.first(colon);
    diagnostic.message = rest.sliced(colon + 2);
    const qsizetype open = diagnostic.message.lastIndexOf(u" (");
    if (open > 0 && diagnostic.message.endsWith(u')')) {
        diagnostic.code = diagnostic.message.sliced(open + 2).chopped(1);
        diagnostic.message = diagnostic.message.first(open);
    }
    return diagnostic;
}

} // namespace

ParsedOutput parseMypy(const OutputView &view)
{
    ParsedOutput parsed;
    std::optional<int> printed;
    bool seen = false, blocking = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (line.startsWith(u"Found ") && line.contains(u" error")) {
            printed = leadingNumber(line.sliced(6));
            blocking = line.contains(u"errors prevented further checking");
            seen = true;
        } else if (line.startsWith(u"Success: no issues found in ")) {
            printed = 0;
            seen = true;
        } else if (line.contains(u" error, ") || line.contains(u" errors, ")) {
            printed = leadingNumber(line); // pyright
            seen = seen || line.contains(u" warning");
        } else if (line.startsWith(u"mypy: ") && view.named) {
            Failure failure;
            failure.kind = u"usage"_s;
            failure.message = line.sliced(6).toString();
            parsed.failures.append(failure);
            blocking = true;
        }
        std::optional<Diagnostic> diagnostic = diagnosticAtStart(line);
        if (!diagnostic || !isPython(diagnostic->file))
            diagnostic = pyrightLine(line);
        if (!diagnostic || !isPython(diagnostic->file))
            continue;
        Failure failure = failureOf(*diagnostic, u"type"_s);
        // --pretty wraps the message; the code closes it
        for (qsizetype next = i + 1; next < i + 4 && failure.id.isEmpty() && view.command.contains(u"pretty"_s);
             ++next) {
            const QStringView more = view.output.line(next).left(OutputText::kMaxMatched);
            if (more.isEmpty() || more.startsWith(u"    "))
                break;
            const QStringView whole = more.startsWith(u'[') ? QStringView() : more;
            const QString joined = u" "_s + more.toString();
            failure.id = codeAtEnd(joined).toString();
            failure.type = failure.id;
            const QStringView text =
                whole.endsWith(u']') ? whole.first(std::max<qsizetype>(0, whole.lastIndexOf(u'['))) : whole;
            if (!text.isEmpty())
                failure.message += u' ' + text.trimmed().toString();
        }
        if (diagnostic->isError())
            parsed.failures.append(failure);
        else
            addWarning(parsed, failure, diagnostic->severity == u"note" ? u"note"_s : u"warning"_s);
    }
    if (!seen && parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = seen ? 1.0 : view.named ? 0.9 : 0.6;
    parsed.counts.errors = printed;
    if (!printed && !parsed.failures.isEmpty() && !blocking)
        parsed.counts.errors = int(parsed.failures.size());
    if (!parsed.failures.isEmpty())
        parsed.status = blocking ? CommandStatus::Error : CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
