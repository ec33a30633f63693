// SPDX-License-Identifier: MIT
#include "ui/shots/windowshots.h"

#include "create/createsheet.h"
#include "create/newtaskdialog.h"
#include "mainwindow/commandtable.h"
#include "mainwindow/helpoverlay.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/palette.h"
#include "mainwindow/toast.h"
#include "tasklist/taskview.h"
#include "taskpage/changestab.h"
#include "taskpage/rollbackdialog.h"
#include "taskpage/taskpage.h"
#include "taskpage/timelinetab.h"
#include "taskpage/verificationtab.h"
#include "ui/demostore.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QToolBar>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Page
{
    const char *name;
    std::function<QWidget *(MainWindow &)> open; ///< what is drawn; null: the window
};

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(path));
}

} // namespace

WindowShots::WindowShots(bool chinese)
{
    QList<DemoTask> tasks = demoTasks(chinese);
    tasks.removeAt(1); // the story tells this one in full
    const Result<QStringList> made = fillStore(m_story.settings(), m_folder.path(), tasks);
    if (!made)
        qFatal("%s", qPrintable(made.error().message));
    m_ended.end();
    m_empty.databaseUrl = u"sqlite:///"_s + m_folder.filePath(u"empty/v.db"_s);
    QDir(m_folder.path()).mkpath(u"importer"_s);
    m_good = m_folder.filePath(u"zoneinfo.yaml"_s);
    m_bad = m_folder.filePath(u"nightly-export.yaml"_s);
    write(m_good, "name: Migrate date handling to zoneinfo\ndescription: Use zoneinfo\nworking_directory: ./importer\n"
                  "verification_commands:\n  - pytest -q\nsetup:\n  - python3 -m venv .venv\nmax_iterations: "
                  "6\npriority: 5\n");
    write(m_bad, "name: Speed up nightly export\nworking_directory: ./importer\nmax_iteration: 8\nrequirements:\n  - "
                 "Export of 1 M "
                 "rows ends in 60 s\nverification_commands: make bench\n");
}

void WindowShots::shoot(const Shooter &shooter) const
{
    auto empty = EngineBridge::open(m_empty);
    if (!empty)
        qFatal("%s", qPrintable(empty.error().message));
    {
        MainWindow window(**empty);
        shooter.save(window, u"window-welcome"_s);
    }
    const auto bridge = m_story.open();
    const auto inWindow = [](auto open) {
        return [open](MainWindow &window) {
            open(window);
            return static_cast<QWidget *>(nullptr);
        };
    };
    const QList<Page> pages{
        {"window-task", inWindow([this](MainWindow &w) { w.openTask(m_story.taskId()); })},
        {"window-failed", inWindow([](MainWindow &w) { w.openTask(u"demo00000007"_s); })},
        {"window-passed", inWindow([](MainWindow &w) { w.openTask(u"demo00000006"_s); })},
        {"window-checking", inWindow([](MainWindow &w) { w.openTask(u"demo00000002"_s); })},
        {"window-worktree", inWindow([](MainWindow &w) { w.openTask(u"demo00000010"_s); })},
        {"retry-menu",
            [](MainWindow &w) {
                w.openTask(u"demo00000007"_s);
                Shooter::settle();
                w.findChild<TaskPage *>()->retry();
                return QApplication::activePopupWidget();
            }},
        {"task-menu",
            [](MainWindow &w) {
                w.list().select(u"demo00000007"_s);
                Shooter::settle();
                emit w.list().contextMenuWanted({});
                return QApplication::activePopupWidget();
            }},
        {"window-approvals", inWindow([](MainWindow &w) { w.showApprovals(); })},
        {"window-queue", inWindow([](MainWindow &w) { w.showQueue(); })},
        {"window-stats", inWindow([](MainWindow &w) { w.showStats(); })},
        {"window-sheet", inWindow([this](MainWindow &w) {
             w.openPaths({m_good, m_bad});
         })},
        {"window-nothing-found", inWindow([](MainWindow &w) { w.list().setSearch(u"nothing like it"_s); })},
        {"window-toast", inWindow([](MainWindow &w) {
             w.openTask(u"demo00000003"_s);
             w.commands().action(CommandId::Cancel)->trigger();
         })},
        {"new-task",
            [](MainWindow &w) {
                w.newTask();
                return w.findChild<NewTaskDialog *>();
            }},
        {"new-task-filled",
            [](MainWindow &w) {
                w.list().select(u"demo00000003"_s);
                w.commands().action(CommandId::Duplicate)->trigger();
                return w.findChild<NewTaskDialog *>();
            }},
        {"new-task-choices",
            [](MainWindow &w) {
                w.newTask();
                auto *dialog = w.findChild<NewTaskDialog *>();
                dialog->show();
                auto *area = dialog->findChild<QScrollArea *>();
                Shooter::settle();
                area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
                return dialog;
            }},
        {"help",
            [](MainWindow &w) {
                w.commands().action(CommandId::Help)->trigger();
                return w.findChild<HelpOverlay *>();
            }},
        {"menu",
            [](MainWindow &w) {
                auto *menu = w.findChild<QToolBar *>()->findChild<QMenu *>();
                menu->popup({});
                return menu;
            }},
        {"palette",
            [](MainWindow &w) {
                w.commands().action(CommandId::Palette)->trigger();
                return w.findChild<CommandPalette *>();
            }},
    };
    for (const Page &page : pages) {
        MainWindow window(*bridge);
        window.show();
        QWidget *what = page.open(window);
        shooter.save(what ? *what : window, QString::fromLatin1(page.name));
    }
    MainWindow small(*bridge);
    small.resize(900, 600);
    small.openTask(m_story.taskId());
    shooter.save(small, u"window-small"_s);
}

void WindowShots::shootTask(const Shooter &shooter, bool ended) const
{
    const testing::PageStory &story = ended ? m_ended : m_story;
    const auto bridge = story.open();
    TaskPage page(*bridge);
    page.resize(820, 726);
    page.show();
    page.showTask(story.taskId());
    static const char *const names[] = {
        "timeline", "live", "changes", "verification", "log", "artifacts", "definition", "cost"};
    for (int tab = 0; tab <= TaskPage::Cost; ++tab) {
        page.resize(tab == TaskPage::Changes ? 1236 : 820, 726);
        page.showTab(TaskPage::Tab(tab));
        Shooter::settle();
        if (tab == TaskPage::Timeline) {
            auto *tree = qobject_cast<TimelineTab *>(page.tabWidget(TaskPage::Timeline));
            tree->expand(tree->model()->index(1, 0));
        } else if (tab == TaskPage::Live) {
            emit bridge->liveText(story.taskId(), u"One more place parses the separator; I look it up.\n"_s);
        } else if (tab == TaskPage::Changes) {
            auto *changes = qobject_cast<ChangesTab *>(page.tabWidget(TaskPage::Changes));
            changes->selectFile(u"billing/invoice.py"_s);
            if (ended)
                QTest::keyClick(changes, Qt::Key_D, Qt::AltModifier);
        } else if (tab == TaskPage::Verification) {
            QTableView *table = qobject_cast<VerificationTab *>(page.tabWidget(TaskPage::Verification))->table();
            table->setCurrentIndex(table->model()->index(table->model()->rowCount() - 1, 3));
        }
        shooter.save(page, u"task-%1-%2"_s.arg(QString::fromLatin1(names[tab]), ended ? u"ended"_s : u"running"_s));
    }
    if (!ended)
        return;
    const auto task = bridge->engine().task(story.taskId());
    RollbackDialog dialog(*bridge, *task, 1, u"start"_s, u"#0"_s);
    dialog.QWidget::show();
    Shooter::settle();
    shooter.save(dialog, u"rollback"_s);
}

} // namespace vibecoder
