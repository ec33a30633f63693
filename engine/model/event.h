// SPDX-License-Identifier: MIT
// What happened, numbered, told once. Appended in the transaction of the change it tells.
#pragma once

#include "base/enumtable.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>

namespace vibecoder {

enum class EventKind {
    TaskCreated,
    TaskClaimed,
    TaskStateChanged, ///< body: from, to, stop_reason
    TaskUpdated,      ///< body: the changed fields (priority …)
    TaskRetried,
    TaskDeleted,
    IterationStarted,  ///< body: number
    IterationFinished, ///< body: number, verdict, tests
    ModelCallStarted,
    ModelCallFinished, ///< body: usage, stop_reason, text (redacted, shortened)
    ModelCallRetried,  ///< body: why, attempt, wait_ms
    ActionProposed,    ///< body: tool, what
    ActionFinished,    ///< body: tool, ok, summary
    CommandStarted,
    CommandFinished, ///< body: command, exit_code, duration_ms
    VerificationStarted,
    VerificationFinished, ///< body: command, exit_code, status, duration_ms
    ApprovalRequested,    ///< body: approval_id, what
    ApprovalDecided,      ///< body: approval_id, state, by
    CheckpointTaken,      ///< body: number, iteration, kind, tree, files, not_covered (how many)
    CheckpointRestored, ///< body: number, iteration, tree, changes, left_alone (how many), left_alone_paths, before, by
    ResultApplied, ///< body: files, changes (how many), paths, checkpoint, verified, merged, left_out, left_alone, by
    ResultUndone,  ///< body: changes (how many), paths, left_alone, by
    QueuePaused,
    QueueResumed,
    Warning, ///< body: code, text
};
template <>
struct EnumTable<EventKind>
{
    static constexpr auto rows = enumRows<EventKind>({
        {EventKind::TaskCreated, "task_created"},
        {EventKind::TaskClaimed, "task_claimed"},
        {EventKind::TaskStateChanged, "task_state_changed"},
        {EventKind::TaskUpdated, "task_updated"},
        {EventKind::TaskRetried, "task_retried"},
        {EventKind::TaskDeleted, "task_deleted"},
        {EventKind::IterationStarted, "iteration_started"},
        {EventKind::IterationFinished, "iteration_finished"},
        {EventKind::ModelCallStarted, "model_call_started"},
        {EventKind::ModelCallFinished, "model_call_finished"},
        {EventKind::ModelCallRetried, "model_call_retried"},
        {EventKind::ActionProposed, "action_proposed"},
        {EventKind::ActionFinished, "action_finished"},
        {EventKind::CommandStarted, "command_started"},
        {EventKind::CommandFinished, "command_finished"},
        {EventKind::VerificationStarted, "verification_started"},
        {EventKind::VerificationFinished, "verification_finished"},
        {EventKind::ApprovalRequested, "approval_requested"},
        {EventKind::ApprovalDecided, "approval_decided"},
        {EventKind::CheckpointTaken, "checkpoint_taken"},
        {EventKind::CheckpointRestored, "checkpoint_restored"},
        {EventKind::ResultApplied, "result_applied"},
        {EventKind::ResultUndone, "result_undone"},
        {EventKind::QueuePaused, "queue_paused"},
        {EventKind::QueueResumed, "queue_resumed"},
        {EventKind::Warning, "warning"},
    });
};

struct Event
{
    qint64 seq = 0; ///< given by the store; gapless per store on SQLite
    QDateTime at;   ///< UTC
    QString taskId; ///< empty for the queue's own events
    int attempt = 0;
    EventKind kind = EventKind::Warning;
    QJsonObject body;
};

} // namespace vibecoder
