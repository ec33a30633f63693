// SPDX-License-Identifier: MIT
#include "taskpage/taskpage.h"
#include "base/whendone.h"

#include "diff/showntext.h"
#include "taskpage/artifactstab.h"
#include "taskpage/changestab.h"
#include "taskpage/costtab.h"
#include "taskpage/definitiontab.h"
#include "taskpage/livetab.h"
#include "taskpage/logtab.h"
#include "taskpage/openfile.h"
#include "taskpage/resultdialog.h"
#include "taskpage/rollbackdialog.h"
#include "taskpage/taskheader.h"
#include "taskpage/taskwatch.h"
#include "taskpage/timelinetab.h"
#include "taskpage/verificationtab.h"
#include "theme/pagestyle.h"

#include <QApplication>
#include <QFileDialog>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;

TaskPage::TaskPage(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
    , m_bridge(bridge)
    , m_watch(new TaskWatch(bridge, this))
    , m_header(new TaskHeader(*m_watch))
    , m_figures(new TaskFigures(*m_watch))
    , m_tabs(new QTabBar)
    , m_stack(new QStackedWidget)
    , m_timeline(new TimelineTab(*m_watch))
    , m_live(new LiveTab(*m_watch))
    , m_changes(new ChangesTab(*m_watch))
    , m_verification(new VerificationTab(*m_watch))
    , m_artifacts(new ArtifactsTab(*m_watch))
    , m_definition(new DefinitionTab(*m_watch))
    , m_empty(new QLabel)
    , m_clock(new QTimer(this))
{
    setProperty("page", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_figures);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setElideMode(Qt::ElideNone);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_tabs);
    column->addLayout(row);
    auto *line = new QFrame;
    line->setProperty("line", true);
    line->setFixedHeight(1);
    column->addWidget(line);
    column->addWidget(m_stack, 1);
    QWidget *const pages[] = {m_timeline, m_live, m_changes, m_verification, new LogTab(*m_watch), m_artifacts,
        m_definition, new CostTab(*m_watch)};
    for (QWidget *page : pages) {
        m_tabs->addTab(QString());
        m_stack->addWidget(page);
    }
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setProperty("muted", true);
    column->addWidget(m_empty, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &TaskPage::showParts);
    connect(m_watch, &TaskWatch::restarted, this, &TaskPage::showParts);
    connect(m_watch, &TaskWatch::gone, this, &TaskPage::showParts);
    showParts();
    connect(m_header, &TaskHeader::cancelWanted, this, &TaskPage::cancel);
    connect(m_header, &TaskHeader::retryWanted, this, &TaskPage::retry);
    connect(m_header, &TaskHeader::rollbackWanted, this, &TaskPage::rollBack);
    connect(m_header, &TaskHeader::reportWanted, this, &TaskPage::saveReport);
    connect(m_header, &TaskHeader::actionWanted, this, &TaskPage::act);
    connect(m_header, &TaskHeader::resultWanted, this, &TaskPage::actOnResult);
    connect(m_timeline, &TimelineTab::openApproval, this, &TaskPage::openApproval);
    connect(m_timeline, &TimelineTab::restoreWanted, this,
        [this](int checkpoint) { restore(u"c%1"_s.arg(checkpoint), tr("checkpoint %1").arg(checkpoint)); });
    connect(m_changes, &ChangesTab::revertWanted, this, [this](const QString &path, const QString &word) {
        restore(word, word == u"start" ? tr("the start of the task") : tr("checkpoint %1").arg(word), {path});
    });
    connect(m_changes, &ChangesTab::countChanged, this, &TaskPage::countTabs);
    connect(m_verification, &VerificationTab::countChanged, this, [this](const QString &tests) {
        m_tests = tests;
        countTabs();
    });
    connect(m_artifacts, &ArtifactsTab::countChanged, this, [this](int count) {
        m_artifactCount = count;
        countTabs();
    });
    connect(m_verification, &VerificationTab::openArtifact, this, [this](const QString &id) {
        m_artifacts->select(id);
        showTab(Artifacts);
    });
    connect(m_definition, &DefinitionTab::revised, this, [this] { showTab(Timeline); });
    connect(&m_bridge, &EngineBridge::liveText, this, [this](const QString &id, const QString &text) {
        if (id == m_watch->task().id && m_watch->isCurrent())
            m_live->take(text);
    });
    connect(m_watch, &TaskWatch::taskChanged, this, &TaskPage::countTabs);
    // Elapsed time moves once a second, only while somebody looks at a running task.
    m_clock->setInterval(1000);
    connect(m_clock, &QTimer::timeout, this, [this] {
        if (m_watch->isValid() && !isEnded(m_watch->task().state))
            m_figures->update();
    });
    pagestyle::follow(this, [this] { retranslate(); });
}

void TaskPage::showTask(const QString &taskId)
{
    if (taskId == m_watch->task().id)
        return;
    m_watch->show(taskId);
}

QString TaskPage::taskId() const
{
    return m_watch->task().id;
}

void TaskPage::refresh(const QList<Event> &events)
{
    m_watch->hear(events);
}

void TaskPage::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

TaskPage::Tab TaskPage::currentTab() const
{
    return Tab(m_tabs->currentIndex());
}

QWidget *TaskPage::tabWidget(Tab tab) const
{
    return m_stack->widget(tab);
}

void TaskPage::retranslate()
{
    m_empty->setText(tr("Choose a task in the list."));
    m_tabs->setAccessibleName(tr("Parts of the task page"));
    m_tabs->setFont(pagestyle::text());
    countTabs();
}

void TaskPage::showParts()
{
    const bool there = m_watch->isValid();
    const int tab = m_tabs->currentIndex();
    m_stack->setCurrentIndex(tab);
    m_header->setVisible(there);
    m_tabs->setVisible(there);
    m_stack->setVisible(there);
    m_empty->setVisible(!there);
    // Where content needs the height the figures are left out.
    m_figures->setVisible(there && (tab == Timeline || tab == Live));
}

void TaskPage::countTabs()
{
    int changed = m_changes->fileCount();
    if (changed == 0) {
        QSet<QString> paths;
        for (const Iteration &one : m_watch->iterations()) {
            for (const ChangedFile &file : one.changedFiles)
                paths.insert(file.path);
        }
        changed = int(paths.size());
    }
    const auto with = [](const QString &name, const QString &count) {
        return count.isEmpty() || count == u"0" ? name : name + u"  "_s + count;
    };
    const QString names[] = {tr("Timeline"), tr("Live"), with(tr("Changes"), QString::number(changed)),
        with(tr("Verification"), m_tests), tr("Log"), with(tr("Artifacts"), QString::number(m_artifactCount)),
        tr("Definition"), tr("Cost")};
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (m_tabs->tabText(i) != names[i])
            m_tabs->setTabText(i, names[i]);
    }
}

void TaskPage::act(NextAction action)
{
    switch (action) {
    case NextAction::Retry:
        retry();
        break;
    case NextAction::Edit:
        showTab(Definition);
        break;
    case NextAction::Changes:
        showTab(Changes);
        break;
    case NextAction::Log:
        showTab(Log);
        break;
    case NextAction::Approvals:
        if (const auto open = m_bridge.engine().approvals(ApprovalState::Pending, taskId()); open && !open->isEmpty())
            emit openApproval(open->constFirst().id);
        break;
    case NextAction::None:
        break;
    }
}

void TaskPage::actOnResult(ResultAct act)
{
    switch (act) {
    case ResultAct::Changes:
        showTab(Changes);
        return;
    case ResultAct::Answer:
        this->act(NextAction::Approvals);
        return;
    case ResultAct::Worktree:
        if (!openFileOf(m_bridge.engine().folderOf(m_watch->task()), {}))
            tell(tr("Open the worktree"), {ErrorCode::NotFound, tr("The worktree is not there any more."), {}, {}});
        return;
    case ResultAct::Apply:
    case ResultAct::Undo:
        break;
    }
    const auto what = act == ResultAct::Undo ? ResultDialog::What::Undo : ResultDialog::What::Apply;
    auto *dialog = new ResultDialog(m_bridge, m_watch->task(), m_watch->attempt(), what, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void TaskPage::tell(const QString &title, const Error &error)
{
    auto *box = new QMessageBox(QMessageBox::Warning, title, error.message, QMessageBox::Ok, this);
    box->setInformativeText(error.hint);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void TaskPage::cancel()
{
    whenDone(m_bridge.engine().cancel(taskId(), EngineBridge::actor()), this, [this](const Result<Task> &task) {
        if (!task)
            tell(tr("Cancel the task"), task.error());
    });
}

// Below the button that asks, which may have been pressed with the keyboard, far from the pointer.
QPoint TaskPage::menuPlace() const
{
    const auto *button = qobject_cast<QPushButton *>(QApplication::focusWidget());
    if (!button || !m_header->isAncestorOf(button))
        return QCursor::pos();
    return button->mapToGlobal(QPoint(0, button->height()));
}

void TaskPage::retry()
{
    if (m_watch->task().keptState() == 0) {
        retryFrom(RetryFrom::LastState);
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Retry"));
    QAction *goOn = menu->addAction(tr("Go on from the last state"), this, [this] { retryFrom(RetryFrom::LastState); });
    menu->addAction(tr("Start fresh from your folder"), this, [this] { retryFrom(RetryFrom::Folder); });
    menu->setActiveAction(goOn);
    menu->popup(menuPlace());
}

void TaskPage::retryFrom(RetryFrom from)
{
    whenDone(m_bridge.engine().retry(taskId(), EngineBridge::actor(), from), this, [this](const Result<Task> &task) {
        if (!task)
            tell(tr("Retry the task"), task.error());
        else
            showTab(Timeline);
    });
}

void TaskPage::rollBack()
{
    const auto checkpoints = m_bridge.engine().checkpoints(taskId(), m_watch->attempt());
    if (!checkpoints || checkpoints->isEmpty()) {
        tell(tr("Roll back"), checkpoints ? Error{ErrorCode::NotFound, tr("This attempt has no checkpoints."), {}, {}}
                                          : checkpoints.error());
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Checkpoints"));
    for (auto it = checkpoints->crbegin(); it != checkpoints->crend(); ++it) {
        const QString name = TaskText::checkpoint(*it);
        menu->addAction(name, this, [this, word = u"c%1"_s.arg(it->number), name] { restore(word, name); });
    }
    menu->popup(menuPlace());
}

void TaskPage::restore(const QString &word, const QString &name, const QStringList &only)
{
    auto *dialog = new RollbackDialog(m_bridge, m_watch->task(), m_watch->attempt(), word, name, only, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void TaskPage::saveReport()
{
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save the report"), u"vibecoder-%1.json"_s.arg(taskId()), tr("JSON (*.json)"));
    if (file.isEmpty())
        return;
    whenDone(m_bridge.inBackground<QString>([file, id = taskId(), attempt = m_watch->attempt()](
                                                Engine &engine) -> Result<QString> {
        VC_TRY(const QJsonObject report, engine.report(id, attempt));
        QSaveFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(QJsonDocument(report).toJson()) < 0 || !out.commit())
            return fail(ErrorCode::Io, out.errorString());
        return file;
    }),
        this, [this](const Result<QString> &done) {
            if (!done)
                tell(tr("Save the report"), done.error());
        });
}

void TaskPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_BracketLeft || event->key() == Qt::Key_BracketRight) {
        showTab(Timeline);
        m_timeline->stepRound(event->key() == Qt::Key_BracketLeft ? -1 : 1);
        return;
    }
    QWidget::keyPressEvent(event);
}

void TaskPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_clock->start();
}

void TaskPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_clock->stop();
}

void TaskPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace vibecoder
