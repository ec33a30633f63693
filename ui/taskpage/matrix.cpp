// SPDX-License-Identifier: MIT
#include "taskpage/matrix.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const Iteration *roundOf(const QList<Iteration> &iterations, int round)
{
    // The newest one: a fresh start may go through a number twice.
    for (auto it = iterations.crbegin(); it != iterations.crend(); ++it) {
        if (it->number == round)
            return &*it;
    }
    return nullptr;
}

// Setup commands are counted by themselves.
int placeOf(const CommandReport &report)
{
    return report.isSetup ? -1 - report.index : report.index;
}

const CommandReport *commandOf(const Iteration &iteration, int place)
{
    for (const CommandReport &report : iteration.verification.commands) {
        if (placeOf(report) == place)
            return &report;
    }
    return nullptr;
}

// A diagnostic has no name of its own: place and words are what can be told apart.
QString idOf(const Failure &failure)
{
    if (!failure.file.isEmpty() && failure.kind != u"assertion" && failure.kind != u"error" &&
        !failure.id.contains(u"::"))
        return u"%1:%2 %3"_s.arg(failure.file)
            .arg(failure.line)
            .arg(failure.id.isEmpty() ? failure.message.left(80) : failure.id);
    if (!failure.id.isEmpty())
        return failure.id;
    return failure.message.left(120);
}

void splitName(MatrixRow &row, const Failure &failure)
{
    const qsizetype colons = row.id.indexOf(u"::"_s);
    if (colons > 0) {
        row.group = row.id.left(colons);
        row.name = row.id.mid(colons + 2);
    } else {
        row.group = failure.file;
        row.name = row.id;
        if (!row.group.isEmpty() && row.name.startsWith(row.group + u':'))
            row.name = row.name.mid(row.group.size() + 1);
    }
}

TestCell cellOf(const CommandReport *report, const QSet<QString> &failed, const QString &id, bool running)
{
    if (!report)
        return running ? TestCell::Running : TestCell::NotRun;
    if (failed.contains(id))
        return TestCell::Failed;
    if (report->status == CommandStatus::Pass)
        return TestCell::Passed;
    // A run that could not start or was cut short says nothing about a test it does not name.
    const bool whole = report->status == CommandStatus::Fail && report->failures.size() > 0;
    return whole ? TestCell::Passed : TestCell::NotRun;
}

void tellStory(MatrixRow &row, const QList<MatrixColumn> &columns)
{
    int firstFailed = -1, lastFailed = -1, lastPassed = -1, fixedIn = -1, lastKnown = -1;
    bool flaky = false;
    for (int i = 0; i < row.cells.size(); ++i) {
        const TestCell cell = row.cells.at(i);
        if (cell == TestCell::Flaky)
            flaky = true;
        if (cell == TestCell::Failed) {
            if (firstFailed < 0)
                firstFailed = i;
            lastFailed = i;
        } else if (cell == TestCell::Passed || cell == TestCell::Flaky) {
            if (lastKnown >= 0 && row.cells.at(lastKnown) == TestCell::Failed)
                fixedIn = i;
            lastPassed = i;
        } else {
            continue;
        }
        lastKnown = i;
    }
    row.changed = firstFailed >= 0 && lastPassed >= 0;
    if (lastKnown < 0)
        row.story = TestStory::NotRun;
    else if (lastFailed == lastKnown)
        row.story = lastPassed >= 0 ? TestStory::Regressed : TestStory::StillFailing;
    else if (flaky)
        row.story = TestStory::Flaky;
    else if (firstFailed >= 0)
        row.story = TestStory::Fixed;
    const int at = row.story == TestStory::Fixed ? fixedIn : row.story == TestStory::Regressed ? lastFailed : -1;
    row.storyRound = at >= 0 ? columns.at(at).round : 0;
}

} // namespace

TestSum testSum(const VerificationReport &report)
{
    TestSum sum;
    for (const CommandReport &command : report.commands) {
        const TestCounts &counts = command.counts;
        if (counts.passed)
            sum.passed = std::max(sum.passed, 0) + *counts.passed;
        if (counts.failed || counts.errors)
            sum.failed = std::max(sum.failed, 0) + counts.failed.value_or(0) + counts.errors.value_or(0);
    }
    if (sum.passed >= 0 && sum.failed < 0)
        sum.failed = 0;
    return sum;
}

int Matrix::failingNow() const
{
    return int(std::count_if(rows.cbegin(), rows.cend(), [](const MatrixRow &row) {
        return row.story == TestStory::StillFailing || row.story == TestStory::Regressed;
    }));
}

int Matrix::regressed() const
{
    return int(std::count_if(
        rows.cbegin(), rows.cend(), [](const MatrixRow &row) { return row.story == TestStory::Regressed; }));
}

int Matrix::changed() const
{
    return int(std::count_if(rows.cbegin(), rows.cend(), [](const MatrixRow &row) { return row.changed; }));
}

Matrix verificationMatrix(const QList<Iteration> &iterations)
{
    Matrix matrix;
    QList<const Iteration *> rounds;
    QSet<int> seen;
    for (auto it = iterations.crbegin(); it != iterations.crend(); ++it) {
        if (!seen.contains(it->number))
            rounds.prepend(&*it);
        seen.insert(it->number);
    }
    QList<MatrixRow> commands, tests;
    QHash<QString, int> known;
    for (const Iteration *round : std::as_const(rounds)) {
        const TestSum sum = testSum(round->verification);
        matrix.columns.append({round->number, sum.passed, sum.failed, !round->endedAt.isValid()});
        for (const CommandReport &report : round->verification.commands) {
            const int place = placeOf(report);
            const QString key = u"c%1"_s.arg(place);
            if (!known.contains(key)) {
                known.insert(key, 0);
                MatrixRow row;
                row.isCommand = true;
                row.isSetup = report.isSetup;
                row.command = place;
                row.id = row.name = report.command;
                commands.append(row);
            }
            for (const Failure &failure : report.failures) {
                MatrixRow row;
                row.command = place;
                row.id = idOf(failure);
                const QString test = u"t%1 %2"_s.arg(place).arg(row.id);
                if (row.id.isEmpty() || known.contains(test))
                    continue;
                known.insert(test, 0);
                splitName(row, failure);
                tests.append(row);
            }
        }
    }
    std::stable_sort(commands.begin(), commands.end(), [](const MatrixRow &a, const MatrixRow &b) {
        return std::pair(!a.isSetup, std::abs(a.command)) < std::pair(!b.isSetup, std::abs(b.command));
    });
    std::stable_sort(tests.begin(), tests.end(),
        [](const MatrixRow &a, const MatrixRow &b) { return std::tie(a.group, a.name) < std::tie(b.group, b.name); });
    matrix.rows = commands + tests;
    for (const Iteration *round : std::as_const(rounds)) {
        QHash<int, QSet<QString>> failed;
        for (const CommandReport &report : round->verification.commands) {
            for (const Failure &failure : report.failures)
                failed[placeOf(report)].insert(idOf(failure));
        }
        const bool running = !round->endedAt.isValid();
        for (MatrixRow &row : matrix.rows) {
            const CommandReport *report = commandOf(*round, row.command);
            TestCell cell = TestCell::NotRun;
            if (!row.isCommand)
                cell = cellOf(report, failed.value(row.command), row.id, running);
            else if (report)
                cell = report->status == CommandStatus::Pass ? TestCell::Passed : TestCell::Failed;
            else if (running && !row.isSetup)
                cell = TestCell::Running;
            if (!row.isCommand && round->moves.flaky.contains(row.id))
                cell = TestCell::Flaky;
            row.cells.append(cell);
        }
    }
    for (MatrixRow &row : matrix.rows)
        tellStory(row, matrix.columns);
    return matrix;
}

QList<int> matrixRows(const Matrix &matrix, MatrixFilter filter, const QString &text)
{
    QList<int> rows;
    for (int i = 0; i < matrix.rows.size(); ++i) {
        const MatrixRow &row = matrix.rows.at(i);
        const bool failing = row.story == TestStory::StillFailing || row.story == TestStory::Regressed;
        const bool fits = filter == MatrixFilter::All || (filter == MatrixFilter::Failing && failing) ||
                          (filter == MatrixFilter::Regressed && row.story == TestStory::Regressed) ||
                          (filter == MatrixFilter::Changed && row.changed);
        if (fits && (text.isEmpty() || row.id.contains(text, Qt::CaseInsensitive)))
            rows.append(i);
    }
    return rows;
}

const CommandReport *reportAt(const QList<Iteration> &iterations, const MatrixRow &row, int round)
{
    const Iteration *iteration = roundOf(iterations, round);
    return iteration ? commandOf(*iteration, row.command) : nullptr;
}

const Failure *failureAt(const QList<Iteration> &iterations, const MatrixRow &row, int round)
{
    const CommandReport *report = reportAt(iterations, row, round);
    if (!report || row.isCommand)
        return nullptr;
    for (const Failure &failure : report->failures) {
        if (idOf(failure) == row.id)
            return &failure;
    }
    return nullptr;
}

} // namespace vibecoder
