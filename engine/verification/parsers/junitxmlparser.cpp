// SPDX-License-Identifier: MIT
// A report in the XML of JUnit that a run printed: many runners can write it. Speaks when the runner's own text does
// not.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

#include <QXmlStreamReader>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Tally
{
    int tests = 0, failed = 0, errors = 0, skipped = 0;
};

// `   Actual   (x): 4`: of QtTest and others
QString valueAfter(const QString &text, QStringView word)
{
    for (QStringView line : QStringView(text).split(u'\n')) {
        line = line.trimmed();
        if (!line.startsWith(word))
            continue;
        const qsizetype colon = line.indexOf(u": ");
        if (colon > 0)
            return line.sliced(colon + 2).trimmed().toString();
    }
    return {};
}

void setPlaceFromText(const OutputView &view, Failure &failure, const QString &text)
{
    qsizetype looked = 0;
    for (QStringView line : QStringView(text).split(u'\n')) {
        if (++looked > 200)
            return;
        line = line.trimmed();
        const qsizetype bracket = line.lastIndexOf(u'(');
        std::optional<Place> place = placeAtStart(line.startsWith(u"at ") ? line.sliced(3) : line);
        if (!place && bracket >= 0)
            place = placeOfWord(line.sliced(bracket));
        if (!place || !place->file.contains(u'.') || !isOwnFile(view, place->file))
            continue;
        failure.file = place->file.toString();
        failure.line = place->line;
        return;
    }
}

void readTestcase(const OutputView &view, QXmlStreamReader &xml, Tally &tally, QList<Failure> &failures)
{
    const QXmlStreamAttributes attributes = xml.attributes();
    Failure failure;
    const QString owner = attributes.value(u"classname"_s).toString(), name = attributes.value(u"name"_s).toString();
    failure.id = owner.isEmpty() || owner == name ? name : owner + u"::"_s + name;
    failure.file = attributes.value(u"file"_s).toString();
    failure.line = attributes.value(u"line"_s).toInt();
    bool failed = false, error = false, skipped = attributes.value(u"status"_s) == u"disabled"_s;
    while (!xml.atEnd() && !(xml.readNext() == QXmlStreamReader::EndElement && xml.name() == u"testcase"_s)) {
        if (!xml.isStartElement())
            continue;
        if (xml.name() == u"skipped"_s)
            skipped = true;
        if (xml.name() != u"failure"_s && xml.name() != u"error"_s)
            continue;
        error = error || xml.name() == u"error"_s;
        failed = failed || xml.name() == u"failure"_s;
        const QString message = xml.attributes().value(u"message"_s).toString();
        failure.type = xml.attributes().value(u"type"_s).toString();
        const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        failure.message = text.contains(message) && !text.isEmpty() ? text : (message + u'\n' + text).trimmed();
        failure.expected = valueAfter(failure.message, u"Expected");
        failure.actual = valueAfter(failure.message, u"Actual");
        if (failure.line == 0)
            setPlaceFromText(view, failure, text);
    }
    ++tally.tests;
    tally.failed += failed ? 1 : 0;
    tally.errors += error && !failed ? 1 : 0;
    tally.skipped += skipped && !failed && !error ? 1 : 0;
    failure.kind = error && !failed ? u"error"_s : u"assertion"_s;
    if ((failed || error) && failures.size() < 2000)
        failures.append(failure);
}

} // namespace

ParsedOutput parseJunitXml(const OutputView &view)
{
    ParsedOutput parsed;
    Tally tally;
    bool whole = true, any = false;
    const QString &text = view.output.text();
    for (qsizetype at = text.indexOf(u"<testsuite"_s); at >= 0;) {
        const qsizetype several = text.indexOf(u"<testsuites"_s, at);
        const QString closing = several == at ? u"</testsuites>"_s : u"</testsuite>"_s;
        const qsizetype end = text.indexOf(closing, at);
        const qsizetype stop = end < 0 ? text.size() : end + closing.size();
        QXmlStreamReader xml(text.mid(at, stop - at));
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"testcase"_s) {
                readTestcase(view, xml, tally, parsed.failures);
                any = true;
            }
        }
        whole = whole && end >= 0 && !xml.hasError();
        at = text.indexOf(u"<testsuite"_s, stop);
    }
    if (!any)
        return parsed;
    parsed.certainty = 0.7;
    if (whole) {
        parsed.counts.failed = tally.failed;
        parsed.counts.errors = tally.errors;
        parsed.counts.skipped = tally.skipped;
        parsed.counts.collected = tally.tests;
        parsed.counts.passed = tally.tests - tally.failed - tally.errors - tally.skipped;
    }
    if (tally.failed > 0)
        parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
