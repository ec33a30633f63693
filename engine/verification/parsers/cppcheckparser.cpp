// SPDX-License-Identifier: MIT
// cppcheck: its text, the gcc template, the form of version 1, and XML.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QXmlStreamReader>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

void add(ParsedOutput &parsed, Failure failure, QStringView severity, bool gccForm)
{
    failure.kind = u"lint"_s;
    // The gcc template calls every finding a warning.
    if (severity == u"error" || (gccForm && severity == u"warning"))
        parsed.failures.append(std::move(failure));
    else if (severity != u"note" && severity != u"information" && severity != u"debug")
        addWarning(parsed, std::move(failure), u"warning"_s);
}

// `[c.c:5]: (error) message`, `[a.c:9] -> [a.c:10]: (error) message`
bool readOld(ParsedOutput &parsed, QStringView line)
{
    const qsizetype close = line.startsWith(u'[') ? line.lastIndexOf(u"]: (") : -1;
    const qsizetype end = close < 0 ? -1 : line.indexOf(u") ", close);
    const qsizetype open = close < 0 ? -1 : line.first(close).lastIndexOf(u'[');
    const std::optional<Place> place = end < 0 ? std::nullopt : placeOfWord(line.sliced(open + 1, close - open - 1));
    if (!place)
        return false;
    Failure failure;
    failure.file = place->file.toString();
    failure.line = place->line;
    failure.message = line.sliced(end + 2).toString();
    add(parsed, failure, line.sliced(close + 4, end - close - 4), false);
    return true;
}

void readXml(ParsedOutput &parsed, const QString &text)
{
    QXmlStreamReader xml(text.sliced(text.indexOf(u"<results"_s)));
    Failure failure;
    QString severity;
    while (!xml.atEnd()) {
        xml.readNext();
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.isStartElement() && xml.name() == u"error") {
            failure = Failure();
            failure.id = failure.type = attributes.value(u"id"_s).toString();
            failure.message = attributes.value(u"msg"_s).toString();
            severity = attributes.value(u"severity"_s).toString();
        } else if (xml.isStartElement() && xml.name() == u"location" && failure.line == 0) {
            failure.file = attributes.value(u"file"_s).toString();
            failure.line = attributes.value(u"line"_s).toInt();
        } else if (xml.isEndElement() && xml.name() == u"error") {
            add(parsed, failure, severity, false);
        }
    }
}

} // namespace

ParsedOutput parseCppcheck(const OutputView &view)
{
    ParsedOutput parsed;
    const bool gccForm = view.command.contains(u"template=gcc"_s);
    if (view.output.text().contains(u"<cppcheck version="_s)) {
        readXml(parsed, view.output.text());
    } else {
        for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
            const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
            const std::optional<Diagnostic> diagnostic = diagnosticAtStart(line);
            const bool own = diagnostic && !diagnostic->code.isEmpty() && !diagnostic->code.contains(u'-');
            if (own && (view.named || isCFile(diagnostic->file)))
                add(parsed, failureOf(*diagnostic, {}), diagnostic->severity, gccForm);
            else if (view.named)
                readOld(parsed, line);
        }
    }
    if (parsed.failures.isEmpty() && parsed.warnings.isEmpty())
        return parsed;
    parsed.certainty = view.named ? 1.0 : 0.5;
    if (!parsed.failures.isEmpty()) {
        parsed.status = CommandStatus::Fail;
        parsed.counts.errors = int(parsed.failures.size());
    } else if (view.exitCode.value_or(0) != 0) { // --error-exitcode counts every finding
        parsed.failures = std::exchange(parsed.warnings, {});
        parsed.status = CommandStatus::Fail;
    }
    return parsed;
}

} // namespace vibecoder
