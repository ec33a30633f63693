// SPDX-License-Identifier: MIT
// The window: list of tasks at the left, pages at the right. Joins the parts and decides nothing.
#pragma once

#include "bridge/enginebridge.h"
#include "settings/settingsdialog.h"
#include "taskpage/resultdialog.h"

#include <QMainWindow>
#include <QTimer>

class QLineEdit;
class QMenu;
class QSettings;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace vibecoder {

class ApprovalsPanel;
class Banner;
class Commands;
class CountButton;
class CreateSheet;
class QueuePanel;
class StatsPage;
class StatusStrip;
class TaskPage;
class TaskView;
class Toast;
class TrayIcon;
class WelcomePage;

class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// stateFile: where size, splitter and columns are kept (ini); empty: nowhere.
    explicit MainWindow(EngineBridge &bridge, const QString &stateFile = {}, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openTask(const QString &taskId);
    void openApproval(const QString &approvalId);
    void showApprovals();
    void showQueue();
    void showStats();
    void showSettings(SettingsPageId page = SettingsPageId::General);
    /// The sheet with these files, folders or this text; nothing is created before the person says so.
    void openPaths(const QStringList &paths);
    void openText(const QByteArray &text);
    void newTask(const QString &folder = {});
    /// Shows the window and brings it to the front.
    void raiseWindow();
    /// Workers start when a key is there; they take up what an earlier process left.
    void startWork();

    [[nodiscard]] TaskView &list() { return *m_list; }
    [[nodiscard]] Commands &commands() { return *m_commands; }
    [[nodiscard]] QWidget *currentPage() const;

signals:
    /// The program plays the demonstration: it owns the scripted model.
    void demoWanted();

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildToolbar();
    void buildPages();
    void buildTray();
    void connectCommands();
    void retranslate();
    void restyle();
    void fitToolbar();
    void refreshCounts();
    void askToday();
    void refreshCommands();
    void showPage(QWidget *page);
    void saveState_();
    void restoreState_();
    CreateSheet *sheet();
    void created(const QStringList &ids, bool startQueue);
    void quit();
    // mainwindowactions.cpp
    void openResult(ResultDialog::What what);
    void cancelSelected();
    void retrySelected();
    void removeSelected();
    void changePriority(int by);
    void askPriority();
    void togglePause();
    void duplicate();
    void copyIds(bool asCommand);
    void openFolder();
    void openWorktree();
    void exportReport();
    void browseFiles();
    void contextMenu(const QPoint &global);
    [[nodiscard]] QStringList targets() const;
    template <typename T>
    void tellFailure(const QFuture<Result<T>> &future);

    EngineBridge &m_bridge;
    QString m_stateFile;
    std::unique_ptr<Commands> m_commands;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_pages = nullptr;
    QToolButton *m_menuButton = nullptr, *m_newButton = nullptr, *m_openButton = nullptr, *m_pauseButton = nullptr,
                *m_cancelButton = nullptr, *m_retryButton = nullptr, *m_settingsButton = nullptr;
    CountButton *m_approvalsButton = nullptr;
    QLineEdit *m_search = nullptr;
    QMenu *m_menu = nullptr;
    TaskView *m_list = nullptr;
    WelcomePage *m_welcome = nullptr;
    TaskPage *m_taskPage = nullptr;
    ApprovalsPanel *m_approvals = nullptr;
    QueuePanel *m_queue = nullptr;
    StatsPage *m_stats = nullptr;
    StatusStrip *m_strip = nullptr;
    Toast *m_toast = nullptr;
    TrayIcon *m_tray = nullptr;
    Banner *m_banner = nullptr;
    QWidget *m_dropHint = nullptr;
    QueueStatus m_status;
    QString m_barWords; ///< what the toolbar was fitted for
    QTimer m_countsSoon, m_searchSoon;
    QTimer m_today, m_saveSoon;
    bool m_quitting = false, m_keyKnown = true, m_todayAsked = false;
};

} // namespace vibecoder
