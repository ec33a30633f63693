// SPDX-License-Identifier: MIT
// CTest: the table of tests, the list of those that failed, and with --output-on-failure or -V what they printed.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QHash>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kOutputLines = 40;

struct CTest
{
    QString name, result;
    QStringList output;
};

class CTestReader
{
public:
    explicit CTestReader(const OutputView &view)
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
        const QStringView text = line.trimmed();
        if (readResult(text) || readListed(line))
            return;
        if (text.startsWith(u"Start ") && text.contains(u": ") && line.startsWith(u"    "))
            m_current = 0;
        else if (line.contains(u"% tests passed"))
            readSummary(line);
        else if (line.startsWith(u"The following tests FAILED:"))
            m_list = &m_failed;
        else if (line.startsWith(u"The following tests did not run:"))
            m_list = &m_notRun;
        else if (line.startsWith(u"No tests were found!!!"))
            m_none = true;
        else if (line.startsWith(u"Test project ") || line.startsWith(u"Errors while running CTest"))
            m_seen = true;
        else
            readOutput(line);
    }

    // ` 2/10 Test  #2: bad ..............................***Failed    0.00 sec`
    bool readResult(QStringView text)
    {
        const qsizetype hash = text.indexOf(u" Test ");
        const qsizetype number = hash < 0 ? -1 : text.indexOf(u'#', hash);
        const qsizetype colon = number < 0 ? -1 : text.indexOf(u": ", number);
        if (colon < 0 || hash > 14 || !text.left(hash).contains(u'/') || !text.endsWith(u" sec"))
            return false;
        // a result in capitals or bare: `...   Passed`, `...***Failed`, `...Subprocess aborted***Exception:`
        const qsizetype dots = text.indexOf(u"..", colon);
        if (dots < 0)
            return false;
        qsizetype end = dots;
        while (end < text.size() && text.at(end) == u'.')
            ++end;
        CTest test;
        test.name = text.sliced(colon + 2, dots - colon - 2).trimmed().toString();
        const QStringView rest = text.sliced(end).chopped(4).trimmed();
        test.result =
            rest.first(rest.lastIndexOf(u' ') < 0 ? rest.size() : rest.lastIndexOf(u' ')).trimmed().toString();
        m_current = leadingNumber(text.sliced(number + 1).trimmed()).value_or(0);
        test.output = m_tests.value(m_current).output;
        m_tests.insert(m_current, test);
        ++m_results;
        m_passed += test.result == u"Passed"_s ? 1 : 0;
        m_seen = true;
        return true;
    }

    // `\t  3 - segv (SEGFAULT)`
    bool readListed(QStringView line)
    {
        if (!m_list || !line.startsWith(u'\t'))
            return false;
        const QStringView text = line.trimmed();
        const qsizetype dash = text.indexOf(u" - "), open = text.lastIndexOf(u" (");
        const std::optional<int> number = leadingNumber(text);
        if (!number || dash < 0 || open <= dash)
            return false;
        const qsizetype close = text.indexOf(u')', open); // newer versions add the labels behind it
        CTest test;
        test.name = text.sliced(dash + 3, open - dash - 3).toString();
        test.result = text.sliced(open + 2, (close < 0 ? text.size() : close) - open - 2).toString();
        m_list->append({*number, test});
        return true;
    }

    void readSummary(QStringView line)
    {
        m_current = 0;
        m_failedCount = numberBefore(line, u"tests failed");
        const qsizetype of = line.indexOf(u" out of ");
        m_total = of < 0 ? 0 : leadingNumber(line.sliced(of + 8)).value_or(0);
        m_seen = true;
    }

    void readOutput(QStringView line)
    {
        int number = m_current;
        const qsizetype colon = line.left(8).indexOf(u": ");
        if (colon > 0 && wholeNumber(line.first(colon))) { // -V
            number = line.first(colon).toInt();
            line = line.sliced(colon + 2);
            if (line.startsWith(u"Test command: ") || line.startsWith(u"Working Directory: ") ||
                line.startsWith(u"Test timeout computed "))
                return;
        }
        if (number <= 0)
            return;
        QStringList &output = m_tests[number].output;
        output.append(line.toString());
        if (output.size() > 2 * kOutputLines)
            output.remove(0, kOutputLines);
    }

    static QString kindOf(const QString &result)
    {
        if (result.contains(u"Timeout"_s))
            return u"timeout"_s;
        if (result.contains(u"SEGFAULT"_s) || result.contains(u"Exception"_s) || result.contains(u"abort"_s) ||
            result.contains(u"ILLEGAL"_s) || result.contains(u"NUMERICAL"_s))
            return u"crash"_s;
        return result.startsWith(u"Not Run"_s) ? u"setup"_s : u"assertion"_s;
    }

    void addFailure(int number, const CTest &test)
    {
        Failure failure;
        failure.id = test.name;
        failure.kind = kindOf(test.result);
        QStringList output = m_tests.value(number).output;
        while (!output.isEmpty() && output.constLast().trimmed().isEmpty())
            output.removeLast();
        failure.output = output.mid(std::max<qsizetype>(0, output.size() - 20)).join(u'\n').trimmed();
        failure.message = test.result;
        if (!failure.output.isEmpty())
            failure.message += u'\n' + failure.output;
        m_parsed.failures.append(failure);
    }

    void finish()
    {
        if (!m_seen && !m_none)
            return;
        m_parsed.certainty = 0.95;
        if (m_none) {
            m_parsed.counts = {0, 0, 0, 0, 0, {}};
            m_parsed.status = CommandStatus::Error;
            return;
        }
        for (const auto &[number, test] : std::as_const(m_failed))
            addFailure(number, test);
        if (!m_failedCount)
            return; // cut off, or -Q
        TestCounts &counts = m_parsed.counts;
        // where the beginning was cut off the sums alone tell
        const bool whole = m_results >= m_total;
        counts.passed = whole ? m_passed : std::max(m_passed, m_total - *m_failedCount);
        counts.failed = m_failedCount;
        counts.errors = 0;
        counts.skipped = int(m_notRun.size());
        counts.collected = *counts.passed + *m_failedCount + *counts.skipped;
        if (*m_failedCount > 0)
            m_parsed.status = CommandStatus::Fail;
    }

    using Listed = QList<std::pair<int, CTest>>;
    const OutputView &m_view;
    ParsedOutput m_parsed;
    QHash<int, CTest> m_tests;
    Listed m_failed, m_notRun;
    Listed *m_list = nullptr;
    std::optional<int> m_failedCount;
    int m_current = 0, m_passed = 0, m_results = 0, m_total = 0;
    bool m_seen = false, m_none = false;
};

} // namespace

ParsedOutput parseCTest(const OutputView &view)
{
    return CTestReader(view).read();
}

} // namespace vibecoder
