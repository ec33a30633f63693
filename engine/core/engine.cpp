// SPDX-License-Identifier: MIT
#include "core/engine.h"

#include "ai/keycheck.h"
#include "base/digest.h"
#include "base/logging.h"
#include "base/paths.h"
#include "base/processid.h"
#include "core/engineprivate.h"
#include "core/policyquestion.h"
#include "core/result/resultdesk.h"
#include "core/rollback.h"
#include "core/taskflow.h"
#include "core/trial.h"
#include "core/verificationcheck.h"
#include "core/worker.h"
#include "integrations/keychain.h"
#include "sandbox/probe.h"
#include "storage/artifactstore.h"
#include "storage/eventlog.h"
#include "storage/storefiles.h"
#include "storage/taskstore.h"
#include "verification/explain.h"
#include "verification/guardrules.h"

#include <QCoreApplication>

namespace vibecoder {

using namespace Qt::StringLiterals;

Engine::Engine() = default;

Engine::~Engine()
{
    // Opening may have failed before there was anything.
    if (d)
        d->end(this);
}

Result<std::unique_ptr<Engine>> Engine::open(const Settings &settings)
{
    addSecret(settings.apiKey);
    addSecret(settings.authToken);
    VC_TRY(const StoreLocation location, parseDatabaseUrl(settings.databaseUrl));
    VC_TRY(auto database, Database::open(location));
    for (const QString &folder :
        {location.runFolder(), location.spoolFolder(), location.artifactFolder(), location.logFolder()})
        VC_CHECK(ensurePrivateFolder(folder));
    static const QHash<QString, LogLevel> levels{{u"DEBUG"_s, LogLevel::Debug}, {u"INFO"_s, LogLevel::Info},
        {u"WARNING"_s, LogLevel::Warning}, {u"ERROR"_s, LogLevel::Error}};
    LogSettings log;
    log.folder = location.logFolder();
    log.level = levels.value(settings.logLevel.toUpper(), LogLevel::Info);
    setupLogging(log);

    std::unique_ptr<Engine> engine(new Engine);
    engine->d = std::make_unique<Private>(settings, std::move(database));
    connect(engine->d->db.get(), &Database::changed, engine.get(), &Engine::changed);
    return engine;
}

const Settings &Engine::settings() const
{
    return d->settings;
}

QString Engine::dataFolder() const
{
    return d->db->location().dataFolder();
}

void Engine::setPatience(int ms)
{
    d->patienceMs = ms;
}

void Engine::leaveThread()
{
    d->db->closeReader();
}

QString Engine::heldUpBy() const
{
    const auto holder = d->db->heldUpBy();
    return holder ? holder->text() : QString();
}

QString Engine::storeHolder() const
{
    const auto holder = d->db->stoppedHolder();
    return holder ? holder->text() : QString();
}

qint64 Engine::logSize() const
{
    return d->db->logSize();
}

qint64 Engine::largeLog()
{
    return storefiles::largeLogBytes;
}

Result<> Engine::checkStore()
{
    Connection &reader = d->db->reader();
    VC_TRY(const QList<Row> rows, reader.query(reader.dialect().quickCheck()));
    if (rows.isEmpty() || rows.constFirst().text("verdict") != u"ok"_s)
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("vibecoder::Engine", "The task database is damaged."),
            QCoreApplication::translate("vibecoder::Engine", "Restore it from a backup."),
            rows.isEmpty() ? QString() : rows.constFirst().text("verdict"));
    return {};
}

namespace {

taskflow::AcceptedFor meaningOf(const SubmitRequest &request)
{
    return request.onlyThisTask ? taskflow::AcceptedFor::ThisTask : taskflow::AcceptedFor::SameCommands;
}

} // namespace

QFuture<Result<Task>> Engine::submit(const SubmitRequest &request)
{
    Task task;
    task.id = newId();
    task.spec = taskflow::withoutSecrets(request.spec);
    task.accepted = request.accepted;
    task.idempotencyKey = request.idempotencyKey;
    const QDateTime now = d->clock.now();
    const QString actor = request.actor;
    const taskflow::Acceptance acceptance = d->acceptanceOf(task.spec, request.accepted, meaningOf(request));
    return d->change<Task>(
        [task, actor, now, acceptance](Connection &c) { return taskflow::submit(c, task, actor, now, acceptance); });
}

QFuture<Result<TakenUp>> Engine::takeUp(const SubmitRequest &request)
{
    Task task;
    task.id = newId();
    task.spec = taskflow::withoutSecrets(request.spec);
    task.accepted = request.accepted;
    const QDateTime now = d->clock.now();
    const QString actor = request.actor;
    const taskflow::Acceptance acceptance = d->acceptanceOf(task.spec, request.accepted, meaningOf(request));
    return d->change<TakenUp>(
        [task, actor, now, acceptance](Connection &c) { return taskflow::takeUp(c, task, actor, now, acceptance); });
}

Result<std::optional<TaskWorker>> Engine::workerOf(const QString &id)
{
    VC_TRY(const auto lease, taskstore::leaseOf(d->db->reader(), id));
    if (!lease)
        return std::optional<TaskWorker>();
    return TaskWorker{lease->owner.pid, isAlive(lease->owner), lease->owner == ProcessId::self()};
}

Result<QByteArray> Engine::storeVersion()
{
    return d->db->reader().version();
}

Result<Task> Engine::task(const QString &id)
{
    return taskstore::byId(d->db->reader(), id);
}

Result<QString> Engine::resolveTaskId(const QString &text)
{
    return taskstore::resolveId(d->db->reader(), text);
}

Result<QList<Task>> Engine::tasks(const TaskFilter &filter, const PageRequest &page)
{
    return taskstore::list(d->db->reader(), filter, page);
}

Result<QStringList> Engine::taskIds(const TaskFilter &filter, const PageRequest &page)
{
    return taskstore::ids(d->db->reader(), filter, page);
}

Result<QList<Iteration>> Engine::iterations(const QString &id, int attempt)
{
    if (attempt == 0) {
        VC_TRY(const Task current, task(id));
        attempt = current.attempt;
    }
    return iterationstore::list(d->db->reader(), id, attempt);
}

Result<QList<Artifact>> Engine::artifacts(const QString &id, int attempt)
{
    return artifactrows::list(d->db->reader(), id, attempt);
}

Result<QByteArray> Engine::artifactBytes(const QString &artifactId, qint64 offset, qint64 length)
{
    VC_TRY(const Artifact artifact, artifactrows::byId(d->db->reader(), artifactId));
    return d->artifacts.read(artifact.sha256, offset, length);
}

QFuture<Result<Task>> Engine::cancel(const QString &id, const QString &actor)
{
    Q_UNUSED(actor)
    const QDateTime now = d->clock.now();
    return d->change<Task>([id, now](Connection &c) { return taskflow::cancel(c, id, now); });
}

QFuture<Result<Task>> Engine::retry(const QString &id, const QString &actor, RetryFrom from)
{
    Q_UNUSED(actor)
    const QDateTime now = d->clock.now();
    const QString data = d->db->location().dataFolder();
    const Result<Task> known = task(id);
    const SandboxTier tier = known ? tierOfCommands(d->settings, known->spec.workingDirectory) : SandboxTier::None;
    return d->change<Task>(
        [id, now, data, tier, from](Connection &c) { return taskflow::retry(c, id, now, data, tier, from); });
}

QFuture<Result<Task>> Engine::revise(const QString &id, const SubmitRequest &request)
{
    const QDateTime now = d->clock.now();
    const TaskSpec spec = taskflow::withoutSecrets(request.spec);
    const taskflow::Acceptance acceptance = d->acceptanceOf(spec, request.accepted, meaningOf(request));
    return d->change<Task>(
        [id, spec, accepted = request.accepted, actor = request.actor, now, acceptance](
            Connection &c) { return taskflow::revise(c, id, spec, accepted, actor, now, acceptance); });
}

QFuture<Result<Task>> Engine::change(const QString &id, const TaskChange &wanted, const QString &actor)
{
    const QDateTime now = d->clock.now();
    return d->change<Task>(
        [id, wanted, actor, now](Connection &c) { return taskflow::change(c, id, wanted, actor, now); });
}

QFuture<Result<>> Engine::remove(const QString &id, const QString &actor)
{
    const QDateTime now = d->clock.now();
    auto root = std::make_shared<QString>();
    const StoreLocation location = d->db->location();
    QFuture<Result<>> removed = d->change<void>([id, actor, now, root, location](Connection &c) -> Result<> {
        VC_TRY(const Task task, taskstore::byId(c, id));
        VC_CHECK(refuseWhileHalfApplied(location, task));
        VC_CHECK(refuseDuringRollback(c, task.spec.workingDirectory));
        VC_TRY(const QList<Checkpoint> kept, checkpointrows::list(c, id, 0));
        if (!kept.isEmpty()) {
            VC_TRY(*root, checkpointrows::directoryOf(c, kept.constFirst()));
        }
        if (task.state == TaskState::Running)
            return fail(ErrorCode::Conflict, QCoreApplication::translate("vibecoder::Engine", "The task is running."),
                QCoreApplication::translate("vibecoder::Engine", "Cancel it first."));
        VC_CHECK(taskstore::remove(c, id));
        return taskflow::tell(c, EventKind::TaskDeleted, task, {{u"name"_s, task.spec.name}, {u"by"_s, actor}}, now);
    });
    Private *own = d.get();
    return removed.then(&d->slowWork, [own, root, now, id](const Result<> &done) -> Result<> {
        if (done)
            removeViews(own->db->location(), id);
        // The task is gone either way; what its checkpoints took is freed now, or by the next run in that directory.
        if (done && !root->isEmpty())
            (void)pruneCheckpoints(*own->db, own->settings, *root, now);
        return done;
    });
}

SandboxTier Engine::sandboxTier(QString *why, SandboxChoice choice)
{
    if (why)
        *why = sandboxReport().why;
    return vibecoder::sandboxTier(choice);
}

int Engine::landlockVersion()
{
    return sandboxReport().landlockAbi;
}

bool Engine::sandboxStaysWarm(QString *why)
{
    if (why)
        *why = sandboxReport().whyNotWarm;
    return sandboxReport().warm;
}

Result<> Engine::storeKey(const QString &key)
{
    return keychain::storeKey(key);
}

Result<> Engine::removeStoredKey()
{
    return keychain::removeKey();
}

Result<QString> Engine::readStoredKey()
{
    return keychain::readKey();
}

Result<KeyAnswer> Engine::checkKey(const Settings &settings)
{
    return askServerAboutKey(settings);
}

PolicyAnswer Engine::askPolicy(const PolicyQuestion &question)
{
    return answerPolicyQuestion(question);
}

QStringList Engine::guardedAmong(const QStringList &paths, const QStringList &commands)
{
    return guardedPaths(paths, commands);
}

CommandReport Engine::explainOutput(const RecordedRun &run)
{
    return explainRun(run);
}

Result<VerificationReport> Engine::tryCommands(const Settings &settings, const TrialRequest &request)
{
    return vibecoder::tryCommands(settings, request);
}

Result<QList<Event>> Engine::eventsSince(
    qint64 seq, int limit, const QString &taskId, int attempt, std::optional<EventKind> kind)
{
    return eventlog::since(d->db->reader(), seq, limit, {taskId, attempt, 0, kind});
}

Result<QList<Event>> Engine::lastEvents(
    int count, const QString &taskId, int attempt, qint64 before, std::optional<EventKind> kind)
{
    return eventlog::tail(d->db->reader(), count, {taskId, attempt, before, kind});
}

Result<qint64> Engine::lastEventSeq()
{
    return eventlog::lastSeq(d->db->reader());
}

QFuture<Result<>> Engine::setQueuePaused(bool paused, const QString &reason, const QString &actor)
{
    const QDateTime now = d->clock.now();
    return d->change<void>([paused, reason, actor, now](
                               Connection &c) { return taskflow::setQueuePaused(c, paused, reason, actor, now); });
}

void Engine::startWorkers(const WorkerOptions &options, std::function<void(DrainResult)> done)
{
    if (const Result<> rules = d->rules.check(); !rules) {
        DrainResult none;
        none.error = rules.error();
        // Not from inside the call: who waits may not be waiting yet.
        QMetaObject::invokeMethod(
            this, [done = std::move(done), none] { done(none); }, Qt::QueuedConnection);
        return;
    }
    startDelivery();
    Worker &worker = d->ensureWorker(this);
    if (!options.drain) {
        worker.start(options, std::move(done));
        return;
    }
    // The process is about to end: the webhooks hear of the end first, unless they are slow.
    worker.start(options, [this, done = std::move(done)](const DrainResult &result) {
        constexpr int graceMs = 3000;
        if (d->delivery && !result.shutdown)
            d->delivery->whenQuiet(graceMs, this, [done, result] { done(result); });
        else
            done(result);
    });
}

void Engine::keepApart(const QString &directory)
{
    d->ensureWorker(this).keepApart(directory);
}

void Engine::stopWorkers()
{
    if (d->worker)
        d->worker->stop();
}

} // namespace vibecoder
