// SPDX-License-Identifier: MIT
// The only place that spells field names: model <-> JSON, used by storage, CLI and later the server.
#pragma once

#include "base/result.h"
#include "model/approval.h"
#include "model/artifact.h"
#include "model/checkpoint.h"
#include "model/event.h"
#include "model/iteration.h"
#include "model/recheck.h"
#include "model/stats.h"
#include "model/task.h"
#include "model/waitreason.h"
#include "model/webhook.h"

#include <QJsonObject>

namespace vibecoder {

[[nodiscard]] QJsonObject toJson(const TaskSpec &spec);
[[nodiscard]] Result<TaskSpec> taskSpecFromJson(const QJsonObject &json);

/// The task as every surface shows it: id, name, status, stop_reason, attempt, iteration, usage, cost_usd … and the
/// spec's fields. `iterations` is added by withIterations.
[[nodiscard]] QJsonObject toJson(const Task &task);
[[nodiscard]] QJsonObject withIterations(QJsonObject task, const QList<Iteration> &iterations);
/// Of a task in the queue: "waits_for": {"reason","task","task_name"}. Nothing when it waits for nothing there.
[[nodiscard]] QJsonObject withWaitReason(QJsonObject task, const WaitReason &reason);

[[nodiscard]] QJsonObject toJson(const Usage &usage);
[[nodiscard]] QJsonObject toJson(const Stats &stats);
[[nodiscard]] Usage usageFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const Failure &failure);
[[nodiscard]] QJsonObject toJson(const CommandReport &report);
[[nodiscard]] CommandReport commandReportFromJson(const QJsonObject &json);
/// One flat object for `verify parse`:
/// {"tool","certainty","status","passed","failed","skipped","errors","failures":[…], "warnings":[…]}; null for whatever
/// the output does not say.
[[nodiscard]] QJsonObject explainedToJson(const CommandReport &report);
/// {"command","exit_code","timed_out","stdout","stderr"}; wrong types count as missing.
[[nodiscard]] RecordedRun recordedRunFromJson(const QJsonObject &json);
/// {"number","started_at","ended_at","passed","verification":[{"command","exit_code","duration_ms","status",…}],…}
[[nodiscard]] QJsonObject toJson(const Iteration &iteration);
[[nodiscard]] Result<Iteration> iterationFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const Recheck &check);
[[nodiscard]] QJsonObject toJson(const Approval &approval);
[[nodiscard]] QJsonObject toJson(const Rule &rule);
[[nodiscard]] Result<Approval> approvalFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject toJson(const Event &event);
[[nodiscard]] QJsonObject toJson(const Artifact &artifact);
/// {"task_id","attempt","number","iteration","kind","tree","files","bytes","not_covered":[{"path","reason","size"}],…}
[[nodiscard]] QJsonObject toJson(const Checkpoint &checkpoint);
[[nodiscard]] Result<Checkpoint> checkpointFromJson(const QJsonObject &json);
/// {"from","to","changes":[{"path","change","old_mode","new_mode","binary"}],"patch","not_covered"}
[[nodiscard]] QJsonObject toJson(const CheckpointDiff &diff);
/// {"dry_run","target","before","changes","not_covered","left_alone"}
[[nodiscard]] QJsonObject toJson(const RollbackReport &report);

/// {"id","url","events","allow_private","waiting","dead","delivered",…}; a new one also {"secret"}.
[[nodiscard]] QJsonObject toJson(const Webhook &webhook);
[[nodiscard]] QJsonObject toJson(const NewWebhook &made);
[[nodiscard]] QJsonObject toJson(const WebhookDelivery &delivery);
[[nodiscard]] QJsonObject toJson(const WebhookAnswer &answer);
/// {"name","path","template","verification_digest","calls",…}; a new one also {"secret"}.
[[nodiscard]] QJsonObject toJson(const Hook &hook);
[[nodiscard]] QJsonObject toJson(const NewHook &made);
[[nodiscard]] QJsonObject toJson(const HookReceipt &receipt);

/// ISO 8601 in UTC with milliseconds; empty text for an invalid time.
[[nodiscard]] QString timeToWire(const QDateTime &time);
[[nodiscard]] QDateTime timeFromWire(const QString &text);

} // namespace vibecoder
