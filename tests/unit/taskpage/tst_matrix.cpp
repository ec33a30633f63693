// SPDX-License-Identifier: MIT
// Tests × iterations.
#include "taskpage/matrix.h"
#include "taskpage/tasktext.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

Iteration round(int number, const QStringList &failed, int passed, CommandStatus status = CommandStatus::Fail)
{
    Iteration made;
    made.number = number;
    made.endedAt = QDateTime::fromSecsSinceEpoch(1700000000 + number);
    CommandReport report;
    report.command = u"pytest -q"_s;
    report.status = status;
    if (status == CommandStatus::Pass || status == CommandStatus::Fail) {
        report.counts.passed = passed;
        report.counts.failed = int(failed.size());
    }
    for (const QString &id : failed) {
        Failure failure;
        failure.id = id;
        failure.kind = u"assertion"_s;
        failure.message = u"because"_s;
        failure.file = id.section(u"::"_s, 0, 0);
        report.failures.append(failure);
    }
    made.verification.commands.append(report);
    return made;
}

const QString kA = u"tests/test_a.py::test_one"_s, kB = u"tests/test_a.py::test_two"_s, kC = u"tests/b.py::three"_s;

const MatrixRow &rowOf(const Matrix &matrix, const QString &id)
{
    for (const MatrixRow &row : matrix.rows) {
        if (row.id == id)
            return row;
    }
    qFatal("no such row");
}

} // namespace

class MatrixTest : public QObject
{
    Q_OBJECT

private slots:
    void storiesAreTold()
    {
        QList<Iteration> rounds{round(0, {kA, kB}, 3), round(1, {kB}, 4), round(2, {kB, kC}, 3)};
        const Matrix matrix = verificationMatrix(rounds);
        QCOMPARE(matrix.columns.size(), 3);
        QCOMPARE(matrix.columns.at(1).passed, 4);
        QCOMPARE(matrix.rows.size(), 4);
        QVERIFY(matrix.rows.constFirst().isCommand);
        QCOMPARE(matrix.rows.at(1).group, u"tests/b.py"_s);
        QCOMPARE(matrix.rows.at(1).name, u"three"_s);
        QCOMPARE(rowOf(matrix, kA).story, TestStory::Fixed);
        QCOMPARE(rowOf(matrix, kA).storyRound, 1);
        QCOMPARE(rowOf(matrix, kB).story, TestStory::StillFailing);
        QVERIFY(!rowOf(matrix, kB).changed);
        QCOMPARE(rowOf(matrix, kC).story, TestStory::Regressed);
        QCOMPARE(rowOf(matrix, kC).storyRound, 2);
        QCOMPARE(matrix.regressed(), 1);
        QCOMPARE(matrixRows(matrix, MatrixFilter::Regressed, {}).size(), 1);
        QCOMPARE(matrixRows(matrix, MatrixFilter::Failing, {}).size(), 3); // with the command
        QCOMPARE(matrixRows(matrix, MatrixFilter::Changed, {}).size(), 2);
        QCOMPARE(matrixRows(matrix, MatrixFilter::All, u"TWO"_s).size(), 1);
    }

    void aSetupThatFailsOnACleanCopyIsNoVerificationCommand()
    {
        CommandReport first, failed;
        first.command = u"npm ci"_s;
        first.status = CommandStatus::Pass;
        failed.index = 1;
        failed.command = u"npm run build"_s;
        failed.status = CommandStatus::Fail;
        first.isSetup = failed.isSetup = true;
        Iteration clean;
        clean.number = 1;
        clean.endedAt = QDateTime::currentDateTimeUtc();
        clean.verification.commands = {first, failed};
        const QList<Iteration> rounds{round(0, {kA}, 3), clean};
        const Matrix matrix = verificationMatrix(rounds);
        QStringList names;
        for (const MatrixRow &row : matrix.rows) {
            if (row.isCommand)
                names.append(TaskText::rowName(row));
        }
        QCOMPARE(names, (QStringList{u"Setup: npm ci"_s, u"Setup: npm run build"_s, u"pytest -q"_s}));
        QCOMPARE(matrix.rows.at(1).cells, (QList<TestCell>{TestCell::NotRun, TestCell::Failed}));
        QCOMPARE(matrix.rows.at(2).cells, (QList<TestCell>{TestCell::Failed, TestCell::NotRun}));
        QCOMPARE(reportAt(rounds, matrix.rows.at(1), 1)->command, u"npm run build"_s);
        QVERIFY(!reportAt(rounds, matrix.rows.at(2), 1));
        QCOMPARE(rowOf(matrix, kA).cells.at(1), TestCell::NotRun);
    }

    void whatDidNotRunIsNoPass()
    {
        QList<Iteration> rounds{round(0, {kA}, 3), round(1, {}, 0, CommandStatus::Timeout)};
        Iteration running;
        running.number = 2;
        rounds.append(running);
        const Matrix matrix = verificationMatrix(rounds);
        const QList<TestCell> cells = rowOf(matrix, kA).cells;
        QCOMPARE(cells, (QList<TestCell>{TestCell::Failed, TestCell::NotRun, TestCell::Running}));
        QCOMPARE(rowOf(matrix, kA).story, TestStory::StillFailing);
        QCOMPARE(matrix.columns.at(1).passed, -1);
        QVERIFY(matrix.columns.at(2).running);
        QCOMPARE(
            matrix.rows.constFirst().cells, (QList<TestCell>{TestCell::Failed, TestCell::Failed, TestCell::Running}));
    }

    void flakyOnesAreNamed()
    {
        QList<Iteration> rounds{round(0, {kA}, 3), round(1, {}, 4, CommandStatus::Pass)};
        rounds[1].moves.flaky = QStringList{kA};
        QCOMPARE(rowOf(verificationMatrix(rounds), kA).story, TestStory::Flaky);
    }

    void aFreshStartCountsTheLastTry()
    {
        QList<Iteration> rounds{round(0, {kA}, 3), round(1, {kA}, 3), round(1, {}, 4, CommandStatus::Pass)};
        const Matrix matrix = verificationMatrix(rounds);
        QCOMPARE(matrix.columns.size(), 2);
        QCOMPARE(rowOf(matrix, kA).cells.constLast(), TestCell::Passed);
        QVERIFY(!failureAt(rounds, rowOf(matrix, kA), 1));
        QCOMPARE(failureAt(rounds, rowOf(matrix, kA), 0)->message, u"because"_s);
        QCOMPARE(reportAt(rounds, rowOf(matrix, kA), 1)->status, CommandStatus::Pass);
    }

    void diagnosticsAreToldApartByPlace()
    {
        Iteration one = round(1, {}, 0);
        Failure failure;
        failure.kind = u"compile"_s;
        failure.file = u"src/x.cpp"_s;
        failure.line = 12;
        failure.message = u"no such type"_s;
        one.verification.commands[0].failures = {failure, failure};
        const Matrix matrix = verificationMatrix({one});
        QCOMPARE(matrix.rows.size(), 2);
        QCOMPARE(matrix.rows.at(1).group, u"src/x.cpp"_s);
        QCOMPARE(matrix.rows.at(1).name, u"12 no such type"_s);
        QVERIFY(verificationMatrix({}).rows.isEmpty());
    }
};

QTEST_GUILESS_MAIN(MatrixTest)
#include "tst_matrix.moc"
