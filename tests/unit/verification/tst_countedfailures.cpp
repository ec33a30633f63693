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
        QVERIFY(runs > 40);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u", "_s)));
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
