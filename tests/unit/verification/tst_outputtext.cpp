// SPDX-License-Identifier: MIT
// Output made readable, marks found in one pass, and who speaks when several tools claim one output.
#include "verification/explain.h"
#include "verification/linescan.h"
#include "verification/markscan.h"
#include "verification/parserregistry.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

CommandReport explained(const QString &command, int exitCode, const QByteArray &output)
{
    RecordedRun run;
    run.command = command;
    run.exitCode = exitCode;
    run.output = output;
    return explainRun(run);
}

} // namespace

class OutputTextTest : public QObject
{
    Q_OBJECT

private slots:
    void outputIsMadeReadable_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("text");
        QTest::newRow("colours") << QByteArray("\x1b[1;31mred\x1b[0m \x1b(Btext") << u"red text"_s;
        QTest::newRow("title") << QByteArray("\x1b]0;title\x07text \x1b]8;;http://x\x1b\\link") << u"text link"_s;
        QTest::newRow("CRLF") << QByteArray("a\r\nb\r\r\nc") << u"a\nb\nc"_s;
        QTest::newRow("progress") << QByteArray("10%\r20%\rdone\nnext") << u"done\nnext"_s;
        QTest::newRow("a return at the end keeps the text") << QByteArray("done\r") << u"done"_s;
        QTest::newRow("cursor to the first column") << QByteArray("wait\x1b[1Gok\n") << u"ok\n"_s;
        QTest::newRow("line cleared") << QByteArray("wait\x1b[2K\x1b[1Gok") << u"ok"_s;
        QTest::newRow("cursor up begins a line") << QByteArray("one\x1b[1Atwo") << u"one\ntwo"_s;
        QTest::newRow("screen cleared") << QByteArray("one\x1b[2J\x1b[1;3Htwo") << u"one\ntwo"_s;
        QTest::newRow("broken UTF-8") << QByteArray("a\xff"
                                                    "b\xc3")
                                      << u"a\uFFFDb\uFFFD"_s;
        QTest::newRow("wide") << QByteArray("错误 😀\n") << u"错误 😀\n"_s;
        QTest::newRow("NUL and bells") << QByteArray("a\0b\x07", 4) << u"ab"_s;
        QTest::newRow("backspace") << QByteArray("ab\bc") << u"ac"_s;
        QTest::newRow("escape cut off") << QByteArray("a\x1b[3") << u"a"_s;
        QTest::newRow("unfinished title") << QByteArray("a\x1b]0;never\nb") << u"a0;never\nb"_s;
        QTest::newRow("times of a build server")
            << QByteArray("2026-01-01T00:00:00.1Z a\n2026-01-01T00:00:01.1Z b: c\n") << u"a\nb: c\n"_s;
    }

    void outputIsMadeReadable()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, text);
        const OutputText output(raw);
        QCOMPARE(output.text(), text);
        QStringList lines;
        for (qsizetype i = 0; i < output.lineCount(); ++i)
            lines.append(output.line(i).toString());
        QCOMPARE(lines.join(u'\n'), text.endsWith(u'\n') ? text.chopped(1) : text);
        QVERIFY(output.line(-1).isNull() && output.line(output.lineCount()).isNull());
    }

    void hugeOutputIsBounded()
    {
        const QByteArray piece(1024 * 1024, 'x');
        QByteArray raw = "first line\n";
        for (int i = 0; i < 9; ++i)
            raw += piece + '\n';
        raw += "last line\n";
        const OutputText output(raw);
        QVERIFY(output.text().size() <= OutputText::kMaxBytes + 100);
        QCOMPARE(output.line(0), u"first line");
        QCOMPARE(output.line(output.lineCount() - 1), u"last line");
    }

    void marksAreFound()
    {
        MarkScan scan;
        QCOMPARE(scan.add("fail: "), 0);
        QCOMPARE(scan.add("failed"), 1);
        QCOMPARE(scan.add("test"), 2);
        scan.prepare();
        QCOMPARE(scan.find(u"a tes fail"), std::vector<bool>({false, false, false}));
        QCOMPARE(scan.find(u"failed test"), std::vector<bool>({false, true, true}));
        QCOMPARE(scan.find(u"fail: "), std::vector<bool>({true, false, false}));
        QCOMPARE(scan.find(u""), std::vector<bool>({false, false, false}));
    }

    void placesAreRead_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("place");
        QTest::newRow("line and column") << u"src/a.c:12:5: error: x"_s << u"src/a.c 12 5 error: x"_s;
        QTest::newRow("line") << u"a.py:3: note"_s << u"a.py 3 0 note"_s;
        QTest::newRow("drive") << u"C:\\w\\a.c:3: x"_s << u"C:\\w\\a.c 3 0 x"_s;
        QTest::newRow("only a place") << u"a.c:7"_s << u"a.c 7 0 "_s;
        QTest::newRow("no number") << u"error: x"_s << QString();
        QTest::newRow("an address") << u"http://localhost:80/x"_s << QString();
    }

    void placesAreRead()
    {
        QFETCH(QString, line);
        QFETCH(QString, place);
        const std::optional<Place> read = placeAtStart(line);
        QCOMPARE(read.has_value(), !place.isEmpty());
        if (read)
            QCOMPARE(u"%1 %2 %3 %4"_s.arg(read->file).arg(read->line).arg(read->column).arg(read->rest), place);
    }

    void rowsAreInOrder()
    {
        QSet<QByteArray> names;
        QByteArray before;
        for (const ParserRow &row : parserRows()) {
            QVERIFY2(before < row.name, row.name);
            before = row.name;
            names.insert(before);
            QVERIFY2(!row.marks.empty() || !row.words.empty(), row.name);
        }
        QCOMPARE(names.size(), parserRows().size());
    }

    void severalToolsAddUp()
    {
        const CommandReport report = explained(u"pytest -q && python3 -m unittest"_s, 1,
            "..\n2 passed in 0.1s\nF\n" + QByteArray(70, '=') + "\nFAIL: test_a (t.T.test_a)\n" + QByteArray(70, '-') +
                "\nTraceback (most recent call last):\n  File \"t.py\", line 4, in test_a\nAssertionError: 1 != 2\n\n" +
                QByteArray(70, '-') + "\nRan 3 tests in 0.001s\n\nFAILED (failures=1)\n");
        QCOMPARE(report.counts.passed, 4);
        QCOMPARE(report.counts.failed, 1);
        QCOMPARE(report.failures.size(), 1);
        QCOMPARE(report.failures.first().id, u"t.T.test_a"_s);
        QVERIFY(report.parser.contains(u"pytest"_s) && report.parser.contains(u"unittest"_s));
    }

    void wrappersYield()
    {
        const CommandReport report = explained(u"make test"_s, 2,
            "FAILED t.py::test_a - assert 1 == 2\n1 failed in 0.1s\nmake: *** [Makefile:2: test] Error 1\n");
        QCOMPARE(report.parser, u"pytest"_s);
        QCOMPARE(report.failures.size(), 1);
        QCOMPARE(report.failures.first().id, u"t.py::test_a"_s);
    }

    void wordsOfPassingOutputAreNoFailures_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::newRow("error:") << QByteArray("a.c:3: error: not really\nFAILED tests: none\n");
        QTest::newRow("traceback") << QByteArray(
            "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: logged\n");
        QTest::newRow("make") << QByteArray("make: *** [x] Error 1\n");
        QTest::newRow("shell") << QByteArray("a.sh: line 3: x: command not found\n");
        QTest::newRow("npm") << QByteArray("npm ERR! Missing script: \"x\"\n");
    }

    void wordsOfPassingOutputAreNoFailures()
    {
        QFETCH(QByteArray, output);
        const CommandReport report = explained(u"./check"_s, 0, output);
        QCOMPARE(report.status, CommandStatus::Pass);
        QCOMPARE(report.failures.size(), 0);
    }

    void nobodyClaimsIt()
    {
        const CommandReport report = explained(u"./check"_s, 3, "starting\nfatal: disk is full\nbye\n");
        QCOMPARE(report.parser, u"generic"_s);
        QCOMPARE(report.counts, TestCounts());
        QCOMPARE(report.failures.size(), 1);
        QCOMPARE(report.failures.first().message, u"fatal: disk is full"_s);
        QVERIFY(explained(u"test 1 = 2"_s, 1, {}).failures.isEmpty());
    }

    void signalsAndLimits()
    {
        QCOMPARE(explained(u"x"_s, 139, {}).status, CommandStatus::Crash);
        QCOMPARE(explained(u"x"_s, 127, {}).status, CommandStatus::Error);
        RecordedRun run;
        run.command = u"x"_s;
        run.timedOut = true;
        QCOMPARE(explainRun(run).status, CommandStatus::Timeout);
        run.timedOut = false;
        QCOMPARE(explainRun(run).status, CommandStatus::Unknown);
    }

    void readingsAreBounded()
    {
        QByteArray output = "=== FAILURES ===\n";
        for (int i = 0; i < 1200; ++i)
            output += "__ test_" + QByteArray::number(i) + " __\nE   " + QByteArray(4500, 'x') + "\n";
        const CommandReport report = explained(u"pytest"_s, 1, output + "1200 failed in 1s\n");
        QVERIFY(report.failures.size() <= 1000);
        for (const Failure &failure : report.failures)
            QVERIFY(failure.message.size() <= 4000);
        QCOMPARE(report.counts.failed, 1200);
    }
};

QTEST_GUILESS_MAIN(OutputTextTest)
#include "tst_outputtext.moc"
