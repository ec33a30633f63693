// SPDX-License-Identifier: MIT
#include "verification/parsers/tapreader.h"

namespace vibecoder::tap {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxYaml = 400, kMaxBelow = 200;

// ` # SKIP reason`, ` # TODO`, ` # time=3ms`
void takeDirective(Point &point, QStringView &title)
{
    for (qsizetype at = title.lastIndexOf(u'#'); at >= 0; at = at > 0 ? title.lastIndexOf(u'#', at - 1) : -1) {
        if (at > 0 && title.at(at - 1) != u' ')
            continue;
        const QStringView word = title.sliced(at + 1).trimmed();
        const auto starts = [word](QStringView name) {
            return word.startsWith(name, Qt::CaseInsensitive) &&
                   (word.size() == name.size() || !word.at(name.size()).isLetter() ||
                       word.startsWith(u"skipped", Qt::CaseInsensitive));
        };
        if (starts(u"skip"))
            point.skip = true;
        else if (starts(u"todo"))
            point.todo = true;
        else if (!word.startsWith(u"time=") && !word.startsWith(u"timeout after "))
            return;
        title = title.first(at).trimmed();
        return;
    }
}

std::optional<Point> pointAt(QStringView whole)
{
    const qsizetype indent = indentOf(whole.left(64));
    QStringView line = whole.sliced(indent).left(OutputText::kMaxMatched);
    Point point;
    point.indent = indent;
    if (line.startsWith(u"ok")) {
        point.ok = true;
        line = line.sliced(2);
    } else if (line.startsWith(u"not ok")) {
        line = line.sliced(6);
    } else {
        return std::nullopt;
    }
    if (indent % 4 != 0 || (!line.isEmpty() && line.front() != u' '))
        return std::nullopt;
    line = line.trimmed();
    qsizetype digits = 0;
    while (digits < line.size() && line.at(digits).isDigit())
        ++digits;
    // Without a number it is a word of somebody's sentence, unless a dash or nothing follows.
    if (digits == 0 && !line.isEmpty() && !line.startsWith(u"- ") && !line.startsWith(u'#'))
        return std::nullopt;
    line = line.sliced(digits).trimmed();
    if (line == u"-")
        line = {};
    else if (line.startsWith(u"- "))
        line = line.sliced(2).trimmed();
    if (line.endsWith(u" {")) {
        point.parent = point.opens = true;
        line = line.chopped(2).trimmed();
    }
    takeDirective(point, line);
    point.title = line.toString();
    point.title.replace(u"\\#"_s, u"#"_s);
    return point;
}

// `1..7`, `1..0 # skip all`
std::optional<int> planAt(QStringView line)
{
    if (!line.startsWith(u"1.."))
        return std::nullopt;
    line = line.sliced(3);
    const std::optional<int> number = leadingNumber(line);
    if (!number)
        return std::nullopt;
    const QStringView rest = line.sliced(QString::number(*number).size()).trimmed();
    return rest.isEmpty() || rest.startsWith(u'#') ? number : std::nullopt;
}

bool takeSum(QStringView line, Stream &stream)
{
    static constexpr QStringView words[] = {
        u"tests", u"suites", u"pass", u"fail", u"cancelled", u"skipped", u"skip", u"todo", u"duration_ms"};
    line = line.sliced(1).trimmed();
    for (const QStringView word : words) {
        if (!line.startsWith(word) || line.size() <= word.size() || line.at(word.size()) != u' ')
            continue;
        if (const std::optional<int> number = leadingNumber(line.sliced(word.size()).trimmed()))
            stream.sums.insert(word.toString(), *number);
        return true;
    }
    return false;
}

// The end of the YAML block that begins here: the line behind `...`, or `from` when it has none. `looked`: up to where
// an earlier search found none, so that beginnings without end cost no more than their lines.
qsizetype yamlEnd(const OutputText &output, qsizetype from, qsizetype &looked)
{
    if (output.line(from).trimmed() != u"---")
        return from;
    const qsizetype indent = indentOf(output.line(from));
    const qsizetype last = std::min(output.lineCount(), from + kMaxYaml);
    for (qsizetype i = std::max(from + 1, looked); i < last; ++i) {
        const QStringView line = output.line(i);
        if (line.trimmed() == u"..." && indentOf(line) == indent)
            return i + 1;
    }
    looked = std::max(looked, last);
    return from;
}

bool stack(const OutputView &view, const QString &text, Failure &failure)
{
    const qsizetype before = failure.frames.size();
    for (const QStringView line : QStringView(text).split(u'\n')) {
        const QStringView trimmed = line.trimmed();
        js::takeFrames(view, trimmed.startsWith(u"at ") ? trimmed.toString() : u"at "_s + trimmed.toString(), failure);
    }
    return failure.frames.size() > before;
}

QString unquoted(QStringView value)
{
    value = value.trimmed();
    const bool single = value.size() >= 2 && value.startsWith(u'\'') && value.endsWith(u'\'');
    const bool twice = value.size() >= 2 && value.startsWith(u'"') && value.endsWith(u'"');
    if (!single && !twice)
        return value.toString();
    QString text = value.sliced(1).chopped(1).toString();
    if (single)
        return text.replace(u"''"_s, u"'"_s);
    return text.replace(u"\\n"_s, u"\n"_s).replace(u"\\\""_s, u"\""_s).replace(u"\\\\"_s, u"\\"_s);
}

// `at t/math.t line 3.`, `(in test file cli.bats, line 7)`
bool placeInComment(QStringView text, Failure &failure)
{
    for (const QStringView word : {QStringView(u"in test file "), QStringView(u"in file "), QStringView(u" at ")}) {
        const qsizetype at = text.lastIndexOf(word);
        if (at < 0)
            continue;
        const QStringView rest = text.sliced(at + word.size());
        const bool perl = word == u" at ";
        const qsizetype line = rest.indexOf(perl ? QStringView(u" line ") : QStringView(u", line "));
        if (line <= 0)
            continue;
        const std::optional<int> number = leadingNumber(rest.sliced(line + (perl ? 6 : 7)));
        if (!number)
            continue;
        failure.file = rest.first(line).trimmed().toString();
        failure.line = *number;
        return true;
    }
    return false;
}

void fromYaml(const OutputView &view, const QMap<QString, QString> &yaml, Failure &failure)
{
    QString message = yaml.value(u"error"_s);
    if (message.isEmpty() || message.startsWith(u"name:"_s)) // TAP of vitest: a mapping
        message = yaml.value(u"message"_s);
    if (const QString details = yaml.value(u"details"_s); !details.isEmpty())
        message += u'\n' + details;
    if (message.trimmed().isEmpty())
        message = failure.id;
    js::setMessage(failure, message);
    if (failure.type.isEmpty())
        failure.type = yaml.value(u"name"_s);
    if (failure.type.contains(u"Assert"_s) && failure.kind == u"error")
        failure.kind = u"assertion"_s;
    if (yaml.value(u"failureType"_s) == u"hookFailed")
        failure.kind = u"hook"_s;
    else if (yaml.value(u"failureType"_s) == u"testTimeoutFailure")
        failure.kind = u"timeout"_s;
    for (const QString &name : {u"expected"_s, u"wanted"_s, u"want"_s}) {
        if (failure.expected.isEmpty())
            failure.expected = yaml.value(name);
    }
    for (const QString &name : {u"actual"_s, u"found"_s, u"got"_s}) {
        if (failure.actual.isEmpty())
            failure.actual = yaml.value(name);
    }
    for (const QString &name : {u"stack"_s, u"at"_s}) {
        if (failure.line == 0)
            stack(view, yaml.value(name), failure);
    }
    if (failure.line == 0 && yaml.contains(u"line"_s)) {
        failure.file = yaml.value(u"file"_s, yaml.value(u"fileName"_s));
        failure.line = yaml.value(u"line"_s).toInt();
    }
    if (failure.line == 0 && failure.message.contains(u"in test file "_s)) { // bats --formatter tap13
        for (const QStringView line : QStringView(failure.message).split(u'\n')) {
            if (placeInComment(line, failure))
                break;
        }
    }
    if (failure.line == 0 && yaml.contains(u"failures"_s)) { // Criterion: `- t.c:5: |+` and the text
        for (auto it = yaml.cbegin(); it != yaml.cend(); ++it) {
            const std::optional<int> number = leadingNumber(it.value());
            if (!it.key().startsWith(u"- "_s) || !number)
                continue;
            failure.file = it.key().sliced(2);
            failure.line = *number;
            failure.message = it.value().section(u'\n', 1).trimmed();
        }
    }
    const std::optional<Frame> place = js::placeOf(yaml.value(u"location"_s));
    if (failure.line == 0 && place && isOwnFile(view, place->file)) {
        failure.file = place->file;
        failure.line = place->line;
    }
}

// `#          got: '2'`
bool sideInComment(QStringView text, Failure &failure)
{
    text = text.trimmed();
    if (text.startsWith(u"got: ") && failure.actual.isEmpty())
        failure.actual = unquoted(text.sliced(5));
    else if (text.startsWith(u"expected: ") && failure.expected.isEmpty())
        failure.expected = unquoted(text.sliced(10));
    else
        return false;
    return true;
}

void fromText(const OutputView &view, const Point &point, Failure &failure)
{
    QStringList lines;
    bool placed = false;
    for (qsizetype i = point.from; i < std::min(point.to, point.from + kMaxBelow); ++i) {
        QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (js::isFrameLine(line))
            continue;
        const bool comment = line.trimmed().startsWith(u'#');
        line = comment ? line.trimmed().sliced(1) : line;
        if (comment) {
            placed = placed || placeInComment(QString(u" "_s + line.trimmed().toString()), failure);
            sideInComment(line, failure);
        }
        lines.append((comment && line.startsWith(u' ') ? line.sliced(1) : line).trimmed().toString());
    }
    const QString text = lines.join(u'\n').trimmed();
    js::setMessage(failure, text.isEmpty() ? failure.id : text);
    if (!failure.expected.isEmpty() && failure.kind == u"error")
        failure.kind = u"assertion"_s;
    if (!placed)
        js::takeFrames(view, point.from, point.to, failure);
}

} // namespace

Stream read(const OutputText &output)
{
    Stream stream;
    qsizetype looked = 0;
    qsizetype nested = -1; // indent of the innermost points since the last one further out
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const QStringView line = output.line(i);
        if (line.isEmpty())
            continue;
        if (const qsizetype end = yamlEnd(output, i, looked); end > i) {
            if (!stream.points.empty())
                stream.points.back().to = end;
            i = end - 1;
            continue;
        }
        if (std::optional<Point> point = pointAt(line)) {
            point->line = i;
            point->from = point->to = i + 1;
            point->parent = point->parent || nested > point->indent;
            nested = point->indent;
            stream.points.push_back(std::move(*point));
            continue;
        }
        if (line.trimmed() == u"}") // the end of nested points whose parent stood before them
            nested = -1;
        if (line.startsWith(u"TAP version ") || line.trimmed().startsWith(u"TAP version 1")) {
            stream.version = true;
        } else if (const std::optional<int> plan = planAt(line)) {
            stream.plan = stream.plan.value_or(0) + *plan;
        } else if (line.startsWith(u"Bail out!")) {
            stream.bailed = true;
            stream.bailLine = i;
        } else {
            if (line.startsWith(u"# ") && takeSum(line, stream))
                continue;
            const bool below = line.front() == u'#' || line.front() == u' ';
            const bool subtest = line.trimmed().startsWith(u"# Subtest");
            if (below && !subtest && !stream.points.empty() && stream.points.back().to == i)
                stream.points.back().to = i + 1;
        }
    }
    return stream;
}

QMap<QString, QString> yamlOf(const OutputText &output, const Point &point)
{
    QMap<QString, QString> yaml;
    qsizetype i = point.from;
    while (i < point.to && output.line(i).trimmed() != u"---")
        ++i;
    if (i >= point.to)
        return yaml;
    qsizetype base = -1;
    QString key;
    for (++i; i < point.to && output.line(i).trimmed() != u"..."; ++i) {
        const QStringView line = output.line(i).left(4000);
        const QStringView text = line.trimmed();
        const qsizetype indent = indentOf(line);
        if (base < 0 && !text.isEmpty())
            base = indent;
        const qsizetype colon = text.indexOf(u':');
        if (!text.isEmpty() && indent == base && colon > 0) {
            key = text.first(colon).toString();
            const QStringView value = text.sliced(colon + 1).trimmed();
            const bool blocks = value == u"|-" || value == u"|" || value == u">-" || value == u">" || value == u"|2-";
            yaml.insert(key, blocks ? QString() : unquoted(value));
            continue;
        }
        if (key.isEmpty())
            continue;
        QString &value = yaml[key];
        if (value.size() < 4000)
            value += (value.isEmpty() ? QString() : u"\n"_s) + line.mid(std::min(base + 2, line.size())).toString();
        // TAP 13: `at:` and `data:` as mappings
        if (colon > 0 && (key == u"at" || key == u"data" || key == u"error")) {
            const QString inner = text.first(colon).toString();
            if (!yaml.contains(inner))
                yaml.insert(inner, unquoted(text.sliced(colon + 1)));
        }
    }
    for (QString &value : yaml)
        value = value.trimmed();
    return yaml;
}

Failure failureOf(const OutputView &view, const Point &point)
{
    Failure failure;
    failure.id = point.title;
    const QMap<QString, QString> yaml = yamlOf(view.output, point);
    if (yaml.isEmpty())
        fromText(view, point, failure);
    else
        fromYaml(view, yaml, failure);
    js::takeFileOfMessage(failure);
    return failure;
}

} // namespace vibecoder::tap
