// SPDX-License-Identifier: MIT
// When the loop notices that nothing gets anywhere, what a call may cost, and what is taken along when it begins
// afresh.
#include "core/attemptrecord.h"
#include "core/budget.h"
#include "core/progressjudge.h"
#include "core/shorten.h"
#include "core/stuckdetector.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

const QJsonObject kLook{{u"command"_s, u"ls  src"_s}};

IterationFacts facts(int number, int sameSet, const QString &tree, int testsPassed = 0, int regressions = 0)
{
    IterationFacts facts;
    facts.number = number;
    facts.sameSetInARow = sameSet;
    facts.tree = tree;
    facts.changedFiles = true;
    facts.score = {0, testsPassed, regressions, number};
    return facts;
}

// One exchange with a tool: an answer that calls it, and its result of so many characters.
void addExchange(QList<Message> &messages, int number, int characters, bool isError = false)
{
    const QString id = u"t%1"_s.arg(number);
    messages.append(
        {u"assistant"_s, {QJsonObject{{u"type"_s, u"thinking"_s}, {u"thinking"_s, u"hm"_s}, {u"signature"_s, u"s"_s}},
                             QJsonObject{{u"type"_s, u"tool_use"_s}, {u"id"_s, id}, {u"name"_s, u"bash"_s},
                                 {u"input"_s, QJsonObject{{u"command"_s, u"cat file%1"_s.arg(number)}}}}}});
    messages.append({u"user"_s, {QJsonObject{{u"type"_s, u"tool_result"_s}, {u"tool_use_id"_s, id},
                                    {u"content"_s, QString(characters, u'x')}, {u"is_error"_s, isError}}}});
}

QString resultText(const Message &message)
{
    return message.content.first().toObject().value(u"content"_s).toString();
}

} // namespace

class JudgingTest : public QObject
{
    Q_OBJECT

private slots:
    void theSameActionWithTheSameAnswerStopsAtTheFourth()
    {
        StuckDetector detector;
        for (int i = 1; i <= 3; ++i)
            QCOMPARE(detector.tool(u"bash"_s, kLook, u"exit 0 in %1 s"_s.arg(i), false).stop, StopReason::None);
        // White space and numbers do not make it another action or answer.
        const StuckAdvice fourth = detector.tool(u"bash"_s, {{u"command"_s, u"ls src"_s}}, u"exit 0 in 9 s"_s, false);
        QCOMPARE(fourth.stop, StopReason::StuckRepeat);
    }

    void anotherActionBetweenBreaksTheStreak()
    {
        StuckDetector detector;
        for (int i = 0; i < 3; ++i)
            detector.tool(u"bash"_s, kLook, u"a"_s, false);
        detector.tool(u"search"_s, {{u"pattern"_s, u"x"_s}}, u"b"_s, false);
        QCOMPARE(detector.tool(u"bash"_s, kLook, u"a"_s, false).stop, StopReason::None);
    }

    void errorsNudgeOnceAtTheThirdAndStopAtTheFourth()
    {
        StuckDetector detector;
        QVERIFY(detector.tool(u"bash"_s, kLook, u"one"_s, true).nudge.isEmpty());
        QVERIFY(detector.tool(u"bash"_s, kLook, u"two"_s, true).nudge.isEmpty());
        QVERIFY(!detector.tool(u"bash"_s, kLook, u"three"_s, true).nudge.isEmpty());
        QCOMPARE(detector.tool(u"bash"_s, kLook, u"four"_s, true).stop, StopReason::StuckRepeat);
    }

    void sixAlternatingActionsStop()
    {
        StuckDetector detector;
        for (int i = 0; i < 5; ++i)
            QCOMPARE(
                detector.tool(i % 2 ? u"a"_s : u"b"_s, {}, i % 2 ? u"one"_s : u"two"_s, false).stop, StopReason::None);
        QCOMPARE(detector.tool(u"a"_s, {}, u"one"_s, false).stop, StopReason::StuckOscillation);
    }

    void threeAnswersWithoutAToolStopAndAToolResets()
    {
        StuckDetector detector;
        detector.silence();
        detector.silence();
        detector.tool(u"bash"_s, kLook, u"a"_s, false);
        QCOMPARE(detector.silence().stop, StopReason::None);
        QCOMPARE(detector.silence().stop, StopReason::None);
        QCOMPARE(detector.silence().stop, StopReason::StuckRepeat);
    }

    void threeTimeoutsInARowStop()
    {
        StuckDetector detector;
        for (int i = 0; i < 2; ++i)
            QCOMPARE(detector.tool(u"bash"_s, {{u"command"_s, u"sleep %1"_s.arg(i)}}, u"stopped"_s, true, true).stop,
                StopReason::None);
        QCOMPARE(detector.tool(u"bash"_s, {{u"command"_s, u"sleep 9"_s}}, u"stopped"_s, true, true).stop,
            StopReason::StuckRepeat);
    }

    void refusedEditsOfOneFileAreToldAnotherWay()
    {
        StuckDetector detector;
        StuckAdvice advice;
        for (int i = 0; i < 3; ++i)
            advice = detector.tool(u"str_replace_based_edit_tool"_s,
                {{u"path"_s, u"a.py"_s}, {u"old_str"_s, u"x%1"_s.arg(QChar(u'a' + i))}}, u"no_match"_s, true);
        QVERIFY(advice.nudge.contains(u"a.py"_s));
        QCOMPARE(advice.stop, StopReason::None);
    }

    void theSameFailuresThreeTimesBeginAfreshTwiceThenStop()
    {
        ProgressJudge judge;
        judge.after(facts(0, 0, u"t0"_s));
        int number = 0;
        for (int round = 0; round < 3; ++round) {
            ProgressAdvice advice;
            for (int same = 1; same <= 3; ++same) {
                ++number;
                advice = judge.after(facts(number, same, u"t%1"_s.arg(number)));
                if (same < 3)
                    QCOMPARE(advice.move, NextMove::GoOn);
            }
            QCOMPARE(advice.move, round < 2 ? NextMove::FreshStart : NextMove::Stop);
            QCOMPARE(advice.stop, round < 2 ? StopReason::None : StopReason::StuckRepeat);
        }
    }

    void goingBackToAnEarlierTreeIsToldThenBeginsAfresh()
    {
        ProgressJudge judge;
        judge.after(facts(0, 0, u"a"_s));
        QVERIFY(judge.after(facts(1, 1, u"b"_s)).notes.isEmpty());
        const ProgressAdvice told = judge.after(facts(2, 1, u"a"_s));
        QCOMPARE(told.move, NextMove::GoOn);
        QCOMPARE(told.notes.size(), 1);
        QCOMPARE(judge.after(facts(3, 1, u"b"_s)).move, NextMove::FreshStart);
    }

    void twoIterationsWithoutAnyChangeStop()
    {
        ProgressJudge judge;
        judge.after(facts(0, 0, u"a"_s));
        IterationFacts empty = facts(1, 1, u"a"_s);
        empty.changedFiles = false;
        QCOMPARE(judge.after(empty).move, NextMove::GoOn);
        empty.number = 2;
        QCOMPARE(judge.after(empty).stop, StopReason::StuckRepeat);
    }

    void regressionsThatGrowTwiceGoBackToTheBest()
    {
        ProgressJudge judge;
        judge.after(facts(0, 0, u"a"_s, 5, 0));
        QCOMPARE(judge.after(facts(1, 1, u"b"_s, 6, 0)).move, NextMove::GoOn);
        QCOMPARE(judge.after(facts(2, 1, u"c"_s, 5, 1)).move, NextMove::GoOn);
        QCOMPARE(judge.after(facts(3, 1, u"d"_s, 4, 2)).move, NextMove::RollBack);
        QCOMPARE(judge.bestIteration(), 1);
    }

    void twoIterationsOfMalformedCallsStop()
    {
        ProgressJudge judge;
        judge.after(facts(0, 0, u"a"_s));
        IterationFacts bad = facts(1, 1, u"a"_s);
        bad.malformed = true;
        bad.changedFiles = false;
        QCOMPARE(judge.after(bad).move, NextMove::GoOn);
        bad.number = 2;
        QCOMPARE(judge.after(bad).stop, StopReason::MalformedCalls);
    }

    void scoresCompareCommandsThenTestsThenRegressionsThenSize()
    {
        QVERIFY((StateScore{2, 0, 9, 900} > StateScore{1, 99, 0, 0}));
        QVERIFY((StateScore{1, 5, 9, 900} > StateScore{1, 4, 0, 0}));
        QVERIFY((StateScore{1, 5, 0, 900} > StateScore{1, 5, 1, 0}));
        QVERIFY((StateScore{1, 5, 0, 10} > StateScore{1, 5, 0, 20}));
    }

    // $2 in, $10 out per million; a read costs $0.10.
    void aCallThatCouldBreakTheCapIsShortenedThenRefused()
    {
        const CallPlan plan{u"claude-sonnet-5-5"_s, 100000, 32000, false};
        Usage spent;
        const BudgetAnswer plenty = reserve(spent, 3, plan);
        QVERIFY(plenty.allowed);
        QCOMPARE(plenty.maxTokens, 32000);
        QVERIFY(!plenty.warn);
        // Prompt 100,000 × 1.25 × $2 = $0.25; $0.10 more pays for 10,000 tokens of answer.
        const BudgetAnswer tight = reserve(spent, 0.35, plan);
        QVERIFY(tight.allowed);
        QCOMPARE(tight.maxTokens, 10000);
        QVERIFY(!reserve(spent, 0.25, plan).allowed);
        spent.costMicroUsd = 2800000;
        QVERIFY(reserve(spent, 3, plan).warn);
        QVERIFY(!reserve(spent, 3, plan).allowed);
    }

    void anUnknownPriceIsHeldByTokens()
    {
        Usage spent;
        spent.priceKnown = false;
        spent.inputTokens = 500000;
        QCOMPARE(spentMicroUsd(spent), 1500000);
        QVERIFY(reserve(spent, 3, {u"somebody-elses-model"_s, 1000, 32000, false}).allowed);
        spent.outputTokens = 100000;
        QVERIFY(!reserve(spent, 3, {u"somebody-elses-model"_s, 1000, 32000, false}).allowed);
    }

    void theRecordNamesWhatWasTriedAndStaysShort()
    {
        RecordInput input;
        for (int i = 1; i <= 40; ++i) {
            TriedLine line;
            line.iteration = i;
            line.edits = {{u"src/a.py"_s, u"modified"_s, 3, 1, u"40–52"_s, false}};
            line.summary = u"I changed the rounding because of reasons "_s.repeated(5);
            line.failures = 3;
            input.tried.append(line);
        }
        input.state = u"The files are as after iteration 2."_s;
        input.feedback = u"command 1/1 `pytest`: exit 1\n"_s.repeated(400);
        const QString text = composeRecord(input);
        QVERIFY(text.size() <= 6000);
        QVERIFY(text.contains(u"iteration 40: changed src/a.py:40–52"_s));
        QVERIFY(text.contains(u"Ruled out"_s));
        QVERIFY(text.contains(u"The files are as after iteration 2."_s));
        QVERIFY(text.contains(u"command 1/1"_s));
        QCOMPARE(composeRecord(input), text);
    }

    void oldResultsGoInBatchesAndFailuresStay()
    {
        QList<Message> messages{{u"user"_s, {QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"task"_s}}}}};
        for (int i = 0; i < 14; ++i)
            addExchange(messages, i, 20000, i == 3);
        const QList<Message> before = messages;
        // 9 results could go beyond the last 5: too few to break the cache for.
        QCOMPARE(clearOldResults(messages, 0), 0);
        QCOMPARE(messages, before);
        addExchange(messages, 14, 20000);
        addExchange(messages, 15, 20000);
        QCOMPARE(clearOldResults(messages, 0), 10);
        QVERIFY(resultText(messages.at(2)).startsWith(u"[output of bash cat file0, 20000 characters, removed"_s));
        QCOMPARE(resultText(messages.at(8)).size(), 20000); // the failure
        QCOMPARE(resultText(messages.constLast()).size(), 20000);
        for (const Message &message : std::as_const(messages))
            QVERIFY(message.content.first().toObject().value(u"type"_s).toString() != u"thinking"_s);
        const QList<Message> cleared = messages;
        QCOMPARE(clearOldResults(messages, 0), 0);
        QCOMPARE(messages, cleared);
    }

    void aShortConversationIsNeverTouched()
    {
        QList<Message> messages{{u"user"_s, {}}};
        for (int i = 0; i < 40; ++i)
            addExchange(messages, i, 500);
        const QList<Message> before = messages;
        QCOMPARE(clearOldResults(messages, 0), 0);
        QVERIFY(!needsCompaction(messages));
        QCOMPARE(messages, before);
    }

    void compactionKeepsTheTaskTheRecordAndWholeExchanges()
    {
        QList<Message> messages{{u"user"_s, {QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"task"_s}}}}};
        for (int i = 0; i < 30; ++i)
            addExchange(messages, i, 20000);
        QVERIFY(needsCompaction(messages));
        QVERIFY(compact(messages, u"the record"_s));
        QVERIFY(contextTokens(messages) < 30000);
        QCOMPARE(messages.constFirst().content.last().toObject().value(u"text"_s).toString(), u"the record"_s);
        for (qsizetype i = 0; i < messages.size(); ++i)
            QCOMPARE(messages.at(i).role, i % 2 ? u"assistant"_s : u"user"_s);
        // Every result still follows its call.
        for (qsizetype i = 2; i < messages.size(); i += 2)
            QCOMPARE(messages.at(i).content.first().toObject().value(u"tool_use_id"_s),
                messages.at(i - 1).content.last().toObject().value(u"id"_s));
    }

    void compactionThatSavesNothingIsRefused()
    {
        QList<Message> messages{{u"user"_s, {QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"task"_s}}}}};
        addExchange(messages, 0, 100);
        addExchange(messages, 1, 100);
        const QList<Message> before = messages;
        QVERIFY(!compact(messages, u"the record"_s));
        QCOMPARE(messages, before);
    }
};

QTEST_GUILESS_MAIN(JudgingTest)
#include "tst_judging.moc"
