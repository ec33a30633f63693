// SPDX-License-Identifier: MIT
// Exit 0 and a summary that counts failures: seen behind every mask, and in no run that really passed.
#include "corpusscore.h"
#include "verification/countedfailures.h"
#include "verification/explain.h"

#include <QDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QStringList corpusFiles()
{
    QStringList files;
    const QDir folder(QStringLiteral(VIBECODER_SOURCE_DIR "/tests/fixtures/verify"));
    for (const QString &name : folder.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name))
        files.append(folder.filePath(name));
    const QString shared = QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/verify/public.jsonl");
    if (QFile::exists(shared))
        files.append(shared);
    return files;
}

bool counted(const QString &command, const QString &output)
{
    RecordedRun run;
    run.command = command;
    run.exitCode = 0;
    run.output = output.toUtf8();
    return countsFailures(explainRun(run));
}

} // namespace

class CountedFailuresTest : public QObject
{
    Q_OBJECT

private slots:
    void noRecordedRunThatPassedIsSuspected()
    {
        int runs = 0;
        QStringList wrong;
        for (const QString &file : corpusFiles()) {
            for (const QJsonObject &row : corpus::rowsOf(file)) {
                const RecordedRun run = corpus::runOf(row);
                if (run.exitCode != 0)
                    continue;
                ++runs;
                const QJsonObject expected = row.value(u"expect"_s).toObject();
                const bool fails = expected.value(u"failed"_s).toInt() > 0;
                if (!fails && countsFailures(explainRun(run)))
                    wrong.append(row.value(u"id"_s).toString());
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u", "_s)));
        if (runs <= 40)
            QSKIP(qPrintable(
                u"only %1 recorded runs that passed are here; the others lie beside the project"_s.arg(runs)));
    }

    // The same run with its exit code taken away. Where a tool prints no sum, nothing is claimed.
    void recordedRunsThatFailedAreSeenBehindAMask()
    {
        int runs = 0, seen = 0;
        QMap<QString, QStringList> missed;
        for (const QString &file : corpusFiles()) {
            for (const QJsonObject &row : corpus::rowsOf(file)) {
                RecordedRun run = corpus::runOf(row);
                const QJsonObject expected = row.value(u"expect"_s).toObject();
                if (run.exitCode.value_or(0) == 0 || expected.value(u"status"_s).toString() != u"fail"_s ||
                    !expected.value(u"passed"_s).isDouble() || expected.value(u"failed"_s).toInt() == 0)
                    continue;
                run.exitCode = 0;
                run.command += u" || true"_s;
                ++runs;
                if (countsFailures(explainRun(run)))
                    ++seen;
                else
                    missed[row.value(u"tool"_s).toString()].append(row.value(u"id"_s).toString());
            }
        }
        for (auto it = missed.cbegin(); it != missed.cend(); ++it)
            qInfo().noquote() << it.key() << it->join(u' ');
        qInfo() << seen << "of" << runs;
        QVERIFY(seen * 100 >= runs * 85);
    }

    void whatATestPrintsIsNoSummary_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("output");
        QTest::addColumn<bool>("fails");
        const QString captured = u"==== PASSES ====\n___ test_a ___\n---- Captured stdout call ----\n"
                                 "==== 3 failed, 1 passed in 0.10s ====\n==== short test summary info ====\n"
                                 "PASSED test_a.py::test_a\n==== 1 passed in 0.05s ====\n"_s;
        QTest::newRow("captured by pytest") << u"pytest -rP"_s << captured << false;
        QTest::newRow("printed with -s")
            << u"pytest -s"_s << u"test_a.py 2 failed in 0.01s\n2 failed in 0.01s\n.\n\n1 passed in 0.05s\n"_s << false;
        QTest::newRow("talk about failures") << u"sh check.sh"_s << u"2 failed attempts were repaired\nok\n"_s << false;
        QTest::newRow("quiet") << u"pytest -q | tee log"_s << u"FF\n2 failed in 0.03s\n"_s << true;
        QTest::newRow("errors") << u"pytest -q || true"_s << u"EE\n2 errors in 0.03s\n"_s << true;
        QTest::newRow("something behind it")
            << u"pytest -q; echo done"_s << u"F.\n1 failed, 1 passed in 0.03s\ndone\n"_s << true;
        QTest::newRow("the second run passes")
            << u"pytest a; pytest b"_s << u"F\n1 failed in 0.03s\n.\n1 passed in 0.02s\n"_s << true;
        QTest::newRow("go") << u"go test ./... | cat"_s
                            << u"--- FAIL: TestA (0.00s)\n    a_test.go:3: no\nFAIL\nFAIL\tm\t0.002s\nFAIL\n"_s << true;
        QTest::newRow("go logs of a passing test") << u"go test -v ./..."_s
                                                   << u"=== RUN   TestA\n    a_test.go:3: FAIL\tm\t0.002s\n"
                                                      "--- PASS: TestA (0.00s)\nPASS\nok  \tm\t0.002s\n"_s
                                                   << false;
        QTest::newRow("unittest") << u"python3 -m unittest || :"_s
                                  << u"Ran 2 tests in 0.001s\n\nFAILED (failures=1)\n"_s << true;
        QTest::newRow("node") << u"node --test & wait"_s << u"# tests 2\n# pass 1\n# fail 1\n"_s << true;
        QTest::newRow("node passes") << u"node --test"_s << u"# tests 2\n# pass 2\n# fail 0\n"_s << false;
        QTest::newRow("cargo") << u"cargo test; true"_s
                               << u"test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n"_s
                               << true;
        QTest::newRow("ctest") << u"ctest || true"_s << u"50% tests passed, 1 tests failed out of 2\n"_s << true;
        QTest::newRow("maven") << u"mvn test -Dmaven.test.failure.ignore"_s
                               << u"[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0\n"_s << true;
        QTest::newRow("go build") << u"go test ./... || true"_s
                                  << u"FAIL\tm/x [build failed]\nok  \tm/y\t0.002s\nFAIL\n"_s << true;
        QTest::newRow("jest, a suite does not run")
            << u"npx jest || true"_s
            << u" FAIL  ./a.test.js\n  ● Test suite failed to run\n\n    SyntaxError: no\n\nTest Suites: 1 failed, 1 passed, 2 total\nTests:       3 passed, 3 total\n"_s
            << true;
        QTest::newRow("jest, some suites only")
            << u"npx jest"_s << u"Test Suites: 1 skipped, 2 passed, 2 of 3 total\nTests:       3 passed, 3 total\n"_s
            << false;
        QTest::newRow("vitest, a file does not load")
            << u"npx vitest run | cat"_s
            << u" FAIL  a.test.ts [ a.test.ts ]\n\n Test Files  1 failed | 1 passed (2)\n      Tests  3 passed (3)\n"_s
            << true;
        QTest::newRow("vitest, errors outside tests")
            << u"npx vitest run | cat"_s
            << u" Test Files  1 passed (1)\n      Tests  3 passed (3)\n     Errors  1 error\n"_s << true;
        QTest::newRow("dotnet") << u"dotnet test || true"_s
                                << u"Test summary: total: 2, failed: 1, succeeded: 1, skipped: 0, duration: 1.0s\n"_s
                                << true;
        QTest::newRow("dotnet, line by line")
            << u"dotnet test || true"_s
            << u"Total tests: 2\n     Passed: 1\n     Failed: 1\n Total time: 1.0 Seconds\n"_s << true;
        QTest::newRow("dotnet in German")
            << u"dotnet test || true"_s
            << u"Fehler!      : Fehler:     1, erfolgreich:     1, übersprungen:     0, gesamt:     2, Dauer: 9 ms\n"_s
            << true;
        QTest::newRow("dotnet in Chinese")
            << u"dotnet test || true"_s << u"失败!  - 失败:     1，通过:     1，已跳过:     0，总计:     2\n"_s << true;
        QTest::newRow("dotnet in French, passed")
            << u"dotnet test"_s << u"Réussi!  - échec :     0, réussite :     2, ignorée(s) :     0, total :     2\n"_s
            << false;
        QTest::newRow("a table of something else")
            << u"sh check.sh"_s << u"Deliveries:\n  2 failed\n     Failed: 2\n"_s << false;
        QTest::newRow("rspec, outside") << u"rspec || true"_s
                                        << u"0 examples, 0 failures, 1 error occurred outside of examples\n"_s << true;
        QTest::newRow("pest") << u"vendor/bin/pest || true"_s << u"  Tests:    1 failed, 1 passed (2 assertions)\n"_s
                              << true;
        QTest::newRow("pest passes") << u"vendor/bin/pest"_s << u"  Tests:    2 passed (2 assertions)\n"_s << false;
        QTest::newRow("playwright")
            << u"npx playwright test || true"_s
            << u"  1 failed\n    [chromium] › a.spec.ts:3:5 › has a title\n  1 passed (2.0s)\n"_s << true;
        QTest::newRow("cypress") << u"npx cypress run || true"_s
                                 << u"    ✖  1 of 1 failed (100%)                     00:01        2        1\n"_s
                                 << true;
        QTest::newRow("karma") << u"npx karma start || true"_s
                               << u"Chrome 120 (Linux): Executed 2 of 2 (1 FAILED) (0.01 secs / 0.005 secs)\n"_s
                               << true;
        QTest::newRow("karma passes in the end")
            << u"npx karma start"_s
            << u"Chrome 120 (Linux): Executed 1 of 2 (1 FAILED)\nChrome 120 (Linux): Executed 2 of 2 SUCCESS (0.01 secs)\n"_s
            << false;
        QTest::newRow("ginkgo") << u"ginkgo || true"_s << u"FAIL! -- 1 Passed | 1 Failed | 0 Pending | 0 Skipped\n"_s
                                << true;
        QTest::newRow("swift testing") << u"swift test || true"_s
                                       << u"✘ Test run with 2 tests failed after 0.001 seconds with 1 issue.\n"_s
                                       << true;
        QTest::newRow("zig") << u"zig build test || true"_s << u"1 passed; 0 skipped; 1 failed.\n"_s << true;
        QTest::newRow("clojure") << u"lein test || true"_s
                                 << u"Ran 2 tests containing 2 assertions.\n1 failures, 0 errors.\n"_s << true;
        QTest::newRow("testthat") << u"Rscript t.R"_s << u"[ FAIL 1 | WARN 0 | SKIP 0 | PASS 1 ]\n"_s << true;
        QTest::newRow("bazel") << u"bazel test //... || true"_s << u"Executed 1 out of 1 test: 1 fails locally.\n"_s
                               << true;
        QTest::newRow("luaunit") << u"lua t.lua || true"_s << u"Ran 3 tests in 0.000 seconds, 2 successes, 1 error\n"_s
                                 << true;
        QTest::newRow("julia")
            << u"julia t.jl || true"_s
            << u"ERROR: LoadError: Some tests did not pass: 1 passed, 1 failed, 0 errored, 0 broken.\n"_s << true;
        QTest::newRow("a report with errors")
            << u"cat report.xml"_s
            << u"<?xml version=\"1.0\"?><testsuites><testsuite name=\"a\" errors=\"1\" failures=\"0\" skipped=\"0\" tests=\"2\">\n"_s
            << true;
        QTest::newRow("a report without")
            << u"cat report.xml"_s
            << u"<?xml version=\"1.0\"?><testsuites><testsuite name=\"a\" errors=\"0\" failures=\"0\" skipped=\"0\" tests=\"2\">\n"_s
            << false;
        QTest::newRow("containers") << u"docker compose up || true"_s
                                    << u"web-1  | listening\ntest-1  | F.\ntest-1  | 1 failed, 1 passed in 0.05s\n"_s
                                    << true;
        QTest::newRow("containers pass") << u"docker compose up"_s << u"test-1  | 2 passed in 0.05s\n"_s << false;
        QTest::newRow("packages of a workspace")
            << u"pnpm -r test || true"_s << u"a test:  Tests  1 failed | 2 passed (3)\n"_s << true;
        QTest::newRow("more than a number holds")
            << u"pytest -q || true"_s << u"99999999999 failed in 0.1s\n"_s << true;
        QTest::newRow("windows line ends")
            << u"npx jest || true"_s
            << u"Test Suites: 1 failed, 1 total\r\nTests:       1 failed, 2 passed, 3 total\r\n"_s << true;
        QTest::newRow("jest") << u"npx jest | cat"_s << u"Tests:       1 failed, 1 passed, 2 total\n"_s << true;
    }
    void whatATestPrintsIsNoSummary()
    {
        QFETCH(QString, command);
        QFETCH(QString, output);
        QFETCH(bool, fails);
        QCOMPARE(counted(command, output), fails);
    }
};

QTEST_GUILESS_MAIN(CountedFailuresTest)
#include "tst_countedfailures.moc"
