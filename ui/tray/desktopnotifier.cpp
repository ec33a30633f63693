// SPDX-License-Identifier: MIT
#include "tray/desktopnotifier.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QString kService = u"org.freedesktop.Notifications"_s, kPath = u"/org/freedesktop/Notifications"_s;
constexpr int kDefaultTime = -1, kCallMs = 3000;

} // namespace

DesktopNotifier::DesktopNotifier(QObject *parent)
    : QObject(parent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kService, u"ActionInvoked"_s, this, SLOT(onAction(uint, QString)));
    bus.connect(kService, kPath, kService, u"NotificationClosed"_s, this, SLOT(onClosed(uint, uint)));
}

void DesktopNotifier::show(const Notice &notice)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        emit refused(notice);
        return;
    }
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, u"Notify"_s);
    const QVariantMap hints{{u"desktop-entry"_s, u"vibecoder"_s},
        {u"urgency"_s, QVariant::fromValue(uchar(notice.kind == NoticeKind::Approval ? 1 : 0))}};
    // The body is markup for most desktops; what a task or a model wrote must not be.
    call << u"VibeCoder"_s << uint(0) << u"vibecoder"_s << notice.title << notice.text.toHtmlEscaped()
         << QStringList{u"default"_s, QCoreApplication::translate("Notices", "Open")} << hints << kDefaultTime;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, kCallMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, notice](QDBusPendingCallWatcher *done) {
        const QDBusPendingReply<uint> reply = *done;
        done->deleteLater();
        if (reply.isError())
            emit refused(notice);
        else
            m_shown.insert(reply.value(), notice);
    });
}

void DesktopNotifier::onAction(uint id, const QString &action)
{
    const auto it = m_shown.constFind(id);
    if (it != m_shown.constEnd() && action == u"default"_s)
        emit clicked(*it);
}

void DesktopNotifier::onClosed(uint id, uint)
{
    m_shown.remove(id);
}

} // namespace vibecoder
