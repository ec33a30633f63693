// SPDX-License-Identifier: MIT
// The window: list of tasks at the left, pages at the right. Joins the parts and decides nothing.
#pragma once

#include "bridge/enginebridge.h"

#include <QMainWindow>

class QSplitter;
class QStackedWidget;

namespace vibecoder {

class ApprovalsPanel;
class QueuePanel;
class StatsPage;
class TaskPage;
class TrayIcon;

class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(EngineBridge &bridge, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openTask(const QString &taskId);
    void openApproval(const QString &approvalId);
    void showApprovals();
    void showQueue();
    void showStats();
    void showSettings();
    /// Shows the window and brings it to the front.
    void raiseWindow();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildPages();
    void retranslate();

    EngineBridge &m_bridge;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_pages = nullptr;
    TaskPage *m_taskPage = nullptr;
    ApprovalsPanel *m_approvals = nullptr;
    QueuePanel *m_queue = nullptr;
    StatsPage *m_stats = nullptr;
    TrayIcon *m_tray = nullptr;
};

} // namespace vibecoder
