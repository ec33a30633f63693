// SPDX-License-Identifier: MIT
// What is typed becomes a question to the store; the list has its sections, pages and moves with the events.
#include "demostore.h"
#include "tasklist/listquery.h"
#include "tasklist/rowtexts.h"
#include "tasklist/tasklistmodel.h"
#include "theme/amounts.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class TaskListTest : public QObject
{
    Q_OBJECT

    static Settings settingsIn(const QTemporaryDir &folder)
    {
        Settings settings;
        settings.databaseUrl = u"sqlite:///"_s + folder.filePath(u"store/vibecoder.db"_s);
        return settings;
    }

private slots:
    void theSearchIsRead()
    {
        const ListQuery query = readQuery(u"rounding status:stuck repo:api cost>1 cost<2.5 label:nightly totals"_s);
        QCOMPARE(query.filter.text, u"rounding totals"_s);
        QCOMPARE(query.filter.states, QList{TaskState::Failed});
        QCOMPARE(query.filter.reasons, (QList{StopReason::StuckRepeat, StopReason::StuckOscillation,
                                           StopReason::AnswersCutOff, StopReason::EmptyAnswers}));
        QCOMPARE(query.filter.directory, u"api"_s);
        QCOMPARE(query.filter.label, u"nightly"_s);
        QCOMPARE(*query.filter.costAbove, 1000000);
        QCOMPARE(*query.filter.costBelow, 2500000);
        QVERIFY(query.unknown.isEmpty());
        QCOMPARE(readQuery(u"status:blue cost>much"_s).unknown, (QStringList{u"status:blue"_s, u"cost>much"_s}));
        QCOMPARE(readQuery(u"ｃｏｓｔ＞１"_s).filter.costAbove.value_or(0), 1000000);
        Task task;
        QVERIFY2(!matches(task, readQuery(u"status:passed"_s, Chip::Queued).filter), "a contradiction finds nothing");
        QVERIFY(matches(task, readQuery({}, Chip::Queued).filter));
    }

    void figuresAreReadable()
    {
        QCOMPARE(amounts::money(420000), u"$0.42"_s);
        QCOMPARE(amounts::money(4200), u"$0.0042"_s);
        QCOMPARE(RowTexts::duration(42), u"42s"_s);
        QCOMPARE(RowTexts::duration(252), u"4m 12s"_s);
        QCOMPARE(RowTexts::duration(3900), u"1h 05m"_s);
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QCOMPARE(RowTexts::ago(now.addSecs(-20), now), u"just now"_s);
        QCOMPARE(RowTexts::ago(now.addSecs(-360), now), u"6 min"_s);
    }

    void sectionsStandInTheOrderOfWhatNeedsAPerson()
    {
        QTemporaryDir folder;
        QVERIFY(fillStore(settingsIn(folder), folder.path(), demoTasks(false)).has_value());
        auto bridge = EngineBridge::open(settingsIn(folder));
        QVERIFY(bridge.has_value());
        TaskListModel model(**bridge);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.reload();
        QStringList titles;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.kindAt(row) == TaskListModel::Kind::Section)
                titles.append(model.index(row, 0).data().toString() + u' ' +
                              model.index(row, 0).data(TaskListModel::CountRole).toString());
        }
        QCOMPARE(titles, (QStringList{u"Needs you 1"_s, u"Running 2"_s, u"Queued 3"_s, u"Ended 6"_s}));
        QCOMPARE(model.taskAt(1)->state, TaskState::WaitingApproval);
        model.toggleSection(0);
        QCOMPARE(model.rowCount(), 4 + 11);
        model.toggleSection(0);
        model.setQuery(readQuery(u"cost>1"_s).filter);
        QCOMPARE(model.rowCount(), 2 + 3);
        model.setQuery(readQuery(u"repo:project-3"_s).filter);
        QCOMPARE(model.rowCount(), 2);
        model.setQuery(readQuery(u"status:stuck"_s).filter);
        QCOMPARE(model.taskAt(1)->stopReason, StopReason::StuckRepeat);
        model.setQuery({});
        model.setOrder(TaskOrder::Cost, false);
        QCOMPARE(model.rowCount(), 12);
        QCOMPARE(model.taskAt(0)->usage.costMicroUsd, 3010000);
    }

    void aChangedTaskMovesByItself()
    {
        QTemporaryDir folder;
        const auto ids = fillStore(settingsIn(folder), folder.path(), demoTasks(false));
        QVERIFY(ids.has_value());
        auto bridge = EngineBridge::open(settingsIn(folder));
        QVERIFY(bridge.has_value());
        TaskListModel model(**bridge);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.reload();
        connect(bridge->get(), &EngineBridge::events, &model, &TaskListModel::apply);
        const int rows = model.rowCount();
        const auto cancelled = waitFor((*bridge)->engine().cancel(ids->at(4), u"test"_s));
        QVERIFY(cancelled.has_value());
        QTRY_COMPARE(model.taskAt(model.rowOf(ids->at(4)))->state, TaskState::Cancelled);
        QCOMPARE(model.rowCount(), rows);
        TaskSpec spec;
        spec.name = u"A new one"_s;
        spec.workingDirectory = folder.path() + u"/project-1"_s;
        spec.verificationCommands = QStringList{u"true"_s};
        const auto made = waitFor((*bridge)->engine().submit({spec, {}, true, u"test"_s}));
        QVERIFY(made.has_value());
        QTRY_VERIFY(model.rowOf(made->id) > 0);
        QCOMPARE(model.rowCount(), rows + 1);
    }

    void pagesComeAsOneScrolls()
    {
        QTemporaryDir folder;
        QList<DemoTask> many;
        for (int i = 0; i < 700; ++i)
            many.append({u"Task %1"_s.arg(i), TaskState::Completed, StopReason::Passed, 0, 1, 6, 1, 0, 1000, i});
        const Settings settings = settingsIn(folder);
        const auto location = parseDatabaseUrl(settings.databaseUrl);
        QVERIFY(location.has_value());
        {
            const auto db = Database::open(*location);
            QVERIFY(db.has_value());
            const auto stored = (*db)->writeNow([&](Connection &c) -> Result<> {
                for (int i = 0; i < many.size(); ++i) {
                    Task task;
                    task.id = u"page%1"_s.arg(i, 8, 10, QLatin1Char('0'));
                    task.spec.name = many.at(i).name;
                    task.spec.workingDirectory = folder.path();
                    task.state = TaskState::Completed;
                    task.createdAt = task.updatedAt = QDateTime::currentDateTimeUtc().addSecs(-i);
                    VC_CHECK(taskstore::insert(c, task));
                }
                return {};
            });
            QVERIFY(stored.has_value());
        }
        auto bridge = EngineBridge::open(settings);
        QVERIFY(bridge.has_value());
        TaskListModel model(**bridge);
        model.reload();
        QCOMPARE(model.rowCount(), 1 + 500 + 1);
        QCOMPARE(model.kindAt(501), TaskListModel::Kind::More);
        model.loadMore(501);
        QCOMPARE(model.rowCount(), 1 + 700);
        QSet<QString> seen;
        for (int row = 1; row < model.rowCount(); ++row)
            seen.insert(model.taskAt(row)->id);
        QCOMPARE(seen.size(), 700);
    }
};

QTEST_MAIN(TaskListTest)
#include "tst_tasklist.moc"
