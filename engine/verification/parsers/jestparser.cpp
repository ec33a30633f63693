// SPDX-License-Identifier: MIT
// Jest: `FAIL file`, below it one `  ● describe › test` per failure, and the summary (`Tests: 1 failed, 2 total`).
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView kSuiteFailed = u"Test suite failed to run";

// `FAIL lib/a.test.js (5.2 s)`, in colour with blanks around; also `FAIL project lib/a.test.js`. Console output of
// tests is indented further.
QString fileOfResult(QStringView line, QStringView word)
{
    if (line.startsWith(u' '))
        line = line.sliced(1);
    if (!line.startsWith(word) || line.size() > 1000 || line.contains(u" > "))
        return {};
    line = line.sliced(word.size()).trimmed();
    if (const qsizetype time = line.lastIndexOf(u'('); time > 0 && line.endsWith(u" s)"))
        line = line.first(time).trimmed();
    line = line.sliced(line.lastIndexOf(u' ') + 1);
    return line.contains(u'.') && !line.endsWith(u'.') ? line.toString() : QString();
}

bool isHeading(QStringView line)
{
    return line.startsWith(u"  ● ") && line.size() > 4;
}

bool endsSection(QStringView line)
{
    return line.startsWith(u"Test Suites: ") || line.startsWith(u"Snapshot Summary") || line.startsWith(u" › ") ||
           line.startsWith(u"Summary of all failing tests") || line.startsWith(u"----------|") ||
           !fileOfResult(line, u"FAIL ").isEmpty() || !fileOfResult(line, u"PASS ").isEmpty();
}

// `    > 12 |   code`: the line the frame of code points at; -1 for its other lines, 0 for no frame of code.
int pointedLine(QStringView line)
{
    line = line.left(80).trimmed();
    const bool points = line.startsWith(u'>');
    if (points)
        line = line.sliced(1).trimmed();
    const std::optional<int> number = leadingNumber(line);
    if (!number || !line.sliced(QString::number(*number).size()).trimmed().startsWith(u'|'))
        return 0;
    return points ? *number : -1;
}

// `(2:12)` at the end of what Babel says.
int lineInParentheses(const QString &message)
{
    const QString line = message.section(u'\n', 0, 0);
    if (!line.endsWith(u')'))
        return 0;
    const QStringView inner = QStringView(line).sliced(line.lastIndexOf(u'(') + 1);
    return inner.contains(u':') ? leadingNumber(inner).value_or(0) : 0;
}

// What transformers and Jest explain at length is cut: the details say it.
QString telling(const QString &message)
{
    const qsizetype details = message.indexOf(u"\nDetails:\n"_s);
    return details < 0 ? message : message.section(u'\n', 0, 0) + u'\n' + message.mid(details + 10).trimmed();
}

class JestReader
{
public:
    explicit JestReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i);
            if (line.isEmpty())
                continue;
            if (const QString file = fileOfResult(line, u"FAIL "); !file.isEmpty()) {
                m_file = file;
                m_parsed.certainty = std::max(m_parsed.certainty, 0.6);
            } else if (!fileOfResult(line, u"PASS ").isEmpty()) {
                m_file.clear();
            } else if (isHeading(line)) {
                i = heading(i);
            } else if (line.startsWith(u"● ") || line.startsWith(u"Jest: ") || line.startsWith(u"No tests found")) {
                notice(i);
            } else if (line.startsWith(u"Test Suites: ") || line.startsWith(u"Tests: ")) {
                summary(line);
            }
        }
        readJson();
        return finished();
    }

private:
    qsizetype heading(qsizetype at)
    {
        const QStringView title = m_output.line(at).sliced(4).trimmed();
        const bool exit = title.startsWith(u"process.exit called");
        if ((m_file.isEmpty() && !exit) || title == u"Console")
            return at;
        qsizetype end = at + 1, code = 0, frames = 0;
        int pointed = 0;
        for (; end < m_output.lineCount(); ++end) {
            const QStringView line = m_output.line(end);
            if (isHeading(line) || (!line.startsWith(u"    ") && endsSection(line)))
                break;
            const int number = pointedLine(line);
            if (number != 0 && code == 0)
                code = end;
            if (number > 0 && pointed == 0)
                pointed = number;
            if (frames == 0 && line.trimmed().startsWith(u"at ") && js::isFrameLine(line))
                frames = end;
        }
        const qsizetype stop = code > 0 ? code : frames > 0 ? frames : end;
        add(title, at, stop, end, pointed, exit);
        return end - 1;
    }

    void add(QStringView title, qsizetype at, qsizetype stop, qsizetype end, int pointed, bool exit)
    {
        Failure failure;
        const bool suite = title == kSuiteFailed;
        if (suite || exit)
            failure.kind = suite ? u"suite"_s : u"crash"_s;
        else
            failure.id = title.toString();
        const QString body = telling(js::block(m_output, at + 1, stop));
        js::setMessage(failure, exit ? title.toString() + u'\n' + body : body);
        js::takeExpectations(failure.message, failure);
        js::takeFrames(m_view, at + 1, end, failure);
        if (failure.file.isEmpty()) {
            failure.file = m_file;
            failure.line = pointed > 0 ? pointed : lineInParentheses(body.section(u"SyntaxError: "_s, 1));
            placeAlone(body, failure);
        }
        // With many suites Jest prints every failure again at the end.
        const QString key = failure.id + u'\n' + m_file + u'\n' + failure.message;
        if (m_known.contains(key))
            return;
        m_known.insert(key);
        m_suites += suite ? 1 : 0;
        m_exited = m_exited || exit;
        if (exit)
            m_parsed.certainty = std::max(m_parsed.certainty, m_view.named ? 0.9 : 0.6);
        m_parsed.failures.append(failure);
    }

    // `/x/a.test.js:1` in a line of its own, which node puts above code that it cannot read
    void placeAlone(const QString &body, Failure &failure) const
    {
        for (const QStringView text : QStringView(body).split(u'\n')) {
            const std::optional<Frame> place = text.size() < 500 ? js::placeOf(text) : std::nullopt;
            if (failure.line == 0 && place && isOwnFile(m_view, place->file) && !text.trimmed().contains(u' ')) {
                failure.file = place->file;
                failure.line = place->line;
            }
        }
    }

    // What Jest says about itself: options, configuration, coverage.
    void notice(qsizetype at)
    {
        const QStringView line = m_output.line(at).trimmed();
        Failure failure;
        if (line.startsWith(u"No tests found")) {
            if (!line.contains(u"exiting with code"))
                return;
            m_parsed.certainty = std::max(m_parsed.certainty, m_view.named ? 0.95 : 0.7);
            m_none = true;
            if (line.endsWith(u" 0"))
                return;
            failure.kind = u"collection"_s;
            failure.message = line.toString();
        } else if (line.startsWith(u"Jest: ")) {
            failure.kind = line.contains(u"globalSetup") ? u"setup"_s : u"error"_s;
            failure.message = line.toString();
            if (m_view.exitCode == 0)
                return;
            if (failure.kind == u"setup")
                js::takeFrames(m_view, at + 1, at + 16, failure);
        } else {
            if (!line.endsWith(u':') || line.contains(u"Warning"))
                return;
            failure.kind = line.contains(u"Validation") ? u"config"_s : u"usage"_s;
            qsizetype end = at + 1;
            while (end < at + 12 && end < m_output.lineCount() &&
                   (m_output.line(end).isEmpty() || m_output.line(end).startsWith(u"  ")))
                ++end;
            failure.message = line.sliced(2).toString() + u'\n' + js::block(m_output, at + 1, end);
            m_parsed.certainty = std::max(m_parsed.certainty, m_view.named ? 0.9 : 0.6);
            m_configuration = true;
        }
        m_parsed.failures.append(failure);
    }

    void summary(QStringView line)
    {
        if (!line.endsWith(u" total"))
            return;
        if (line.startsWith(u"Test Suites: ")) {
            m_failedSuites = numberBefore(line, u"failed").value_or(0);
            m_parsed.certainty = 1;
            return;
        }
        TestCounts &counts = m_parsed.counts;
        counts.passed = numberBefore(line, u"passed").value_or(0);
        counts.failed = numberBefore(line, u"failed").value_or(0);
        counts.skipped = numberBefore(line, u"skipped").value_or(0) + numberBefore(line, u"todo").value_or(0);
        counts.collected = numberBefore(line, u"total");
    }

    void readJson()
    {
        const QJsonObject root = js::objectStarting(m_output, u"{\"num");
        if (!root.contains(u"numRuntimeErrorTestSuites"_s))
            return; // vitest writes the rest of it too
        ParsedOutput json;
        if (!js::readJestJson(m_view, root, json))
            return;
        if (!m_parsed.counts.passed)
            m_parsed.counts = json.counts;
        if (m_parsed.failures.isEmpty()) {
            m_parsed.failures = json.failures;
            m_suites = json.counts.errors.value_or(0);
        }
        m_parsed.certainty = 1;
    }

    ParsedOutput finished()
    {
        TestCounts &counts = m_parsed.counts;
        if (counts.passed && (m_suites > 0 || m_failedSuites == 0 || counts.failed.value_or(0) > 0))
            counts.errors = m_suites;
        if (m_none && !counts.passed) {
            counts.passed = counts.failed = counts.skipped = 0;
            if (m_parsed.failures.isEmpty())
                counts.errors = 0;
        }
        // Words of passing tests that look like a result.
        if (counts.failed == 0 && counts.passed)
            m_parsed.failures.removeIf([](const Failure &failure) { return !failure.id.isEmpty(); });
        if (m_exited)
            m_parsed.status = CommandStatus::Crash;
        else if (m_configuration || m_none || (m_suites > 0 && counts.failed.value_or(0) == 0))
            m_parsed.status = CommandStatus::Error;
        else if (counts.failed.value_or(0) > 0)
            m_parsed.status = CommandStatus::Fail;
        js::dropIfPassed(m_view, m_parsed);
        return m_parsed;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QString m_file;
    QSet<QString> m_known;
    int m_suites = 0, m_failedSuites = 0;
    bool m_exited = false, m_configuration = false, m_none = false;
};

} // namespace

ParsedOutput parseJest(const OutputView &view)
{
    return JestReader(view).read();
}

} // namespace vibecoder
