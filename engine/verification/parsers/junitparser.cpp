// SPDX-License-Identifier: MIT
// The consoles of JUnit 4 (JUnitCore) and JUnit 5 (ConsoleLauncher: summary, tree and verbose details).
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// frames without a line: `java.base/jdk.internal.reflect.X.invoke0(Native Method)`
bool isFrameWithoutPlace(QStringView text)
{
    return text.endsWith(u"(Native Method)") || text.endsWith(u"(Unknown Source)");
}

void addLine(Failure &failure, const OutputView &view, QStringView line)
{
    if (const std::optional<Frame> frame = javaFrame(line)) {
        addFrame(failure, view, *frame);
        return;
    }
    const QStringView text = line.trimmed();
    if (text.startsWith(u"at ") || text.startsWith(u"... ") || text == u"[...]" || failure.message.size() > 3000)
        return;
    if (isFrameWithoutPlace(text))
        return;
    failure.message += (failure.message.isEmpty() ? u""_s : u"\n"_s) + text.toString();
}

void finishFailure(Failure &failure)
{
    failure.message = failure.message.trimmed();
    const QString first = failure.message.section(u'\n', 0, 0);
    const qsizetype colon = first.indexOf(u": "_s);
    const QString type = colon < 0 ? first : first.first(colon);
    if (type.contains(u'.') && !type.contains(u' '))
        failure.type = type;
    failure.kind = failure.type.isEmpty() || failure.type.contains(u"Assert"_s) ||
                           failure.type.contains(u"Comparison"_s) || failure.type.contains(u"MultipleFailures"_s)
                       ? u"assertion"_s
                       : u"error"_s;
    if (failure.type.contains(u"Timeout"_s) || failure.type.contains(u"TimedOut"_s))
        failure.kind = u"timeout"_s;
    takeJavaValues(failure, failure.message);
}

// `1) rounds(shop.PriceTest)`
bool isFourHeader(QStringView line, int number)
{
    const qsizetype close = line.indexOf(u") ");
    return close > 0 && close < 6 && leadingNumber(line) == number && line.endsWith(u')') && line.contains(u'(');
}

} // namespace

ParsedOutput parseJunit4(const OutputView &view)
{
    ParsedOutput parsed;
    bool list = false, seen = false;
    int number = 0;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (line.startsWith(u"JUnit version ")) {
            seen = true;
        } else if (line.startsWith(u"Time: ") && seen) {
            list = true; // what tests print stands before it
        } else if (line.startsWith(u"OK (") && line.contains(u" test")) {
            parsed.counts.passed = leadingNumber(line.sliced(4));
            parsed.counts.failed = 0;
            parsed.counts.collected = parsed.counts.passed;
            list = false;
        } else if (line.startsWith(u"Tests run: ") && line.contains(u"Failures: ") && !line.contains(u"Errors: ")) {
            const int run = leadingNumber(line.sliced(11)).value_or(0);
            const int failed = leadingNumber(line.sliced(line.indexOf(u"Failures: ") + 10)).value_or(0);
            parsed.counts.passed = run - failed;
            parsed.counts.failed = failed;
            parsed.counts.collected = run;
            list = false;
        } else if (list && isFourHeader(line, number + 1)) {
            ++number;
            Failure failure;
            failure.id = line.sliced(line.indexOf(u") ") + 2).toString();
            parsed.failures.append(failure);
        } else if (list && line == u"FAILURES!!!") {
            list = false;
        } else if (list && number > 0) {
            addLine(parsed.failures.last(), view, line);
        }
    }
    if (!seen)
        return parsed;
    for (Failure &failure : parsed.failures)
        finishFailure(failure);
    parsed.certainty = parsed.counts.failed ? 1.0 : 0.8;
    if (parsed.counts.failed) {
        parsed.counts.errors = 0;
        parsed.counts.skipped = 0;
    }
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Fail;
    return parsed;
}

namespace {

class Junit5Reader
{
public:
    explicit Junit5Reader(const OutputView &view)
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
        if (line.startsWith(u"Failures (") && line.endsWith(u"):")) {
            if (!m_finished) // the words of a test
                m_failures.clear();
            m_summary = true;
            m_finished = false;
        } else if (line.startsWith(u"Test run finished after ")) {
            m_summary = false;
            m_finished = m_ended = true;
        } else if (line.startsWith(u"[") && line.endsWith(u']')) {
            readCount(line);
        } else if (m_summary && !(line.size() > 1 && line.at(0).unicode() >= 0x2500 && line.at(0).unicode() < 0x2580)) {
            readSummary(line);
        } else {
            readDetail(line);
        }
    }

    // `[         4 tests failed         ]`
    void readCount(QStringView line)
    {
        const QStringView text = line.sliced(1).chopped(1).trimmed();
        const std::optional<int> count = leadingNumber(text);
        if (text.endsWith(u" tests successful"))
            m_parsed.counts.passed = count;
        else if (text.endsWith(u" tests failed"))
            m_parsed.counts.failed = count;
        else if (text.endsWith(u" tests skipped"))
            m_parsed.counts.skipped = count;
        else if (text.endsWith(u" tests found"))
            m_parsed.counts.collected = count;
        else if (text.endsWith(u" tests aborted"))
            m_aborted = count.value_or(0);
    }

    // `  JUnit Jupiter:QueueTest:size is wrong`, `    MethodSource […]`, `    => message`, `       frame`
    void readSummary(QStringView line)
    {
        const qsizetype indent = indentOf(line);
        const QStringView text = line.trimmed();
        if (indent == 2 && line.contains(u':')) {
            Failure failure;
            failure.id = text.toString();
            m_failures.append(failure);
        } else if (m_failures.isEmpty()) {
            return;
        } else if (text.startsWith(u"MethodSource [")) {
            takeSource(m_failures.last(), text);
        } else if (text.startsWith(u"=> ")) {
            m_failures.last().message = text.sliced(3).toString();
        } else if (indent > 2) {
            addLine(m_failures.last(), m_view, line);
        }
    }

    // methodName is what the source calls the test, whatever its display name.
    static void takeSource(Failure &failure, QStringView text)
    {
        const QString method = between(text, u"methodName = '", u"'").toString();
        const QString types = between(text, u"methodParameterTypes = '", u"'").toString();
        QString place = failure.id.section(u':', 1);
        const QString last = place.section(u':', -1);
        const bool invocation = last.startsWith(u'[') && last.contains(u']');
        if (method.isEmpty())
            return;
        const QString owner = between(text, u"className = '", u"'").toString();
        failure.id = u"%1.%2(%3)"_s.arg(owner, method, types);
        if (last.startsWith(u"repetition "_s))
            failure.id += u'[' + QString::number(leadingNumber(QStringView(last).sliced(11)).value_or(0)) + u']';
        else if (invocation)
            failure.id += last.first(last.indexOf(u']') + 1);
        else if (!place.endsWith(method + u'(' + types + u')'))
            failure.output = u"display name: "_s + last;
        if (failure.id.startsWith(owner + u'.') && types.isEmpty() && !invocation && last == method + u"()"_s)
            failure.id = last;
    }

    // --details=verbose without a summary: `│  │  │     caught: java.lang.X: message`
    void readDetail(QStringView line)
    {
        qsizetype start = 0;
        while (start < line.size() && (line.at(start).isSpace() || line.at(start).unicode() >= 0x2500))
            ++start;
        const QStringView text = line.sliced(start);
        if (m_flat && (line.startsWith(u"Started: ") || line.startsWith(u"Finished: ") || line.isEmpty()))
            closeFlat();
        if (line.startsWith(u"Finished:    ") && line.endsWith(u"])")) { // --details=flat
            m_detail = Failure();
            const QStringView name = line.sliced(13); // `sum() ([engine:…]/[method:sum()])`
            m_detail.id = name.first(std::max<qsizetype>(0, name.lastIndexOf(u" (["))).toString();
            m_detailOpen = false;
        } else if (text.startsWith(u"=> Exception: ")) {
            m_detail.message = text.sliced(14).toString();
            m_flat = m_detailOpen = true;
        } else if (text.startsWith(u"source: MethodSource [")) {
            m_detail = Failure();
            m_detail.id = u"x:"_s;
            takeSource(m_detail, text);
            m_detail.id = m_detail.id.sliced(m_detail.id.lastIndexOf(u'.', m_detail.id.indexOf(u'(')) + 1);
            m_detailOpen = false;
        } else if (text.startsWith(u"uniqueId: ")) {
            m_unique = text.sliced(10).toString();
        } else if (text.startsWith(u"caught: ")) {
            m_detail.message = text.sliced(8).toString();
            m_detailOpen = true;
        } else if (m_detailOpen && text.startsWith(u"duration: ")) {
            const QString invocation = between(m_unique, u"test-template-invocation:#", u"]").toString();
            if (!invocation.isEmpty())
                m_detail.id += u'[' + invocation + u']';
            m_details.append(m_detail);
            m_detailOpen = false;
        } else if (m_detailOpen) {
            addLine(m_detail, m_view, text);
        }
    }

    void closeFlat()
    {
        m_details.append(m_detail);
        m_flat = m_detailOpen = false;
    }

    void finish()
    {
        if (!m_ended && m_failures.isEmpty())
            return;
        m_parsed.certainty = 1.0;
        const bool detailed = m_details.size() == m_parsed.counts.failed.value_or(-1);
        m_parsed.failures = m_failures.isEmpty() || detailed ? m_details : m_failures;
        for (Failure &failure : m_parsed.failures)
            finishFailure(failure);
        if (m_parsed.counts.failed) {
            m_parsed.counts.errors = 0;
            m_parsed.counts.skipped = plus(m_parsed.counts.skipped, m_aborted);
        }
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Failure> m_failures, m_details;
    Failure m_detail;
    QString m_unique;
    int m_aborted = 0;
    bool m_summary = false, m_finished = true, m_ended = false, m_detailOpen = false, m_flat = false;
};

} // namespace

ParsedOutput parseJunit5(const OutputView &view)
{
    return Junit5Reader(view).read();
}

} // namespace vibecoder
