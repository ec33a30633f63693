// SPDX-License-Identifier: MIT
// TAP from anyone: tape, bats, node-tap, Test::More without prove, mocha and AVA with their TAP reporters. The TAP of
// node:test and of prove is read by their own parsers.
#include "verification/parsers/parsers.h"
#include "verification/parsers/tapreader.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// bats -T: ` in 12ms` behind every title
bool isTimed(QStringView title)
{
    if (!title.endsWith(u"ms"))
        return false;
    const qsizetype at = title.lastIndexOf(u" in ");
    return at >= 0 && wholeNumber(title.sliced(at + 4).chopped(2)).has_value();
}

void removeTimes(tap::Stream &stream)
{
    const bool timed = std::all_of(stream.points.begin(), stream.points.end(),
        [](const tap::Point &point) { return point.skip || isTimed(point.title); });
    if (!timed)
        return;
    for (tap::Point &point : stream.points) {
        if (isTimed(point.title))
            point.title.truncate(point.title.lastIndexOf(u" in "_s));
    }
}

bool isScript(const QString &name)
{
    return name.contains(u'.') && (name.endsWith(u"js"_s) || name.endsWith(u"ts"_s) || name.endsWith(u"x"_s));
}

// vitest's tap-flat puts the file before the titles: `src/a.test.js > describe > test`.
Failure failureAt(const OutputView &view, const tap::Point &point)
{
    Failure failure = tap::failureOf(view, point);
    if (point.indent == 0 && failure.file.isEmpty() && !failure.id.contains(u' ') && isScript(failure.id))
        failure.file = failure.id; // a file that could not be loaded
    const qsizetype end = failure.id.indexOf(u" > "_s);
    const QString file = failure.id.left(std::max<qsizetype>(end, 0));
    if (file.contains(u' ') || !isScript(file))
        return failure;
    failure.id = failure.id.mid(end + 3);
    if (failure.file.isEmpty())
        failure.file = file;
    return failure;
}

// Test::More explains on its error stream, which may come behind all points.
void explain(const OutputView &view, QList<Failure> &failures)
{
    qsizetype next = 0;
    for (qsizetype i = 0; i < view.output.lineCount() && next < failures.size(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched).trimmed();
        if (!line.startsWith(u"#") || !line.contains(u"Failed test"))
            continue;
        tap::Point point;
        point.title = failures.at(next).id;
        point.from = i;
        point.to = i + 1;
        while (view.output.line(point.to).trimmed().startsWith(u"#") &&
               !view.output.line(point.to).contains(u"Failed test") &&
               !view.output.line(point.to).contains(u"Looks like"))
            ++point.to;
        failures[next] = tap::failureOf(view, point);
        if (failures.at(next).id.isEmpty())
            failures[next].id = failures.at(next).file;
        ++next;
        i = point.to - 1;
    }
}

// bats reports what happened before the tests as a test.
void batsSetup(ParsedOutput &parsed)
{
    for (Failure &failure : parsed.failures) {
        if (failure.id != u"setup_file failed" && failure.id != u"teardown_file failed")
            continue;
        failure.id.chop(7);
        failure.kind = u"setup"_s;
        parsed.counts.skipped.reset(); // the tests themselves are not listed
        const qsizetype syntax = failure.message.indexOf(u": syntax error"_s);
        if (syntax < 0)
            continue;
        // `/x/bad.bats: line 3: syntax error near unexpected token`
        const QString before = failure.message.first(syntax).section(u'\n', -1);
        failure.id.clear();
        failure.kind = u"collection"_s;
        failure.file = before.section(u": line "_s, 0, 0);
        failure.line = before.section(u": line "_s, 1).toInt();
        if (parsed.failures.size() == 1 && parsed.counts.passed == 0) {
            parsed.counts = {};
            parsed.status = CommandStatus::Error;
        }
    }
}

void count(const tap::Stream &stream, ParsedOutput &parsed)
{
    int passed = 0, failed = 0, skipped = 0;
    for (const tap::Point &point : stream.points) {
        if (point.parent)
            continue;
        if (point.skip || point.todo)
            ++skipped;
        else
            ++(point.ok ? passed : failed);
    }
    TestCounts &counts = parsed.counts;
    counts.passed = stream.sums.value(u"pass"_s, passed);
    counts.failed = stream.sums.value(u"fail"_s, failed);
    counts.skipped = std::max(skipped, stream.sums.value(u"skip"_s, 0));
    counts.errors = 0;
}

void addNotice(ParsedOutput &parsed, const QString &kind, const QString &message)
{
    Failure failure;
    failure.kind = kind;
    failure.message = message;
    parsed.failures.append(failure);
}

// The stream stopped early: what happened stands elsewhere.
void incomplete(const OutputView &view, const tap::Stream &stream, ParsedOutput &parsed)
{
    if (stream.bailed) {
        addNotice(parsed, u"error"_s, view.output.line(stream.bailLine).toString());
        parsed.status = CommandStatus::Error;
    }
    if (view.exitCode == 0 || !parsed.failures.isEmpty())
        return;
    if (std::optional<Failure> died = js::nodeError(view, 0, view.output.lineCount())) {
        parsed.failures.append(*died);
        parsed.status = CommandStatus::Crash;
        parsed.counts = {};
        return;
    }
    const int top = int(std::count_if(
        stream.points.begin(), stream.points.end(), [](const tap::Point &point) { return point.indent == 0; }));
    if (stream.plan && top < *stream.plan)
        addNotice(parsed, u"error"_s, u"planned %1 tests but ran %2"_s.arg(*stream.plan).arg(top));
}

// QtTest marks what fails as expected and what passes unexpectedly both as TODO, and shows values as `5 (expression)`.
bool isQtTest(const OutputText &output)
{
    return output.text().contains(u"\n  type: Q"_s);
}

void settleTodos(const OutputText &output, tap::Stream &stream)
{
    for (tap::Point &point : stream.points) {
        if (!point.todo)
            continue;
        point.todo = false;
        point.ok = !(point.ok && output.line(point.line).contains(u"unexpectedly"));
    }
}

void settleValues(const OutputText &output, QList<Failure> &failures, const tap::Stream &stream)
{
    for (Failure &failure : failures) {
        for (QString *value : {&failure.expected, &failure.actual}) {
            if (const qsizetype expression = value->indexOf(u" ("_s); expression > 0 && value->endsWith(u')'))
                value->truncate(expression);
        }
    }
    for (const tap::Point &point : stream.points) {
        const QStringView line = output.line(point.line);
        for (Failure &failure : failures) {
            if (line.contains(u"unexpectedly") && line.startsWith(u"ok ") && failure.id == point.title) {
                failure.kind = u"unexpected_success"_s;
                failure.message = line.sliced(line.indexOf(u"# TODO ") + 7).toString();
            }
        }
    }
}

// A suite whose points all passed failed by itself: a hook of it.
void settleSuites(tap::Stream &stream)
{
    for (size_t i = 0; i < stream.points.size(); ++i) {
        tap::Point &suite = stream.points[i];
        if (suite.ok || !suite.opens)
            continue;
        bool within = false;
        for (size_t n = i + 1; n < stream.points.size() && stream.points[n].indent > suite.indent && !within; ++n)
            within = !stream.points[n].ok;
        suite.parent = suite.parent && within;
    }
}

bool belongsToOthers(const tap::Stream &stream, const OutputText &output)
{
    return stream.sums.contains(u"duration_ms"_s) || output.text().contains(u"\nFiles="_s) ||
           output.text().contains(u"  ruleId: "_s) || output.text().contains(u"%: Checks: "_s) ||
           output.text().contains(u": error: Failure!"_s) ||
           (!stream.plan && !stream.version && output.text().contains(u"<testsuite"_s));
}

} // namespace

ParsedOutput parseTap(const OutputView &view)
{
    ParsedOutput parsed;
    tap::Stream stream = tap::read(view.output);
    if ((stream.points.empty() && !stream.plan && !stream.version) || belongsToOthers(stream, view.output))
        return parsed;
    const bool planned = stream.plan && !stream.points.empty();
    parsed.certainty = stream.version ? 1 : planned ? 0.9 : view.named && !stream.points.empty() ? 0.6 : 0.3;
    removeTimes(stream);
    settleSuites(stream);
    const bool qtTest = isQtTest(view.output);
    if (qtTest)
        settleTodos(view.output, stream);
    for (const tap::Point &point : stream.points) {
        if (!point.ok && !point.skip && !point.todo && !point.parent && parsed.failures.size() < 1000)
            parsed.failures.append(failureAt(view, point));
    }
    explain(view, parsed.failures);
    if (qtTest)
        settleValues(view.output, parsed.failures, stream);
    if (stream.plan)
        count(stream, parsed);
    if (parsed.counts.failed.value_or(0) > 0)
        parsed.status = CommandStatus::Fail;
    const auto outer = std::count_if(
        stream.points.begin(), stream.points.end(), [](const tap::Point &point) { return point.indent == 0; });
    if (stream.plan && outer < *stream.plan && stream.sums.isEmpty())
        parsed.counts = {}; // it stopped, or was cut off
    batsSetup(parsed);
    incomplete(view, stream, parsed);
    if (view.exitCode == 0 && stream.sums.value(u"fail"_s) == 0) {
        parsed.failures.clear();
        parsed.status.reset();
    }
    return parsed;
}

} // namespace vibecoder
