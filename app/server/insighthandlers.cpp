// SPDX-License-Identifier: MIT
// Figures: for the pages, for Prometheus, and what is set.
#include "handlers.h"

#include "parameters.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

void stats(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    constexpr int longest = 366, usual = 30;
    const Result<qint64> days = numberOf(request, u"days"_s, 1, longest, usual);
    const Result<Stats> figures = days ? context.engine.stats(int(*days)) : Result<Stats>(passError(days));
    answer(figures ? HttpReply::ofJson(toJson(*figures)) : HttpReply::ofError(figures.error(), request.id));
}

void metrics(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QueueStatus> queue = context.engine.queueStatus();
    const Result<Stats> figures = context.engine.stats(1);
    if (!queue || !figures) {
        answer(HttpReply::ofError(queue ? figures.error() : queue.error(), request.id));
        return;
    }
    QByteArray text;
    const auto put = [&text](const QByteArray &name, const char *kind, const char *about, double value,
                         const QByteArray &labels = {}) {
        if (!text.contains("# HELP " + name + ' '))
            text += "# HELP " + name + ' ' + about + "\n# TYPE " + name + ' ' + kind + '\n';
        text += name + labels + ' ' + QByteArray::number(value, 'g', 12) + '\n';
    };
    for (const auto &row : EnumTable<TaskState>::rows)
        put("vibecoder_tasks", "gauge", "Tasks by state", double(queue->counts.value(row.value)),
            "{state=\"" + toWire(row.value).toLatin1() + "\"}");
    put("vibecoder_queue_paused", "gauge", "1 while the queue is paused", queue->paused ? 1 : 0);
    put("vibecoder_pending_approvals", "gauge", "Questions that wait for a person", queue->pendingApprovals);
    put("vibecoder_cost_today_usd", "gauge", "Cost of the tasks that ended today (UTC)",
        double(figures->usage.costMicroUsd) / 1e6);
    put("vibecoder_tasks_ended_today", "gauge", "Tasks that ended today (UTC)", figures->passed, "{result=\"passed\"}");
    put("vibecoder_tasks_ended_today", "gauge", "", figures->notPassed, "{result=\"not_passed\"}");
    HttpReply reply;
    reply.type = "text/plain; version=0.0.4; charset=utf-8";
    reply.body = text;
    answer(reply);
}

void settings(ApiContext &context, const HttpRequest &, const Answer &answer)
{
    QJsonArray items;
    for (const SettingValue &value : context.settings)
        items.append(QJsonObject{{u"key"_s, value.key}, {u"value"_s, value.value},
            {u"origin"_s, toWire(value.origin)}, {u"origin_name"_s, value.originName}});
    answer(HttpReply::ofJson({{u"settings"_s, items}}));
}

} // namespace vibecoder::handlers
