// SPDX-License-Identifier: MIT
// The parsers of the JavaScript family and of TAP against what happens to output on its way: other line ends, another
// order of the streams, cut ends, words of passing tests, hostile lines.
#include "corpusscore.h"
#include "verification/explain.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QList<QJsonObject> ownRows()
{
    return corpus::rowsOf(QStringLiteral(VIBECODER_SOURCE_DIR "/tests/fixtures/verify/javascript.jsonl"));
}

QStringList idsOf(const CommandReport &report)
{
    QStringList ids;
    for (const Failure &failure : report.failures)
        ids.append(failure.id + u' ' + failure.file + u':' + QString::number(failure.line));
    ids.sort();
    return ids;
}

CommandReport explained(const QString &command, const QByteArray &output, std::optional<int> exitCode)
{
    RecordedRun run;
    run.command = command;
    run.exitCode = exitCode;
    run.output = output;
    return explainRun(run);
}

} // namespace

class JsParsersTest : public QObject
{
    Q_OBJECT

private slots:
    void lineEndsAndColoursChangeNothing()
    {
        const QList<QJsonObject> rows = ownRows();
        QVERIFY(rows.size() > 50);
        for (const QJsonObject &row : rows) {
            const RecordedRun run = corpus::runOf(row);
            const CommandReport expected = explainRun(run);
            RecordedRun other = run;
            for (QByteArray *text : {&other.output, &other.errorOutput}) {
                text->replace("\n", "\x1b[0m\x1b[K\r\n");
                text->replace(" ", "\x1b[39m ");
            }
            // Painting with the cursor is undone by other means; the listing stays out of this.
            if (run.output.contains('\r') || run.output.contains("\x1b["))
                continue;
            const CommandReport actual = explainRun(other);
            QVERIFY2(actual.counts == expected.counts, qPrintable(row.value(u"id"_s).toString()));
            QCOMPARE(idsOf(actual), idsOf(expected));
        }
    }

    // What a cut run shows must be among what the whole one shows, apart from words about the cut itself.
    void cutOutputInventsNoTests()
    {
        for (const QJsonObject &row : ownRows()) {
            const RecordedRun run = corpus::runOf(row);
            QSet<QString> known{QString()};
            for (const Failure &failure : explainRun(run).failures)
                known.insert(failure.id);
            if (run.command.contains(u"list"_s) || run.output.contains('{'))
                continue;
            for (int tenths = 1; tenths < 10; ++tenths) {
                RecordedRun cut = run;
                // Whole lines: half a directive is none.
                cut.output = run.output.first(run.output.lastIndexOf('\n', run.output.size() * tenths / 10) + 1);
                cut.errorOutput =
                    run.errorOutput.first(run.errorOutput.lastIndexOf('\n', run.errorOutput.size() * tenths / 10) + 1);
                cut.exitCode.reset();
                for (const Failure &failure : explainRun(cut).failures) {
                    const bool begun = std::any_of(known.begin(), known.end(),
                        [&failure](const QString &id) { return !id.isEmpty() && id.startsWith(failure.id); });
                    QVERIFY2(known.contains(failure.id) || begun,
                        qPrintable(row.value(u"id"_s).toString() + u": "_s + failure.id));
                }
            }
        }
    }

    void wordsOfPassingTestsAreNoFailures_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QByteArray>("output");
        QTest::newRow("jest") << u"npx jest"_s
                              << QByteArray("  console.log\n    FAIL a.test.js\n      \xe2\x97\x8f x\n\n"
                                            "PASS b.test.js\n\nTest Suites: 1 passed, 1 total\n"
                                            "Tests:       1 passed, 1 total\n");
        QTest::newRow("tap") << u"node t.js"_s
                             << QByteArray(
                                    "TAP version 13\n# not ok 1 fake\nok 1 fine\n\n1..1\n# tests 1\n# pass  1\n");
        QTest::newRow("mocha") << u"npx mocha"_s
                               << QByteArray("  1 passing\n  1 failing\n\n  1) Fake\n       x:\n     Error: y\n\n"
                                             "    \xe2\x9c\x94 one\n\n\n  1 passing (3ms)\n\n");
        QTest::newRow("node:test") << u"node --test"_s
                                   << QByteArray("\xe2\x9c\x96 fake (1ms)\n  Error: x\n      at a.js:1:1\n"
                                                 "\xe2\x9c\x94 one (1ms)\n\xe2\x84\xb9 tests 1\n\xe2\x84\xb9 pass 1\n"
                                                 "\xe2\x84\xb9 fail 0\n\xe2\x84\xb9 duration_ms 3\n");
        QTest::newRow("node") << u"node ok.js"_s << QByteArray("Error: handled\n    at f (/w/ok.js:1:15)\n");
        QTest::newRow("eslint") << u"npx eslint ."_s
                                << QByteArray("\n/w/a.js\n  2:7  warning  Unexpected var  no-var\n\n"
                                              "\xe2\x9c\x96 1 problem (0 errors, 1 warning)\n");
    }

    void wordsOfPassingTestsAreNoFailures()
    {
        QFETCH(QString, command);
        QFETCH(QByteArray, output);
        const CommandReport report = explained(command, output, 0);
        QCOMPARE(report.status, CommandStatus::Pass);
        QVERIFY2(report.failures.isEmpty(), qPrintable(corpus::described(report)));
    }

    void aPipeHidesNoFailures()
    {
        const QByteArray output("FAIL a.test.js\n  \xe2\x97\x8f adds\n\n    Expected: 3\n    Received: 2\n\n"
                                "      at Object.toBe (a.test.js:4:5)\n\nTest Suites: 1 failed, 1 total\n"
                                "Tests:       1 failed, 2 passed, 3 total\n");
        const CommandReport report = explained(u"npx jest 2>&1 | cat"_s, output, 0);
        QCOMPARE(report.failures.size(), 1);
        QCOMPARE(report.failures.at(0).id, u"adds"_s);
        QCOMPARE(report.failures.at(0).line, 4);
        QCOMPARE(report.failures.at(0).expected, u"3"_s);
        QCOMPARE(report.failures.at(0).actual, u"2"_s);
        QCOMPARE(report.counts.passed, 2);
        QVERIFY(!report.counts.warnings);
    }

    void severalToolsInOneCommandAddUp()
    {
        const QByteArray output("src/a.ts(2,5): error TS2322: Type 'string' is not assignable to type 'number'.\n"
                                "\n/w/lib/b.js\n  1:10  error  Missing semicolon  semi\n\n"
                                "\xe2\x9c\x96 1 problem (1 error, 0 warnings)\n");
        const CommandReport report = explained(u"npx tsc -p .; npx eslint lib"_s, output, 1);
        QCOMPARE(report.failures.size(), 2);
        QCOMPARE(report.counts.errors, 2);
    }

    // Completed within the time that the runner of the tests allows, which is far below that of a quadratic reading.
    void hostileLinesEndSoon_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("not ok") << QByteArray("not ok 1 - a # # # # todo\n");
        QTest::newRow("yaml without end") << QByteArray("not ok 1\n  ---\n");
        QTest::newRow("headings") << QByteArray("FAIL a.test.js\n  \xe2\x97\x8f a\n");
        QTest::newRow("errors") << QByteArray("TypeError: x\n");
        QTest::newRow("places") << QByteArray("a.js:1\n");
        QTest::newRow("mocha") << QByteArray("  1) a\n  2) b\n  1 passing (1ms)\n  2 failing\n");
        QTest::newRow("marks") << QByteArray("\xe2\x9c\x96 a.js (1ms)\n  'test failed'\n\xe2\x84\xb9 tests 1\n"
                                             "\xe2\x84\xb9 pass 1\n\xe2\x84\xb9 fail 1\n\xe2\x84\xb9 duration_ms 3\n");
        QTest::newRow("ava") << QByteArray("  \xe2\x9c\x98 [fail]: a\n  \xe2\x94\x80\n\n  a\n\n\n\n");
        QTest::newRow("vitest") << QByteArray("\xe2\x8e\xaf Failed Tests 1 \xe2\x8e\xaf\n FAIL  a.test.js > b\n");
        QTest::newRow("tsc") << QByteArray("a.ts(1,1): error TS2322: x\n  y\n");
        QTest::newRow("braces") << QByteArray("{\"numTotalTests\":[{\"stats\": {\n");
        QTest::newRow("prove") << QByteArray("#   Failed test 'a'\n# x\nt/a.t (Wstat: 1 Tests: 2 Failed: 1)\n");
        QTest::newRow("long line") << QByteArray(5000, ':') + QByteArray("1 (a:1:1)\n");
    }

    void hostileLinesEndSoon()
    {
        QFETCH(QByteArray, line);
        const QByteArray output = line.repeated(256 * 1024 / line.size());
        const QByteArray ends("\n1..3\nTest Suites: 1 failed, 1 total\nTests: 1 failed, 1 total\nResult: FAIL\n");
        for (const QString &command :
            {u"npx jest"_s, u"npx ava && prove && perl t"_s, u"npx eslint; npx prettier -l ."_s})
            QVERIFY(explained(command, output + ends, 1).failures.size() <= 1000);
    }
};

QTEST_GUILESS_MAIN(JsParsersTest)
#include "tst_jsparsers.moc"
