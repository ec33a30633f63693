// SPDX-License-Identifier: MIT
// Figures and charts of the statistics page, and the queue panel: words, pausing, workers.
#include "ui/askfixture.h"

#include "queue/queuepanel.h"
#include "queue/queuewords.h"
#include "stats/figures.h"
#include "stats/plot.h"
#include "stats/statspage.h"
#include "theme/amounts.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class StatsQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().install(); }

    void figuresHaveUnits()
    {
        QCOMPARE(amounts::money(4180000), u"$4.18"_s);
        QCOMPARE(amounts::money(4200), u"$0.0042"_s);
        QCOMPARE(amounts::count(999), u"999"_s);
        QCOMPARE(amounts::count(12400), u"12.4k"_s);
        QCOMPARE(amounts::count(2500000), u"2.5M"_s);
        QCOMPARE(Figures::time(84000), u"1m 24s"_s);
        QCOMPARE(Figures::time({}), u"–"_s);
        Usage usage;
        QCOMPARE(Figures::cacheShare(usage), -1.0);
        usage.inputTokens = 19;
        usage.cacheReadTokens = 81;
        QCOMPARE(qRound(100 * Figures::cacheShare(usage)), 81);
    }

    void theAxisEndsAtARoundNumber()
    {
        QCOMPARE(niceTop(0), 1.0);
        QCOMPARE(niceTop(3), 5.0);
        QCOMPARE(niceTop(10), 10.0);
        QCOMPARE(niceTop(11), 20.0);
        QCOMPARE(niceTop(0.3), 0.5);
    }

    void theMostFrequentReasonComesFirst()
    {
        Stats stats;
        stats.stopReasons = {{u"passed"_s, 5}, {u"cost_limit"_s, 9}, {u"something_new"_s, 1}};
        const QList<Bar> bars = Figures::stopReasons(stats);
        QCOMPARE(bars.size(), 3);
        QCOMPARE(bars.at(0).low, 9.0);
        QCOMPARE(bars.at(2).label, u"something_new"_s);
    }

    void thePageReadsTheStore()
    {
        AskFixture fixture;
        fixture.open({u"make"_s});
        StatsPage page(*fixture.bridge);
        page.resize(820, 700);
        page.show();
        QTRY_VERIFY(page.isLoaded());
        page.setDays(7);
        QCOMPARE(page.days(), 7);
        for (const Plot *plot : page.findChildren<Plot *>())
            QVERIFY(!plot->accessibleName().isEmpty());
    }

    void thePauseIsStoredAndSaid()
    {
        AskFixture fixture;
        fixture.open({u"make"_s});
        QueuePanel panel(*fixture.bridge);
        panel.show();
        auto *pause = panel.findChild<QPushButton *>(u"pause"_s);
        pause->click();
        QTRY_VERIFY(fixture.bridge->engine().queueStatus()->paused);
        auto *state = panel.findChild<QLabel *>(u"queueState"_s);
        QTRY_COMPARE(state->text(), QueueWords::pauseReason(u"user"_s));
        QTRY_COMPARE(pause->text(), u"Go on"_s);
        pause->click();
        QTRY_VERIFY(!fixture.bridge->engine().queueStatus()->paused);
        QueueStatus down;
        down.paused = true;
        down.pauseReason = u"service_unavailable"_s;
        down.pauseDetail = u"Connection refused"_s;
        down.pausedUntil = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5));
        const QString words = QueueWords::pause(down);
        QVERIFY(words.contains(u"does not answer"_s) && words.contains(u"Connection refused"_s));
        QVERIFY(words.contains(u"03:04:05"_s));
    }

    void theNumberOfWorkersIsChanged()
    {
        AskFixture fixture;
        fixture.open({u"make"_s});
        QueuePanel panel(*fixture.bridge);
        QCOMPARE(panel.workersBox()->value(), 0);
        panel.workersBox()->setValue(2);
        QTRY_VERIFY(fixture.bridge->workers().isWorking());
        QCOMPARE(fixture.bridge->workers().workers(), 2);
        panel.workersBox()->setValue(3);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.bridge->workers().workers(), 3, 20000);
        panel.workersBox()->setValue(0);
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.bridge->workers().isWorking(), 20000);
    }

    void aWaitHasACountdown()
    {
        Task task;
        task.state = TaskState::Paused;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QVERIFY(QueueWords::waits(task, now).isEmpty());
        task.pausedUntil = now.addSecs(65);
        QVERIFY(QueueWords::waits(task, now).contains(u"1:05"_s));
    }
};

QTEST_MAIN(StatsQueueTest)
#include "tst_statsqueue.moc"
