// SPDX-License-Identifier: MIT
#include "verification/parsers/jsframes.h"

namespace vibecoder::js {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxSide = 40; // lines of one side of a diff

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

// The digits at the end of the text after a colon; the text loses them.
std::optional<int> numberAtEnd(QStringView &text)
{
    qsizetype start = text.size();
    while (start > 0 && isDigit(text.at(start - 1)))
        --start;
    if (start < 2 || start == text.size() || text.size() - start > 9 || text.at(start - 1) != u':')
        return std::nullopt;
    const int number = text.sliced(start).toInt();
    text = text.first(start - 1);
    return number;
}

QStringView stackRest(QStringView line)
{
    line = line.left(OutputText::kMaxMatched).trimmed();
    for (const QStringView start : {QStringView(u"at "), QStringView(u"❯ "), QStringView(u"› ")}) {
        if (line.startsWith(start))
            return line.sliced(start.size()).trimmed();
    }
    return {};
}

bool startsCause(QStringView line)
{
    line = line.trimmed();
    return line.startsWith(u"Caused by:") || line == u"Cause:" || line.startsWith(u"[cause]:") ||
           line.startsWith(u"[errors]:");
}

void takeFrame(const OutputView &view, QStringView line, Failure &failure)
{
    std::optional<Frame> frame = frameOf(line);
    if (!frame || !isOwnFile(view, frame->file))
        return;
    if (failure.line == 0) {
        failure.file = frame->file;
        failure.line = frame->line;
    }
    if (failure.frames.size() < 20)
        failure.frames.append(std::move(*frame));
}

// The value behind the colon, or alone in the next line and indented.
QString valueAfter(QStringView line, QStringView next, QStringView word)
{
    if (!line.startsWith(word))
        return {};
    const qsizetype colon = line.indexOf(u':');
    // `Expected: 1`, `Expected number of calls: 1`; a sentence with a colon far away is none.
    if (colon < 0 || colon > 50)
        return {};
    if (colon + 1 == line.size())
        return next.startsWith(u"  ") ? next.trimmed().toString() : QString();
    return line.sliced(colon + 1).trimmed().toString();
}

} // namespace

std::optional<Frame> placeOf(QStringView text)
{
    text = text.trimmed();
    if (text.startsWith(u"file://"))
        text = text.sliced(7);
    Frame frame;
    const std::optional<int> last = numberAtEnd(text);
    if (!last)
        return std::nullopt;
    frame.line = numberAtEnd(text).value_or(*last);
    frame.file = text.toString();
    return frame;
}

std::optional<Frame> frameOf(QStringView line)
{
    QStringView rest = stackRest(line);
    if (rest.isEmpty())
        return std::nullopt;
    if (rest.endsWith(u" {"))
        rest.chop(2);
    if (rest.startsWith(u"async "))
        rest = rest.sliced(6);
    QStringView function;
    const qsizetype open = rest.lastIndexOf(u" (");
    if (rest.endsWith(u')') && open >= 0) {
        function = rest.first(open);
        rest = rest.sliced(open + 2).chopped(1);
    } else if (!rest.startsWith(u'/') && !rest.startsWith(u"file:")) {
        const qsizetype blank = rest.lastIndexOf(u' ');
        function = blank < 0 ? QStringView() : rest.first(blank);
        rest = rest.sliced(blank + 1);
    }
    std::optional<Frame> frame = placeOf(rest);
    if (frame)
        frame->function = function.toString();
    return frame;
}

bool isFrameLine(QStringView line)
{
    const QStringView rest = stackRest(line);
    return !rest.isEmpty() && (frameOf(line) || rest.contains(u"<anonymous>") || rest.contains(u"<Jasmine>") ||
                                  rest.contains(u"(native)") || rest.contains(u"(index "));
}

void takeFrames(const OutputView &view, qsizetype from, qsizetype to, Failure &failure)
{
    for (qsizetype i = from; i < to && !startsCause(view.output.line(i)); ++i)
        takeFrame(view, view.output.line(i), failure);
}

void takeFrames(const OutputView &view, const QString &stack, Failure &failure)
{
    for (const QStringView line : QStringView(stack).split(u'\n')) {
        if (startsCause(line))
            break;
        takeFrame(view, line, failure);
    }
}

QString errorType(QStringView message)
{
    QStringView header = message.left(120);
    header = header.left(header.indexOf(u':'));
    if (const qsizetype bracket = header.indexOf(u" ["); bracket > 0)
        header = header.first(bracket);
    if (header.startsWith(u"Uncaught "))
        header = header.sliced(9);
    const bool named = header.contains(u"Err") || header.contains(u"Exception") || header.contains(u"Rejection");
    if (!named || !header.at(0).isUpper())
        return {};
    for (const QChar c : header) {
        if (!c.isLetterOrNumber() && c != u'_' && c != u'$' && c != u'.')
            return {};
    }
    return header.toString();
}

void setMessage(Failure &failure, const QString &message)
{
    failure.message = message.trimmed();
    failure.type = errorType(failure.message);
    if (!failure.kind.isEmpty())
        return;
    const QStringView head = QStringView(failure.message).left(400);
    static constexpr QStringView late[] = {
        u"timed out", u"Timeout of ", u"Exceeded timeout", u"Timeout - Async", u"due to timeout", u"imeout exceeded"};
    const bool timeout =
        std::any_of(std::begin(late), std::end(late), [head](QStringView words) { return head.contains(words); });
    if (timeout)
        failure.kind = u"timeout"_s;
    else if (failure.type.contains(u"Assert") || head.startsWith(u"expect(") || head.startsWith(u"Expected ") ||
             head.startsWith(u"assert"))
        failure.kind = u"assertion"_s;
    else
        failure.kind = u"error"_s;
}

void takeFileOfMessage(Failure &failure)
{
    if (!failure.file.isEmpty())
        return;
    const QString line = failure.message.section(u'\n', 0, 0);
    if (const qsizetype at = failure.message.indexOf(u" imported from "_s); at >= 0)
        failure.file = failure.message.mid(at + 15).section(u'\n', 0, 0).trimmed();
    else if (const qsizetype of = line.indexOf(u" of file "_s); of >= 0)
        failure.file = line.mid(of + 9).section(u' ', 0, 0).section(u';', 0, 0);
    else if (line.endsWith(u')') && line.contains(u"Timeout of "_s) && line.lastIndexOf(u" ("_s) > 0)
        failure.file = line.mid(line.lastIndexOf(u'(') + 1).chopped(1);
    if (failure.file.startsWith(u"file://"_s))
        failure.file = failure.file.mid(7);
}

void dropIfPassed(const OutputView &view, ParsedOutput &parsed)
{
    const bool failed = parsed.counts.failed.value_or(0) > 0 || parsed.counts.errors.value_or(0) > 0;
    if (view.exitCode == 0 && !failed) {
        parsed.failures.clear();
        parsed.status.reset();
    }
}

QString block(const OutputText &output, qsizetype from, qsizetype to, qsizetype most)
{
    while (from < to && output.line(from).trimmed().isEmpty())
        ++from;
    to = std::min(to, from + most);
    qsizetype indent = -1;
    for (qsizetype i = from; i < to; ++i) {
        if (output.line(i).trimmed().isEmpty())
            continue;
        const qsizetype own = indentOf(output.line(i));
        indent = indent < 0 ? own : std::min(indent, own);
    }
    QString text;
    for (qsizetype i = from; i < to; ++i) {
        text += output.line(i).mid(std::min(std::max<qsizetype>(indent, 0), output.line(i).size())).left(2000);
        text += u'\n';
    }
    while (text.endsWith(u'\n') || text.endsWith(u' '))
        text.chop(1);
    return text;
}

DiffSides diffSides(const QString &text, qsizetype width)
{
    QStringList minus, plus;
    for (const QStringView line : QStringView(text).split(u'\n')) {
        if (line.startsWith(u"@@") || (line.trimmed().isEmpty() && minus.isEmpty() && plus.isEmpty()))
            continue;
        const QString rest = line.mid(width).toString();
        if (!line.startsWith(u'+') && minus.size() < kMaxSide)
            minus.append(rest);
        if (!line.startsWith(u'-') && plus.size() < kMaxSide)
            plus.append(rest);
    }
    return {minus.join(u'\n').trimmed(), plus.join(u'\n').trimmed()};
}

void takeExpectations(const QString &text, Failure &failure)
{
    const QList<QStringView> lines = QStringView(text).split(u'\n');
    const auto heads = [](QStringView line, QStringView word) {
        // With the number of lines that follow, or without: `- Expected  - 1`
        return line.startsWith(word) && (line.size() == word.size() || line.at(word.size()) == u' ');
    };
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QStringView line = lines.at(i).trimmed();
        const bool diff = heads(line, u"- Expected") || heads(line, u"- Snapshot");
        if (diff && i + 1 < lines.size() && heads(lines.at(i + 1).trimmed(), u"+ Received")) {
            QStringList rest;
            for (const QStringView part : lines.sliced(i + 2))
                rest.append(part.toString());
            const DiffSides sides = diffSides(rest.join(u'\n'), 2);
            failure.expected = sides.minus;
            failure.actual = sides.plus;
            return;
        }
        const QStringView next = i + 1 < lines.size() ? lines.at(i + 1) : QStringView();
        for (const QStringView word : {QStringView(u"Expected"), QStringView(u"Snapshot")}) {
            if (failure.expected.isEmpty() && !line.startsWith(u"Snapshot name"))
                failure.expected = valueAfter(line, next, word);
        }
        if (failure.actual.isEmpty() && !failure.expected.isEmpty())
            failure.actual = valueAfter(line, next, u"Received");
    }
}

std::optional<Failure> githubError(QStringView line)
{
    if (!line.startsWith(u"::error "))
        return std::nullopt;
    const qsizetype end = line.indexOf(u"::", 8);
    if (end < 0)
        return std::nullopt;
    Failure failure;
    for (const QStringView part : line.sliced(8, end - 8).split(u',')) {
        const QStringView value = part.sliced(part.indexOf(u'=') + 1);
        if (part.startsWith(u"file="))
            failure.file = value.toString();
        else if (part.startsWith(u"line="))
            failure.line = leadingNumber(value).value_or(0);
        else if (part.startsWith(u"title="))
            failure.id = value.toString().replace(u"%2C"_s, u","_s).replace(u"%3A"_s, u":"_s);
    }
    failure.message = line.sliced(end + 2).toString().replace(u"%0A"_s, u"\n"_s).replace(u"%25"_s, u"%"_s);
    return failure;
}

qsizetype lastLine(const OutputText &output, QStringView trimmed)
{
    for (qsizetype i = output.lineCount() - 1; i >= 0; --i) {
        if (output.line(i).size() < 200 && output.line(i).trimmed() == trimmed)
            return i;
    }
    return -1;
}

} // namespace vibecoder::js
