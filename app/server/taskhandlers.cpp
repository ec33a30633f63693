// SPDX-License-Identifier: MIT
// Changing tasks: create, change, cancel, retry, delete.
#include "handlers.h"

#include "base/paths.h"
#include "jsonbody.h"
#include "parameters.h"
#include "wire/modelcodec.h"
#include "wire/taskyaml.h"

#include <QJsonArray>

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

bool isYes(const HttpRequest &request, const QString &name)
{
    const QString value = request.query.value(name);
    return value == u"true"_s || value == u"1"_s;
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
    const TaskFileResult read = readTaskYaml(request.body, fileContext(context));
    if (!read.ok()) {
        answer(problemsReply(read.errors, request.id));
        return;
    }
    const QString digest = verificationDigest(read.spec);
    if (isYes(request, u"dry_run"_s)) {
        answer(HttpReply::ofJson(
            {{u"dry_run"_s, true}, {u"task"_s, toJson(read.spec)}, {u"verification_digest"_s, digest}}));
        return;
    }
    const QString accepted = request.query.value(u"accept"_s);
    if (!accepted.isEmpty() && accepted != digest) {
        answer(HttpReply::refusal(409, u"what was accepted is not what would run"_s, request.id,
            u"`?dry_run=true` gives the digest of what is sent."_s, u"accept"_s));
        return;
    }
    SubmitRequest submit;
    submit.spec = read.spec;
    submit.idempotencyKey = QString::fromUtf8(request.head.header("idempotency-key")).left(200);
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
    const QJsonValue priority = request.json.value(u"priority"_s);
    constexpr int limit = 1000000;
    const double number = priority.toDouble(limit + 1.0);
    for (auto it = request.json.begin(); it != request.json.end(); ++it) {
        if (it.key() != u"priority"_s) {
            answer(HttpReply::refusal(
                422, u"`%1` cannot be changed"_s.arg(it.key().left(60)), request.id, u"`priority` can."_s, it.key().left(60)));
            return;
        }
    }
    if (!priority.isDouble() || number != double(int(number)) || std::abs(number) > limit) {
        answer(HttpReply::refusal(422, u"`priority` must be a whole number"_s, request.id, {}, u"priority"_s));
        return;
    }
    changeTask(context, request, answer,
        [&](const QString &id) { return context.engine.setPriority(id, int(number), ApiContext::actorOf(request)); });
}

void deleteTask(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    const QString requestId = request.id;
    context.engine.remove(*id, ApiContext::actorOf(request)).then(&context, [answer, requestId](const Result<> &done) {
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
        [&](const QString &id) { return context.engine.retry(id, ApiContext::actorOf(request)); });
}

} // namespace vibecoder::handlers
