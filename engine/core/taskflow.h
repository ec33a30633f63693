// SPDX-License-Identifier: MIT
// Changes of a task's state, each with its event, as jobs of one write transaction. Every process uses these: the store
// is the bus.
#pragma once

#include "model/action.h"
#include "model/approval.h"
#include "model/event.h"
#include "model/sandbox.h"
#include "model/takenup.h"
#include "model/task.h"
#include "storage/connection.h"

namespace vibecoder::taskflow {

/// Sets state, reason and times, tells TaskStateChanged. An ended task gives up its directory and its open questions.
/// fence > 0: only while that claim holds (ErrorCode::Lost otherwise).
Result<> transition(Connection &c, Task &task, TaskState to, StopReason reason, const QString &detail,
    const QDateTime &now, qint64 fence = 0);

/// The texts of a task go to the store and to the model: secrets in them are left out. Its verification commands stay
/// as they are; submit refuses those that hold one.
[[nodiscard]] TaskSpec withoutSecrets(TaskSpec spec);

Result<> tell(Connection &c, EventKind kind, const Task &task, QJsonObject body, const QDateTime &now);

/// For what a yes counts that comes with a task: `--yes` and a hook speak about this task alone; a person who saw the
/// commands also means later tasks with the same digest.
enum class AcceptedFor { ThisTask, SameCommands };

/// What is known beside a task when its verification commands are accepted or asked about.
struct Acceptance
{
    QList<Judgement> judged; ///< what the policy says to each command and to the folder (verificationcheck.h)
    AcceptedFor acceptedFor = AcceptedFor::ThisTask;
    SandboxTier tier = SandboxTier::None; ///< in which they would run; the card says it
};

/// A new task: pending when its verification commands are accepted (now or earlier by digest), else waiting for it.
/// Dangerous ones are asked each time, whatever was accepted earlier, and a folder of settings always waits for its
/// card; Denied when one of them can be accepted by nobody.
Result<Task> submit(
    Connection &c, Task task, const QString &actor, const QDateTime &now, const Acceptance &acceptance = {});

/// As submit, unless a task of the same definition in the same directory has not ended: that one goes on. A yes counts
/// for it as well, and a pause that waits for a person is over.
Result<TakenUp> takeUp(
    Connection &c, const Task &task, const QString &actor, const QDateTime &now, const Acceptance &acceptance = {});

/// One decision about one pending approval; the first wins (Conflict names who was quicker). Wakes the task.
Result<Approval> decide(Connection &c, const QString &id, const ApprovalDecision &decision, const QDateTime &now);

/// Denies what nobody answered in time and wakes its tasks. Returns how many.
Result<int> expireApprovals(Connection &c, const QDateTime &now);

/// Paused tasks whose time has come are pending again. Returns how many. bootMs: of Clock.
Result<int> wakeDue(Connection &c, const QDateTime &now, qint64 bootMs);

/// A claimed task is to work in its folder itself and needs it alone. False when another one has the folder, or
/// somebody whom the store no longer knows still works there (`unwinding`): the task has left its worker and waits for
/// the folder, or is cancelled when that was wished. Lost when the claim is.
Result<bool> claimFolder(Connection &c, Task task, const QDateTime &now, bool unwinding = false);
/// A claimed task works elsewhere than in its folder, which others may have.
Result<> leaveFolder(Connection &c, const Task &task);

/// A run met a question: the task waits, or goes on at once when the answer came meanwhile.
Result<> park(Connection &c, Task task, qint64 fence, const QDateTime &now);

/// Priority at any time; name and limits only before the attempt has begun (Conflict), because its journal holds them.
Result<Task> change(
    Connection &c, const QString &id, const TaskChange &wanted, const QString &actor, const QDateTime &now);

Result<Task> cancel(Connection &c, const QString &id, const QDateTime &now);
/// tier: in which the verification commands would run.
Result<Task> retry(Connection &c, const QString &id, const QDateTime &now, const QString &dataFolder = {},
    SandboxTier tier = SandboxTier::None, RetryFrom from = RetryFrom::LastState);
/// The next attempt with another spec, going on from the last state while the working directory is the same; of an ended task or one that never started. Accepted and judged as in submit.
Result<Task> revise(Connection &c, const QString &id, const TaskSpec &spec, bool accepted, const QString &actor,
    const QDateTime &now, const Acceptance &acceptance = {});

/// Why and until when no task is taken from the queue.
struct QueuePause
{
    bool paused = false;
    QString reason;  ///< user, api_auth, api_spend_cap, service_unavailable
    QString detail;  ///< what the service said; may be empty
    QDateTime until; ///< the service is asked again then; invalid: only a person ends it
    int tries = 0;   ///< questions that were answered no
};
Result<QueuePause> queuePause(Connection &c);
/// A run could not go on for this reason. A pause by a person stays what it is.
Result<> pauseQueueFor(Connection &c, StopReason reason, const QString &detail, const QDateTime &now);
/// The answer to the question whether the service works again. None: the queue goes on. It is asked again later and
/// later; a reason that only a person can end is not asked about.
Result<> answerProbe(Connection &c, StopReason reason, const QString &detail, const QDateTime &now);
/// True once for each time the service is to be asked: this process asks it now.
Result<bool> claimProbe(Connection &c, const QDateTime &now);
/// Whether the time to ask has come.
[[nodiscard]] bool isProbeDue(const QueuePause &pause, const QDateTime &now);

Result<bool> isQueuePaused(Connection &c);
/// reason: user, api_auth, api_spend_cap, service_unavailable. Resuming also wakes the tasks that paused for a person.
Result<> setQueuePaused(Connection &c, bool paused, const QString &reason, const QString &actor, const QDateTime &now);

} // namespace vibecoder::taskflow
