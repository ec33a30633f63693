// SPDX-License-Identifier: MIT
// Iterations, journal steps, artifact rows and named values; approvals are in approvalstore.cpp.
#include "storage/recordstore.h"

#include "base/logging.h"
#include "storage/values.h"
#include "wire/modelcodec.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace iterationstore {

Result<> save(Connection &c, const Iteration &iteration)
{
    const QJsonObject body = redactJson(toJson(iteration)).toObject();
    VC_CHECK(c.execute(u"INSERT INTO iterations (task_id, attempt, number, body) VALUES (?, ?, ?, ?) "
                       "ON CONFLICT (task_id, attempt, number) DO UPDATE SET body = excluded.body"_s,
        {iteration.taskId, iteration.attempt, iteration.number, values::ofJson(body)}));
    return {};
}

Result<QList<Iteration>> list(Connection &c, const QString &taskId, int attempt)
{
    VC_TRY(const auto rows,
        c.query(u"SELECT number, body FROM iterations WHERE task_id = ? AND attempt = ? ORDER BY number"_s,
            {taskId, attempt}));
    QList<Iteration> iterations;
    for (const Row &row : rows) {
        auto iteration = iterationFromJson(values::json(row, "body"));
        if (!iteration)
            return values::badRow("iterations", "body", iteration.error().message);
        iteration->taskId = taskId;
        iteration->attempt = attempt;
        iteration->number = int(row.integer("number"));
        iterations.append(std::move(*iteration));
    }
    return iterations;
}

} // namespace iterationstore

namespace stepstore {

namespace {

Result<> changedStep(const Result<int> &changed, const StepRow &step)
{
    if (!changed)
        return passError(changed);
    // A result is stored once; a second writer has lost sight of the run.
    if (*changed == 0) {
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("storage", "Step %1 of this run has its result already.").arg(step.path));
    }
    return {};
}

} // namespace

Result<QList<StepRow>> load(Connection &c, const QString &taskId, int attempt)
{
    VC_TRY(const auto rows,
        c.query(u"SELECT path, kind, input_digest, intent, result FROM steps WHERE task_id = ? AND attempt = ? "
                "ORDER BY seq"_s,
            {taskId, attempt}));
    QList<StepRow> steps;
    for (const Row &row : rows) {
        StepRow step{row.text("path"), row.text("kind"), row.text("input_digest"), values::json(row, "intent"), {}};
        if (!row.isNull("result"))
            step.result = values::json(row, "result");
        steps.append(std::move(step));
    }
    return steps;
}

Result<> putIntent(Connection &c, const QString &taskId, int attempt, const StepRow &step, const QDateTime &now)
{
    return changedStep(
        c.execute(
            u"INSERT INTO steps (task_id, attempt, path, kind, input_digest, intent, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (task_id, attempt, path) DO UPDATE SET kind = excluded.kind, "
            "input_digest = excluded.input_digest, intent = excluded.intent WHERE steps.result IS NULL"_s,
            {taskId, attempt, step.path, step.kind, step.inputDigest, values::ofJson(step.intent),
                values::ofTime(now)}),
        step);
}

Result<> putResult(Connection &c, const QString &taskId, int attempt, const StepRow &step, const QDateTime &now)
{
    return changedStep(
        c.execute(
            u"INSERT INTO steps (task_id, attempt, path, kind, input_digest, intent, result, created_at, done_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (task_id, attempt, path) DO UPDATE SET "
            "result = excluded.result, done_at = excluded.done_at WHERE steps.result IS NULL"_s,
            {taskId, attempt, step.path, step.kind, step.inputDigest, values::ofJson(step.intent),
                values::ofJson(step.result.value_or(QJsonObject())), values::ofTime(now), values::ofTime(now)}),
        step);
}

} // namespace stepstore

namespace artifactrows {

namespace {

const QString columns = u"id, task_id, attempt, iteration, name, kind, sha256, size, created_at"_s;

Artifact fromRow(const Row &row)
{
    return {row.text("id"), row.text("task_id"), int(row.integer("attempt")), int(row.integer("iteration")),
        row.text("name"), row.text("kind"), row.text("sha256"), row.integer("size"), values::time(row, "created_at")};
}

} // namespace

Result<> insert(Connection &c, const Artifact &artifact)
{
    VC_CHECK(c.execute(u"INSERT INTO artifacts (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (task_id, name) DO UPDATE SET id = excluded.id, attempt = excluded.attempt, "
                       "iteration = excluded.iteration, kind = excluded.kind, sha256 = excluded.sha256, "
                       "size = excluded.size, created_at = excluded.created_at"_s.arg(columns),
        {artifact.id, artifact.taskId, artifact.attempt, artifact.iteration, redact(artifact.name), artifact.kind,
            artifact.sha256, artifact.size, artifact.createdAt.toMSecsSinceEpoch()}));
    return {};
}

Result<QList<Artifact>> list(Connection &c, const QString &taskId, int attempt)
{
    VC_TRY(const auto rows, c.query(u"SELECT %1 FROM artifacts WHERE task_id = ?%2 ORDER BY seq"_s.arg(
                                        columns, attempt > 0 ? u" AND attempt = ?"_s : QString()),
                                attempt > 0 ? QVariantList{taskId, attempt} : QVariantList{taskId}));
    QList<Artifact> artifacts;
    for (const Row &row : rows)
        artifacts.append(fromRow(row));
    return artifacts;
}

Result<Artifact> byId(Connection &c, const QString &id)
{
    VC_TRY(const auto rows, c.query(u"SELECT %1 FROM artifacts WHERE id = ?"_s.arg(columns), {id}));
    if (rows.isEmpty()) {
        return fail(
            ErrorCode::NotFound, QCoreApplication::translate("storage", "There is no artifact %1.").arg(id.left(64)));
    }
    return fromRow(rows.constFirst());
}

} // namespace artifactrows

namespace metastore {

Result<QString> get(Connection &c, const QString &key)
{
    VC_TRY(const auto rows, c.query(u"SELECT value FROM meta WHERE name = ?"_s, {key}));
    return rows.isEmpty() ? QString() : rows.constFirst().text("value");
}

Result<> set(Connection &c, const QString &key, const QString &value)
{
    VC_CHECK(c.execute(u"INSERT INTO meta (name, value) VALUES (?, ?) "
                       "ON CONFLICT (name) DO UPDATE SET value = excluded.value"_s,
        {key, value}));
    return {};
}

} // namespace metastore

} // namespace vibecoder
