// SPDX-License-Identifier: MIT
// Jasmine: `Failures:` with `1) Suite spec`, `Suite error: x`, and the summary `3 specs, 2 failures, 1 pending spec`.
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Summary
{
    qsizetype line = -1;
    int specs = 0, failures = 0, pending = 0;
};

std::optional<Summary> summaryAt(const OutputText &output, qsizetype i)
{
    const QStringView line = output.line(i).left(200);
    const std::optional<int> specs = leadingNumber(line);
    if (!specs || !line.contains(u" spec") || !line.contains(u" failure"))
        return std::nullopt;
    // Tests may print such a line; the real one is followed by the time.
    bool timed = false;
    for (qsizetype k = i + 1; k < i + 4; ++k)
        timed = timed || output.line(k).startsWith(u"Finished in ");
    if (!timed)
        return std::nullopt;
    Summary summary;
    summary.line = i;
    summary.specs = *specs;
    summary.failures = numberBefore(line, u"failures").value_or(numberBefore(line, u"failure").value_or(0));
    summary.pending = numberBefore(line, u"pending").value_or(0);
    return summary;
}

class JasmineReader
{
public:
    explicit JasmineReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        std::optional<Summary> summary;
        qsizetype none = -1, incomplete = -1;
        for (qsizetype i = m_output.lineCount() - 1; i >= 0 && !summary; --i) {
            summary = summaryAt(m_output, i);
            if (m_output.line(i) == u"No specs found" && m_output.line(i + 1).startsWith(u"Finished in "))
                none = i;
            if (m_output.line(i).startsWith(u"Incomplete: "))
                incomplete = i;
        }
        const qsizetype end = summary ? summary->line : none >= 0 ? none : m_output.lineCount();
        if (!summary && none < 0)
            return notStarted();
        m_parsed.certainty = 1;
        failures(end);
        count(summary.value_or(Summary()), none >= 0);
        if (incomplete >= 0 && m_parsed.failures.isEmpty()) {
            Failure failure;
            failure.kind = none >= 0 ? u"collection"_s : u"usage"_s;
            failure.message = m_output.line(incomplete).toString();
            m_parsed.failures.append(failure);
            m_parsed.status = none >= 0 ? CommandStatus::Error : CommandStatus::Fail;
        }
        return m_parsed;
    }

private:
    // Only what stands between `Failures:` (or the first suite error) and the summary.
    void failures(qsizetype end)
    {
        bool inside = false;
        int number = 1;
        for (qsizetype i = 0; i < end; ++i) {
            const QStringView line = m_output.line(i).left(1000);
            if (line == u"Failures:") {
                inside = true;
                number = 1;
                m_parsed.failures.clear();
                m_specs = m_suites = 0;
            } else if (line == u"Pending:") {
                inside = false;
            } else if (line.startsWith(u"Suite error: ")) {
                if (m_output.line(i + 1).startsWith(u"  Message:"))
                    i = messages(i + 1, end, {}, m_suites);
            } else if (inside && line.startsWith(QString(QString::number(number) + u") "_s))) {
                const QString id = line.sliced(line.indexOf(u' ') + 1).toString();
                if (m_output.line(i + 1).startsWith(u"  Message:")) {
                    i = messages(i + 1, end, id, m_specs);
                    ++number;
                }
            }
        }
    }

    // Each `Message:` with its `Stack:` is an assertion of the same spec.
    qsizetype messages(qsizetype at, qsizetype end, const QString &id, int &counted)
    {
        ++counted;
        while (at < end && m_output.line(at).startsWith(u"  Message:")) {
            qsizetype stack = at + 1;
            while (stack < end && !m_output.line(stack).startsWith(u"  Stack:"))
                ++stack;
            qsizetype next = stack + 1;
            while (next < end && (m_output.line(next).startsWith(u"    ") && !m_output.line(next).trimmed().isEmpty()))
                ++next;
            Failure failure;
            failure.id = id;
            if (id.isEmpty())
                failure.kind = u"hook"_s;
            js::setMessage(failure, js::block(m_output, at + 1, stack));
            js::takeFrames(m_view, stack + 1, next, failure);
            sides(failure);
            m_parsed.failures.append(failure);
            at = next;
        }
        return at - 1;
    }

    // `Expected 3 to be 4.`
    static void sides(Failure &failure)
    {
        const QString line = failure.message.section(u'\n', 0, 0);
        const qsizetype start = line.indexOf(u"Expected "_s);
        if (start < 0 || !line.endsWith(u'.'))
            return;
        for (const QString &verb : {u" to be "_s, u" to equal "_s}) {
            const qsizetype at = line.indexOf(verb, start);
            const QString expected = at < 0 ? QString() : line.mid(at + verb.size()).chopped(1);
            if (expected.isEmpty() || expected.contains(u" than "_s) || expected.startsWith(u"a "_s))
                continue;
            QString actual = line.mid(start + 9, at - start - 9);
            if (actual.startsWith(u'$') && actual.contains(u" = "_s))
                actual = actual.section(u" = "_s, 1);
            failure.expected = expected;
            failure.actual = actual;
            return;
        }
    }

    void count(const Summary &summary, bool none)
    {
        TestCounts &counts = m_parsed.counts;
        counts.errors = m_suites;
        counts.failed = none ? 0 : std::max(0, summary.failures - m_suites);
        counts.skipped = summary.pending;
        counts.passed = std::max(0, summary.specs - *counts.failed - summary.pending);
        counts.collected = summary.specs;
        if (*counts.failed > 0)
            m_parsed.status = CommandStatus::Fail;
        else if (m_suites > 0)
            m_parsed.status = none ? CommandStatus::Error : CommandStatus::Fail;
    }

    // Wrong options, or a file that could not be loaded: nothing ran.
    ParsedOutput notStarted()
    {
        const bool began = m_output.text().startsWith(u"Started\n"_s) || m_output.text().contains(u"\nStarted\n"_s);
        if (!m_view.named || m_view.exitCode == 0 || began)
            return m_parsed;
        Failure failure;
        if (m_output.line(0).startsWith(u"Unknown option")) {
            failure.kind = u"usage"_s;
            failure.message = m_output.line(0).toString();
        } else if (std::optional<Failure> died = js::nodeError(m_view, 0, m_output.lineCount())) {
            failure = *died;
            failure.kind = u"suite"_s;
            m_parsed.counts.passed = m_parsed.counts.failed = m_parsed.counts.skipped = 0;
            m_parsed.counts.errors = 1;
        } else {
            return m_parsed;
        }
        m_parsed.failures.append(failure);
        m_parsed.status = CommandStatus::Error;
        m_parsed.certainty = 0.8;
        return m_parsed;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    int m_specs = 0, m_suites = 0;
};

} // namespace

ParsedOutput parseJasmine(const OutputView &view)
{
    return JasmineReader(view).read();
}

} // namespace vibecoder
