// SPDX-License-Identifier: MIT
// TaskSpec: what was asked. Task: what became of it. Plain values, no I/O.
#pragma once

#include "base/enumtable.h"
#include "model/usage.h"
#include "model/verdictnote.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>

namespace vibecoder {

/// Where an attempt works. Auto: in a view where that can be had, else in the folder itself.
enum class Isolation { Auto, View, InPlace, Worktree };
template <>
struct EnumTable<Isolation>
{
    static constexpr auto rows = enumRows<Isolation>({{Isolation::Auto, "auto"}, {Isolation::View, "view"},
        {Isolation::InPlace, "in_place"}, {Isolation::Worktree, "worktree"}});
};

/// What becomes of a result that passed.
enum class Deliver {
    Apply, ///< into the person's folder
    Patch, ///< as a file for `git am`; the folder stays as it is
};
template <>
struct EnumTable<Deliver>
{
    static constexpr auto rows = enumRows<Deliver>({{Deliver::Apply, "apply"}, {Deliver::Patch, "patch"}});
};

/// Where the changes of an attempt are.
enum class ResultState {
    InFolder,   ///< it worked in the folder itself, or nothing is known
    NotApplied, ///< files differ, nothing was applied
    Applied,
    Asked,     ///< passed; a person has to answer before it is applied
    Undone,    ///< was applied and taken back
    Delivered, ///< as a patch
};
template <>
struct EnumTable<ResultState>
{
    static constexpr auto rows = enumRows<ResultState>({
        {ResultState::InFolder, "in_folder"},
        {ResultState::NotApplied, "not_applied"},
        {ResultState::Applied, "applied"},
        {ResultState::Asked, "asked"},
        {ResultState::Undone, "undone"},
        {ResultState::Delivered, "delivered"},
    });
};

/// What happens when a guarded file (tests, runner configuration) was changed.
enum class GuardMode { Ask, Deny, Allow };
template <>
struct EnumTable<GuardMode>
{
    static constexpr auto rows =
        enumRows<GuardMode>({{GuardMode::Ask, "ask"}, {GuardMode::Deny, "deny"}, {GuardMode::Allow, "allow"}});
};

/// Where each verification runs.
enum class CleanRoomMode {
    Auto, ///< in the view, and once more in a clean room when that passes and more than the result lies in the view
    Each, ///< in a clean room alone
};
template <>
struct EnumTable<CleanRoomMode>
{
    static constexpr auto rows =
        enumRows<CleanRoomMode>({{CleanRoomMode::Auto, "auto"}, {CleanRoomMode::Each, "each"}});
};

/// The content of a task file. Limits are those of the task file format (wire/taskyaml.h).
struct TaskSpec
{
    QString name; ///< one line, 1 to 200 characters
    QString description;
    QStringList requirements;         ///< may be empty
    QStringList verificationCommands; ///< 1 to 100 shell lines, run in order
    QStringList setup;                ///< 0 to 20 shell lines that make what git ignores and the commands need
    CleanRoomMode cleanRoom = CleanRoomMode::Auto;
    QStringList keep;         ///< 0 to 20 paths below the folder that are part of the result, though git ignores them
    QString workingDirectory; ///< absolute and canonical, an existing folder
    int maxIterations = 10;   ///< 1 to 1000
    int timeoutPerIteration = 300;    ///< seconds, 1 to 86400
    int priority = 0;                 ///< higher first
    QString model;                    ///< empty: the configured model
    std::optional<double> maxCostUsd; ///< empty: the configured cap
    bool network = false;
    Isolation isolation = Isolation::Auto;
    Deliver deliver = Deliver::Apply;
    GuardMode guard = GuardMode::Ask;
    QStringList labels;

    bool operator==(const TaskSpec &) const = default;
};

/// What a person accepts when the task enters the queue: the commands of setup and verification in order, the working
/// directory, what is kept, and the rights the task file asks for (network, guard). A changed byte gives another digest
/// (security.md section 4).
[[nodiscard]] QString verificationDigest(const TaskSpec &spec);
/// The commands of it as they run: setup, then verification.
[[nodiscard]] QStringList commandsToAccept(const TaskSpec &spec);

enum class TaskState { Pending, Running, WaitingApproval, Paused, Completed, Failed, Cancelled };
template <>
struct EnumTable<TaskState>
{
    static constexpr auto rows = enumRows<TaskState>({
        {TaskState::Pending, "pending"},
        {TaskState::Running, "running"},
        {TaskState::WaitingApproval, "waiting_approval"},
        {TaskState::Paused, "paused"},
        {TaskState::Completed, "completed"},
        {TaskState::Failed, "failed"},
        {TaskState::Cancelled, "cancelled"},
    });
};

[[nodiscard]] inline bool isEnded(TaskState state)
{
    return state == TaskState::Completed || state == TaskState::Failed || state == TaskState::Cancelled;
}

/// Why a task ended or pauses (loop.md R25, plus the reasons of the crash rules). Shown with the next best action.
enum class StopReason {
    None,
    Passed,
    BlockedByModel,
    IterationLimit,
    NeedsSetup, ///< it passes only with what git ignores and the attempt left
    NotCounted, ///< in the last iteration every command passed, but the result does not count
    CallLimit,
    CostLimit,
    WallLimit,
    StuckRepeat,
    StuckOscillation,
    EnvironmentError,
    AccessDenied, ///< the engine may not use something that the task needs
    ExternalChange,
    ApiAuth,
    ApiSpendCap,
    RateLimited,
    ServiceUnavailable, ///< the model service does not answer: the queue pauses and asks again by itself
    ApiError,
    ModelUnknown,
    Refusal,
    ContextLimit,
    MalformedCalls,
    AnswersCutOff, ///< answers in a row ended at the limit of their length
    EmptyAnswers,  ///< answers in a row held nothing that can be done
    ApprovalDenied,
    ApprovalExpired,
    Cancelled,
    Tampering,
    WorkerCrashLoop,
    JournalMismatch,
    InternalError,
};
template <>
struct EnumTable<StopReason>
{
    static constexpr auto rows = enumRows<StopReason>({
        {StopReason::None, ""},
        {StopReason::Passed, "passed"},
        {StopReason::BlockedByModel, "blocked_by_model"},
        {StopReason::IterationLimit, "iteration_limit"},
        {StopReason::NeedsSetup, "needs_setup"},
        {StopReason::NotCounted, "not_counted"},
        {StopReason::CallLimit, "call_limit"},
        {StopReason::CostLimit, "cost_limit"},
        {StopReason::WallLimit, "wall_limit"},
        {StopReason::StuckRepeat, "stuck_repeat"},
        {StopReason::StuckOscillation, "stuck_oscillation"},
        {StopReason::EnvironmentError, "environment_error"},
        {StopReason::AccessDenied, "access_denied"},
        {StopReason::ExternalChange, "external_change"},
        {StopReason::ApiAuth, "api_auth"},
        {StopReason::ApiSpendCap, "api_spend_cap"},
        {StopReason::RateLimited, "rate_limited"},
        {StopReason::ServiceUnavailable, "service_unavailable"},
        {StopReason::ApiError, "api_error"},
        {StopReason::ModelUnknown, "model_unknown"},
        {StopReason::Refusal, "refusal"},
        {StopReason::ContextLimit, "context_limit"},
        {StopReason::MalformedCalls, "malformed_calls"},
        {StopReason::AnswersCutOff, "answers_cut_off"},
        {StopReason::EmptyAnswers, "empty_answers"},
        {StopReason::ApprovalDenied, "approval_denied"},
        {StopReason::ApprovalExpired, "approval_expired"},
        {StopReason::Cancelled, "cancelled"},
        {StopReason::Tampering, "tampering"},
        {StopReason::WorkerCrashLoop, "worker_crash_loop"},
        {StopReason::JournalMismatch, "journal_mismatch"},
        {StopReason::InternalError, "internal_error"},
    });
};

/// Where the verification passed that the verdict rests on.
enum class VerdictPlace {
    None,      ///< it did not pass, or nobody noted it
    Folder,    ///< in the person's folder itself
    View,      ///< where the attempt worked, with all it left there
    CleanRoom, ///< in a fresh copy with nothing but the result
};
template <>
struct EnumTable<VerdictPlace>
{
    static constexpr auto rows = enumRows<VerdictPlace>({
        {VerdictPlace::None, "none"},
        {VerdictPlace::Folder, "folder"},
        {VerdictPlace::View, "view"},
        {VerdictPlace::CleanRoom, "clean_room"},
    });
};

/// What the next attempt of a task begins with.
enum class RetryFrom {
    LastState, ///< of the attempt before, where that lies in a view
    Folder,    ///< as the person has it now
};

struct Task
{
    QString id;     ///< 12 characters (base/digest.h newId)
    qint64 seq = 0; ///< order of creation
    TaskSpec spec;
    int priority = 0; ///< current priority; spec.priority is what the file said
    TaskState state = TaskState::Pending;
    StopReason stopReason = StopReason::None;
    QString stopDetail;    ///< one sentence in English for the log and the page; may be empty
    int attempt = 1;       ///< 1, 2, …; `task retry` starts the next
    int iteration = 0;     ///< last iteration begun in this attempt; 0 is the baseline
    bool accepted = false; ///< a person accepted verificationDigest(spec)
    bool cancelRequested = false;
    QString activity;     ///< what it is doing now, a wire word: model, command, verify, approval; may be empty
    int testsPassed = -1; ///< of the last verification; -1: not known
    int testsFailed = -1;
    Isolation isolation = Isolation::InPlace; ///< in force for this attempt; InPlace until it has chosen
    QString isolationNote; ///< why it is not a view: an English sentence without its end; empty: nothing to say
    ResultState result = ResultState::InFolder; ///< of this attempt
    int resultFiles = 0;                        ///< paths that differ, or that were applied
    VerdictPlace verdict = VerdictPlace::None;  ///< of this attempt, once it has passed
    QList<VerdictNote> verdictNotes;            ///< why it was no clean room, what came along
    qint64 verdictMs = 0;                       ///< what the clean room took, milliseconds; 0: there was none
    int goesOnFrom = 0;  ///< an earlier attempt, whose last state this one begins with; 0: it begins with the folder
    Usage usage;         ///< of this attempt
    QDateTime createdAt; ///< UTC
    QDateTime updatedAt;
    QDateTime startedAt;   ///< of this attempt; invalid before
    QDateTime endedAt;     ///< of this attempt; invalid before
    QDateTime pausedUntil; ///< only in Paused, invalid when it needs a person
    QString idempotencyKey;
    qint64 fence = 0; ///< grows with each claim; writes of an older claim are refused

    /// The attempt whose last state the next one can go on from, because it is not in the folder; 0: there is none, or
    /// a person took it back.
    [[nodiscard]] int keptState() const;

    /// What the task file asks for holds only once a person accepted it; until then it counts as not written.
    [[nodiscard]] bool networkGranted() const { return accepted && spec.network; }
    [[nodiscard]] GuardMode guardInForce() const { return accepted ? spec.guard : GuardMode::Ask; }
};

/// What a list may be narrowed to. Empty means all.
struct TaskFilter
{
    QList<TaskState> states;
    QString text; ///< substring of the name
    QString label;
    QList<StopReason> reasons{};
    QString directory{};                            ///< substring of the working directory
    std::optional<qint64> costAbove{}, costBelow{}; ///< millionths of a US dollar, the bounds left out
};

/// What a list is sorted by; equals by age.
enum class TaskOrder { Created, Updated, Priority, Name, Cost, Status };
template <>
struct EnumTable<TaskOrder>
{
    static constexpr auto rows = enumRows<TaskOrder>({
        {TaskOrder::Created, "created"},
        {TaskOrder::Updated, "updated"},
        {TaskOrder::Priority, "priority"},
        {TaskOrder::Name, "name"},
        {TaskOrder::Cost, "cost"},
        {TaskOrder::Status, "status"},
    });
};

/// The next rows after the one with seq `before` (0: from the start). limit 1 to 500.
struct PageRequest
{
    qint64 before = 0;
    int limit = 50;
    TaskOrder order = TaskOrder::Created;
    bool ascending = false; ///< without it the largest first: newest, last changed, highest priority …
    QString key{};          ///< taskOrderKey of the row `before`; not used by TaskOrder::Created
};

/// The value of a task that the order compares, as text.
[[nodiscard]] QString taskOrderKey(const Task &task, TaskOrder order);

/// What may be changed about a task before its attempt has begun; priority also later. Empty stays as it is.
struct TaskChange
{
    std::optional<QString> name;
    std::optional<int> priority, maxIterations, timeoutPerIteration;
    std::optional<double> maxCostUsd;

    /// The spec with the change. Its priority stays: that is what the file said.
    [[nodiscard]] TaskSpec applied(TaskSpec spec) const;
};

} // namespace vibecoder
