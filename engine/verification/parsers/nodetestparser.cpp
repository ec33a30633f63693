// SPDX-License-Identifier: MIT
// node:test with its reporters spec, tap and dot. Suites that fail because of their tests are not reported themselves.
#include "verification/parsers/parsers.h"
#include "verification/parsers/tapreader.h"

#include <QHash>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isScript(QStringView name)
{
    for (const QStringView end : {QStringView(u".js"), QStringView(u".mjs"), QStringView(u".cjs"), QStringView(u".ts"),
             QStringView(u".mts"), QStringView(u".cts")}) {
        if (name.endsWith(end))
            return true;
    }
    return false;
}

// `✖ name (1.2ms) # TODO`: the name, without time and directive.
struct Mark
{
    qsizetype indent = 0;
    QString name;
    bool failed = false, todo = false;
};

std::optional<Mark> markAt(QStringView whole)
{
    Mark mark;
    mark.indent = indentOf(whole.left(64));
    QStringView line = whole.sliced(mark.indent).left(OutputText::kMaxMatched);
    mark.failed = line.startsWith(u"✖ ");
    if (!mark.failed && !line.startsWith(u"✔ ") && !line.startsWith(u"﹣ ") && !line.startsWith(u"▶ "))
        return std::nullopt;
    line = line.sliced(2);
    if (const qsizetype directive = line.lastIndexOf(u") # "); directive > 0) {
        mark.todo = line.sliced(directive + 4).startsWith(u"TODO");
        line = line.first(directive + 1);
    }
    if (const qsizetype time = line.lastIndexOf(u" ("); time > 0 && line.endsWith(u"ms)"))
        line = line.first(time);
    mark.name = line.toString();
    return mark;
}

class NodeTestReader
{
public:
    explicit NodeTestReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        if (m_output.text().contains(u"<!-- duration_ms "_s) && js::readXml(m_view, m_parsed))
            return m_parsed;
        sums();
        const qsizetype list = js::lastLine(m_output, u"✖ failing tests:");
        m_listed = list >= 0;
        const qsizetype dots = list < 0 ? js::lastLine(m_output, u"Failed tests:") : -1;
        if (m_tap) {
            fromTap();
        } else if (list >= 0 || m_counted) {
            if (m_listed)
                findWords(list);
            fromMarks(list >= 0 ? list + 1 : 0);
            m_parsed.certainty = m_counted ? 1 : 0.8;
        } else if (dots >= 0 && markAt(m_output.line(dots + 2))) {
            fromMarks(dots + 1);
            m_parsed.certainty = 0.8;
            m_parsed.counts.failed = int(m_parsed.failures.size());
            m_parsed.counts.errors = 0;
        }
        if (m_parsed.counts.failed.value_or(0) > 0)
            m_parsed.status = CommandStatus::Fail;
        js::dropIfPassed(m_view, m_parsed);
        return m_parsed;
    }

private:
    // `ℹ pass 3` or `# pass 3`, together and in this order at the end.
    void sums()
    {
        QMap<QString, int> sums;
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i).left(80);
            const bool spec = line.startsWith(u"ℹ "), tap = line.startsWith(u"# ");
            if (!spec && !tap)
                continue;
            const QStringView rest = line.sliced(2);
            const qsizetype blank = rest.indexOf(u' ');
            const std::optional<int> number = blank > 0 ? leadingNumber(rest.sliced(blank + 1)) : std::nullopt;
            if (!number)
                continue;
            const QString word = rest.first(blank).toString();
            if (word == u"tests")
                sums.clear();
            sums.insert(word, *number);
            if (word == u"duration_ms" && sums.contains(u"pass"_s) && sums.contains(u"fail"_s)) {
                take(sums);
                m_tap = tap;
            }
        }
    }

    void take(const QMap<QString, int> &sums)
    {
        TestCounts &counts = m_parsed.counts;
        counts.passed = sums.value(u"pass"_s);
        counts.failed = sums.value(u"fail"_s) + sums.value(u"cancelled"_s);
        counts.skipped = sums.value(u"skipped"_s) + sums.value(u"todo"_s);
        counts.collected = sums.value(u"tests"_s);
        counts.errors = 0;
        m_counted = true;
    }

    void fromTap()
    {
        const tap::Stream stream = tap::read(m_output);
        m_parsed.certainty = 1;
        qsizetype before = 0; // where the words of the next file begin
        for (const tap::Point &point : stream.points) {
            const qsizetype words = before;
            before = point.line + 1;
            if (point.ok || point.skip || point.todo || m_parsed.failures.size() >= 1000)
                continue;
            if (tap::yamlOf(m_output, point).value(u"failureType"_s) == u"subtestsFailed")
                continue;
            Failure failure = tap::failureOf(m_view, point);
            if (failure.message == u"test failed" && isScript(failure.id))
                file(failure, words, point.line, u"# ");
            m_parsed.failures.append(failure);
        }
    }

    // A file that died: its words stand before it, its name is no test.
    void file(Failure &failure, qsizetype from, qsizetype to, QStringView prefix)
    {
        const QString name = failure.id;
        failure.kind = u"suite"_s;
        failure.file = name;
        failure.line = 0;
        std::optional<Failure> died = js::nodeError(m_view, from, to, prefix);
        if (!died)
            return;
        died->id = name;
        died->kind = u"suite"_s;
        if (died->file.isEmpty())
            died->file = name;
        failure = *died;
    }

    void fromMarks(qsizetype from)
    {
        qsizetype before = from;
        for (qsizetype i = from; i < m_output.lineCount(); ++i) {
            const std::optional<Mark> mark = markAt(m_output.line(i));
            if (!mark)
                continue;
            const qsizetype words = before;
            const qsizetype end = bodyEnd(i, *mark);
            before = end;
            if (mark->failed && !mark->todo && mark->name != u"failing tests:" && m_parsed.failures.size() < 1000)
                add(*mark, i, end, words);
            i = end - 1;
        }
    }

    // The list of failures at the end repeats names; what a file said before it died stands above it.
    void findWords(qsizetype list)
    {
        qsizetype before = 0;
        for (qsizetype i = 0; i < list; ++i) {
            const std::optional<Mark> mark = markAt(m_output.line(i));
            if (!mark)
                continue;
            if (mark->failed && isScript(mark->name))
                m_words.insert(mark->name, {before, i});
            before = i + 1;
        }
    }

    // Deeper lines and blank ones.
    [[nodiscard]] qsizetype bodyEnd(qsizetype at, const Mark &mark) const
    {
        qsizetype end = at + 1;
        for (; end < m_output.lineCount(); ++end) {
            const QStringView line = m_output.line(end);
            if (line.trimmed().isEmpty())
                continue;
            if (indentOf(line.left(64)) <= mark.indent || markAt(line))
                break;
        }
        return end;
    }

    void add(const Mark &mark, qsizetype at, qsizetype end, qsizetype words)
    {
        Failure failure;
        failure.id = mark.name;
        qsizetype frames = at + 1;
        while (frames < end && !js::isFrameLine(m_output.line(frames)))
            ++frames;
        QString message = js::block(m_output, at + 1, frames);
        if (message.startsWith(u'\'') && message.endsWith(u'\'') && message.size() > 1)
            message = message.mid(1).chopped(1);
        if (message.endsWith(u" subtests failed"_s) || message.endsWith(u" subtest failed"_s))
            return;
        // In the tree of older versions a suite shows no words; in that of newer ones no test does.
        if (message.isEmpty() && !m_listed)
            return;
        js::setMessage(failure, message);
        qsizetype stop = frames;
        while (stop < end && (js::isFrameLine(m_output.line(stop)) || m_output.line(stop).trimmed().startsWith(u"...")))
            ++stop;
        js::takeFrames(m_view, frames, stop, failure);
        for (qsizetype i = stop; i < std::min(end, stop + 40); ++i)
            inspected(m_output.line(i).left(1000).trimmed(), failure);
        const std::optional<Frame> declared = declaration(at);
        if (failure.line == 0 && declared) {
            failure.file = declared->file;
            failure.line = declared->line;
        }
        if (message == u"test failed" && isScript(mark.name)) {
            const std::pair<qsizetype, qsizetype> range = m_words.value(mark.name, {words, at});
            file(failure, range.first, range.second, {});
        }
        m_parsed.failures.append(failure);
    }

    // `test at test/a.test.js:8:1` above the name
    [[nodiscard]] std::optional<Frame> declaration(qsizetype at) const
    {
        const QStringView line = m_output.line(at - 1).trimmed();
        return line.startsWith(u"test at ") ? js::placeOf(line.sliced(8)) : std::nullopt;
    }

    static void inspected(QStringView line, Failure &failure)
    {
        if (line.endsWith(u','))
            line.chop(1);
        if (line.startsWith(u"expected: ") && failure.expected.isEmpty())
            failure.expected = line.sliced(10).toString();
        else if (line.startsWith(u"actual: ") && failure.actual.isEmpty())
            failure.actual = line.sliced(8).toString();
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QHash<QString, std::pair<qsizetype, qsizetype>> m_words;
    bool m_tap = false, m_counted = false, m_listed = false;
};

} // namespace

ParsedOutput parseNodeTest(const OutputView &view)
{
    return NodeTestReader(view).read();
}

} // namespace vibecoder
