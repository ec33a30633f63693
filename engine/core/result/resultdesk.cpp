// SPDX-License-Identifier: MIT
#include "core/result/resultdesk.h"

#include "base/logging.h"
#include "core/auditing.h"
#include "core/checkpointkeeping.h"
#include "core/checkpointquestions.h"
#include "core/result/resultapply.h"
#include "core/result/resultborder.h"
#include "core/result/resultrun.h"
#include "core/result/resultundo.h"
#include "core/rollback.h"
#include "core/taskflow.h"
#include "storage/taskstore.h"
#include "wire/approvalanswers.h"
#include "workspace/border/changediff.h"
#include "workspace/openchild.h"
#include "workspace/view/upperreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>

#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Results
{
    Q_DECLARE_TR_FUNCTIONS(Results)
};

/// A task with one of its attempts and what that left.
struct Desk
{
    Task task;
    int attempt = 1;
    std::unique_ptr<ResultStore> store;

    [[nodiscard]] bool isCurrent() const { return attempt == task.attempt; }
};

Result<Desk> openDesk(const ResultServices &services, const QString &taskId, int attempt)
{
    Desk desk;
    VC_TRY(desk.task, taskstore::byId(services.db.reader(), taskId));
    desk.attempt = attempt > 0 ? attempt : desk.task.attempt;
    if (desk.attempt > desk.task.attempt)
        return fail(ErrorCode::NotFound, Results::tr("The task has no attempt %1.").arg(desk.attempt));
    const StoreLocation &location = services.db.location();
    const bool inView = desk.isCurrent() && desk.task.isolation == Isolation::View;
    if (!inView && !ResultStore::exists(location, taskId, desk.attempt)) {
        if (desk.isCurrent() && desk.task.isolation == Isolation::Worktree)
            return fail(ErrorCode::Conflict,
                Results::tr("Attempt %1 worked in a worktree; its result is there: %2.")
                    .arg(QString::number(desk.attempt), desk.task.isolationNote),
                Results::tr("Take it with `git fetch` or `git pull`, from that folder and branch."));
        const QString which = desk.isCurrent() ? QString() : u" --attempt %1"_s.arg(desk.attempt);
        return fail(ErrorCode::Conflict,
            Results::tr("Attempt %1 has no result of its own: it worked in the folder itself.").arg(desk.attempt),
            Results::tr("`vibecoder task diff %1 --from start` shows what it changed, `vibecoder task rollback %1 --to "
                        "start` takes it back.")
                .arg(taskId + which));
    }
    VC_TRY(desk.store, ResultStore::open(location, taskId, desk.attempt));
    return desk;
}

/// Whether the folder may be changed for this attempt now; the hold ends with the descriptor.
Result<FileDescriptor> holdFolder(const ResultServices &services, const Desk &desk)
{
    Connection &reader = services.db.reader();
    const QString &directory = desk.task.spec.workingDirectory;
    const TaskState state = desk.task.state;
    if (desk.isCurrent() && !isEnded(state) && state != TaskState::WaitingApproval)
        return fail(ErrorCode::Conflict, Results::tr("The task has not ended yet: %1.").arg(toWire(state)),
            Results::tr("Wait for its end, or cancel it."));
    VC_TRY(const std::optional<Task> holder, taskstore::holderOf(reader, directory));
    if (holder && holder->id != desk.task.id && holder->isolation == Isolation::InPlace &&
        holder->state == TaskState::Running)
        return fail(ErrorCode::Conflict, Results::tr("Another task works in this directory itself."),
            Results::tr("Wait for its end, or cancel it."));
    VC_CHECK(refuseDuringRollback(reader, directory));
    return holdForRollback(services.db.location(), directory);
}

ResultState stateOf(const Desk &desk)
{
    if (desk.isCurrent())
        return desk.task.result;
    return resultrun::appliedNow(*desk.store) ? ResultState::Applied : ResultState::NotApplied;
}

/// What stayed behind and is wanted all the same, as it is in the view now.
Result<> takeAlong(
    const Desk &desk, const ViewFolder &view, const Workspace &person, const QStringList &with, ChangeSet &set)
{
    QByteArrayList wanted;
    for (QString path : with) {
        while (path.endsWith(u'/'))
            path.chop(1);
        wanted.append(pathBytes(path));
    }
    const ChangeLimits limits;
    const FileDescriptor lower = openChild(person.descriptor(), ".", O_RDONLY | O_DIRECTORY);
    VC_TRY(const FileDescriptor upper, view.openUpper());
    VC_TRY(const auto bases, BaseBook::open(view, limits.maxFileBytes));
    IgnoreRulesSource source(pathBytes(person.root()));
    const auto rules = source.rules(lower.get(), upper.get(), wanted);
    const PutContent put = [&desk](
                               const QByteArray &bytes) { return desk.store->objects().put(ObjectType::Blob, bytes); };
    VC_TRY(const ChangeSet all, readChanges(view, lower.get(), *bases, *rules, put, limits));
    QMap<QByteArray, Change> changes;
    for (const Change &change : std::as_const(set.changes))
        changes.insert(change.path, change);
    QSet<QByteArray> found;
    for (const Change &change : all.changes) {
        for (const QByteArray &path : std::as_const(wanted)) {
            // With the folders that it lies in.
            const bool isIt = change.path == path || change.path.startsWith(path + '/');
            if (isIt)
                found.insert(path);
            if ((isIt || path.startsWith(change.path + '/')) && !changes.contains(change.path))
                changes.insert(change.path, change);
        }
    }
    for (const QByteArray &path : std::as_const(wanted)) {
        if (!found.contains(path))
            return fail(ErrorCode::NotFound, Results::tr("This attempt wrote nothing at %1.").arg(pathText(path)),
                Results::tr("`vibecoder task diff` lists what stays behind."));
    }
    set.changes = changes.values();
    set.problems += all.problems;
    set.stayingBehind.removeIf([&found](const StayingBehind &one) { return found.contains(one.path); });
    return {};
}

QStringList pathsOf(const QList<ClassifiedChange> &changes)
{
    QStringList paths;
    for (const ClassifiedChange &one : changes)
        paths.append(pathText(one.change.path));
    return paths;
}

QJsonArray named(const QStringList &paths)
{
    return QJsonArray::fromStringList(paths.mid(0, kNamedPaths));
}

QJsonArray named(const QList<TreeChange> &changes)
{
    QStringList paths;
    for (const TreeChange &change : changes.mid(0, kNamedPaths))
        paths.append(change.path);
    return QJsonArray::fromStringList(paths);
}

QJsonArray savedJson(const QList<SavedBeside> &saved)
{
    QJsonArray array;
    for (const SavedBeside &one : saved.mid(0, kNamedPaths))
        array.append(QJsonObject{{u"path"_s, one.path}, {u"name"_s, one.name}});
    return array;
}

struct Done
{
    EventKind kind = EventKind::ResultApplied;
    QString action;
    QString actor;
    QString tree; ///< the state it was about
    ResultState state = ResultState::Applied;
    int files = 0;
    QList<TreeChange> changes;
    QJsonObject body; ///< of the event, beside files, changes, paths and by
};

/// State, event and record in one transaction.
Result<> store(const ResultServices &services, const Desk &desk, const Done &done)
{
    const QDateTime now = services.clock.now();
    QStringList paths;
    for (const TreeChange &change : done.changes)
        paths.append(change.path);
    VC_TRY(const AuditAnchor anchor,
        services.audit.append({{u"record"_s, u"effect"_s}, {u"actor"_s, done.actor}, {u"task"_s, desk.task.id},
                                  {u"attempt"_s, desk.attempt}, {u"action"_s, done.action},
                                  {u"directory"_s, desk.task.spec.workingDirectory}, {u"content_hash"_s, done.tree},
                                  {u"files"_s, done.files}, {u"paths"_s, QJsonArray::fromStringList(paths)}},
            now));
    QJsonObject body = done.body;
    body.insert(u"files"_s, done.files);
    body.insert(u"changes"_s, done.changes.size());
    body.insert(u"paths"_s, named(done.changes));
    body.insert(u"by"_s, done.actor);
    const Task task = desk.task;
    const int attempt = desk.attempt;
    return services.db.writeNow([=](Connection &c) -> Result<> {
        VC_CHECK(storeAnchor(c, anchor));
        VC_TRY(const Task present, taskstore::byId(c, task.id));
        if (present.attempt == attempt)
            VC_CHECK(taskstore::setResult(c, task.id, done.state, done.files, now));
        Task told = task;
        told.attempt = attempt;
        return taskflow::tell(c, done.kind, told, body, now);
    });
}

/// The answers to the border, or those to conflicts.
Result<QJsonObject> answersFor(ApprovalKind kind, const QJsonObject &answers)
{
    QJsonObject own;
    for (auto it = answers.begin(); it != answers.end(); ++it) {
        if (it.value().isObject() == (kind == ApprovalKind::ApplyConflict))
            own.insert(it.key(), it.value());
    }
    VC_CHECK(checkAnswers(kind, own));
    return own;
}

Result<KeptChanges> stateFor(const ResultServices &services, const Desk &desk, const QString &word)
{
    Connection &reader = services.db.reader();
    if (word.isEmpty())
        return desk.store->newest(reader);
    VC_TRY(const QList<Checkpoint> list, checkpointrows::list(reader, desk.task.id, desk.attempt));
    KeptChanges kept;
    VC_TRY(kept.checkpoint, pickCheckpoint(list, word));
    VC_TRY(kept.set, desk.store->load(kept.checkpoint));
    return kept;
}

} // namespace

Result<TaskResult> readResult(const ResultServices &services, const QString &taskId, int attempt, int context)
{
    VC_TRY(const Desk desk, openDesk(services, taskId, attempt));
    VC_TRY(const KeptChanges kept, desk.store->newest(services.db.reader()));
    TaskResult result;
    result.taskId = taskId;
    result.attempt = desk.attempt;
    result.state = stateOf(desk);
    result.checkpoint = kept.checkpoint;
    VC_TRY(result.patch, diffOfChanges(kept.set, desk.store->reader(), result.changes, context));
    for (const StayingBehind &one : kept.set.stayingBehind)
        result.stayingBehind.append({pathText(one.path), one.bytes, one.files});
    result.problems = resultrun::texts(kept.set.problems);
    return result;
}

Result<ApplyOutcome> applyTaskResult(const ResultServices &services, const QString &taskId, const ApplyRequest &request)
{
    VC_TRY(const QJsonObject rows, answersFor(ApprovalKind::Border, request.answers));
    VC_TRY(const QJsonObject conflicts, answersFor(ApprovalKind::ApplyConflict, request.answers));
    VC_TRY(const Desk desk, openDesk(services, taskId, request.attempt));
    VC_TRY(const FileDescriptor held, holdFolder(services, desk));
    VC_TRY(const auto person, Workspace::open(desk.task.spec.workingDirectory, {services.db.location().dataFolder()}));
    VC_TRY(const auto view, desk.store->hold());
    VC_TRY(KeptChanges kept, stateFor(services, desk, request.checkpoint));
    if (!request.with.isEmpty())
        VC_CHECK(takeAlong(desk, *view, *person, request.with, kept.set));
    VC_TRY(const ResultBorder border,
        borderOfResult({services.db, desk.task, desk.attempt, *view, *person, *desk.store, rows}, kept.set));
    const bool asks = !border.decision.asked.isEmpty();
    ApplyOptions options;
    options.named = conflicts;
    options.returnsOthers = true;
    options.others = request.others;
    // While something is asked it is only looked at what the rest would do.
    options.dryRun = request.dryRun || asks;
    VC_TRY(ApplyOutcome outcome, applyResult(*view, *desk.store, *person, border.chosen, options));
    outcome.dryRun = request.dryRun;
    outcome.border = border.card;
    outcome.leftOut = pathsOf(border.decision.leftOut) + pathsOf(border.decision.denied);
    if (!outcome.applied)
        return outcome;
    const bool asItPassed = desk.isCurrent() && desk.task.stopReason == StopReason::Passed &&
                            request.checkpoint.isEmpty() && request.with.isEmpty() &&
                            border.decision.leftOut.isEmpty() && outcome.merged.isEmpty() &&
                            outcome.settled.isEmpty() && conflicts.isEmpty();
    outcome.verified = asItPassed;
    Done done;
    done.action = u"apply_result"_s;
    done.actor = request.actor;
    done.tree = kept.checkpoint.tree;
    done.files = outcome.files;
    done.changes = outcome.inFolder;
    done.body = {{u"checkpoint"_s, kept.checkpoint.number}, {u"verified"_s, outcome.verified},
        {u"merged"_s, named(outcome.merged)}, {u"left_out"_s, named(outcome.leftOut)},
        {u"left_alone"_s, named(outcome.leftAlone)}, {u"saved"_s, savedJson(outcome.saved)}};
    VC_CHECK(store(services, desk, done));
    return outcome;
}

Result<UndoOutcome> undoTaskResult(
    const ResultServices &services, const QString &taskId, int attempt, bool dryRun, const QString &actor)
{
    VC_TRY(const Desk desk, openDesk(services, taskId, attempt));
    VC_TRY(const FileDescriptor held, holdFolder(services, desk));
    VC_TRY(const auto person, Workspace::open(desk.task.spec.workingDirectory, {services.db.location().dataFolder()}));
    Result<UndoOutcome> outcome = undoResult(*desk.store, *person, {dryRun, {}});
    if (!outcome && outcome.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::Conflict, Results::tr("Nothing of attempt %1 is in the folder.").arg(desk.attempt),
            Results::tr("`vibecoder task apply %1` takes it there.").arg(taskId));
    if (!outcome || !outcome->undone || dryRun)
        return outcome;
    Done done;
    done.kind = EventKind::ResultUndone;
    done.action = u"undo_result"_s;
    done.actor = actor;
    done.state = ResultState::Undone;
    done.changes = outcome->changes;
    done.body = {{u"left_alone"_s, named(outcome->leftAlone)}, {u"saved"_s, savedJson(outcome->saved)}};
    VC_CHECK(store(services, desk, done));
    return outcome;
}

Result<CheckpointDiff> diffOfStates(const ResultServices &services, const QString &taskId, int attempt,
    const QString &from, const QString &to, int context)
{
    VC_TRY(const Desk desk, openDesk(services, taskId, attempt));
    VC_TRY(const KeptChanges before, stateFor(services, desk, from));
    VC_TRY(const KeptChanges after, stateFor(services, desk, to));
    CheckpointDiff diff;
    diff.from = before.checkpoint;
    diff.to = after.checkpoint;
    VC_TRY(diff.patch, diffBetween(before.set, after.set, desk.store->reader(), diff.changes, context));
    return diff;
}

Result<> refuseWhileHalfApplied(const StoreLocation &location, const Task &task)
{
    for (int attempt = 1; attempt <= task.attempt; ++attempt) {
        const auto store = ResultStore::open(location, task.id, attempt);
        if (store && resultrun::isInterrupted(**store))
            return fail(ErrorCode::Conflict,
                Results::tr("Applying the result of attempt %1 was interrupted.").arg(attempt),
                Results::tr("Complete it or take it back first: `vibecoder task apply %1`, `vibecoder task undo %1`.")
                    .arg(task.id));
    }
    return {};
}

void removeViews(const StoreLocation &location, const QString &taskId)
{
    const QStringList views = QDir(location.viewsFolder())
                                  .entryList({taskId + u".*"_s, kCleanRoomPrefix + taskId + u".*"_s},
                                      QDir::Dirs | QDir::Hidden);
    for (const QString &view : views) {
        if (const auto removed = ViewFolder::removeUnused(location.viewsFolder(), view); !removed)
            logWarning("results", u"a view could not be removed"_s,
                {{u"view"_s, view}, {u"error"_s, removed.error().message}});
    }
}

Result<RollbackReport> returnToState(
    const ResultServices &services, const QString &taskId, const ReturnRequest &request)
{
    VC_TRY(const Desk desk, openDesk(services, taskId, request.attempt));
    if (desk.isCurrent() && !isEnded(desk.task.state))
        return fail(ErrorCode::Conflict, Results::tr("The task has not ended yet: %1.").arg(toWire(desk.task.state)),
            Results::tr("Wait for its end, or cancel it."));
    VC_TRY(const FileDescriptor held, holdFolder(services, desk));
    VC_TRY(const auto person, Workspace::open(desk.task.spec.workingDirectory, {services.db.location().dataFolder()}));
    VC_TRY(const auto view, desk.store->hold());
    VC_TRY(const KeptChanges kept, stateFor(services, desk, request.to));
    VC_TRY(const ResultBorder border,
        borderOfResult({services.db, desk.task, desk.attempt, *view, *person, *desk.store, {}}, kept.set));
    if (!border.decision.asked.isEmpty())
        return fail(ErrorCode::Conflict,
            Results::tr("This state holds changes that need your answer before they are applied."),
            Results::tr("`vibecoder task apply %1 --checkpoint %2` shows them.").arg(taskId, request.to));
    ChangeSet chosen = border.chosen;
    if (!request.only.isEmpty()) {
        // The other paths stay as they are applied now.
        const auto isMeant = [&request](const QByteArray &path) {
            return std::any_of(request.only.cbegin(), request.only.cend(), [&path](const QString &only) {
                const QByteArray meant = pathBytes(only.endsWith(u'/') ? only.chopped(1) : only);
                return path == meant || path.startsWith(meant + '/');
            });
        };
        chosen.changes.removeIf([&isMeant](const Change &change) { return !isMeant(change.path); });
        if (const Result<ApplyRecord> applied = resultrun::appliedNow(*desk.store)) {
            for (const JournaledChange &one : applied->changes) {
                if (!isMeant(one.change.path))
                    chosen.changes.append({one.change.path, one.change.before, true, one.change.after, 0});
            }
        }
        std::sort(chosen.changes.begin(), chosen.changes.end(),
            [](const Change &a, const Change &b) { return a.path < b.path; });
    }
    ApplyOptions options;
    options.others = AnswerKind::KeepMine;
    options.returnsOthers = true;
    options.dryRun = request.dryRun;
    VC_TRY(const ApplyOutcome outcome, applyResult(*view, *desk.store, *person, chosen, options));
    RollbackReport report;
    report.target = kept.checkpoint;
    report.dryRun = request.dryRun;
    report.changes = outcome.changes;
    report.leftAlone = outcome.leftAlone + outcome.settled + outcome.keptFolders;
    if (request.dryRun)
        return report;
    if (!outcome.applied)
        return fail(ErrorCode::Conflict,
            outcome.keepsChanging ? Results::tr("Files changed meanwhile; nothing was brought back.")
                                  : Results::tr("This state cannot be applied."),
            outcome.keepsChanging ? Results::tr("Run it again.") : QString(),
            (outcome.problems + outcome.refused).join(u"; "_s));
    Done done;
    done.action = u"apply_result"_s;
    done.actor = request.actor;
    done.tree = kept.checkpoint.tree;
    done.files = outcome.files;
    done.state = outcome.files > 0 ? ResultState::Applied : ResultState::Undone;
    done.kind = outcome.files > 0 ? EventKind::ResultApplied : EventKind::ResultUndone;
    done.changes = outcome.changes;
    done.body = {{u"checkpoint"_s, kept.checkpoint.number}, {u"verified"_s, false},
        {u"left_alone"_s, named(report.leftAlone)}, {u"saved"_s, savedJson(outcome.saved)}};
    VC_CHECK(store(services, desk, done));
    return report;
}

} // namespace vibecoder
