// SPDX-License-Identifier: MIT
// prove: the `Test Summary Report`, `Files=1, Tests=2` and `Result: FAIL`; the words of Test::More name the tests.
#include "verification/parsers/parsers.h"
#include "verification/parsers/tapreader.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Script
{
    QString name;
    int tests = 0, failed = 0;
    QStringList notes; ///< `Parse errors: …`, `Non-zero exit status: 255`
    bool broken = false;
    bool explained = false; ///< one of its tests is reported
};

// `t/a.t (Wstat: 256 (exited 1) Tests: 2 Failed: 1)`
std::optional<Script> scriptAt(QStringView line)
{
    const qsizetype status = line.indexOf(u"(Wstat: ");
    const qsizetype tests = line.indexOf(u" Tests: "), failed = line.indexOf(u" Failed: ");
    if (status <= 0 || tests < status || failed < tests)
        return std::nullopt;
    Script script;
    script.name = line.first(status).trimmed().toString();
    script.tests = leadingNumber(line.sliced(tests + 8)).value_or(0);
    script.failed = leadingNumber(line.sliced(failed + 9)).value_or(0);
    return script;
}

class ProveReader
{
public:
    explicit ProveReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i).left(OutputText::kMaxMatched);
            if (line.startsWith(u"Test Summary Report"))
                i = report(i + 1);
            else if (line.startsWith(u"Files=") && line.contains(u", Tests="))
                total(line);
            else if (line.startsWith(u"FAILED--Further testing stopped") ||
                     line.startsWith(u"Cannot detect source of "))
                notice(line);
            else if (line.startsWith(u"Result: "))
                m_parsed.certainty = std::max(m_parsed.certainty, 0.8);
        }
        if (m_parsed.certainty == 0)
            return m_parsed;
        if (m_view.exitCode != 0) {
            words();
            points();
            unexplained();
        }
        count();
        return m_parsed;
    }

private:
    qsizetype report(qsizetype at)
    {
        qsizetype i = at;
        for (; i < m_output.lineCount() && !m_output.line(i).startsWith(u"Files="); ++i) {
            const QStringView line = m_output.line(i).left(OutputText::kMaxMatched);
            if (std::optional<Script> script = scriptAt(line)) {
                m_scripts.append(*script);
                continue;
            }
            if (m_scripts.isEmpty() || !line.startsWith(u"  "))
                continue;
            Script &script = m_scripts.last();
            const QString note = line.trimmed().toString();
            if (note.startsWith(u"TODO passed"_s))
                continue;
            script.broken = script.broken || note.startsWith(u"Parse errors"_s);
            if (script.notes.size() < 8)
                script.notes.append(note);
        }
        return i - 1;
    }

    void notice(QStringView line)
    {
        Failure failure;
        failure.kind = line.startsWith(u'F') ? u"error"_s : u"collection"_s;
        failure.message = line.toString();
        m_parsed.failures.append(failure);
        m_parsed.status = CommandStatus::Error;
        m_parsed.certainty = std::max(m_parsed.certainty, 0.8);
    }

    void total(QStringView line)
    {
        m_tests = leadingNumber(line.sliced(line.indexOf(u", Tests=") + 8));
        m_parsed.certainty = 1;
    }

    [[nodiscard]] qsizetype scriptNamed(QStringView text) const
    {
        for (qsizetype i = 0; i < m_scripts.size(); ++i) {
            if (!m_scripts.at(i).name.isEmpty() && text.contains(m_scripts.at(i).name))
                return i;
        }
        return -1;
    }

    // `#   Failed test 'title'`, `#   at t/a.t line 3.` and what was got and expected; nested in subtests as well.
    void words()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i).left(OutputText::kMaxMatched);
            if (!line.trimmed().startsWith(u"#   Failed test") || line.contains(u"Failed (TODO)")) {
                broken(line);
                continue;
            }
            tap::Point point;
            point.from = i;
            point.to = i + 1;
            while (m_output.line(point.to).trimmed().startsWith(u"# ") &&
                   !m_output.line(point.to).contains(u"Failed test") &&
                   !m_output.line(point.to).contains(u"Looks like"))
                ++point.to;
            QStringView name = line.sliced(line.indexOf(u"Failed test") + 11).trimmed();
            if (name.startsWith(u'\'') && name.endsWith(u'\''))
                point.title = name.sliced(1).chopped(1).toString();
            Failure failure = tap::failureOf(m_view, point);
            const qsizetype script = scriptNamed(failure.file);
            if (failure.id.isEmpty())
                failure.id = failure.file;
            if (script >= 0)
                m_scripts[script].explained = true;
            m_parsed.failures.append(failure);
            i = point.to - 1;
            if (m_parsed.failures.size() >= 1000)
                return;
        }
    }

    // What a script said before it died. It names the script; without a name the next broken one is meant.
    void broken(QStringView line)
    {
        const QStringView text = line.trimmed();
        if (text.isEmpty() || text.startsWith(u"Files=") || line.startsWith(u"  "))
            return;
        const bool ends = text.startsWith(u"# Looks like your test exited") ||
                          text.startsWith(u"# Looks like you planned") || text.startsWith(u"# Looks like you failed") ||
                          text.endsWith(u"aborted due to compilation errors.");
        // Test::More notices the death that perl explained in the line above.
        if (ends && m_explained && m_chunk.isEmpty() && text.startsWith(u'#')) {
            m_explained = false;
            return;
        }
        const bool own = !m_scripts.isEmpty() && !text.startsWith(u"Result:") && !text.startsWith(u"Dubious,") &&
                         !text.contains(u" .. ") && !text.contains(u"..") && !scriptAt(text) &&
                         !text.startsWith(u"Failed ") && !text.startsWith(u"All ") &&
                         !text.startsWith(u"No subtests") && !text.startsWith(u"---") &&
                         !text.startsWith(u"Test Summary");
        if (own && !ends && m_chunk.size() < 12)
            m_chunk.append(text.toString());
        if (!ends)
            return;
        m_explained = !text.startsWith(u'#');
        const QString said = m_chunk.join(u'\n');
        m_chunk.clear();
        qsizetype script = scriptNamed(said);
        if (script < 0) {
            while (m_next < m_scripts.size() && m_scripts.at(m_next).explained)
                ++m_next;
            script = m_next;
        }
        if (script >= m_scripts.size())
            return;
        m_next = std::max(m_next, script + 1);
        m_said[m_scripts.at(script).name] = said;
    }

    // prove -v and -f show the points; without words of Test::More they are all there is.
    void points()
    {
        if (!m_parsed.failures.isEmpty())
            return;
        for (const tap::Point &point : tap::read(m_output).points) {
            if (point.ok || point.skip || point.todo || point.parent || m_parsed.failures.size() >= 1000)
                continue;
            Failure failure = tap::failureOf(m_view, point);
            if (m_scripts.size() == 1) {
                if (failure.file.isEmpty())
                    failure.file = m_scripts.constFirst().name;
                m_scripts.first().explained = true;
            }
            m_parsed.failures.append(failure);
        }
    }

    void unexplained()
    {
        for (const Script &script : std::as_const(m_scripts)) {
            if (script.explained || m_parsed.failures.size() >= 1000)
                continue;
            Failure failure;
            failure.id = failure.file = script.name;
            failure.kind = u"error"_s;
            const QString said = m_said.value(script.name);
            failure.message = (said + u'\n' + script.notes.join(u'\n')).trimmed();
            const QString mark = u" at "_s + script.name + u" line "_s;
            if (const qsizetype at = said.indexOf(mark); at >= 0)
                failure.line = leadingNumber(QStringView(said).sliced(at + mark.size())).value_or(0);
            if (script.notes.isEmpty() && said.isEmpty())
                continue;
            m_parsed.failures.append(failure);
        }
    }

    void count()
    {
        TestCounts &counts = m_parsed.counts;
        int failed = 0;
        bool broken = false;
        for (const Script &script : std::as_const(m_scripts)) {
            failed += script.failed;
            broken = broken || script.broken;
        }
        // A script that died hides how many tests it had.
        const bool told =
            failed > 0 || m_tests == 0 || m_view.exitCode.value_or(0) == 0; // else the part that tells was cut off
        if (m_tests && !broken && told) {
            counts.failed = failed;
            counts.passed = std::max(0, *m_tests - failed);
            counts.collected = m_tests;
            counts.errors = 0;
        }
        if (m_view.exitCode != 0 && !m_parsed.status)
            m_parsed.status = CommandStatus::Fail;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QList<Script> m_scripts;
    QMap<QString, QString> m_said;
    QStringList m_chunk;
    qsizetype m_next = 0;
    bool m_explained = false;
    std::optional<int> m_tests;
};

} // namespace

ParsedOutput parseProve(const OutputView &view)
{
    return ProveReader(view).read();
}

} // namespace vibecoder
