// SPDX-License-Identifier: MIT
#include "mainwindow/mainwindow.h"

#include "approvals/approvaldialog.h"
#include "approvals/approvalspanel.h"
#include "queue/queuepanel.h"
#include "settings/settingsdialog.h"
#include "stats/statspage.h"
#include "taskpage/taskpage.h"
#include "theme/theme.h"
#include "tray/trayicon.h"

#include <QEvent>
#include <QSplitter>
#include <QStackedWidget>

namespace vibecoder {

MainWindow::MainWindow(EngineBridge &bridge, QWidget *parent)
    : QMainWindow(parent)
    , m_bridge(bridge)
{
    resize(1280, 800);
    setMinimumSize(640, 480);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(new QWidget(m_splitter));
    buildPages();
    setCentralWidget(m_splitter);
    m_tray = new TrayIcon(bridge, this, this);
    connect(m_tray, &TrayIcon::openWindow, this, &MainWindow::raiseWindow);
    connect(m_tray, &TrayIcon::openTask, this, &MainWindow::openTask);
    connect(m_tray, &TrayIcon::openApprovals, this, &MainWindow::showApprovals);
    connect(&m_bridge, &EngineBridge::events, m_taskPage, &TaskPage::refresh);
    retranslate();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildPages()
{
    m_pages = new QStackedWidget(m_splitter);
    m_taskPage = new TaskPage(m_bridge, m_pages);
    m_approvals = new ApprovalsPanel(m_bridge, m_pages);
    m_queue = new QueuePanel(m_bridge, m_pages);
    m_stats = new StatsPage(m_bridge, m_pages);
    for (QWidget *page : {static_cast<QWidget *>(m_taskPage), static_cast<QWidget *>(m_approvals),
             static_cast<QWidget *>(m_queue), static_cast<QWidget *>(m_stats)})
        m_pages->addWidget(page);
    connect(m_taskPage, &TaskPage::openApproval, this, &MainWindow::openApproval);
    connect(m_approvals, &ApprovalsPanel::openTask, this, &MainWindow::openTask);
    m_splitter->addWidget(m_pages);
    m_splitter->setSizes({460, 820});
}

void MainWindow::openTask(const QString &taskId)
{
    m_taskPage->showTask(taskId);
    m_pages->setCurrentWidget(m_taskPage);
}

void MainWindow::openApproval(const QString &approvalId)
{
    auto *dialog = new ApprovalDialog(m_bridge, approvalId, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showApprovals()
{
    m_pages->setCurrentWidget(m_approvals);
}

void MainWindow::showQueue()
{
    m_pages->setCurrentWidget(m_queue);
}

void MainWindow::showStats()
{
    m_pages->setCurrentWidget(m_stats);
}

void MainWindow::showSettings()
{
    auto *dialog = new SettingsDialog(m_bridge, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::raiseWindow()
{
    showNormal();
    raise();
    activateWindow();
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QMainWindow::changeEvent(event);
}

void MainWindow::retranslate()
{
    setWindowTitle(QStringLiteral("VibeCoder"));
}

} // namespace vibecoder
