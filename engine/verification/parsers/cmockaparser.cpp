// SPDX-License-Identifier: MIT
// cmocka: marks like GoogleTest's on standard output, the reasons on the error output; its TAP, subunit and XML name
// the place in the text.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `[   LINE   ] --- cm.c:8: error: Failure!`, `# cm.c:8: error: Failure!`
std::optional<Place> failurePlace(QStringView line)
{
    if (!line.endsWith(u": error: Failure!"))
        return std::nullopt;
    const qsizetype mark = line.indexOf(u"[   LINE   ] --- ");
    if (mark >= 0)
        line = line.sliced(mark + 17);
    else if (line.startsWith(u"# "))
        line = line.sliced(2);
    return placeAtStart(line);
}

class CmockaReader
{
public:
    explicit CmockaReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_view.output.lineCount(); ++i)
            readLine(m_view.output.line(i).left(OutputText::kMaxMatched));
        return m_seen ? finished() : m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        if (const std::optional<Place> place = failurePlace(line)) {
            m_seen = true;
            m_reason.file = place->file.toString();
            m_reason.line = place->line;
            m_reason.message = m_words.join(u'\n').trimmed();
            m_reasons.append(std::exchange(m_reason, Failure()));
            m_words.clear();
        } else if (line.startsWith(u"[  ERROR   ] --- ")) {
            m_words.append(line.sliced(17).toString());
        } else if (line.startsWith(u"[  ERROR   ] ") || line.startsWith(u"not ok ") || line.startsWith(u"error: ")) {
            addTest(line);
        } else if (line.startsWith(u"[==========] ") && line.contains(u" test(s)")) {
            m_seen = true;
            m_console = true;
            m_ended = m_ended || line.contains(u" run.");
        } else if (line.startsWith(u"[  PASSED  ] ")) {
            m_passed = leadingNumber(line.sliced(13)).value_or(m_passed);
        } else if (line.startsWith(u"[       OK ] ") || line.startsWith(u"ok ") || line.startsWith(u"success: ")) {
            ++m_passed;
            m_words.clear();
        } else if (line.startsWith(u"[  SKIPPED ] ") || line.startsWith(u"skip: ")) {
            if (line.contains(u", listed below"))
                m_skipped = leadingNumber(line.sliced(13)).value_or(m_skipped);
            else if (!m_listed)
                ++m_skipped;
            m_listed = m_listed || line.contains(u", listed below");
        } else if (line.startsWith(u"[  FAILED  ] ") || line.startsWith(u"failure: ")) {
            addTest(line);
        } else if (line.startsWith(u"ERROR: ") || line.startsWith(u"# ") || line.startsWith(u"Could not run test: ")) {
            m_words.append(line.startsWith(u"# ") ? line.sliced(2).toString() : line.toString());
        }
    }

    // The list at the end names the tests again.
    void addTest(QStringView line)
    {
        if (line.contains(u" test(s), listed below") || line.contains(u"# SKIP")) {
            m_skipped += line.contains(u"# SKIP") ? 1 : 0;
            return;
        }
        const bool mark = line.startsWith(u'[');
        QString name = line.sliced(mark ? 13 : line.indexOf(u' ') + 1).toString();
        if (line.startsWith(u"not ok "))
            name = line.sliced(line.indexOf(u" - ") + 3).toString();
        const bool unable = name.contains(u"Could not run test: "_s) || line.startsWith(u"error: ") ||
                            line.startsWith(u"[  ERROR   ] ");
        const QString words = unable ? name.section(u' ', 1) : QString();
        name = name.section(u' ', 0, 0);
        for (const Failure &known : std::as_const(m_tests)) {
            if (known.id == name)
                return;
        }
        Failure failure;
        failure.id = name;
        failure.kind = unable ? u"setup"_s : u"assertion"_s;
        failure.message = unable && words.isEmpty() ? m_words.join(u'\n').trimmed() : words;
        m_errors += unable ? 1 : 0;
        m_tests.append(failure);
        m_words.clear();
    }

    ParsedOutput finished()
    {
        // Each failed assertion ends its test, so the reasons come in the order of the tests.
        qsizetype next = 0;
        for (Failure &test : m_tests) {
            if (test.kind == u"setup"_s || next >= m_reasons.size())
                continue;
            const Failure &reason = m_reasons.at(next++);
            test.file = reason.file;
            test.line = reason.line;
            test.message = reason.message.isEmpty() ? u"Failure!"_s : reason.message;
            splitSides(test);
        }
        m_parsed.failures = m_tests;
        m_parsed.certainty = 1.0;
        const int failed = int(m_tests.size()) - m_errors;
        if (!m_console || m_ended)
            m_parsed.counts = {m_passed, failed, m_errors, m_skipped, m_passed + int(m_tests.size()) + m_skipped, {}};
        if (!m_tests.isEmpty())
            m_parsed.status = CommandStatus::Fail;
        return m_parsed;
    }

    // `0x2 != 0x3`: the value, then what was asked for
    static void splitSides(Failure &failure)
    {
        const QString first = failure.message.section(u'\n', 0, 0);
        const qsizetype at = first.indexOf(u" != "_s);
        if (at <= 0)
            return;
        failure.actual = first.first(at);
        failure.expected = first.sliced(at + 4);
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    Failure m_reason;
    QStringList m_words;
    QList<Failure> m_tests, m_reasons;
    int m_passed = 0, m_skipped = 0, m_errors = 0;
    bool m_seen = false, m_listed = false, m_console = false, m_ended = false;
};

} // namespace

ParsedOutput parseCmocka(const OutputView &view)
{
    const QString &text = view.output.text();
    const bool own = text.contains(u": error: Failure!"_s) || text.contains(u" test(s) run."_s);
    return own && !text.contains(u"<testsuite"_s) ? CmockaReader(view).read() : ParsedOutput();
}

} // namespace vibecoder
