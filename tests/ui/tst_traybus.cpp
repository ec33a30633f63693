// SPDX-License-Identifier: MIT
// The tray and the notifications over D-Bus against a desktop that this test plays: org.kde.StatusNotifierWatcher and
// org.freedesktop.Notifications. Needs a session bus and a display of its own (dbus-run-session, Xvfb).
#include "ui/askfixture.h"

#include "tray/trayicon.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QWidget>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class FakeWatcher final : public QObject, public QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.StatusNotifierWatcher")
    Q_PROPERTY(bool IsStatusNotifierHostRegistered READ hosted)
    Q_PROPERTY(int ProtocolVersion READ version)
    Q_PROPERTY(QStringList RegisteredStatusNotifierItems READ items)

public:
    [[nodiscard]] bool hosted() const { return true; }
    [[nodiscard]] int version() const { return 0; }
    [[nodiscard]] QStringList items() const { return m_items; }

public slots:
    void RegisterStatusNotifierItem(const QString &service) { m_items.append(service); } // NOLINT
    void RegisterStatusNotifierHost(const QString &) {}                                  // NOLINT

private:
    QStringList m_items;
};

class FakeNotifications final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList titles, texts;
    QList<QStringList> actions;

public slots:
    uint Notify(const QString &, uint, const QString &, const QString &title, const QString &text,
        const QStringList &buttons, const QVariantMap &, int) // NOLINT
    {
        titles.append(title);
        texts.append(text);
        actions.append(buttons);
        return uint(titles.size());
    }
    QStringList GetCapabilities() { return {u"actions"_s, u"body"_s}; } // NOLINT

signals:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);
};

class TrayBusTest : public QObject
{
    Q_OBJECT

    FakeWatcher m_watcher;
    FakeNotifications m_notifications;

private slots:
    void initTestCase()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        if (!bus.isConnected() || QGuiApplication::platformName() != u"xcb"_s)
            QSKIP("needs a session bus and a display of its own");
        QVERIFY(bus.registerObject(u"/StatusNotifierWatcher"_s, &m_watcher,
            QDBusConnection::ExportAllProperties | QDBusConnection::ExportAllSlots));
        QVERIFY(bus.registerService(u"org.kde.StatusNotifierWatcher"_s));
        QVERIFY(bus.registerObject(u"/org/freedesktop/Notifications"_s, &m_notifications,
            QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(bus.registerService(u"org.freedesktop.Notifications"_s));
        Theme::instance().install();
    }

    void theDesktopHearsOfAnApproval()
    {
        AskFixture fixture;
        fixture.open({u"make"_s});
        QWidget window;
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        TrayIcon tray(*fixture.bridge, &window);
        QVERIFY(tray.available());
        QTRY_COMPARE(m_watcher.items().size(), 1);
        QSignalSpy opened(&tray, &TrayIcon::openApproval);
        fixture.addTask(u"Name <b>of</b> the task"_s, false);
        QTRY_COMPARE(m_notifications.titles.size(), 1);
        QVERIFY(m_notifications.titles.constFirst().contains(u"Name <b>of</b> the task"_s)); // a title is no markup
        QVERIFY(m_notifications.texts.constFirst().contains(u"grep -q hello"_s));
        QCOMPARE(m_notifications.actions.constFirst().constFirst(), u"default"_s);
        QTRY_COMPARE(tray.state(), TrayState::NeedsYou);
        // more of them within ten seconds wait
        fixture.addTask(u"Second"_s, false);
        fixture.addTask(u"Third"_s, false);
        QTRY_COMPARE(fixture.pending().size(), 3);
        QTest::qWait(300);
        QCOMPARE(m_notifications.titles.size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_notifications.titles.size(), 2, 15000);
        QVERIFY(m_notifications.texts.constLast().contains(u"Second"_s) &&
                m_notifications.texts.constLast().contains(u"Third"_s));
        // a click leads to the item
        emit m_notifications.ActionInvoked(1, u"default"_s);
        QTRY_COMPARE(opened.size(), 1);
        QSignalSpy all(&tray, &TrayIcon::openApprovals);
        emit m_notifications.ActionInvoked(2, u"default"_s);
        QTRY_COMPARE(all.size(), 1);
    }
};

QTEST_MAIN(TrayBusTest)
#include "tst_traybus.moc"
