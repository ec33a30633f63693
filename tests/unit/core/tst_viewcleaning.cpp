// SPDX-License-Identifier: MIT
// Which views of ended attempts go, and what is said about those that were never applied.
#include "core/view/viewcleaning.h"
#include "unit/storage/storetesting.h"
#include "workspace/view/setuplayer.h"

#include <QDir>
#include <QFile>

using namespace storetesting;

class ViewCleaningTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_db;
    Settings m_settings;
    const QDateTime m_now = noon();

    QString addTask(TaskState state, ResultState result, int daysAgo)
    {
        Task made = task(u"t"_s, 0, m_folder->filePath(u"work"_s), Isolation::View);
        made.state = state;
        if (!m_db->writeNow([&made](Connection &c) { return taskstore::insert(c, made); }))
            return {};
        made.result = result;
        made.resultFiles = 3;
        made.endedAt = m_now.addDays(-daysAgo);
        return m_db->writeNow([&made](Connection &c) { return taskstore::save(c, made, 0); }) ? made.id : QString();
    }
    [[nodiscard]] QString views() const { return m_db->location().viewsFolder(); }
    std::unique_ptr<ViewFolder> makeView(const QString &name, int kilobytes = 1)
    {
        auto view = ViewFolder::open(views() + u'/' + name, m_folder->filePath(u"work"_s));
        QFile file(views() + u'/' + name + u"/0/upper/x"_s);
        if (!view || !file.open(QIODevice::WriteOnly) || file.write(QByteArray(kilobytes * 1024, 'x')) < 0)
            return nullptr;
        return std::move(*view);
    }
    [[nodiscard]] bool exists(const QString &name) const { return QFileInfo::exists(views() + u'/' + name); }
    [[nodiscard]] QStringList warnings() const
    {
        QStringList tasks;
        eventlog::EventFilter filter;
        filter.kind = EventKind::Warning;
        const auto events = eventlog::since(m_db->reader(), 0, 100, filter);
        for (const Event &event : events.value_or(QList<Event>())) {
            if (event.body.value(u"code"_s) == u"view_removed"_s)
                tasks.append(event.taskId);
        }
        return tasks;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir().mkpath(m_folder->filePath(u"work"_s)));
        m_db = opened(in(*m_folder));
        QVERIFY(m_db);
        m_settings = {};
        m_settings.viewDays = 14;
    }

    void whatIsOldGoes()
    {
        const QString applied = addTask(TaskState::Completed, ResultState::Applied, 15) + u".1"_s;
        const QString failed = addTask(TaskState::Failed, ResultState::NotApplied, 15) + u".1"_s;
        const QString young = addTask(TaskState::Failed, ResultState::NotApplied, 13) + u".1"_s;
        const QString running = addTask(TaskState::Running, ResultState::NotApplied, 99) + u".1"_s;
        const QString waiting = addTask(TaskState::WaitingApproval, ResultState::Asked, 99) + u".1"_s;
        const QString deleted = newId() + u".1"_s, cutOff = u".removed-x"_s;
        // A clean room is taken up again by the run that made it, and of no use to anybody else.
        const QString roomOfRunning = u".clean-"_s + running, roomOfEnded = u".clean-"_s + young;
        QVERIFY(makeView(roomOfRunning) && makeView(roomOfEnded));
        for (const QString &name : {applied, failed, young, running, waiting, deleted, cutOff})
            QVERIFY(makeView(name));
        const QString used = addTask(TaskState::Completed, ResultState::Applied, 15) + u".1"_s;
        const auto inUse = makeView(used);
        const auto cleaned = cleanViews(*m_db, m_settings, m_now);
        QVERIFY(cleaned);
        QVERIFY(exists(roomOfRunning) && !exists(roomOfEnded));
        for (const QString &name : {applied, failed, deleted, cutOff})
            QVERIFY2(!exists(name), qPrintable(name));
        for (const QString &name : {young, running, waiting, used})
            QVERIFY2(exists(name), qPrintable(name));
        QCOMPARE(cleaned->kept, 5);
        QCOMPARE(warnings(), QStringList{failed.chopped(2)});
    }

    void whoeverEndedFirstGoesWhenThereIsTooMuch()
    {
        m_settings.viewStoreMb = 1;
        const QString first = addTask(TaskState::Completed, ResultState::Applied, 3) + u".1"_s;
        const QString second = addTask(TaskState::Completed, ResultState::Applied, 2) + u".1"_s;
        const QString third = addTask(TaskState::Failed, ResultState::NotApplied, 1) + u".1"_s;
        for (const QString &name : {third, first, second})
            QVERIFY(makeView(name, 450));
        const auto cleaned = cleanViews(*m_db, m_settings, m_now);
        QVERIFY(cleaned);
        QCOMPARE(cleaned->removed, QStringList{first});
        QVERIFY(exists(second) && exists(third));
        QVERIFY(cleaned->keptBytes <= 1024 * 1024);
        QVERIFY(warnings().isEmpty());
    }

    // They have half of the room at most, and views the rest of it.
    void setupLayersShareTheRoom()
    {
        m_settings.viewStoreMb = 1;
        m_settings.viewDays = 100000;
        const auto makeLayer = [this](const QString &key, int kilobytes) {
            auto view = makeView(u"made"_s, kilobytes);
            return view && SetupLayers::takeOver(views(), key, std::move(view));
        };
        const QString held(64, u'a'), lainOn(64, u'b'), unused(64, u'c');
        QVERIFY(makeLayer(held, 300) && makeLayer(lainOn, 300) && makeLayer(unused, 1));
        const auto hold = SetupLayers::hold(views(), held);
        QVERIFY(hold && *hold);
        const QString running = addTask(TaskState::Running, ResultState::NotApplied, 99) + u".1"_s;
        const QString room = u".clean-"_s + running;
        QVERIFY(ViewFolder::open(
            views() + u'/' + room, m_folder->filePath(u"work"_s), {}, SetupLayers::find(views(), lainOn)->value()));
        const QString ended = addTask(TaskState::Completed, ResultState::Applied, 3) + u".1"_s;
        QVERIFY(makeView(ended, 500));
        const auto cleaned = cleanViews(*m_db, m_settings, m_now);
        QVERIFY(cleaned);
        QVERIFY(exists(u".setup-"_s + held) && exists(u".setup-"_s + lainOn) && !exists(u".setup-"_s + unused));
        QVERIFY(exists(room) && !exists(ended));
        QCOMPARE(cleaned->kept, 1);
        QVERIFY(cleaned->keptBytes >= 600 * 1024 && cleaned->keptBytes < 700 * 1024);
    }
};

QTEST_GUILESS_MAIN(ViewCleaningTest)

#include "tst_viewcleaning.moc"
