// SPDX-License-Identifier: MIT
// minitest and test-unit of Ruby.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

class RubyTestReader
{
public:
    explicit RubyTestReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i)
            readLine(m_output.line(i).left(OutputText::kMaxMatched), i);
        finish();
        return m_parsed;
    }

private:
    void readLine(QStringView line, qsizetype at)
    {
        const QStringView text = line.trimmed();
        if (line.contains(u" assertions, ") && line.contains(u" failures, ")) {
            readSummary(line);
        } else if (line.startsWith(u"  ") &&
                   (text.endsWith(u") Failure:") || text.endsWith(u") Error:") || text.endsWith(u") Skipped:"))) {
            openNumbered(text, at);
        } else if (line.startsWith(u"Failure: ") || line.startsWith(u"Error: ")) {
            openUnit(line, at);
        } else if (at == m_headerAt + 1 && m_headerAt >= 0) {
            readName(line);
        } else if (m_open) {
            addLine(line, text);
        }
    }

    // `  1) Failure:`; only the numbers in order, or a test has printed it
    void openNumbered(QStringView text, qsizetype at)
    {
        const std::optional<int> number = leadingNumber(text);
        m_open = false;
        if (number == 1 && m_number > 0 && !m_parsed.failures.isEmpty())
            m_parsed.failures.clear(); // the earlier ones were printed by tests
        m_number = number.value_or(0);
        m_headerAt = at;
        m_kind = text.endsWith(u"Failure:") ? u"assertion"_s : text.endsWith(u"Error:") ? u"error"_s : QString();
    }

    // `AllTest#test_eq [test/all_test.rb:4]:`, `AllTest#test_nil:`
    void readName(QStringView line)
    {
        m_headerAt = -2;
        if (m_kind.isEmpty() || !line.endsWith(u':'))
            return;
        Failure failure;
        failure.kind = m_kind;
        const qsizetype open = line.lastIndexOf(u" [");
        failure.id = (open > 0 ? line.first(open) : line.chopped(1)).toString();
        if (const std::optional<Place> place =
                open > 0 ? placeOfWord(line.sliced(open + 2).chopped(2)) : std::nullopt) {
            failure.file = place->file.toString();
            failure.line = place->line;
        }
        m_parsed.failures.append(failure);
        m_open = true;
        m_blank = 0;
    }

    // test-unit: `Failure: test_eq(TuTest)`, `Error: test_err(TuTest): RuntimeError: boom`
    void openUnit(QStringView line, qsizetype at)
    {
        if (!isRule(m_output.line(at - 1), u'=', 60))
            return;
        const QStringView rest = line.sliced(line.indexOf(u": ") + 2);
        const qsizetype close = rest.indexOf(u')');
        if (close < 0)
            return;
        Failure failure;
        failure.kind = line.startsWith(u"Failure") ? u"assertion"_s : u"error"_s;
        failure.id = rest.first(close + 1).toString();
        failure.message = rest.sliced(close + 1).trimmed().toString();
        if (failure.message.startsWith(u": "_s))
            failure.message = failure.message.sliced(2);
        m_parsed.failures.append(failure);
        m_open = m_unit = true;
    }

    void addLine(QStringView line, QStringView text)
    {
        Failure &failure = m_parsed.failures.last();
        m_blank = text.isEmpty() ? m_blank + 1 : 0;
        if (isRule(line, u'=', 60) || m_blank > 3 || failure.message.size() > 3000) {
            m_open = false;
            return;
        }
        // `    test/all_test.rb:6:in `test_nil'`
        const std::optional<Place> place = placeAtStart(text);
        if (place && place->rest.startsWith(u"in ") && !place->file.contains(u' ')) {
            addFrame(failure, m_view, {place->file.toString(), place->line, place->rest.sliced(3).toString()});
            return;
        }
        if (m_unit && (line.startsWith(u"  => ") || leadingNumber(text)) && text.contains(u": "))
            return; // the source
        if (text.startsWith(u"Expected: "))
            failure.expected = text.sliced(10).toString();
        else if (text.startsWith(u"Actual: "))
            failure.actual = text.sliced(8).toString();
        else if (m_unit && text.startsWith(u'<') && text.endsWith(u"> expected but was"))
            failure.expected = text.sliced(1).chopped(18).toString();
        else if (m_unit && text.startsWith(u'<') && text.endsWith(u'>') && !failure.expected.isEmpty())
            failure.actual = text.sliced(1).chopped(1).toString();
        failure.message += (failure.message.isEmpty() ? u""_s : u"\n"_s) + line.toString();
    }

    void readSummary(QStringView line)
    {
        m_open = false;
        std::optional<int> runs = numberBefore(line, u"runs");
        runs = runs ? runs : numberBefore(line, u"tests");
        if (!runs)
            return;
        const int failed = numberBefore(line, u"failures").value_or(0),
                  errors = numberBefore(line, u"errors").value_or(0);
        const int skipped = numberBefore(line, u"skips").value_or(0) + numberBefore(line, u"pendings").value_or(0) +
                            numberBefore(line, u"omissions").value_or(0);
        m_parsed.counts = {std::max(0, *runs - failed - errors - skipped), failed, errors, skipped, runs, {}};
        m_summary = true;
    }

    void finish()
    {
        if (!m_summary)
            return;
        m_parsed.certainty = 0.95;
        for (Failure &failure : m_parsed.failures) {
            failure.message = failure.message.trimmed();
            if (failure.kind == u"error"_s)
                failure.type = failure.message.section(u':', 0, 0);
        }
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QString m_kind;
    qsizetype m_headerAt = -2;
    int m_number = 0, m_blank = 0;
    bool m_open = false, m_unit = false, m_summary = false;
};

} // namespace

ParsedOutput parseMinitest(const OutputView &view)
{
    return RubyTestReader(view).read();
}

} // namespace vibecoder
