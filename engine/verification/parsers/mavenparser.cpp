// SPDX-License-Identifier: MIT
// Maven: Surefire, Failsafe and the compiler plugin, as text.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `[ERROR] text` -> `text`; empty severity when there is none
QStringView withoutLevel(QStringView line, QStringView &level)
{
    const qsizetype close = line.startsWith(u'[') ? line.left(12).indexOf(u"] ") : -1;
    level = close > 0 ? line.sliced(1, close - 1) : QStringView();
    return close > 0 ? line.sliced(close + 2) : line;
}

// `Tests run: 3, Failures: 1, Errors: 0, Skipped: 0`
bool takeTotals(TestCounts &counts, QStringView text)
{
    const auto number = [text](QStringView name) {
        const qsizetype at = text.indexOf(name);
        return at < 0 ? std::nullopt : leadingNumber(text.sliced(at + name.size()));
    };
    const std::optional<int> run = number(u"Tests run: "), failed = number(u"Failures: "), errors = number(u"Errors: "),
                             skipped = number(u"Skipped: ");
    if (!run || !failed || !errors || !skipped)
        return false;
    counts = {*run - *failed - *errors - *skipped, failed, errors, skipped, run, {}};
    return true;
}

class MavenReader
{
public:
    explicit MavenReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_view.output.lineCount(); ++i) {
            QStringView level;
            const QStringView text = withoutLevel(m_view.output.line(i).left(OutputText::kMaxMatched), level);
            readLine(text, level);
        }
        finish();
        return m_parsed;
    }

private:
    void readLine(QStringView text, QStringView level)
    {
        if (text.contains(u"<<< FAILURE!") || text.contains(u"<<< ERROR!")) {
            openFailure(text);
        } else if (text.startsWith(u"Tests run: ") && !text.contains(u"Time elapsed")) {
            TestCounts counts;
            if (takeTotals(counts, text))
                add(counts);
            m_open = false;
        } else if (level == u"ERROR" && text.contains(u".java:[")) {
            compileError(text);
        } else if (level == u"ERROR" && text.startsWith(u"Failed to execute goal ")) {
            m_goal = text.toString();
            m_open = false;
        } else if (level == u"INFO" || text.startsWith(u"Results:") || text.isEmpty()) {
            m_open = m_open && !text.startsWith(u"Results:") && level != u"INFO";
            m_seen = m_seen || text.startsWith(u"BUILD ") || text.startsWith(u"Scanning for projects");
        } else if (m_open) {
            addText(text);
        }
    }

    // `shop.PriceTest.rounds -- Time elapsed: 0.01 s <<< FAILURE!`, older: `rounds(shop.PriceTest)  Time elapsed: …`
    void openFailure(QStringView text)
    {
        m_open = false;
        if (text.startsWith(u"Tests run: ")) // of the whole class
            return;
        qsizetype end = text.indexOf(u" -- Time elapsed");
        if (end < 0)
            end = text.indexOf(u"  Time elapsed");
        if (end <= 0)
            return;
        Failure failure;
        failure.id = text.first(end).trimmed().toString();
        failure.kind = text.contains(u"<<< ERROR!") ? u"error"_s : u"assertion"_s;
        m_parsed.failures.append(failure);
        m_open = true;
        m_seen = true;
    }

    void addText(QStringView text)
    {
        Failure &failure = m_parsed.failures.last();
        if (const std::optional<Frame> frame = javaFrame(text)) {
            addFrame(failure, m_view, *frame);
        } else if (!text.trimmed().startsWith(u"at ") && failure.message.size() < 3000) {
            failure.message += (failure.message.isEmpty() ? u""_s : u"\n"_s) + text.trimmed().toString();
        }
    }

    // `/w/src/main/java/A.java:[3,41] ';' expected`; Maven says each twice
    void compileError(QStringView text)
    {
        const qsizetype at = text.indexOf(u".java:[");
        Failure failure;
        failure.kind = u"compile"_s;
        failure.file = text.first(at + 5).toString();
        failure.line = leadingNumber(text.sliced(at + 7)).value_or(0);
        const qsizetype close = text.indexOf(u"] ", at);
        failure.message = close < 0 ? text.toString() : text.sliced(close + 2).toString();
        const QString key = failure.file + QString::number(failure.line) + failure.message;
        if (!m_known.contains(key))
            m_compile.append(failure);
        m_known.insert(key);
    }

    void add(const TestCounts &counts)
    {
        m_parsed.counts = counts; // the total of a module comes last
        m_seen = true;
    }

    void finish()
    {
        for (Failure &failure : m_parsed.failures) {
            failure.type = failure.message.section(u':', 0, 0).section(u'\n', 0, 0);
            takeJavaValues(failure, failure.message);
        }
        m_parsed.failures += m_compile;
        if (m_parsed.failures.isEmpty() && !m_goal.isEmpty()) {
            Failure failure;
            failure.kind = u"config"_s;
            failure.message = m_goal;
            m_parsed.failures.append(failure);
        }
        if (!m_seen && m_parsed.failures.isEmpty())
            return;
        m_parsed.certainty = 0.95;
        if (!m_compile.isEmpty() && !m_parsed.counts.collected)
            m_parsed.counts.errors = int(m_compile.size());
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = m_parsed.counts.collected ? CommandStatus::Fail : CommandStatus::Error;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Failure> m_compile;
    QSet<QString> m_known;
    QString m_goal;
    bool m_open = false, m_seen = false;
};

} // namespace

ParsedOutput parseMaven(const OutputView &view)
{
    return MavenReader(view).read();
}

} // namespace vibecoder
