// SPDX-License-Identifier: MIT
#include "core/taskflow.h"

#include "base/digest.h"
#include "base/logging.h"
#include "base/processid.h"
#include "core/rollback.h"
#include "core/verificationcheck.h"
#include "storage/eventlog.h"
#include "storage/recordstore.h"
#include "storage/rulestore.h"
#include "storage/taskstore.h"
#include "wire/approvalanswers.h"
#include "wire/modelcodec.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace vibecoder::taskflow {

using namespace Qt::StringLiterals;

namespace {

QString acceptedKey(const TaskSpec &spec)
{
    return u"accepted."_s + verificationDigest(spec);
}

Result<> wake(Connection &c, const QString &taskId, const QDateTime &now)
{
    VC_TRY(Task task, taskstore::byId(c, taskId));
    if (task.state != TaskState::WaitingApproval)
        return {};
    return transition(c, task, TaskState::Pending, StopReason::None, {}, now);
}

// Acceptance of a task's verification commands does not expire: the task just waits in the store.
Result<> askAcceptance(
    Connection &c, const Task &task, const QDateTime &now, const QList<Judgement> &judged, SandboxTier tier)
{
    Approval approval;
    approval.id = newId();
    approval.taskId = task.id;
    approval.attempt = task.attempt;
    approval.kind = ApprovalKind::VerificationCommands;
    approval.commands = commandsToAccept(task.spec);
    approval.directory = task.spec.workingDirectory;
    approval.network = task.spec.network;
    approval.guard = task.spec.guard;
    approval.tier = tier;
    approval.reason = u"new_verification_commands"_s;
    if (const int worst = worstOf(judged); hasDangerous(judged)) {
        // The worst one speaks for all; the card has what is said to each.
        approval.severity = judged.at(worst).severity;
        approval.reason = judged.at(worst).reason;
        approval.rule = u"dangerous_verification_command"_s;
    }
    approval.createdAt = now;
    approval.contentHash = approvalHash(approval);
    VC_CHECK(approvalstore::insert(c, approval));
    return tell(c, EventKind::ApprovalRequested, task,
        {{u"approval_id"_s, approval.id}, {u"reason"_s, approval.reason},
            {u"commands"_s, QJsonArray::fromStringList(approval.commands)}},
        now);
}

// Whether the commands may run for this task: by a yes that came with it, or by an earlier one for the same digest.
Result<bool> isAccepted(Connection &c, const TaskSpec &spec, bool yes, const Acceptance &acceptance,
    const QString &actor, const QDateTime &now)
{
    VC_TRY(const QString before, metastore::get(c, acceptedKey(spec)));
    if (asksForFolder(acceptance.judged))
        return false; // only the card names the folder as what it is
    if (yes && before.isEmpty() && acceptance.acceptedFor == AcceptedFor::SameCommands)
        VC_CHECK(metastore::set(c, acceptedKey(spec), timeToWire(now) + u' ' + actor));
    return yes || (!before.isEmpty() && !hasDangerous(acceptance.judged));
}

// Secrets in commands, and commands that nobody can accept.
Result<> refuseUnacceptable(const TaskSpec &spec, const QList<Judgement> &judged)
{
    for (const QString &command : commandsToAccept(spec)) {
        if (redact(command) != command)
            return fail(ErrorCode::Denied,
                QCoreApplication::translate("TaskFlow", "A verification command holds a secret: %1")
                    .arg(redact(command).left(200)),
                QCoreApplication::translate("TaskFlow",
                    "Commands are stored and shown; let it read the secret from a file or a program instead."));
    }
    for (qsizetype i = 0; i < judged.size(); ++i) {
        if (judged.at(i).decision == Decision::Deny)
            return fail(ErrorCode::Denied,
                QCoreApplication::translate("TaskFlow", "This verification command can be accepted by nobody: %1")
                    .arg(commandsToAccept(spec).value(i).left(200)),
                QCoreApplication::translate("TaskFlow", "Change it in the task file (%1).").arg(judged.at(i).reason));
    }
    return {};
}

QJsonObject retriedBody(const Task &task)
{
    QJsonObject body{{u"attempt"_s, task.attempt}};
    if (task.goesOnFrom > 0)
        body.insert(u"goes_on_from"_s, task.goesOnFrom);
    return body;
}

} // namespace

TaskSpec withoutSecrets(TaskSpec spec)
{
    spec.name = redact(spec.name);
    spec.description = redact(spec.description);
    for (QString &text : spec.requirements)
        text = redact(text);
    for (QString &text : spec.labels)
        text = redact(text);
    return spec;
}

Result<> tell(Connection &c, EventKind kind, const Task &task, QJsonObject body, const QDateTime &now)
{
    Event event;
    event.at = now;
    event.taskId = task.id;
    event.attempt = task.attempt;
    event.kind = kind;
    event.body = std::move(body);
    return eventlog::append(c, event);
}

Result<> transition(Connection &c, Task &task, TaskState to, StopReason reason, const QString &detail,
    const QDateTime &now, qint64 fence)
{
    const TaskState from = task.state;
    task.state = to;
    task.stopReason = reason;
    task.stopDetail = detail;
    task.activity.clear();
    task.updatedAt = now;
    if (to != TaskState::Paused)
        task.pausedUntil = {};
    if (isEnded(to))
        task.endedAt = now;
    VC_CHECK(taskstore::save(c, task, fence));
    // A change of state that was told is progress: only crashes without any count towards the crash loop.
    VC_CHECK(c.execute(u"UPDATE tasks SET lease_losses = 0 WHERE id = ? AND lease_losses <> 0"_s, {task.id}));
    if (isEnded(to)) {
        VC_CHECK(taskstore::releaseDirectory(c, task.id));
        VC_CHECK(approvalstore::voidForTask(c, task.id, now));
        VC_CHECK(rulestore::endTask(c, task.id));
    }
    return tell(c, EventKind::TaskStateChanged, task,
        {{u"from"_s, toWire(from)}, {u"to"_s, toWire(to)}, {u"stop_reason"_s, toWire(reason)}, {u"detail"_s, detail}},
        now);
}

namespace {

// A waiting task may have got another name or other limits since it was sent.
TaskSpec asChangedSince(const TaskSpec &sent, const TaskSpec &known)
{
    TaskChange change;
    change.name = known.name;
    change.maxIterations = known.maxIterations;
    change.timeoutPerIteration = known.timeoutPerIteration;
    change.maxCostUsd = known.maxCostUsd;
    return change.applied(sent);
}

Result<bool> wasChanged(Connection &c, const QString &taskId)
{
    VC_TRY(const QList<Event> changes, eventlog::since(c, 0, 1, {taskId, 0, 0, EventKind::TaskUpdated}));
    return !changes.isEmpty();
}

} // namespace

Result<Task> submit(Connection &c, Task task, const QString &actor, const QDateTime &now, const Acceptance &acceptance)
{
    const QList<Judgement> &judged = acceptance.judged;
    if (!task.idempotencyKey.isEmpty()) {
        VC_TRY(const std::optional<Task> known, taskstore::byIdempotencyKey(c, task.idempotencyKey));
        if (known) {
            VC_TRY(const bool changed, wasChanged(c, known->id));
            if (known->spec == task.spec || (changed && asChangedSince(task.spec, known->spec) == known->spec))
                return *known;
            return fail(ErrorCode::Conflict,
                QCoreApplication::translate("TaskFlow", "This idempotency key was used for another task."),
                QCoreApplication::translate("TaskFlow", "Use a new key for a new task."));
        }
    }
    VC_CHECK(refuseUnacceptable(task.spec, judged));
    // It would wait for a person without a word.
    VC_CHECK(refuseAfterInterruptedRollback(c, task.spec.workingDirectory));
    VC_TRY(task.accepted, isAccepted(c, task.spec, task.accepted, acceptance, actor, now));
    task.createdAt = now;
    task.updatedAt = now;
    task.priority = task.spec.priority;
    task.state = task.accepted ? TaskState::Pending : TaskState::WaitingApproval;
    VC_CHECK(taskstore::insert(c, task));
    VC_CHECK(tell(c, EventKind::TaskCreated, task,
        {{u"name"_s, task.spec.name}, {u"status"_s, toWire(task.state)}, {u"by"_s, actor}}, now));
    if (!task.accepted)
        VC_CHECK(askAcceptance(c, task, now, judged, acceptance.tier));
    return task;
}

namespace {

Result<bool> sameDefinition(Connection &c, const TaskSpec &sent, const Task &known)
{
    if (known.spec == sent)
        return true;
    VC_TRY(const bool changed, wasChanged(c, known.id));
    return changed && asChangedSince(sent, known.spec) == known.spec;
}

Result<> acceptNow(Connection &c, const Task &task, const QString &actor, const QDateTime &now)
{
    VC_CHECK(taskstore::setAccepted(c, task.id, true, now));
    VC_TRY(const QList<Approval> open, approvalstore::list(c, ApprovalState::Pending, task.id));
    for (const Approval &approval : open) {
        if (approval.kind != ApprovalKind::VerificationCommands)
            continue;
        VC_TRY(const bool won, approvalstore::decide(c, approval.id, ApprovalState::Approved, actor, {}, now));
        if (won)
            VC_CHECK(tell(c, EventKind::ApprovalDecided, task,
                {{u"approval_id"_s, approval.id}, {u"state"_s, toWire(ApprovalState::Approved)}, {u"by"_s, actor}},
                now));
    }
    return wake(c, task.id, now);
}

} // namespace

Result<TakenUp> takeUp(
    Connection &c, const Task &task, const QString &actor, const QDateTime &now, const Acceptance &acceptance)
{
    TakenUp taken;
    VC_TRY(const QList<Task> open, taskstore::openIn(c, task.spec.workingDirectory));
    for (Task known : open) {
        VC_TRY(const bool same, sameDefinition(c, task.spec, known));
        if (!same)
            continue;
        if (!known.accepted && task.accepted) {
            VC_CHECK(refuseUnacceptable(known.spec, acceptance.judged));
            VC_TRY(const bool accepted, isAccepted(c, known.spec, true, acceptance, actor, now));
            if (accepted)
                VC_CHECK(acceptNow(c, known, actor, now));
        }
        if (known.state == TaskState::Paused && !known.pausedUntil.isValid())
            VC_CHECK(transition(c, known, TaskState::Pending, StopReason::None, {}, now));
        VC_TRY(taken.task, taskstore::byId(c, known.id));
        taken.known = true;
        return taken;
    }
    VC_CHECK(refuseAfterInterruptedRollback(c, task.spec.workingDirectory));
    // Only who works in the folder itself needs it alone. A task that does not say finds out when it begins.
    if (task.spec.isolation == Isolation::InPlace) {
        VC_TRY(taken.inTheWay, taskstore::holderOf(c, task.spec.workingDirectory));
    }
    if (taken.inTheWay && !isEnded(taken.inTheWay->state)) {
        VC_TRY(const auto lease, taskstore::leaseOf(c, taken.inTheWay->id));
        if (!lease || !isAlive(lease->owner))
            return taken;
    }
    // At work, or its files go back just now: that ends by itself.
    taken.inTheWay.reset();
    VC_TRY(taken.task, submit(c, task, actor, now, acceptance));
    return taken;
}

Result<Approval> decide(Connection &c, const QString &id, const ApprovalDecision &decision, const QDateTime &now)
{
    VC_TRY(Approval approval, approvalstore::byId(c, id));
    const QString hint = QCoreApplication::translate("TaskFlow", "Ask for the list of open approvals.");
    if (approval.state == ApprovalState::Expired ||
        (approval.state == ApprovalState::Pending && approval.expiresAt.isValid() && approval.expiresAt <= now))
        return fail(ErrorCode::Expired,
            QCoreApplication::translate("TaskFlow", "This approval has expired and counts as denied."), hint);
    if (approval.state != ApprovalState::Pending)
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("TaskFlow", "This approval was already decided: %1 by %2.")
                .arg(toWire(approval.state), approval.decidedBy),
            hint);
    VC_CHECK(checkAnswers(approval.kind, decision.answers));
    // A no to the whole may still say yes to a row.
    if ((decision.approve || !decision.answers.isEmpty()) && decision.contentHash != approval.contentHash)
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("TaskFlow", "What was shown is not what is asked now."),
            QCoreApplication::translate("TaskFlow", "Show the approval again and decide about what it says."));
    const ApprovalState state = decision.approve ? ApprovalState::Approved : ApprovalState::Denied;
    VC_TRY(const bool won,
        approvalstore::decide(c, id, state, decision.decidedBy, decision.message, now, decision.answers));
    if (!won)
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("TaskFlow", "This approval was decided by somebody else."), hint);
    VC_TRY(Task task, taskstore::byId(c, approval.taskId));
    VC_CHECK(tell(c, EventKind::ApprovalDecided, task,
        {{u"approval_id"_s, id}, {u"state"_s, toWire(state)}, {u"by"_s, decision.decidedBy},
            {u"message"_s, decision.message}},
        now));
    if (approval.kind == ApprovalKind::VerificationCommands) {
        if (decision.approve) {
            VC_CHECK(taskstore::setAccepted(c, task.id, true, now));
            VC_CHECK(metastore::set(c, acceptedKey(task.spec), timeToWire(now) + u' ' + decision.decidedBy));
            VC_CHECK(wake(c, task.id, now));
        } else {
            VC_CHECK(transition(c, task, TaskState::Failed, StopReason::ApprovalDenied,
                u"the verification commands were not accepted"_s, now));
        }
    } else {
        VC_CHECK(wake(c, task.id, now));
    }
    return approvalstore::byId(c, id);
}

Result<int> expireApprovals(Connection &c, const QDateTime &now)
{
    VC_TRY(const QList<Approval> expired, approvalstore::expireDue(c, now));
    for (const Approval &approval : expired) {
        VC_TRY(const Task task, taskstore::byId(c, approval.taskId));
        VC_CHECK(tell(c, EventKind::ApprovalDecided, task,
            {{u"approval_id"_s, approval.id}, {u"state"_s, toWire(ApprovalState::Expired)}, {u"by"_s, u"time"_s}},
            now));
        VC_CHECK(wake(c, approval.taskId, now));
    }
    return int(expired.size());
}

Result<int> wakeDue(Connection &c, const QDateTime &now, qint64 bootMs)
{
    VC_TRY(const QStringList due, taskstore::awakeNow(c, bootId(), bootMs, now));
    for (const QString &id : due) {
        VC_TRY(Task task, taskstore::byId(c, id));
        VC_CHECK(transition(c, task, TaskState::Pending, StopReason::None, {}, now));
    }
    return int(due.size());
}

Result<bool> claimFolder(Connection &c, Task task, const QDateTime &now, bool unwinding)
{
    const QString &folder = task.spec.workingDirectory;
    VC_TRY(const bool held, taskstore::isDirectoryBusy(c, folder, task.id));
    const bool free = !held && !unwinding;
    VC_CHECK(taskstore::enterLane(c, task, folder, free));
    if (free)
        return true;
    // Nothing of the attempt was done yet: it did not begin.
    VC_TRY(const auto steps,
        c.query(u"SELECT 1 FROM steps WHERE task_id = ? AND attempt = ? LIMIT 1"_s, {task.id, task.attempt}));
    if (steps.isEmpty())
        task.startedAt = {};
    VC_TRY(const bool cancelled, taskstore::isCancelRequested(c, task.id));
    VC_CHECK(transition(c, task, cancelled ? TaskState::Cancelled : TaskState::Pending,
        cancelled ? StopReason::Cancelled : StopReason::None, {}, now, task.fence));
    return false;
}

Result<> leaveFolder(Connection &c, const Task &task)
{
    return taskstore::enterLane(c, task, task.id, false);
}

Result<> park(Connection &c, Task task, qint64 fence, const QDateTime &now)
{
    VC_TRY(const QList<Approval> open, approvalstore::list(c, ApprovalState::Pending, task.id));
    const TaskState to = open.isEmpty() ? TaskState::Pending : TaskState::WaitingApproval;
    return transition(c, task, to, StopReason::None, {}, now, fence);
}

Result<Task> cancel(Connection &c, const QString &id, const QDateTime &now)
{
    VC_TRY(Task task, taskstore::byId(c, id));
    if (isEnded(task.state))
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("TaskFlow", "The task has already ended: %1.").arg(toWire(task.state)));
    if (task.state == TaskState::Running) {
        // Its worker sees the flag, ends what runs and stores the end.
        VC_CHECK(taskstore::requestCancel(c, id, now));
    } else {
        VC_CHECK(transition(c, task, TaskState::Cancelled, StopReason::Cancelled, {}, now));
    }
    return taskstore::byId(c, id);
}

Result<Task> retry(Connection &c, const QString &id, const QDateTime &now, const QString &dataFolder, SandboxTier tier,
    RetryFrom from)
{
    VC_TRY(Task task, taskstore::byId(c, id));
    if (!isEnded(task.state))
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("TaskFlow", "The task has not ended yet: %1.").arg(toWire(task.state)),
            QCoreApplication::translate("TaskFlow", "Cancel it first, or wait for its end."));
    VC_CHECK(refuseDuringRollback(c, task.spec.workingDirectory));
    VC_CHECK(taskstore::startNextAttempt(c, id, now, from));
    VC_TRY(task, taskstore::byId(c, id));
    VC_CHECK(tell(c, EventKind::TaskRetried, task, retriedBody(task), now));
    const QList<Judgement> judged =
        judgeVerification(commandsToAccept(task.spec), task.spec.workingDirectory, dataFolder);
    if (task.accepted && hasDangerous(judged)) {
        VC_CHECK(taskstore::setAccepted(c, id, false, now));
        VC_TRY(task, taskstore::byId(c, id));
    }
    if (!task.accepted) {
        // Denied verification commands are asked again: nothing unaccepted ever runs. Dangerous ones each time.
        VC_CHECK(askAcceptance(c, task, now, judged, tier));
        VC_CHECK(transition(c, task, TaskState::WaitingApproval, StopReason::None, {}, now));
    }
    return taskstore::byId(c, id);
}

Result<Task> revise(Connection &c, const QString &id, const TaskSpec &spec, bool accepted, const QString &actor,
    const QDateTime &now, const Acceptance &acceptance)
{
    const QList<Judgement> &judged = acceptance.judged;
    VC_TRY(Task task, taskstore::byId(c, id));
    const bool waits = task.state == TaskState::Pending || task.state == TaskState::WaitingApproval;
    if (!isEnded(task.state) && !(waits && !task.startedAt.isValid()))
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("TaskFlow", "The task has not ended yet: %1.").arg(toWire(task.state)),
            QCoreApplication::translate("TaskFlow", "Cancel it first, or wait for its end."));
    VC_CHECK(refuseUnacceptable(spec, judged));
    VC_CHECK(refuseDuringRollback(c, task.spec.workingDirectory));
    VC_CHECK(refuseDuringRollback(c, spec.workingDirectory));
    // Its questions are void, and the queue forgets it under its old folder.
    if (!isEnded(task.state))
        VC_CHECK(transition(c, task, TaskState::Cancelled, StopReason::Cancelled, u"another definition"_s, now));
    // A yes for this task goes on to hold for it while it would run the same.
    const bool unchanged = task.accepted && verificationDigest(task.spec) == verificationDigest(spec);
    VC_TRY(const bool holds, isAccepted(c, spec, accepted, acceptance, actor, now));
    const int priority = spec.priority != task.spec.priority ? spec.priority : task.priority;
    const bool elsewhere = spec.workingDirectory != task.spec.workingDirectory;
    VC_CHECK(taskstore::setSpec(c, id, spec, now));
    VC_CHECK(taskstore::startNextAttempt(c, id, now, elsewhere ? RetryFrom::Folder : RetryFrom::LastState));
    VC_CHECK(taskstore::setPriority(c, id, priority, now));
    VC_CHECK(taskstore::setAccepted(c, id, holds || (unchanged && !hasDangerous(judged)), now));
    VC_TRY(task, taskstore::byId(c, id));
    QJsonObject body = retriedBody(task);
    body.insert(u"revised"_s, true);
    body.insert(u"by"_s, actor);
    VC_CHECK(tell(c, EventKind::TaskRetried, task, body, now));
    if (!task.accepted) {
        VC_CHECK(askAcceptance(c, task, now, judged, acceptance.tier));
        VC_CHECK(transition(c, task, TaskState::WaitingApproval, StopReason::None, {}, now));
    }
    return taskstore::byId(c, id);
}

Result<Task> change(
    Connection &c, const QString &id, const TaskChange &wanted, const QString &actor, const QDateTime &now)
{
    VC_TRY(Task task, taskstore::byId(c, id));
    const TaskSpec spec = withoutSecrets(wanted.applied(task.spec));
    QJsonObject body{{u"by"_s, actor}};
    if (spec != task.spec) {
        if (task.startedAt.isValid() || isEnded(task.state))
            return fail(ErrorCode::Conflict,
                QCoreApplication::translate("taskflow", "The attempt has begun; only its priority can be changed."),
                QCoreApplication::translate("taskflow", "Cancel it, and put a new task into the queue."));
        VC_CHECK(taskstore::saveSpec(c, id, spec, now));
        if (wanted.name)
            body.insert(u"name"_s, spec.name);
        if (wanted.maxIterations)
            body.insert(u"max_iterations"_s, spec.maxIterations);
        if (wanted.timeoutPerIteration)
            body.insert(u"timeout_per_iteration"_s, spec.timeoutPerIteration);
        if (wanted.maxCostUsd)
            body.insert(u"max_cost_usd"_s, *spec.maxCostUsd);
    }
    if (wanted.priority) {
        VC_CHECK(taskstore::setPriority(c, id, *wanted.priority, now));
        body.insert(u"priority"_s, *wanted.priority);
    }
    VC_TRY(task, taskstore::byId(c, id));
    VC_CHECK(tell(c, EventKind::TaskUpdated, task, body, now));
    return task;
}

} // namespace vibecoder::taskflow
