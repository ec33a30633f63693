// SPDX-License-Identifier: MIT
// What is told outside the window and how often, what closing means, and the menu. The desktop's own services are
// played by tst_traybus.
#include "ui/askfixture.h"

#include "tray/banner.h"
#include "tray/closing.h"
#include "tray/notices.h"
#include "tray/trayicon.h"

#include <QApplication>
#include <QMenu>
#include <QPushButton>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class TrayTest : public QObject
{
    Q_OBJECT

    static Notice notice(NoticeKind kind, const QString &id)
    {
        return {kind, id, kind == NoticeKind::Approval ? u"ap-"_s + id : QString(), u"title "_s + id, u"text"_s};
    }

private slots:
    void initTestCase() { Theme::instance().install(); }

    void oneInTenSecondsAndTheRestTogether()
    {
        NotificationMerger merger;
        QVERIFY(merger.add(notice(NoticeKind::Passed, u"1"_s), 0).has_value());
        QVERIFY(!merger.add(notice(NoticeKind::Passed, u"2"_s), 100).has_value());
        QVERIFY(!merger.add(notice(NoticeKind::Approval, u"3"_s), 9999).has_value());
        QCOMPARE(merger.wait(9999), 1);
        const auto both = merger.due(10000);
        QVERIFY(both.has_value());
        QCOMPARE(both->merged, 2);
        QCOMPARE(both->kind, NoticeKind::Approval);
        QVERIFY(both->approvalId.isEmpty() && both->taskId.isEmpty());
        QVERIFY(both->text.contains(u"title 2"_s) && both->text.contains(u"title 3"_s));
        QCOMPARE(merger.wait(10001), -1);
        QVERIFY(!merger.due(99999).has_value());
    }

    void whatWasDecidedIsNotToldLater()
    {
        NotificationMerger merger;
        QVERIFY(merger.add(notice(NoticeKind::Passed, u"1"_s), 0).has_value());
        QVERIFY(!merger.add(notice(NoticeKind::Approval, u"2"_s), 10).has_value());
        merger.forget(u"ap-2"_s);
        QCOMPARE(merger.wait(10), -1);
    }

    void manyBecomeALineEachAndANumber()
    {
        QList<Notice> many;
        for (int i = 0; i < 9; ++i)
            many.append(notice(NoticeKind::Approval, QString::number(i)));
        const Notice one = Notices::join(many);
        QVERIFY(one.title.contains(u'9'));
        QCOMPARE(one.text.count(u'\n'), 4);
        QVERIFY(one.text.contains(u'5')); // and 5 more
    }

    void eventsWorthTelling()
    {
        Task task;
        task.id = u"t1"_s;
        task.spec.name = u"Fix"_s + QChar(0x202e);
        Approval approval;
        approval.id = u"a1"_s;
        approval.commands = QStringList{u"rm -rf x"_s};
        Event event;
        event.taskId = u"t1"_s;
        event.kind = EventKind::ApprovalRequested;
        const auto asked = Notices::of(event, &task, &approval);
        QVERIFY(asked && asked->approvalId == u"a1"_s);
        QVERIFY(asked->title.contains(u"Fix\\u{202e}"_s));
        QVERIFY(asked->text.contains(u"rm -rf x"_s));
        approval.state = ApprovalState::Approved;
        QVERIFY(!Notices::of(event, &task, &approval));
        event.kind = EventKind::TaskStateChanged;
        event.body = {{u"to"_s, u"completed"_s}};
        QCOMPARE(Notices::of(event, &task, nullptr)->kind, NoticeKind::Passed);
        event.body = {{u"to"_s, u"failed"_s}};
        QCOMPARE(Notices::of(event, &task, nullptr)->kind, NoticeKind::Failed);
        event.body = {{u"to"_s, u"running"_s}};
        QVERIFY(!Notices::of(event, &task, nullptr));
        // A task in a view says whether anything is in the folder.
        task.isolation = Isolation::View;
        task.result = ResultState::NotApplied;
        event.body = {{u"to"_s, u"failed"_s}};
        QVERIFY(Notices::of(event, &task, nullptr)->title.startsWith(u"Failed, nothing applied: Fix"_s));
        task.result = ResultState::Applied;
        event.body = {{u"to"_s, u"completed"_s}};
        QVERIFY(Notices::of(event, &task, nullptr)->title.startsWith(u"Passed and applied: Fix"_s));
        event.kind = EventKind::ApprovalRequested;
        approval.state = ApprovalState::Pending;
        approval.kind = ApprovalKind::Border;
        QVERIFY(Notices::of(event, &task, &approval)->title.startsWith(u"Passed, needs your answer: Fix"_s));
        event.kind = EventKind::QueuePaused;
        event.body = {{u"reason"_s, u"user"_s}};
        QVERIFY(!Notices::of(event, nullptr, nullptr));
        event.body = {{u"reason"_s, u"api_auth"_s}};
        QCOMPARE(Notices::of(event, nullptr, nullptr)->kind, NoticeKind::QueuePaused);
    }

    void theBudgetIsToldTwice()
    {
        QHash<QString, int> told;
        Task task;
        task.id = u"t1"_s;
        task.usage.costMicroUsd = 2390000;
        QVERIFY(!Notices::spend(task, 3, told));
        task.usage.costMicroUsd = 2410000;
        QVERIFY(Notices::spend(task, 3, told)->title.contains(u"80"_s));
        QVERIFY(!Notices::spend(task, 3, told));
        task.usage.costMicroUsd = 3000000;
        QVERIFY(Notices::spend(task, 3, told)->title.contains(u"100"_s));
        QVERIFY(!Notices::spend(task, 3, told));
        task.attempt = 2;
        task.spec.maxCostUsd = 10;
        QVERIFY(!Notices::spend(task, 3, told));
    }

    void closing_data()
    {
        QTest::addColumn<bool>("tray");
        QTest::addColumn<bool>("toTray");
        QTest::addColumn<bool>("explained");
        QTest::addColumn<int>("running");
        QTest::addColumn<int>("answer");
        QTest::newRow("first time") << true << true << false << 2 << int(CloseAnswer::ExplainThenToTray);
        QTest::newRow("later") << true << true << true << 2 << int(CloseAnswer::ToTray);
        QTest::newRow("not wanted") << true << false << true << 2 << int(CloseAnswer::AskAboutRunning);
        QTest::newRow("no tray, running") << false << true << true << 1 << int(CloseAnswer::AskAboutRunning);
        QTest::newRow("no tray, idle") << false << true << false << 0 << int(CloseAnswer::Quit);
    }
    void closing()
    {
        QFETCH(bool, tray);
        QFETCH(bool, toTray);
        QFETCH(bool, explained);
        QFETCH(int, running);
        QFETCH(int, answer);
        QCOMPARE(int(closeAnswer({tray, toTray, explained, running})), answer);
    }

    void theShapesDiffer()
    {
        QList<QImage> seen;
        for (const TrayState state : {TrayState::Idle, TrayState::Running, TrayState::NeedsYou, TrayState::Error}) {
            const QImage image = trayIcon(state).pixmap(22).toImage();
            QVERIFY(!image.isNull());
            QVERIFY(!seen.contains(image));
            seen.append(image);
        }
    }

    void withoutADesktopTheBannerTells()
    {
        AskFixture fixture;
        fixture.open({u"make"_s});
        QWidget window;
        TrayIcon tray(*fixture.bridge, &window);
        QVERIFY(!tray.available()); // offscreen
        Banner banner(&window);
        tray.setBanner(&banner);
        QSignalSpy opened(&tray, &TrayIcon::openApproval);
        window.show();
        const QString id = fixture.addTask(u"Needs a person"_s, false);
        QVERIFY(!id.isEmpty());
        QTRY_VERIFY(banner.isVisible());
        QVERIFY(banner.notice().title.contains(u"Needs a person"_s));
        QTRY_COMPARE(tray.state(), TrayState::NeedsYou);
        QVERIFY(!window.isActiveWindow() || QApplication::activeWindow() == &window);
        banner.findChild<QPushButton *>()->click();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.constFirst().constFirst().toString(), fixture.pending().constFirst().id);
        QCOMPARE(tray.menu()->actions().size(), 5);
    }
};

QTEST_MAIN(TrayTest)
#include "tst_tray.moc"
