// SPDX-License-Identifier: MIT
#include "core/worker.h"

#include "base/logging.h"
#include "base/paths.h"
#include "base/processid.h"
#include "core/callusage.h"
#include "core/checkpointkeeping.h"
#include "core/clean/copyroom.h"
#include "core/place/placechoice.h"
#include "core/rulebook.h"
#include "core/settling.h"
#include "core/taskflow.h"
#include "core/view/keptonce.h"
#include "core/view/viewcleaning.h"
#include "storage/taskstore.h"
#include "wire/workingfolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// reliability.md section 4: others may take a task 60 s after the last renewal, its owner gives up at 45 s.
constexpr qint64 kLeaseMs = 60000;
constexpr qint64 kGiveUpMs = 45000;
constexpr int kRenewMs = 15000;
constexpr int kTickMs = 1000;
constexpr int kStopMs = 6000; // for the gate of the store
constexpr int kLossesBeforeGivingUp = 3;

// The folder was looked at when the task came; meanwhile it may have become a link to another one.
Result<> isStillTheFolder(const QString &directory)
{
    const WorkingFolder now = findWorkingFolder(directory, {});
    if (now.path.isEmpty())
        return fail(ErrorCode::Denied, now.message, now.hint);
    if (now.path != directory)
        return fail(ErrorCode::Denied,
            QCoreApplication::translate("taskfile", "the working directory %1 now leads to %2")
                .arg(directory, now.path),
            QCoreApplication::translate("taskfile", "create the task anew for the folder that is meant"));
    return {};
}

} // namespace

Worker::Worker(RunServices services)
    : m_services(std::move(services))
{
    m_renew.setInterval(kRenewMs);
    connect(&m_renew, &QTimer::timeout, this, &Worker::renewLeases);
    // Expiry and pauses end by time, not by a commit.
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, &Worker::wake);
    connect(&m_services.db, &Database::changed, this, &Worker::wake);
}

Worker::~Worker()
{
    m_done = nullptr; // who waits for it may be gone already
    stop();
    m_scope.drain(5000);
}

void Worker::start(const WorkerOptions &options, std::function<void(DrainResult)> done)
{
    m_options = options;
    m_done = std::move(done);
    m_result = {};
    m_working = true;
    m_stopping = false;
    m_services.db.limitWaits(-1);
    m_renew.start();
    m_tick.start();
    tellOthers(true);
    // Not from here: with nothing to do `done` would be called before the caller waits for it.
    QMetaObject::invokeMethod(this, &Worker::wake, Qt::QueuedConnection);
}

void Worker::stop()
{
    if (!m_working)
        return;
    m_stopping = true;
    // Another process may keep the gate: the program still ends. What was not stored is taken up again.
    m_services.db.limitWaits(kStopMs);
    for (auto &[id, run] : m_runs)
        run.stop->request(StopCause::Shutdown);
    wake();
}

void Worker::keepApart(const QString &directory)
{
    m_apart = directory;
    wake();
}

void Worker::wake()
{
    if (!m_working)
        return;
    noticeCancels();
    // A drain ends instead: with the queue paused nothing is runnable.
    if (!m_probing && !m_stopping && !m_options.drain) {
        const auto pause = taskflow::queuePause(m_services.db.reader());
        if (pause && taskflow::isProbeDue(*pause, m_services.clock.now())) {
            m_probing = true;
            m_scope.start([this](CancelSource &) { return probe(); });
        }
    }
    if (m_looking) {
        m_again = true;
        return;
    }
    m_looking = true;
    m_scope.start([this](CancelSource &) { return lookAround(); });
}

QCoro::Task<> Worker::lookAround()
{
    do {
        m_again = false;
        CO_AWAIT(const Result<> dead, takeUpTheDead());
        CO_AWAIT(const Result<> time, passTime());
        for (const Result<> *result : {&dead, &time}) {
            if (!*result)
                logWarning("worker", u"looking after the queue failed"_s, {{u"why"_s, result->error().message}});
        }
        m_nothingRunnable = false;
        while (!m_stopping && hasRoom()) {
            CO_AWAIT(const Result<std::optional<Task>> next, claim());
            if (!next) {
                logError("worker", u"cannot claim a task"_s, {{u"why"_s, next.error().message}});
                m_result.error = next.error();
                m_nothingRunnable = true;
                break;
            }
            if (!next->has_value()) {
                m_nothingRunnable = true;
                break;
            }
            const Task task = **next;
            Run &run = m_runs[task.id];
            run.fence = task.fence;
            run.renewedBootMs = m_services.clock.bootMs();
            run.seq = task.seq;
            run.stop = std::make_shared<CancelSource>(&m_scope.stop());
            m_scope.start([this, task](CancelSource &) { return work(task); });
        }
    } while (m_again);
    m_looking = false;
    finishIfIdle();
}

// A lease whose owner is gone is void at once; what that owner left running is ended before anybody goes on.
QCoro::Task<Result<>> Worker::takeUpTheDead()
{
    auto leases = taskstore::leases(m_services.db.reader());
    if (!leases)
        co_return passError(leases);
    for (const taskstore::Lease &lease : *leases) {
        if (m_runs.contains(lease.taskId))
            continue;
        const bool otherBoot = lease.owner.boot != bootId();
        const bool overdue = !otherBoot && lease.untilBootMs < m_services.clock.bootMs();
        if (!otherBoot && !overdue && isAlive(lease.owner))
            continue;
        const auto ended = endLeftOvers(m_services.db.location().runFolder() + u"/%1.pid"_s.arg(lease.taskId));
        if (!ended) {
            logWarning("worker", u"left-over processes of a dead worker are still there"_s,
                {{u"task"_s, lease.taskId}, {u"why"_s, ended.error().message}});
            continue;
        }
        const QDateTime now = m_services.clock.now();
        const QString id = lease.taskId;
        const qint64 fence = lease.fence;
        const QString spool = m_services.db.location().spoolFolder();
        Database::WriteJob job = [id, fence, now, spool](Connection &c) -> Result<> {
            VC_TRY(const bool taken, taskstore::takeBack(c, id, fence));
            if (!taken)
                return {};
            VC_TRY(const int losses, taskstore::leaseLosses(c, id));
            if (losses < kLossesBeforeGivingUp)
                return {};
            VC_TRY(Task task, taskstore::byId(c, id));
            task.usage += CallUsage::leftForGood(spool, id, task.attempt);
            return taskflow::transition(c, task, TaskState::Failed, StopReason::WorkerCrashLoop,
                u"its worker died %1 times without any progress"_s.arg(losses), now);
        };
        CO_CHECK(m_services.db.write(std::move(job)));
    }
    co_return Result<>();
}

QCoro::Task<Result<>> Worker::passTime()
{
    const QDateTime now = m_services.clock.now();
    const auto expiry = approvalstore::nextExpiry(m_services.db.reader());
    const auto counts = taskstore::counts(m_services.db.reader());
    if (!expiry || !counts)
        co_return expiry ? Result<>(passError(counts)) : Result<>(passError(expiry));
    const bool due = expiry->has_value() && **expiry <= now;
    const qint64 bootMs = m_services.clock.bootMs();
    bool over = false; // a pause that ends by itself
    m_sleeping = false;
    if (counts->value(TaskState::Paused) > 0) {
        const auto sleeps = taskstore::anySleeps(m_services.db.reader(), m_options.only);
        const auto awake = taskstore::awakeNow(m_services.db.reader(), bootId(), bootMs, now);
        if (!sleeps || !awake)
            co_return sleeps ? Result<>(passError(awake)) : Result<>(passError(sleeps));
        m_sleeping = *sleeps;
        over = !awake->isEmpty();
    }
    if (!due && !over)
        co_return Result<>();
    Database::WriteJob job = [now, bootMs](Connection &c) -> Result<> {
        VC_CHECK(taskflow::expireApprovals(c, now));
        VC_CHECK(taskflow::wakeDue(c, now, bootMs));
        return {};
    };
    CO_CHECK(m_services.db.write(std::move(job)));
    co_return Result<>();
}

QCoro::Task<Result<std::optional<Task>>> Worker::claim()
{
    using Claimed = Result<std::optional<Task>>;
    // A look without a lock first: most wakes find nothing.
    Connection &reader = m_services.db.reader();
    const auto counts = taskstore::counts(reader);
    if (!counts)
        co_return Claimed(passError(counts));
    if (counts->value(TaskState::Pending) == 0)
        co_return Claimed(std::nullopt);
    // With rules that cannot be read nobody knows what the user forbids: nothing starts.
    const Result<> rules = m_services.rules.check();
    if (!rules)
        co_return Claimed(passError(rules));
    if (m_options.only.isEmpty()) {
        const auto paused = taskflow::isQueuePaused(reader);
        if (!paused)
            co_return Claimed(passError(paused));
        if (*paused)
            co_return Claimed(std::nullopt);
    }
    // A task whose lease was lost may be pending again while its run still unwinds here, with commands that end and
    // files that are written: nobody begins with it, or in the folder it works in, before that is over. The end of the
    // run looks again.
    if (m_runs.count(m_options.only) > 0)
        co_return Claimed(std::nullopt);
    taskstore::Apart apart;
    apart.tasksOf = m_apart;
    for (const auto &[id, run] : m_runs) {
        apart.tasks.append(run.seq);
        if (!run.folder.isEmpty())
            apart.folders.append(run.folder);
    }
    auto slot = std::make_shared<std::optional<Task>>();
    const QString only = m_options.only;
    const ProcessId owner = ProcessId::self();
    const qint64 until = m_services.clock.bootMs() + kLeaseMs;
    const QDateTime now = m_services.clock.now();
    Database::WriteJob job = [slot, only, apart, owner, until, now](Connection &c) -> Result<> {
        auto claimed = only.isEmpty() ? taskstore::claimNext(c, owner, until, now, apart)
                                      : taskstore::claim(c, only, owner, until, now);
        if (!claimed)
            return passError(claimed);
        *slot = *claimed;
        if (!claimed->has_value())
            return {};
        // A take-over after a crash is told by nobody: the story of the task goes on where it was.
        VC_TRY(const int losses, taskstore::leaseLosses(c, (*claimed)->id));
        if (losses > 0)
            return {};
        return taskflow::tell(c, EventKind::TaskStateChanged, **claimed,
            {{u"from"_s, toWire(TaskState::Pending)}, {u"to"_s, toWire(TaskState::Running)}}, now);
    };
    CO_CHECK(m_services.db.write(std::move(job)));
    co_return Claimed(*slot);
}

QCoro::Task<> Worker::work(Task task)
{
    const QString id = task.id;
    const std::shared_ptr<CancelSource> own = m_runs.at(id).stop;
    CancelSource &stop = *own;
    if (task.cancelRequested)
        stop.request(StopCause::Cancelled);

    Result<LoopOutcome> outcome = tl::make_unexpected(stop.error());
    Task last = task;
    RunPause pause;
    if (stop.stopped()) {
        outcome = tl::make_unexpected(stop.error());
    } else {
        const QStringList refused{m_services.db.location().dataFolder()};
        auto workspace = Workspace::open(task.spec.workingDirectory, refused);
        const Result<> rules = m_services.rules.check(task.spec.workingDirectory);
        const Result<> same = isStillTheFolder(task.spec.workingDirectory);
        if (!workspace || !rules || !same) {
            outcome = LoopOutcome{StopReason::EnvironmentError, !workspace ? workspace.error().message
                                                                : !rules   ? rules.error().message
                                                                           : same.error().message};
        } else {
            Journal journal(m_services.db, m_services.clock, id, task.attempt, task.fence, JournalMode::Live);
            const Result<> loaded = journal.load();
            auto choosing = choosePlace(m_services, task, (*workspace)->root(), stop);
            auto place = co_await choosing;
            Result<bool> alone = true;
            if (place && !stop.stopped()) {
                CO_AWAIT(alone, takeFolder(task, place->isolation));
                if (alone && !*alone) {
                    endRun(task);
                    co_return;
                }
            }
            if (loaded && place && alone && !stop.stopped()) {
                auto asking = refreshKey(stop);
                co_await asking;
            }
            if (loaded && place && alone && !stop.stopped()) {
                last.isolation = place->isolation;
                last.isolationNote = place->note;
                AttemptWorktree *const worktree = place->worktree.get();
                Workspace &folder = worktree ? worktree->folder() : **workspace;
                auto telling = tellOfWorktree(worktree ? worktree->warnings() : QStringList(), task);
                co_await telling;
                AgentLoop loop(m_services, last, folder, place->view.get(), journal, stop);
                auto running = loop.run();
                outcome = co_await running;
                last = loop.task();
                pause = loop.pause();
                // However it ended: what was done is stored before the end is.
                CO_AWAIT(const Result<> stored, journal.flush());
                if (!stored)
                    outcome = passError(stored);
                if (worktree) {
                    auto closing = closeWorktree(*worktree, last, outcome, pause);
                    outcome = co_await closing;
                }
                if (place->view && settlementFor(outcome, pause).kind == Settlement::Kind::End) {
                    auto keeping = keepOnce(*place->view);
                    co_await keeping;
                }
            } else if (!loaded) {
                outcome = passError(loaded);
            } else if (stop.stopped()) {
                outcome = tl::make_unexpected(stop.error());
            } else if (!alone) {
                outcome = passError(alone);
            } else {
                outcome = LoopOutcome{StopReason::EnvironmentError,
                    place.error().hint.isEmpty() ? place.error().message
                                                 : place.error().message + u". "_s + place.error().hint};
            }
        }
    }
    last.fence = task.fence;
    // A store that takes nothing while the program ends is no end of the task.
    if (m_stopping && !outcome && outcome.error().code == ErrorCode::Storage)
        outcome = tl::make_unexpected(stop.error());
    if (pause.reason == StopReason::ApiAuth && !stop.stopped()) {
        // Another key was stored while the old one was in use: the task goes on with it.
        auto asking = refreshKey(stop);
        const bool another = co_await asking;
        if (another)
            pause = {};
    }
    CO_AWAIT(const Result<> settled, settle(last, outcome, pause));
    if (!settled && settled.error().code != ErrorCode::Lost) {
        logError("worker", u"the end of a task could not be stored"_s,
            {{u"task"_s, id}, {u"why"_s, settled.error().message}});
        m_result.error = settled.error();
    }
    forgetOldCheckpoints(last);
    if (last.isolation == Isolation::Worktree)
        cleanUpWorktree(id);
    forgetOldViews();
    endRun(task);
}

// False: another task has the folder, and this one waits for it in the queue.
QCoro::Task<Result<bool>> Worker::takeFolder(Task task, Isolation chosen)
{
    const bool inPlace = chosen == Isolation::InPlace;
    const QString folder = task.spec.workingDirectory;
    m_runs.at(task.id).folder = inPlace ? folder : QString();
    const auto lane = taskstore::laneOf(m_services.db.reader(), task.id);
    if (!lane)
        co_return Result<bool>(passError(lane));
    if (*lane == (inPlace ? folder : task.id))
        co_return Result<bool>(true); // its claim has seen to it
    // The store may have forgotten a run that still ends here.
    const bool unwinding = std::any_of(m_runs.cbegin(), m_runs.cend(),
        [&](const auto &run) { return run.first != task.id && run.second.folder == folder; });
    auto slot = std::make_shared<bool>(true);
    const QDateTime now = m_services.clock.now();
    Database::WriteJob job = [slot, task, inPlace, unwinding, now](Connection &c) -> Result<> {
        if (!inPlace)
            return taskflow::leaveFolder(c, task);
        VC_TRY(*slot, taskflow::claimFolder(c, task, now, unwinding));
        return {};
    };
    CO_CHECK(m_services.db.write(std::move(job)));
    co_return Result<bool>(*slot);
}

void Worker::endRun(const Task &task)
{
    if (const auto run = m_runs.find(task.id); run != m_runs.end() && run->second.fence == task.fence)
        m_runs.erase(run);
    wake();
}

// After the end is stored: nobody waits for it.
void Worker::forgetOldCheckpoints(const Task &task)
{
    const auto workspace = Workspace::open(folderOfTask(m_services.db.location(), task));
    if (!workspace)
        return;
    const auto pruned =
        pruneCheckpoints(m_services.db, m_services.settings, (*workspace)->root(), m_services.clock.now());
    if (!pruned)
        logWarning("checkpoints", u"old checkpoints could not be removed"_s, {{u"why"_s, pruned.error().message}});
}

// Aside: it counts the bytes of all views. Once an hour, whatever the number of processes, is enough for days and
// gigabytes.
void Worker::forgetOldViews()
{
    if (const QDir copies(m_services.db.location().copiesFolder()); copies.exists() && !copies.isEmpty()) {
        m_cleaning.start([this] {
            CopyRoom::sweep(m_services.db);
            m_services.db.closeReader();
        });
    }
    const QString views = m_services.db.location().viewsFolder();
    QFile stamp(views + u"/cleaned"_s);
    const QDateTime now = m_services.clock.now();
    if (!QFileInfo::exists(views) || (stamp.exists() && QFileInfo(stamp).lastModified().secsTo(now) < 60 * 60))
        return;
    if (!stamp.open(QIODevice::WriteOnly | QIODevice::Truncate) || stamp.write("x") != 1)
        return;
    m_cleaning.start([this] {
        const auto cleaned = cleanViews(m_services.db, m_services.settings, m_services.clock.now());
        if (!cleaned)
            logWarning("view", u"old views could not be removed"_s, {{u"why"_s, cleaned.error().message}});
        m_services.db.closeReader();
    });
}

QCoro::Task<Result<>> Worker::settle(Task task, Result<LoopOutcome> outcome, RunPause pause)
{
    if (!outcome && outcome.error().code == ErrorCode::Lost)
        co_return passError(outcome);
    const Settlement end = settlementFor(outcome, pause);
    const QDateTime now = m_services.clock.now();
    const qint64 bootMs = m_services.clock.bootMs();
    Database::WriteJob job = [task, end, now, bootMs](Connection &c) -> Result<> {
        VC_CHECK(storeSettlement(c, task, end, now));
        if (end.kind != Settlement::Kind::Wait)
            return {};
        // From now on by a clock that nobody sets.
        return taskstore::setSleep(c, task.id, bootId(), bootMs, std::max<qint64>(0, now.msecsTo(end.until)));
    };
    CO_CHECK(m_services.db.write(std::move(job)));
    if (end.kind == Settlement::Kind::End) {
        if (end.state == TaskState::Completed)
            ++m_result.completed;
        else
            ++m_result.notPassed;
    }
    if (end.kind == Settlement::Kind::Pause)
        m_result.pausedFor = end.reason;
    co_return Result<>();
}

void Worker::renewLeases()
{
    const qint64 now = m_services.clock.bootMs();
    for (auto &[id, run] : m_runs) {
        if (now - run.renewedBootMs > kGiveUpMs) {
            run.stop->request(StopCause::Lost);
            continue;
        }
        const QString taskId = id;
        const qint64 fence = run.fence;
        m_scope.start([this, taskId, fence](CancelSource &) { return renew(taskId, fence); });
    }
}

QCoro::Task<> Worker::renew(QString taskId, qint64 fence)
{
    const qint64 now = m_services.clock.bootMs();
    Database::WriteJob job = [taskId, fence, now](
                                 Connection &c) { return taskstore::renew(c, taskId, fence, now + kLeaseMs); };
    CO_AWAIT(const Result<> result, m_services.db.write(std::move(job)));
    const auto run = m_runs.find(taskId);
    if (run == m_runs.end() || run->second.fence != fence)
        co_return;
    if (result)
        run->second.renewedBootMs = now;
    else if (result.error().code == ErrorCode::Lost)
        run->second.stop->request(StopCause::Lost);
}

void Worker::noticeCancels()
{
    for (auto &[id, run] : m_runs) {
        const auto wanted = taskstore::isCancelRequested(m_services.db.reader(), id);
        if (wanted && *wanted)
            run.stop->request(StopCause::Cancelled);
    }
}

void Worker::finishIfIdle()
{
    if (!m_working || m_looking || !m_runs.empty())
        return;
    // A task that sleeps until a known time is still this drain's work.
    if (!m_stopping && (!m_options.drain || !m_nothingRunnable || m_sleeping))
        return;
    m_working = false;
    tellOthers(false);
    m_services.db.limitWaits(-1);
    m_renew.stop();
    m_tick.stop();
    m_result.shutdown = m_stopping;
    const auto counts = taskstore::counts(m_services.db.reader());
    if (counts)
        m_result.waiting = int(counts->value(TaskState::WaitingApproval) + counts->value(TaskState::Paused) +
                               counts->value(TaskState::Pending));
    if (auto done = std::exchange(m_done, nullptr))
        done(m_result);
}

} // namespace vibecoder
