// SPDX-License-Identifier: MIT
#include "handlers.h"

#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

void health(ApiContext &, const HttpRequest &, const Answer &answer)
{
    answer(HttpReply::ofJson({{u"status"_s, u"ok"_s}}));
}

void ready(ApiContext &context, const HttpRequest &, const Answer &answer)
{
    const bool reachable = context.engine.lastEventSeq().has_value();
    answer(HttpReply::ofJson({{u"status"_s, reachable ? u"ok"_s : u"store_not_reachable"_s}}, reachable ? 200 : 503));
}

// Whoever comes here did not ask for an upgrade; those are judged by the guard and never dispatched.
void live(ApiContext &, const HttpRequest &request, const Answer &answer)
{
    HttpReply reply = HttpReply::refusal(426, u"this address speaks WebSocket only"_s, request.id,
        u"Ask for an upgrade, with a ticket of POST /api/session/ticket or the token."_s);
    reply.headers = {{"Upgrade", "websocket"}, {"Connection", "Upgrade"}, {"Sec-WebSocket-Version", "13"}};
    answer(reply);
}

void status(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QueueStatus> queue = context.engine.queueStatus();
    const Result<qint64> seq = context.engine.lastEventSeq();
    if (!queue || !seq) {
        answer(HttpReply::ofError(queue ? seq.error() : queue.error(), request.id));
        return;
    }
    QJsonObject counts;
    for (const auto &row : EnumTable<TaskState>::rows)
        counts.insert(toWire(row.value), queue->counts.value(row.value));
    answer(HttpReply::ofJson({{u"version"_s, QStringLiteral(VIBECODER_VERSION)}, {u"status"_s, u"ok"_s},
        {u"queue"_s, QJsonObject{{u"paused"_s, queue->paused}, {u"pause_reason"_s, queue->pauseReason},
                         {u"paused_until"_s, queue->pausedUntil.isValid() ? QJsonValue(timeToWire(queue->pausedUntil))
                                                                          : QJsonValue()}}},
        {u"tasks"_s, counts}, {u"pending_approvals"_s, queue->pendingApprovals},
        {u"sandbox"_s, toWire(Engine::sandboxTier(nullptr, context.engine.settings().sandbox))}, {u"seq"_s, *seq}}));
}

} // namespace vibecoder::handlers
