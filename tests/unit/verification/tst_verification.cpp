// SPDX-License-Identifier: MIT
// What a finished process means, what the model is told about it, and how output is shortened.
#include "base/logging.h"
#include "verification/comparison.h"
#include "verification/feedback.h"
#include "verification/verifier.h"

#include <QRandomGenerator>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

ProcessResult ended(std::optional<int> exitCode, const QByteArray &output = {})
{
    ProcessResult result;
    result.exitCode = exitCode;
    result.head = output;
    result.outputBytes = output.size();
    result.durationMs = 1500;
    return result;
}

CommandReport report(int index, CommandStatus status, const QString &excerpt)
{
    CommandReport command;
    command.index = index;
    command.command = u"test %1"_s.arg(index);
    command.status = status;
    command.exitCode = status == CommandStatus::Pass ? 0 : 1;
    command.durationMs = 1500;
    command.excerpt = excerpt;
    return command;
}

} // namespace

class VerificationTest : public QObject
{
    Q_OBJECT

private slots:
    void onlyExitZeroPasses_data()
    {
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("status");
        QTest::newRow("0 passes") << 0 << QByteArray("1 failed in 0.1s") << u"pass"_s;
        QTest::newRow("1 fails whatever it says") << 1 << QByteArray("5 passed in 0.1s") << u"fail"_s;
        QTest::newRow("126 could not run") << 126 << QByteArray("bash: ./x: Permission denied") << u"error"_s;
        QTest::newRow("127 could not run") << 127 << QByteArray("bash: line 1: x: command not found") << u"error"_s;
        QTest::newRow("139 is a crash") << 139 << QByteArray("Segmentation fault") << u"crash"_s;
    }

    void onlyExitZeroPasses()
    {
        QFETCH(int, exitCode);
        QFETCH(QByteArray, output);
        QFETCH(QString, status);
        QCOMPARE(toWire(reportFromResult(0, u"x"_s, ended(exitCode, output)).status), status);
    }

    void endsWithoutAnExitCode()
    {
        ProcessResult timedOut = ended(std::nullopt);
        timedOut.timedOut = true;
        QCOMPARE(reportFromResult(0, u"x"_s, timedOut).status, CommandStatus::Timeout);
        ProcessResult signalled = ended(std::nullopt);
        signalled.signal = 11;
        QCOMPARE(reportFromResult(0, u"x"_s, signalled).status, CommandStatus::Crash);
        ProcessResult lost = ended(std::nullopt);
        lost.lost = true;
        QCOMPARE(reportFromResult(0, u"x"_s, lost).status, CommandStatus::Unknown);
    }

    void aMissingProgramIsNamedOnlyWhenItIsTheCommandsOwn()
    {
        const QByteArray output = "bash: line 1: pytset: command not found\n";
        QVERIFY(reportFromResult(0, u"pytset -q"_s, ended(127, output)).environmentError.contains(u"pytset"_s));
        QVERIFY(reportFromResult(0, u"make test"_s, ended(127, output)).environmentError.isEmpty());
        QVERIFY(reportFromResult(0, u"./run.sh"_s, ended(127, "bash: ./run.sh: No such file or directory"))
                    .environmentError.isEmpty());
    }

    void countsAreReadFromTheSummary()
    {
        const CommandReport pytest =
            reportFromResult(0, u"pytest"_s, ended(1, "..F\n=== 1 failed, 41 passed, 2 skipped in 4.20s ===\n"));
        QCOMPARE(pytest.counts.failed, 1);
        QCOMPARE(pytest.counts.passed, 41);
        QCOMPARE(pytest.counts.skipped, 2);
        QVERIFY(!reportFromResult(0, u"true"_s, ended(0, "nothing to count")).counts.passed);
    }

    void feedbackTellsWhatMoved()
    {
        FeedbackInput input;
        input.iteration = 2;
        input.maxIterations = 5;
        input.maxCostUsd = 3;
        input.report.commands = {report(0, CommandStatus::Pass, {}),
            report(1, CommandStatus::Fail, u"E   assert 1 == 2"_s), report(2, CommandStatus::Fail, u"same words"_s)};
        VerificationReport before;
        before.commands = {report(0, CommandStatus::Fail, u"x"_s), report(1, CommandStatus::Pass, {}),
            report(2, CommandStatus::Fail, u"same words"_s)};
        input.previous = before;
        input.moves = compareReports(before, input.report);
        input.claimedDone = true;
        const QString text = composeFeedback(input);
        QVERIFY(text.startsWith(u"VERIFICATION FAILED — iteration 2 of 5; 2 of 3 commands failed"_s));
        QVERIFY(text.contains(u"REGRESSED (passed before, fails now): `test 1`"_s));
        QVERIFY(text.contains(u"Fixed since the last verification: `test 0`"_s));
        QVERIFY(text.contains(u"Still failing: `test 2`"_s));
        QVERIFY(text.contains(u"E   assert 1 == 2"_s));
        QVERIFY(text.contains(u"Only their exit codes count"_s));
        QVERIFY(text.contains(u"No file was changed"_s));
        QVERIFY(text.contains(u"Left: 3 iterations"_s));
        QCOMPARE(text, composeFeedback(input));
    }

    void feedbackStaysWithinItsBound()
    {
        FeedbackInput input;
        input.report.commands.clear();
        for (int i = 0; i < 100; ++i)
            input.report.commands.append(report(i, CommandStatus::Fail, QString(10000, QLatin1Char('x'))));
        input.iteration = 1;
        input.maxIterations = 2;
        QVERIFY(composeFeedback(input).size() <= 12000);
    }

    void feedbackHoldsNoSecret()
    {
        addSecret(u"planted-secret-value"_s);
        FeedbackInput input;
        input.iteration = 1;
        input.report.commands = {report(0, CommandStatus::Fail,
            u"token planted-secret-value and sk-"
            u"ant-REDACTED"_s)};
        const QString text = composeFeedback(input);
        QVERIFY(!text.contains(u"planted-secret-value"_s));
        QVERIFY(!text.contains(u"abcdefghijkl"_s));
    }

    void outputIsShortenedOnce_data()
    {
        QTest::addColumn<QByteArray>("output");
        QByteArray numbered;
        for (int i = 0; i < 5000; ++i)
            numbered += "line " + QByteArray::number(i) + "\n";
        QTest::newRow("many lines") << numbered;
        QTest::newRow("one very long line") << QByteArray(1024 * 1024, 'x');
        QTest::newRow("colours") << QByteArray("\x1b[31mred\x1b[0m \x1b]0;title\x07text\n");
        QTest::newRow("progress") << QByteArray("10%\r20%\r100% done\nnext\n");
        QTest::newRow("repeated lines") << QByteArray("same\n").repeated(500);
        QTest::newRow("wide characters") << QByteArray("错误：期望 5\n").repeated(900) + "x";
        QTest::newRow("broken UTF-8") << QByteArray("a\xff\xfe\xc3(b\n");
        QTest::newRow("NUL bytes") << QByteArray("a\0b\n", 4);
        QTest::newRow("nothing") << QByteArray();
    }

    void outputIsShortenedOnce()
    {
        QFETCH(QByteArray, output);
        const QString once = shortenOutput(output);
        QVERIFY(once.size() <= 10000);
        QVERIFY(once.count(QLatin1Char('\n')) < 256);
        QCOMPARE(shortenOutput(once.toUtf8()), once);
        QVERIFY(!once.contains(QChar(0x1b)) && !once.contains(QChar(0)));
    }

    void theEndOfLongOutputIsKept()
    {
        QByteArray output = "first\n";
        for (int i = 0; i < 5000; ++i)
            output += "line " + QByteArray::number(i) + "\n";
        output += "5 failed in 3s\n";
        const QString text = shortenOutput(output);
        QVERIFY(text.startsWith(u"first\n"_s));
        QVERIFY(text.endsWith(u"5 failed in 3s"_s));
        QVERIFY(text.contains(u"lines left out"_s));
    }

    void randomOutputIsShortenedOnce()
    {
        QRandomGenerator random(7);
        static const QByteArray pieces[] = {"ok\n", "error: x\n", "\x1b[1m", "\r", "\n", "中文", "\xff",
            QByteArray(600, 'y'), "same\nsame\nsame\nsame\n"};
        for (int round = 0; round < 300; ++round) {
            QByteArray output;
            for (int i = random.bounded(400); i > 0; --i)
                output += pieces[random.bounded(9)];
            const QString once = shortenOutput(output);
            QCOMPARE(shortenOutput(once.toUtf8()), once);
        }
    }
};

QTEST_GUILESS_MAIN(VerificationTest)
#include "tst_verification.moc"
