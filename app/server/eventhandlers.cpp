// SPDX-License-Identifier: MIT
// The story by number: of everything, of one task, and as a log with the newest first page.
#include "handlers.h"

#include "parameters.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

#include <limits>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargestSeq = std::numeric_limits<qint64>::max() / 2;

QJsonObject eventsJson(const QString &name, const QList<Event> &events)
{
    QJsonArray items;
    for (const Event &event : events)
        items.append(toJson(event));
    return {{name, items}, {u"next_after_seq"_s, events.isEmpty() ? QJsonValue() : QJsonValue(events.constLast().seq)}};
}

void answerEvents(
    ApiContext &context, const HttpRequest &request, const Answer &answer, const QString &name, const QString &taskId)
{
    constexpr int most = 1000, usual = 200;
    const Result<qint64> after = numberOf(request, u"after_seq"_s, 0, kLargestSeq, -1);
    const Result<qint64> limit = numberOf(request, u"limit"_s, 1, most, usual);
    if (!after || !limit) {
        answer(HttpReply::ofError(after ? limit.error() : after.error(), request.id));
        return;
    }
    // Without a place to start from: the last ones.
    const Result<QList<Event>> events = *after < 0 ? context.engine.lastEvents(int(*limit), taskId)
                                                   : context.engine.eventsSince(*after, int(*limit), taskId);
    answer(events ? HttpReply::ofJson(eventsJson(name, *events)) : HttpReply::ofError(events.error(), request.id));
}

} // namespace

void listEvents(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    answerEvents(context, request, answer, u"events"_s, {});
}

void listTaskEvents(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<Task> task = id ? context.engine.task(*id) : Result<Task>(passError(id));
    if (!task)
        answer(HttpReply::ofError(task.error(), request.id));
    else
        answerEvents(context, request, answer, u"events"_s, *id);
}

void listTaskLogs(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<Task> task = id ? context.engine.task(*id) : Result<Task>(passError(id));
    if (!task)
        answer(HttpReply::ofError(task.error(), request.id));
    else
        answerEvents(context, request, answer, u"logs"_s, *id);
}

void listLogs(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    answerEvents(context, request, answer, u"logs"_s, request.query.value(u"task"_s));
}

} // namespace vibecoder::handlers
