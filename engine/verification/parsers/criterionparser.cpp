// SPDX-License-Identifier: MIT
// Criterion: `[----] t.c:5: Assertion Failed` lines, then the test that they belong to, and one line of sums.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

class CriterionReader
{
public:
    explicit CriterionReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_view.output.lineCount(); ++i) {
            const QStringView line = m_view.output.line(i).left(OutputText::kMaxMatched);
            if (line.startsWith(u'['))
                readLine(
                    line.first(std::min<qsizetype>(6, line.size())), line.sliced(std::min<qsizetype>(7, line.size())));
        }
        if (!m_sums && m_parsed.failures.isEmpty())
            return m_parsed;
        m_parsed.certainty = m_sums ? 1.0 : 0.8;
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
        return m_parsed;
    }

private:
    void readLine(QStringView mark, QStringView text)
    {
        if (mark == u"[----]") {
            readDetail(text);
        } else if (mark == u"[FAIL]" && text.contains(u"::")) {
            const qsizetype colon = text.indexOf(u": ");
            endTest(text.first(colon < 0 ? text.size() : colon), text.contains(u"CRASH!"));
        } else if (mark == u"[PASS]" || mark == u"[RUN ]") {
            m_pending.clear();
        } else if (mark == u"[SKIP]") {
            ++m_skipped;
        } else if (mark == u"[====]" && text.startsWith(u"Synthesis: ")) {
            const auto after = [text](QStringView word) {
                const qsizetype at = text.indexOf(word);
                return at < 0 ? 0 : leadingNumber(text.sliced(at + word.size())).value_or(0);
            };
            m_sums = true;
            TestCounts &counts = m_parsed.counts;
            counts.passed = after(u"Passing: ");
            counts.failed = after(u"Failing: ");
            counts.errors = 0;
            counts.skipped = m_skipped;
            counts.collected = after(u"Tested: ");
        }
    }

    // `t.c:5: Assertion Failed`, `t.c:11: Unexpected signal caught below this line!`, `  the text`
    void readDetail(QStringView text)
    {
        const std::optional<Place> place = text.startsWith(u' ') ? std::nullopt : placeAtStart(text);
        if (place && !place->rest.isEmpty()) {
            Failure failure;
            failure.file = place->file.toString();
            failure.line = place->line;
            const bool signal = place->rest.startsWith(u"Unexpected signal");
            failure.kind = signal ? u"crash"_s : u"assertion"_s;
            failure.message = signal ? place->rest.toString() : QString();
            if (m_pending.size() < 200)
                m_pending.append(failure);
        } else if (!m_pending.isEmpty() && !text.trimmed().isEmpty()) {
            QString &message = m_pending.last().message;
            if (message.size() < 3000)
                message += (message.isEmpty() ? u""_s : u"\n"_s) + text.trimmed().toString();
        }
    }

    void endTest(QStringView name, bool crashed)
    {
        if (m_pending.isEmpty()) {
            Failure failure;
            failure.kind = crashed ? u"crash"_s : u"assertion"_s;
            failure.message = crashed ? u"crashed"_s : u"failed"_s;
            m_pending.append(failure);
        }
        for (Failure &failure : m_pending) {
            failure.id = name.toString();
            failure.actual = between(failure.message, u"actual=`", u"`").toString();
            failure.expected = between(failure.message, u"expected=`", u"`").toString();
            if (m_parsed.failures.size() < 1000)
                m_parsed.failures.append(failure);
        }
        m_pending.clear();
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Failure> m_pending;
    int m_skipped = 0;
    bool m_sums = false;
};

} // namespace

ParsedOutput parseCriterion(const OutputView &view)
{
    return CriterionReader(view).read();
}

} // namespace vibecoder
