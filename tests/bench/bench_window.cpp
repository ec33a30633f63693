// SPDX-License-Identifier: MIT
// The window: how soon it paints, what it takes, what live text and events cost, and how long its event loop stood
// still. Each figure comes from a process of its own, on the offscreen platform.
#include "cli/demo/scriptedmodel.h"
#include "mainwindow/mainwindow.h"
#include "settings/preferences.h"
#include "storage/eventlog.h"
#include "taskpage/taskpage.h"
#include "tasklist/taskview.h"
#include "ui/demostore.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QPaintEvent>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <sys/resource.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLiveTasks = 8;
constexpr int kMeasureMs = 10000;

Settings settingsOf(const QString &folder)
{
    Settings settings;
    settings.databaseUrl = u"sqlite:///"_s + folder + u"/store/bench.db"_s;
    settings.apiKey = u"bench-key-bench-key"_s;
    return settings;
}

void must(const Result<> &done)
{
    if (!done)
        qFatal("%s %s", qPrintable(done.error().message), qPrintable(done.error().detail));
}

void fill(const QString &folder, int count)
{
    auto db = Database::open(*parseDatabaseUrl(settingsOf(folder).databaseUrl));
    if (!db)
        qFatal("%s", qPrintable(db.error().message));
    static constexpr TaskState states[] = {TaskState::Completed, TaskState::Failed, TaskState::Completed, TaskState::Cancelled};
    for (int first = 0; first < count; first += 2000) {
        must((*db)->writeNow([&](Connection &c) -> Result<> {
            for (int i = first; i < std::min(count, first + 2000); ++i) {
                Task task;
                task.id = u"bench%1"_s.arg(i, 7, 10, QLatin1Char('0'));
                task.spec.name = u"Mend the parser of module %1"_s.arg(i);
                task.spec.description = QString(300, u'd');
                task.spec.workingDirectory = u"/srv/projects/%1"_s.arg(i % 1000);
                task.spec.verificationCommands = QStringList{u"make test"_s};
                task.state = states[i % 4];
                task.stopReason = task.state == TaskState::Completed ? StopReason::Passed : StopReason::IterationLimit;
                task.iteration = 1 + i % 5;
                task.testsPassed = i % 90;
                task.testsFailed = i % 3;
                task.createdAt = task.updatedAt = task.endedAt = QDateTime::currentDateTimeUtc().addSecs(-i);
                task.accepted = true;
                VC_CHECK(taskstore::insert(c, task));
            }
            return {};
        }));
    }
}

double cpuSeconds(int who)
{
    rusage used{};
    ::getrusage(who, &used);
    return double(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + double(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

double pssMb()
{
    QFile file(u"/proc/self/smaps_rollup"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("Pss:"))
            return line.mid(4).trimmed().split(' ').constFirst().toDouble() / 1024;
    }
    return 0;
}

class FirstPaint final : public QObject
{
public:
    using QObject::QObject;
    std::function<void()> painted;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && painted)
            QMetaObject::invokeMethod(this, std::exchange(painted, {}), Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }
};

/// Ticks of the event loop that came late.
class Watchdog final : public QObject
{
public:
    Watchdog()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(5);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const qint64 gap = m_since.restart();
            m_worst = std::max(m_worst, gap);
            m_stalls += gap > 50 ? 1 : 0;
        });
        m_since.start();
        m_timer.start();
    }
    [[nodiscard]] qint64 worst() const { return m_worst; }
    [[nodiscard]] int stalls() const { return m_stalls; }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_worst = 0;
    int m_stalls = 0;
};

QStringList addLiveTasks(EngineBridge &bridge, const QString &folder, const QString &command)
{
    QStringList ids;
    for (int i = 0; i < kLiveTasks; ++i) {
        TaskSpec spec;
        spec.name = u"Live task %1"_s.arg(i);
        spec.verificationCommands = QStringList{command};
        spec.workingDirectory = u"%1/live-%2"_s.arg(folder).arg(i);
        spec.maxIterations = 2;
        QDir().mkpath(spec.workingDirectory);
        spec.workingDirectory = QDir(spec.workingDirectory).canonicalPath();
        const auto made = waitFor(bridge.engine().submit({spec, {}, true, u"bench"_s}));
        if (!made)
            qFatal("%s", qPrintable(made.error().message));
        ids.append(made->id);
    }
    return ids;
}

void spin(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

bool spinUntil(int limitMs, const std::function<bool()> &done)
{
    QElapsedTimer timer;
    timer.start();
    while (!done() && timer.elapsed() < limitMs)
        spin(50);
    return done();
}

QJsonArray longScript()
{
    QJsonArray turns;
    for (int i = 0; i < 400; ++i)
        turns.append(QJsonObject{{u"text"_s, QString(400, u't')},
            {u"tools"_s, QJsonArray{QJsonObject{{u"name"_s, u"bash"_s},
                             {u"input"_s, QJsonObject{{u"command"_s, u"echo %1"_s.arg(i)}}}}}}});
    return turns;
}

QJsonArray shortScript()
{
    return {QJsonObject{{u"text"_s, u"Nothing to do."_s},
        {u"tools"_s, QJsonArray{QJsonObject{{u"name"_s, u"finish"_s},
                         {u"input"_s, QJsonObject{{u"status"_s, u"done"_s}, {u"summary"_s, u"s"_s}}}}}}}};
}

// --- what the child processes do ---

int paint(QApplication &, const QString &folder)
{
    auto bridge = EngineBridge::open(settingsOf(folder));
    MainWindow window(**bridge);
    FirstPaint filter;
    filter.painted = [] {
        std::puts("painted");
        std::fflush(stdout);
        QCoreApplication::quit();
    };
    window.list().table().viewport()->installEventFilter(&filter);
    window.show();
    return QCoreApplication::exec();
}

int memory(const QString &folder)
{
    ScriptedModel model(longScript());
    model.setLatency(100);
    model.listen();
    Settings settings = settingsOf(folder);
    settings.baseUrl = model.url();
    auto bridge = EngineBridge::open(settings);
    MainWindow window(**bridge);
    window.show();
    const QStringList ids = addLiveTasks(**bridge, folder, u"false"_s);
    (*bridge)->workers().startWorkers(kLiveTasks);
    window.openTask(ids.constFirst());
    spin(kMeasureMs);
    std::printf("memory with %d live tasks (PSS, model server included): %.1f MB\n", kLiveTasks, pssMb());
    return 0;
}

int live(const QString &folder)
{
    auto bridge = EngineBridge::open(settingsOf(folder));
    MainWindow window(**bridge);
    window.show();
    const QString id = addLiveTasks(**bridge, folder, u"false"_s).constFirst();
    window.openTask(id);
    window.findChild<TaskPage *>()->showTab(TaskPage::Live);
    spin(500);
    QTimer deltas;
    deltas.setTimerType(Qt::PreciseTimer);
    int line = 0;
    QObject::connect(&deltas, &QTimer::timeout, &window, [&] {
        QString text;
        for (int i = 0; i < 10; ++i)
            text += u"line %1 of the output, about as long as a line of a log is on most days\n"_s.arg(++line);
        emit (*bridge)->liveText(id, text);
    });
    const double before = cpuSeconds(RUSAGE_SELF);
    const Watchdog dog;
    deltas.start(10);
    spin(kMeasureMs);
    const double used = cpuSeconds(RUSAGE_SELF) - before;
    std::printf("100 deltas with 1,000 lines a second, Live tab: %.1f %% of a core, longest gap %lld ms\n",
        100 * used / (kMeasureMs / 1000.0), static_cast<long long>(dog.worst()));
    return 0;
}

int produce(const QString &folder, const QString &taskId)
{
    auto db = Database::open(*parseDatabaseUrl(settingsOf(folder).databaseUrl));
    QElapsedTimer timer;
    timer.start();
    for (int tick = 0; timer.elapsed() < kMeasureMs + 2000; ++tick) {
        must((*db)->writeNow([&](Connection &c) -> Result<> {
            for (int i = 0; i < 20; ++i) {
                Event event;
                event.at = QDateTime::currentDateTimeUtc();
                event.taskId = taskId;
                event.attempt = 1;
                event.kind = EventKind::Warning;
                event.body = {{u"text"_s, u"line %1 of a log that grows quickly"_s.arg(tick * 20 + i)}};
                VC_CHECK(eventlog::append(c, event));
            }
            return {};
        }));
        QThread::msleep(unsigned(std::max<qint64>(0, (tick + 1) * 20 - timer.elapsed())));
    }
    return 0;
}

int log(const QString &folder)
{
    auto bridge = EngineBridge::open(settingsOf(folder));
    MainWindow window(**bridge);
    window.show();
    const QString id = addLiveTasks(**bridge, folder, u"false"_s).constFirst();
    window.openTask(id);
    window.findChild<TaskPage *>()->showTab(TaskPage::Log);
    QProcess producer;
    producer.start(QCoreApplication::applicationFilePath(), {u"produce"_s, folder, id});
    spin(1500);
    const double before = cpuSeconds(RUSAGE_SELF);
    const Watchdog dog;
    spin(kMeasureMs);
    const double used = cpuSeconds(RUSAGE_SELF) - before;
    producer.waitForFinished();
    std::printf("1,000 log lines a second by another process, Log tab: %.1f %% of a core, longest gap %lld ms\n",
        100 * used / (kMeasureMs / 1000.0), static_cast<long long>(dog.worst()));
    return 0;
}

int stalls(const QString &folder)
{
    ScriptedModel model(shortScript());
    model.listen();
    Settings settings = settingsOf(folder);
    settings.baseUrl = model.url();
    auto bridge = EngineBridge::open(settings);
    MainWindow window(**bridge);
    window.show();
    // 10 MB of text each time it runs, and it does not pass: it runs at the beginning and after each iteration.
    const QStringList ids = addLiveTasks(**bridge, folder, u"seq 1 1400000; false"_s);
    window.openTask(ids.constFirst());
    spin(500);
    const Watchdog dog;
    (*bridge)->workers().startWorkers(kLiveTasks);
    const bool ended = spinUntil(120000, [&] {
        return std::all_of(ids.cbegin(), ids.cend(), [&](const QString &id) {
            const auto task = (*bridge)->engine().task(id);
            return task && isEnded(task->state);
        });
    });
    std::printf("%d tasks with 10 MB of output each%s: %d gaps over 50 ms, longest %lld ms\n", kLiveTasks,
        ended ? "" : " (not ended in two minutes)", dog.stalls(), static_cast<long long>(dog.worst()));
    return 0;
}

// --- the parent ---

void painted(const QString &folder, int tasks, int runs)
{
    QList<double> times;
    for (int i = 0; i < runs; ++i) {
        QProcess child;
        QElapsedTimer timer;
        timer.start();
        child.start(QCoreApplication::applicationFilePath(), {u"paint"_s, folder});
        while (child.waitForReadyRead(30000) && !child.readAllStandardOutput().contains("painted")) { }
        times.append(double(timer.nsecsElapsed()) / 1e6);
        child.waitForFinished();
    }
    std::sort(times.begin(), times.end());
    std::printf("start to first paint with %d tasks: median %.0f ms, worst of %d %.0f ms\n", tasks,
        times.at(times.size() / 2), runs, times.constLast());
}

void child(const QString &what, const QString &folder)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), {what, folder});
    process.waitForFinished(180000);
    std::fputs(process.readAllStandardOutput().constData(), stdout);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const QString what = arguments.value(1), folder = arguments.value(2);
    if (what == u"produce"_s)
        return produce(folder, arguments.value(3));
    if (!folder.isEmpty()) {
        Preferences::instance().open(folder + u"/window.ini"_s);
        Theme::instance().install();
        Preferences::instance().setLanguageOfRun(u"en"_s);
        return what == u"paint"_s    ? paint(application, folder)
               : what == u"memory"_s ? memory(folder)
               : what == u"live"_s   ? live(folder)
               : what == u"log"_s    ? log(folder)
                                     : stalls(folder);
    }
    QTemporaryDir small, large;
    fill(small.path(), 10000);
    painted(small.path(), 10000, 11);
    for (const QString &one : {u"memory"_s, u"live"_s, u"log"_s, u"stalls"_s}) {
        if (what.isEmpty() || what == one)
            child(one, small.path());
    }
    if (what.isEmpty()) {
        fill(large.path(), 100000);
        painted(large.path(), 100000, 5);
    }
    return 0;
}
