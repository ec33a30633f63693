// SPDX-License-Identifier: MIT
// Reading tasks: pages of the list, one task with its iterations.
#include "handlers.h"

#include "parameters.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

void listTasks(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<PageRequest> page = pageOf(request);
    const Result<TaskFilter> filter = filterOf(request);
    if (!page || !filter) {
        answer(HttpReply::ofError(page ? filter.error() : page.error(), request.id));
        return;
    }
    const Result<QByteArray> body = context.taskTexts.page(*filter, *page);
    answer(body ? HttpReply{200, *body, "application/json", {}} : HttpReply::ofError(body.error(), request.id));
}

void readTask(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<QByteArray> body = id ? context.taskTexts.one(*id) : Result<QByteArray>(passError(id));
    answer(body ? HttpReply{200, *body, "application/json", {}} : HttpReply::ofError(body.error(), request.id));
}

void listIterations(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    constexpr int mostAttempts = 100000;
    const Result<QString> id = idOf(request);
    const Result<qint64> attempt = numberOf(request, u"attempt"_s, 0, mostAttempts, 0);
    if (!id || !attempt) {
        answer(HttpReply::ofError(id ? attempt.error() : id.error(), request.id));
        return;
    }
    const Result<QList<Iteration>> iterations = context.engine.iterations(*id, int(*attempt));
    if (!iterations) {
        answer(HttpReply::ofError(iterations.error(), request.id));
        return;
    }
    const QJsonArray items = withIterations({}, *iterations).value(u"iterations"_s).toArray();
    const Result<QJsonObject> page = pageOfItems(request, u"iterations"_s, items, u"number"_s);
    answer(page ? HttpReply::ofJson(*page) : HttpReply::ofError(page.error(), request.id));
}

} // namespace vibecoder::handlers
