// SPDX-License-Identifier: MIT
// Tests × iterations: which test failed when. Pure.
//
// The engine stores the failures of a run by name and counts the rest. So a test is known from its first failure on; in
// a round where it does not fail although its command ran to an end and gave counts, it passed.
#pragma once

#include "model/iteration.h"

#include <QList>

namespace vibecoder {

enum class TestCell : quint8 { NotRun, Passed, Failed, Flaky, Running };

/// What became of a row over the rounds.
enum class TestStory : quint8 { Passing, Fixed, Regressed, StillFailing, Flaky, NotRun };

struct MatrixRow
{
    QString group; ///< file of the test, or the command it belongs to
    QString name;  ///< without the group
    QString id;    ///< as the tool prints it; of a command: its text
    bool isCommand = false;
    bool isSetup = false;  ///< a setup command that failed on a clean copy
    int command = 0;       ///< index in verification_commands; below 0: -1 less the index in setup
    QList<TestCell> cells; ///< one per column
    TestStory story = TestStory::Passing;
    int storyRound = 0;   ///< the round number that belongs to the story (fixed in 2)
    bool changed = false; ///< not the same in all rounds
};

struct MatrixColumn
{
    int round = 0;                ///< 0: baseline
    int passed = -1, failed = -1; ///< of all tests; -1: not known
    bool running = false;
};

struct Matrix
{
    QList<MatrixColumn> columns;
    QList<MatrixRow> rows; ///< commands first, then tests by group and name

    [[nodiscard]] int failingNow() const;
    [[nodiscard]] int regressed() const;
    [[nodiscard]] int changed() const;
};

enum class MatrixFilter { Changed, Failing, Regressed, All };

[[nodiscard]] Matrix verificationMatrix(const QList<Iteration> &iterations);
/// Rows of the matrix that a filter and a text leave, in order.
[[nodiscard]] QList<int> matrixRows(const Matrix &matrix, MatrixFilter filter, const QString &text);

/// The failure behind a cell; nullptr when it did not fail there. Points into `iterations`.
[[nodiscard]] const Failure *failureAt(const QList<Iteration> &iterations, const MatrixRow &row, int round);
/// The report of the row's command in a round; nullptr when it did not run.
[[nodiscard]] const CommandReport *reportAt(const QList<Iteration> &iterations, const MatrixRow &row, int round);

/// Sums over the commands of one verification; -1 where no command says.
struct TestSum
{
    int passed = -1, failed = -1;
};
[[nodiscard]] TestSum testSum(const VerificationReport &report);

} // namespace vibecoder
