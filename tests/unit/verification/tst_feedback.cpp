// SPDX-License-Identifier: MIT
// What the model hears of a red verification (loop.md R23): bounded, the telling part near the top, the same bytes each
// time, no secret, nothing from outside the working directory. Over kept outputs of real tools.
#include "base/logging.h"
#include "verification/comparison.h"
#include "verification/failuretext.h"
#include "verification/feedback.h"
#include "verification/fingerprint.h"
#include "verification/selection.h"
#include "verification/verifier.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QList<QJsonObject> rowsOf(const QString &path)
{
    QList<QJsonObject> rows;
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty())
                rows.append(QJsonDocument::fromJson(line).object());
        }
    }
    return rows;
}

CommandReport reportOf(const QJsonObject &row)
{
    ProcessResult result;
    result.head = row.contains(u"output"_s)
                      ? row.value(u"output"_s).toString().toUtf8()
                      : (row.value(u"stdout"_s).toString() + row.value(u"stderr"_s).toString()).toUtf8();
    result.outputBytes = result.head.size();
    result.timedOut = row.value(u"timed_out"_s).toBool();
    result.signal = row.value(u"signal"_s).toInt();
    result.durationMs = 1234;
    if (row.value(u"exit_code"_s).isDouble() && !result.timedOut)
        result.exitCode = row.value(u"exit_code"_s).toInt();
    return reportFromResult(0, row.value(u"command"_s).toString(), result, u"/project"_s);
}

FeedbackInput inputOf(const QJsonObject &row)
{
    FeedbackInput input;
    input.iteration = 3;
    input.maxIterations = 6;
    input.callsLeft = 200;
    input.maxCostUsd = 3;
    input.report.commands = {reportOf(row)};
    const QJsonObject files = row.value(u"files"_s).toObject();
    for (const SourcePlace &place : sourcePlaces(selectFailures(input.report, {}), input.report)) {
        for (QString path : candidatePaths(place)) {
            path.remove(u"/project/"_s);
            if (files.contains(path))
                input.sources.insert(place.key(), sourceSnippet(files.value(path).toString().toUtf8(), place.line));
        }
    }
    input.edits = {{u"calc.py"_s, u"modified"_s, 1, 1, u"2"_s, false}};
    return input;
}

Failure failure(const QString &id, const QString &message, const QString &kind = u"assertion"_s)
{
    Failure failure;
    failure.id = id;
    failure.kind = kind;
    failure.type = u"AssertionError"_s;
    failure.file = u"tests/test_a.py"_s;
    failure.line = 12;
    failure.message = message;
    return failure;
}

FeedbackInput failing(const QList<Failure> &failures)
{
    FeedbackInput input;
    input.iteration = 2;
    input.maxIterations = 6;
    CommandReport command;
    command.command = u"pytest -q"_s;
    command.status = CommandStatus::Fail;
    command.exitCode = 1;
    command.failures = failures;
    command.counts.passed = 41;
    command.counts.failed = int(failures.size());
    input.report.commands = {command};
    return input;
}

} // namespace

class FeedbackTest : public QObject
{
    Q_OBJECT

private slots:
    void keptOutputs_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const QList<QJsonObject> rows =
            rowsOf(QStringLiteral(VIBECODER_SOURCE_DIR "/tests/fixtures/feedback/logs.jsonl"));
        QVERIFY(rows.size() >= 40);
        for (const QJsonObject &row : rows)
            QTest::newRow(qPrintable(row.value(u"name"_s).toString())) << row;
    }
    void keptOutputs()
    {
        QFETCH(QJsonObject, row);
        const FeedbackInput input = inputOf(row);
        const QString text = composeFeedback(input);
        QVERIFY2(text.size() <= 12000, qPrintable(QString::number(text.size())));
        QVERIFY(text.startsWith(u"VERIFICATION FAILED — iteration 3 of 6; 1 of 1 commands failed"_s));
        const QString top = text.left(2000);
        for (const QJsonValue token : row.value(u"near_top"_s).toArray())
            QVERIFY2(top.contains(token.toString()), qPrintable(token.toString() + u"\n"_s + text));
        QCOMPARE(composeFeedback(inputOf(row)), text);
        QVERIFY(!text.contains(u"abcdefghijklmnopqrstuvwxyz0123456789"_s));
        QVERIFY(!text.contains(QChar(0x1b)));
        QVERIFY(text.contains(u"Left: 3 iterations"_s));
        QVERIFY(text.endsWith(u"then edit."_s));
        // What a parser named is told without the libraries' own lines.
        const CommandReport &command = input.report.commands.constFirst();
        if (!command.failures.isEmpty() && command.failures.constFirst().kind != u"output"_s && command.certainty > 0.8)
            QVERIFY2(!text.contains(u"/usr/lib/python"_s) && !text.contains(u"site-packages"_s), qPrintable(text));
    }

    void recordedOutputs()
    {
        const QString path = QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/verify/public.jsonl");
        const QList<QJsonObject> rows = rowsOf(path);
        if (rows.isEmpty())
            QSKIP("the shared corpus is not there");
        for (const QJsonObject &row : rows) {
            if (row.value(u"exit_code"_s).toInt() == 0 && !row.value(u"timed_out"_s).toBool())
                continue;
            const QString text = composeFeedback(inputOf(row));
            QVERIFY2(text.size() <= 12000, qPrintable(row.value(u"id"_s).toString()));
            QCOMPARE(composeFeedback(inputOf(row)), text);
            QVERIFY2(!text.contains(QChar(0x1b)), qPrintable(row.value(u"id"_s).toString()));
        }
    }

    void regressedComesFirstThenFewestFrames()
    {
        Failure deep = failure(u"test_deep"_s, u"a"_s), flat = failure(u"test_flat"_s, u"b"_s);
        deep.frames = {{u"a.py"_s, 1, u"f"_s}, {u"a.py"_s, 2, u"g"_s}};
        flat.frames = {{u"a.py"_s, 3, u"h"_s}};
        FeedbackInput input = failing({deep, flat, failure(u"test_broken"_s, u"c"_s)});
        input.report.commands[0].failures[2].frames = {
            {u"a.py"_s, 1, u"x"_s}, {u"a.py"_s, 2, u"y"_s}, {u"a.py"_s, 3, u"z"_s}};
        input.moves.regressed = {u"test_broken"_s};
        const Selection selection = selectFailures(input.report, input.moves);
        QCOMPARE(selection.whole.at(0).name, u"test_broken"_s);
        QCOMPARE(selection.whole.at(1).name, u"test_flat"_s);
        QCOMPARE(selection.whole.at(2).name, u"test_deep"_s);
        const QString text = composeFeedback(input);
        QVERIFY(text.contains(u"REGRESSED (passed before, fails now): test_broken"_s));
        QVERIFY(text.contains(u"1. test_broken — REGRESSED"_s));
    }

    void oneExampleOfEachCauseAndTheOthersByName()
    {
        QList<Failure> failures;
        for (int i = 0; i < 60; ++i)
            failures.append(failure(u"test_many[%1]"_s.arg(i), u"assert %1 < 0"_s.arg(i)));
        failures.append(failure(u"test_other"_s, u"no attribute x"_s));
        const Selection selection = selectFailures(failing(failures).report, {});
        QCOMPARE(selection.whole.size(), 2);
        QCOMPARE(selection.whole.at(0).alike, 59);
        QCOMPARE(selection.others.size(), 30);
        QCOMPARE(selection.unnamed, 29);
        const QString text = composeFeedback(failing(failures));
        QVERIFY(text.contains(u"59 more fail for the same reason"_s));
        QVERIFY(text.contains(u"test_other"_s));
    }

    void cascadesOfABuildAreCut()
    {
        QList<Failure> failures;
        for (int i = 0; i < 12; ++i)
            failures.append(
                failure({}, u"error number %1: %2"_s.arg(i).arg(QString(QChar(u'a' + i)).repeated(5)), u"compile"_s));
        const Selection selection = selectFailures(failing(failures).report, {});
        QCOMPARE(selection.whole.size(), 3);
        QCOMPARE(selection.cascades, 9);
        QVERIFY(composeFeedback(failing(failures)).contains(u"9 more errors of the build follow from these"_s));
    }

    void aFailureThatCameBackIsToldWithTheEditsThatDidNotHelp()
    {
        const Failure again = failure(u"test_a"_s, u"assert 1 == 2"_s);
        FeedbackInput input = failing({again});
        input.seen.insert(fingerprintOf(again), {1});
        input.edits = {{u"a.py"_s, u"modified"_s, 12, 3, u"40–52"_s, false}};
        input.sameSetInARow = 2;
        const QString text = composeFeedback(input);
        QVERIFY(text.contains(u"Same failure as in iteration 1: test_a; the edits to a.py:40–52 did not change it"_s));
        QVERIFY(text.contains(u"Question the assumption"_s));
        QVERIFY(text.contains(u"a.py +12 −3 (lines 40–52)"_s));
    }

    void aTimeoutIsNoFailedTest()
    {
        FeedbackInput input = failing({});
        input.report.commands[0].status = CommandStatus::Timeout;
        input.report.commands[0].excerpt = u"first\n"_s + u"line\n"_s.repeated(50) + u"the last line"_s;
        const QString text = composeFeedback(input);
        QVERIFY(text.contains(u"this is no test failure"_s));
        QVERIFY(text.contains(u"the last line"_s));
        QVERIFY(!text.contains(u"first"_s));
    }

    void whatIsGreenButWithheldIsToldSo()
    {
        FeedbackInput input = failing({});
        input.report.commands[0].status = CommandStatus::Pass;
        input.withheld = {u"test_a.py: tests are skipped"_s};
        QVERIFY(composeFeedback(input).startsWith(u"PASS WITHHELD — iteration 2 of 6"_s));
    }

    void hostileNamesAndMessagesStayWithinTheBound()
    {
        QList<Failure> failures;
        for (int i = 0; i < 400; ++i) {
            Failure one = failure(QString(3000, QChar(u'a' + i % 26)) + QString::number(i), QString(5000, u'm'));
            one.expected = QString(9000, u'e');
            one.actual = u"line\n"_s.repeated(4000);
            one.output = QString(100000, u'o');
            for (int f = 0; f < 50; ++f)
                one.frames.append({QString(500, u'f'), f + 1, QString(500, u'g')});
            failures.append(one);
        }
        FeedbackInput input = failing(failures);
        for (int i = 0; i < 300; ++i)
            input.edits.append({QString(300, u'p'), u"modified"_s, 1, 1, {}, false});
        QVERIFY(composeFeedback(input).size() <= 12000);
        QVERIFY(composeFeedback(input).endsWith(u"then edit."_s));
    }

    void sourceLinesAreNumberedAndMarked()
    {
        const QString text = sourceSnippet("one\ntwo\nthree\nfour\nfive\nsix\nseven\n", 3);
        QVERIFY(text.contains(u">    3 | three"_s));
        QVERIFY(text.startsWith(u"     1 | one"_s));
        QVERIFY(text.endsWith(u"     7 | seven"_s));
        QVERIFY(sourceSnippet("one\n", 9).isEmpty());
    }
};

QTEST_GUILESS_MAIN(FeedbackTest)
#include "tst_feedback.moc"
