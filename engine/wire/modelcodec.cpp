// SPDX-License-Identifier: MIT
#include "wire/modelcodec.h"

#include "wire/jsonfields.h"
#include "wire/verdictnote.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString timeToWire(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QDateTime timeFromWire(const QString &text)
{
    if (text.isEmpty())
        return {};
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() ? time.toUTC() : QDateTime();
}

QJsonObject toJson(const TaskSpec &spec)
{
    return {
        {u"name"_s, spec.name},
        {u"description"_s, spec.description},
        {u"requirements"_s, QJsonArray::fromStringList(spec.requirements)},
        {u"verification_commands"_s, QJsonArray::fromStringList(spec.verificationCommands)},
        {u"setup"_s, QJsonArray::fromStringList(spec.setup)},
        {u"keep"_s, QJsonArray::fromStringList(spec.keep)},
        {u"clean_room"_s, toWire(spec.cleanRoom)},
        {u"working_directory"_s, spec.workingDirectory},
        {u"max_iterations"_s, spec.maxIterations},
        {u"timeout_per_iteration"_s, spec.timeoutPerIteration},
        {u"priority"_s, spec.priority},
        {u"model"_s, spec.model},
        {u"max_cost_usd"_s, spec.maxCostUsd ? QJsonValue(*spec.maxCostUsd) : QJsonValue()},
        {u"network"_s, spec.network},
        {u"isolation"_s, toWire(spec.isolation)},
        {u"deliver"_s, toWire(spec.deliver)},
        {u"guard"_s, toWire(spec.guard)},
        {u"labels"_s, QJsonArray::fromStringList(spec.labels)},
    };
}

Result<TaskSpec> taskSpecFromJson(const QJsonObject &json)
{
    TaskSpec spec;
    JsonFields fields(json);
    fields.read("name", spec.name);
    fields.read("description", spec.description);
    fields.read("requirements", spec.requirements);
    fields.read("verification_commands", spec.verificationCommands);
    fields.read("setup", spec.setup);
    fields.read("keep", spec.keep);
    fields.read("clean_room", spec.cleanRoom);
    fields.read("working_directory", spec.workingDirectory);
    fields.read("max_iterations", spec.maxIterations);
    fields.read("timeout_per_iteration", spec.timeoutPerIteration);
    fields.read("priority", spec.priority);
    fields.read("model", spec.model);
    fields.read("max_cost_usd", spec.maxCostUsd);
    fields.read("network", spec.network);
    fields.read("isolation", spec.isolation);
    fields.read("deliver", spec.deliver);
    fields.read("guard", spec.guard);
    fields.read("labels", spec.labels);
    fields.refuseOthers();
    return fields.finish(std::move(spec));
}

QJsonObject toJson(const Task &task)
{
    const auto known = [](int count) { return count < 0 ? QJsonValue() : QJsonValue(count); };
    QJsonObject json = toJson(task.spec);
    json.insert(u"schema_version"_s, 1);
    json.insert(u"id"_s, task.id);
    json.insert(u"status"_s, toWire(task.state));
    json.insert(
        u"stop_reason"_s, task.stopReason == StopReason::None ? QJsonValue() : QJsonValue(toWire(task.stopReason)));
    json.insert(u"stop_detail"_s, task.stopDetail);
    json.insert(u"attempt"_s, task.attempt);
    json.insert(u"iteration"_s, task.iteration);
    json.insert(u"priority"_s, task.priority);
    json.insert(u"accepted"_s, task.accepted);
    json.insert(u"cancel_requested"_s, task.cancelRequested);
    json.insert(u"activity"_s, task.activity);
    json.insert(
        u"tests"_s, QJsonObject{{u"passed"_s, known(task.testsPassed)}, {u"failed"_s, known(task.testsFailed)}});
    json.insert(u"place"_s, QJsonObject{{u"isolation"_s, toWire(task.isolation)}, {u"note"_s, task.isolationNote}});
    json.insert(u"result"_s, QJsonObject{{u"state"_s, toWire(task.result)}, {u"files"_s, task.resultFiles}});
    json.insert(
        u"verdict"_s, QJsonObject{{u"place"_s, toWire(task.verdict)}, {u"note"_s, describeNotes(task.verdictNotes)},
                          {u"notes"_s, toJson(task.verdictNotes)}, {u"clean_room_ms"_s, task.verdictMs}});
    json.insert(u"goes_on_from"_s, task.goesOnFrom > 0 ? QJsonValue(task.goesOnFrom) : QJsonValue());
    json.insert(u"usage"_s, toJson(task.usage));
    json.insert(u"cost_usd"_s, double(task.usage.costMicroUsd) / 1e6);
    json.insert(u"cost_known"_s, task.usage.priceKnown);
    json.insert(u"created_at"_s, jsonTime(task.createdAt));
    json.insert(u"updated_at"_s, jsonTime(task.updatedAt));
    json.insert(u"started_at"_s, jsonTime(task.startedAt));
    json.insert(u"ended_at"_s, jsonTime(task.endedAt));
    json.insert(u"paused_until"_s, jsonTime(task.pausedUntil));
    return json;
}

QJsonObject withIterations(QJsonObject task, const QList<Iteration> &iterations)
{
    QJsonArray list;
    for (const Iteration &iteration : iterations)
        list.append(toJson(iteration));
    task.insert(u"iterations"_s, list);
    return task;
}

QJsonObject withWaitReason(QJsonObject task, const WaitReason &reason)
{
    // The others are told by status and paused_until.
    const bool inQueue =
        reason.kind != WaitKind::None && reason.kind != WaitKind::Approval && reason.kind != WaitKind::Sleeping;
    if (inQueue)
        task.insert(u"waits_for"_s, QJsonObject{{u"reason"_s, toWire(reason.kind)}, {u"task"_s, reason.taskId},
                                        {u"task_name"_s, reason.taskName}});
    return task;
}

QJsonObject toJson(const Approval &approval)
{
    return {
        {u"id"_s, approval.id},
        {u"seq"_s, approval.seq},
        {u"task_id"_s, approval.taskId},
        {u"attempt"_s, approval.attempt},
        {u"iteration"_s, approval.iteration},
        {u"step_path"_s, approval.stepPath},
        {u"kind"_s, toWire(approval.kind)},
        {u"commands"_s, QJsonArray::fromStringList(approval.commands)},
        {u"directory"_s, approval.directory},
        {u"network"_s, approval.network},
        {u"guard"_s, toWire(approval.guard)},
        {u"tier"_s, toWire(approval.tier)},
        {u"access"_s, toWire(approval.access)},
        {u"path"_s, approval.path},
        {u"before_sha256"_s, approval.beforeSha256},
        {u"after_sha256"_s, approval.afterSha256},
        {u"severity"_s, toWire(approval.severity)},
        {u"reason"_s, approval.reason},
        {u"rule"_s, approval.rule},
        {u"span_start"_s, approval.spanStart},
        {u"span_length"_s, approval.spanLength},
        {u"model_says"_s, approval.modelSays},
        {u"content_hash"_s, approval.contentHash},
        {u"created_at"_s, jsonTime(approval.createdAt)},
        {u"expires_at"_s, jsonTime(approval.expiresAt)},
        {u"state"_s, toWire(approval.state)},
        {u"decided_by"_s, approval.decidedBy},
        {u"decided_at"_s, jsonTime(approval.decidedAt)},
        {u"message"_s, approval.message},
        {u"answers"_s, approval.answers},
    };
}

Result<Approval> approvalFromJson(const QJsonObject &json)
{
    Approval approval;
    JsonFields fields(json);
    fields.read("id", approval.id);
    fields.read("seq", approval.seq);
    fields.read("task_id", approval.taskId);
    fields.read("attempt", approval.attempt);
    fields.read("iteration", approval.iteration);
    fields.read("step_path", approval.stepPath);
    fields.read("kind", approval.kind);
    fields.read("commands", approval.commands);
    fields.read("directory", approval.directory);
    fields.read("network", approval.network);
    fields.read("guard", approval.guard);
    fields.read("tier", approval.tier);
    fields.read("access", approval.access);
    fields.read("path", approval.path);
    fields.read("before_sha256", approval.beforeSha256);
    fields.read("after_sha256", approval.afterSha256);
    fields.read("severity", approval.severity);
    fields.read("reason", approval.reason);
    fields.read("rule", approval.rule);
    fields.read("span_start", approval.spanStart);
    fields.read("span_length", approval.spanLength);
    fields.read("model_says", approval.modelSays);
    fields.read("content_hash", approval.contentHash);
    fields.read("created_at", approval.createdAt);
    fields.read("expires_at", approval.expiresAt);
    fields.read("state", approval.state);
    fields.read("decided_by", approval.decidedBy);
    fields.read("decided_at", approval.decidedAt);
    fields.read("message", approval.message);
    fields.read("answers", approval.answers);
    return fields.finish(std::move(approval));
}

QJsonObject toJson(const Event &event)
{
    return {
        {u"seq"_s, event.seq},
        {u"at"_s, jsonTime(event.at)},
        {u"task_id"_s, event.taskId},
        {u"attempt"_s, event.attempt},
        {u"kind"_s, toWire(event.kind)},
        {u"body"_s, event.body},
    };
}

QJsonObject toJson(const Artifact &artifact)
{
    return {
        {u"id"_s, artifact.id},
        {u"task_id"_s, artifact.taskId},
        {u"attempt"_s, artifact.attempt},
        {u"iteration"_s, artifact.iteration},
        {u"name"_s, artifact.name},
        {u"kind"_s, artifact.kind},
        {u"sha256"_s, artifact.sha256},
        {u"size"_s, artifact.size},
        {u"created_at"_s, jsonTime(artifact.createdAt)},
    };
}

QJsonObject toJson(const Rule &rule)
{
    QJsonArray words;
    for (const QStringList &word : rule.words)
        words.append(QJsonArray::fromStringList(word));
    const auto time = [](const QDateTime &at) {
        return at.isValid() ? QJsonValue(at.toString(Qt::ISODate)) : QJsonValue();
    };
    return {{u"id"_s, rule.id}, {u"origin"_s, toWire(rule.origin)}, {u"decision"_s, toWire(rule.decision)},
        {u"words"_s, words}, {u"exact"_s, rule.exact}, {u"directory"_s, rule.directory}, {u"task"_s, rule.taskId},
        {u"sandbox"_s, toWire(rule.tier)}, {u"expires_at"_s, time(rule.expiresAt)}, {u"reason"_s, rule.reason},
        {u"created_at"_s, time(rule.createdAt)}, {u"created_by"_s, rule.createdBy}, {u"line"_s, rule.line},
        {u"uses"_s, rule.uses}, {u"used_at"_s, time(rule.usedAt)}};
}

} // namespace vibecoder
