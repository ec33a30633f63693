// SPDX-License-Identifier: MIT
// doctest of C++: console and XML reporters.
#include "verification/diagnostics.h"
#include "verification/parsers/catchxml.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Tests that a filter left out are counted as skipped; they were never meant to run.
bool isFiltered(const QString &command)
{
    static constexpr QStringView options[] = {u"-tc=", u"-tce=", u"-ts=", u"-tse=", u"-sf=", u"-sfe=", u"-test-case",
        u"-test-suite", u"-source-file", u"-f=", u"-l=", u"-first", u"-last"};
    return std::any_of(
        std::begin(options), std::end(options), [&command](QStringView option) { return command.contains(option); });
}

// `CHECK_EQ( 2, 3 )`, `CHECK( 1 == 2 )`
void takeValues(Failure &failure, QStringView text)
{
    const qsizetype open = text.indexOf(u"( ");
    if (open < 0 || !text.endsWith(u" )"))
        return;
    const QStringView inside = text.sliced(open + 2).chopped(2);
    const qsizetype comma = inside.indexOf(u", ");
    if (text.first(open).endsWith(u"_EQ") && comma > 0 && inside.indexOf(u", ", comma + 1) < 0) {
        failure.actual = inside.first(comma).trimmed().toString();
        failure.expected = inside.sliced(comma + 2).trimmed().toString();
    } else {
        splitComparison(failure, inside);
    }
}

class DoctestReader
{
public:
    explicit DoctestReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (m_at = 0; m_at < m_output.lineCount(); ++m_at)
            readLine(m_output.line(m_at).left(OutputText::kMaxMatched));
        m_parsed.failures += m_ofTest;
        finish();
        return m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        if (line.startsWith(u"=====") && isRule(line, u'=', 60)) {
            readHeader();
        } else if (line.startsWith(u"[doctest] ")) {
            readSummary(line.sliced(10));
        } else if (line.startsWith(u"Should have failed but didn't!")) {
            m_ofTest.append(failureAt(m_place.file, m_place.line, line.toString()));
        } else if (line.contains(u"marking it as not failed")) {
            m_ofTest.clear();
        } else if (line.contains(u"ERROR: ") && !m_test.isEmpty()) {
            readFailure(line);
        }
    }

    struct Header
    {
        QString file;
        int line = 0;
    };

    void readHeader()
    {
        m_parsed.failures += std::exchange(m_ofTest, {});
        const std::optional<Place> place = placeOfWord(m_output.line(m_at + 1));
        if (!place)
            return;
        qsizetype at = m_at + 2;
        if (m_output.line(at).startsWith(u"TEST SUITE: "))
            ++at;
        const QStringView name = m_output.line(at);
        if (!name.startsWith(u"TEST CASE:  ") && !name.startsWith(u"  Scenario: "))
            return;
        m_test = (name.startsWith(u"TEST CASE:  ") ? name.sliced(12) : name).trimmed().toString();
        m_place = {place->file.toString(), place->line};
        m_at = at;
    }

    [[nodiscard]] Failure failureAt(const QString &file, int line, const QString &message) const
    {
        Failure failure;
        failure.id = m_test;
        failure.kind = u"assertion"_s;
        failure.file = file;
        failure.line = line;
        failure.message = message;
        return failure;
    }

    void readFailure(QStringView line)
    {
        const std::optional<Place> place = placeAtStart(line);
        const bool fatal = place && place->rest.startsWith(u"FATAL ERROR: ");
        if (!fatal && !(place && place->rest.startsWith(u"ERROR: ")))
            return;
        const QStringView text = place->rest.sliced(fatal ? 13 : 7);
        Failure failure = failureAt(place->file.toString(), place->line, text.toString());
        if (text.contains(u"test case CRASHED"))
            failure.kind = u"crash"_s;
        else if (text.contains(u"THREW exception"))
            failure.kind = u"error"_s;
        qsizetype at = m_at + 1;
        for (; at < m_at + 40 && at < m_output.lineCount() && !m_output.line(at).isEmpty(); ++at) {
            const QStringView more = m_output.line(at).left(OutputText::kMaxMatched);
            failure.message += u'\n' + more.toString();
            if (more.startsWith(u"  values: "))
                takeValues(failure, more.sliced(10));
        }
        m_ofTest.append(failure);
        m_at = at - 1;
    }

    void readSummary(QStringView line)
    {
        m_seen = true;
        if (!line.startsWith(u"test cases:"))
            return;
        m_parsed.counts.passed = numberBefore(line, u"passed");
        m_parsed.counts.failed = numberBefore(line, u"failed");
        if (!isFiltered(m_view.command))
            m_parsed.counts.skipped = numberBefore(line, u"skipped");
        m_parsed.counts.collected = leadingNumber(line.sliced(11).trimmed());
        m_parsed.counts.errors = 0;
    }

    void finish()
    {
        if (!m_seen && m_parsed.failures.isEmpty())
            return;
        m_parsed.certainty = m_seen ? 1.0 : 0.7;
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QList<Failure> m_ofTest;
    Header m_place;
    QString m_test;
    qsizetype m_at = 0;
    bool m_seen = false;
};

} // namespace

ParsedOutput parseDoctest(const OutputView &view)
{
    if (view.output.text().contains(u"<doctest binary="_s))
        return parseCatchXml(view, u"<doctest binary=");
    return DoctestReader(view).read();
}

} // namespace vibecoder
