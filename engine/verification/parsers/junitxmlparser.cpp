// SPDX-License-Identifier: MIT
// A report in the XML of JUnit that a run printed, in the dialects of the runners. Speaks when their own text does not.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QHash>
#include <QXmlStreamReader>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Case
{
    Failure failure;
    QString suite;
};

class JunitReader
{
public:
    explicit JunitReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        // Several reports may follow each other, with text between them.
        const QString &text = m_view.output.text();
        for (qsizetype at = text.indexOf(u"<testsuite"_s); at >= 0;) {
            const QString closing = text.indexOf(u"<testsuites"_s, at) == at ? u"</testsuites>"_s : u"</testsuite>"_s;
            const qsizetype end = text.indexOf(closing, at);
            const qsizetype stop = end < 0 ? text.size() : end + closing.size();
            readDocument(text.sliced(at, stop - at));
            m_whole = m_whole && end >= 0 && !m_xml.hasError();
            at = text.indexOf(u"<testsuite"_s, stop);
        }
        finish();
        return m_parsed;
    }

private:
    void readDocument(const QString &text)
    {
        m_xml.clear();
        m_xml.addData(text);
        while (!m_xml.atEnd()) {
            m_xml.readNext();
            if (m_xml.isStartElement())
                start(m_xml.name(), m_xml.attributes());
            else if (m_xml.isEndElement() && m_xml.name() == u"testcase")
                endCase();
        }
    }

    void start(QStringView name, const QXmlStreamAttributes &attributes)
    {
        if (name == u"testsuite") {
            m_owner = attributes.value(u"name"_s).toString();
        } else if (name == u"testcase") {
            m_inCase = true;
            const QStringView status = attributes.value(u"status"_s);
            m_skipped = status == u"disabled" || status == u"notrun";
            m_found.clear();
            m_name = attributes.value(u"name"_s).toString();
            m_suite = attributes.value(u"classname"_s).toString();
            m_file = attributes.value(u"file"_s).toString();
            QString &suite = m_suites[m_name];
            m_doubled = m_doubled || (!suite.isEmpty() && suite != m_suite);
            suite = m_suite;
        } else if (m_inCase && (name == u"failure" || name == u"error")) {
            take(name, attributes);
        } else if (m_inCase && name == u"skipped") {
            m_skipped = true;
        }
    }

    void take(QStringView name, const QXmlStreamAttributes &attributes)
    {
        Failure failure;
        failure.id = m_name;
        failure.kind = name == u"error" ? u"error"_s : u"assertion"_s;
        failure.type = attributes.value(u"type"_s).toString();
        failure.message = attributes.value(u"message"_s).trimmed().toString();
        const QString text = m_xml.readElementText(QXmlStreamReader::IncludeChildElements).left(20'000);
        if (takeEslint(failure, text))
            return;
        readText(failure, text);
        // Some runners put the whole account into the text, some a mere word into the message.
        if (failure.message.isEmpty() || failure.message == u"failure"_s ||
            failure.message == u"unexpected exception"_s)
            failure.message = text.trimmed();
        else if (!text.contains(failure.message))
            failure.message += text.trimmed().isEmpty() ? QString() : u'\n' + text.trimmed();
        takeJavaValues(failure, failure.message);
        if (failure.file.isEmpty())
            failure.file = m_file;
        m_found.append({failure, m_suite});
    }

    void readText(Failure &failure, const QString &text)
    {
        const QList<QStringView> lines = QStringView(text).split(u'\n');
        for (qsizetype i = 0; i < lines.size() && i < 400; ++i) {
            const QStringView line = lines.at(i).left(OutputText::kMaxMatched).trimmed();
            readValues(failure, line, i + 1 < lines.size() ? lines.at(i + 1).trimmed() : QStringView());
            if (failure.line == 0 && takeBatsPlace(failure, line))
                continue;
            if (line.startsWith(u"- file") && line.contains(u": ")) {
                const QStringView file = line.sliced(line.indexOf(u": ") + 2);
                failure.file = file == u"unknown location" ? QString() : file.toString();
            } else if (line.startsWith(u"- line") && line.contains(u": ") && !failure.file.isEmpty() &&
                       failure.line == 0) {
                failure.line = leadingNumber(line.sliced(line.indexOf(u": ") + 2)).value_or(0);
            } else if (const std::optional<Frame> frame = frameOf(line)) {
                addFrame(failure, m_view, *frame);
            }
        }
    }

    // `(in test file x.bats, line 8)`
    static bool takeBatsPlace(Failure &failure, QStringView line)
    {
        const qsizetype at = line.indexOf(u"in test file "), number = at < 0 ? -1 : line.indexOf(u", line ", at);
        if (number < 0)
            return false;
        failure.file = line.sliced(at + 13, number - at - 13).toString();
        failure.line = leadingNumber(line.sliced(number + 7)).value_or(0);
        return failure.line > 0;
    }

    // ESLint: `org.eslint.no-undef` of the suite `/w/a.js`, `line 3, col 15, Error - text (no-undef)`
    bool takeEslint(Failure &failure, QStringView text)
    {
        if (!m_name.startsWith(u"org.eslint."_s))
            return false;
        failure.id = failure.type = m_name.sliced(11);
        if (failure.id == u"unknown"_s)
            failure.id.clear();
        failure.kind = text.contains(u", Warning - ") ? u"warning"_s : u"lint"_s;
        failure.file = m_owner;
        failure.line = text.startsWith(u"line ") ? leadingNumber(text.sliced(5)).value_or(0) : 0;
        m_lint = true;
        if (failure.kind == u"warning"_s)
            addWarning(m_parsed, failure, failure.kind);
        else
            m_parsed.failures.append(failure);
        return true;
    }

    static std::optional<Frame> frameOf(QStringView line)
    {
        if (std::optional<Frame> frame = javaFrame(line))
            return frame;
        std::optional<Place> place;
        if (line.endsWith(u": error: Failure!")) // cmocka
            line = line.chopped(16);
        if (line.startsWith(u"at ") && line.endsWith(u')') && line.contains(u'('))
            place = placeOfWord(line.sliced(line.lastIndexOf(u'(')));
        else if (line.startsWith(u"at "))
            place = placeOfWord(line.sliced(3));
        else
            place = placeAtStart(line);
        if (!place || place->file.contains(u' ') || !place->file.contains(u'.') || place->line == 0)
            return std::nullopt;
        return Frame{place->file.toString(), place->line, {}};
    }

    static void readValues(Failure &failure, QStringView line, QStringView next)
    {
        if (line == u"with expansion:")
            splitComparison(failure, next);
        else if (line.startsWith(u"Actual ") && line.contains(u"): "))
            failure.actual = line.sliced(line.indexOf(u"): ") + 3).trimmed().toString();
        else if (line.startsWith(u"Expected ") && line.contains(u") ") && line.contains(u" : "))
            failure.expected = line.sliced(line.indexOf(u" : ") + 3).trimmed().toString();
        else if (line.startsWith(u"Expected (") && line.contains(u"): "))
            failure.expected = line.sliced(line.indexOf(u"): ") + 3).trimmed().toString();
        else if (line.startsWith(u"actual: ") && failure.actual.isEmpty())
            failure.actual = withoutComma(line.sliced(8));
        else if (line.startsWith(u"expected: ") && failure.expected.isEmpty())
            failure.expected = withoutComma(line.sliced(10));
        else if (line.startsWith(u"- message: ") && line.contains(u" has failed [") && line.contains(u" != "))
            splitComparison(failure, between(line, u" has failed [", u"]").toString().replace(u" != "_s, u" == "_s));
        else if (line.startsWith(u"values: ") && line.contains(u"( ") && line.endsWith(u" )"))
            splitComparison(failure, line.sliced(line.indexOf(u"( ") + 2).chopped(2));
    }

    static QString withoutComma(QStringView text) { return (text.endsWith(u',') ? text.chopped(1) : text).toString(); }

    void endCase()
    {
        m_inCase = false;
        if (m_skipped) // also when it failed as it may
            ++m_skips;
        else if (m_found.isEmpty())
            ++m_passed;
        else
            ++m_failed;
        if (!m_skipped)
            m_cases += m_found;
    }

    void finish()
    {
        if (m_passed + m_failed + m_skips == 0)
            return;
        if (m_lint) {
            m_parsed.certainty = 0.9;
            m_parsed.counts.errors = int(m_parsed.failures.size());
            m_parsed.status = CommandStatus::Fail;
            return;
        }
        for (Case &one : m_cases) {
            // The name alone is what people know a test by, unless two suites share it.
            if (m_doubled && !one.suite.isEmpty())
                one.failure.id = one.suite + u'.' + one.failure.id;
            m_parsed.failures.append(one.failure);
        }
        if (m_whole)
            m_parsed.counts = {m_passed, m_failed, 0, m_skips, m_passed + m_failed + m_skips, {}};
        m_parsed.certainty = 0.7;
        if (m_failed > 0)
            m_parsed.status = CommandStatus::Fail;
    }

    const OutputView &m_view;
    QXmlStreamReader m_xml;
    ParsedOutput m_parsed;
    QList<Case> m_cases, m_found;
    QHash<QString, QString> m_suites;
    QString m_name, m_suite, m_file, m_owner;
    int m_passed = 0, m_failed = 0, m_skips = 0;
    bool m_inCase = false, m_skipped = false, m_doubled = false, m_whole = true, m_lint = false;
};

} // namespace

ParsedOutput parseJunitXml(const OutputView &view)
{
    return view.output.text().contains(u"<testcase"_s) ? JunitReader(view).read() : ParsedOutput();
}

} // namespace vibecoder
