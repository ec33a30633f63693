// SPDX-License-Identifier: MIT
#include "mainwindow/mainwindow.h"

#include "approvals/approvaldialog.h"
#include "approvals/approvalspanel.h"
#include "base/whendone.h"
#include "bridge/servercontrol.h"
#include "create/createsheet.h"
#include "create/newtaskdialog.h"
#include "mainwindow/commandtable.h"
#include "mainwindow/parts.h"
#include "mainwindow/toast.h"
#include "mainwindow/welcomepage.h"
#include "queue/queuepanel.h"
#include "settings/settingsdialog.h"
#include "stats/statspage.h"
#include "tasklist/taskview.h"
#include "taskpage/taskpage.h"
#include "theme/focusframe.h"
#include "theme/icons.h"
#include "theme/pagestyle.h"
#include "tray/banner.h"

#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QVBoxLayout>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTodayMs = 5000, kSaveMs = 1000, kBusyToastMs = 15000;

} // namespace

MainWindow::MainWindow(EngineBridge &bridge, const QString &stateFile, QWidget *parent)
    : QMainWindow(parent)
    , m_bridge(bridge)
    , m_stateFile(stateFile)
    , m_commands(std::make_unique<Commands>(this))
{
    // A small screen, or one at 200 %, has no room for the usual size.
    resize(pagestyle::onScreen(this, {1280, 800}));
    setMinimumSize(QSize(640, 480).boundedTo(size()));
    setAcceptDrops(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_list = new TaskView(bridge, m_splitter);
    m_splitter->addWidget(m_list);
    buildPages();
    setCentralWidget(m_splitter);
    buildToolbar();
    m_strip = new StatusStrip(this);
    setStatusBar(m_strip);
    m_toast = new Toast(this);
    new FocusFrame(this);
    buildTray();
    connectCommands();
    connect(m_list, &TaskView::taskChosen, this, [this](const QString &id) {
        m_taskPage->showTask(id);
        showPage(m_taskPage);
    });
    connect(m_list, &TaskView::selectionChanged, this, &MainWindow::refreshCommands);
    connect(m_list, &TaskView::contextMenuWanted, this, &MainWindow::contextMenu);
    connect(m_list, &TaskView::openFilesWanted, this, &MainWindow::browseFiles);
    connect(m_list, &TaskView::clearFiltersWanted, m_commands->action(CommandId::ClearFilters), &QAction::trigger);
    connect(m_strip, &StatusStrip::queueWanted, this, &MainWindow::showQueue);
    connect(m_strip, &StatusStrip::keyWanted, this, [this] { showSettings(SettingsPageId::Key); });
    connect(m_strip, &StatusStrip::safetyWanted, this, [this] { showSettings(SettingsPageId::Safety); });
    connect(m_strip, &StatusStrip::serverWanted, this, [this] { showSettings(SettingsPageId::Server); });
    if (ServerControl *server = ServerControl::instance()) {
        const auto show = [this, server] {
            m_strip->setServer(server->isRunning() ? server->url().authority() : QString());
        };
        connect(server, &ServerControl::changed, this, show);
        show();
    }
    connect(&m_bridge, &EngineBridge::events, this, [this](const QList<Event> &events) {
        m_list->apply(events);
        m_taskPage->refresh(events);
        m_countsSoon.start();
    });
    connect(&m_bridge, &EngineBridge::storeBusy, this, [this](const QString &who) {
        if (!who.isEmpty())
            m_toast->say(tr("The task database is busy: held by %1.").arg(who), true, kBusyToastMs);
    });
    connect(&m_bridge.workers(), &WorkerHost::failed, this,
        [this](const Error &error) { m_toast->say(error.message, true); });
    connect(&m_bridge.workers(), &WorkerHost::stopped, this, [this](const DrainResult &result) {
        if (result.error)
            m_toast->say(result.error->message, true);
        m_countsSoon.start();
    });
    m_countsSoon.setSingleShot(true);
    m_countsSoon.setInterval(100);
    connect(&m_countsSoon, &QTimer::timeout, this, &MainWindow::refreshCounts);
    // Written soon after it changed, not only at the end: a window that is killed comes back as it was.
    m_saveSoon.setSingleShot(true);
    m_saveSoon.setInterval(kSaveMs);
    connect(&m_saveSoon, &QTimer::timeout, this, &MainWindow::saveState_);
    connect(m_splitter, &QSplitter::splitterMoved, &m_saveSoon, qOverload<>(&QTimer::start));
    connect(m_list, &TaskView::selectionChanged, &m_saveSoon, qOverload<>(&QTimer::start));
    m_today.setSingleShot(true);
    connect(&m_today, &QTimer::timeout, this, &MainWindow::askToday);
    connect(&Theme::instance(), &Theme::changed, this, &MainWindow::restyle);
    const auto sandbox = m_bridge.aside<SandboxTier>([choice = m_bridge.settings().sandbox]() -> Result<SandboxTier> {
        return Engine::sandboxTier(nullptr, choice);
    });
    whenDone(sandbox, this, [this](const Result<SandboxTier> &tier) {
        if (tier)
            m_strip->setSandbox(*tier, {});
    });
    restoreState_();
    retranslate();
    restyle();
    refreshCounts();
}

MainWindow::~MainWindow()
{
    disconnect(&m_bridge, nullptr, this, nullptr);
    disconnect(&m_bridge.workers(), nullptr, this, nullptr);
}

void MainWindow::buildToolbar()
{
    auto *bar = new QToolBar(this);
    bar->setObjectName(u"toolbar"_s);
    bar->setMovable(false);
    bar->setFixedHeight(Theme::instance().px("row"_L1, "toolbar"_L1));
    addToolBar(bar);
    const auto button = [&](QToolButton *made, const char *role, CommandId id) {
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        if (*role)
            made->setProperty("role", QString::fromLatin1(role));
        bar->addWidget(made);
        connect(made, &QToolButton::clicked, m_commands->action(id), &QAction::trigger);
        return made;
    };
    m_menuButton = new BarButton(bar);
    m_menuButton->setProperty("role", u"bare"_s);
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menu = new QMenu(m_menuButton);
    m_menuButton->setMenu(m_menu);
    bar->addWidget(m_menuButton);
    m_newButton = button(new BarButton(bar), "primary", CommandId::NewTask);
    m_openButton = button(new BarButton(bar), "", CommandId::OpenYaml);
    bar->addSeparator();
    m_pauseButton = button(new BarButton(bar), "", CommandId::PauseQueue);
    m_cancelButton = button(new BarButton(bar), "bare", CommandId::Cancel);
    m_retryButton = button(new BarButton(bar), "bare", CommandId::Retry);
    auto *space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    m_search = new QLineEdit(bar);
    m_search->setObjectName(u"search"_s);
    m_search->setClearButtonEnabled(true);
    m_search->addAction(Icons::get(u"search"_s), QLineEdit::LeadingPosition);
    bar->addWidget(m_search);
    m_searchSoon.setSingleShot(true);
    m_searchSoon.setInterval(150);
    connect(m_search, &QLineEdit::textChanged, &m_searchSoon, qOverload<>(&QTimer::start));
    connect(&m_searchSoon, &QTimer::timeout, this, [this] {
        m_list->setSearch(m_search->text());
        const QStringList unknown = readQuery(m_search->text()).unknown;
        if (!unknown.isEmpty())
            m_toast->say(
                tr("Not understood: %1. Known are status:, repo:, label:, cost> and cost<.").arg(unknown.join(u' ')),
                true);
    });
    m_approvalsButton = new CountButton(bar);
    button(m_approvalsButton, "", CommandId::ShowApprovals);
    m_settingsButton = button(new BarButton(bar), "bare", CommandId::ShowSettings);
    m_settingsButton->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

void MainWindow::buildPages()
{
    m_pages = new QStackedWidget(m_splitter);
    m_pages->setProperty("page", true);
    m_welcome = new WelcomePage(m_bridge, m_pages);
    m_taskPage = new TaskPage(m_bridge, m_pages);
    m_approvals = new ApprovalsPanel(m_bridge, m_pages);
    m_queue = new QueuePanel(m_bridge, m_pages);
    m_stats = new StatsPage(m_bridge, m_pages);
    for (QWidget *page : {static_cast<QWidget *>(m_welcome), static_cast<QWidget *>(m_taskPage),
             static_cast<QWidget *>(m_approvals), static_cast<QWidget *>(m_queue), static_cast<QWidget *>(m_stats)})
        m_pages->addWidget(page);
    connect(m_taskPage, &TaskPage::openApproval, this, &MainWindow::openApproval);
    connect(m_approvals, &ApprovalsPanel::openTask, this, &MainWindow::openTask);
    connect(m_welcome, &WelcomePage::demoWanted, this, &MainWindow::demoWanted);
    connect(m_welcome, &WelcomePage::newTaskWanted, this, [this] { newTask(); });
    connect(m_welcome, &WelcomePage::shortcutsWanted, this, [this] { m_commands->action(CommandId::Help)->trigger(); });
    connect(m_welcome, &WelcomePage::keyStored, this, &MainWindow::startWork);
    auto *right = new QWidget(m_splitter);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_banner = new Banner(right);
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(0, 36);
    m_splitter->setStretchFactor(1, 64);
    m_splitter->setSizes({460, 820});
}

void MainWindow::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
}

QWidget *MainWindow::currentPage() const
{
    return m_pages->currentWidget();
}

void MainWindow::openTask(const QString &taskId)
{
    m_list->select(taskId);
    m_taskPage->showTask(taskId);
    showPage(m_taskPage);
    refreshCommands();
}

void MainWindow::openApproval(const QString &approvalId)
{
    for (ApprovalDialog *open : findChildren<ApprovalDialog *>()) {
        if (open->approvalId() == approvalId && open->isVisible()) {
            open->raise();
            open->activateWindow();
            return;
        }
    }
    auto *dialog = new ApprovalDialog(m_bridge, approvalId, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
    dialog->activateWindow();
}

void MainWindow::showApprovals()
{
    showPage(m_approvals);
}

void MainWindow::showQueue()
{
    showPage(m_queue);
}

void MainWindow::showStats()
{
    showPage(m_stats);
}

void MainWindow::showSettings(SettingsPageId page)
{
    auto *dialog = findChild<SettingsDialog *>();
    if (!dialog) {
        dialog = new SettingsDialog(m_bridge, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &SettingsDialog::keyStored, this, &MainWindow::startWork);
    }
    dialog->showPage(int(page));
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void MainWindow::raiseWindow()
{
    if (isMinimized())
        showNormal();
    else
        show();
    raise();
    activateWindow();
}

CreateSheet *MainWindow::sheet()
{
    if (auto *open = findChild<CreateSheet *>())
        return open;
    auto *made = new CreateSheet(m_bridge, this);
    connect(made, &CreateSheet::created, this, &MainWindow::created);
    connect(made, &CreateSheet::failed, this, [this](const QString &text) { m_toast->say(text, true); });
    connect(made, &CreateSheet::folderOffered, this, [this, made](const QString &folder) {
        made->close();
        newTask(folder);
    });
    connect(made, &CreateSheet::browseWanted, this, &MainWindow::browseFiles);
    // What is beneath the sheet cannot be seen, so no key may reach it.
    m_commands->setCovered(true);
    connect(made, &CreateSheet::closed, this, [this] { m_commands->setCovered(false); });
    return made;
}

void MainWindow::openPaths(const QStringList &paths)
{
    if (!paths.isEmpty())
        sheet()->addPaths(paths);
}

void MainWindow::openText(const QByteArray &text)
{
    sheet()->add({draftOfText(text, m_bridge.settings())});
}

void MainWindow::newTask(const QString &folder)
{
    auto *dialog = new NewTaskDialog(m_bridge, this);
    if (!folder.isEmpty())
        dialog->setFolder(folder);
    connect(dialog, &NewTaskDialog::created, this, &MainWindow::created);
    dialog->show();
}

void MainWindow::created(const QStringList &ids, bool startQueue)
{
    if (startQueue && m_status.paused)
        tellFailure(m_bridge.engine().setQueuePaused(false, {}, EngineBridge::actor()));
    if (!m_keyKnown)
        m_toast->say(tr("%n task(s) created. They start when an API key is there.", nullptr, int(ids.size())));
    else
        m_toast->say(tr("%n task(s) created.", nullptr, int(ids.size())));
    openTask(ids.constLast());
}

void MainWindow::startWork()
{
    const Settings settings = m_bridge.settings();
    const auto begin = [this](bool there, bool keychain = true) {
        m_welcome->setKeychain(keychain);
        m_keyKnown = there;
        m_strip->setKeyMissing(!there);
        if (there)
            m_bridge.workers().startWorkers(m_bridge.settings().workers);
    };
    if (!settings.apiKey.isEmpty() || !settings.authToken.isEmpty()) {
        begin(true);
        return;
    }
    whenDone(
        m_bridge.aside<QString>([] { return Engine::readStoredKey(); }), this, [begin](const Result<QString> &key) {
            begin(key && !key->isEmpty(), key || key.error().code != ErrorCode::Unavailable);
        });
}

void MainWindow::refreshCounts()
{
    const auto status = m_bridge.engine().queueStatus();
    if (!status)
        return;
    m_status = *status;
    m_list->setCounts(m_status);
    m_strip->setQueue(m_status);
    m_approvalsButton->setCount(m_status.pendingApprovals);
    qint64 all = 0;
    for (const qint64 count : std::as_const(m_status.counts))
        all += count;
    if (all == 0 && (m_pages->currentWidget() == m_taskPage))
        showPage(m_welcome);
    // What today cost reads all tasks of the day: not with every change, but after the last one too.
    if (!m_today.isActive())
        m_today.start(m_todayAsked ? kTodayMs : 0);
    retranslate();
    refreshCommands();
}

void MainWindow::askToday()
{
    m_todayAsked = true;
    const auto today = m_bridge.inBackground<Stats>([](Engine &engine) { return engine.stats(1); });
    whenDone(today, this, [this](const Result<Stats> &stats) {
        if (stats)
            m_strip->setToday(stats->usage.costMicroUsd);
    });
}

void MainWindow::retranslate()
{
    setWindowTitle(
        m_status.pendingApprovals > 0 ? tr("(%1) VibeCoder").arg(m_status.pendingApprovals) : u"VibeCoder"_s);
    const auto text = [](QToolButton *button, const QString &words, const QAction *action) {
        button->setText(words);
        button->setAccessibleName(words);
        const QString keys = action ? action->shortcut().toString(QKeySequence::NativeText) : QString();
        button->setToolTip(keys.isEmpty() ? words : u"%1 (%2)"_s.arg(words, keys));
    };
    m_menuButton->setAccessibleName(tr("Menu"));
    m_menuButton->setToolTip(tr("Menu"));
    text(m_newButton, tr("New task"), m_commands->action(CommandId::NewTask));
    text(m_openButton, tr("Open YAML"), m_commands->action(CommandId::OpenYaml));
    const qint64 running = m_status.counts.value(TaskState::Running);
    const QString figures =
        running > 0 ? tr("%1 of %2").arg(running).arg(std::max<qint64>(running, m_bridge.settings().workers))
                    : QString();
    text(m_pauseButton,
        m_status.paused ? tr("Run queue") : (tr("Pause queue") + (figures.isEmpty() ? u""_s : u"  "_s + figures)),
        m_commands->action(CommandId::PauseQueue));
    text(m_cancelButton, tr("Cancel"), m_commands->action(CommandId::Cancel));
    text(m_retryButton, tr("Retry"), m_commands->action(CommandId::Retry));
    text(m_approvalsButton, tr("Approvals"), m_commands->action(CommandId::ShowApprovals));
    if (m_status.pendingApprovals > 0)
        m_approvalsButton->setAccessibleName(tr("%n open approval(s)", nullptr, m_status.pendingApprovals));
    text(m_settingsButton, tr("Settings"), m_commands->action(CommandId::ShowSettings));
    m_search->setPlaceholderText(tr("Search tasks"));
    m_search->setAccessibleName(tr("Search tasks"));
    m_search->setToolTip(tr("Words of the name, and status:failed, repo:api, label:nightly, cost>1"));
    m_pauseButton->setIcon(Icons::get(m_status.paused ? u"play"_s : u"pause"_s));
    // Counts change ten times a second; what the buttons say, seldom.
    const QString words = m_pauseButton->text() + (m_status.pendingApprovals > 0 ? u"+"_s : QString());
    if (std::exchange(m_barWords, words) != words)
        fitToolbar();
}

void MainWindow::restyle()
{
    m_menuButton->setIcon(Icons::get(u"menu"_s));
    m_newButton->setIcon(Icons::get(u"plus"_s, Role::OnAccent));
    m_openButton->setIcon(Icons::get(u"folder-open"_s));
    m_pauseButton->setIcon(Icons::get(m_status.paused ? u"play"_s : u"pause"_s));
    m_cancelButton->setIcon(Icons::get(u"square"_s));
    m_retryButton->setIcon(Icons::get(u"rotate-ccw"_s));
    m_approvalsButton->setIcon(Icons::get(u"hand"_s));
    m_settingsButton->setIcon(Icons::get(u"settings"_s));
    m_strip->retranslate();
    fitToolbar();
    QTimer::singleShot(0, this, &MainWindow::fitToolbar); // the buttons have the new font by then
    // A task's name stays legible at any text size; in a narrow window the pages have the room.
    m_list->setMinimumWidth(Theme::instance().textScale() > 1 ? 280 : 240);
    for (QWidget *widget : findChildren<QWidget *>())
        widget->update();
}

// What has no room shows its icon alone, the least important first; the words are in the tooltips.
void MainWindow::fitToolbar()
{
    auto *bar = findChild<QToolBar *>(u"toolbar"_s);
    bar->setFixedHeight(Theme::instance().px("row"_L1, "toolbar"_L1));
    const int px = Theme::instance().px("control"_L1, "icon"_L1);
    bar->setIconSize({px, px});
    const QList<QToolButton *> all{
        m_cancelButton, m_retryButton, m_openButton, m_pauseButton, m_newButton, m_approvalsButton};
    for (QToolButton *button : all)
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_search->setMinimumWidth(int(150 * Theme::instance().textScale()));
    m_search->setMaximumWidth(int(250 * Theme::instance().textScale()));
    constexpr int spacing = 8, separator = 9, sides = 16;
    const auto wanted = [&] {
        int sum = m_menuButton->sizeHint().width() + m_settingsButton->sizeHint().width() + m_search->minimumWidth() +
                  separator + sides;
        for (const QToolButton *button : all)
            sum += button->sizeHint().width();
        return sum + spacing * (int(all.size()) + 4);
    };
    for (QToolButton *button : all) {
        if (wanted() <= width())
            break;
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    }
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    if (m_settingsButton) {
        fitToolbar();
        m_saveSoon.start();
    }
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange && m_strip) {
        m_commands->retranslate();
        m_commands->fillMenu(m_menu);
        m_strip->retranslate();
        retranslate();
    }
    QMainWindow::changeEvent(event);
}

} // namespace vibecoder
