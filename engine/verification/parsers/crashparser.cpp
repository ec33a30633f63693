// SPDX-License-Identifier: MIT
// Ends of programs: failed assert(), uncaught exceptions of C++, panics of Rust and Go, broken heaps. A signal that
// only the shell tells is no failure with a place: the status says it.
#include "verification/diagnostics.h"
#include "verification/parsers/goparser.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

std::optional<Failure> cAssertion(QStringView line)
{
    // prog: file.c:4: int main(): Assertion `n == 3' failed.
    line = line.left(OutputText::kMaxMatched);
    const qsizetype mark = line.indexOf(u"Assertion ");
    if (mark < 0 || !line.endsWith(u" failed."))
        return std::nullopt;
    Failure failure;
    failure.kind = u"crash"_s;
    failure.type = u"assert"_s;
    failure.message = line.sliced(mark).toString();
    const QStringView before = line.first(mark);
    for (qsizetype at = before.indexOf(u": "); at >= 0; at = before.indexOf(u": ", at + 1)) {
        const std::optional<Place> place = placeAtStart(before.sliced(at + 2));
        if (!place)
            continue;
        failure.file = place->file.toString();
        failure.line = place->line;
        break;
    }
    return failure;
}

namespace {

constexpr QStringView kHeapWords[] = {u"*** stack smashing detected ***", u"double free or corruption", u"free(): ",
    u"malloc(): ", u"malloc_consolidate(): ", u"corrupted size vs. prev_size", u"munmap_chunk(): ", u"realloc(): "};

Failure crash(QStringView message)
{
    Failure failure;
    failure.kind = u"crash"_s;
    failure.message = message.toString();
    return failure;
}

class CrashReader
{
public:
    explicit CrashReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (m_at = 0; m_at < m_view.output.lineCount(); ++m_at)
            readLine(m_view.output.line(m_at).left(OutputText::kMaxMatched));
        if (m_parsed.failures.isEmpty() || m_view.exitCode == 0)
            return {};
        m_parsed.certainty = 0.7;
        return m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        const std::optional<Failure> assertion = cAssertion(line);
        if (assertion)
            m_parsed.failures.append(*assertion);
        else if (line.startsWith(u"terminate called "))
            readTerminate(line);
        else if (line.startsWith(u"thread '") && line.contains(u" panicked at "))
            readRust(line);
        else if (line.startsWith(u"panic: ") || line.startsWith(u"fatal error: "))
            readGo(line);
        else
            readHeap(line);
        if (!m_parsed.failures.isEmpty() && !m_parsed.status)
            m_parsed.status = CommandStatus::Crash;
    }

    void readTerminate(QStringView line)
    {
        Failure failure = crash(line);
        failure.type = quoted(line).toString();
        const QStringView what = m_view.output.line(m_at + 1);
        if (what.startsWith(u"  what():  "))
            failure.message += u'\n' + what.left(OutputText::kMaxMatched).trimmed().toString();
        m_parsed.failures.append(failure);
    }

    void readRust(QStringView line)
    {
        const qsizetype mark = line.indexOf(u" panicked at ");
        Failure failure = crash(m_view.output.line(m_at + 1).left(OutputText::kMaxMatched));
        failure.kind = u"error"_s;
        failure.type = u"panic"_s;
        QStringView rest = line.sliced(mark + 13);
        const qsizetype quote = rest.lastIndexOf(u"', ");
        if (rest.startsWith(u'\'') && quote > 0) {
            failure.message = rest.sliced(1, quote - 1).toString();
            rest = rest.sliced(quote + 3);
        }
        if (const std::optional<Place> place = placeOfWord(rest)) {
            failure.file = place->file.toString();
            failure.line = place->line;
        }
        m_parsed.failures.append(failure);
        m_parsed.status = CommandStatus::Error;
    }

    void readGo(QStringView line)
    {
        Failure failure = crash(line);
        failure.kind = u"error"_s;
        failure.type = u"panic"_s;
        bool goroutine = false;
        const qsizetype end = std::min(m_at + 200, m_view.output.lineCount());
        for (qsizetype i = m_at + 1; i < end; ++i) {
            goroutine = goroutine || m_view.output.line(i).startsWith(u"goroutine ");
            if (const std::optional<Frame> frame = goFrame(m_view.output.line(i - 1), m_view.output.line(i)))
                addFrame(failure, m_view, *frame);
        }
        if (!goroutine)
            return;
        m_parsed.failures.append(failure);
        m_parsed.status = CommandStatus::Error;
    }

    void readHeap(QStringView line)
    {
        for (const QStringView word : kHeapWords) {
            if (line.startsWith(word))
                m_parsed.failures.append(crash(line));
        }
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    qsizetype m_at = 0;
};

} // namespace

ParsedOutput parseCrash(const OutputView &view)
{
    return CrashReader(view).read();
}

} // namespace vibecoder
