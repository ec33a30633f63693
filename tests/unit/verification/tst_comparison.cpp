// SPDX-License-Identifier: MIT
// The same failure under the same name, what moved between two verifications, and which verdict follows.
#include "verification/comparison.h"
#include "verification/countedfailures.h"
#include "verification/explain.h"
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

    void countedFailuresAreSuspicious()
    {
        CommandReport masked = ran(1, {test(u"b"_s)});
        masked.status = CommandStatus::Pass;
        masked.exitCode = 0;
        Failure line;
        line.kind = QString::fromLatin1(kCountedFailures);
        line.message = u"1 failed, 1 passed in 0.03s"_s;
        masked.warnings = {line};
        const Verdict verdict = judgeVerification(one(ran(1, {test(u"a"_s)})), one(masked), {});
        QVERIFY(verdict.green && !verdict.passed());
        QCOMPARE(verdict.suspicions.first().code, u"failures_counted"_s);
        QVERIFY(!isAboutFiles(verdict.suspicions.first()));
    }

    // What tools say when they end with exit 0 and ran nothing; the same suite was counted before.
    void anEmptyRunNeverPasses_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("output");
        const auto row = [](const char *name, const char *command, const char *output) {
            QTest::newRow(name) << QString::fromUtf8(command) << QString::fromUtf8(output);
        };
        row("pytest --co", "pytest --co",
            "==== test session starts ====\ncollected 3 items\n\n<Module test_a.py>\n  <Function test_a>\n\n"
            "==== 3 tests collected in 0.01s ====\n");
        row("pytest --co -q", "pytest --co -q", "test_a.py::test_a\ntest_a.py::test_b\n\n2 tests collected in 0.01s\n");
        row("pytest --version", "pytest --version", "pytest 7.2.1\n");
        row("pytest all deselected", "pytest -q || [ $? = 5 ]", "3 deselected in 0.01s\n");
        row("pytest nothing", "pytest || [ $? = 5 ]", "==== no tests ran in 0.01s ====\n");
        row("unittest", "python3 -m unittest", "\n----\nRan 0 tests in 0.000s\n\nOK\n");
        row("go without tests", "go test ./...", "?   \tm\t[no test files]\n");
        row("go nothing to run", "go test -run X ./...", "ok  \tm\t0.002s [no tests to run]\n");
        row("go vet only", "go vet ./...", "");
        row("maven none", "mvn test", "[INFO] No tests to run.\n[INFO] BUILD SUCCESS\n");
        row("maven skipped", "mvn test", "[INFO] Tests are skipped.\n[INFO] BUILD SUCCESS\n");
        row("maven zero", "mvn test",
            "[INFO] Tests run: 0, Failures: 0, Errors: 0, Skipped: 0\n[INFO] BUILD SUCCESS\n");
        row("gradle no source", "gradle test", "> Task :test NO-SOURCE\n\nBUILD SUCCESSFUL in 1s\n");
        row("gradle excluded", "gradle test -x test", "BUILD SUCCESSFUL in 1s\n1 actionable task: 1 executed\n");
        row("dotnet none", "dotnet test", "No test is available in /w/t.dll. Make sure that test discoverer\n");
        row("dotnet filter", "dotnet test --filter X", "No test matches the given testcase filter `X` in /w/t.dll\n");
        row("dotnet build only", "dotnet test",
            "  Determining projects to restore...\n  All projects are up-to-date for restore.\n");
        row("deno", "deno test --permit-no-files", "\nok | 0 passed | 0 failed (3ms)\n");
        row("deno no files", "deno test --permit-no-files", "No test modules found\n");
        row("node", "node --test",
            "# tests 0\n# suites 0\n# pass 0\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n# duration_ms 3\n");
        row("jest", "jest --passWithNoTests", "No tests found, exiting with code 0\n");
        row("vitest", "vitest run --passWithNoTests", "No test files found, exiting with code 0\n");
        row("mocha", "mocha", "\n  0 passing (1ms)\n\n");
        row("mocha dry run", "mocha --list-files", "/w/test/a.js\n");
        row("cargo", "cargo test",
            "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished "
            "in 0.00s\n");
        row("cargo no run", "cargo test --no-run",
            "    Finished test [unoptimized] target(s) in 0.1s\n  Executable unittests src/lib.rs\n");
        row("ctest", "ctest", "Test project /w/build\nNo tests were found!!!\n");
        row("ctest -N", "ctest -N", "Test project /w/build\n  Test #1: a\n\nTotal Tests: 1\n");
        row("gtest filter", "./t --gtest_filter=X",
            "[==========] Running 0 tests from 0 test suites.\n[==========] 0 tests from 0 test suites ran. (0 ms "
            "total)\n[  PASSED  ] 0 tests.\n");
        row("gtest list", "./t --gtest_list_tests", "Suite.\n  Test\n");
        row("catch2", "./t X",
            "No test cases matched "
            "'X'\n===============================================================================\nNo tests ran\n");
        row("doctest", "./t",
            "[doctest] test cases: 0 | 0 passed | 0 failed | 3 skipped\n[doctest] assertions: 0 | 0 passed | 0 failed "
            "|\n[doctest] Status: SUCCESS!\n");
        row("rspec", "rspec", "No examples found.\n\n\nFinished in 0.0002 seconds\n0 examples, 0 failures\n");
        row("minitest", "rake test", "0 runs, 0 assertions, 0 failures, 0 errors, 0 skips\n");
        row("phpunit", "phpunit", "PHPUnit 9.6 by Sebastian Bergmann and contributors.\n\nNo tests executed!\n");
        row("prove", "prove", "Files=0, Tests=0,  0 wallclock secs\nResult: NOTESTS\n");
        row("bats", "bats t", "1..0\n");
        row("bats count", "bats -c t", "3\n");
        row("make does nothing", "make test", "make: 'test' is up to date.\n");
        row("make shows", "make -n test", "pytest -q\n");
        row("an echo", "echo ok", "ok\n");
    }
    void anEmptyRunNeverPasses()
    {
        QFETCH(QString, command);
        QFETCH(QString, output);
        RecordedRun run;
        run.command = command;
        run.exitCode = 0;
        run.output = output.toUtf8();
        const CommandReport empty = explainRun(run);
        CommandReport before = ran(2, {test(u"a"_s)});
        before.command = command;
        QVERIFY2(!judgeVerification(one(before), one(empty), {}).passed(), qPrintable(empty.parser));
        // Also where the tool counts only what fails.
        before.counts.passed.reset();
        before.counts.collected.reset();
        before.counts.skipped.reset();
        QVERIFY2(!judgeVerification(one(before), one(empty), {}).passed(), qPrintable(empty.parser));
    }

    // Runners that count only what fails say in words that all is well.
    void silentSuccessPasses_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        const auto row = [](const char *name, const char *command, const char *before, const char *after) {
            QTest::newRow(name) << QString::fromUtf8(command) << QString::fromUtf8(before) << QString::fromUtf8(after);
        };
        const char *gradle = "> Task :test FAILED\n\nPriceTest > rounds() FAILED\n    java.lang.AssertionError at "
                             "PriceTest.java:8\n\n3 tests completed, 1 failed\n\nBUILD FAILED in 1s\n";
        row("gradle", "gradle test", gradle, "> Task :compileJava\n> Task :test\n\nBUILD SUCCESSFUL in 1s\n");
        row("gradle quiet", "./gradlew -q test", gradle, "");
        row("maven quiet", "mvn -q test",
            "[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0\n[ERROR] Failures: \n[ERROR]   ATest.a:3 no\n",
            "");
        row("go", "go test ./...", "--- FAIL: TestA (0.00s)\n    a_test.go:3: no\nFAIL\nFAIL\tm\t0.002s\n",
            "ok  \tm\t0.002s\n?   \tm/x\t[no test files]\n");
        row("boost", "./t",
            "Running 3 test cases...\nt.cpp(4): error: in \"a\": check x has failed\n\n*** 1 failure is "
            "detected in the test module \"shop\"\n",
            "Running 3 test cases...\n\n*** No errors detected\n");
        row("linter", "shellcheck a.sh", "In a.sh line 3:\necho $x\n     ^-- SC2086 (info): Double quote\n", "");
        row("types", "tsc --noEmit", "a.ts(3,1): error TS2322: no\n", "");
    }
    void silentSuccessPasses()
    {
        QFETCH(QString, command);
        QFETCH(QString, before);
        QFETCH(QString, after);
        const auto report = [&command](const QString &output, int code) {
            RecordedRun run;
            run.command = command;
            run.exitCode = code;
            run.output = output.toUtf8();
            return explainRun(run);
        };
        const Verdict verdict = judgeVerification(one(report(before, 1)), one(report(after, 0)), {});
        QVERIFY2(verdict.passed(), qPrintable(describeFindings(verdict.suspicions).join(u'\n')));
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
