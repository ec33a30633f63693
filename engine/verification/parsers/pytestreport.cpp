// SPDX-License-Identifier: MIT
#include "verification/parsers/pytestreport.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `==== FAILURES ====` -> FAILURES; null when it is no such line
QStringView titleOf(QStringView line, QChar mark)
{
    if (line.size() < 5 || line.front() != mark || line.back() != mark)
        return {};
    qsizetype start = 0, end = line.size();
    while (start < end && line.at(start) == mark)
        ++start;
    while (end > start && line.at(end - 1) == mark)
        --end;
    const QStringView title = line.sliced(start, end - start);
    if (!title.startsWith(u' ') || !title.endsWith(u' ') || title.size() < 3)
        return {};
    return title.trimmed();
}

std::optional<int> add(std::optional<int> a, int b)
{
    return a.value_or(0) + b;
}

// The id ends before ` - `, but parameters may hold that too: `test_p[a - b] - ValueError`.
qsizetype endOfId(QStringView text)
{
    const qsizetype dash = text.indexOf(u" - "), bracket = text.indexOf(u'[');
    if (bracket < 0 || (dash >= 0 && dash < bracket))
        return dash < 0 ? text.size() : dash;
    const qsizetype close = text.indexOf(u"] - ", bracket);
    return close < 0 ? text.size() : close + 1;
}

} // namespace

ParsedOutput PytestReport::read()
{
    for (qsizetype i = 0; i < m_output.lineCount(); ++i)
        readLine(i);
    endBlock(m_output.lineCount());
    takeCapturedCounts();
    placeCrash();
    ParsedOutput parsed;
    collectFailures(parsed);
    parsed.failures += m_trouble;
    parsed.counts = m_counts;
    const bool sure = m_banner || !m_blocks.isEmpty() || !m_entries.isEmpty();
    if (m_summary || sure)
        parsed.certainty = sure || m_view.named ? 1.0 : 0.8;
    else if (!parsed.failures.isEmpty() || !m_progress.isEmpty())
        parsed.certainty = m_view.named ? 0.9 : 0.6;
    if (m_counts.failed.value_or(0) > 0)
        parsed.status = CommandStatus::Fail;
    else if (!m_trouble.isEmpty() && m_trouble.constLast().kind == u"timeout"_s)
        parsed.status = CommandStatus::Timeout;
    else if (m_counts.errors.value_or(0) > 0 || !m_trouble.isEmpty() || m_view.exitCode == 5)
        parsed.status = CommandStatus::Error;
    return parsed;
}

void PytestReport::readLine(qsizetype i)
{
    const QStringView line = m_output.line(i);
    if (line.isEmpty())
        return;
    const QChar first = line.front();
    if (first == u'=') {
        const QStringView title = titleOf(line.trimmed(), u'=');
        if (!title.isEmpty() && readTitle(title, i))
            return;
    }
    if (m_nested)
        return;
    if ((m_section == Section::Failures || m_section == Section::Errors) && first == u'_') {
        const QStringView name = titleOf(line.trimmed(), u'_');
        if (!name.isEmpty() && !name.startsWith(u"_ ")) {
            endBlock(i);
            startBlock(name, i);
            return;
        }
    }
    const bool mayCapture = m_inBlock || m_section == Section::Other; // there: PASSES of -rA
    if (mayCapture && first == u'-' && titleOf(line.trimmed(), u'-').startsWith(u"Captured "))
        m_captured = true;
    else if (!m_inBlock && first == u'_' && !titleOf(line.trimmed(), u'_').isEmpty())
        m_captured = false;
    const bool mayEnd = line.back() == u's' || line.back() == u')';
    if (m_captured && mayEnd && first >= u'0' && first <= u'9')
        m_capturedCounts = line.toString();
    if (m_captured && m_inBlock)
        return;
    if (mayEnd && first >= u'0' && first <= u'9' && readCounts(line)) {
        endBlock(i);
        m_section = Section::None;
        return;
    }
    if (m_inBlock)
        return;
    const bool entryAlone = m_section == Section::None && line.contains(u".py::"); // the head was cut off
    if (m_section == Section::Summary || entryAlone)
        readEntry(line);
    else if (m_section == Section::Failures)
        readLineStyle(line);
    if (m_section == Section::None || m_section == Section::Summary)
        readProgress(line);
    readOutside(line, i);
}

// The end of a section ends the block before it, unless it stands in what a test printed: a test of pytest itself.
bool PytestReport::readTitle(QStringView title, qsizetype i)
{
    if (title == u"test session starts") {
        m_nested = m_captured;
        m_banner = true;
        if (!m_nested)
            m_section = Section::None;
        return true;
    }
    const bool digits = title.front() >= u'0' && title.front() <= u'9';
    const bool ends = digits || title.startsWith(u"no tests ran");
    if (ends) {
        if (m_nested) {
            m_nested = false;
            return true;
        }
        if (m_captured) {
            m_capturedCounts = title.toString();
            return true;
        }
        if (!readCounts(title))
            return false;
    }
    if (m_nested)
        return true;
    endBlock(i);
    m_captured = false;
    if (title == u"FAILURES")
        m_section = Section::Failures;
    else if (title == u"ERRORS")
        m_section = Section::Errors;
    else if (title == u"short test summary info")
        m_section = Section::Summary;
    else
        m_section = ends ? Section::None : Section::Other;
    return true;
}

// Without a short summary the counts follow what the last test printed.
void PytestReport::takeCapturedCounts()
{
    if (!m_summary && !m_capturedCounts.isEmpty())
        (void)readCounts(m_capturedCounts);
}

// `1 failed, 2 passed, 1 warning in 0.02s (0:00:01)`
bool PytestReport::readCounts(QStringView text)
{
    const qsizetype in = text.lastIndexOf(u" in ");
    if (in < 0)
        return false;
    const QStringView time = text.sliced(in + 4);
    if (!leadingNumber(time) || time.indexOf(u's') < 0)
        return false;
    TestCounts counts;
    counts.passed = counts.failed = counts.skipped = counts.errors = 0;
    if (text.first(in) != u"no tests ran") {
        for (const QStringView part : text.first(in).split(u", ")) {
            const qsizetype blank = part.indexOf(u' ');
            const std::optional<int> number = blank < 0 ? std::nullopt : wholeNumber(part.first(blank));
            if (!number)
                return false;
            const QStringView word = part.sliced(blank + 1);
            if (word == u"passed" || word == u"xpassed")
                counts.passed = add(counts.passed, *number);
            else if (word == u"failed" || word == u"subtests failed")
                counts.failed = add(counts.failed, *number);
            else if (word == u"skipped" || word == u"xfailed")
                counts.skipped = add(counts.skipped, *number);
            else if (word == u"error" || word == u"errors")
                counts.errors = add(counts.errors, *number);
            else if (word == u"warning" || word == u"warnings")
                counts.warnings = add(counts.warnings, *number);
            else if (word != u"deselected" && word != u"rerun" && !word.startsWith(u"subtest"))
                return false;
        }
    }
    counts.passed = add(m_counts.passed, *counts.passed);
    counts.failed = add(m_counts.failed, *counts.failed);
    counts.skipped = add(m_counts.skipped, *counts.skipped);
    counts.errors = add(m_counts.errors, *counts.errors);
    if (m_counts.warnings)
        counts.warnings = add(m_counts.warnings, counts.warnings.value_or(0));
    m_counts = counts;
    m_summary = true;
    return true;
}

// `a.py::test_b FAILED   [ 33%]`, with xdist `[gw0] [ 33%] FAILED a.py::test_b`
void PytestReport::readProgress(QStringView line)
{
    if (!line.contains(u".py::"))
        return;
    line = line.trimmed();
    if (line.startsWith(u"[gw")) {
        const qsizetype at = line.indexOf(u"] FAILED ");
        if (at > 0)
            m_progress.append(line.sliced(at + 9).toString());
        return;
    }
    if (const qsizetype percent = line.lastIndexOf(u" ["); percent > 0 && line.endsWith(u"%]"))
        line = line.first(percent).trimmed();
    static constexpr QStringView ends[] = {
        u" PASSED", u" SKIPPED", u" XFAIL", u" XPASS", u" FAILED", u" ERROR", u" RERUN", u" SUBPASS", u" SUBFAIL"};
    m_running.clear();
    for (const QStringView end : ends) {
        if (!line.endsWith(end))
            continue;
        const QString id = line.chopped(end.size()).trimmed().toString();
        if ((end == u" FAILED" || end == u" ERROR") && !id.contains(u' ') && !m_progress.contains(id))
            m_progress.append(id);
        return;
    }
    if (!line.contains(u' ') && (m_view.timedOut || m_banner))
        m_running = line.toString();
}

void PytestReport::readEntry(QStringView line)
{
    Entry entry;
    QStringView rest;
    if (line.startsWith(u"FAILED ")) {
        rest = line.sliced(7);
    } else if (line.startsWith(u"ERROR ")) {
        rest = line.sliced(6);
        entry.isError = true;
    } else if (const qsizetype at = line.indexOf(u"SUBFAIL"); at >= 0 && at < 200) {
        // `SUBFAIL a.py::t - …`, `[text] (i=1) SUBFAIL a.py::t - …`, `SUBFAILED(i=1) a.py::t - …`
        const QStringView marked = line.sliced(at);
        const qsizetype blank = marked.startsWith(u"SUBFAILED") ? marked.indexOf(u") ") + 1 : marked.indexOf(u' ');
        if (blank <= 0)
            return;
        rest = marked.sliced(blank).trimmed();
        if (rest.startsWith(u'['))
            return; // a line of progress: `a.py::t SUBFAIL   [ 12%]`
    } else {
        return;
    }
    const qsizetype end = endOfId(rest);
    entry.id = rest.first(end).trimmed().toString();
    if (end + 3 <= rest.size())
        entry.message = rest.sliced(end + 3).toString();
    if (m_entries.size() < 5000)
        m_entries.append(entry);
}

// --tb=line: `/w/a.py:11: AssertionError: text` for each failing test, in order
void PytestReport::readLineStyle(QStringView line)
{
    const std::optional<Place> place = placeAtStart(line);
    if (!place || m_lineStyle.size() >= 5000)
        return;
    Failure failure;
    failure.file = place->file.toString();
    failure.line = place->line;
    failure.message = place->rest.toString();
    m_lineStyle.append(failure);
}

// What pytest says when it cannot begin, or when it is stopped.
void PytestReport::readOutside(QStringView line, qsizetype i)
{
    if (m_trouble.size() >= 20)
        return;
    Failure failure;
    failure.kind = u"usage"_s;
    if (line.startsWith(u"ImportError while loading conftest")) {
        Block block;
        block.from = i + 1;
        block.to = std::min(m_output.lineCount(), i + 200);
        readBlock(block);
        failure = block.failure;
        failure.kind = u"collection"_s;
        failure.id.clear();
    } else if (line.startsWith(u"INTERNALERROR> ")) {
        const QStringView type = exceptionType(line.sliced(15));
        if (type.isEmpty())
            return;
        failure.kind = u"error"_s;
        failure.type = type.toString();
        failure.message = line.sliced(15).toString();
        m_banner = true;
    } else if (!m_view.named && !m_banner) {
        return; // other programs say these words too
    } else if (line.contains(u"error: ") && line.contains(u".py: error: ")) {
        failure.message = line.sliced(line.indexOf(u"error: ") + 7).toString();
    } else if (line.startsWith(u"ERROR: ") && !line.startsWith(u"ERROR: usage:") && m_section != Section::Other) {
        failure.message = line.sliced(7).toString();
    } else if (line.startsWith(u"!!!") && line.endsWith(u"!!!")) {
        const QStringView title = titleOf(line, u'!');
        const bool stopped = title.contains(u"Exit: ") || title.contains(u"KeyboardInterrupt");
        if (!stopped)
            return;
        failure.kind = u"error"_s;
        failure.message = title.sliced(std::max<qsizetype>(0, title.indexOf(u"Exit: "))).toString();
        m_banner = true;
    } else if (line.startsWith(u"Fatal Python error: ")) {
        failure = deadFailure(i, true);
        failure.kind = u"crash"_s;
        failure.message = line.toString();
    } else if (line.startsWith(u"+++") && line.contains(u" Timeout ") && m_trouble.isEmpty()) {
        failure = deadFailure(i, false);
        failure.kind = u"timeout"_s;
        failure.message = u"Timeout"_s;
    } else {
        return;
    }
    m_trouble.append(failure);
}

// The whole process went down: the stack that it wrote on its way belongs to the test that was running.
Failure PytestReport::deadFailure(qsizetype i, bool innermostFirst) const
{
    QList<Frame> frames;
    const qsizetype end = std::min(m_output.lineCount(), i + 200);
    qsizetype start = i + 1;
    for (qsizetype n = start; n < end; ++n) { // of several threads the one that died
        if (m_output.line(n).startsWith(u"Current thread "))
            start = n + 1;
    }
    for (qsizetype n = start; n < end; ++n) {
        const std::optional<Frame> frame = pythonFrame(m_output.line(n));
        if (frame && innermostFirst)
            frames.prepend(*frame);
        else if (frame)
            frames.append(*frame);
        else if (!frames.isEmpty() && !m_output.line(n).startsWith(u' '))
            break;
    }
    Failure failure;
    failure.id = m_running;
    setPlace(m_view, failure, frames);
    return failure;
}

} // namespace vibecoder
