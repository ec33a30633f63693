// SPDX-License-Identifier: MIT
// What the commands of the window do.
#include "base/whendone.h"
#include "create/newtaskdialog.h"
#include "mainwindow/commandtable.h"
#include "mainwindow/helpoverlay.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/palette.h"
#include "mainwindow/toast.h"
#include "settings/preferences.h"
#include "settings/settingsdialog.h"
#include "tasklist/taskview.h"
#include "taskpage/openfile.h"
#include "taskpage/resultline.h"
#include "taskpage/taskpage.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QInputDialog>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QToolButton>
#include <QUrl>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kUndoMs = 8000;

void changeText(int percent)
{
    Preferences &preferences = Preferences::instance();
    preferences.setTextPercent(preferences.textPercent() + percent);
}

} // namespace

template <typename T>
void MainWindow::tellFailure(const QFuture<Result<T>> &future)
{
    whenDone(future, this, [this](const Result<T> &done) {
        if (!done)
            m_toast->say(
                done.error().message + (done.error().hint.isEmpty() ? QString() : u' ' + done.error().hint), true);
    });
}

template void MainWindow::tellFailure(const QFuture<Result<>> &);
template void MainWindow::tellFailure(const QFuture<Result<Task>> &);

void MainWindow::connectCommands()
{
    const auto on = [this](
                        CommandId id, auto slot) { connect(m_commands->action(id), &QAction::triggered, this, slot); };
    on(CommandId::NewTask, [this] { newTask(); });
    on(CommandId::OpenYaml, [this] { browseFiles(); });
    on(CommandId::PasteYaml, [this] {
        const QByteArray text = QApplication::clipboard()->text().toUtf8();
        if (text.trimmed().isEmpty())
            m_toast->say(tr("The clipboard holds no text."));
        else
            openText(text);
    });
    on(CommandId::ExportReport, [this] { exportReport(); });
    on(CommandId::Quit, [this] { quit(); });
    on(CommandId::OpenTask, [this] {
        if (const QStringList ids = targets(); !ids.isEmpty())
            openTask(ids.constFirst());
    });
    on(CommandId::Cancel, [this] { cancelSelected(); });
    on(CommandId::Retry, [this] { retrySelected(); });
    on(CommandId::RetryFresh, [this] {
        if (const QList<Task> tasks = m_list->selectedTasks(); tasks.size() == 1)
            tellFailure(m_bridge.engine().retry(tasks.constFirst().id, EngineBridge::actor(), RetryFrom::Folder));
    });
    on(CommandId::Duplicate, [this] { duplicate(); });
    on(CommandId::ViewChanges, [this] {
        if (const QStringList ids = targets(); ids.size() == 1) {
            openTask(ids.constFirst());
            m_taskPage->showTab(TaskPage::Changes);
        }
    });
    on(CommandId::ApplyResult, [this] { openResult(ResultDialog::What::Apply); });
    on(CommandId::UndoResult, [this] { openResult(ResultDialog::What::Undo); });
    on(CommandId::RaisePriority, [this] { changePriority(1); });
    on(CommandId::LowerPriority, [this] { changePriority(-1); });
    on(CommandId::SetPriority, [this] { askPriority(); });
    on(CommandId::CopyId, [this] { copyIds(false); });
    on(CommandId::CopyCommand, [this] { copyIds(true); });
    on(CommandId::OpenFolder, [this] { openFolder(); });
    on(CommandId::OpenWorktree, [this] { openWorktree(); });
    on(CommandId::Remove, [this] { removeSelected(); });
    on(CommandId::PauseQueue, [this] { togglePause(); });
    on(CommandId::ShowTasks, [this] {
        m_list->show();
        m_list->table().setFocus();
        if (!m_taskPage->taskId().isEmpty())
            showPage(m_taskPage);
    });
    on(CommandId::ShowQueue, [this] { showQueue(); });
    on(CommandId::ShowApprovals, [this] { showApprovals(); });
    on(CommandId::ShowStats, [this] { showStats(); });
    on(CommandId::ShowSettings, [this] { showSettings(); });
    on(CommandId::Search, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    on(CommandId::Palette, [this] {
        auto *palette = new CommandPalette(*m_commands, m_bridge, this);
        connect(palette, &CommandPalette::taskWanted, this, &MainWindow::openTask);
        palette->move(mapToGlobal(QPoint((width() - palette->width()) / 2, 56)));
        palette->show();
    });
    on(CommandId::ClearFilters, [this] {
        m_search->clear();
        m_list->setSearch({});
        m_list->setChip(Chip::All);
    });
    on(CommandId::LargerText, [] { changeText(+10); });
    on(CommandId::SmallerText, [] { changeText(-10); });
    on(CommandId::Help, [this] { (new HelpOverlay(this))->show(); });
    on(CommandId::Demo, [this] { emit demoWanted(); });
    on(CommandId::About, [this] { showSettings(SettingsPageId::About); });
    m_commands->fillMenu(m_menu);
}

QStringList MainWindow::targets() const
{
    QStringList ids = m_list->selectedIds();
    if (ids.isEmpty() && !m_taskPage->taskId().isEmpty())
        ids.append(m_taskPage->taskId());
    return ids;
}

// A command that cannot be used stays in its place, greyed.
void MainWindow::refreshCommands()
{
    const QList<Task> tasks = m_list->selectedTasks();
    bool anyOpen = false, anyEnded = false, anyQueued = false;
    for (const Task &task : tasks) {
        anyOpen = anyOpen || !isEnded(task.state);
        anyEnded = anyEnded || isEnded(task.state);
        anyQueued = anyQueued || task.state == TaskState::Pending;
    }
    const auto enable = [this](CommandId id, bool on) { m_commands->setEnabled(id, on); };
    enable(CommandId::Cancel, anyOpen);
    enable(CommandId::Retry, anyEnded);
    // Where nothing is kept it would be the same as a retry.
    enable(CommandId::RetryFresh,
        tasks.size() == 1 && isEnded(tasks.constFirst().state) && tasks.constFirst().keptState() > 0);
    enable(CommandId::Remove, anyEnded);
    for (const CommandId id : {CommandId::RaisePriority, CommandId::LowerPriority, CommandId::SetPriority})
        enable(id, anyOpen || anyQueued);
    for (const CommandId id : {CommandId::OpenTask, CommandId::CopyId, CommandId::CopyCommand})
        enable(id, !tasks.isEmpty());
    const ResultLine line = tasks.size() == 1 ? ResultText::line(tasks.constFirst(), nullptr) : ResultLine();
    enable(CommandId::ApplyResult, line.acts.contains(ResultAct::Apply));
    enable(CommandId::UndoResult, line.acts.contains(ResultAct::Undo));
    enable(CommandId::OpenWorktree, line.acts.contains(ResultAct::Worktree));
    for (const CommandId id :
        {CommandId::Duplicate, CommandId::ViewChanges, CommandId::OpenFolder, CommandId::ExportReport})
        enable(id, tasks.size() == 1);
    m_cancelButton->setEnabled(anyOpen);
    m_retryButton->setEnabled(anyEnded);
}

void MainWindow::openResult(ResultDialog::What what)
{
    const QList<Task> tasks = m_list->selectedTasks();
    if (tasks.size() != 1)
        return;
    auto *dialog = new ResultDialog(m_bridge, tasks.constFirst(), tasks.constFirst().attempt, what, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::cancelSelected()
{
    QStringList ids;
    QString name;
    for (const Task &task : m_list->selectedTasks()) {
        if (!isEnded(task.state)) {
            ids.append(task.id);
            name = task.spec.name;
        }
    }
    if (ids.isEmpty())
        return;
    const QString text =
        ids.size() == 1 ? tr("Cancelling \"%1\"").arg(name) : tr("Cancelling %n task(s)", nullptr, int(ids.size()));
    m_toast->offerUndo(text, kUndoMs, [this, ids] {
        for (const QString &id : ids)
            tellFailure(m_bridge.engine().cancel(id, EngineBridge::actor()));
    });
}

// Without asking, each from its last state where it has one; starting fresh is a command of its own.
void MainWindow::retrySelected()
{
    for (const Task &task : m_list->selectedTasks()) {
        if (isEnded(task.state))
            tellFailure(m_bridge.engine().retry(task.id, EngineBridge::actor()));
    }
}

void MainWindow::removeSelected()
{
    QStringList ids;
    for (const Task &task : m_list->selectedTasks()) {
        if (isEnded(task.state))
            ids.append(task.id);
    }
    if (ids.isEmpty())
        return;
    auto *box = new QMessageBox(QMessageBox::Question, tr("Remove"),
        tr("Remove %n task(s) with their history and checkpoints?", nullptr, int(ids.size())), QMessageBox::NoButton,
        this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    box->setDefaultButton(box->addButton(tr("Keep"), QMessageBox::RejectRole));
    connect(box, &QMessageBox::buttonClicked, this, [this, ids, remove](QAbstractButton *clicked) {
        if (clicked != remove)
            return;
        for (const QString &id : ids)
            tellFailure(m_bridge.engine().remove(id, EngineBridge::actor()));
    });
    box->open();
}

void MainWindow::changePriority(int by)
{
    for (const Task &task : m_list->selectedTasks()) {
        TaskChange change;
        change.priority = task.priority + by;
        tellFailure(m_bridge.engine().change(task.id, change, EngineBridge::actor()));
    }
}

void MainWindow::askPriority()
{
    const QList<Task> tasks = m_list->selectedTasks();
    if (tasks.isEmpty())
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setWindowTitle(tr("Priority"));
    dialog->setLabelText(tr("Higher runs first"));
    dialog->setIntRange(-1000, 1000);
    dialog->setIntValue(tasks.constFirst().priority);
    connect(dialog, &QInputDialog::intValueSelected, this, [this, tasks](int value) {
        for (const Task &task : tasks) {
            TaskChange change;
            change.priority = value;
            tellFailure(m_bridge.engine().change(task.id, change, EngineBridge::actor()));
        }
    });
    dialog->open();
}

void MainWindow::togglePause()
{
    tellFailure(m_bridge.engine().setQueuePaused(!m_status.paused, u"user"_s, EngineBridge::actor()));
}

void MainWindow::duplicate()
{
    const QList<Task> tasks = m_list->selectedTasks();
    if (tasks.size() != 1)
        return;
    auto *dialog = new NewTaskDialog(m_bridge, this);
    dialog->setSpec(tasks.constFirst().spec);
    connect(dialog, &NewTaskDialog::created, this, &MainWindow::created);
    dialog->show();
}

void MainWindow::copyIds(bool asCommand)
{
    const QStringList ids = targets();
    QApplication::clipboard()->setText(asCommand ? u"vibecoder task status "_s + ids.join(u' ') : ids.join(u'\n'));
    m_toast->say(tr("Copied."), false, 2000);
}

void MainWindow::openFolder()
{
    const QList<Task> tasks = m_list->selectedTasks();
    if (tasks.size() == 1)
        QDesktopServices::openUrl(QUrl::fromLocalFile(tasks.constFirst().spec.workingDirectory));
}

void MainWindow::openWorktree()
{
    const QList<Task> tasks = m_list->selectedTasks();
    if (tasks.size() == 1 && !openFileOf(m_bridge.engine().folderOf(tasks.constFirst()), {}))
        m_toast->say(tr("The worktree is not there any more."), true);
}

void MainWindow::exportReport()
{
    const QList<Task> tasks = m_list->selectedTasks();
    if (tasks.size() != 1)
        return;
    const QString id = tasks.constFirst().id;
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Export report"), QDir::homePath() + u"/vibecoder-%1.json"_s.arg(id), tr("Report (*.json)"));
    if (file.isEmpty())
        return;
    const auto made = m_bridge.inBackground<QJsonObject>([id](Engine &engine) { return engine.report(id); });
    whenDone(made, this, [this, file](const Result<QJsonObject> &report) {
        if (!report) {
            m_toast->say(report.error().message, true);
            return;
        }
        QSaveFile out(file);
        const bool written =
            out.open(QIODevice::WriteOnly) && out.write(QJsonDocument(*report).toJson()) > 0 && out.commit();
        m_toast->say(written ? tr("Report written.") : out.errorString(), !written);
    });
}

void MainWindow::browseFiles()
{
    const QStringList files =
        QFileDialog::getOpenFileNames(this, tr("Open task files"), QDir::homePath(), tr("Task files (*.yaml *.yml)"));
    openPaths(files);
}

void MainWindow::contextMenu(const QPoint &global)
{
    QMenu *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const CommandId id :
        {CommandId::OpenTask, CommandId::Cancel, CommandId::Retry, CommandId::RetryFresh, CommandId::Duplicate})
        menu->addAction(m_commands->action(id));
    menu->addSeparator();
    for (const CommandId id : {CommandId::ViewChanges, CommandId::ApplyResult, CommandId::UndoResult})
        menu->addAction(m_commands->action(id));
    menu->addSeparator();
    for (const CommandId id : {CommandId::RaisePriority, CommandId::LowerPriority, CommandId::SetPriority})
        menu->addAction(m_commands->action(id));
    menu->addSeparator();
    for (const CommandId id : {CommandId::CopyId, CommandId::CopyCommand, CommandId::OpenFolder,
             CommandId::OpenWorktree, CommandId::ExportReport, CommandId::Remove})
        menu->addAction(m_commands->action(id));
    menu->popup(global);
}

} // namespace vibecoder
