// SPDX-License-Identifier: MIT
// Several processes on one store: no number missing, nobody starved, nothing stuck or done twice, kill -9 included.
#include "storetesting.h"

#include "base/clock.h"
#include "base/logging.h"
#include "storage/writegate.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTimer>

#include <fcntl.h>
#include <sys/file.h>

using namespace storetesting;

namespace {

/// One line, whole or not at all, in one write.
void note(const QString &file, const QByteArray &line)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    (void)!::write(fd, line.constData(), size_t(line.size()));
    ::close(fd);
}

QList<QByteArray> notes(const QString &file)
{
    QFile handle(file);
    if (!handle.open(QIODevice::ReadOnly))
        return {};
    QList<QByteArray> lines = handle.readAll().split('\n');
    lines.removeLast();
    return lines;
}

int appendRole(const QString &database, const QString &acks, int ms)
{
    const auto db = opened({database});
    if (!db)
        return 1;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < ms) {
        const auto seq = db->writeNowWith<qint64>([](Connection &c) -> Result<qint64> {
            Event made = newEvent(QString::number(::getpid()));
            VC_CHECK(eventlog::append(c, made));
            return made.seq;
        });
        if (!seq)
            return 2;
        note(acks, QByteArray::number(*seq) + '\n');
    }
    return 0;
}

/// Reads on from each ring of the bell until it has seen `wanted` events, and says what it saw.
int followRole(const QString &database, const QString &report, qint64 wanted)
{
    const auto db = opened({database});
    if (!db)
        return 1;
    qint64 seen = 0;
    bool gap = false;
    QEventLoop loop;
    const auto look = [&] {
        const auto events = eventlog::since(db->reader(), seen, 10000);
        for (const Event &event : events ? *events : QList<Event>()) {
            gap = gap || event.seq != seen + 1;
            seen = event.seq;
        }
        if (gap || seen >= wanted)
            loop.quit();
    };
    QObject::connect(db.get(), &Database::changed, &loop, look);
    QTimer::singleShot(0, &loop, look);
    QTimer::singleShot(20000, &loop, &QEventLoop::quit);
    loop.exec();
    note(report, (gap ? "gap at " : "seen ") + QByteArray::number(seen) + '\n');
    return 0;
}

int holdRole(const QString &folder, const QString &ready)
{
    WriteGate gate;
    if (!gate.open(folder) || !gate.lock())
        return 1;
    // The descriptors must not reach this program: it outlives the holder.
    QProcess::startDetached(u"/bin/sleep"_s, {u"5"_s});
    note(ready, "held\n");
    ::sleep(20);
    return 0;
}

/// Keeps the lock of one file for a while.
int keepRole(const QString &file, const QString &ready)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (::flock(fd, LOCK_EX) != 0)
        return 1;
    note(ready, "kept\n");
    ::sleep(60);
    return 0;
}

int workRole(const QString &database, bool fenced, int ms)
{
    constexpr qint64 leaseMs = 120;
    const auto db = opened({database});
    if (!db)
        return 1;
    const SystemClock clock;
    const ProcessId self = ProcessId::self();
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < ms) {
        const auto claimed = db->writeNowWith<std::optional<Task>>([&](Connection &c) -> Result<std::optional<Task>> {
            VC_TRY(const auto leases, taskstore::leases(c));
            for (const taskstore::Lease &lease : leases) {
                if (lease.untilBootMs < clock.bootMs())
                    VC_CHECK(taskstore::takeBack(c, lease.taskId, lease.fence));
            }
            return taskstore::claimNext(c, self, clock.bootMs() + leaseMs, noon());
        });
        if (!claimed)
            return 2;
        if (!*claimed) {
            const auto counts = taskstore::counts(db->reader());
            if (counts->value(TaskState::Pending) + counts->value(TaskState::Running) == 0)
                return 0;
            QThread::msleep(5);
            continue;
        }
        Task task = **claimed;
        // Now and then a worker sleeps past its lease and believes that it still has the task.
        const bool stalls = QRandomGenerator::global()->bounded(5) == 0;
        QThread::msleep(stalls ? 2 * leaseMs + 60 : 3);
        task.state = TaskState::Completed;
        const auto finished = db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::save(c, task, fenced ? task.fence : 0));
            VC_CHECK(taskstore::releaseDirectory(c, task.id));
            Event done = newEvent(u"done"_s, task.id);
            return eventlog::append(c, done);
        });
        if (!finished && finished.error().code != ErrorCode::Lost)
            return 3;
    }
    return 4;
}

int role(const QStringList &arguments)
{
    if (arguments.at(0) == u"append")
        return appendRole(arguments.at(1), arguments.at(2), arguments.at(3).toInt());
    if (arguments.at(0) == u"follow")
        return followRole(arguments.at(1), arguments.at(2), arguments.at(3).toLongLong());
    if (arguments.at(0) == u"hold")
        return holdRole(arguments.at(1), arguments.at(2));
    if (arguments.at(0) == u"keep")
        return keepRole(arguments.at(1), arguments.at(2));
    if (arguments.at(0) == u"work")
        return workRole(arguments.at(1), arguments.at(2) == u"fenced", arguments.at(3).toInt());
    return 99;
}

/// What the history says against "each task was done exactly once".
QStringList violations(Connection &reader, const QStringList &tasks)
{
    QStringList found;
    for (const QString &id : tasks) {
        const auto events = eventlog::since(reader, 0, 10000, {id, 0});
        if (events->size() != 1)
            found << u"%1 was done %2 times"_s.arg(id).arg(events->size());
    }
    return found;
}

} // namespace

class StoreProcessesTest : public QObject
{
    Q_OBJECT

private slots:
    void killedWritersLoseNothingAcknowledgedAndLeaveNoGap()
    {
        const QTemporaryDir folder;
        opened(in(folder)).reset();
        const QString acks = folder.filePath(u"acks"_s);
        std::vector<std::unique_ptr<Child>> writers;
        const auto start = [&] {
            return std::make_unique<Child>(QStringList{u"append"_s, in(folder).databaseFile, acks, u"20000"_s});
        };
        for (int i = 0; i < 3; ++i)
            writers.push_back(start());
        int kills = 0;
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 2500) {
            QThread::msleep(60 + QRandomGenerator::global()->bounded(80));
            writers[kills % writers.size()]->kill();
            writers[kills % writers.size()] = start();
            ++kills;
        }
        writers.clear();
        QSet<qint64> acknowledged;
        for (const QByteArray &line : notes(acks)) {
            QVERIFY(!acknowledged.contains(line.toLongLong()));
            acknowledged.insert(line.toLongLong());
        }
        const auto database = opened(in(folder));
        QVERIFY(database);
        qint64 expected = 0;
        for (;;) {
            const auto events = eventlog::since(database->reader(), expected, 10000);
            QVERIFY(events);
            for (const Event &e : *events) {
                QCOMPARE(e.seq, ++expected);
                acknowledged.remove(e.seq);
            }
            if (events->isEmpty())
                break;
        }
        qInfo("%d kills, %lld events stored", kills, static_cast<long long>(expected));
        QVERIFY(kills > 10 && expected > 20);
        QVERIFY2(acknowledged.isEmpty(), "an acknowledged event is not there");
        QCOMPARE(database->reader().query(sqliteDialect().quickCheck())->constFirst().text("verdict"), u"ok"_s);
        QVERIFY(appendEvent(*database, u"after"_s));
    }

    void everyFollowerSeesEveryEventAndTheLastOneBeforeSilence_data()
    {
        QTest::addColumn<int>("followers");
        for (const int count : {1, 5, 20})
            QTest::newRow(qPrintable(u"%1 followers"_s.arg(count))) << count;
    }

    void everyFollowerSeesEveryEventAndTheLastOneBeforeSilence()
    {
        QFETCH(int, followers);
        constexpr int wanted = 150;
        const QTemporaryDir folder;
        const auto database = opened(in(folder));
        const QString report = folder.filePath(u"report"_s);
        std::vector<std::unique_ptr<Child>> children;
        for (int i = 0; i < followers; ++i)
            children.push_back(std::make_unique<Child>(
                QStringList{u"follow"_s, in(folder).databaseFile, report, QString::number(wanted)}));
        // Bursts with pauses, then nothing more: whoever missed the last ring would wait for ever.
        for (int i = 1; i <= wanted; ++i) {
            QVERIFY(appendEvent(*database, QString::number(i)));
            if (i % 30 == 0)
                QThread::msleep(40);
        }
        QTRY_COMPARE_WITH_TIMEOUT(notes(report).size(), qsizetype(followers), 25000);
        for (const QByteArray &line : notes(report))
            QCOMPARE(line, QByteArray("seen 150"));
    }

    void theGateServesEightProcessesFairly()
    {
        const QTemporaryDir folder;
        opened(in(folder)).reset();
        std::vector<std::unique_ptr<Child>> writers;
        for (int i = 0; i < 8; ++i) {
            writers.push_back(std::make_unique<Child>(
                QStringList{u"append"_s, in(folder).databaseFile, folder.filePath(u"acks%1"_s.arg(i)), u"3000"_s}));
        }
        // Starting takes the processes differently long: compare the middle, when all of them run.
        QThread::msleep(1000);
        QList<qsizetype> before;
        for (int i = 0; i < 8; ++i)
            before << notes(folder.filePath(u"acks%1"_s.arg(i))).size();
        QThread::msleep(1700);
        QList<qsizetype> served;
        for (int i = 0; i < 8; ++i)
            served << notes(folder.filePath(u"acks%1"_s.arg(i))).size() - before.at(i);
        for (const auto &writer : writers)
            QCOMPARE(writer->wait(), 0);
        const auto [least, most] = std::minmax_element(served.begin(), served.end());
        qInfo("least served %lld, most served %lld", static_cast<long long>(*least), static_cast<long long>(*most));
        QVERIFY(*most > 0);
        QVERIFY2(*least * 2 >= *most, "one process was starved");
    }

    void aKilledHolderFreesTheGateAlthoughItsChildLives()
    {
        const QTemporaryDir folder;
        setupLogging({folder.path()});
        const auto stopLogging = qScopeGuard([] { setupLogging({}); });
        const auto database = opened(in(folder));
        const QString ready = folder.filePath(u"ready"_s);
        Child holder({u"hold"_s, in(folder).dataFolder(), ready});
        QTRY_VERIFY_WITH_TIMEOUT(!notes(ready).isEmpty(), 5000);
        QFile gate(in(folder).dataFolder() + u"/gate"_s);
        QVERIFY(gate.open(QIODevice::ReadOnly));
        QCOMPARE(gate.readAll().simplified().split(' ').constFirst().toLongLong(), qint64(holder.pid()));
        std::atomic<bool> stored = false;
        database->submit(
            [](Connection &c) {
                Event made = newEvent(u"waited"_s);
                return eventlog::append(c, made);
            },
            [&stored](const Result<> &result) { stored = result.has_value(); });
        // After five seconds the log says who is in the way.
        const QString log = folder.filePath(u"vibecoder.log"_s);
        const QByteArray holderField = "\"held_by_pid\":\"" + QByteArray::number(holder.pid()) + '"';
        QTRY_VERIFY_WITH_TIMEOUT(notes(log).join().contains(holderField), 12000);
        QVERIFY(!stored);
        QCOMPARE(*eventlog::lastSeq(database->reader()), 0); // reads need no gate
        holder.kill();
        QTRY_VERIFY_WITH_TIMEOUT(stored, 3000);
    }

    void aStoppedProcessInTheWayIsNamedAndNobodyWaitsForEver_data()
    {
        QTest::addColumn<QString>("lock");
        QTest::newRow("it holds the gate") << u"gate"_s;
        QTest::newRow("it stands in the line") << u"queue"_s;
    }

    void aStoppedProcessInTheWayIsNamedAndNobodyWaitsForEver()
    {
        QFETCH(QString, lock);
        const QTemporaryDir folder;
        auto database = opened(in(folder));
        const QString ready = folder.filePath(u"ready"_s);
        Child holder({u"keep"_s, in(folder).dataFolder() + u'/' + lock, ready});
        QTRY_VERIFY_WITH_TIMEOUT(!notes(ready).isEmpty(), 10000);
        holder.signal(SIGSTOP);
        QTRY_VERIFY_WITH_TIMEOUT(isStopped(holder.pid()), 10000);

        std::atomic<int> patient = -1, impatient = -1;
        Result<> refused;
        const auto append = [](const QString &text) {
            return [text](Connection &c) {
                Event made = newEvent(text);
                return eventlog::append(c, made);
            };
        };
        database->submit(append(u"patient"_s), [&](const Result<> &result) { patient = result.has_value(); });
        database->submit(
            append(u"impatient"_s),
            [&](const Result<> &result) {
                refused = result;
                impatient = result.has_value();
            },
            Database::Durability::Full, 1200);
        QTRY_COMPARE_WITH_TIMEOUT(int(impatient), 0, 20000);
        QCOMPARE(refused.error().code, ErrorCode::Storage);
        for (const QString &part : {QString::number(holder.pid()), u"stopped"_s})
            QVERIFY2(refused.error().message.contains(part), qPrintable(refused.error().message));
        QVERIFY2(refused.error().hint.contains(u"kill -CONT %1"_s.arg(holder.pid())), qPrintable(refused.error().hint));
        QCOMPARE(int(patient), -1);
        QCOMPARE(*eventlog::lastSeq(database->reader()), 0); // reads need no gate
        QTRY_VERIFY_WITH_TIMEOUT(database->heldUpBy().has_value(), 20000);
        QCOMPARE(database->heldUpBy()->pid, qint64(holder.pid()));

        // A second one of this store ends, although what it was given cannot be stored.
        auto second = opened(in(folder));
        Result<> last;
        second->submit(append(u"last"_s), [&last](const Result<> &result) { last = result; });
        second.reset();
        QVERIFY(!last);
        QCOMPARE(last.error().code, ErrorCode::Storage);

        holder.kill();
        QTRY_COMPARE_WITH_TIMEOUT(int(patient), 1, 20000);
        // Whoever was told no is never done later.
        const auto events = eventlog::since(database->reader(), 0, 10);
        QCOMPARE(events->size(), 1);
        QCOMPARE(events->constFirst().body.value(u"text"_s).toString(), u"patient"_s);
        QVERIFY(!database->heldUpBy());
    }

    void aLogThatNobodyShortensIsShortenedByAnybody()
    {
        const QTemporaryDir folder;
        opened(in(folder)).reset();
        const QString ready = folder.filePath(u"ready"_s);
        Child holder({u"keep"_s, in(folder).dataFolder() + u"/checkpointer"_s, ready});
        QTRY_VERIFY_WITH_TIMEOUT(!notes(ready).isEmpty(), 10000);
        holder.signal(SIGSTOP);
        const auto database = opened(in(folder));
        constexpr qint64 mebibyte = 1024 * 1024;
        qint64 most = 0;
        for (int i = 0; i < 95; ++i) {
            QVERIFY(appendEvent(*database, QString(mebibyte, u'x')));
            most = std::max(most, database->logSize());
        }
        qInfo("longest log %lld MiB", static_cast<long long>(most / mebibyte));
        QVERIFY(most > 60 * mebibyte); // until then it is the other one's turn
        QVERIFY(most < 90 * mebibyte);
    }

    void eachTaskIsDoneOnce_data()
    {
        QTest::addColumn<bool>("fenced");
        QTest::newRow("with the fence no stalled worker does harm") << true;
        QTest::newRow("without the fence the checker complains") << false;
    }
    void eachTaskIsDoneOnce()
    {
        QFETCH(bool, fenced);
        const QTemporaryDir folder;
        const auto database = opened(in(folder));
        QStringList ids;
        for (int i = 0; i < 60; ++i) {
            // Two tasks to a directory: the claim must also keep them apart.
            Task made = task(u"t"_s, i % 3, u"/w/%1"_s.arg(i / 2));
            QVERIFY(insertTask(*database, made));
            ids << made.id;
        }
        std::vector<std::unique_ptr<Child>> workers;
        for (int i = 0; i < 4; ++i) {
            workers.push_back(std::make_unique<Child>(
                QStringList{u"work"_s, in(folder).databaseFile, fenced ? u"fenced"_s : u"unfenced"_s, u"15000"_s}));
        }
        for (const auto &worker : workers)
            QCOMPARE(worker->wait(), 0);
        const QStringList found = violations(database->reader(), ids);
        qInfo("%lld violations", static_cast<long long>(found.size()));
        QVERIFY2(found.isEmpty() == fenced, qPrintable(found.join(u'\n')));
    }
};

int main(int argc, char **argv)
{
    return mainWithRoles(argc, argv, role, StoreProcessesTest());
}
#include "tst_storeprocesses.moc"
