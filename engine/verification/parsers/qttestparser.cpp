// SPDX-License-Identifier: MIT
// QtTest: plain text and its XML form.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QXmlStreamReader>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// The end of `Class::function(tag (with) parentheses)`
qsizetype endOfName(QStringView text)
{
    int depth = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == u'(')
            ++depth;
        else if (text.at(i) == u')' && --depth == 0)
            return i + 1;
    }
    return -1;
}

// `   Actual   (got): 4`
void takeValue(QString &value, QStringView line, QStringView word)
{
    const QStringView text = line.trimmed();
    if (!text.startsWith(word))
        return;
    const QStringView rest = text.sliced(word.size()).trimmed();
    const qsizetype end = rest.startsWith(u'(') ? endOfName(rest) : 0;
    const qsizetype colon = end < 0 ? -1 : rest.indexOf(u':', end);
    if (colon >= 0)
        value = rest.sliced(colon + 1).trimmed().toString();
}

bool isMark(QStringView line)
{
    static constexpr QStringView marks[] = {u"PASS   : ", u"FAIL!  : ", u"XPASS  : ", u"XFAIL  : ", u"SKIP   : ",
        u"QDEBUG : ", u"QINFO  : ", u"QWARN  : ", u"QCRITICAL: ", u"QFATAL : ", u"INFO   : ", u"BPASS  : ",
        u"BFAIL  : ", u"RESULT : ", u"Totals: ", u"QSYSTEM: ", u"BXPASS : ", u"BXFAIL : ", u"WARNING: ", u"BSKIP  : "};
    if (line.startsWith(u"********* "))
        return true;
    return std::any_of(std::begin(marks), std::end(marks), [line](QStringView mark) { return line.startsWith(mark); });
}

class QtTestReader
{
public:
    explicit QtTestReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (m_at = 0; m_at < m_output.lineCount(); ++m_at)
            readLine(m_output.line(m_at).left(OutputText::kMaxMatched));
        finish();
        return m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        if (line.startsWith(u"FAIL!  : ") || line.startsWith(u"XPASS  : ")) {
            readFailure(line);
        } else if (line.startsWith(u"Totals: ")) {
            readTotals(line);
        } else if (line.startsWith(u"********* Start testing of ")) {
            m_class = line.sliced(27).chopped(std::min<qsizetype>(10, line.size() - 27)).trimmed().toString();
            m_seen = true;
            m_open = true;
        } else if (line.startsWith(u"Unknown test function: ")) {
            m_usage = line.toString();
        } else if (line.startsWith(u"Received signal ")) {
            readSignal(line);
        }
    }

    void readFailure(QStringView line)
    {
        const QStringView text = line.sliced(9);
        const qsizetype end = endOfName(text);
        if (end <= 0 || !text.first(end).contains(u"::"))
            return;
        Failure failure;
        failure.id = text.first(end).toString();
        failure.kind = u"assertion"_s;
        failure.message = text.sliced(end).trimmed().toString();
        qsizetype at = m_at + 1;
        for (; at < m_at + 40 && at < m_output.lineCount() && !isMark(m_output.line(at)); ++at) {
            const QStringView more = m_output.line(at).left(OutputText::kMaxMatched);
            if (more.startsWith(u"   Loc: [") && more.endsWith(u")]")) {
                const QStringView place = more.sliced(9);
                const qsizetype open = place.lastIndexOf(u'(');
                failure.file = place.first(std::max<qsizetype>(open, 0)).toString();
                failure.line = leadingNumber(place.sliced(open + 1)).value_or(0);
                break;
            }
            takeValue(failure.actual, more, u"Actual");
            takeValue(failure.expected, more, u"Expected");
            failure.message += u'\n' + more.toString();
        }
        failure.message = failure.message.trimmed();
        if (failure.message.startsWith(u"Caught unhandled exception"_s))
            failure.kind = u"error"_s;
        m_parsed.failures.append(failure);
        m_at = std::max(m_at, at - 1);
    }

    void readTotals(QStringView line)
    {
        if (!line.contains(u" passed, ") || !line.contains(u" failed, "))
            return;
        TestCounts &counts = m_parsed.counts;
        counts.passed = plus(counts.passed, numberBefore(line, u"passed").value_or(0));
        counts.failed = plus(counts.failed, numberBefore(line, u"failed").value_or(0));
        counts.skipped = plus(counts.skipped, numberBefore(line, u"skipped").value_or(0));
        counts.errors = 0;
        counts.collected = *counts.passed + *counts.failed + *counts.skipped;
        m_open = false;
        m_seen = true;
    }

    // `Received signal 11 (SIGSEGV)` and `         crash function time: 0ms, …` after it
    void readSignal(QStringView line)
    {
        const QStringView next = m_output.line(m_at + 1).trimmed();
        const qsizetype end = next.indexOf(u" function time: ");
        if (end <= 0)
            return;
        m_signal = Failure();
        m_signal.kind = u"crash"_s;
        m_signal.message = line.toString();
        if (!next.startsWith(u'['))
            m_signal.id = m_class + u"::"_s + next.first(end).toString() + u"()"_s;
    }

    void finish()
    {
        if (!m_seen && m_parsed.failures.isEmpty())
            return;
        m_parsed.certainty = m_seen ? 1.0 : 0.6;
        if (!m_usage.isEmpty()) {
            m_parsed.failures = {Failure()};
            m_parsed.failures.last().kind = u"usage"_s;
            m_parsed.failures.last().message = m_usage;
            m_parsed.counts = {};
            m_parsed.status = CommandStatus::Error;
            return;
        }
        if (m_open && !m_signal.message.isEmpty() && !m_view.timedOut)
            m_parsed.failures.append(m_signal);
        if (m_open) // ended in the midst of a test: the counts never came
            m_parsed.counts = {};
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    Failure m_signal;
    QString m_class, m_usage;
    qsizetype m_at = 0;
    bool m_seen = false, m_open = false;
};

// `-o -,xml`: <TestFunction name="a"><Incident type="fail" file="x.cpp" line="7"><DataTag/><Description/>
ParsedOutput parseXml(const OutputView &view)
{
    ParsedOutput parsed;
    const QString &text = view.output.text();
    const qsizetype root = text.indexOf(u"<TestCase name="_s);
    QXmlStreamReader xml; // lightxml has no root
    if (root >= 0) {
        xml.addData(text.sliced(root));
    } else {
        xml.addData(u"<TestCase name=\"\">"_s);
        xml.addData(text.sliced(text.indexOf(u"<TestFunction name="_s)));
    }
    QString prefix, function, type;
    Failure failure;
    TestCounts counts{0, 0, 0, 0, {}, {}};
    while (!xml.atEnd()) {
        xml.readNext();
        const QStringView name = xml.name();
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.isStartElement() && name == u"TestCase") {
            prefix = attributes.value(u"name"_s).toString();
            prefix += prefix.isEmpty() ? QString() : u"::"_s;
        } else if (xml.isStartElement() && name == u"TestFunction") {
            function = attributes.value(u"name"_s).toString();
        } else if (xml.isStartElement() && (name == u"Incident" || name == u"Message")) {
            type = attributes.value(u"type"_s).toString();
            failure = Failure();
            failure.id = prefix + function + u"()"_s;
            failure.kind = u"assertion"_s;
            failure.file = attributes.value(u"file"_s).toString();
            failure.line = attributes.value(u"line"_s).toInt();
        } else if (xml.isStartElement() && name == u"DataTag") {
            failure.id = u"%1%2(%3)"_s.arg(prefix, function, xml.readElementText());
        } else if (xml.isStartElement() && name == u"Description") {
            failure.message = xml.readElementText().left(4000);
        } else if (xml.isEndElement() && (name == u"Incident" || name == u"Message")) {
            const bool failed = type == u"fail"_s || type == u"xpass"_s;
            counts.passed = plus(counts.passed, type == u"pass"_s || type == u"xfail"_s ? 1 : 0);
            counts.failed = plus(counts.failed, failed ? 1 : 0);
            counts.skipped = plus(counts.skipped, type == u"skip"_s ? 1 : 0);
            for (const QString &line : failure.message.split(u'\n')) {
                takeValue(failure.actual, line, u"Actual");
                takeValue(failure.expected, line, u"Expected");
            }
            if (failed)
                parsed.failures.append(failure);
        }
    }
    parsed.counts = counts;
    parsed.counts.collected = *counts.passed + *counts.failed + *counts.skipped;
    parsed.certainty = 1.0;
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace

ParsedOutput parseQtTest(const OutputView &view)
{
    const QString &text = view.output.text();
    const bool light = text.contains(u"<Incident type="_s) && !text.contains(u"********* Start testing of "_s);
    if ((light || text.contains(u"<TestCase name="_s)) && text.contains(u"<TestFunction name="_s))
        return parseXml(view);
    return QtTestReader(view).read();
}

} // namespace vibecoder
