// SPDX-License-Identifier: MIT
// The icon in the tray with its menu, and what is told outside the window. Lives beside the window; where no tray is,
// available() is false and notifications still come by the desktop's own service or, failing that, by the banner.
#pragma once

#include "bridge/enginebridge.h"
#include "tray/notices.h"
#include "tray/trayimage.h"

#include <QElapsedTimer>
#include <QWidget>

#include <functional>

class QMenu;
class QSystemTrayIcon;

namespace vibecoder {

class Banner;
class DesktopNotifier;

class TrayIcon final : public QObject
{
    Q_OBJECT

public:
    explicit TrayIcon(EngineBridge &bridge, QWidget *window, QObject *parent = nullptr);
    ~TrayIcon() override;

    [[nodiscard]] bool available() const;
    [[nodiscard]] TrayState state() const { return m_state; }
    [[nodiscard]] QMenu *menu() const { return m_menu.get(); }
    /// Where a notice goes when the desktop shows none. Not owned.
    void setBanner(Banner *banner);
    /// Whether a kind is told at all; the person's preferences by default.
    void setWanted(std::function<bool(NoticeKind)> wanted) { m_wanted = std::move(wanted); }
    /// Tells it, merged with others of the same ten seconds.
    void tell(const Notice &notice);
    [[nodiscard]] int runningTasks() const { return m_running; }

signals:
    void openWindow();
    void openTask(const QString &taskId);
    void openApprovals();
    void openApproval(const QString &approvalId);
    void openQueue();
    void quitWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildMenu();
    void follow(const QList<Event> &events);
    void refresh();
    void retranslate();
    void deliver(const Notice &notice);
    void open(const Notice &notice);

    EngineBridge &m_bridge;
    QWidget *m_window;
    Banner *m_banner = nullptr;
    std::function<bool(NoticeKind)> m_wanted;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    std::unique_ptr<QMenu> m_menu;
    DesktopNotifier *m_notifier = nullptr;
    QAction *m_open = nullptr, *m_approvals = nullptr, *m_pause = nullptr, *m_quit = nullptr;
    NotificationMerger m_merger;
    QElapsedTimer m_clock;
    QTimer m_due, m_refresh;
    QHash<QString, int> m_spendTold;
    std::optional<Notice> m_lastByIcon;
    TrayState m_state = TrayState::Idle;
    int m_running = 0, m_waiting = 0;
    bool m_paused = false;
};

} // namespace vibecoder
