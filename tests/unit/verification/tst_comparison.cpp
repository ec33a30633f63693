// SPDX-License-Identifier: MIT
// The same failure under the same name, what moved between two verifications, and which verdict follows.
#include "verification/comparison.h"
#include "verification/fingerprint.h"
#include "verification/verdict.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

Failure test(const QString &id, const QString &message = u"assert 1 == 2"_s)
{
    Failure failure;
    failure.id = id;
    failure.kind = u"assertion"_s;
    failure.type = u"AssertionError"_s;
    failure.message = message;
    return failure;
}

CommandReport ran(int passed, const QList<Failure> &failures, int skipped = 0)
{
    CommandReport command;
    command.command = u"pytest"_s;
    command.parser = u"pytest"_s;
    command.counts.passed = passed;
    command.counts.failed = int(failures.size());
    command.counts.skipped = skipped;
    command.counts.collected = passed + int(failures.size()) + skipped;
    command.failures = failures;
    command.status = failures.isEmpty() ? CommandStatus::Pass : CommandStatus::Fail;
    command.exitCode = failures.isEmpty() ? 0 : 1;
    return command;
}

CommandReport couldNotCollect()
{
    CommandReport command = ran(0, {});
    command.counts = {};
    command.status = CommandStatus::Error;
    command.exitCode = 2;
    Failure failure;
    failure.id = u"test_a.py"_s;
    failure.kind = u"collection"_s;
    command.failures = {failure};
    return command;
}

VerificationReport one(const CommandReport &command)
{
    return {{command}};
}

} // namespace

class ComparisonTest : public QObject
{
    Q_OBJECT

private slots:
    void numbersAddressesTimesAndTemporaryPathsAreNoDifference_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::newRow("numbers") << u"assert 12 == 7"_s << u"assert 3 == 4"_s;
        QTest::newRow("decimals") << u"took 1.25 s"_s << u"took 10.5 s"_s;
        QTest::newRow("address") << u"<Foo object at 0x7f12ab>"_s << u"<Foo object at 0x5>"_s;
        QTest::newRow("bare address") << u"at 7ffe8ffe4f14 in"_s << u"at 55ef02c9333b in"_s;
        QTest::newRow("temporary path") << u"no file /tmp/pytest-1/x/a.txt here"_s << u"no file /tmp/q/b.txt here"_s;
        QTest::newRow("white space") << u"a\n   b"_s << u"a b"_s;
    }
    void numbersAddressesTimesAndTemporaryPathsAreNoDifference()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QCOMPARE(normalizedMessage(first), normalizedMessage(second));
    }

    void wordsAreADifference()
    {
        QVERIFY(normalizedMessage(u"no attribute 'add'"_s) != normalizedMessage(u"no attribute 'sub'"_s));
        QVERIFY(fingerprintOf(test(u"a"_s)) != fingerprintOf(test(u"b"_s)));
        Failure framed = test(u"a"_s);
        framed.frames = {{u"a.py"_s, 3, u"add"_s}};
        QVERIFY(fingerprintOf(framed) != fingerprintOf(test(u"a"_s)));
        Failure moved = framed;
        moved.frames.first().line = 30;
        QCOMPARE(fingerprintOf(moved), fingerprintOf(framed));
    }

    void equalSetsInARowAreCounted()
    {
        FailureHistory history;
        history.add(0, one(ran(1, {test(u"a"_s), test(u"b"_s)})));
        history.forgetRepeats(); // the baseline is no try
        history.add(1, one(ran(1, {test(u"b"_s), test(u"a"_s, u"assert 5 == 6"_s)})));
        QCOMPARE(history.sameSetInARow(), 1);
        history.add(2, one(ran(1, {test(u"a"_s), test(u"b"_s)})));
        QCOMPARE(history.sameSetInARow(), 2);
        history.add(3, one(ran(2, {test(u"b"_s)})));
        QCOMPARE(history.sameSetInARow(), 1);
        QCOMPARE(history.seen(fingerprintOf(test(u"a"_s))), (QList<int>{0, 1, 2}));
        history.add(4, one(ran(3, {})));
        QCOMPARE(history.sameSetInARow(), 0);
    }

    void testsMoveByTheirIds()
    {
        const Moves moves =
            compareReports(one(ran(2, {test(u"a"_s), test(u"b"_s)})), one(ran(2, {test(u"b"_s), test(u"c"_s)})));
        QCOMPARE(moves.fixed, QStringList{u"a"_s});
        QCOMPARE(moves.still, QStringList{u"b"_s});
        QCOMPARE(moves.regressed, QStringList{u"c"_s});
        QVERIFY(moves.added.isEmpty());
    }

    void whatDidNotRunBeforeIsNewAndWhatCannotRunNowIsNotFixed()
    {
        const Moves appeared = compareReports(one(couldNotCollect()), one(ran(2, {test(u"a"_s)})));
        QCOMPARE(appeared.added, QStringList{u"a"_s});
        QVERIFY(appeared.regressed.isEmpty());
        QCOMPARE(appeared.fixed, QStringList{u"test_a.py"_s});
        const Moves vanished = compareReports(one(ran(2, {test(u"a"_s)})), one(couldNotCollect()));
        QVERIFY(vanished.fixed.isEmpty());
    }

    void failuresOfAddedTestsAreNew()
    {
        const Moves moves = compareReports(one(ran(2, {test(u"a"_s)})), one(ran(2, {test(u"a"_s), test(u"n"_s)})));
        QCOMPARE(moves.added, QStringList{u"n"_s});
    }

    void commandsWithoutNamedFailuresMoveAsAWhole()
    {
        CommandReport red;
        red.command = u"./check.sh"_s;
        red.status = CommandStatus::Fail;
        CommandReport green = red;
        green.status = CommandStatus::Pass;
        QCOMPARE(compareReports(one(red), one(green)).fixed, QStringList{u"`./check.sh`"_s});
        QCOMPARE(compareReports(one(green), one(red)).regressed, QStringList{u"`./check.sh`"_s});
        QCOMPARE(compareReports(one(red), one(red)).still, QStringList{u"`./check.sh`"_s});
        QVERIFY(compareReports(one(green), one(green)).isEmpty());
    }

    void aDiagnosticThatOnlyMovedIsTheSame()
    {
        CommandReport before;
        before.command = u"tsc"_s;
        before.status = CommandStatus::Fail;
        Failure failure;
        failure.id = u"TS2345"_s;
        failure.kind = u"type"_s;
        failure.file = u"src/a.ts"_s;
        failure.line = 3;
        failure.message = u"Argument of type 'string' is not assignable"_s;
        before.failures = {failure};
        CommandReport after = before;
        after.failures.first().line = 30;
        const Moves moves = compareReports(one(before), one(after));
        QCOMPARE(moves.still.size(), 1);
        QVERIFY(moves.regressed.isEmpty() && moves.fixed.isEmpty());
    }

    void onlyExitZeroIsGreen()
    {
        QVERIFY(judgeVerification(one(ran(1, {test(u"a"_s)})), one(ran(2, {})), {}).passed());
        QVERIFY(!judgeVerification(one(ran(1, {test(u"a"_s)})), one(ran(1, {test(u"a"_s)})), {}).green);
    }

    void noTestAtAllIsNoPass()
    {
        QCOMPARE(judgeVerification(one(ran(1, {test(u"a"_s)})), one(ran(0, {})), {}).noTests.size(), 1);
        // Empty and green from the start: the person wants it so.
        QVERIFY(judgeVerification(one(ran(0, {})), one(ran(0, {})), {}).passed());
        CommandReport unknown = ran(0, {});
        unknown.counts = {};
        QVERIFY(judgeVerification(one(unknown), one(unknown), {}).passed());
        unknown.counts.failed = 0; // what `go test` says of a package that passed
        unknown.counts.errors = 0;
        QVERIFY(judgeVerification(one(ran(0, {test(u"a"_s)})), one(unknown), {}).passed());
    }

    // The words of empty runs say nothing or 0; both are no pass where tests were counted before.
    void countsThatAreGoneAreSuspicious()
    {
        CommandReport silent = ran(0, {});
        silent.counts = {};
        const Verdict gone = judgeVerification(one(ran(3, {test(u"a"_s)})), one(silent), {});
        QVERIFY(gone.green && !gone.passed());
        QCOMPARE(gone.suspicions.first().code, u"tests_uncounted"_s);
        // Only failures were counted, by name: `go test` and its like.
        CommandReport failing = ran(0, {test(u"a"_s)});
        failing.counts = {};
        failing.counts.failed = 1;
        QCOMPARE(judgeVerification(one(failing), one(silent), {}).suspicions.size(), 1);
        // A linter that found something and now says nothing has nothing to say.
        CommandReport linter = silent;
        linter.status = CommandStatus::Fail;
        linter.counts.errors = 3;
        QVERIFY(judgeVerification(one(linter), one(silent), {}).passed());
        QVERIFY(judgeVerification(one(couldNotCollect()), one(silent), {}).passed());
    }

    void fewerOrSkippedTestsAreSuspicious()
    {
        const VerificationReport baseline = one(ran(3, {test(u"a"_s)}));
        const Verdict fewer = judgeVerification(baseline, one(ran(3, {})), {});
        QVERIFY(fewer.green && !fewer.passed());
        QCOMPARE(fewer.suspicions.first().code, u"tests_fewer"_s);
        const Verdict skipped = judgeVerification(baseline, one(ran(3, {}, 1)), {});
        QCOMPARE(skipped.suspicions.first().code, u"tests_skipped"_s);
        QVERIFY(judgeVerification(baseline, one(ran(5, {}, 1)), {}).passed());
    }

    void changedGuardedFilesWithholdThePass()
    {
        const Verdict verdict =
            judgeVerification(one(ran(1, {test(u"a"_s)})), one(ran(2, {})), {{u"changed"_s, u"test_a.py"_s, 0, {}}});
        QVERIFY(verdict.green && !verdict.passed());
    }
};

QTEST_GUILESS_MAIN(ComparisonTest)
#include "tst_comparison.moc"
