// SPDX-License-Identifier: MIT
#include "verification/parsers/catchxml.h"

#include "verification/diagnostics.h"

#include <QXmlStreamReader>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

class CatchXmlReader
{
public:
    CatchXmlReader(const OutputView &view, QStringView root)
        : m_xml(view.output.text().sliced(view.output.text().indexOf(root)))
    {
    }

    ParsedOutput read()
    {
        while (!m_xml.atEnd()) {
            m_xml.readNext();
            if (m_xml.isStartElement())
                start(m_xml.name(), m_xml.attributes());
            else if (m_xml.isCharacters() && m_text.size() < 8000)
                m_text += m_xml.text();
            else if (m_xml.isEndElement())
                end(m_xml.name());
        }
        m_parsed.certainty = 1.0;
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
        return m_parsed;
    }

private:
    void start(QStringView name, const QXmlStreamAttributes &attributes)
    {
        m_text.clear();
        if (name == u"TestCase") {
            m_test = attributes.value(u"name"_s).trimmed().toString();
            m_file = attributes.value(u"filename"_s).toString();
            m_line = attributes.value(u"line"_s).toInt();
            const QStringView tags = attributes.value(u"tags"_s);
            m_mayFail = tags.contains(u"[!mayfail]") || tags.contains(u"[!shouldfail]") ||
                        attributes.value(u"may_fail"_s) == u"true" || attributes.value(u"should_fail"_s) == u"true";
        } else if (name == u"Expression" || name == u"Failure" || name == u"Exception" || name == u"Message" ||
                   name == u"FatalErrorCondition") {
            open(name, attributes);
        } else if (name == u"OverallResultsCases" || name == u"OverallResultsTestCases") {
            const int expected = attributes.value(u"expectedFailures"_s).toInt();
            m_parsed.counts.passed = attributes.value(u"successes"_s).toInt();
            m_parsed.counts.failed = attributes.value(u"failures"_s).toInt();
            m_parsed.counts.skipped = attributes.value(u"skips"_s).toInt() + attributes.value(u"skipped"_s).toInt();
            m_parsed.counts.errors = 0;
            m_parsed.counts.collected =
                *m_parsed.counts.passed + *m_parsed.counts.failed + *m_parsed.counts.skipped + expected;
        }
    }

    void open(QStringView name, const QXmlStreamAttributes &attributes)
    {
        if (m_depth++ > 0)
            return; // an exception inside an expression
        m_failure = Failure();
        m_failure.id = m_test;
        m_failure.kind =
            name == u"Expression" || name == u"Message" || name == u"Failure" ? u"assertion"_s : u"error"_s;
        m_failure.file = attributes.value(u"filename"_s).toString();
        m_failure.line = attributes.value(u"line"_s).toInt();
        m_failure.type = attributes.value(u"type"_s).toString();
        m_counts = attributes.value(u"success"_s) != u"true" && !m_failure.type.startsWith(u"WARN"_s);
        if (m_failure.file.isEmpty()) {
            m_failure.file = m_file;
            m_failure.line = m_line;
        }
    }

    void end(QStringView name)
    {
        const QString text = m_text.trimmed();
        m_text.clear();
        if (m_depth == 0)
            return;
        if (name == u"Original") {
            m_failure.message = m_failure.type + u"( "_s + text + u" )"_s;
        } else if (name == u"Expanded") {
            splitComparison(m_failure, text);
            m_failure.message += u"\nwith expansion:\n  "_s + text;
        } else if (name == u"Text" || name == u"Info") {
            m_failure.message += (m_failure.message.isEmpty() ? u""_s : u"\n"_s) + text;
        } else if (name == u"Expression" || name == u"Failure" || name == u"Exception" || name == u"Message" ||
                   name == u"FatalErrorCondition") {
            if (!text.isEmpty())
                m_failure.message += (m_failure.message.isEmpty() ? u""_s : u"\n"_s) + text;
            if (--m_depth == 0 && m_counts && !m_mayFail)
                m_parsed.failures.append(m_failure);
        }
    }

    QXmlStreamReader m_xml;
    ParsedOutput m_parsed;
    Failure m_failure;
    QString m_test, m_file, m_text;
    int m_line = 0, m_depth = 0;
    bool m_counts = false, m_mayFail = false;
};

} // namespace

ParsedOutput parseCatchXml(const OutputView &view, QStringView root)
{
    return CatchXmlReader(view, root).read();
}

} // namespace vibecoder
