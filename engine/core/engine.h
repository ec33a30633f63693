// SPDX-License-Identifier: MIT
// Everything a face may do. The composition root: builds the parts, owns the order of their end. Each thread of a face
// has its own. Reads are short and synchronous; writes answer by QFuture, fulfilled after they are durable (any thread
// may wait; a face takes the answer up by base/whendone.h). Texts in Errors are translated. Ends by itself what it has
// begun.
#pragma once

#include "base/result.h"
#include "model/approval.h"
#include "model/approvalfacts.h"
#include "model/artifact.h"
#include "model/audit.h"
#include "model/checkpoint.h"
#include "model/event.h"
#include "model/iteration.h"
#include "model/keyanswer.h"
#include "model/policy.h"
#include "model/recheck.h"
#include "model/rule.h"
#include "model/settings.h"
#include "model/stats.h"
#include "model/takenup.h"
#include "model/task.h"
#include "model/taskresult.h"
#include "model/waitreason.h"
#include "model/webhook.h"
#include "model/worktree.h"
#include "wire/taskyaml.h"

#include <QFuture>
#include <QJsonObject>
#include <QObject>

#include <memory>

namespace vibecoder {

struct SubmitRequest
{
    TaskSpec spec;
    QString idempotencyKey;    ///< empty: none
    bool accepted = false;     ///< the person accepted verificationDigest(spec) on this surface
    QString actor;             ///< surface and user, e.g. `cli:alice`
    bool onlyThisTask = false; ///< accepted by a flag, unseen: counts for no later task with the same commands
};

struct QueueStatus
{
    bool paused = false;
    QString pauseReason;   ///< user, api_auth, api_spend_cap, service_unavailable
    QString pauseDetail;   ///< what the service said; may be empty
    QDateTime pausedUntil; ///< the service is asked again then, and the queue goes on by itself; invalid: it does not
    QHash<TaskState, qint64> counts;
    int pendingApprovals = 0;
    QList<Task> running;
};

struct WorkerOptions
{
    int workers = 1;
    bool drain = false; ///< stop when nothing is runnable
    QString only;       ///< work on this task alone; empty: the queue
};

/// What a drain ended with.
struct DrainResult
{
    int completed = 0;                       ///< tasks that passed during this run
    int notPassed = 0;                       ///< failed or cancelled during this run
    int waiting = 0;                         ///< tasks that wait for a person or a time
    bool shutdown = false;                   ///< stopWorkers came first
    StopReason pausedFor = StopReason::None; ///< ApiAuth, ApiSpendCap or ServiceUnavailable when the queue paused
    std::optional<Error> error;              ///< the store failed; what could not be stored is taken up again later
};

class Engine : public QObject
{
    Q_OBJECT

public:
    [[nodiscard]] static Result<std::unique_ptr<Engine>> open(const Settings &settings);
    ~Engine() override;

    [[nodiscard]] const Settings &settings() const;
    /// Where what belongs to the store lies: artifacts, logs, token of the server. Mode 0700.
    [[nodiscard]] QString dataFolder() const;

    /// Another value once anything was committed to the store, by any process.
    [[nodiscard]] Result<QByteArray> storeVersion();

    /// Another value also when a process came or died that works the queue: what is told of tasks depends on that too.
    [[nodiscard]] Result<QByteArray> queueVersion();

    /// How long a change that a person asked for waits while another process keeps the store; then it is answered with
    /// who that is (Storage) and never done. 30 seconds when nothing is said.
    void setPatience(int ms);
    /// The last thing that a job of a thread pool does with an engine: closes what its thread has open of the store
    /// (Database::closeReader()). May be called from any thread.
    void leaveThread();
    /// Who keeps the store, once something here has waited for it for some seconds; empty: nobody. Any thread.
    [[nodiscard]] QString heldUpBy() const;
    /// The process that was stopped while it keeps the store; empty: none.
    [[nodiscard]] QString storeHolder() const;
    /// Bytes of the store's log; more than largeLog() means that nobody shortens it.
    [[nodiscard]] qint64 logSize() const;
    [[nodiscard]] static qint64 largeLog();

    /// Reads the whole store for damage; may take seconds on a large one.
    [[nodiscard]] Result<> checkStore();

    // Tasks
    QFuture<Result<Task>> submit(const SubmitRequest &request);
    /// As submit, for somebody who works on it at once: a task of the same definition that has not ended goes on
    /// instead.
    QFuture<Result<TakenUp>> takeUp(const SubmitRequest &request);
    /// Who works on a running task and whether that process is alive; nothing when it does not run.
    [[nodiscard]] Result<std::optional<TaskWorker>> workerOf(const QString &id);
    /// The task that has the folder this one is to work in itself, whether somebody works on that task or not.
    [[nodiscard]] Result<std::optional<Task>> holderFor(const QString &id);
    /// Where its files are: its folder in its worktree if it worked in one, which may be gone; else its working
    /// directory.
    [[nodiscard]] QString folderOf(const Task &task) const;
    /// Why it does not go on just now.
    [[nodiscard]] Result<WaitReason> waitReason(const Task &task);
    [[nodiscard]] Result<Task> task(const QString &id);
    [[nodiscard]] Result<QString> resolveTaskId(const QString &text);
    [[nodiscard]] Result<QList<Task>> tasks(const TaskFilter &filter, const PageRequest &page);
    /// The ids of the same page, for callers who keep the tasks of this storeVersion.
    [[nodiscard]] Result<QStringList> taskIds(const TaskFilter &filter, const PageRequest &page);
    [[nodiscard]] Result<QList<Iteration>> iterations(const QString &id, int attempt = 0); ///< 0: the current one
    [[nodiscard]] Result<QList<Artifact>> artifacts(const QString &id, int attempt = 0);   ///< 0: all
    [[nodiscard]] Result<QByteArray> artifactBytes(const QString &artifactId, qint64 offset = 0, qint64 length = -1);
    QFuture<Result<Task>> cancel(const QString &id, const QString &actor);
    QFuture<Result<Task>> retry(const QString &id, const QString &actor, RetryFrom from = RetryFrom::LastState);
    /// The next attempt with another spec, of a task that has ended or never started. Verification commands that nobody
    /// accepted are asked about like those of a new task. The idempotency key of the request is not used.
    QFuture<Result<Task>> revise(const QString &id, const SubmitRequest &request);
    /// Priority at any time; name and limits only before the attempt has begun, else Conflict. The values must have
    /// been checked (wire/taskyaml.h).
    QFuture<Result<Task>> change(const QString &id, const TaskChange &wanted, const QString &actor);
    QFuture<Result<>> remove(const QString &id, const QString &actor);

    /// Takes away the worktrees of ended tasks that hold nothing which is not elsewhere, and names the others. Blocks as
    /// long as git needs to look into them.
    [[nodiscard]] Result<CleanedWorktrees> cleanWorktrees();

    // Checkpoints
    /// Oldest first. attempt 0: the current one.
    [[nodiscard]] Result<QList<Checkpoint>> checkpoints(const QString &id, int attempt = 0);
    /// The word for a checkpoint in the calls below: an iteration ("2": what it ended with, "0": before the first
    /// change), "start" (before anything ran), "last", or a checkpoint ("c3").
    [[nodiscard]] static QString checkpointWord(const Checkpoint &checkpoint);
    /// context: unchanged lines around a change.
    [[nodiscard]] Result<CheckpointDiff> checkpointDiff(
        const QString &id, const QString &from, const QString &to, int attempt = 0, int context = 3);
    /// Brings the files of an ended task back; the present state is kept first. May take long; a process that dies on
    /// the way is completed by the next one. only: these paths alone (as in TreeChange); empty: everything.
    QFuture<Result<RollbackReport>> rollback(const QString &id, const QString &to, bool dryRun, const QString &actor,
        int attempt = 0, const QStringList &only = {});

    // Results of attempts in views
    /// Of its newest state. Conflict for an attempt that worked in the folder itself; NotFound when its view is gone.
    [[nodiscard]] Result<TaskResult> result(const QString &id, int attempt = 0, int context = 3);
    /// Through the border into the person's folder; of a task that has ended or waits for a person. Questions are in
    /// the outcome; then nothing was applied. May take long.
    QFuture<Result<ApplyOutcome>> applyResult(const QString &id, const ApplyRequest &request);
    /// Takes back what was applied where it still is so. attempt 0: the current one.
    QFuture<Result<UndoOutcome>> undoResult(const QString &id, int attempt, bool dryRun, const QString &actor);

    // Approvals
    [[nodiscard]] Result<QList<Approval>> approvals(std::optional<ApprovalState> state, const QString &taskId = {});
    [[nodiscard]] Result<Approval> approval(const QString &idOrPrefix);
    /// What a person wants to know besides; looks at the disk and may take a moment.
    [[nodiscard]] Result<ApprovalFacts> approvalFacts(const Approval &approval);
    /// What the policy says to verification commands before they are submitted, one for each.
    [[nodiscard]] QList<Judgement> judgeVerificationCommands(const TaskSpec &spec) const;
    /// With `remember` the narrowest rule is stored in the same transaction, or nothing is.
    QFuture<Result<Approval>> decide(const QString &id, const ApprovalDecision &decision);
    /// What `remember` would store; an error says why it cannot (rails, text that is not one plain command, files).
    [[nodiscard]] Result<RulePreview> rememberPreview(const QString &approvalId, RememberFor how);

    // The user's own rules
    [[nodiscard]] Result<QList<Rule>> rules(); ///< written and remembered, with their uses
    /// Whether the written rules can be used; while they cannot, no task starts.
    [[nodiscard]] Result<> checkRules();
    /// Takes one away: a remembered one by its id or a unique prefix, a written one by its name.
    QFuture<Result<>> removeRule(const QString &id, const QString &actor);
    /// The rules of a file, for askPolicy. Needs no store.
    [[nodiscard]] static Result<std::shared_ptr<const RuleSet>> writtenRules(const QString &file);

    /// The best sandbox that works on this machine, found out by running a command in it; why holds the reason there is
    /// no better one. Needs no store.
    [[nodiscard]] static SandboxTier sandboxTier(QString *why = nullptr, SandboxChoice choice = SandboxChoice::Auto);
    /// What the kernel knows of Landlock; 0: nothing. Whether a bubblewrap stays for many commands.
    [[nodiscard]] static int landlockVersion();
    [[nodiscard]] static bool sandboxStaysWarm(QString *why = nullptr);

    /// Why attempts cannot work in a view of this folder; empty: they can. Mounts one and takes it away; processes events
    /// meanwhile, ten seconds at most.
    [[nodiscard]] QString whyNoView(const QString &directory);

    /// The API key in the user's keychain. These wait for the keychain service, which may ask the person to unlock it.
    /// Unavailable when none runs here; readStoredKey is NotFound when nothing is stored. Need no store.
    [[nodiscard]] static Result<> storeKey(const QString &key);
    [[nodiscard]] static Result<> removeStoredKey();
    [[nodiscard]] static Result<QString> readStoredKey();
    /// Asks the model server whether it accepts the key of these settings; Unauthorized when not. Costs nothing.
    [[nodiscard]] static Result<KeyAnswer> checkKey(const Settings &settings);

    /// What the policy says to an action, without any task and without doing it. Needs no store. Any thread.
    [[nodiscard]] static PolicyAnswer askPolicy(const PolicyQuestion &question);

    /// Those of the paths (relative, after a task's run) that are tests, their configuration or scripts of its
    /// verification commands. Needs no store. Any thread.
    [[nodiscard]] static QStringList guardedAmong(const QStringList &paths, const QStringList &commands);

    /// What the output of a run says that was recorded elsewhere. Needs no store. Any thread.
    [[nodiscard]] static CommandReport explainOutput(const RecordedRun &run);
    /// Runs verification commands as a task would, in the sandbox, and explains them. Needs no store. Processes events
    /// until the last command has ended.
    [[nodiscard]] static Result<VerificationReport> tryCommands(const Settings &settings, const TrialRequest &request);

    /// What a task did, with evidence (core/taskreport.h). attempt 0: the current one.
    [[nodiscard]] Result<QJsonObject> report(const QString &id, int attempt = 0);
    /// Runs the accepted verification commands of a task that does not run now and compares them with its record; needs
    /// no model. Processes events until the last command has ended.
    [[nodiscard]] Result<Recheck> verifyAgain(const QString &id);

    /// Figures of the tasks that ended in the last `days` days, today included.
    [[nodiscard]] Result<Stats> stats(int days);

    // Webhooks
    [[nodiscard]] Result<QList<Webhook>> webhooks(); ///< oldest first
    [[nodiscard]] Result<Webhook> webhook(const QString &idOrPrefix);
    /// Hears of what happens from now on. The secret is in this answer and in no other.
    QFuture<Result<NewWebhook>> addWebhook(const WebhookRequest &request, const QString &actor);
    QFuture<Result<>> removeWebhook(const QString &idOrPrefix, const QString &actor);
    /// Sends a test now; an answer in any case, within twelve seconds.
    QFuture<Result<WebhookAnswer>> testWebhook(const QString &idOrPrefix);
    /// Deliveries that were given up, newest first; of all webhooks with an empty id.
    [[nodiscard]] Result<QList<WebhookDelivery>> webhookFailures(const QString &id, int limit);
    /// Those wait again as new; all of the webhook without events. Answers how many.
    QFuture<Result<int>> resendFailures(const QString &idOrPrefix, const QList<qint64> &events, const QString &actor);
    /// From now on this process may deliver; startWorkers says so by itself. One process of a store does it at a time.
    void startDelivery();

    // Hooks that others call
    /// What a template says, for the person who accepts it; with every error. Needs no store.
    [[nodiscard]] static HookTemplate readHookTemplate(
        const QByteArray &yaml, const TaskFileContext &context, QList<TaskFileError> *errors);
    [[nodiscard]] Result<QList<Hook>> hooks(); ///< by name
    /// accepted: the digest that was shown. The secret is in this answer and in no other.
    QFuture<Result<NewHook>> addHook(const QString &name, const QByteArray &yaml, const TaskFileContext &context,
        const QString &accepted, const QString &actor);
    QFuture<Result<>> removeHook(const QString &name, const QString &actor);
    /// Unauthorized before anything is told. A known delivery gives the task it made.
    QFuture<Result<HookReceipt>> callHook(const HookCall &call, const TaskFileContext &context);

    // Audit
    /// Reads the whole audit log and says whether its chain holds.
    [[nodiscard]] Result<AuditCheck> verifyAudit();
    /// The last `limit` records in order, of one task or of all (taskId empty).
    [[nodiscard]] Result<QList<QJsonObject>> audit(const QString &taskId, int limit);

    // Events
    [[nodiscard]] Result<QList<Event>> eventsSince(qint64 seq, int limit, const QString &taskId = {}, int attempt = 0,
        std::optional<EventKind> kind = std::nullopt);
    /// before: only those with a smaller number; 0: all.
    [[nodiscard]] Result<QList<Event>> lastEvents(int count, const QString &taskId = {}, int attempt = 0,
        qint64 before = 0, std::optional<EventKind> kind = std::nullopt);
    [[nodiscard]] Result<qint64> lastEventSeq();

    // Queue
    QFuture<Result<>> setQueuePaused(bool paused, const QString &reason, const QString &actor);
    [[nodiscard]] Result<QueueStatus> queueStatus();
    /// Starts working the queue in this process; `done` fires once, when drained or stopped.
    void startWorkers(const WorkerOptions &options, std::function<void(DrainResult)> done);
    /// Tasks of this directory are no longer taken from the queue by this engine's workers; empty: all are. Somebody
    /// else works on them (the demonstration with its scripted model).
    void keepApart(const QString &directory);
    /// Running tasks stop at their next step and stay resumable.
    void stopWorkers();

signals:
    /// Something changed in the store (by any process): ask eventsSince. Coalesced.
    void changed();
    /// Live text of a running model call in this process.
    void liveText(const QString &taskId, const QString &text);

private:
    Engine();
    class Private;
    std::unique_ptr<Private> d;
};

/// Waits for an engine answer with a limit (milliseconds); for the CLI and tests. Timeout is ErrorCode::Timeout.
template <typename T>
Result<T> waitFor(const QFuture<Result<T>> &future, int limitMs = 30000);

} // namespace vibecoder

#include "core/enginewait.h"
