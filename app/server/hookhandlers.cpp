// SPDX-License-Identifier: MIT
// Hooks: templates of the user, and the signed calls of others that make tasks from them.
#include "handlers.h"

#include "base/paths.h"
#include "parameters.h"
#include "wire/modelcodec.h"
#include "wire/taskyaml.h"

#include <QJsonArray>
#include <QTimer>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostCallBytes = 256 * 1024;

TaskFileContext templateContext(const ApiContext &context)
{
    const Settings &settings = context.engine.settings();
    TaskFileContext file;
    file.baseFolder = u"/"_s;
    file.defaultMaxIterations = settings.maxIterations;
    file.defaultTimeout = settings.timeoutPerIteration;
    file.refusedFolders = {expandHome(u"~/.vibecoder"_s)};
    return file;
}

} // namespace

void listHooks(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QList<Hook>> hooks = context.engine.hooks();
    if (!hooks) {
        answer(HttpReply::ofError(hooks.error(), request.id));
        return;
    }
    QJsonArray items;
    for (const Hook &hook : *hooks)
        items.append(toJson(hook));
    const Result<QJsonObject> page = pageOfItems(request, u"hooks"_s, items, u"name"_s);
    answer(page ? HttpReply::ofJson(*page) : HttpReply::ofError(page.error(), request.id));
}

// A template is a task file; storing it accepts its verification commands, so the digest that was shown comes along.
void createHook(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const QJsonValue yaml = request.json.value(u"template"_s), accept = request.json.value(u"accept"_s);
    for (auto it = request.json.begin(); it != request.json.end(); ++it) {
        if ((it.key() != u"template"_s && it.key() != u"accept"_s) || !it.value().isString()) {
            answer(HttpReply::refusal(422, u"`%1` is not known, or not text"_s.arg(it.key().left(60)), request.id,
                u"`template` is the text of a task file, `accept` a digest."_s, it.key().left(60)));
            return;
        }
    }
    QList<TaskFileError> errors;
    const QByteArray bytes = yaml.toString().toUtf8();
    const HookTemplate read = Engine::readHookTemplate(bytes, templateContext(context), &errors);
    if (!errors.isEmpty()) {
        const TaskFileError &first = errors.constFirst();
        QString place = first.field;
        if (first.line > 0)
            place += u" (line %1)"_s.arg(first.line);
        answer(HttpReply::refusal(422, place + u": "_s + first.message, request.id, first.hint, u"template"_s));
        return;
    }
    if (accept.isUndefined()) {
        answer(HttpReply::refusal(428, u"its verification commands must be accepted: %1"_s.arg(read.digest), request.id,
            u"Show them to a person, then send this digest as `accept`."_s, u"accept"_s));
        return;
    }
    context.answerWhenStored(context.engine.addHook(request.args.value(u"name"_s), bytes, templateContext(context),
                                 accept.toString(), ApiContext::actorOf(request)),
        request, answer, [](const NewHook &made) { return HttpReply::ofJson(toJson(made), 201); });
}

void deleteHook(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const QString requestId = request.id;
    whenDone(context.engine.removeHook(request.args.value(u"name"_s), ApiContext::actorOf(request)), &context,
        [answer, requestId](const Result<> &done) {
            answer(done ? HttpReply{204, {}, {}, {}} : HttpReply::ofError(done.error(), requestId));
        });
}

void callHook(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    if (request.body.size() > kMostCallBytes) {
        answer(HttpReply::refusal(413, u"the body is larger than %1 bytes"_s.arg(kMostCallBytes), request.id));
        return;
    }
    const RequestHead &head = request.head;
    const HookCall call{request.args.value(u"name"_s).left(64), head.header("vibecoder-timestamp"),
        head.header("vibecoder-signature"), head.header("vibecoder-delivery"), request.body};
    const QString id = request.id;
    ApiContext *const own = &context;
    whenDone(context.engine.callHook(call, templateContext(context)), &context,
        [own, answer, id](const Result<HookReceipt> &receipt) {
            if (receipt) {
                HttpReply reply = HttpReply::ofJson(toJson(*receipt), receipt->duplicate ? 200 : 201);
                answer(reply);
                return;
            }
            const Error &error = receipt.error();
            if (error.code == ErrorCode::Unauthorized) {
                // Guessing is slowed like that of the token.
                const HttpReply reply = HttpReply::ofError(error, id);
                const int delayMs = own->access.noteFailure();
                if (delayMs == 0)
                    answer(reply);
                else
                    QTimer::singleShot(delayMs, own, [answer, reply] { answer(reply); });
                return;
            }
            if (error.code == ErrorCode::Unavailable) {
                HttpReply reply = HttpReply::refusal(429, error.message, id, error.hint);
                reply.headers.emplaceBack("Retry-After", "60");
                answer(reply);
                return;
            }
            answer(HttpReply::ofError(error, id));
        });
}

} // namespace vibecoder::handlers
