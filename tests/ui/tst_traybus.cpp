// SPDX-License-Identifier: MIT
// The tray and the notifications over D-Bus against a desktop that this test plays: org.kde.StatusNotifierWatcher and
// org.freedesktop.Notifications. Needs a session bus and a display of its own (dbus-run-session, Xvfb).
#include "ui/askfixture.h"

#include "tray/trayicon.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QMutex>
#include <QThread>
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
    [[nodiscard]] QStringList items() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_items;
    }

public slots:
    void RegisterStatusNotifierItem(const QString &service) // NOLINT
    {
        const QMutexLocker lock(&m_mutex);
        m_items.append(service);
    }
    void RegisterStatusNotifierHost(const QString &) {} // NOLINT

private:
    mutable QMutex m_mutex;
    QStringList m_items;
};

struct Told
{
    QString title, text;
    QStringList actions;
};

class FakeNotifications final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    [[nodiscard]] QList<Told> told() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_told;
    }
    /// A person clicks on it.
    static void click(uint id)
    {
        QDBusMessage signal = QDBusMessage::createSignal(
            u"/org/freedesktop/Notifications"_s, u"org.freedesktop.Notifications"_s, u"ActionInvoked"_s);
        signal << id << u"default"_s;
        QDBusConnection::sessionBus().send(signal);
    }

public slots:
    uint Notify(const QString &, uint, const QString &, const QString &title, const QString &text, // NOLINT
        const QStringList &buttons, const QVariantMap &, int)
    {
        const QMutexLocker lock(&m_mutex);
        m_told.append({title, text, buttons});
        return uint(m_told.size());
    }
    QStringList GetCapabilities() { return {u"actions"_s, u"body"_s}; } // NOLINT

signals:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    mutable QMutex m_mutex;
    QList<Told> m_told;
};

class TrayBusTest : public QObject
{
    Q_OBJECT

    FakeWatcher m_watcher;
    FakeNotifications m_notifications;
    QThread m_desktop; ///< the tray asks the watcher and waits: it must not wait for itself

private slots:
    void initTestCase()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        if (!bus.isConnected() || QGuiApplication::platformName() != u"xcb"_s)
            QSKIP("needs a session bus and a display of its own");
        m_watcher.moveToThread(&m_desktop);
        m_notifications.moveToThread(&m_desktop);
        m_desktop.start();
        // In the thread of the objects: what exports them becomes their child.
        bool registered = false;
        QMetaObject::invokeMethod(
            &m_watcher,
            [&] {
                registered = bus.registerObject(u"/StatusNotifierWatcher"_s, &m_watcher,
                                 QDBusConnection::ExportAllProperties | QDBusConnection::ExportAllSlots) &&
                             bus.registerObject(u"/org/freedesktop/Notifications"_s, &m_notifications,
                                 QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
            },
            Qt::BlockingQueuedConnection);
        QVERIFY(registered);
        QVERIFY(bus.registerService(u"org.kde.StatusNotifierWatcher"_s));
        QVERIFY(bus.registerService(u"org.freedesktop.Notifications"_s));
        Theme::instance().install();
    }

    void cleanupTestCase()
    {
        // They end in this thread, so they come back to it first.
        if (m_desktop.isRunning()) {
            QThread *here = QThread::currentThread();
            QMetaObject::invokeMethod(
                &m_watcher,
                [this, here] {
                    m_watcher.moveToThread(here);
                    m_notifications.moveToThread(here);
                },
                Qt::BlockingQueuedConnection);
        }
        m_desktop.quit();
        m_desktop.wait();
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
        QTRY_COMPARE(m_notifications.told().size(), 1);
        QVERIFY(
            m_notifications.told().constFirst().title.contains(u"Name <b>of</b> the task"_s)); // a title is no markup
        QVERIFY(m_notifications.told().constFirst().text.contains(u"grep -q hello"_s));
        QCOMPARE(m_notifications.told().constFirst().actions.constFirst(), u"default"_s);
        QTRY_COMPARE(tray.state(), TrayState::NeedsYou);
        // more of them within ten seconds wait
        fixture.addTask(u"Second"_s, false);
        fixture.addTask(u"Third"_s, false);
        QTRY_COMPARE(fixture.pending().size(), 3);
        QTest::qWait(300);
        QCOMPARE(m_notifications.told().size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(m_notifications.told().size(), 2, 15000);
        QVERIFY(m_notifications.told().constLast().text.contains(u"Second"_s) &&
                m_notifications.told().constLast().text.contains(u"Third"_s));
        // a click leads to the item
        m_notifications.click(1);
        QTRY_COMPARE(opened.size(), 1);
        QSignalSpy all(&tray, &TrayIcon::openApprovals);
        m_notifications.click(2);
        QTRY_COMPARE(all.size(), 1);
    }
};

QTEST_MAIN(TrayBusTest)
#include "tst_traybus.moc"
