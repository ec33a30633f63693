// SPDX-License-Identifier: MIT
#include "verification/parsers/pythontrace.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Groups of exceptions draw a bar before each line.
QStringView withoutBar(QStringView line)
{
    const QStringView trimmed = line.trimmed();
    return trimmed.startsWith(u"| ") ? trimmed.sliced(2) : trimmed == u"|" ? QStringView() : line;
}

bool isChain(QStringView line)
{
    return line.startsWith(u"During handling of the above exception") ||
           line.startsWith(u"The above exception was the direct cause");
}

// Where `op` stands outside of quotes and brackets; -1 when nowhere.
qsizetype topLevel(QStringView text, QStringView op)
{
    int depth = 0;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (!quote.isNull()) {
            if (c == u'\\')
                ++i;
            else if (c == quote)
                quote = QChar();
        } else if (depth == 0 && text.sliced(i).startsWith(op)) {
            return i;
        } else if (c == u'\'' || c == u'"') {
            quote = c;
        } else if (c == u'(' || c == u'[' || c == u'{') {
            ++depth;
        } else if (c == u')' || c == u']' || c == u'}') {
            --depth;
        }
    }
    return -1;
}

QString unquoted(QStringView text)
{
    text = text.trimmed();
    if (text.size() >= 2 && (text.front() == u'\'' || text.front() == u'"') && text.back() == text.front())
        text = text.sliced(1, text.size() - 2);
    return text.toString();
}

bool setSides(Failure &failure, QStringView text, QStringView op)
{
    const qsizetype at = topLevel(text, op);
    if (at <= 0)
        return false;
    QStringView right = text.sliced(at + op.size());
    for (const QStringView note : {QStringView(u" : "), QStringView(u" within ")}) {
        if (const qsizetype end = topLevel(right, note); op == u" != " && end > 0)
            right = right.first(end);
    }
    failure.actual = unquoted(text.first(at));
    failure.expected = unquoted(right);
    return true;
}

} // namespace

std::optional<Frame> pythonFrame(QStringView line)
{
    line = withoutBar(line).trimmed();
    if (!line.startsWith(u"File \""))
        return std::nullopt;
    const qsizetype end = line.indexOf(u"\", line ", 6);
    if (end < 0)
        return std::nullopt;
    Frame frame;
    frame.file = line.sliced(6, end - 6).toString();
    const QStringView rest = line.sliced(end + 8);
    const std::optional<int> number = leadingNumber(rest);
    if (!number)
        return std::nullopt;
    frame.line = *number;
    const qsizetype in = rest.indexOf(u" in ");
    if (in >= 0)
        frame.function = rest.sliced(in + 4).trimmed().toString();
    return frame;
}

QStringView exceptionType(QStringView line)
{
    if (line.isEmpty() || !(line.front().isLetter() || line.front() == u'_'))
        return {};
    qsizetype end = 0;
    while (end < line.size() && (line.at(end).isLetterOrNumber() || line.at(end) == u'_' || line.at(end) == u'.'))
        ++end;
    const bool whole = end == line.size() || line.sliced(end).startsWith(u": ") || line.sliced(end) == u":";
    const QStringView type = line.first(end);
    const QStringView name = type.sliced(type.lastIndexOf(u'.') + 1);
    // A class starts with a capital letter; a program's own words before a colon mostly do not.
    return whole && !name.isEmpty() && (name.front().isUpper() || name.front() == u'_') ? type : QStringView();
}

PythonTrace readPythonTrace(const OutputText &output, qsizetype from, qsizetype to)
{
    PythonTrace trace;
    to = std::min(to, output.lineCount());
    qsizetype i = from;
    bool ended = false;
    for (; i < to; ++i) {
        const QStringView raw = output.line(i);
        const QStringView line = withoutBar(raw);
        if (isChain(line) || (ended && line.contains(u"Traceback (most recent call last)"))) {
            trace.frames.clear();
            trace.type.clear();
            trace.message.clear();
            ended = false;
            continue;
        }
        if (ended) {
            // A blank line is part of a message only when a chain follows it.
            const bool chainFollows = line.trimmed().isEmpty() && (isChain(withoutBar(output.line(i + 1))));
            if ((line.trimmed().isEmpty() || line.trimmed().startsWith(u"+-")) && !chainFollows)
                break;
            if (!chainFollows && trace.message.size() < 4000)
                trace.message += u'\n' + line.toString();
            continue;
        }
        if (const std::optional<Frame> frame = pythonFrame(line)) {
            if (trace.frames.size() >= 200)
                trace.frames.removeFirst();
            trace.frames.append(*frame);
        } else if (const QStringView type = exceptionType(line); !type.isEmpty()) {
            trace.type = type.toString();
            trace.message = line.toString();
            ended = true;
        } else if (!line.isEmpty() && !line.front().isSpace() && !line.contains(u"Traceback (most") &&
                   !line.startsWith(u'+')) {
            break; // somebody else's line
        }
    }
    trace.end = i;
    return trace;
}

void setPlace(const OutputView &view, Failure &failure, const QList<Frame> &frames)
{
    for (auto it = frames.crbegin(); it != frames.crend(); ++it) {
        if (isOwnFile(view, it->file))
            failure.frames.append(*it);
    }
    if (frames.isEmpty())
        return;
    const Frame &place = failure.frames.isEmpty() ? frames.constLast() : failure.frames.constFirst();
    failure.file = place.file;
    failure.line = place.line;
}

void setComparison(Failure &failure)
{
    const QStringView message = QStringView(failure.message).left(4000);
    if (const qsizetype at = message.indexOf(u"At index "); at >= 0) {
        QStringView line = message.sliced(at);
        line = line.first(line.indexOf(u'\n') < 0 ? line.size() : line.indexOf(u'\n'));
        const qsizetype diff = line.indexOf(u" diff: ");
        if (diff > 0 && setSides(failure, line.sliced(diff + 7), u" != "))
            return;
    }
    // The first line says it best; the marks of a difference say it where the line was shortened.
    const QList<QStringView> lines = message.split(u'\n');
    for (QStringView line : lines) {
        line = line.trimmed();
        if (line.startsWith(u"AssertionError: "))
            line = line.sliced(16);
        if (line.startsWith(u"assert ")) {
            if (setSides(failure, line.sliced(7), u" == "))
                return;
            continue;
        }
        const qsizetype differ = line.indexOf(u" differ: ");
        if (setSides(failure, differ > 0 && differ < 30 ? line.sliced(differ + 9) : line, u" != "))
            return;
    }
}

} // namespace vibecoder
