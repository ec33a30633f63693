// SPDX-License-Identifier: MIT
// The result of an attempt in a view: what it is, into the folder, and back.
#include "handlers.h"

#include "callerslanguage.h"
#include "parameters.h"
#include "wire/resultcodec.h"

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

void readResult(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<qint64> attempt = numberOf(request, u"attempt"_s, 0, 100000, 0);
    const Result<qint64> lines = numberOf(request, u"context"_s, 0, 100000, 3);
    for (const Error *error :
        {id ? nullptr : &id.error(), attempt ? nullptr : &attempt.error(), lines ? nullptr : &lines.error()}) {
        if (error) {
            answer(HttpReply::ofError(*error, request.id));
            return;
        }
    }
    // Reads many contents: not in the thread that serves everybody.
    const SpokenLanguage wanted = wantedLanguage(request.head.header("accept-language"));
    context.answerAside(answer, [&engine = context.engine, id = *id, attempt = int(*attempt), lines = int(*lines),
                                    wanted, requestId = request.id] {
        const CallersLanguage language(wanted);
        const Result<TaskResult> result = engine.result(id, attempt, lines);
        return result ? HttpReply::ofJson(toJson(*result)) : HttpReply::ofError(result.error(), requestId);
    });
}

void applyResult(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    ApplyRequest wanted;
    wanted.attempt = request.json.value(u"attempt"_s).toInt();
    wanted.checkpoint = request.json.value(u"checkpoint"_s).toString();
    for (const QJsonValue path : request.json.value(u"with"_s).toArray())
        wanted.with.append(path.toString());
    wanted.answers = request.json.value(u"answers"_s).toObject();
    wanted.others = fromWire<AnswerKind>(request.json.value(u"others"_s).toString());
    wanted.dryRun = request.json.value(u"dry_run"_s).toBool();
    wanted.actor = ApiContext::actorOf(request);
    context.answerWhenStored(context.engine.applyResult(*id, wanted), request, answer,
        [](const ApplyOutcome &outcome) { return HttpReply::ofJson(toJson(outcome)); });
}

void undoResult(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    context.answerWhenStored(context.engine.undoResult(*id, request.json.value(u"attempt"_s).toInt(),
                                 request.json.value(u"dry_run"_s).toBool(), ApiContext::actorOf(request)),
        request, answer, [](const UndoOutcome &outcome) { return HttpReply::ofJson(toJson(outcome)); });
}

} // namespace vibecoder::handlers
