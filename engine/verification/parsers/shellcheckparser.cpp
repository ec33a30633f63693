// SPDX-License-Identifier: MIT
// ShellCheck: tty, gcc, JSON and checkstyle forms. Any finding of the chosen severity fails the run, so all are
// failures; their kind tells how grave they are.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QXmlStreamReader>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

Failure finding(const QString &code, const QString &file, int line, const QString &message)
{
    Failure failure;
    failure.id = code;
    failure.type = code;
    failure.kind = u"lint"_s;
    failure.file = file;
    failure.line = line;
    failure.message = message;
    return failure;
}

// `In run.sh line 2:` and `    ^-- SC2045 (error): message` below
QList<Failure> fromTty(const OutputText &output)
{
    QList<Failure> failures;
    QString file;
    int number = 0;
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const QStringView line = output.line(i).left(OutputText::kMaxMatched);
        const qsizetype at = line.startsWith(u"In ") && line.endsWith(u':') ? line.lastIndexOf(u" line ") : -1;
        if (at > 3) {
            file = line.sliced(3, at - 3).toString();
            number = leadingNumber(line.sliced(at + 6)).value_or(0);
            continue;
        }
        const QStringView text = line.trimmed();
        const qsizetype code = text.startsWith(u'^') ? text.indexOf(u" SC") : -1;
        const qsizetype colon = code < 0 ? -1 : text.indexOf(u"): ", code);
        if (colon < 0 || number == 0)
            continue;
        const QStringView name = text.sliced(code + 1, text.indexOf(u' ', code + 1) - code - 1);
        failures.append(finding(name.toString(), file, number, text.sliced(colon + 3).toString()));
    }
    return failures;
}

QList<Failure> fromGcc(const OutputText &output)
{
    QList<Failure> failures;
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const std::optional<Diagnostic> diagnostic = diagnosticAtStart(output.line(i).left(OutputText::kMaxMatched));
        if (diagnostic && diagnostic->code.startsWith(u"SC") && wholeNumber(diagnostic->code.sliced(2)))
            failures.append(failureOf(*diagnostic, u"lint"_s));
    }
    return failures;
}

QList<Failure> fromJson(const OutputText &output)
{
    QList<Failure> failures;
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const QStringView line = output.line(i);
        if (!(line.startsWith(u"[{\"file\":") || line.startsWith(u"{\"comments\":")) || line.size() > 4'000'000)
            continue;
        const QJsonDocument document = QJsonDocument::fromJson(line.toUtf8());
        const QJsonArray entries = document.isArray() ? document.array() : document[u"comments"_s].toArray();
        for (const QJsonValue entry : entries)
            failures.append(finding(QString::number(entry[u"code"_s].toInt()), entry[u"file"_s].toString(),
                entry[u"line"_s].toInt(), entry[u"message"_s].toString()));
    }
    return failures;
}

QList<Failure> fromCheckstyle(const OutputText &output)
{
    QList<Failure> failures;
    QXmlStreamReader xml(output.text().sliced(output.text().indexOf(u"<checkstyle"_s)));
    QString file;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.name() == u"file")
            file = attributes.value(u"name"_s).toString();
        else if (xml.name() == u"error")
            failures.append(finding(attributes.value(u"source"_s).toString().section(u'.', -1), file,
                attributes.value(u"line"_s).toInt(), attributes.value(u"message"_s).toString()));
    }
    return failures;
}

} // namespace

ParsedOutput parseShellcheck(const OutputView &view)
{
    ParsedOutput parsed;
    const QString &text = view.output.text();
    if (text.contains(u"<checkstyle"_s))
        parsed.failures = fromCheckstyle(view.output);
    if (parsed.failures.isEmpty() && (text.contains(u"\"comments\":"_s) || text.contains(u"[{\"file\":"_s)))
        parsed.failures = fromJson(view.output);
    if (parsed.failures.isEmpty())
        parsed.failures = fromTty(view.output);
    if (parsed.failures.isEmpty())
        parsed.failures = fromGcc(view.output);
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = view.named ? 1.0 : 0.85;
    parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
