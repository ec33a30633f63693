// SPDX-License-Identifier: MIT
// Two engines of one process over one store: what one writes the other sees, and a whole task is worked in the thread
// while the window's own loop goes on.
#include "bridge/enginebridge.h"
#include "cli/demo/scriptedmodel.h"
#include "support/stoppedholder.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class BridgeTest : public QObject
{
    Q_OBJECT

    Settings settingsIn(const QTemporaryDir &folder) const
    {
        Settings settings;
        settings.databaseUrl = u"sqlite:///"_s + folder.filePath(u"store/vibecoder.db"_s);
        settings.apiKey = u"test-key-test-key-0001"_s;
        return settings;
    }

    TaskSpec specIn(const QString &folder) const
    {
        TaskSpec spec;
        spec.name = u"Make hello say hello"_s;
        spec.verificationCommands = QStringList{u"grep -q hello greeting.txt"_s};
        QDir().mkpath(folder + u"/project"_s); // beside the store, not around it
        spec.workingDirectory = QDir(folder + u"/project"_s).canonicalPath();
        spec.maxIterations = 3;
        return spec;
    }

private slots:
    void theOtherEngineSeesWhatIsWritten()
    {
        QTemporaryDir folder;
        auto first = EngineBridge::open(settingsIn(folder));
        QVERIFY2(first.has_value(), qPrintable(first ? QString() : first.error().message));
        auto second = Engine::open(settingsIn(folder));
        QVERIFY2(second.has_value(), qPrintable(second ? QString() : second.error().message));
        QList<Event> seen;
        connect(first->get(), &EngineBridge::events, this, [&](const QList<Event> &events) { seen += events; });
        const auto made = waitFor((*second)->submit({specIn(folder.path()), {}, true, u"test"_s}));
        QVERIFY(made.has_value());
        QTRY_VERIFY(!seen.isEmpty());
        QCOMPARE(seen.constFirst().kind, EventKind::TaskCreated);
        QCOMPARE(seen.constFirst().taskId, made->id);
        QVERIFY((*first)->engine().task(made->id).has_value());
    }

    void aTaskIsWorkedBesideTheWindow()
    {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(u"project"_s));
        QFile file(folder.filePath(u"project/greeting.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hullo\n") > 0);
        file.close();
        const QJsonArray turns{
            QJsonObject{{u"text"_s, u"I look at the file."_s},
                {u"tools"_s, QJsonArray{QJsonObject{{u"name"_s, u"bash"_s},
                                 {u"input"_s, QJsonObject{{u"command"_s, u"echo hello > greeting.txt"_s}}}}}}},
            QJsonObject{{u"text"_s, u"It says hello now."_s}}};
        ScriptedModel model(turns);
        QVERIFY(model.listen());
        Settings settings = settingsIn(folder);
        settings.baseUrl = model.url();
        auto bridge = EngineBridge::open(settings);
        QVERIFY(bridge.has_value());
        QSignalSpy live(bridge->get(), &EngineBridge::liveText);
        QSignalSpy stopped(&(*bridge)->workers(), &WorkerHost::stopped);
        const auto made = waitFor((*bridge)->engine().submit({specIn(folder.path()), {}, true, u"test"_s}));
        QVERIFY(made.has_value());
        (*bridge)->workers().startWorkers(1);
        QVERIFY((*bridge)->workers().isWorking());
        const auto ended = [&] {
            const auto task = (*bridge)->engine().task(made->id);
            return task && (isEnded(task->state) || task->state == TaskState::WaitingApproval);
        };
        QTRY_VERIFY_WITH_TIMEOUT(ended(), 30000);
        const auto task = (*bridge)->engine().task(made->id);
        QVERIFY2(task->state == TaskState::Completed || task->state == TaskState::WaitingApproval,
            qPrintable(task->stopDetail));
        QTRY_VERIFY(!live.isEmpty()); // told in batches, a moment later
        QCOMPARE(live.constFirst().at(0).toString(), made->id);
        (*bridge)->workers().stopWorkers();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 20000);
        QVERIFY(!(*bridge)->workers().isWorking());
        // and once more, in the same thread
        (*bridge)->workers().startWorkers(2);
        (*bridge)->workers().stopWorkers();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 2, 20000);
    }

    void workInTheBackgroundAnswersHere()
    {
        QTemporaryDir folder;
        auto bridge = EngineBridge::open(settingsIn(folder));
        QVERIFY(bridge.has_value());
        QThread *there = nullptr, *here = nullptr;
        Result<Stats> got = fail(ErrorCode::Internal, u"not yet"_s);
        (*bridge)
            ->inBackground<Stats>([&there](Engine &engine) {
                there = QThread::currentThread();
                return engine.stats(7);
            })
            .then(this, [&](const Result<Stats> &stats) {
                here = QThread::currentThread();
                got = stats;
            });
        QTRY_VERIFY(here);
        QCOMPARE(here, QThread::currentThread());
        QVERIFY(there != here);
        QVERIFY(got.has_value());
    }

    void itTellsWhichStoppedProcessKeepsTheStore()
    {
        QTemporaryDir folder;
        auto bridge = EngineBridge::open(settingsIn(folder));
        QVERIFY(bridge.has_value());
        StoppedHolder holder((*bridge)->engine().dataFolder() + u"/gate"_s);
        QVERIFY(holder.isReady());
        QSignalSpy busy(bridge->get(), &EngineBridge::storeBusy);
        QTRY_VERIFY_WITH_TIMEOUT(busy.size() > 0, 20000);
        const QString who = busy.first().first().toString();
        QVERIFY2(who.contains(u"process %1, stopped"_s.arg(QString::fromLatin1(holder.pid()))), qPrintable(who));
        // A click is answered as well, and what it wanted is never done.
        (*bridge)->engine().setPatience(1000);
        const auto paused = waitFor((*bridge)->engine().setQueuePaused(true, u"user"_s, u"test"_s), 20000);
        QVERIFY(!paused);
        QCOMPARE(paused.error().code, ErrorCode::Storage);
        QVERIFY2(
            paused.error().message.contains(QString::fromLatin1(holder.pid())), qPrintable(paused.error().message));
    }

    void itEndsWhileATaskRuns()
    {
        QTemporaryDir folder;
        ScriptedModel model(QJsonArray{QJsonObject{{u"text"_s, u"…"_s}}});
        model.setLatency(60000);
        QVERIFY(model.listen());
        Settings settings = settingsIn(folder);
        settings.baseUrl = model.url();
        QString id;
        {
            auto bridge = EngineBridge::open(settings);
            QVERIFY(bridge.has_value());
            const auto made = waitFor((*bridge)->engine().submit({specIn(folder.path()), {}, true, u"test"_s}));
            QVERIFY(made.has_value());
            id = made->id;
            (*bridge)->workers().startWorkers(1);
            QTRY_VERIFY_WITH_TIMEOUT(model.connections() > 0, 30000);
        }
        auto after = Engine::open(settings);
        QVERIFY(after.has_value());
        const auto task = (*after)->task(id);
        QVERIFY(task.has_value());
        QVERIFY2(!isEnded(task->state), "a task that ran when the window was closed stays resumable");
    }
};

QTEST_MAIN(BridgeTest)
#include "tst_bridge.moc"
