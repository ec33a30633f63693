// SPDX-License-Identifier: MIT
// Changing tasks: create, change, cancel, retry, delete.
#include "handlers.h"

#include "base/paths.h"
#include "core/exitcodeadvice.h"
#include "jsonbody.h"
#include "parameters.h"
#include "wire/modelcodec.h"
#include "wire/taskyaml.h"

#include <QJsonArray>

#include <cmath>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

TaskFileContext fileContext(const ApiContext &context)
{
    const Settings &settings = context.engine.settings();
    TaskFileContext file;
    // A relative folder has no meaning over HTTP: there is no file it could be relative to.
    file.baseFolder = u"/"_s;
    file.defaultMaxIterations = settings.maxIterations;
    file.defaultTimeout = settings.timeoutPerIteration;
    file.refusedFolders = {expandHome(u"~/.vibecoder"_s)};
    return file;
}

QJsonArray problemsJson(const QList<TaskFileError> &errors)
{
    QJsonArray list;
    for (const TaskFileError &error : errors)
        list.append(QJsonObject{{u"line"_s, error.line}, {u"column"_s, error.column}, {u"field"_s, error.field},
            {u"message"_s, error.message}, {u"hint"_s, error.hint}});
    return list;
}

HttpReply problemsReply(const QList<TaskFileError> &errors, const QString &requestId)
{
    const TaskFileError &first = errors.constFirst();
    QJsonObject json = errorJson(u"invalid"_s, first.message, first.hint, first.field, requestId);
    QJsonObject error = json.value(u"error"_s).toObject();
    error.insert(u"problems"_s, problemsJson(errors));
    return HttpReply::ofJson({{u"error"_s, error}}, 422);
}

TaskChange readTaskChange(const QJsonObject &json, QList<TaskFileError> &errors)
{
    TaskChange change;
    const auto wrong = [&errors](const QString &field, const QString &message, const QString &hint) {
        errors.append({0, 0, field.left(60), message, hint});
    };
    const auto whole = [&](const QString &field, const QJsonValue &value) -> std::optional<int> {
        const double number = value.toDouble(0.5);
        constexpr double most = 2147483647;
        if (std::abs(number) <= most && number == std::trunc(number))
            return int(number);
        wrong(field, u"`%1` must be a whole number"_s.arg(field), u"Write it without quotes and without a fraction."_s);
        return std::nullopt;
    };
    for (auto it = json.begin(); it != json.end(); ++it) {
        const QString &field = it.key();
        if (field == u"priority"_s)
            change.priority = whole(field, it.value());
        else if (field == u"max_iterations"_s)
            change.maxIterations = whole(field, it.value());
        else if (field == u"timeout_per_iteration"_s)
            change.timeoutPerIteration = whole(field, it.value());
        else if (field == u"name"_s && it.value().isString())
            change.name = it.value().toString();
        else if (field == u"max_cost_usd"_s && it.value().isDouble())
            change.maxCostUsd = it.value().toDouble();
        else if (field == u"name"_s || field == u"max_cost_usd"_s)
            wrong(field, u"`%1` has the wrong type"_s.arg(field), u"The name is text, the cost a number."_s);
        else
            wrong(field, u"`%1` cannot be changed"_s.arg(field.left(60)),
                u"`priority`, `name`, `max_iterations`, `timeout_per_iteration` and `max_cost_usd` can."_s);
    }
    if (json.isEmpty())
        wrong(u"priority"_s, u"there is nothing to change"_s, u"Name at least one field with its new value."_s);
    return change;
}

// Every change of one task by id: `change` starts it, the task comes back.
template <typename Change>
void changeTask(ApiContext &context, const HttpRequest &request, const Answer &answer, Change change)
{
    const Result<QString> id = idOf(request);
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    context.answerWhenStored(
        change(*id), request, answer, [](const Task &task) { return HttpReply::ofJson(toJson(task)); });
}

} // namespace

// JSON is read by the reader of task files: one set of checks, and errors with line and column in both forms.
void createTask(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    // Escapes of JSON that YAML does not have (pairs of surrogates) are resolved before.
    const bool escapes = !request.json.isEmpty() && (request.body.contains("\\u") || request.body.contains('\t'));
    const TaskFileResult read =
        readTaskYaml(escapes ? QJsonDocument(request.json).toJson() : request.body, fileContext(context));
    if (!read.ok()) {
        answer(problemsReply(read.errors, request.id));
        return;
    }
    // The reader of task files takes "5" for 5; callers of JSON are held to the types they were told.
    if (!request.json.isEmpty()) {
        if (const auto wrong = wrongFields(request.json, u"TaskSpec"_s)) {
            answer(HttpReply::refusal(wrong->status, wrong->message, request.id, wrong->hint, wrong->field));
            return;
        }
    }
    const QString digest = verificationDigest(read.spec);
    if (isYes(request, u"dry_run"_s)) {
        answer(HttpReply::ofJson({{u"dry_run"_s, true}, {u"task"_s, toJson(read.spec)},
            {u"verification_digest"_s, digest},
            {u"hidden_exit_codes"_s, QJsonArray::fromStringList(withHiddenExitCode(read.spec.verificationCommands))}}));
        return;
    }
    const QString accepted = request.query.value(u"accept"_s);
    if (!accepted.isEmpty() && accepted != digest) {
        answer(HttpReply::refusal(409, u"what was accepted is not what would run"_s, request.id,
            u"`?dry_run=true` gives the digest of what is sent."_s, u"accept"_s));
        return;
    }
    // Never cut: two long keys must not become one.
    const QByteArray key = request.head.header("idempotency-key");
    constexpr qsizetype longestKey = 200;
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!key.isNull() && (key.isEmpty() || key.size() > longestKey || !plain)) {
        answer(HttpReply::refusal(400, u"the idempotency key cannot be used"_s, request.id,
            u"1 to 200 visible ASCII characters, a UUID for example."_s, u"Idempotency-Key"_s));
        return;
    }
    SubmitRequest submit;
    submit.spec = read.spec;
    submit.idempotencyKey = QString::fromLatin1(key);
    submit.accepted = !accepted.isEmpty();
    submit.actor = ApiContext::actorOf(request);
    context.answerWhenStored(context.engine.submit(submit), request, answer, [](const Task &task) {
        HttpReply reply = HttpReply::ofJson(toJson(task), 201);
        reply.headers.emplaceBack("Location", "/api/tasks/" + task.id.toLatin1());
        return reply;
    });
}

void updateTask(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<Task> task = id ? context.engine.task(*id) : Result<Task>(passError(id));
    if (!task) {
        answer(HttpReply::ofError(task.error(), request.id));
        return;
    }
    QList<TaskFileError> errors;
    const TaskChange change = readTaskChange(request.json, errors);
    // The same checks as for a new task, of what is changed.
    TaskSpec spec = change.applied(task->spec);
    spec.priority = change.priority.value_or(spec.priority);
    for (const TaskFileError &error : checkTaskSpec(spec, fileContext(context))) {
        if (request.json.contains(error.field))
            errors.append(error);
    }
    if (!errors.isEmpty()) {
        answer(problemsReply(errors, request.id));
        return;
    }
    changeTask(context, request, answer,
        [&](const QString &full) { return context.engine.change(full, change, ApiContext::actorOf(request)); });
}

void deleteTask(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    const QString requestId = request.id;
    whenDone(
        context.engine.remove(*id, ApiContext::actorOf(request)), &context, [answer, requestId](const Result<> &done) {
            answer(done ? HttpReply{204, {}, {}, {}} : HttpReply::ofError(done.error(), requestId));
        });
}

void cancelTask(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    changeTask(context, request, answer,
        [&](const QString &id) { return context.engine.cancel(id, ApiContext::actorOf(request)); });
}

void retryTask(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    changeTask(context, request, answer,
        [&](const QString &id) {
            const bool fresh = request.json.value(u"fresh"_s).toBool();
            return context.engine.retry(
                id, ApiContext::actorOf(request), fresh ? RetryFrom::Folder : RetryFrom::LastState);
        });
}

} // namespace vibecoder::handlers
