// SPDX-License-Identifier: MIT
#include "tray/trayicon.h"

#include "settings/preferences.h"
#include "tray/banner.h"
#include "tray/desktopnotifier.h"

#include <QApplication>
#include <QMenu>
#include <QSystemTrayIcon>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRefreshMs = 250;

} // namespace

TrayIcon::TrayIcon(EngineBridge &bridge, QWidget *window, QObject *parent)
    : QObject(parent)
    , m_bridge(bridge)
    , m_window(window)
    , m_wanted([](NoticeKind kind) { return Preferences::instance().flag(Notices::key(kind)); })
{
    m_clock.start();
    m_notifier = new DesktopNotifier(this);
    connect(m_notifier, &DesktopNotifier::clicked, this, &TrayIcon::open);
    connect(m_notifier, &DesktopNotifier::refused, this, [this](const Notice &notice) {
        if (available()) {
            m_lastByIcon = notice;
            m_icon->showMessage(notice.title, notice.text, m_icon->icon());
        } else if (m_banner && (notice.kind != NoticeKind::Approval || !m_banner->isVisible())) {
            m_banner->show(notice);
        }
    });
    m_due.setSingleShot(true);
    connect(&m_due, &QTimer::timeout, this, [this] {
        if (const auto notice = m_merger.due(m_clock.elapsed()))
            deliver(*notice);
        if (const qint64 wait = m_merger.wait(m_clock.elapsed()); wait >= 0)
            m_due.start(int(wait) + 1);
    });
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &TrayIcon::refresh);
    buildMenu();
    if (QSystemTrayIcon::isSystemTrayAvailable()) {
        m_icon = std::make_unique<QSystemTrayIcon>();
        m_icon->setContextMenu(m_menu.get());
        connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
            if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                emit openWindow();
        });
        connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, [this] {
            if (m_lastByIcon)
                open(*m_lastByIcon);
        });
    }
    connect(&m_bridge, &EngineBridge::events, this, &TrayIcon::follow);
    connect(&m_bridge, &EngineBridge::changed, this, [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    });
    connect(&Theme::instance(), &Theme::changed, this, &TrayIcon::refresh);
    if (m_window)
        m_window->installEventFilter(this);
    refresh();
    if (m_icon)
        m_icon->show();
}

TrayIcon::~TrayIcon() = default;

bool TrayIcon::available() const
{
    return m_icon != nullptr;
}

void TrayIcon::setBanner(Banner *banner)
{
    m_banner = banner;
    connect(banner, &Banner::clicked, this, &TrayIcon::open);
}

void TrayIcon::buildMenu()
{
    m_menu = std::make_unique<QMenu>();
    m_open = m_menu->addAction({}, this, &TrayIcon::openWindow);
    m_approvals = m_menu->addAction({}, this, [this] {
        emit openWindow();
        emit openApprovals();
    });
    m_pause = m_menu->addAction(
        {}, this, [this] { m_bridge.engine().setQueuePaused(!m_paused, u"user"_s, EngineBridge::actor()); });
    m_menu->addSeparator();
    m_quit = m_menu->addAction({}, this, &TrayIcon::quitWanted);
    retranslate();
}

void TrayIcon::follow(const QList<Event> &events)
{
    for (const Event &event : events) {
        if (event.kind == EventKind::ApprovalDecided)
            m_merger.forget(event.body.value(u"approval_id"_s).toString());
        const bool costs = event.kind == EventKind::ModelCallFinished;
        const bool tells = event.kind == EventKind::ApprovalRequested || event.kind == EventKind::TaskStateChanged ||
                           event.kind == EventKind::QueuePaused;
        if (!costs && !tells)
            continue;
        std::optional<Task> task;
        std::optional<Approval> approval;
        if (!event.taskId.isEmpty()) {
            if (const auto got = m_bridge.engine().task(event.taskId))
                task = *got;
        }
        if (event.kind == EventKind::ApprovalRequested) {
            if (const auto got = m_bridge.engine().approval(event.body.value(u"approval_id"_s).toString()))
                approval = *got;
        }
        if (const auto notice = Notices::of(event, task ? &*task : nullptr, approval ? &*approval : nullptr))
            tell(*notice);
        if (costs && task) {
            if (const auto notice = Notices::spend(*task, m_bridge.settings().maxCostUsd, m_spendTold))
                tell(*notice);
        }
    }
}

void TrayIcon::tell(const Notice &notice)
{
    if (m_wanted && !m_wanted(notice.kind))
        return;
    // The task bar calls; the window stays where it is and takes no focus.
    if (notice.kind == NoticeKind::Approval && m_window) {
        QApplication::alert(m_window);
        // Who looks at the window sees at once what waits for an answer, each by itself.
        if (m_banner && m_window->isVisible())
            m_banner->show(notice);
    }
    if (const auto now = m_merger.add(notice, m_clock.elapsed()))
        deliver(*now);
    else if (!m_due.isActive())
        m_due.start(int(m_merger.wait(m_clock.elapsed())) + 1);
}

void TrayIcon::deliver(const Notice &notice)
{
    m_notifier->show(notice);
}

void TrayIcon::open(const Notice &notice)
{
    emit openWindow();
    if (!notice.approvalId.isEmpty())
        emit openApproval(notice.approvalId);
    else if (notice.kind == NoticeKind::Approval)
        emit openApprovals();
    else if (!notice.taskId.isEmpty())
        emit openTask(notice.taskId);
    else if (notice.kind == NoticeKind::QueuePaused)
        emit openQueue();
}

void TrayIcon::refresh()
{
    const auto status = m_bridge.engine().queueStatus();
    if (!status)
        return;
    m_running = int(status->running.size());
    m_waiting = status->pendingApprovals;
    m_paused = status->paused;
    const bool wrong = status->paused && !status->pauseReason.isEmpty() && status->pauseReason != u"user"_s;
    m_state = m_waiting > 0   ? TrayState::NeedsYou
              : wrong         ? TrayState::Error
              : m_running > 0 ? TrayState::Running
                              : TrayState::Idle;
    if (m_banner && m_waiting == 0 && m_banner->notice().kind == NoticeKind::Approval)
        m_banner->hide();
    retranslate();
}

void TrayIcon::retranslate()
{
    m_open->setText(tr("Open VibeCoder"));
    m_approvals->setText(m_waiting > 0 ? tr("%n approval(s)…", "", m_waiting) : tr("Approvals…"));
    m_pause->setText(m_paused ? tr("Go on with the queue") : tr("Pause the queue"));
    m_quit->setText(tr("Quit"));
    if (!m_icon)
        return;
    m_icon->setIcon(trayIcon(m_state));
    QString text;
    switch (m_state) {
    case TrayState::Idle:
        text = m_paused ? tr("VibeCoder: paused") : tr("VibeCoder: nothing runs");
        break;
    case TrayState::Running:
        text = tr("VibeCoder: %n task(s) running", "", m_running);
        break;
    case TrayState::NeedsYou:
        text = tr("VibeCoder: %n approval(s) needed", "", m_waiting);
        break;
    case TrayState::Error:
        text = tr("VibeCoder: the queue has paused by itself");
        break;
    }
    m_icon->setToolTip(text);
}

bool TrayIcon::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    return QObject::eventFilter(watched, event);
}

} // namespace vibecoder
