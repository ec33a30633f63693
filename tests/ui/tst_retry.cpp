// SPDX-License-Identifier: MIT
// Another attempt, from the task page and from the list: on from what the last one left, or fresh from the folder.
#include "demostore.h"
#include "mainwindow/commandtable.h"
#include "mainwindow/mainwindow.h"
#include "settings/preferences.h"
#include "tasklist/taskview.h"
#include "taskpage/taskpage.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QPushButton>
#include <QRandomGenerator>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class RetryTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<EngineBridge> m_bridge;
    std::unique_ptr<MainWindow> m_window;
    QStringList m_ids; ///< of the tasks that kept()

    // Two that left something in their views, and one that left nothing.
    static QList<DemoTask> tasks()
    {
        DemoTask kept{u"Rename the module"_s, TaskState::Failed, StopReason::IterationLimit};
        kept.iteration = 3;
        DemoTask nothing = kept;
        kept.isolation = Isolation::View;
        kept.kept = 5;
        return {kept, kept, nothing};
    }

    [[nodiscard]] Task task(int at) const { return m_bridge->engine().task(m_ids.at(at)).value_or(Task()); }

    TaskPage *page() { return m_window->findChild<TaskPage *>(); }

    QPushButton *button()
    {
        for (auto *one : page()->findChildren<QPushButton *>()) {
            if (one->accessibleName() == u"Retry: another attempt"_s)
                return one;
        }
        return nullptr;
    }

    // The menu, opened with the keyboard.
    QMenu *menu()
    {
        button()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(button(), Qt::Key_Space);
        return qobject_cast<QMenu *>(QApplication::activePopupWidget());
    }

    void show(int at)
    {
        m_window->openTask(m_ids.at(at));
        QTRY_COMPARE(page()->taskId(), m_ids.at(at));
        QTRY_VERIFY(button() && button()->isEnabled());
    }

    QAction *command(CommandId id) { return m_window->commands().action(id); }

private slots:
    void initTestCase()
    {
        Preferences::instance().open(m_folder.filePath(u"window.ini"_s));
        Theme::instance().install();
    }

    void init()
    {
        Settings settings;
        settings.databaseUrl =
            u"sqlite:///"_s + m_folder.filePath(u"store%1/vibecoder.db"_s.arg(QRandomGenerator::global()->generate()));
        const Result<QStringList> made = fillStore(settings, m_folder.path(), tasks());
        QVERIFY(made.has_value());
        m_ids = *made;
        auto bridge = EngineBridge::open(settings);
        QVERIFY(bridge.has_value());
        m_bridge = std::move(*bridge);
        m_window = std::make_unique<MainWindow>(*m_bridge);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTRY_COMPARE(m_window->list().model().rowCount(), 4); // one of them is a heading
    }

    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
    }

    void thePageAsksWhereThereIsSomethingToGoOnFrom_data()
    {
        QTest::addColumn<int>("down");
        QTest::addColumn<int>("from");
        QTest::newRow("the first entry is chosen already") << 0 << 1;
        QTest::newRow("one down is a fresh start") << 1 << 0;
    }

    void thePageAsksWhereThereIsSomethingToGoOnFrom()
    {
        QFETCH(int, down);
        QFETCH(int, from);
        show(0);
        QMenu *asked = menu();
        QVERIFY(asked);
        QCOMPARE(asked->actions().size(), 2);
        QCOMPARE(asked->actions().at(0)->text(), u"Go on from the last state"_s);
        QCOMPARE(asked->actions().at(1)->text(), u"Start fresh from your folder"_s);
        QCOMPARE(asked->activeAction(), asked->actions().at(0));
        // At the button, wherever the pointer is.
        QCOMPARE(asked->pos(), button()->mapToGlobal(QPoint(0, button()->height())));
        QCOMPARE(task(0).attempt, 1); // nothing happens before an answer
        for (int i = 0; i < down; ++i)
            QTest::keyClick(asked, Qt::Key_Down);
        QTest::keyClick(asked, Qt::Key_Return);
        QTRY_COMPARE(task(0).attempt, 2);
        QCOMPARE(task(0).state, TaskState::Pending);
        QCOMPARE(task(0).goesOnFrom, from);
    }

    void escapeStartsNothing()
    {
        show(0);
        QMenu *asked = menu();
        QVERIFY(asked);
        QTest::keyClick(asked, Qt::Key_Escape);
        QVERIFY(!QApplication::activePopupWidget());
        QTest::qWait(200);
        QCOMPARE(task(0).attempt, 1);
    }

    void withNothingKeptThereIsNothingToAsk()
    {
        show(2);
        QVERIFY(!menu());
        QTRY_COMPARE(task(2).attempt, 2);
        QCOMPARE(task(2).goesOnFrom, 0);
    }

    void theMenuIsInTheLanguageOfTheReader()
    {
        show(0);
        QTranslator chinese;
        QVERIFY(chinese.load(u":/i18n/vibecoder_zh_CN.qm"_s));
        QPushButton *retry = button();
        QCoreApplication::installTranslator(&chinese);
        QApplication::processEvents();
        retry->setFocus(Qt::TabFocusReason);
        QTest::keyClick(retry, Qt::Key_Space);
        auto *asked = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(asked);
        QCOMPARE(asked->actions().at(0)->text(), u"从最后状态继续"_s);
        QCOMPARE(asked->actions().at(1)->text(), u"从你的文件夹重新开始"_s);
        QCOMPARE(command(CommandId::RetryFresh)->text(), asked->actions().at(1)->text());
        asked->close();
        QCoreApplication::removeTranslator(&chinese);
    }

    void severalGoOnWithoutAQuestion()
    {
        m_window->list().table().selectAll();
        QTRY_COMPARE(m_window->list().selectedTasks().size(), 3);
        QVERIFY(!command(CommandId::RetryFresh)->isEnabled()); // of one task only
        QTest::keyClick(&m_window->list().table(), Qt::Key_R);
        QTRY_COMPARE(task(0).attempt, 2);
        QTRY_COMPARE(task(1).attempt, 2);
        QTRY_COMPARE(task(2).attempt, 2);
        QVERIFY(!QApplication::activePopupWidget());
        QCOMPARE(task(0).goesOnFrom, 1);
        QCOMPARE(task(1).goesOnFrom, 1);
        QCOMPARE(task(2).goesOnFrom, 0);
    }

    void oneOfTheListStartsFresh()
    {
        m_window->list().select(m_ids.at(2));
        QTRY_VERIFY(command(CommandId::Retry)->isEnabled());
        QVERIFY(!command(CommandId::RetryFresh)->isEnabled()); // it would be the same
        m_window->list().select(m_ids.at(1));
        QTRY_VERIFY(command(CommandId::RetryFresh)->isEnabled());
        emit m_window->list().contextMenuWanted(m_window->mapToGlobal(QPoint(50, 50)));
        auto *asked = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(asked);
        QVERIFY(asked->actions().contains(command(CommandId::Retry)));
        asked->setActiveAction(command(CommandId::RetryFresh));
        QTest::keyClick(asked, Qt::Key_Return);
        QTRY_COMPARE(task(1).attempt, 2);
        QCOMPARE(task(1).goesOnFrom, 0);
        QCOMPARE(task(0).attempt, 1);
    }
};

QTEST_MAIN(RetryTest)
#include "tst_retry.moc"
