// SPDX-License-Identifier: MIT
// The blocks of FAILURES and ERRORS, and how they come together with the short summary.
#include "verification/parsers/pytestreport.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxMessageLines = 60;

bool isChain(QStringView line)
{
    return line.startsWith(u"During handling of the above exception") ||
           line.startsWith(u"The above exception was the direct cause");
}

// `app/store.py:9: StoreError`, `app/store.py:9: in load`, `app/store.py:9: `
std::optional<Frame> locationOf(QStringView line, QString &type)
{
    if (line.isEmpty() || line.front().isSpace() || line.startsWith(u'>') || line.startsWith(u"E "))
        return std::nullopt;
    if (line.startsWith(u"file ") && line.contains(u", line ")) {
        const qsizetype at = line.lastIndexOf(u", line ");
        const std::optional<int> number = wholeNumber(line.sliced(at + 7).trimmed());
        return number ? std::optional(Frame{line.sliced(5, at - 5).toString(), *number, {}}) : std::nullopt;
    }
    const std::optional<Place> place = placeAtStart(line);
    if (!place)
        return std::nullopt;
    Frame frame{place->file.toString(), place->line, {}};
    if (place->rest.startsWith(u"in ")) {
        frame.function = place->rest.sliced(3).toString();
    } else if (!place->rest.isEmpty()) {
        const QStringView name = exceptionType(place->rest);
        if (name.size() != place->rest.size())
            return std::nullopt;
        type = name.toString();
    }
    return frame;
}

QString kindOf(const Failure &failure)
{
    const QString &message = failure.message;
    if (message.contains(u"Failed: Timeout >"_s))
        return u"timeout"_s;
    if (message.startsWith(u"[XPASS(strict)]"_s))
        return u"unexpected_success"_s;
    const bool assertion = failure.type.endsWith(u"AssertionError"_s) || failure.type == u"Failed"_s ||
                           failure.type == u"DocTestFailure"_s || message.startsWith(u"assert "_s);
    return assertion ? u"assertion"_s : u"error"_s;
}

} // namespace

void PytestReport::startBlock(QStringView name, qsizetype i)
{
    if (m_blocks.size() >= 5000)
        return;
    Block block;
    block.isError = m_section == Section::Errors;
    static constexpr std::pair<QStringView, QStringView> prefixes[] = {
        {u"ERROR collecting ", u"collection"},
        {u"ERROR at setup of ", u"setup"},
        {u"ERROR at teardown of ", u"setup"},
        {u"[doctest] ", u"assertion"},
    };
    for (const auto &[prefix, kind] : prefixes) {
        if (!name.startsWith(prefix))
            continue;
        name = name.sliced(prefix.size());
        block.failure.kind = kind.toString();
    }
    block.name = name.toString();
    block.from = i + 1;
    m_blocks.append(block);
    m_inBlock = true;
    m_captured = false;
}

void PytestReport::endBlock(qsizetype i)
{
    if (m_inBlock && !m_blocks.isEmpty()) {
        m_blocks.last().to = i;
        readBlock(m_blocks.last());
    }
    m_inBlock = false;
    m_captured = false;
}

void PytestReport::readBlock(Block &block)
{
    Failure &failure = block.failure;
    QList<Frame> frames;
    QStringList message, words;
    qsizetype indent = -1;
    for (qsizetype i = block.from; i < block.to; ++i) {
        const QStringView line = m_output.line(i);
        if (line.startsWith(u"---") && line.contains(u" Captured ")) {
            failure.output = joinLines(m_output, i + 1, block.to, 20, true);
            break;
        }
        if (isChain(line)) {
            frames.clear();
            message.clear();
            indent = -1;
        } else if (line.startsWith(u"Traceback (most recent call last)")) {
            const PythonTrace trace = readPythonTrace(m_output, i, block.to);
            frames = trace.frames;
            message = trace.message.split(u'\n');
            QString ignored;
            if (const std::optional<Frame> last = locationOf(message.constLast(), ignored); last && message.size() > 1)
                message.removeLast(); // the place that pytest itself prints below
            failure.type = trace.type;
            i = trace.end - 1;
        } else if (line == u"E" || line.startsWith(u"E  ")) {
            const QStringView text = line.sliced(1);
            if (indent < 0)
                indent = indentOf(text);
            if (message.size() < kMaxMessageLines)
                message.append(text.sliced(std::min({indent, indentOf(text), text.size()})).toString());
            if (const std::optional<Frame> frame = pythonFrame(text))
                frames.append(*frame);
        } else if (const std::optional<Frame> frame = locationOf(line, failure.type)) {
            frames.append(*frame);
            // The last frame's type counts; one of a chain before does not.
        } else if (line == u"Expected:" || line == u"Got:") {
            readExample(block, i, line == u"Got:" ? failure.actual : failure.expected);
            words.append(joinLines(m_output, i, std::min(i + 11, block.to), 11, false).section(u"\n\n"_s, 0, 0));
        } else if (!line.isEmpty() && !line.front().isSpace() && !line.startsWith(u'>') && words.size() < 20 &&
                   !line.startsWith(u"[gw") && !line.startsWith(u"_ _ ")) {
            words.append(line.toString());
        }
        if (block.name.isEmpty() && !message.isEmpty() && line.isEmpty())
            break; // a conftest that could not be read: its report has no end mark
    }
    if (message.isEmpty())
        message = words;
    failure.message = message.join(u'\n');
    if (failure.type.isEmpty()) {
        for (const QString &line : std::as_const(message)) {
            const QStringView type = exceptionType(line);
            if (!type.isEmpty())
                failure.type = type.toString();
            if (!type.isEmpty())
                break;
        }
    }
    if (const qsizetype crashed = failure.message.indexOf(u"crashed while running '"_s); crashed >= 0) {
        failure.id = between(QStringView(failure.message).sliced(crashed), u"'", u"'").toString();
        failure.kind = u"crash"_s;
    }
    setPlace(m_view, failure, frames);
    if (failure.type.isEmpty() || failure.type.endsWith(u"AssertionError"_s))
        setComparison(failure);
    if (failure.kind.isEmpty())
        failure.kind = kindOf(failure);
    if (!frames.isEmpty())
        block.file = frames.constFirst().file;
}

// The indented lines below `Expected:` and `Got:` of a doctest.
void PytestReport::readExample(const Block &block, qsizetype i, QString &value) const
{
    QStringList lines;
    while (++i < block.to && m_output.line(i).startsWith(u"    ") && lines.size() < 20)
        lines.append(m_output.line(i).sliced(4).toString());
    value = lines.join(u'\n');
}

// A name may occur in several files and both as error and as failure.
PytestReport::Block *PytestReport::blockOf(const Entry &entry, const QHash<QString, QList<qsizetype>> &byName)
{
    const qsizetype start = entry.id.indexOf(u"::"_s);
    QString name = entry.id;
    if (start >= 0) {
        name = entry.id.mid(start + 2);
        const qsizetype parameters = name.indexOf(u'[');
        name = name.left(parameters).replace(u"::"_s, u"."_s) + (parameters < 0 ? QString() : name.mid(parameters));
    }
    const QStringView file = start < 0 ? QStringView(entry.id) : QStringView(entry.id).first(start);
    Block *best = nullptr;
    for (const qsizetype index : byName.value(name)) {
        Block &block = m_blocks[index];
        if (block.used || block.isError != entry.isError)
            continue;
        if (block.file.endsWith(file) || block.failure.file.endsWith(file))
            return &block;
        if (!best)
            best = &block;
    }
    return best;
}

// For a report without short summary: the outermost frame is the test's own.
QString PytestReport::idOf(const Block &block) const
{
    if (!block.failure.id.isEmpty())
        return block.failure.id;
    const qsizetype parameters = block.name.indexOf(u'[');
    const QString path = block.name.left(parameters).replace(u"."_s, u"::"_s) +
                         (parameters < 0 ? QString() : block.name.mid(parameters));
    const QString tail = u"::"_s + path;
    for (const QString &id : m_progress) {
        if (id.endsWith(tail))
            return id;
    }
    const bool isFile = block.failure.kind == u"collection"_s;
    const bool test =
        !block.file.isEmpty() && !block.file.endsWith(u"conftest.py"_s); // a fixture's file is not the test's
    return isFile || !test ? block.name : block.file + tail;
}

// A worker that died says on its error output where; its test stands in the report.
void PytestReport::placeCrash()
{
    for (Block &block : m_blocks) {
        if (block.failure.kind != u"crash"_s || m_trouble.isEmpty())
            continue;
        const Failure &trouble = m_trouble.constFirst();
        if (trouble.kind != u"crash"_s || !trouble.id.isEmpty())
            return;
        if (block.failure.line == 0) {
            block.failure.file = trouble.file;
            block.failure.line = trouble.line;
            block.failure.frames = trouble.frames;
        }
        m_trouble.removeFirst();
    }
}

void PytestReport::collectFailures(ParsedOutput &parsed)
{
    QHash<QString, QList<qsizetype>> byName;
    for (qsizetype i = 0; i < m_blocks.size(); ++i) {
        const QString &name = m_blocks.at(i).name;
        byName[name].append(i);
        if (const qsizetype text = name.indexOf(u" ["_s); text > 0) // a subtest: `test_a [message] (i=1)`
            byName[name.left(text)].append(i);
        if (const qsizetype arguments = name.indexOf(u" ("_s); arguments > 0)
            byName[name.left(arguments)].append(i);
        if (m_blocks.at(i).failure.kind == u"crash"_s)
            byName[m_blocks.at(i).failure.id.section(u"::"_s, 1).replace(u"::"_s, u"."_s)].append(i);
    }
    // --tb=line has blocks for errors only
    const bool whole =
        std::any_of(m_blocks.cbegin(), m_blocks.cend(), [](const Block &block) { return !block.isError; });
    qsizetype n = whole ? m_lineStyle.size() : 0;
    for (const Entry &entry : std::as_const(m_entries)) {
        Failure failure;
        if (Block *block = blockOf(entry, byName)) {
            block->used = true;
            failure = block->failure;
        } else if (n < m_lineStyle.size()) {
            // Not every entry has a line; those that have come in order. The summary shortens the message.
            const QString start = entry.message.endsWith(u"..."_s) ? entry.message.chopped(3) : entry.message;
            if (!start.isEmpty() && m_lineStyle.at(n).message.startsWith(start))
                failure = m_lineStyle.at(n++);
        }
        failure.id = entry.id;
        if (failure.file.isEmpty())
            failure.file = entry.id.section(u"::"_s, 0, 0);
        if (failure.message.isEmpty())
            failure.message = entry.message;
        if (failure.type.isEmpty())
            failure.type = exceptionType(failure.message).toString();
        if (failure.kind.isEmpty())
            failure.kind = entry.isError ? u"error"_s : kindOf(failure);
        parsed.failures.append(failure);
    }
    QSet<QString> known;
    for (Block &block : m_blocks) {
        if (block.used)
            continue;
        block.failure.id = idOf(block);
        parsed.failures.append(block.failure);
        known.insert(block.failure.id);
    }
    if (!m_entries.isEmpty())
        return;
    if (m_blocks.isEmpty())
        parsed.failures += m_lineStyle;
    if (!m_lineStyle.isEmpty())
        return;
    for (const QString &id : std::as_const(m_progress)) {
        if (known.contains(id))
            continue;
        Failure failure;
        failure.id = id;
        failure.file = id.section(u"::"_s, 0, 0);
        failure.kind = u"error"_s;
        failure.message = u"FAILED"_s;
        parsed.failures.append(failure);
    }
}

} // namespace vibecoder
