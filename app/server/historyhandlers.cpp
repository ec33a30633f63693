// SPDX-License-Identifier: MIT
// What a task did to its files: report, checkpoints, differences, and the way back.
#include "handlers.h"

#include "parameters.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

void report(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<QJsonObject> json = id ? context.engine.report(*id) : Result<QJsonObject>(passError(id));
    answer(json ? HttpReply::ofJson(*json) : HttpReply::ofError(json.error(), request.id));
}

void listCheckpoints(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<QList<Checkpoint>> checkpoints =
        id ? context.engine.checkpoints(*id) : Result<QList<Checkpoint>>(passError(id));
    if (!checkpoints) {
        answer(HttpReply::ofError(checkpoints.error(), request.id));
        return;
    }
    QJsonArray items;
    for (const Checkpoint &checkpoint : *checkpoints) {
        QJsonObject one = toJson(checkpoint);
        one.insert(u"word"_s, Engine::checkpointWord(checkpoint));
        items.append(one);
    }
    const Result<QJsonObject> page = pageOfItems(request, u"checkpoints"_s, items, u"number"_s);
    answer(page ? HttpReply::ofJson(*page) : HttpReply::ofError(page.error(), request.id));
}

// The whole difference between two checkpoints as a unified patch.
void diff(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const QString from = request.query.value(u"from"_s, u"start"_s).left(40);
    const QString to = request.query.value(u"to"_s, u"last"_s).left(40);
    const Result<CheckpointDiff> difference =
        id ? context.engine.checkpointDiff(*id, from, to) : Result<CheckpointDiff>(passError(id));
    answer(difference ? HttpReply::ofJson(toJson(*difference)) : HttpReply::ofError(difference.error(), request.id));
}

void rollback(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const QString to = request.json.value(u"to"_s).toString();
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    context.answerWhenStored(
        context.engine.rollback(*id, to, request.json.value(u"dry_run"_s).toBool(), ApiContext::actorOf(request)),
        request, answer, [](const RollbackReport &done) { return HttpReply::ofJson(toJson(done)); });
}

} // namespace vibecoder::handlers
