// SPDX-License-Identifier: MIT
// The words node leaves when a script dies.
#include "verification/parsers/jsframes.h"

namespace vibecoder::js {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxMessage = 40;

// The lines between a begin and an end, without what a runner put before each of them.
struct Lines
{
    const OutputText &output;
    qsizetype from, to;
    QStringView prefix;

    [[nodiscard]] QStringView at(qsizetype index) const
    {
        if (index < from || index >= to)
            return {};
        QStringView line = output.line(index);
        if (prefix.isEmpty())
            return line;
        const QStringView text = line.trimmed(), mark = prefix.trimmed();
        if (!text.startsWith(mark))
            return {};
        line = text.sliced(mark.size());
        return line.startsWith(u' ') ? line.sliced(1) : line;
    }
};

bool isCaret(QStringView line)
{
    line = line.left(OutputText::kMaxMatched).trimmed();
    if (line.isEmpty())
        return false;
    for (const QChar c : line) {
        if (c != u'^')
            return false;
    }
    return true;
}

bool isError(QStringView line)
{
    return !errorType(line).isEmpty() && line.contains(u':');
}

// `/x/a.js:4`, its code and a caret: how an uncaught error begins.
std::optional<Frame> headerAt(const Lines &lines, qsizetype i)
{
    const QStringView line = lines.at(i);
    if (line.isEmpty() || line.size() > 1000 || !line.back().isDigit() || line.front().isSpace())
        return std::nullopt;
    std::optional<Frame> place = placeOf(line);
    if (!place)
        return std::nullopt;
    // Statements over several lines are shown whole.
    for (qsizetype next = i + 1; next < i + 6; ++next) {
        if (isCaret(lines.at(next)))
            return place;
    }
    return std::nullopt;
}

qsizetype messageStart(const Lines &lines, qsizetype i, bool header)
{
    if (!header)
        return i;
    while (!isCaret(lines.at(i)))
        ++i;
    ++i;
    while (i < lines.to && lines.at(i).trimmed().isEmpty())
        ++i;
    return i;
}

bool endsMessage(QStringView line)
{
    const QStringView text = line.trimmed();
    return isFrameLine(line) || text.startsWith(u"Node.js v") || text.startsWith(u"(Use `node --trace-uncaught") ||
           text.startsWith(u"[cause]:");
}

QString messageFrom(const Lines &lines, qsizetype start, qsizetype &end)
{
    QStringList message;
    for (end = start; end < lines.to && !endsMessage(lines.at(end)); ++end) {
        if (message.size() < kMaxMessage)
            message.append(lines.at(end).left(1000).toString());
    }
    return message.join(u'\n').trimmed();
}

// `expected: 3,` as util.inspect prints it behind the stack.
void takeInspected(QStringView line, Failure &failure)
{
    line = line.left(1000).trimmed();
    if (line.endsWith(u','))
        line.chop(1);
    if (line.startsWith(u"expected: ") && failure.expected.isEmpty())
        failure.expected = line.sliced(10).toString();
    else if (line.startsWith(u"actual: ") && failure.actual.isEmpty())
        failure.actual = line.sliced(8).toString();
}

Failure read(const OutputView &view, const Lines &lines, qsizetype i, const std::optional<Frame> &header)
{
    Failure failure;
    qsizetype end = i;
    const QString message = messageFrom(lines, messageStart(lines, i, header.has_value()), end);
    setMessage(failure, message);
    if (failure.type == u"SyntaxError")
        failure.kind = u"compile"_s;
    const bool ownHeader = header && isOwnFile(view, header->file);
    if (ownHeader && failure.type == u"SyntaxError") {
        failure.file = header->file;
        failure.line = header->line;
    }
    for (; end < lines.to && (isFrameLine(lines.at(end)) || lines.at(end).trimmed().isEmpty()); ++end) {
        if (lines.at(end).trimmed().isEmpty() && !isFrameLine(lines.at(end + 1)))
            break;
        QString frame = lines.at(end).toString();
        takeFrames(view, frame, failure);
    }
    for (qsizetype k = end; k < std::min(lines.to, end + 30) && lines.at(k).trimmed() != u"}"; ++k)
        takeInspected(lines.at(k), failure);
    if (failure.line == 0 && ownHeader) {
        failure.file = header->file;
        failure.line = header->line;
    }
    takeFileOfMessage(failure);
    return failure;
}

} // namespace

std::optional<Failure> nodeError(const OutputView &view, qsizetype from, qsizetype to, QStringView prefix)
{
    const Lines lines{view.output, from, std::min(to, view.output.lineCount()), prefix};
    qsizetype lone = -1; // an error with its stack alone
    for (qsizetype i = lines.from; i < lines.to; ++i) {
        if (const std::optional<Frame> header = headerAt(lines, i))
            return read(view, lines, i, header);
        if (lone < 0 && isError(lines.at(i).trimmed())) {
            for (qsizetype k = i + 1; k < i + kMaxMessage && k < lines.to; ++k) {
                if (isFrameLine(lines.at(k))) {
                    lone = i;
                    break;
                }
            }
        }
    }
    if (lone < 0)
        return std::nullopt;
    return read(view, lines, lone, std::nullopt);
}

} // namespace vibecoder::js
