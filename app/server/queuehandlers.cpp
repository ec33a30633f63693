// SPDX-License-Identifier: MIT
#include "handlers.h"

#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

HttpReply queueReply(ApiContext &context, const QString &requestId)
{
    const Result<QueueStatus> queue = context.engine.queueStatus();
    if (!queue)
        return HttpReply::ofError(queue.error(), requestId);
    QJsonArray running;
    for (const Task &task : queue->running)
        running.append(toJson(task));
    QJsonObject counts;
    for (const auto &row : EnumTable<TaskState>::rows)
        counts.insert(toWire(row.value), queue->counts.value(row.value));
    return HttpReply::ofJson({{u"paused"_s, queue->paused}, {u"pause_reason"_s, queue->pauseReason},
        {u"pause_detail"_s, queue->pauseDetail},
        {u"paused_until"_s, queue->pausedUntil.isValid() ? QJsonValue(timeToWire(queue->pausedUntil)) : QJsonValue()},
        {u"counts"_s, counts}, {u"pending_approvals"_s, queue->pendingApprovals}, {u"running"_s, running},
        {u"workers"_s, context.engine.settings().workers}});
}

void setPaused(ApiContext &context, const HttpRequest &request, const Answer &answer, bool paused)
{
    const QString id = request.id;
    whenDone(context.engine.setQueuePaused(paused, u"user"_s, ApiContext::actorOf(request)), &context,
        [&context, answer, id](const Result<> &stored) {
            answer(stored ? queueReply(context, id) : HttpReply::ofError(stored.error(), id));
        });
}

} // namespace

void readQueue(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    answer(queueReply(context, request.id));
}

void pauseQueue(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    setPaused(context, request, answer, true);
}

void resumeQueue(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    setPaused(context, request, answer, false);
}

} // namespace vibecoder::handlers
