// SPDX-License-Identifier: MIT
// Which parsers are asked, and who speaks when several claim the output.
#include "verification/markscan.h"
#include "verification/parserregistry.h"
#include "verification/parsers/parsers.h"

#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr double kSpeaks = 0.5;
constexpr qsizetype kMaxFailures = 1000, kMaxWarnings = 200, kMaxText = 4000, kMaxFrames = 20;

struct Reading
{
    const ParserRow *row;
    ParsedOutput parsed;
    bool named;
};

// `/usr/bin/g++-12` -> `g++`, `python3.11` -> `python`
QString programOf(QStringView token)
{
    token = token.sliced(token.lastIndexOf(u'/') + 1);
    qsizetype end = token.size();
    while (end > 0 && (token.at(end - 1).isDigit() || token.at(end - 1) == u'.'))
        --end;
    if (end > 0 && end < token.size() && token.at(end - 1) == u'-')
        --end;
    return token.first(end).toString();
}

QSet<QString> wordsOf(const QString &command)
{
    QSet<QString> words;
    qsizetype start = 0;
    for (qsizetype i = 0; i <= command.size(); ++i) {
        if (i < command.size() && !QStringView(u" \t\n;|&()<>'\"=`$").contains(command.at(i)))
            continue;
        if (i > start) {
            const QStringView token = QStringView(command).sliced(start, i - start);
            words.insert(programOf(token));
            words.insert(token.sliced(token.lastIndexOf(u'/') + 1).toString());
        }
        start = i + 1;
    }
    return words;
}

// The table made ready for one pass over the output.
struct Table
{
    MarkScan scan;
    std::vector<std::vector<int>> marksOfRow;

    Table()
    {
        for (const ParserRow &row : parserRows()) {
            std::vector<int> numbers;
            for (const char *mark : row.marks)
                numbers.push_back(scan.add(mark));
            marksOfRow.push_back(std::move(numbers));
        }
        scan.prepare();
    }
};

QList<Reading> readings(OutputView view)
{
    static const Table table;
    const std::vector<bool> found = table.scan.find(view.output.text());
    const QSet<QString> words = wordsOf(view.command);
    QList<Reading> result;
    for (qsizetype i = 0; i < parserRows().size(); ++i) {
        const ParserRow &row = parserRows().at(i);
        const std::vector<int> &marks = table.marksOfRow[size_t(i)];
        view.named = std::any_of(row.words.begin(), row.words.end(),
            [&words](const char *word) { return words.contains(QString::fromLatin1(word)); });
        const bool marked = std::any_of(marks.begin(), marks.end(), [&found](int mark) { return found[size_t(mark)]; });
        if (!marked && (!marks.empty() || !view.named))
            continue;
        ParsedOutput parsed = row.parse(view);
        parsed.parser = QString::fromLatin1(row.name);
        if (parsed.certainty >= kSpeaks)
            result.append({&row, std::move(parsed), view.named});
    }
    std::stable_sort(result.begin(), result.end(),
        [](const Reading &a, const Reading &b) { return a.parsed.certainty > b.parsed.certainty; });
    return result;
}

std::optional<int> sum(std::optional<int> a, std::optional<int> b)
{
    return a && b ? std::optional<int>(*a + *b) : a ? a : b;
}

bool any(const TestCounts &counts)
{
    return counts != TestCounts();
}

// Two tools in one command add up; a second reading of the same lines does not.
void addTool(ParsedOutput &all, const ParsedOutput &next)
{
    QSet<QString> known;
    const auto key = [](const Failure &failure) { return failure.file + u':' + QString::number(failure.line); };
    for (const Failure &failure : std::as_const(all.failures))
        known.insert(failure.file.isEmpty() ? failure.id : key(failure));
    for (const Failure &failure : std::as_const(all.warnings))
        known.insert(key(failure));
    QList<Failure> fresh;
    for (const Failure &failure : std::as_const(next.failures)) {
        if (!known.contains(key(failure)) && !known.contains(failure.id))
            fresh.append(failure);
    }
    const bool speaks = fresh.isEmpty() ? next.failures.isEmpty() && any(next.counts) : true;
    if (!speaks)
        return;
    all.parser += u'+' + next.parser;
    all.certainty = std::min(all.certainty, next.certainty);
    all.counts.passed = sum(all.counts.passed, next.counts.passed);
    all.counts.failed = sum(all.counts.failed, next.counts.failed);
    all.counts.errors = sum(all.counts.errors, next.counts.errors);
    all.counts.skipped = sum(all.counts.skipped, next.counts.skipped);
    all.counts.collected = sum(all.counts.collected, next.counts.collected);
    all.counts.warnings = sum(all.counts.warnings, next.counts.warnings);
    all.failures += fresh;
    all.warnings += next.warnings;
    // Tests that ran and failed say more than an error elsewhere.
    if (next.status && (!all.status || *next.status == CommandStatus::Fail))
        all.status = next.status;
}

// Wrappers yield to the tools that they started; of several the surest speaks.
ParsedOutput combined(const QList<Reading> &all)
{
    ParsedOutput result;
    for (const ParserRole role : {ParserRole::Tool, ParserRole::Report, ParserRole::Trace, ParserRole::Wrapper}) {
        for (const Reading &reading : all) {
            if (reading.row->role != role)
                continue;
            if (result.parser.isEmpty()) {
                result = reading.parsed;
            } else if (role == ParserRole::Tool) {
                addTool(result, reading.parsed);
            } else if (role == ParserRole::Wrapper && reading.parsed.counts.failed && !result.failures.isEmpty()) {
                // a runner of runners: its tests have names of their own, what they say stands in the tool's words
                result.parser += u'+' + reading.parsed.parser;
                result.failures += reading.parsed.failures;
            } else if (result.failures.isEmpty() && !reading.parsed.failures.isEmpty()) {
                result.parser += u'+' + reading.parsed.parser;
                result.failures = reading.parsed.failures;
                if (!result.status)
                    result.status = reading.parsed.status;
                if (!any(result.counts))
                    result.counts = reading.parsed.counts;
                else if (role == ParserRole::Trace && result.counts.failed.value_or(0) == 0)
                    result.counts.errors = sum(result.counts.errors, reading.parsed.counts.errors);
            }
        }
    }
    return result;
}

// A pipe or a list may hide the exit code of what failed.
bool mayHideFailures(const QString &command)
{
    return command.contains(u'|') || command.contains(u';') || command.contains(u'&') || command.contains(u'\n');
}

// In passing output the words of a compiler are somebody's text. What a tool counts itself stays, and what a sanitizer
// reports and survives.
void forgetHarmless(ParsedOutput &parsed, const OutputView &view, const QList<Reading> &all)
{
    const bool counted = parsed.counts.failed.value_or(0) > 0;
    bool ownWords = false;
    for (const Reading &reading : all)
        ownWords = ownWords || ((reading.named || reading.row->role == ParserRole::Trace) &&
                                   reading.parsed.parser == parsed.parser);
    if (view.exitCode != 0 || counted || ownWords || mayHideFailures(view.command))
        return;
    if (!parsed.failures.isEmpty())
        parsed.counts.errors.reset();
    parsed.failures.clear();
}

void bound(QString &text)
{
    if (text.size() <= kMaxText)
        return;
    qsizetype end = kMaxText;
    if (text.at(end - 1).isHighSurrogate())
        --end;
    text.truncate(end);
}

void bound(QList<Failure> &failures, qsizetype most)
{
    if (failures.size() > most)
        failures.resize(most);
    for (Failure &failure : failures) {
        for (QString *text : {&failure.id, &failure.file, &failure.kind, &failure.type, &failure.message,
                 &failure.expected, &failure.actual, &failure.output})
            bound(*text);
        if (failure.frames.size() > kMaxFrames)
            failure.frames.resize(kMaxFrames);
    }
}

} // namespace

ParsedOutput parseOutput(const OutputView &view)
{
    const QList<Reading> all = readings(view);
    ParsedOutput parsed = combined(all);
    forgetHarmless(parsed, view, all);
    const bool silent = parsed.failures.isEmpty() && !any(parsed.counts) && view.exitCode.value_or(1) != 0;
    if (parsed.parser.isEmpty() || silent) {
        ParsedOutput generic = parseGeneric(view);
        generic.parser = u"generic"_s;
        if (parsed.parser.isEmpty())
            parsed = generic;
        else
            parsed.failures = generic.failures;
    }
    bound(parsed.failures, kMaxFailures);
    bound(parsed.warnings, kMaxWarnings);
    return parsed;
}

CommandStatus statusOf(const OutputView &view, const ParsedOutput &parsed)
{
    if (view.timedOut)
        return CommandStatus::Timeout;
    if (!view.exitCode) {
        // Only a log is there: its words are all there is.
        const bool troubled = parsed.counts.failed.value_or(0) + parsed.counts.errors.value_or(0) > 0;
        if (parsed.status && (troubled || !parsed.failures.isEmpty()))
            return *parsed.status;
        if (troubled || !parsed.failures.isEmpty())
            return CommandStatus::Fail;
        return parsed.counts.passed ? CommandStatus::Pass : CommandStatus::Unknown;
    }
    const int code = *view.exitCode;
    if (code == 0)
        return CommandStatus::Pass;
    // Some runners exit with the number of failures, which may look like a signal.
    const bool countsItsFailures = parsed.counts.failed && *parsed.counts.failed == code;
    if (code > 128 && code <= 128 + 64 && !countsItsFailures)
        return CommandStatus::Crash;
    if (parsed.status && *parsed.status != CommandStatus::Pass)
        return *parsed.status;
    if (code == 126 || code == 127)
        return CommandStatus::Error;
    if (parsed.counts.failed.value_or(0) == 0 && parsed.counts.errors.value_or(0) > 0)
        return CommandStatus::Error;
    return CommandStatus::Fail;
}

} // namespace vibecoder
