// SPDX-License-Identifier: MIT
// The window and its tray: what a click there opens, what closing and quitting mean.
#include "mainwindow/mainwindow.h"

#include "mainwindow/toast.h"
#include "settings/preferences.h"
#include "tray/banner.h"
#include "tray/closing.h"
#include "tray/trayicon.h"

#include <QApplication>
#include <QCloseEvent>

namespace vibecoder {

using namespace Qt::StringLiterals;

void MainWindow::buildTray()
{
    m_tray = new TrayIcon(m_bridge, this, this);
    m_tray->setBanner(m_banner);
    connect(m_tray, &TrayIcon::openWindow, this, &MainWindow::raiseWindow);
    connect(m_tray, &TrayIcon::openTask, this, &MainWindow::openTask);
    connect(m_tray, &TrayIcon::openApprovals, this, &MainWindow::showApprovals);
    connect(m_tray, &TrayIcon::openApproval, this, &MainWindow::openApproval);
    connect(m_tray, &TrayIcon::openQueue, this, &MainWindow::showQueue);
    connect(m_tray, &TrayIcon::quitWanted, this, &MainWindow::quit);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_toast->finish();
    saveState_();
    if (m_quitting) {
        event->accept();
        return;
    }
    event->ignore();
    Preferences &preferences = Preferences::instance();
    switch (closeAnswer({m_tray->available(), preferences.flag(u"close_to_tray"_s),
        preferences.flag(u"tray_explained"_s, false), m_tray->runningTasks()})) {
    case CloseAnswer::ToTray:
        hide();
        break;
    case CloseAnswer::ExplainThenToTray:
        preferences.setFlag(u"tray_explained"_s, true);
        Closing::explainTray(this);
        break;
    case CloseAnswer::AskAboutRunning:
    case CloseAnswer::Quit:
        quit();
        break;
    }
}

// Running tasks stop at their next step and go on at the next start.
void MainWindow::quit()
{
    m_toast->finish();
    saveState_();
    const int running = m_bridge.workers().isWorking() ? m_tray->runningTasks() : 0;
    switch (running > 0 ? Closing::askQuit(this, running, m_tray->available()) : QuitChoice::StopSafely) {
    case QuitChoice::KeepRunning:
        hide();
        break;
    case QuitChoice::StopSafely:
        m_quitting = true;
        close();
        QApplication::quit();
        break;
    case QuitChoice::Cancel:
        break;
    }
}

} // namespace vibecoder
