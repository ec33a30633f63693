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

QJsonObject eventsJson(const QString &name, const QList<Event> &events, bool newestFirst)
{
    QJsonArray items;
    for (qsizetype i = 0; i < events.size(); ++i)
        items.append(toJson(events.at(newestFirst ? events.size() - 1 - i : i)));
    const auto seqOf = [&events](bool last) {
        return events.isEmpty() ? QJsonValue() : QJsonValue(last ? events.constLast().seq : events.constFirst().seq);
    };
    return {{name, items}, {u"next_after_seq"_s, seqOf(true)}, {u"next_before_seq"_s, seqOf(false)}};
}

void answerEvents(
    ApiContext &context, const HttpRequest &request, const Answer &answer, const QString &name, const QString &taskId)
{
    constexpr int most = 1000, usual = 200;
    const Result<qint64> after = numberOf(request, u"after_seq"_s, 0, kLargestSeq, -1);
    const Result<qint64> limit = numberOf(request, u"limit"_s, 1, most, usual);
    const Result<qint64> before = numberOf(request, u"before_seq"_s, 1, kLargestSeq, 0);
    for (const Result<qint64> *number : {&after, &limit, &before}) {
        if (!*number) {
            answer(HttpReply::ofError(number->error(), request.id));
            return;
        }
    }
    const QString sort = request.query.value(u"sort"_s, u"created"_s);
    if (sort != u"created"_s && sort != u"-created"_s) {
        answer(HttpReply::refusal(
            400, u"`sort` does not know that word"_s, request.id, u"Accepted: created, -created."_s, u"sort"_s));
        return;
    }
    if (*after >= 0 && *before > 0) {
        answer(HttpReply::refusal(400, u"a page lies before or after a number, not both"_s, request.id,
            u"Send `after_seq` or `before_seq`."_s, u"before_seq"_s));
        return;
    }
    const QString wanted = request.query.value(u"kind"_s);
    const std::optional<EventKind> kind = fromWire<EventKind>(wanted);
    if (!wanted.isEmpty() && !kind) {
        answer(HttpReply::refusal(400, u"`kind` is no kind of event"_s, request.id,
            u"`task_created`, `task_state_changed`, `iteration_finished`, `approval_requested` are some."_s,
            u"kind"_s));
        return;
    }
    const auto make = [&engine = context.engine, after = *after, before = *before, limit = int(*limit), kind, name,
                          taskId, newestFirst = sort.startsWith(u'-'), id = request.id] {
        // Without a place to start from: the last ones.
        const Result<QList<Event>> events = after < 0 ? engine.lastEvents(limit, taskId, 0, before, kind)
                                                      : engine.eventsSince(after, limit, taskId, 0, kind);
        return events ? HttpReply::ofJson(eventsJson(name, *events, newestFirst))
                      : HttpReply::ofError(events.error(), id);
    };
    // A rare kind is looked for in all of the story.
    if (kind)
        context.answerAside(answer, make);
    else
        answer(make());
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
