// SPDX-License-Identifier: MIT
#include "storage/taskrows.h"

#include "storage/values.h"
#include "wire/modelcodec.h"
#include "wire/verdictnote.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace vibecoder::taskrows {

const QString &columns()
{
    static const QString list = u"seq, id, idem_key, state, priority, attempt, iteration, accepted, cancel_requested, "
                                "fence, stop_reason, stop_detail, activity, tests_passed, tests_failed, isolation, "
                                "isolation_note, result, result_files, goes_on_from, verdict, verdict_note, verdict_ms, created_at, updated_at, "
                                "started_at, ended_at, paused_until, token_usage, spec"_s;
    return list;
}

Result<Task> fromRow(const Row &row)
{
    Task task;
    auto spec = taskSpecFromJson(values::json(row, "spec"));
    if (!spec)
        return values::badRow("tasks", "spec", spec.error().message);
    task.spec = std::move(*spec);
    VC_TRY(task.state, values::enumValue<TaskState>(row, "tasks", "state"));
    VC_TRY(task.stopReason, values::enumValue<StopReason>(row, "tasks", "stop_reason"));
    VC_TRY(task.isolation, values::enumValue<Isolation>(row, "tasks", "isolation"));
    VC_TRY(task.result, values::enumValue<ResultState>(row, "tasks", "result"));
    VC_TRY(task.verdict, values::enumValue<VerdictPlace>(row, "tasks", "verdict"));
    task.id = row.text("id");
    task.seq = row.integer("seq");
    task.idempotencyKey = row.text("idem_key");
    task.priority = int(row.integer("priority"));
    task.attempt = int(row.integer("attempt"));
    task.iteration = int(row.integer("iteration"));
    task.accepted = row.flag("accepted");
    task.cancelRequested = row.flag("cancel_requested");
    task.fence = row.integer("fence");
    task.stopDetail = row.text("stop_detail");
    task.activity = row.text("activity");
    task.testsPassed = int(row.integer("tests_passed"));
    task.testsFailed = int(row.integer("tests_failed"));
    task.isolationNote = row.text("isolation_note");
    task.resultFiles = int(row.integer("result_files"));
    task.goesOnFrom = int(row.integer("goes_on_from"));
    task.verdictNotes = notesFromStore(row.text("verdict_note"));
    task.verdictMs = row.integer("verdict_ms");
    task.createdAt = values::time(row, "created_at");
    task.updatedAt = values::time(row, "updated_at");
    task.startedAt = values::time(row, "started_at");
    task.endedAt = values::time(row, "ended_at");
    task.pausedUntil = values::time(row, "paused_until");
    task.usage = usageFromJson(values::json(row, "token_usage"));
    return task;
}

Result<std::optional<Task>> firstOf(const Result<QList<Row>> &rows)
{
    if (!rows)
        return passError(rows);
    if (rows->isEmpty())
        return std::nullopt;
    VC_TRY(auto task, fromRow(rows->constFirst()));
    return std::optional<Task>(std::move(task));
}

tl::unexpected<Error> notFound(const QString &id)
{
    return fail(ErrorCode::NotFound, QCoreApplication::translate("storage", "There is no task %1.").arg(id.left(64)));
}

Result<> changedOne(const Result<int> &changed, const QString &id)
{
    if (!changed)
        return passError(changed);
    if (*changed == 0)
        return notFound(id);
    return {};
}

QString folded(const QString &text)
{
    return text.toCaseFolded();
}

QString labelsColumn(const QStringList &labels)
{
    return labels.isEmpty() ? QString() : u'\n' + labels.join(u'\n') + u'\n';
}

QString likePattern(const QString &text)
{
    QString quoted = text;
    quoted.replace(u"!"_s, u"!!"_s).replace(u"%"_s, u"!%"_s).replace(u"_"_s, u"!_"_s);
    return u'%' + quoted + u'%';
}

} // namespace vibecoder::taskrows
