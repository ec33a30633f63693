// SPDX-License-Identifier: MIT
// The XML that node:test, mocha and vitest write in place of their text. Other XML of JUnit has a parser of its own.
#include "verification/parsers/jsframes.h"

#include <QXmlStreamReader>

namespace vibecoder::js {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxBody = 20000;

// The part of the body that is the message: node nests the real error as `cause`, mocha puts a diff behind it.
QString messageOf(const QString &body)
{
    QString text = body;
    if (const qsizetype cause = text.indexOf(u"\n  cause: "_s); cause >= 0)
        text = text.mid(cause + 10);
    if (const qsizetype diff = text.indexOf(u"+ expected - actual"_s); diff >= 0)
        text.truncate(diff);
    QStringList lines;
    for (const QStringView line : QStringView(text).split(u'\n')) {
        if (isFrameLine(line) || line.trimmed() == u"] {" || lines.size() > 40)
            break;
        lines.append(line.toString());
    }
    return lines.join(u'\n').trimmed();
}

void takeSides(const QString &body, Failure &failure)
{
    const QString header = u"+ expected - actual"_s;
    if (const qsizetype diff = body.indexOf(header); diff >= 0) {
        QStringList lines;
        for (QStringView line : QStringView(body).sliced(diff + header.size()).split(u'\n')) {
            if (!errorType(line).isEmpty() || isFrameLine(line))
                break;
            lines.append(line.startsWith(u"      ") ? line.sliced(6).toString() : line.toString());
        }
        const DiffSides sides = diffSides(lines.join(u'\n'), 1);
        failure.expected = sides.plus;
        failure.actual = sides.minus;
        return;
    }
    for (QStringView line : QStringView(body).split(u'\n')) {
        line = line.trimmed();
        if (line.endsWith(u','))
            line.chop(1);
        if (line.startsWith(u"expected: ") && failure.expected.isEmpty())
            failure.expected = line.sliced(10).toString();
        else if (line.startsWith(u"actual: ") && failure.actual.isEmpty())
            failure.actual = line.sliced(8).toString();
    }
}

class XmlReader
{
public:
    XmlReader(const OutputView &view, ParsedOutput &parsed)
        : m_view(view)
        , m_parsed(parsed)
    {
    }

    bool read()
    {
        const QString &text = m_view.output.text();
        qsizetype start = text.indexOf(u"<testsuite"_s);
        const QStringView head = QStringView(text).mid(std::max<qsizetype>(start, 0), 400);
        m_mocha = head.contains(u"name=\"Mocha Tests\"");
        m_vitest = head.contains(u"name=\"vitest tests\"");
        const bool node = text.contains(u"<!-- duration_ms "_s);
        if (start < 0 || (!m_mocha && !m_vitest && !node))
            return false;
        const qsizetype end = text.lastIndexOf(u"</testsuite"_s);
        QXmlStreamReader xml(text.mid(start, end < 0 ? -1 : text.indexOf(u'>', end) + 1 - start));
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == u"testcase")
                testcase(xml);
            else if (xml.isComment())
                sum(xml.text().trimmed());
        }
        finish(end >= 0 && !xml.hasError(), node);
        return true;
    }

private:
    void testcase(QXmlStreamReader &xml)
    {
        const QString owner = xml.attributes().value(u"classname"_s).toString();
        Failure failure;
        failure.id = xml.attributes().value(u"name"_s).toString();
        if (m_mocha && !owner.isEmpty())
            failure.id = owner + u' ' + failure.id;
        const QString file = m_vitest ? owner : xml.attributes().value(u"file"_s).toString();
        bool failed = false, skipped = false;
        while (!xml.atEnd() && !(xml.readNext() == QXmlStreamReader::EndElement && xml.name() == u"testcase")) {
            if (!xml.isStartElement())
                continue;
            if (xml.name() == u"skipped") {
                skipped = true;
            } else if (xml.name() == u"failure" || xml.name() == u"error") {
                const QString message = xml.attributes().value(u"message"_s).toString();
                const QString body = xml.readElementText(QXmlStreamReader::IncludeChildElements).left(kMaxBody);
                if (failed)
                    continue;
                failed = true;
                fill(failure, body.trimmed().isEmpty() ? message : body);
                if (body.contains(u"ERR_TEST_FAILURE"_s) && failure.type.isEmpty())
                    setMessage(failure, message); // something else than an error was thrown
            }
        }
        failed = failed && !skipped; // a test to do may fail
        ++(failed ? m_failed : skipped ? m_skipped : m_passed);
        takeFileOfMessage(failure);
        if (failure.file.isEmpty())
            failure.file = file;
        if (failed && m_parsed.failures.size() < 1000)
            m_parsed.failures.append(failure);
    }

    void fill(Failure &failure, const QString &body) const
    {
        if (failure.id.contains(u"\" hook"_s))
            failure.kind = u"hook"_s;
        setMessage(failure, messageOf(body));
        takeSides(body, failure);
        // node wraps what was thrown; the wrapper's own stack tells less
        const qsizetype cause = body.indexOf(u"\n  cause: "_s);
        if (cause >= 0)
            takeFrames(m_view, body.mid(cause), failure);
        if (failure.line == 0)
            takeFrames(m_view, body, failure);
    }

    void sum(QStringView comment)
    {
        const qsizetype blank = comment.indexOf(u' ');
        const std::optional<int> number = blank > 0 ? leadingNumber(comment.sliced(blank + 1)) : std::nullopt;
        if (!number)
            return;
        const QStringView word = comment.first(blank);
        TestCounts &counts = m_parsed.counts;
        if (word == u"pass")
            counts.passed = number;
        else if (word == u"fail" || word == u"cancelled")
            counts.failed = counts.failed.value_or(0) + *number;
        else if (word == u"skipped" || word == u"todo")
            counts.skipped = counts.skipped.value_or(0) + *number;
        else if (word == u"tests")
            counts.collected = number;
    }

    void finish(bool whole, bool node)
    {
        TestCounts &counts = m_parsed.counts;
        if (!node && whole) {
            counts.passed = m_passed;
            counts.failed = m_failed;
            counts.skipped = m_skipped;
        }
        if (counts.passed)
            counts.errors = 0;
        m_parsed.certainty = 1;
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
        dropIfPassed(m_view, m_parsed);
    }

    const OutputView &m_view;
    ParsedOutput &m_parsed;
    int m_passed = 0, m_failed = 0, m_skipped = 0;
    bool m_mocha = false, m_vitest = false;
};

} // namespace

bool readXml(const OutputView &view, ParsedOutput &parsed)
{
    return XmlReader(view, parsed).read();
}

} // namespace vibecoder::js
