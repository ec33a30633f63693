// SPDX-License-Identifier: MIT
// The task page over a real store: every tab, by keys and clicks.
#include "diff/diffview.h"
#include "storage/database.h"
#include "storage/taskstore.h"
#include "taskpage/changestab.h"
#include "taskpage/definitiontab.h"
#include "taskpage/livetab.h"
#include "taskpage/logtab.h"
#include "taskpage/rollbackdialog.h"
#include "taskpage/taskpage.h"
#include "taskpage/timelinemodel.h"
#include "taskpage/timelinetab.h"
#include "taskpage/verificationtab.h"
#include "theme/theme.h"
#include "ui/pagestory.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTranslator>
#include <QTreeView>

#include <algorithm>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

struct Shown
{
    PageStory story;
    std::unique_ptr<EngineBridge> bridge;
    std::unique_ptr<TaskPage> page;

    explicit Shown(bool ended = false)
    {
        if (ended)
            story.end();
        bridge = story.open();
        page = std::make_unique<TaskPage>(*bridge);
        page->resize(820, 726);
        page->show();
        page->showTask(story.taskId());
        (void)QTest::qWaitForWindowExposed(page.get());
    }

    template <typename T>
    T *tab(TaskPage::Tab which)
    {
        page->showTab(which);
        return qobject_cast<T *>(page->tabWidget(which));
    }
};

QStringList textsOf(const QAbstractItemModel *model, const QModelIndex &parent)
{
    QStringList texts;
    for (int row = 0; row < model->rowCount(parent); ++row)
        texts.append(model->index(row, 0, parent).data().toString());
    return texts;
}

} // namespace

class TaskPageTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setMode(ThemeMode::Light);
        Theme::instance().setReducedMotion(true);
    }

    void theTimelineShowsRoundsNewestFirst()
    {
        Shown shown;
        auto *tab = shown.tab<TimelineTab>(TaskPage::Timeline);
        QTRY_COMPARE(tab->model()->rowCount(), 4);
        const QAbstractItemModel *model = tab->model();
        QVERIFY(model->index(0, 0).data().toString().startsWith(u"Iteration 3"_s));
        QVERIFY(model->index(3, 0).data().toString().startsWith(u"Baseline"_s));
        QVERIFY(tab->isExpanded(model->index(0, 0)));
        QVERIFY(!tab->isExpanded(model->index(1, 0)));
        // Opened by keys: edits and failures show their lines.
        tab->setFocus();
        tab->setCurrentIndex(model->index(1, 0));
        QTest::keyClick(tab, Qt::Key_Return);
        QVERIFY(tab->isExpanded(model->index(1, 0)));
        const QStringList steps = textsOf(model, model->index(1, 0));
        const auto edited = std::find_if(
            steps.cbegin(), steps.cend(), [](const QString &step) { return step.startsWith(u"Edited"_s); });
        QVERIFY(edited != steps.cend());
        const QModelIndex edit = model->index(int(edited - steps.cbegin()), 0, model->index(1, 0));
        QVERIFY(model->rowCount(edit) > 3);
        QVERIFY(tab->isExpanded(edit));
        QVERIFY(textsOf(model, edit).join(u'\n').contains(u"quantize(exact"_s));
        QTest::keyClick(shown.page.get(), Qt::Key_BracketLeft);
        QVERIFY(tab->currentIndex().data().toString().startsWith(u"Iteration 1"_s));
        QTest::keyClick(shown.page.get(), Qt::Key_BracketRight);
        QVERIFY(tab->currentIndex().data().toString().startsWith(u"Iteration 2"_s));
    }

    // What passed in the view and fails on the clean copy ran twice, and the record is of the second.
    void failuresStandAtTheRunThatTheyAreOf()
    {
        QList<Event> events;
        const auto tell = [&](EventKind kind, const QJsonObject &body) {
            Event event;
            event.seq = events.size() + 1;
            event.kind = kind;
            event.body = body;
            events.append(event);
        };
        const auto ran = [&](const QString &command, const QString &status, bool clean, bool setup) {
            tell(EventKind::VerificationFinished, {{u"index"_s, 0}, {u"command"_s, command}, {u"status"_s, status},
                                                      {u"clean"_s, clean}, {u"setup"_s, setup}});
        };
        tell(EventKind::IterationStarted, {{u"number"_s, 1}});
        ran(u"pytest"_s, u"pass"_s, false, false);
        ran(u"pytest"_s, u"fail"_s, true, false);
        ran(u"npm ci"_s, u"pass"_s, true, true); // with what was left behind
        ran(u"pytest"_s, u"pass"_s, true, false);
        CommandReport report;
        report.command = u"pytest"_s;
        report.status = CommandStatus::Fail;
        report.excerpt = u"no module"_s;
        Iteration iteration;
        iteration.number = 1;
        iteration.verification.commands = {report};
        TimelineModel model;
        model.append(events);
        model.setDetails(iteration, {});
        QList<int> lines;
        for (int step = 0; step < 4; ++step)
            lines.append(model.rowCount(model.index(step, 0, model.roundIndex(1))));
        QCOMPARE(lines, (QList<int>{0, 1, 0, 0}));
    }

    void whatHappensArrivesByItself()
    {
        Shown shown;
        auto *tab = shown.tab<TimelineTab>(TaskPage::Timeline);
        QTRY_COMPARE(tab->model()->rowCount(), 4);
        const QModelIndex newest = tab->model()->index(0, 0);
        const int before = tab->model()->rowCount(newest);
        shown.story.tell(EventKind::CommandStarted, {{u"command"_s, u"make more"_s}});
        QTRY_COMPARE(tab->model()->rowCount(newest), before + 1);
        shown.story.end();
        QTRY_VERIFY(tab->model()->index(0, 0).data().toString().contains(u"Passed"_s));
    }

    void anApprovalIsOpenedFromItsPlace()
    {
        Shown shown;
        QSignalSpy opened(shown.page.get(), &TaskPage::openApproval);
        auto *tab = shown.tab<TimelineTab>(TaskPage::Timeline);
        QTRY_COMPARE(tab->model()->rowCount(), 4);
        const QModelIndex round = tab->model()->index(0, 0);
        const QModelIndex step = tab->model()->index(tab->model()->rowCount(round) - 1, 0, round);
        QVERIFY(step.data().toString().contains(u"pip install babel"_s));
        tab->setCurrentIndex(step);
        QTest::keyClick(tab, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.constFirst().constFirst().toString(), shown.story.approvalId());
    }

    void aHundredRoundsAreQuick()
    {
        Shown shown;
        shown.story.grow(100, 40);
        auto *tab = shown.tab<TimelineTab>(TaskPage::Timeline);
        QTRY_COMPARE_WITH_TIMEOUT(tab->model()->rowCount(), 104, 30000);
        QCOMPARE(tab->model()->rowCount(tab->model()->index(0, 0)), 40);
        tab->expandAll();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 20; ++i) {
            tab->verticalScrollBar()->setValue(tab->verticalScrollBar()->maximum() * i / 20);
            (void)tab->grab();
        }
        qInfo("20 frames of 4,000 steps: %lld ms", timer.elapsed());
    }

    void changesAreShownAgainstTheStart()
    {
        Shown shown(true);
        auto *tab = shown.tab<ChangesTab>(TaskPage::Changes);
        QTRY_COMPARE(tab->fileCount(), 3);
        tab->selectFile(u"billing/invoice.py"_s);
        DiffView *view = tab->diffView();
        QCOMPARE(view->changeCount(), 1);
        QVERIFY(view->accessibleDescription().contains(u"billing/invoice.py: 2 added, 2 removed"_s));
        QTest::keyClick(tab, Qt::Key_D, Qt::AltModifier);
        QCOMPARE(view->layoutKind(), DiffLayout::SideBySide);
        auto *against = tab->findChild<QComboBox *>();
        against->setCurrentIndex(against->findData(u"c3"_s)); // after the edits: nothing changed since
        QTRY_COMPARE(tab->fileCount(), 0);
    }

    void moreIsShownAroundAChange()
    {
        Shown shown(true);
        auto *tab = shown.tab<ChangesTab>(TaskPage::Changes);
        QTRY_COMPARE(tab->fileCount(), 3);
        tab->selectFile(u"billing/invoice.py"_s);
        DiffView *view = tab->diffView();
        const auto lines = [view] {
            view->selectAll();
            return view->selectedText().count(u'\n');
        };
        QCOMPARE(lines(), 10); // two lines for two, and three around them; the fourth ends the file
        QTest::keyClick(tab, Qt::Key_BraceLeft);
        QTRY_COMPARE(lines(), 4);
        QTest::keyClick(tab, Qt::Key_BraceLeft);
        QCOMPARE(lines(), 4);
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(tab, Qt::Key_BraceRight);
        QTRY_COMPARE(lines(), 17); // the whole file
    }

    void longLinesWrap()
    {
        Shown shown(true);
        auto *tab = shown.tab<ChangesTab>(TaskPage::Changes);
        QTRY_COMPARE(tab->fileCount(), 3);
        tab->selectFile(u"billing/invoice.py"_s);
        DiffView *view = tab->diffView();
        QTest::keyClick(tab, Qt::Key_D, Qt::AltModifier);
        shown.page->resize(700, 400);
        QTRY_VERIFY(view->horizontalScrollBar()->maximum() > 0);
        const int height = view->verticalScrollBar()->maximum();
        QAbstractButton *wrap = nullptr;
        for (auto *button : tab->findChildren<QAbstractButton *>()) {
            if (button->accessibleName() == u"Wrap long lines")
                wrap = button;
        }
        QVERIFY(wrap);
        wrap->click();
        QCOMPARE(view->horizontalScrollBar()->maximum(), 0);
        QVERIFY(view->verticalScrollBar()->maximum() > height);
        wrap->click();
        QVERIFY(view->horizontalScrollBar()->maximum() > 0);
        QCOMPARE(view->verticalScrollBar()->maximum(), height);
    }

    void linesAreChosenAndCopied()
    {
        Shown shown(true);
        auto *tab = shown.tab<ChangesTab>(TaskPage::Changes);
        QTRY_COMPARE(tab->fileCount(), 3);
        tab->selectFile(u"billing/currency.py"_s);
        DiffView *view = tab->diffView();
        QVERIFY(view->selectedText().isEmpty());
        QTest::mousePress(view->viewport(), Qt::LeftButton, {}, {200, 4});
        QTest::mouseMove(view->viewport(), {220, 30});
        QMouseEvent drag(QEvent::MouseMove, {220, 36}, view->viewport()->mapToGlobal(QPoint(220, 36)), Qt::NoButton,
            Qt::LeftButton, {});
        QApplication::sendEvent(view->viewport(), &drag);
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, {220, 36});
        QCOMPARE(view->selectedText(), u"CENT = 2\n"_s);
        QApplication::clipboard()->clear();
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), u"CENT = 2\n"_s);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, {200, 30});
        QVERIFY(view->selectedText().isEmpty());

        // Side by side the lines of one side are meant.
        tab->selectFile(u"billing/invoice.py"_s);
        QTest::keyClick(tab, Qt::Key_D, Qt::AltModifier);
        view->selectRows(0, 100, false);
        QVERIFY(view->selectedText().contains(u"round2(l.amount)"_s) && !view->selectedText().contains(u"quantize"_s));
        view->selectRows(0, 100, true);
        QVERIFY(view->selectedText().contains(u"quantize"_s) && !view->selectedText().contains(u"round2(l.amount)"_s));
    }

    void oneFileIsReverted()
    {
        Shown shown(true);
        auto *tab = shown.tab<ChangesTab>(TaskPage::Changes);
        QTRY_COMPARE(tab->fileCount(), 3);
        tab->selectFile(u"billing/invoice.py"_s);
        QVERIFY(shown.story.read(u"billing/invoice.py"_s).contains("exact"));
        QAbstractButton *revert = nullptr;
        for (auto *button : tab->findChildren<QAbstractButton *>()) {
            if (button->text() == u"Revert this file")
                revert = button;
        }
        QVERIFY(revert && revert->isEnabled());
        revert->click();
        RollbackDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = shown.page->window()->findChild<RollbackDialog *>()));
        QTRY_VERIFY(dialog->restoreButton()->isEnabled());
        QCOMPARE(dialog->list()->count(), 1);
        // Enter does not bring files back by accident.
        QVERIFY(!dialog->restoreButton()->isDefault());
        dialog->restoreButton()->click();
        QTRY_VERIFY(!shown.story.read(u"billing/invoice.py"_s).contains("exact"));
        QCOMPARE(shown.story.read(u"billing/currency.py"_s), QByteArray("CENT = 2\n"));
    }

    void aRunningTaskKeepsItsFiles()
    {
        Shown shown;
        auto *tab = shown.tab<ChangesTab>(TaskPage::Changes);
        QTRY_COMPARE(tab->fileCount(), 3);
        for (auto *button : tab->findChildren<QAbstractButton *>()) {
            if (button->text() == u"Revert this file")
                QVERIFY(!button->isEnabled());
        }
    }

    void theMatrixShowsWhatFailedWhen()
    {
        Shown shown(true);
        auto *tab = shown.tab<VerificationTab>(TaskPage::Verification);
        QAbstractItemModel *model = tab->table()->model();
        QTRY_COMPARE(model->columnCount(), 6);
        QStringList names;
        for (int row = 0; row < model->rowCount(); ++row)
            names.append(model->index(row, 0).data().toString());
        QVERIFY(names.contains(u"test_split_payment_keeps_cents"_s));
        QCOMPARE(model->headerData(1, Qt::Horizontal).toString(), u"Base\n38/41"_s);
        const int row = int(names.indexOf(u"test_split_payment_keeps_cents"_s));
        QCOMPARE(model->index(row, 5).data().toString(), u"fixed in 2"_s);
        tab->table()->setCurrentIndex(model->index(row, 2));
        auto *message = tab->findChild<QPlainTextEdit *>();
        QVERIFY(message->isVisible());
        QVERIFY(message->toPlainText().contains(u"33.33"_s));
    }

    void theLogIsFilteredAndExported()
    {
        Shown shown(true);
        auto *tab = shown.tab<LogTab>(TaskPage::Log);
        auto *table = tab->findChild<QTableView *>();
        QTRY_VERIFY(table->model()->rowCount() > 20);
        const int all = table->model()->rowCount();
        tab->findChild<QComboBox *>()->setCurrentIndex(2);
        QVERIFY(table->model()->rowCount() > 0 && table->model()->rowCount() < all);
        tab->findChild<QComboBox *>()->setCurrentIndex(0);
        tab->findChild<QLineEdit *>()->setText(u"pip install"_s);
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(tab->exported().count('\n'), 1);
        QVERIFY(tab->exported().contains("approval_requested"));
    }

    void aMistakeInTheDefinitionHasItsLine()
    {
        Shown shown(true);
        auto *tab = shown.tab<DefinitionTab>(TaskPage::Definition);
        QVERIFY(tab->errors().isEmpty());
        QVERIFY(!tab->submitButton()->isEnabled());
        const QString yaml = tab->editor()->toPlainText();
        tab->editor()->setPlainText(QString(yaml).replace(u"max_iterations: 6"_s, u"max_iterations: many"_s));
        tab->check();
        QCOMPARE(tab->errors().size(), 1);
        QCOMPARE(tab->errors().constFirst().line, int(yaml.left(yaml.indexOf(u"max_iterations"_s)).count(u'\n')) + 1);
        QVERIFY(!tab->submitButton()->isEnabled());
        tab->editor()->setPlainText(QString(yaml).replace(u"max_iterations: 6"_s, u"max_iterations: 9"_s));
        tab->check();
        QVERIFY(tab->submitButton()->isEnabled());
        tab->submitButton()->click();
        QTRY_COMPARE(shown.bridge->engine().task(shown.story.taskId())->attempt, 2);
        const auto task = shown.bridge->engine().task(shown.story.taskId());
        QCOMPARE(task->spec.maxIterations, 9);
        QCOMPARE(task->state, TaskState::Pending); // the commands are the accepted ones
        QTRY_COMPARE(shown.page->currentTab(), TaskPage::Timeline);
    }

    void aRunningTaskKeepsItsDefinition()
    {
        Shown shown;
        auto *tab = shown.tab<DefinitionTab>(TaskPage::Definition);
        tab->editor()->setPlainText(
            tab->editor()->toPlainText().replace(u"max_iterations: 6"_s, u"max_iterations: 9"_s));
        tab->check();
        QVERIFY(tab->errors().isEmpty());
        QVERIFY(!tab->submitButton()->isEnabled());
    }

    void liveTextIsPlainAndBounded()
    {
        Shown shown;
        auto *tab = shown.tab<LiveTab>(TaskPage::Live);
        tab->take(u"<b>not bold</b> \x1b[31m\n"_s);
        QTRY_VERIFY(tab->view()->toPlainText().contains(u"<b>not bold</b> <U+001B>"_s));
        QString many;
        for (int i = 0; i < 20000; ++i)
            many += u"line %1\n"_s.arg(i);
        tab->take(many);
        QTRY_VERIFY_WITH_TIMEOUT(tab->view()->toPlainText().contains(u"line 19999\n"_s), 20000);
        QVERIFY(tab->view()->blockCount() <= LiveTab::kKeptLines);
    }

    void everyFocusableWidgetHasAName()
    {
        Shown shown(true);
        for (int tab = 0; tab <= TaskPage::Cost; ++tab) {
            shown.page->showTab(TaskPage::Tab(tab));
            QTest::qWait(20);
            for (const QWidget *widget : shown.page->findChildren<QWidget *>()) {
                if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible() || !widget->isEnabled())
                    continue;
                QVERIFY2(!widget->accessibleName().isEmpty(),
                    qPrintable(u"%1 %2 in tab %3"_s
                                   .arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName())
                                   .arg(tab)));
            }
        }
    }

    void aTaskInTheQueueSaysWhyItWaits()
    {
        Shown shown;
        const auto submit = [&](const QString &name) {
            SubmitRequest request;
            request.spec.name = name;
            request.spec.description = u"d"_s;
            request.spec.verificationCommands = QStringList{u"true"_s};
            request.spec.workingDirectory = shown.story.project();
            request.spec.isolation = Isolation::InPlace;
            request.accepted = true;
            const auto made = waitFor(shown.bridge->engine().submit(request));
            return made ? made->id : QString();
        };
        const QString holder = submit(u"the holder"_s), id = submit(u"waits"_s);
        shown.page->showTask(id);
        const auto says = [&](const QString &words) {
            const auto labels = shown.page->findChildren<QLabel *>();
            return std::any_of(labels.cbegin(), labels.cend(),
                [&](const QLabel *label) { return label->isVisible() && label->text().contains(words); });
        };
        QTRY_VERIFY(says(u"no process works the queue"_s));
        // Nothing of this happens to the shown task.
        QVERIFY(waitFor(shown.bridge->engine().setQueuePaused(true, u"user"_s, u"test"_s)));
        QTRY_VERIFY(says(u"Waits: the queue is paused."_s));
        const auto database = Database::open(*parseDatabaseUrl(shown.story.settings().databaseUrl));
        QVERIFY(database);
        QVERIFY((*database)->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::claim(c, holder, ProcessId::self(), 1LL << 40, QDateTime::currentDateTimeUtc()));
            return {};
        }));
        QTRY_VERIFY(says(u"Waits: the task “the holder” works in its folder."_s));
    }

    void whatDoesNotCountIsNotSaidToFail()
    {
        Shown shown;
        shown.story.endAs(StopReason::NotCounted);
        const auto says = [&](const QString &words) {
            for (auto *label : shown.page->findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(words))
                    return true;
            }
            return false;
        };
        QTRY_VERIFY(says(u"All verification commands passed, but the result does not count. (a detail)"_s));
        QVERIFY(!says(u"still fails"_s));
    }

    void theFailureHasOneSentenceAndAnAction()
    {
        Shown shown;
        shown.story.endAs(StopReason::StuckRepeat);
        QAbstractButton *action = nullptr;
        const auto find = [&] {
            for (auto *button : shown.page->findChildren<QAbstractButton *>()) {
                if (button->text() == u"Edit the definition" && button->isVisible())
                    action = button;
            }
            return action != nullptr;
        };
        QTRY_VERIFY(find());
        action->click();
        QCOMPARE(shown.page->currentTab(), TaskPage::Definition);
    }
};

QTEST_MAIN(TaskPageTest)
#include "tst_taskpage.moc"
