// SPDX-License-Identifier: MIT
// Catch2, versions 2 and 3: console, compact and XML reporters.
#include "verification/diagnostics.h"
#include "verification/parsers/catchxml.h"
#include "verification/parsers/parsers.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxLines = 60;

class CatchReader
{
public:
    explicit CatchReader(const OutputView &view)
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
        if (line.startsWith(u"-----") && isRule(line, u'-', 60)) {
            readHeader();
        } else if (line.endsWith(u": FAILED:") && !m_test.isEmpty()) {
            readFailure(line.chopped(9));
        } else if (line.contains(u": failed: ")) {
            readCompact(line);
        } else if (line.startsWith(u"test cases:") || line.startsWith(u"All tests passed (") ||
                   line.startsWith(u"Failed ") || line.startsWith(u"Passed ") || line == u"No tests ran") {
            readSummary(line);
        } else if (line.contains(u" is a Catch v") || line.contains(u" is a Catch2 v")) {
            m_banner = true;
        } else if (line.startsWith(u"Error(s) in input:")) {
            m_usage = m_output.line(m_at + 1).trimmed().toString();
        }
    }

    // The name of the test case may be wrapped; sections stand deeper.
    void readHeader()
    {
        QString name;
        qsizetype at = m_at + 1;
        for (; at < m_at + 20 && at < m_output.lineCount(); ++at) {
            const QStringView line = m_output.line(at);
            if (line.startsWith(u"-----") && isRule(line, u'-', 60))
                break;
            if (line.isEmpty() || line.startsWith(u"....."))
                return;
            if (!line.startsWith(u' '))
                name += (name.isEmpty() ? u""_s : u" "_s) + line.trimmed().toString();
        }
        if (name.isEmpty() || at == m_at + 20 || !placeAtStart(m_output.line(at + 1)))
            return;
        m_test = name;
        m_at = at;
    }

    void readFailure(QStringView placeText)
    {
        const std::optional<Place> place = placeOfWord(placeText);
        QStringList lines;
        qsizetype at = m_at + 1;
        for (; at < m_at + kMaxLines && at < m_output.lineCount() && !m_output.line(at).isEmpty(); ++at) {
            if (isRule(m_output.line(at), u'=', 60))
                return; // the reporter ends a failure with an empty line; this was printed by a test
            lines.append(m_output.line(at).left(OutputText::kMaxMatched).toString());
        }
        if (!place)
            return;
        Failure failure;
        failure.id = m_test;
        failure.kind = u"assertion"_s;
        failure.file = place->file.toString();
        failure.line = place->line;
        failure.message = lines.join(u'\n').trimmed();
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (lines.at(i) == u"with expansion:"_s)
                splitComparison(failure, QStringView(lines.value(i + 1)).trimmed());
            if (lines.at(i).startsWith(u"due to a fatal error condition"_s))
                failure.kind = u"crash"_s;
            else if (lines.at(i).startsWith(u"due to unexpected exception"_s))
                failure.kind = u"error"_s;
        }
        m_parsed.failures.append(failure);
        m_at = at - 1;
    }

    // `test.cpp:11: failed: got == 5 for: 4 == 5`
    void readCompact(QStringView line)
    {
        const std::optional<Place> place = placeAtStart(line);
        if (!place || !place->rest.startsWith(u"failed: "))
            return;
        const QStringView text = place->rest.sliced(8);
        Failure failure;
        failure.kind = text.startsWith(u"unexpected exception") ? u"error"_s : u"assertion"_s;
        failure.file = place->file.toString();
        failure.line = place->line;
        failure.message = text.toString();
        const qsizetype shown = text.indexOf(u" for: ");
        if (shown > 0) {
            QStringView values = text.sliced(shown + 6);
            const qsizetype with = values.indexOf(u" with ");
            splitComparison(failure, with > 0 ? values.first(with) : values);
        }
        m_compact.append(failure);
    }

    void readSummary(QStringView line)
    {
        TestCounts &counts = m_parsed.counts;
        if (line.startsWith(u"test cases:")) {
            if (!line.contains(u'|'))
                return;
            counts.passed = numberBefore(line, u"passed").value_or(0);
            counts.failed = failedCases(line);
            counts.skipped = numberBefore(line, u"skipped").value_or(0);
            m_expected = numberBefore(line, u"failed as expected").value_or(0);
            counts.collected = leadingNumber(line.sliced(11).trimmed());
        } else if (line.startsWith(u"All tests passed (") || line.startsWith(u"Passed ")) {
            const bool all = line.startsWith(u"All tests");
            std::optional<int> cases = numberBefore(line, u"test cases");
            cases = cases ? cases : numberBefore(line, u"test case");
            if (!cases)
                return;
            counts.passed = cases;
            counts.failed = 0;
            counts.skipped = all ? numberBefore(line, u"skipped").value_or(0) : 0;
        } else if (line.startsWith(u"Failed ")) {
            std::optional<int> cases = numberBefore(line, u"test cases");
            cases = cases ? cases : numberBefore(line, u"test case");
            if (!cases || !line.contains(u"assertion"))
                return;
            counts.failed = cases;
            counts.skipped = 0;
        } else {
            counts.passed = counts.failed = counts.skipped = 0;
        }
        counts.errors = 0;
        m_summary = true;
    }

    static int failedCases(QStringView line)
    {
        for (const QStringView part : line.split(u'|')) {
            if (part.trimmed().endsWith(u"failed"))
                return leadingNumber(part.trimmed()).value_or(0);
        }
        return 0;
    }

    // Test cases that may fail are counted apart but not marked: their names mostly say it.
    void dropExpected()
    {
        if (m_expected == 0)
            return;
        static constexpr QStringView hints[] = {
            u"may fail", u"mayfail", u"should fail", u"shouldfail", u"expected", u"known", u"must fail", u"xfail"};
        QSet<QString> dropped;
        for (const Failure &failure : std::as_const(m_parsed.failures)) {
            for (const QStringView hint : hints) {
                if (failure.id.contains(hint, Qt::CaseInsensitive) && dropped.size() < m_expected)
                    dropped.insert(failure.id);
            }
        }
        m_parsed.failures.removeIf([&dropped](const Failure &failure) { return dropped.contains(failure.id); });
    }

    void finish()
    {
        if (!m_usage.isEmpty() && m_view.exitCode.value_or(0) != 0 && !m_summary) {
            Failure failure;
            failure.kind = u"usage"_s;
            failure.message = m_usage;
            m_parsed.failures = {failure};
            m_parsed.status = CommandStatus::Error;
            m_parsed.certainty = 0.8;
            return;
        }
        if (m_parsed.failures.isEmpty())
            m_parsed.failures = m_compact;
        if (!m_summary && !m_banner && m_parsed.failures.isEmpty())
            return;
        dropExpected();
        m_parsed.certainty = m_summary ? 0.95 : m_banner ? 0.9 : 0.5;
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QList<Failure> m_compact;
    QString m_test, m_usage;
    qsizetype m_at = 0;
    int m_expected = 0;
    bool m_summary = false, m_banner = false;
};

} // namespace

ParsedOutput parseCatch2(const OutputView &view)
{
    for (const QStringView root : {QStringView(u"<Catch name="), QStringView(u"<Catch2TestRun ")}) {
        if (view.output.text().contains(root))
            return parseCatchXml(view, root);
    }
    return CatchReader(view).read();
}

} // namespace vibecoder
