// SPDX-License-Identifier: MIT
// AVA: the list (`✔ title`, `✘ [fail]: title`), behind a rule the failures in full, behind another the sums. Uncaught
// errors stand in the list. Its TAP has a parser of its own.
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isBlank(QStringView line)
{
    return line.trimmed().isEmpty();
}

// `   7: code`: the code around the place
bool isCode(QStringView line)
{
    line = line.left(40).trimmed();
    const std::optional<int> number = leadingNumber(line);
    return number && line.sliced(QString::number(*number).size()).startsWith(u':');
}

class AvaReader
{
public:
    explicit AvaReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i).left(1000);
            // The sums are one block; what follows was printed by tests.
            m_done = m_done || (m_sums && isBlank(line));
            if (!line.startsWith(u"  ") || line.size() < 3)
                continue;
            if (line.trimmed() == u"─") {
                ++m_rules;
                m_lastRule = i;
                if (!m_failed.isEmpty() && m_rules == 1)
                    i = details(i + 1) - 1;
            } else if (m_rules > 0) {
                if (!m_done)
                    sum(line);
            } else {
                i = listed(i, line.sliced(2));
            }
        }
        return finished();
    }

private:
    qsizetype listed(qsizetype i, QStringView line)
    {
        const bool unexpected = line.startsWith(u"✘ [unexpected pass]: ");
        if (unexpected || line.startsWith(u"✘ [fail]: ")) {
            if (m_failed.size() < 200)
                m_failed.append(line.sliced(unexpected ? 21 : 10).toString());
        } else if (line.startsWith(u"✔ ")) {
            m_passed += line.startsWith(u"✔ [expected fail]") ? 0 : 1;
        } else if (line.startsWith(u"Uncaught exception in ") || line.startsWith(u"Unhandled rejection in ")) {
            return uncaught(i, line);
        } else if (line.startsWith(u"✘ Timed out while running tests")) {
            m_timedOut = true;
        } else if (line.startsWith(u"◌ ") && m_timedOut) {
            Failure failure;
            failure.kind = u"timeout"_s;
            failure.id = line.sliced(2).toString();
            failure.file = m_pendingFile;
            failure.message = u"Timed out while running tests"_s;
            m_parsed.failures.append(failure);
        } else if (m_timedOut && line.contains(u" pending in ")) {
            m_pendingFile = line.sliced(line.indexOf(u" pending in ") + 12).toString();
        } else if (line.startsWith(u"✘ ")) {
            notice(i, line.sliced(2));
        }
        return i;
    }

    // What AVA says about files; said again about a file with an error it is no news.
    void notice(qsizetype at, QStringView line)
    {
        const bool none = line.startsWith(u"No tests found") || line.contains(u"find any matching tests") ||
                          line.contains(u"find any files to test") || line.contains(u"did not match the filters") ||
                          line.startsWith(u"Couldn");
        const bool exited = line.contains(u" exited with a non-zero exit code") || line.contains(u" exited due to ");
        if (!none && !exited)
            return;
        Failure failure;
        failure.kind = none ? u"collection"_s : u"suite"_s;
        failure.message = line.toString() + u'\n' + js::block(m_output, at + 1, at + 4);
        failure.message = failure.message.section(u"\n─"_s, 0, 0).trimmed();
        if (exited)
            failure.file = line.first(line.indexOf(u" exited ")).toString();
        else if (line.startsWith(u"No tests found in "))
            failure.file = line.sliced(18).toString().section(u',', 0, 0);
        (none ? m_none : m_exits).append(failure);
    }

    qsizetype uncaught(qsizetype at, QStringView line)
    {
        const QString file = line.sliced(line.indexOf(u" in ") + 4).toString();
        qsizetype end = at + 1;
        while (end < m_output.lineCount() && !m_output.line(end).startsWith(u"  ✘ ") &&
               !m_output.line(end).startsWith(u"  ✔ ") && m_output.line(end).trimmed() != u"─" &&
               !m_output.line(end).startsWith(u"  Unca") && !m_output.line(end).startsWith(u"  Unha"))
            ++end;
        Failure failure;
        failure.kind = u"error"_s;
        fill(failure, at + 1, end);
        if (failure.file.isEmpty())
            failure.file = file;
        m_parsed.failures.append(failure);
        ++m_uncaught;
        return end - 1;
    }

    // `title`, `file:line` and code where AVA knows them, the words, the stack.
    void fill(Failure &failure, qsizetype from, qsizetype end)
    {
        qsizetype i = from;
        std::optional<Frame> place;
        for (; i < end; ++i) {
            const QStringView line = m_output.line(i);
            if (isBlank(line) || isCode(line))
                continue;
            if (place || !(place = js::placeOf(line)))
                break;
        }
        qsizetype stop = i;
        while (stop < end && !js::isFrameLine(m_output.line(stop)))
            ++stop;
        js::setMessage(failure, js::block(m_output, i, stop));
        unnest(failure);
        sides(failure);
        js::takeFrames(m_view, stop, end, failure);
        if (place && isOwnFile(m_view, place->file)) {
            failure.file = place->file;
            failure.line = place->line;
        }
    }

    // `Error thrown in test:` shows the error as an object and again with its stack.
    static void unnest(Failure &failure)
    {
        const qsizetype again = failure.message.lastIndexOf(u"\n\n"_s);
        if (again < 0)
            return;
        const QString tail = failure.message.mid(again + 2);
        if (!js::errorType(tail).isEmpty() && failure.message.contains(u" {\n"_s)) {
            failure.type = js::errorType(tail);
            failure.message = failure.message.section(u'\n', 0, 0) + u'\n' + tail;
        }
    }

    static void sides(Failure &failure)
    {
        const QString header = u"Difference (- actual, + expected):"_s;
        const qsizetype at = failure.message.indexOf(header);
        if (at < 0)
            return;
        const js::DiffSides sides = js::diffSides(failure.message.mid(at + header.size()), 2);
        failure.expected = sides.plus;
        failure.actual = sides.minus;
        failure.kind = u"assertion"_s;
    }

    // The title of a failure stands alone after a gap; its line in the list begins with it.
    [[nodiscard]] bool isTitle(qsizetype i) const
    {
        const QStringView line = m_output.line(i);
        if (!line.startsWith(u"  ") || line.size() < 3 || line.at(2).isSpace() || !isBlank(m_output.line(i - 1)) ||
            !isBlank(m_output.line(i + 1)))
            return false;
        if (i > m_lastRule + 2 && !(isBlank(m_output.line(i - 2)) && isBlank(m_output.line(i - 3))))
            return false;
        const QStringView title = line.sliced(2);
        return std::any_of(m_failed.begin(), m_failed.end(), [title](const QString &failed) {
            return failed.startsWith(title) && (failed.size() == title.size() || failed.at(title.size()) == u' ');
        });
    }

    qsizetype details(qsizetype at)
    {
        qsizetype start = -1, i = at;
        const auto close = [&](qsizetype end) {
            if (start < 0)
                return;
            Failure failure;
            failure.id = m_output.line(start).trimmed().toString();
            if (failure.id.contains(u" hook for "_s))
                failure.kind = u"hook"_s;
            fill(failure, start + 1, end);
            m_parsed.failures.append(failure);
        };
        for (; i < m_output.lineCount(); ++i) {
            if (m_output.line(i).trimmed() == u"─" && m_output.line(i).startsWith(u"  "))
                break;
            if (isTitle(i)) {
                close(i);
                start = i;
            }
        }
        close(i);
        return i;
    }

    void sum(QStringView line)
    {
        line = line.trimmed();
        const std::optional<int> number = leadingNumber(line);
        // Each kind is said once; tests may print such lines as well.
        const QString kind = number ? line.sliced(QString::number(*number).size()).toString().remove(u's') : QString();
        if (!number || m_kinds.contains(kind))
            return;
        m_kinds.append(kind);
        if (line.endsWith(u" passed"))
            m_printedPassed = number;
        else if (line.endsWith(u"tests failed") || line.endsWith(u"test failed"))
            m_sumFailed += *number;
        else if (line.endsWith(u"hooks failed") || line.endsWith(u"hook failed"))
            m_sumFailed += *number;
        else if (line.endsWith(u" skipped") || line.endsWith(u" todo") || line.contains(u" known failure"))
            m_skipped += *number;
        else if (line.contains(u" uncaught exception") || line.contains(u" unhandled rejection"))
            m_errors += *number;
        else
            return;
        m_sums = true;
    }

    ParsedOutput finished()
    {
        if (!m_sums && m_failed.isEmpty() && m_none.isEmpty() && m_uncaught == 0)
            return m_parsed;
        m_parsed.certainty = m_sums && m_rules > 0 ? 1 : 0.7;
        if (m_parsed.failures.isEmpty())
            m_parsed.failures = m_none.isEmpty() ? m_exits : m_none;
        TestCounts &counts = m_parsed.counts;
        if (m_sums) {
            counts.passed = m_printedPassed.value_or(m_passed);
            counts.failed = m_sumFailed;
            counts.skipped = m_skipped;
            counts.errors = m_errors;
        }
        if (!m_sums && !m_none.isEmpty())
            counts.passed = counts.failed = counts.skipped = 0;
        if (m_sumFailed > 0 || m_passed > 0 || m_timedOut)
            m_parsed.status = CommandStatus::Fail;
        else if (m_uncaught > 0 || !m_none.isEmpty())
            m_parsed.status = CommandStatus::Error;
        js::dropIfPassed(m_view, m_parsed);
        return m_parsed;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QStringList m_failed, m_kinds;
    QList<Failure> m_none, m_exits;
    QString m_pendingFile;
    std::optional<int> m_printedPassed;
    qsizetype m_lastRule = -1;
    int m_rules = 0, m_passed = 0, m_sumFailed = 0, m_skipped = 0, m_errors = 0, m_uncaught = 0;
    bool m_timedOut = false, m_sums = false, m_done = false;
};

} // namespace

ParsedOutput parseAva(const OutputView &view)
{
    return AvaReader(view).read();
}

} // namespace vibecoder
