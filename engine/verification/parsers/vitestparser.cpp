// SPDX-License-Identifier: MIT
// Vitest: the sections `Failed Suites` and `Failed Tests` with ` FAIL  file > describe > test`, unhandled errors, and
// the summary (`Tests  1 failed | 2 passed (3)`). TAP and JUnit that it can write have parsers of their own.
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `⎯⎯⎯ Failed Tests 2 ⎯⎯⎯`, `⎯⎯⎯[1/2]⎯`
bool isRuleLine(QStringView line)
{
    return line.left(2).trimmed().startsWith(u'⎯') || line.startsWith(u'⎯');
}

// `12| code` and `  | ^`, the code around a frame
bool isCode(QStringView line)
{
    line = line.left(40).trimmed();
    qsizetype i = 0;
    while (i < line.size() && line.at(i).isDigit())
        ++i;
    return i < line.size() && line.at(i) == u'|';
}

class VitestReader
{
public:
    explicit VitestReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i)
            i = readLine(i, m_output.line(i));
        if (m_parsed.certainty < 1 && js::readJestJson(m_view, json(), m_parsed))
            return m_parsed;
        if (m_output.text().contains(u"name=\"vitest tests\""_s) && js::readXml(m_view, m_parsed))
            return m_parsed;
        if (m_parsed.failures.isEmpty())
            readProgress();
        return finished();
    }

private:
    [[nodiscard]] QJsonObject json() const
    {
        const QJsonObject root = js::objectStarting(m_output, u"{\"num");
        return root.contains(u"numRuntimeErrorTestSuites"_s) ? QJsonObject() : root;
    }

    qsizetype readLine(qsizetype i, QStringView line)
    {
        if (line.isEmpty() || line.size() > 2000)
            return i;
        if (isRuleLine(line)) {
            section(line);
            if (m_unhandled)
                return unhandled(i);
        } else if (m_inFailures && line.startsWith(u" FAIL ")) {
            return failures(i);
        } else if (line.startsWith(u"::error ")) {
            github(line);
        } else if (line.startsWith(u"No test files found")) {
            none(line);
        } else {
            summary(line.trimmed());
        }
        return i;
    }

    void section(QStringView line)
    {
        m_unhandled = false;
        if (line.contains(u" Failed Suites ") || line.contains(u" Failed Tests ")) {
            m_inFailures = true;
            m_inSuites = line.contains(u" Failed Suites ");
            m_parsed.certainty = std::max(m_parsed.certainty, 0.9);
        } else if (line.contains(u" Unhandled Rejection ") || line.contains(u" Uncaught Exception ") ||
                   line.contains(u" Unhandled Error ") || line.contains(u" Unhandled Source Errors ")) {
            m_unhandled = true;
            m_parsed.certainty = std::max(m_parsed.certainty, 0.9);
        }
    }

    // Several failures may share one body.
    qsizetype failures(qsizetype at)
    {
        QList<Failure> heads;
        for (; m_output.line(at).startsWith(u" FAIL "); ++at)
            heads.append(head(m_output.line(at).sliced(6).trimmed()));
        const qsizetype end = bodyEnd(at);
        for (Failure &failure : heads) {
            const QString file = failure.file;
            if (m_inSuites && failure.kind.isEmpty())
                failure.kind = u"hook"_s;
            body(failure, at, end);
            if (failure.file.isEmpty())
                failure.file = file;
            m_suites += m_inSuites ? 1 : 0;
            m_parsed.failures.append(failure);
        }
        return end - 1;
    }

    [[nodiscard]] static Failure head(QStringView title)
    {
        Failure failure;
        if (title.startsWith(u'|')) // a project of the workspace
            title = title.sliced(std::max<qsizetype>(title.indexOf(u'|', 1), 0) + 1).trimmed();
        if (const qsizetype name = title.indexOf(u" > "); name > 0) {
            failure.file = title.first(name).toString();
            failure.id = title.sliced(name + 3).toString();
        } else {
            const qsizetype bracket = title.indexOf(u" [ ");
            failure.file = title.left(bracket).toString();
            failure.kind = u"suite"_s;
        }
        failure.file = failure.file.sliced(failure.file.lastIndexOf(u"  "_s) + 1).trimmed();
        return failure;
    }

    [[nodiscard]] qsizetype bodyEnd(qsizetype from) const
    {
        qsizetype end = from;
        while (
            end < m_output.lineCount() && !isRuleLine(m_output.line(end)) && !m_output.line(end).startsWith(u" FAIL "))
            ++end;
        return end;
    }

    void body(Failure &failure, qsizetype from, qsizetype end) const
    {
        qsizetype stop = from;
        while (stop < end && !m_output.line(stop).startsWith(u" ❯ ") && !isCode(m_output.line(stop)) &&
               !js::isFrameLine(m_output.line(stop)))
            ++stop;
        js::setMessage(failure, js::block(m_output, from, stop));
        js::takeExpectations(failure.message, failure);
        failure.file.clear();
        js::takeFrames(m_view, from, end, failure);
    }

    qsizetype unhandled(qsizetype at)
    {
        const qsizetype end = bodyEnd(at + 1);
        m_unhandled = false;
        Failure failure;
        body(failure, at + 1, end);
        if (failure.message.isEmpty())
            return end - 1;
        for (qsizetype i = at + 1; i < end && failure.file.isEmpty(); ++i)
            failure.file = between(m_output.line(i), u"This error originated in \"", u"\"").toString();
        m_parsed.failures.append(failure);
        return end - 1;
    }

    void github(QStringView line)
    {
        if (std::optional<Failure> failure = js::githubError(line)) {
            m_nested = m_nested || failure->id.contains(u" > "_s);
            const QString text = failure->message;
            failure->id = failure->id.section(u" > "_s, 1);
            js::setMessage(*failure, text.section(u"\n ❯ "_s, 0, 0));
            m_github.append(*failure);
        }
    }

    void none(QStringView line)
    {
        m_none = true;
        m_parsed.certainty = std::max(m_parsed.certainty, m_view.named ? 0.95 : 0.8);
        TestCounts &counts = m_parsed.counts;
        counts.passed = counts.failed = counts.skipped = 0;
        if (line.endsWith(u" 0"))
            return;
        Failure failure;
        failure.kind = u"collection"_s;
        failure.message = line.trimmed().toString();
        m_parsed.failures.append(failure);
    }

    void summary(QStringView line)
    {
        if (line.startsWith(u"RUN  v") || (line.startsWith(u"RUN ") && line.contains(u" v"))) {
            m_parsed.certainty = std::max(m_parsed.certainty, 0.8);
        } else if (line.startsWith(u"Test Files ")) {
            m_files = true;
            m_failedFiles = numberBefore(line, u"failed").value_or(0);
        } else if (m_files && line.startsWith(u"Tests ") && (line.endsWith(u')') || line.endsWith(u"no tests"))) {
            TestCounts &counts = m_parsed.counts;
            counts.passed = numberBefore(line, u"passed").value_or(0);
            counts.failed = numberBefore(line, u"failed").value_or(0);
            counts.skipped = numberBefore(line, u"skipped").value_or(0) + numberBefore(line, u"todo").value_or(0);
            const qsizetype open = line.lastIndexOf(u'(');
            counts.collected = open < 0 ? std::optional<int>(0) : leadingNumber(line.sliced(open + 1));
            m_parsed.certainty = 1;
            m_summary = true;
        } else if (m_files && line.startsWith(u"Errors ")) {
            m_errors = numberBefore(line, u"error").value_or(numberBefore(line, u"errors").value_or(0));
        }
    }

    // Cut off before the failures were printed: `   × name 6ms` and `     → message` tell the rest.
    void readProgress()
    {
        QString file;
        for (qsizetype i = 0; i < m_output.lineCount() && m_parsed.certainty >= 0.5; ++i) {
            const QStringView line = m_output.line(i).left(1000);
            if (line.startsWith(u" ❯ ")) {
                file = line.sliced(3).toString().section(u" ("_s, 0, 0);
            } else if (line.trimmed().startsWith(u"× ") && m_output.line(i + 1).trimmed().startsWith(u"→ ")) {
                QStringView title = line.trimmed().sliced(2);
                if (const qsizetype time = title.lastIndexOf(u' '); time > 0 && title.endsWith(u"ms"))
                    title = title.first(time);
                // The verbose reporter names the file in each line.
                const qsizetype name = title.indexOf(u" > ");
                const bool withFile = name > 0 && title.first(name).contains(u'.') && !line.startsWith(u"   ");
                Failure failure;
                failure.file = withFile ? title.first(name).toString() : file;
                failure.id = (withFile ? title.sliced(name + 3) : title).trimmed().toString();
                js::setMessage(failure, m_output.line(i + 1).trimmed().sliced(2).toString());
                m_parsed.failures.append(failure);
            }
        }
    }

    ParsedOutput finished()
    {
        TestCounts &counts = m_parsed.counts;
        if (m_parsed.failures.isEmpty() && !m_github.isEmpty() && (m_view.named || m_nested)) {
            m_parsed.failures = m_github;
            m_parsed.certainty = std::max(m_parsed.certainty, 0.7);
        }
        if (m_summary)
            counts.errors = std::max(m_suites, counts.failed == 0 && m_errors == 0 ? m_failedFiles : 0) + m_errors;
        if (m_none && m_view.exitCode == 0)
            counts.errors = 0;
        const int failed = counts.failed.value_or(0);
        if (m_none || (m_suites > 0 && failed == 0))
            m_parsed.status = CommandStatus::Error;
        else if (failed > 0 || m_errors > 0)
            m_parsed.status = CommandStatus::Fail;
        js::dropIfPassed(m_view, m_parsed);
        return m_parsed;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QList<Failure> m_github;
    int m_suites = 0, m_failedFiles = 0, m_errors = 0;
    bool m_inFailures = false, m_inSuites = false, m_unhandled = false, m_files = false, m_summary = false,
         m_none = false, m_nested = false;
};

} // namespace

ParsedOutput parseVitest(const OutputView &view)
{
    return VitestReader(view).read();
}

} // namespace vibecoder
