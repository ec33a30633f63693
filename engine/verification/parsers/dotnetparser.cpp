// SPDX-License-Identifier: MIT
// dotnet test (VSTest's console) and the errors of MSBuild: `A.cs(3,5): error CS0103: message [/w/a.csproj]`.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `   at Shop.Tests.PriceTest.Total() in /w/PriceTest.cs:line 12`
std::optional<Frame> dotnetFrame(QStringView line)
{
    const QStringView text = line.trimmed();
    const qsizetype in = text.startsWith(u"at ") ? text.lastIndexOf(u" in ") : -1;
    const qsizetype number = in < 0 ? -1 : text.lastIndexOf(u":line ");
    if (in < 0 || number < in)
        return std::nullopt;
    return Frame{text.sliced(in + 4, number - in - 4).toString(), leadingNumber(text.sliced(number + 6)).value_or(0),
        text.sliced(3, in - 3).toString()};
}

class DotnetReader
{
public:
    explicit DotnetReader(const OutputView &view)
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
        if (readTotals(text) || readCompile(text))
            return;
        // `  Failed Shop.Tests.PriceTest.Total [12 ms]`, `  X Total [12ms]`
        const bool failed = line.startsWith(u"  Failed ") || line.startsWith(u"  X ");
        if (failed && text.endsWith(u']')) {
            Failure failure;
            failure.id =
                text.sliced(text.indexOf(u' ') + 1, text.lastIndexOf(u" [") - text.indexOf(u' ') - 1).toString();
            failure.kind = u"assertion"_s;
            m_parsed.failures.append(failure);
            m_part = Part::None;
            m_open = true;
        } else if (!m_open) {
            return;
        } else if (text == u"Error Message:") {
            m_part = Part::Message;
        } else if (text == u"Stack Trace:") {
            m_part = Part::Trace;
        } else if (text.startsWith(u"Standard Output Messages:") || text.startsWith(u"Passed ") ||
                   text.startsWith(u"Skipped ")) {
            m_open = false;
        } else if (m_part == Part::Message) {
            addMessage(text);
        } else if (const std::optional<Frame> frame = dotnetFrame(line)) {
            addFrame(m_parsed.failures.last(), m_view, *frame);
        }
    }

    void addMessage(QStringView text)
    {
        Failure &failure = m_parsed.failures.last();
        if (text.startsWith(u"Expected: "))
            failure.expected = text.sliced(10).trimmed().toString();
        else if (text.startsWith(u"Actual: "))
            failure.actual = text.sliced(8).trimmed().toString();
        else if (text.startsWith(u"But was: "))
            failure.actual = text.sliced(9).trimmed().toString();
        if (failure.message.size() < 3000 && !text.isEmpty())
            failure.message += (failure.message.isEmpty() ? u""_s : u"\n"_s) + text.toString();
    }

    static std::optional<int> numberAfter(QStringView text, QStringView name)
    {
        const qsizetype at = text.indexOf(name);
        return at < 0 ? std::nullopt : leadingNumber(text.sliced(at + name.size()).trimmed());
    }

    // `Failed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3, Duration: …`, or one count a line
    bool readTotals(QStringView text)
    {
        TestCounts &counts = m_parsed.counts;
        if (text.contains(u"Failed: ") && text.contains(u"Passed: ") && text.contains(u"Total: ")) {
            counts.failed = plus(counts.failed, numberAfter(text, u"Failed: ").value_or(0));
            counts.passed = plus(counts.passed, numberAfter(text, u"Passed: ").value_or(0));
            counts.skipped = plus(counts.skipped, numberAfter(text, u"Skipped: ").value_or(0));
            counts.collected = plus(counts.collected, numberAfter(text, u"Total: ").value_or(0));
        } else if (text.startsWith(u"Total tests: ")) {
            counts.collected = plus(counts.collected, numberAfter(text, u"Total tests: ").value_or(0));
            counts.passed = plus(counts.passed, 0);
            counts.failed = plus(counts.failed, 0);
            counts.skipped = plus(counts.skipped, 0);
        } else if (counts.collected && text.startsWith(u"Passed: ")) {
            counts.passed = plus(counts.passed, numberAfter(text, u"Passed: ").value_or(0));
        } else if (counts.collected && text.startsWith(u"Failed: ")) {
            counts.failed = plus(counts.failed, numberAfter(text, u"Failed: ").value_or(0));
        } else if (counts.collected && text.startsWith(u"Skipped: ")) {
            counts.skipped = plus(counts.skipped, numberAfter(text, u"Skipped: ").value_or(0));
        } else {
            return false;
        }
        counts.errors = 0;
        m_open = false;
        m_tests = true;
        return true;
    }

    bool readCompile(QStringView text)
    {
        if (!text.contains(u"): error ") && !text.contains(u"): warning "))
            return false;
        const std::optional<Diagnostic> diagnostic = diagnosticAtStart(text);
        if (!diagnostic ||
            !endsWithAny(diagnostic->file, {u".cs", u".fs", u".vb", u".csproj", u".fsproj", u".props", u".targets"}))
            return false;
        Failure failure = failureOf(*diagnostic, u"compile"_s);
        failure.id = failure.type = diagnostic->code.toString();
        const qsizetype project = failure.message.lastIndexOf(u" ["_s);
        if (project > 0 && failure.message.endsWith(u"proj]"_s))
            failure.message.truncate(project);
        const QString key = failure.file + QString::number(failure.line) + failure.id + failure.message;
        if (m_known.contains(key)) // MSBuild repeats them in its summary
            return true;
        m_known.insert(key);
        if (diagnostic->isError())
            m_compile.append(failure);
        else
            addWarning(m_parsed, failure, u"warning"_s);
        return true;
    }

    void finish()
    {
        const bool compile = !m_compile.isEmpty();
        if (!m_tests && !compile && m_parsed.failures.isEmpty())
            return;
        m_parsed.certainty = m_tests || compile ? 0.95 : 0.5;
        if (compile && !m_tests)
            m_parsed.counts.errors = int(m_compile.size());
        m_parsed.failures += m_compile;
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = compile ? CommandStatus::Error : CommandStatus::Fail;
    }

    enum class Part { None, Message, Trace };
    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Failure> m_compile;
    QSet<QString> m_known;
    Part m_part = Part::None;
    bool m_open = false, m_tests = false;
};

} // namespace

ParsedOutput parseDotnet(const OutputView &view)
{
    return DotnetReader(view).read();
}

} // namespace vibecoder
