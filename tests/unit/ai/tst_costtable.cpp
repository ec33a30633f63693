// SPDX-License-Identifier: MIT
// The cost arithmetic against the table of the loop's design (loop.md section 8): 20 turns, a prefix of P tokens, g
// tokens added each turn, in units of the input price; within 0.1 %.
#include "ai/pricing.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

// Input $5 a million, reads a tenth of it.
const QString kModel = u"claude-opus-5"_s;

double units(const Usage &usage)
{
    Usage priced = usage;
    priceUsage(priced, kModel);
    return double(priced.costMicroUsd) / 5.0;
}

enum class Cache { None, FiveMinutes, Hour, PrefixOnly, VolatilePrefix };

double cost(Cache cache, int prefix, int added)
{
    double sum = 0;
    for (int turn = 0; turn < 20; ++turn) {
        const int all = prefix + turn * added;
        const int before = turn == 0 ? 0 : prefix + (turn - 1) * added;
        Usage usage;
        switch (cache) {
        case Cache::None:
            usage.inputTokens = all;
            break;
        case Cache::FiveMinutes:
            usage.cacheReadTokens = before;
            usage.cacheWrite5mTokens = all - before;
            break;
        case Cache::Hour:
            usage.cacheReadTokens = before;
            usage.cacheWrite1hTokens = all - before;
            break;
        case Cache::PrefixOnly:
            (turn == 0 ? usage.cacheWrite5mTokens : usage.cacheReadTokens) = prefix;
            usage.inputTokens = all - prefix;
            break;
        case Cache::VolatilePrefix:
            usage.cacheWrite5mTokens = all;
            break;
        }
        sum += units(usage);
    }
    return sum;
}

} // namespace

class CostTableTest : public QObject
{
    Q_OBJECT

private slots:
    void theTable_data()
    {
        QTest::addColumn<int>("prefix");
        QTest::addColumn<int>("added");
        QTest::addColumn<QList<double>>("expected");
        QTest::newRow("8k/2k") << 8000 << 2000 << QList<double>{540000, 106900, 141400, 405200, 675000};
        QTest::newRow("12k/3k") << 12000 << 3000 << QList<double>{810000, 160350, 212100, 607800, 1012500};
        QTest::newRow("20k/4k") << 20000 << 4000 << QList<double>{1160000, 226400, 298400, 823000, 1450000};
    }
    void theTable()
    {
        QFETCH(int, prefix);
        QFETCH(int, added);
        QFETCH(QList<double>, expected);
        const QList<Cache> caches{
            Cache::None, Cache::FiveMinutes, Cache::Hour, Cache::PrefixOnly, Cache::VolatilePrefix};
        for (qsizetype i = 0; i < caches.size(); ++i) {
            const double sum = cost(caches.at(i), prefix, added);
            QVERIFY2(std::abs(sum - expected.at(i)) <= expected.at(i) / 1000,
                qPrintable(u"column %1: %2, expected %3"_s.arg(i).arg(sum).arg(expected.at(i))));
        }
    }
};

QTEST_GUILESS_MAIN(CostTableTest)
#include "tst_costtable.moc"
