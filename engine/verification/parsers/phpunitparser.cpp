// SPDX-License-Identifier: MIT
// PHPUnit: default and --testdox; also Pest's summary of the same form.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `Tests: 9, Assertions: 5, Errors: 1`
std::optional<int> numberAfter(QStringView line, QStringView name)
{
    const qsizetype at = line.indexOf(name);
    return at < 0 ? std::nullopt : leadingNumber(line.sliced(at + name.size()));
}

// `CartTest::testRows with data set "three #1" (3, 7)`: the values are no part of the name
QString testName(QStringView text)
{
    const qsizetype set = text.indexOf(u" with data set ");
    if (set < 0)
        return text.toString();
    QStringView rest = text.sliced(set + 15);
    const qsizetype end = rest.startsWith(u'"') ? rest.indexOf(u"\" (") + 1 : rest.indexOf(u" (");
    return text.first(set + 15 + (end > 0 ? end : rest.size())).toString();
}

class PhpUnitReader
{
public:
    explicit PhpUnitReader(const OutputView &view)
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
        if (line.startsWith(u"PHPUnit ") && line.contains(u" by Sebastian Bergmann")) {
            m_seen = true;
        } else if (line.startsWith(u"There was ") || line.startsWith(u"There were ")) {
            m_section = line.contains(u" error")     ? u"error"_s
                        : line.contains(u" failure") ? u"assertion"_s
                                                     : u"other"_s;
            m_number = 0;
            m_open = false;
        } else if (line == u"--") {
            m_open = false;
        } else if (line.startsWith(u"OK (") || line.startsWith(u"OK, but ") || line.startsWith(u"Tests: ") ||
                   line.startsWith(u"No tests executed!")) {
            readSummary(line);
        } else if (!m_section.isEmpty() && isHeader(line)) {
            openFailure(line.sliced(line.indexOf(u") ") + 2));
        } else if (m_open) {
            addLine(line);
        } else if (readTestdox(line, text)) {
            return;
        } else if (line.startsWith(u"Unknown option ") || line.startsWith(u"Cannot open file ") ||
                   line.startsWith(u"Test file \"") || line.startsWith(u"Class \"")) {
            m_usage = m_seen ? line.toString() : m_usage;
        }
    }

    [[nodiscard]] bool isHeader(QStringView line)
    {
        if (leadingNumber(line) != m_number + 1 || !line.left(8).contains(u") "))
            return false;
        ++m_number;
        return true;
    }

    void openFailure(QStringView name)
    {
        m_open = m_section != u"other"_s;
        if (!m_open)
            return;
        Failure failure;
        failure.id = testName(name);
        failure.kind = m_section;
        m_parsed.failures.append(failure);
    }

    void addLine(QStringView line)
    {
        if (line == u"FAILURES!" || line == u"ERRORS!" || line.startsWith(u"Time: ")) {
            m_open = false;
            return;
        }
        Failure &failure = m_parsed.failures.last();
        const std::optional<Place> place = placeAtStart(line);
        if (place && place->rest.isEmpty() && place->file.endsWith(u".php")) {
            addFrame(failure, m_view, {place->file.toString(), place->line, {}});
            return;
        }
        if (failure.message.size() < 3000 && !(line.isEmpty() && failure.message.isEmpty()))
            failure.message += (failure.message.isEmpty() ? u""_s : u"\n"_s) + line.toString();
    }

    // `Cart`, ` ✔ Ok`, ` ✘ Total` and its account behind `   │ `
    bool readTestdox(QStringView line, QStringView text)
    {
        const bool passed = line.startsWith(u" ✔ "), failed = line.startsWith(u" ✘ ");
        if (failed) {
            Failure failure;
            failure.id = m_class + u"::"_s + text.sliced(2).toString();
            failure.kind = u"assertion"_s;
            m_testdox.append(failure);
            m_inTestdox = true;
            return true;
        }
        if (m_inTestdox && text.startsWith(u'│')) {
            QStringView rest = text.sliced(1);
            rest = rest.startsWith(u' ') ? rest.sliced(1) : rest;
            Failure &failure = m_testdox.last();
            const std::optional<Place> place = placeAtStart(rest);
            if (place && place->rest.isEmpty() && place->file.endsWith(u".php"))
                addFrame(failure, m_view, {place->file.toString(), place->line, {}});
            else if (failure.message.size() < 3000)
                failure.message += rest.toString() + u'\n';
            return true;
        }
        if (!text.isEmpty() && !line.startsWith(u' ') && !line.contains(u':')) {
            const qsizetype name = text.indexOf(u" ("); // `Cart (Shop\Tests\Cart)`
            m_class = (name > 0 ? text.first(name) : text).toString();
        }
        m_inTestdox = m_inTestdox && !passed && text.isEmpty();
        return passed;
    }

    // `Total` of `Cart` in CartTest.php was CartTest::testTotal before it was made readable.
    static void restoreName(Failure &failure)
    {
        const qsizetype colons = failure.id.indexOf(u"::"_s);
        QString name = failure.id.sliced(std::max<qsizetype>(colons, -2) + 2), set;
        if (const qsizetype data = name.indexOf(u" with data set "_s); data > 0) {
            set = name.sliced(data);
            name.truncate(data);
        }
        QString method = u"test"_s;
        for (const QString &word : name.split(u' ', Qt::SkipEmptyParts))
            method += word.first(1).toUpper() + word.sliced(1);
        QString type = failure.file.section(u'/', -1).section(u'.', 0, 0);
        if (type.isEmpty())
            type = failure.id.first(std::max<qsizetype>(colons, 0)) + u"Test"_s;
        failure.id = type + u"::"_s + method + set;
    }

    void readSummary(QStringView line)
    {
        TestCounts &counts = m_parsed.counts;
        m_open = false;
        m_ended = true;
        m_told = m_parsed.failures.size();
        if (line.startsWith(u"OK (")) {
            counts = {leadingNumber(line.sliced(4)), 0, 0, 0, leadingNumber(line.sliced(4)), {}};
        } else if (line.startsWith(u"No tests executed!")) {
            counts = {0, 0, 0, 0, 0, {}};
        } else if (const std::optional<int> tests = numberAfter(line, u"Tests: ")) {
            const int errors = numberAfter(line, u"Errors: ").value_or(0);
            const int failed = numberAfter(line, u"Failures: ").value_or(0);
            const int skipped =
                numberAfter(line, u"Skipped: ").value_or(0) + numberAfter(line, u"Incomplete: ").value_or(0);
            const int risky = numberAfter(line, u"Risky: ").value_or(0);
            counts = {std::max(0, *tests - errors - failed - skipped - risky), failed, errors, skipped, tests, {}};
        }
    }

    static void complete(Failure &failure)
    {
        failure.message = failure.message.trimmed();
        const QString first = failure.message.section(u'\n', 0, 0);
        const qsizetype colon = first.indexOf(u": "_s);
        if (colon > 0 && !first.first(colon).contains(u' ')) {
            failure.type = first.first(colon);
            failure.kind = u"error"_s;
        }
        takePhpValues(failure, failure.message);
    }

    void finish()
    {
        if (!m_seen && !(m_ended && !m_parsed.failures.isEmpty()))
            return;
        if (m_ended) // what stands behind the sums is what tests wrote to the error output
            m_parsed.failures.resize(m_told);
        if (m_parsed.failures.isEmpty()) {
            m_parsed.failures = m_testdox;
            for (Failure &failure : m_parsed.failures)
                restoreName(failure);
        }
        for (Failure &failure : m_parsed.failures)
            complete(failure);
        m_parsed.certainty = m_seen && m_ended ? 1.0 : 0.8;
        if (!m_parsed.failures.isEmpty()) {
            m_parsed.status = CommandStatus::Fail;
        } else if (!m_usage.isEmpty()) {
            Failure failure;
            failure.kind = u"usage"_s;
            failure.message = m_usage;
            m_parsed.failures.append(failure);
            m_parsed.status = CommandStatus::Error;
        }
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Failure> m_testdox;
    QString m_section, m_class, m_usage;
    int m_number = 0;
    qsizetype m_told = 0; ///< failures before the sums
    bool m_seen = false, m_ended = false, m_open = false, m_inTestdox = false;
};

} // namespace

ParsedOutput parsePhpUnit(const OutputView &view)
{
    if (view.output.text().contains(u"##teamcity["_s))
        return {}; // those say it all
    return PhpUnitReader(view).read();
}

} // namespace vibecoder
