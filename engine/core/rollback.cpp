// SPDX-License-Identifier: MIT
#include "core/rollback.h"

#include "base/digest.h"
#include "core/taskflow.h"
#include "core/worktree/attemptworktree.h"
#include "storage/taskstore.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Rollback
{
    Q_DECLARE_TR_FUNCTIONS(Rollback)
};

struct Begun
{
    Task task;
    Checkpoint target;
    RollbackRow row;
    int presentNumber = 0;              ///< under which the present state is kept
    std::optional<Checkpoint> original; ///< kept by a run that died: the state before the first file changed
};

// Kills the process before the n-th change on disk, so that a test can walk them: `rollback#<n>`, as in the journal.
std::function<void(int)> failpoint()
{
    const QString wanted = qEnvironmentVariable("VIBECODER_CRASH_AT");
    if (!wanted.startsWith(u"rollback#"_s))
        return {};
    return [number = wanted.section(u'#', 1).toInt()](int step) {
        if (step == number)
            ::kill(::getpid(), SIGKILL);
    };
}

Result<Checkpoint> targetOf(Connection &c, const QString &taskId, int attempt, int number)
{
    VC_TRY(const auto found, checkpointrows::find(c, taskId, attempt, number));
    if (!found)
        return fail(ErrorCode::NotFound, Rollback::tr("The task has no checkpoint c%1.").arg(number),
            Rollback::tr("`vibecoder task checkpoints %1` lists them.").arg(taskId));
    return *found;
}

Result<> refuseUnlessEnded(const Task &task)
{
    if (isEnded(task.state))
        return {};
    return fail(ErrorCode::Conflict, Rollback::tr("The task has not ended yet: %1.").arg(toWire(task.state)),
        Rollback::tr("Cancel it first, or wait for its end."));
}

// Of a task that works in a clone of its own the data folder of the program holds it.
Result<std::unique_ptr<Workspace>> openFolderOf(const RollbackServices &services, const Task &task)
{
    const StoreLocation &location = services.db.location();
    const QStringList refused =
        task.isolation == Isolation::Worktree ? QStringList() : QStringList{location.dataFolder()};
    return Workspace::open(folderOfTask(location, task), refused);
}

// So that nobody cleans it away meanwhile.
Result<FileDescriptor> holdWorktree(const StoreLocation &location, const Task &task)
{
    if (task.isolation != Isolation::Worktree)
        return FileDescriptor();
    return lockClone(location.worktreesFolder(), cloneName(task.spec.name, task.id));
}

// The state of the task, the hold of its directory and the intent, in one transaction.
Result<Begun> begin(const RollbackServices &services, const RollbackRequest &request)
{
    const QDateTime now = services.clock.now();
    return services.db.writeNowWith<Begun>([request, now](Connection &c) -> Result<Begun> {
        Begun begun;
        VC_TRY(begun.task, taskstore::byId(c, request.taskId));
        const QString &directory = begun.task.spec.workingDirectory;
        VC_CHECK(refuseUnlessEnded(begun.task));
        const int attempt = request.attempt > 0 ? request.attempt : begun.task.attempt;
        VC_TRY(begun.target, targetOf(c, request.taskId, attempt, request.number));
        VC_TRY(const auto other, rollbackrows::find(c, directory));
        if (other && other->owner != ProcessId::self() && isAlive(other->owner))
            return fail(ErrorCode::Conflict, Rollback::tr("Another rollback is under way in this directory."));
        // What a dead process held for this task is ours now; what it held for another one is completed there.
        if (other && other->taskId != request.taskId)
            VC_CHECK(refuseDuringRollback(c, directory));
        VC_TRY(const bool busy, taskstore::isDirectoryBusy(c, directory, request.taskId));
        if (busy)
            return fail(ErrorCode::Conflict, Rollback::tr("Another task works in this directory."),
                Rollback::tr("Wait for its end, or cancel it."));
        VC_CHECK(taskstore::holdDirectory(c, request.taskId));
        VC_TRY(begun.presentNumber, checkpointrows::nextNumber(c, request.taskId, attempt));
        if (other && other->taskId == request.taskId && other->attempt == attempt) {
            VC_TRY(begun.original, checkpointrows::find(c, request.taskId, attempt, other->beforeNumber));
        }
        begun.row = {directory, request.taskId, attempt, request.number,
            begun.original ? begun.original->number : begun.presentNumber, now, ProcessId::self()};
        VC_CHECK(rollbackrows::save(c, begun.row));
        return begun;
    });
}

Result<> end(const RollbackServices &services, const Begun &begun, const std::optional<Event> &told)
{
    return services.db.writeNow([begun, told](Connection &c) -> Result<> {
        VC_CHECK(rollbackrows::remove(c, begun.row.directory));
        VC_CHECK(taskstore::releaseDirectory(c, begun.row.taskId));
        if (told)
            VC_CHECK(taskflow::tell(c, told->kind, begun.task, told->body, told->at));
        return {};
    });
}

// The command that leads to a checkpoint; each attempt counts its own.
QString commandFor(const QString &taskId, int attempt, int currentAttempt, int number)
{
    const QString which = attempt == currentAttempt ? QString() : u" --attempt %1"_s.arg(attempt);
    return u"vibecoder task rollback %1%2 --to c%3"_s.arg(taskId, which).arg(number);
}

// The present state. A half restored one is kept as well: somebody may have worked in it meanwhile.
Result<Checkpoint> keepPresent(const RollbackServices &services, CheckpointStore &store, const Workspace &workspace,
    const Begun &begun, const CheckpointLimits &limits)
{
    Checkpoint before;
    before.taskId = begun.row.taskId;
    before.attempt = begun.row.attempt;
    before.number = begun.presentNumber;
    before.iteration = begun.target.iteration;
    before.kind = CheckpointKind::Restore;
    before.createdAt = services.clock.now();
    VC_TRY(const Snapshot kept,
        store.take(workspace, checkpointName(before.taskId, before.attempt, before.number), limits));
    store.sync();
    before.tree = kept.tree;
    before.files = kept.files;
    before.bytes = kept.bytes;
    before.notCovered = kept.notCovered;
    VC_CHECK(services.db.writeNow(
        [before, directory = workspace.root()](Connection &c) { return checkpointrows::save(c, before, directory); }));
    return before;
}

Result<RollbackReport> carryOut(const RollbackServices &services, const RollbackRequest &request, const Begun &begun)
{
    RollbackReport report;
    report.target = begun.target;
    report.dryRun = request.dryRun;
    VC_TRY(
        const auto workspace, openFolderOf(services, begun.task));
    VC_TRY(const auto store, CheckpointStore::open(services.db.location().checkpointFolder(), workspace->root()));
    CheckpointLimits limits = checkpointLimits(services.settings);
    // Damage is found before anything is touched.
    VC_TRY(const RestorePlan seen,
        store->plan(*workspace, begun.target.tree, limits, {store->written(request.taskId), request.only}));
    report.changes = seen.changes;
    report.leftAlone = seen.leftAlone;
    report.notCovered = seen.now.notCovered;
    if (request.dryRun)
        return report;
    VC_CHECK(store->openUp(*workspace, request.taskId));
    limits.keepCovered = foldersOf(seen.target);
    VC_TRY(report.before, keepPresent(services, *store, *workspace, begun, limits));
    if (!request.present.isEmpty() && report.before->tree != request.present)
        return fail(ErrorCode::Conflict, Rollback::tr("Files changed meanwhile; nothing was brought back."),
            Rollback::tr("Run it again."));
    const auto done = restoreTree(*store, *workspace, request.taskId, begun.target.tree, limits, Evidence::Verification,
        report.before->tree, failpoint());
    if (begun.original)
        report.before = begun.original;
    if (!done) {
        Error error = done.error();
        error.hint =
            Rollback::tr("Nothing is lost: `%1` leads back.")
                .arg(commandFor(begun.row.taskId, begun.row.attempt, begun.task.attempt, report.before->number));
        return tl::make_unexpected(error);
    }
    report.changes = done->changes;
    report.leftAlone = done->leftAlone;
    return report;
}

QList<WrittenPath> writtenBy(const RestorePlan &plan)
{
    QList<WrittenPath> written;
    for (const TreeChange &change : plan.changes) {
        const QByteArray path = pathBytes(change.path.endsWith(u'/') ? change.path.chopped(1) : change.path);
        written.append({path, plan.now.tree.value(path), plan.target.value(path)});
    }
    return written;
}

} // namespace

Result<RestorePlan> restoreTree(CheckpointStore &store, const Workspace &workspace, const QString &taskId,
    const QString &tree, const CheckpointLimits &limits, Evidence least, const QString &present,
    const std::function<void(int)> &step)
{
    VC_CHECK(store.openUp(workspace, taskId));
    const ReturnScope scope{store.written(taskId), {}, least};
    VC_TRY(RestorePlan plan, store.plan(workspace, tree, limits, scope));
    // What is overwritten must have been kept: an edit of somebody in between is no loss we may cause.
    if (!present.isEmpty() && QString::fromLatin1(treeIdOf(plan.now.tree).toHex()) != present)
        return fail(ErrorCode::Conflict, Rollback::tr("Files changed meanwhile; nothing was brought back."),
            Rollback::tr("Run it again."));
    if (plan.changes.isEmpty())
        return plan;
    // First: half done, this is still known to be no work of a person.
    VC_CHECK(store.noteWritten(taskId, writtenBy(plan)));
    const Result<> done = store.restore(workspace, plan, step);
    store.sync();
    if (!done)
        return passError(done);
    // Read again what was written: the answer is about the disk, not about what was meant.
    VC_TRY(const RestorePlan after, store.plan(workspace, tree, limits, scope));
    const bool reached = std::all_of(after.changes.cbegin(), after.changes.cend(),
        [&plan](const TreeChange &change) { return plan.leftAlone.contains(change.path); });
    if (!reached)
        return fail(ErrorCode::Conflict, Rollback::tr("Files changed while they were brought back."),
            Rollback::tr("Run it again."));
    return plan;
}

Result<RollbackReport> rollBack(const RollbackServices &services, const RollbackRequest &request)
{
    if (request.dryRun) {
        Begun seen;
        VC_TRY(seen.task, taskstore::byId(services.db.reader(), request.taskId));
        VC_CHECK(refuseUnlessEnded(seen.task));
        const int attempt = request.attempt > 0 ? request.attempt : seen.task.attempt;
        VC_TRY(seen.target, targetOf(services.db.reader(), request.taskId, attempt, request.number));
        return carryOut(services, request, seen);
    }
    VC_TRY(const Task known, taskstore::byId(services.db.reader(), request.taskId));
    VC_TRY(const FileDescriptor held, holdForRollback(services.db.location(), known.spec.workingDirectory));
    VC_TRY(const FileDescriptor worktree, holdWorktree(services.db.location(), known));
    VC_TRY(const Begun begun, begin(services, request));
    const auto report = carryOut(services, request, begun);
    Event told;
    told.at = services.clock.now();
    if (report) {
        told.kind = EventKind::CheckpointRestored;
        told.body = {{u"number"_s, begun.target.number}, {u"iteration"_s, begun.target.iteration},
            {u"tree"_s, begun.target.tree}, {u"changes"_s, report->changes.size()},
            {u"left_alone"_s, report->leftAlone.size()}, {u"before"_s, report->before->number},
            {u"left_alone_paths"_s, QJsonArray::fromStringList(report->leftAlone.mid(0, kNamedPaths))},
            {u"by"_s, request.actor}};
        if (!request.only.isEmpty())
            told.body.insert(u"only"_s, QJsonArray::fromStringList(request.only.mid(0, 20)));
    } else {
        told.kind = EventKind::Warning;
        told.body = {{u"code"_s, u"rollback_failed"_s},
            {u"text"_s, u"going back to c%1 failed: %2"_s.arg(begun.target.number).arg(report.error().message)}};
    }
    VC_CHECK(end(services, begun, told));
    return report;
}

Result<RollbackReport> revertPaths(const RollbackServices &services, const RollbackRequest &request)
{
    Connection &reader = services.db.reader();
    Begun seen;
    VC_TRY(seen.task, taskstore::byId(reader, request.taskId));
    VC_CHECK(refuseUnlessEnded(seen.task));
    const QString &directory = seen.task.spec.workingDirectory;
    VC_CHECK(refuseDuringRollback(reader, directory));
    const int attempt = request.attempt > 0 ? request.attempt : seen.task.attempt;
    VC_TRY(seen.target, targetOf(reader, request.taskId, attempt, request.number));
    if (request.dryRun)
        return carryOut(services, request, seen);
    VC_TRY(const bool busy, taskstore::isDirectoryBusy(reader, directory, request.taskId));
    if (busy)
        return fail(ErrorCode::Conflict, Rollback::tr("Another task works in this directory."),
            Rollback::tr("Wait for its end, or cancel it."));
    VC_TRY(const auto workspace, openFolderOf(services, seen.task));
    VC_TRY(const auto store, CheckpointStore::open(services.db.location().checkpointFolder(), workspace->root()));
    CheckpointLimits limits = checkpointLimits(services.settings);
    VC_TRY(const FileTree wanted, store->load(seen.target.tree));
    limits.keepCovered = foldersOf(wanted);
    Checkpoint mixed = seen.target;
    mixed.kind = CheckpointKind::Restore;
    mixed.createdAt = services.clock.now();
    VC_TRY(mixed.number, checkpointrows::nextNumber(reader, request.taskId, attempt));
    const QString name = checkpointName(mixed.taskId, mixed.attempt, mixed.number);
    VC_TRY(const Snapshot present, store->take(*workspace, name, limits));
    VC_TRY(const FileTree now, store->load(present.tree));
    const OwnReturn own = returnOfOwn(now, wanted, {store->written(request.taskId), request.only});
    VC_TRY(mixed.tree, store->keep(own.wanted, name));
    store->sync();
    mixed.files = present.files;
    mixed.bytes = present.bytes;
    mixed.notCovered = present.notCovered;
    VC_CHECK(services.db.writeNow(
        [mixed, root = workspace->root()](Connection &c) { return checkpointrows::save(c, mixed, root); }));
    RollbackRequest whole = request;
    whole.attempt = attempt;
    whole.number = mixed.number;
    whole.present = present.tree;
    whole.only.clear();
    VC_TRY(RollbackReport report, rollBack(services, whole));
    report.target = seen.target;
    for (const QByteArray &path : own.notOwned)
        report.leftAlone.append(pathText(path));
    return report;
}

Result<FileDescriptor> holdForRollback(const StoreLocation &location, const QString &directory)
{
    const QString file = location.runFolder() + u"/rollback-"_s + sha256Hex(directory.toUtf8()).left(32);
    FileDescriptor lock(::open(QFile::encodeName(file).constData(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.isOpen())
        return fail(ErrorCode::Io, Rollback::tr("%1 cannot be opened.").arg(file),
            Rollback::tr("Check the permissions of the folder."));
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorCode::Conflict, Rollback::tr("Another rollback is under way in this directory."),
            Rollback::tr("Wait for its end."));
    return lock;
}

Result<> refuseDuringRollback(Connection &c, const QString &directory)
{
    VC_TRY(const auto row, rollbackrows::find(c, directory));
    if (row && isAlive(row->owner))
        return fail(ErrorCode::Conflict, Rollback::tr("A rollback is under way in this directory."),
            Rollback::tr("Wait for its end."));
    return refuseAfterInterruptedRollback(c, directory);
}

Result<> refuseAfterInterruptedRollback(Connection &c, const QString &directory)
{
    VC_TRY(const auto row, rollbackrows::find(c, directory));
    if (!row || isAlive(row->owner))
        return {};
    VC_TRY(const Task task, taskstore::byId(c, row->taskId));
    return fail(ErrorCode::Conflict, Rollback::tr("A rollback in this directory was interrupted."),
        Rollback::tr("Complete it: %1").arg(commandFor(row->taskId, row->attempt, task.attempt, row->number)));
}

} // namespace vibecoder
