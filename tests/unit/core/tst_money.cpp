// SPDX-License-Identifier: MIT
// The cost cap at the pure layer: 1,000 runs made by chance, with answers that break off, are tried again, cancelled,
// left open and taken up again, against a service that bills what it worked on.
#include "ai/messageassembler.h"
#include "ai/pricing.h"
#include "core/budget.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

const QString kModel = u"claude-sonnet-5-5"_s;

SseEvent event(const QJsonObject &data)
{
    return {data.value(u"type"_s).toString().toUtf8(), QJsonDocument(data).toJson(QJsonDocument::Compact)};
}

qint64 priced(Usage usage)
{
    priceUsage(usage, kModel);
    return usage.costMicroUsd;
}

/// What a try did at the service, and what of it we saw.
struct Billed
{
    qint64 cost = 0; ///< by the service's own count
    Usage seen;      ///< by ours
    bool whole = false;
};

// The service counts a token for each four bytes and writes the prompt into its cache, reads it, or neither; the answer
// ends somewhere, and so does the connection.
Billed tryOnce(QRandomGenerator &random, qint64 promptBytes, qint64 promptAtMost, int maxTokens)
{
    Usage truth;
    const qint64 prompt = promptBytes / 4;
    (random.bounded(3) == 0      ? truth.cacheReadTokens
        : random.bounded(2) == 0 ? truth.cacheWrite5mTokens
                                 : truth.inputTokens) = prompt;
    truth.outputTokens = random.bounded(4) == 0 ? maxTokens : random.bounded(1, maxTokens + 1);
    const int end = random.bounded(5); // 0: whole; else where it breaks off
    MessageAssembler assembler;
    const auto say = [&assembler](const QJsonObject &data) { QVERIFY(assembler.accept(event(data), nullptr)); };
    const bool tellsPrompt = random.bounded(6) != 0;
    QJsonObject usage{{u"output_tokens"_s, 1}};
    if (tellsPrompt) {
        usage.insert(u"input_tokens"_s, truth.inputTokens);
        usage.insert(u"cache_read_input_tokens"_s, truth.cacheReadTokens);
        usage.insert(u"cache_creation_input_tokens"_s, truth.cacheWrite5mTokens);
    }
    if (end != 1) { // 1: nothing but the head came
        say({{u"type"_s, u"message_start"_s}, {u"message"_s, QJsonObject{{u"usage"_s, usage}}}});
        say({{u"type"_s, u"content_block_start"_s}, {u"index"_s, 0},
            {u"content_block"_s, QJsonObject{{u"type"_s, u"text"_s}}}});
        // What was not sent yet was not made yet.
        if (end == 2 || end == 3)
            truth.outputTokens = random.bounded(1, int(truth.outputTokens) + 1);
        say({{u"type"_s, u"content_block_delta"_s}, {u"index"_s, 0},
            {u"delta"_s, QJsonObject{{u"type"_s, u"text_delta"_s},
                             {u"text"_s, QString(qsizetype(truth.outputTokens) * 4, u'x')}}}});
    } else {
        truth.outputTokens = 0;
    }
    if (end == 0 || end == 4) {
        say({{u"type"_s, u"content_block_stop"_s}, {u"index"_s, 0}});
        say({{u"type"_s, u"message_delta"_s}, {u"delta"_s, QJsonObject{{u"stop_reason"_s, u"end_turn"_s}}},
            {u"usage"_s, QJsonObject{{u"output_tokens"_s, truth.outputTokens}}}});
    }
    Billed billed;
    billed.cost = priced(truth);
    billed.seen = assembler.usageSoFar(promptAtMost);
    priceUsage(billed.seen, kModel);
    billed.whole = end == 0;
    return billed;
}

} // namespace

class MoneyTest : public QObject
{
    Q_OBJECT

private slots:
    void noHistoryPassesItsCap()
    {
        int refused = 0, broken = 0;
        for (quint32 seed = 1; seed <= 1000; ++seed) {
            QRandomGenerator random(seed);
            const double cap = 0.02 + random.generateDouble() * 0.6;
            qint64 promptBytes = random.bounded(2000, 60000);
            Usage stored; // of the task
            qint64 billed = 0;
            for (int call = 0; call < 60; ++call) {
                const qint64 atMost = estimatedTokens(promptBytes);
                const CallPlan plan{kModel, atMost, 8000, random.bounded(8) == 0};
                Usage lost; // of this call: kept with its step while it is open
                bool answered = false, over = false;
                for (int number = 0; number < 4 && !answered; ++number) {
                    Usage all = stored;
                    all += lost;
                    const BudgetAnswer budget = reserve(all, cap, plan);
                    if (!budget.allowed) {
                        over = true;
                        break;
                    }
                    QVERIFY(budget.maxTokens <= plan.maxTokens);
                    const Billed tried = tryOnce(random, promptBytes, atMost, budget.maxTokens);
                    billed += tried.cost;
                    lost += tried.seen;
                    answered = tried.whole;
                    broken += tried.whole ? 0 : 1;
                }
                stored += lost;
                QVERIFY2(billed <= stored.costMicroUsd,
                    qPrintable(u"seed %1: billed %2, counted %3"_s.arg(seed).arg(billed).arg(stored.costMicroUsd)));
                refused += over ? 1 : 0;
                if (over)
                    break;
                promptBytes += random.bounded(500, 9000);
            }
            QVERIFY2(
                double(billed) <= cap * 1e6, qPrintable(u"seed %1: %2 of %3"_s.arg(seed).arg(billed).arg(cap * 1e6)));
        }
        // The histories are of the kind that is meant.
        QVERIFY(refused > 500);
        QVERIFY(broken > 2000);
    }

    void whatTheCacheHoldsIsNotTakenAsSure()
    {
        // $2 a million in, a write costs 1.25 times that: 100,000 tokens are $0.25, however cheap a read would be.
        const CallPlan plan{kModel, 100000, 1000, false};
        Usage spent;
        spent.costMicroUsd = 2800000;
        QVERIFY(!reserve(spent, 3, plan).allowed);
    }
};

QTEST_GUILESS_MAIN(MoneyTest)
#include "tst_money.moc"
