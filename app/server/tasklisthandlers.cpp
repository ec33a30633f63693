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
    const Result<QList<Task>> tasks = context.engine.tasks(*filter, *page);
    if (!tasks) {
        answer(HttpReply::ofError(tasks.error(), request.id));
        return;
    }
    QJsonArray items;
    for (const Task &task : *tasks)
        items.append(toJson(task));
    // The cursor of the next page; null when this one was not full.
    const bool more = tasks->size() == page->limit;
    answer(HttpReply::ofJson({{u"tasks"_s, items},
        {u"next_cursor"_s, more ? QJsonValue(cursorAfter(tasks->constLast(), *page)) : QJsonValue()}}));
}

void readTask(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<Task> task = id ? context.engine.task(*id) : Result<Task>(passError(id));
    answer(task ? HttpReply::ofJson(toJson(*task)) : HttpReply::ofError(task.error(), request.id));
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
