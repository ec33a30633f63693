// SPDX-License-Identifier: MIT
// GoogleTest. What a test prints may look like the runner's lines: only the lines of the test that runs count.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxLines = 60;

// `[  FAILED  ] Cart.Two, where T = int (0 ms)` -> `Cart.Two`
QStringView testName(QStringView line)
{
    QStringView name = line.sliced(13);
    for (const QStringView end : {QStringView(u", where "), QStringView(u" (")}) {
        if (name.indexOf(end) > 0)
            name = name.first(name.indexOf(end));
    }
    return name.trimmed();
}

// The operands stand two blanks deep, their values below them.
void takeEquality(Failure &failure, const QStringList &lines)
{
    QStringList values;
    for (const QString &line : lines) {
        if (line.startsWith(u"    Which is: "_s) && !values.isEmpty())
            values.last() = line.sliced(14);
        else if (line.startsWith(u"  "_s) && values.size() < 2)
            values.append(line.sliced(2));
        else if (!values.isEmpty())
            break;
    }
    if (values.size() == 2) {
        failure.expected = values.at(0);
        failure.actual = values.at(1);
    }
}

void takeValues(Failure &failure, const QStringList &lines)
{
    const QString first = lines.value(0);
    if (first.startsWith(u"Expected equality of these values"_s)) {
        takeEquality(failure, lines.mid(1));
    } else if (first.startsWith(u"Value of: "_s)) {
        for (const QString &line : lines) {
            if (line.startsWith(u"  Actual: "_s))
                failure.actual = line.sliced(10);
            else if (line.startsWith(u"Expected: "_s))
                failure.expected = line.sliced(10);
        }
    } else if (first.startsWith(u"Expected: "_s)) {
        const qsizetype at = first.indexOf(u", actual: "_s);
        failure.expected = first.sliced(10, (at < 0 ? first.size() : at) - 10);
        failure.actual = at < 0 ? QString() : first.sliced(at + 10);
    }
}

class GtestReader
{
public:
    explicit GtestReader(const OutputView &view)
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
        if (line.startsWith(u'[') && line.size() > 12 && line.at(11) == u']')
            readMark(line);
        else if (isFailureLine(line))
            openFailure(line);
        else if (const std::optional<Failure> assertion = cAssertion(line))
            m_assertion = *assertion;
        else if (line.startsWith(u"terminate called "))
            m_end = line.toString();
        else if (const std::optional<int> disabled =
                     line.startsWith(u"  YOU HAVE ") ? leadingNumber(line.sliced(11)) : std::nullopt)
            m_disabled = *disabled;
        else if (m_open && m_lines.size() < kMaxLines)
            m_lines.append(line.toString());
    }

    static bool isFailureLine(QStringView line) { return line.endsWith(u": Failure") || line.contains(u"): error: "); }

    void readMark(QStringView line)
    {
        const QStringView mark = line.first(12);
        closeFailure();
        if (mark == u"[ RUN      ]") {
            m_running = testName(line).toString();
            m_pending.clear();
        } else if (mark == u"[       OK ]" || mark == u"[  SKIPPED ]") {
            endTest(line, mark == u"[       OK ]" ? m_ok : m_skipped);
        } else if (mark == u"[  FAILED  ]") {
            readFailed(line);
        } else if (mark == u"[  PASSED  ]") {
            m_passedCount = leadingNumber(line.sliced(13));
            m_seen = true;
        } else if (mark == u"[==========]" && line.contains(u" Running ")) {
            m_ok = m_failed = m_skipped = 0; // --gtest_repeat: the last round counts
            m_seen = true;
            m_failedCount = m_skippedCount = m_passedCount = std::nullopt;
        } else if (mark == u"[==========]" || line.contains(u"tear-down")) {
            m_ended = true;
        }
    }

    void endTest(QStringView line, int &count)
    {
        if (line.contains(u" tests, listed below") || line.contains(u" test, listed below")) {
            m_skippedCount = leadingNumber(line.sliced(13));
            return;
        }
        if (testName(line) != m_running || m_running.isEmpty())
            return;
        ++count;
        m_pending.clear();
        m_running.clear();
    }

    void readFailed(QStringView line)
    {
        if (line.contains(u" tests, listed below") || line.contains(u" test, listed below")) {
            m_failedCount = leadingNumber(line.sliced(13));
            m_seen = true;
            return;
        }
        const QString name = testName(line).toString();
        if (line.contains(u": SetUpTestSuite or TearDownTestSuite")) {
            for (Failure &failure : m_ofSuites)
                failure.id = name;
            m_parsed.failures += std::exchange(m_ofSuites, {});
            return;
        }
        // --gtest_brief does not say when a test starts; without it the end of the running test needs no time behind it
        if (m_running.isEmpty() ? m_pending.isEmpty() || !line.endsWith(u" ms)") : name != m_running)
            return;
        ++m_failed;
        if (m_pending.isEmpty())
            m_pending.append(bare(name));
        for (Failure &failure : m_pending) {
            failure.id = name;
            const QString key = u"%1\n%2:%3\n%4"_s.arg(name, failure.file).arg(failure.line).arg(failure.message);
            if (!m_known.contains(key))
                m_parsed.failures.append(failure);
            m_known.insert(key);
        }
        m_pending.clear();
        m_running.clear();
    }

    static Failure bare(const QString &name)
    {
        Failure failure;
        failure.id = name;
        failure.kind = u"assertion"_s;
        failure.message = u"failed"_s;
        return failure;
    }

    void openFailure(QStringView line)
    {
        closeFailure();
        m_open = true;
        m_lines.clear();
        m_failure = bare({});
        if (line.startsWith(u"unknown file")) {
            m_failure.kind = u"error"_s;
            return;
        }
        std::optional<Place> place = placeAtStart(line);
        if (!place) {
            const qsizetype end = line.indexOf(u"): error: "), open = end < 0 ? -1 : line.first(end).lastIndexOf(u'(');
            const std::optional<int> number =
                open < 0 ? std::nullopt : wholeNumber(line.sliced(open + 1, end - open - 1));
            if (!number) {
                m_open = false;
                return;
            }
            m_failure.file = line.first(open).toString();
            m_failure.line = *number;
            m_lines.append(line.sliced(end + 10).toString());
            return;
        }
        // a test may have left its own text on the line
        const qsizetype blank = place->file.startsWith(u'/') ? -1 : place->file.lastIndexOf(u' ');
        m_failure.file = place->file.sliced(blank + 1).toString();
        m_failure.line = place->line;
    }

    void closeFailure()
    {
        if (!m_open)
            return;
        m_open = false;
        while (!m_lines.isEmpty() && m_lines.constLast().trimmed().isEmpty())
            m_lines.removeLast();
        if (m_lines.isEmpty())
            return; // printed by a test: the runner always says what failed
        m_failure.message = m_lines.join(u'\n');
        takeValues(m_failure, m_lines);
        (m_running.isEmpty() && !m_seen ? m_pending : m_running.isEmpty() ? outside() : m_pending).append(m_failure);
    }

    QList<Failure> &outside() { return m_view.command.contains(u"gtest_brief"_s) ? m_pending : m_ofSuites; }

    // A test that began and did not end: it took the program with it, or was cut off.
    void addUnfinished()
    {
        Failure failure = m_pending.isEmpty() ? bare(m_running) : m_pending.constLast();
        failure.id = m_running;
        failure.kind = u"crash"_s;
        if (m_pending.isEmpty()) {
            failure.message = m_end.isEmpty() ? u"the program ended in this test"_s : m_end;
            if (!m_assertion.message.isEmpty()) {
                failure.message = m_assertion.message;
                failure.file = m_assertion.file;
                failure.line = m_assertion.line;
            }
        }
        if (m_view.timedOut)
            addWarning(m_parsed, failure, u"note"_s);
        else
            m_parsed.failures.append(failure);
    }

    void finish()
    {
        closeFailure();
        m_parsed.failures += std::exchange(m_ofSuites, {});
        const bool unfinished = !m_running.isEmpty();
        if (!m_seen && m_parsed.failures.isEmpty() && !unfinished)
            return;
        m_parsed.certainty = 1.0;
        if (unfinished) {
            addUnfinished();
            if (!m_view.timedOut)
                m_parsed.status = CommandStatus::Crash;
            return;
        }
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
        if (!m_passedCount && !m_failedCount && !m_ended)
            return;
        m_parsed.counts.passed = m_passedCount.value_or(m_ok);
        m_parsed.counts.failed = m_failedCount.value_or(m_failed);
        m_parsed.counts.skipped = m_skippedCount.value_or(m_skipped) + m_disabled;
        m_parsed.counts.errors = 0;
        m_parsed.counts.collected = *m_parsed.counts.passed + *m_parsed.counts.failed + *m_parsed.counts.skipped;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    Failure m_failure, m_assertion;
    QList<Failure> m_pending, m_ofSuites;
    QStringList m_lines;
    QSet<QString> m_known;
    QString m_running, m_end;
    std::optional<int> m_passedCount, m_failedCount, m_skippedCount;
    int m_ok = 0, m_failed = 0, m_skipped = 0, m_disabled = 0;
    bool m_open = false, m_seen = false, m_ended = false;
};

} // namespace

ParsedOutput parseGtest(const OutputView &view)
{
    if (view.output.text().contains(u" test(s)"_s))
        return {}; // cmocka has the same marks
    return GtestReader(view).read();
}

} // namespace vibecoder
