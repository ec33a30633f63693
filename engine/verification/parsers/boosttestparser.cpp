// SPDX-License-Identifier: MIT
// Boost.Test: the human-readable log with every report level.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QSet>
#include <QXmlStreamReader>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

class BoostReader
{
public:
    explicit BoostReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_view.output.lineCount(); ++i)
            readLine(m_view.output.line(i).left(OutputText::kMaxMatched));
        finish();
        return m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        if (line.contains(u"error: in \"") && readFailure(line))
            return;
        if (line.contains(u"last checkpoint: "))
            readCheckpoint(line);
        else if (line.startsWith(u"Running ") && (line.endsWith(u" test cases...") || line.endsWith(u" test case...")))
            m_running = leadingNumber(line.sliced(8));
        else if (line.startsWith(u"*** No errors detected"))
            m_noErrors = m_seen = true;
        else if (line.startsWith(u"Test setup error: "))
            m_setup = line.toString();
        else if (line.startsWith(u"*** ") && line.contains(u" detected in the test "))
            m_seen = true;
        else if (line.contains(u" out of ") && line.startsWith(u"  ") && !line.startsWith(u"    "))
            readCount(line);
        else if (m_open)
            readMore(line);
    }

    // `t.cpp(10): error: in "price/wrong": check got == 5 has failed [4 != 5]`
    bool readFailure(QStringView line)
    {
        while (line.startsWith(u'*')) // the bar of --show_progress
            line = line.sliced(1);
        const qsizetype severity = std::max(line.indexOf(u"): error: in \""), line.indexOf(u"): fatal error: in \""));
        const qsizetype open = severity < 0 ? -1 : line.first(severity).lastIndexOf(u'(');
        const qsizetype name = line.indexOf(u"error: in \"") + 11;
        const qsizetype end = line.indexOf(u"\": ", name);
        const std::optional<int> number =
            open < 0 ? std::nullopt : wholeNumber(line.sliced(open + 1, severity - open - 1));
        if (!number || end < 0)
            return false;
        Failure failure;
        failure.id = line.sliced(name, end - name).toString();
        failure.message = line.sliced(end + 3).toString();
        failure.kind = failure.message.startsWith(u"check "_s) || *number > 0 ? u"assertion"_s : u"error"_s;
        if (*number > 0) {
            failure.file = line.first(open).toString();
            failure.line = *number;
        }
        if (failure.message.contains(u"memory access violation"_s) || failure.message.startsWith(u"signal: "_s))
            failure.kind = u"crash"_s;
        if (failure.message.contains(u" == "_s)) {
            const QString values = between(failure.message, u" has failed [", u"]").toString();
            splitComparison(failure, QString(values).replace(u" != "_s, u" == "_s));
        }
        m_parsed.failures.append(failure);
        m_open = true;
        return true;
    }

    // An uncaught exception has no place of its own.
    void readCheckpoint(QStringView line)
    {
        m_open = false;
        const qsizetype close = line.indexOf(u"): "), open = close < 0 ? -1 : line.first(close).lastIndexOf(u'(');
        if (open <= 0 || m_parsed.failures.isEmpty() || !m_parsed.failures.constLast().file.isEmpty())
            return;
        m_parsed.failures.last().file = line.first(open).toString();
        m_parsed.failures.last().line = line.sliced(open + 1, close - open - 1).toInt();
    }

    void readMore(QStringView line)
    {
        const qsizetype close = line.indexOf(u"): ");
        const bool entry = close > 0 && line.first(close).contains(u'(');
        QString &message = m_parsed.failures.last().message;
        if (line.trimmed().isEmpty() || entry || message.size() > 3000 || line.startsWith(u"Test case "))
            m_open = false;
        else
            message += u'\n' + line.toString();
    }

    // Only the first table speaks of the whole module.
    void readCount(QStringView line)
    {
        m_open = false;
        if (!line.contains(u" test case"))
            return;
        const std::optional<int> count = leadingNumber(line.trimmed());
        TestCounts &counts = m_parsed.counts;
        m_seen = true;
        if (line.endsWith(u" passed"))
            counts.passed = counts.passed ? counts.passed : count;
        else if (line.endsWith(u" failed"))
            counts.failed = counts.failed ? counts.failed : count;
        else if (line.endsWith(u" skipped"))
            counts.skipped = counts.skipped ? counts.skipped : count;
        else if (line.endsWith(u" aborted"))
            m_aborted = count.value_or(0);
    }

    void finish()
    {
        if (!m_setup.isEmpty()) {
            Failure failure;
            failure.kind = u"usage"_s;
            failure.message = m_setup;
            m_parsed.failures = {failure};
            m_parsed.status = CommandStatus::Error;
            m_parsed.certainty = 0.9;
            return;
        }
        if (!m_seen && (m_parsed.failures.isEmpty() || !m_running))
            return;
        // Its log may have gone elsewhere or be XML.
        if (m_parsed.failures.isEmpty() && !m_noErrors && !m_parsed.counts.passed && !m_parsed.counts.failed)
            return;
        m_parsed.certainty = m_seen ? 1.0 : 0.8;
        TestCounts &counts = m_parsed.counts;
        QSet<QString> failed;
        for (const Failure &failure : std::as_const(m_parsed.failures))
            failed.insert(failure.id);
        if (m_noErrors) {
            counts.passed = m_running;
            counts.failed = 0;
            m_parsed.failures.clear(); // what a test printed itself
        } else if (!counts.failed) {
            counts.failed = counts.passed && m_aborted == 0 && m_parsed.failures.isEmpty() ? 0 : int(failed.size());
        }
        if (counts.passed && !counts.skipped && !m_noErrors)
            counts.skipped = 0;
        if (counts.failed == 0)
            m_parsed.failures.clear();
        counts.errors = 0;
        counts.collected = m_running;
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QString m_setup;
    std::optional<int> m_running;
    int m_aborted = 0;
    bool m_seen = false, m_open = false, m_noErrors = false;
};

bool isXmlFailure(QStringView name)
{
    return name == u"Error" || name == u"FatalError" || name == u"Exception";
}

// `--log_format=XML`: suites and cases around the failures when the log level tells of them
void readXmlLog(const OutputView &view, ParsedOutput &parsed)
{
    const QString &text = view.output.text();
    QXmlStreamReader xml(text.sliced(text.indexOf(u"<TestLog"_s)));
    QStringList path;
    while (!xml.atEnd() && parsed.failures.size() < 1000) {
        xml.readNext();
        const QStringView name = xml.name();
        const QXmlStreamAttributes attributes = xml.attributes();
        const bool unit = name == u"TestSuite" || name == u"TestCase";
        if (xml.isEndElement() && unit && !path.isEmpty()) {
            path.removeLast();
        } else if (xml.isEndElement() && name == u"TestLog") {
            break;
        } else if (xml.isStartElement() && unit) {
            path.append(attributes.value(u"name"_s).toString());
        } else if (xml.isStartElement() && isXmlFailure(name)) {
            Failure failure;
            failure.id = path.mid(1).join(u'/');
            failure.kind = name == u"Exception" ? u"error"_s : u"assertion"_s;
            failure.line = attributes.value(u"line"_s).toInt();
            failure.file = failure.line > 0 ? attributes.value(u"file"_s).toString() : QString();
            failure.message = xml.readElementText(QXmlStreamReader::IncludeChildElements).left(3000).trimmed();
            parsed.failures.append(failure);
        }
    }
    if (parsed.failures.isEmpty())
        return;
    parsed.certainty = 0.9;
    parsed.status = CommandStatus::Fail;
    const auto sum = [&text](QStringView name) {
        const qsizetype at = text.indexOf(u' ' + name.toString() + u"=\""_s, text.indexOf(u"<TestResult"_s));
        return at < 0 ? 0 : leadingNumber(QStringView(text).sliced(at + name.size() + 3)).value_or(0);
    };
    if (!text.contains(u"<TestResult"_s))
        return;
    TestCounts &counts = parsed.counts;
    counts.passed = sum(u"test_cases_passed") + sum(u"test_cases_passed_with_warnings");
    counts.failed = sum(u"test_cases_failed");
    counts.skipped = sum(u"test_cases_skipped");
    counts.errors = 0;
}

} // namespace

ParsedOutput parseBoostTest(const OutputView &view)
{
    if (view.output.text().contains(u"<TestLog"_s)) {
        ParsedOutput parsed;
        readXmlLog(view, parsed);
        return parsed;
    }
    return BoostReader(view).read();
}

} // namespace vibecoder
