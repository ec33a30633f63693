// SPDX-License-Identifier: MIT
// One call of the model: what is asked, what it may cost, how its answer or its failure is stored.
#include "core/agentloop.h"

#include "ai/requestbuilder.h"
#include "base/logging.h"
#include "base/redactstream.h"
#include "storage/eventlog.h"
#include "wire/modelcodec.h"

#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// The cached prefix lives this long after its last use.
constexpr qint64 kShortCacheMs = 5 * 60 * 1000, kHourCacheMs = 60 * 60 * 1000;
// Above this a prompt prefix is kept for an hour instead of five minutes: the verification outlives the cache.
constexpr qint64 kLongCacheMs = 4 * 60 * 1000;

} // namespace

ModelRequest AgentLoop::makeRequest() const
{
    ModelRequest request;
    request.model = m_state.task.spec.model.isEmpty() ? m_services.settings.claudeModel : m_state.task.spec.model;
    request.maxTokens = m_services.settings.maxTokens;
    request.system = m_system;
    request.messages = m_conversation.messages();
    request.longCache = m_state.slowestVerifyMs > kLongCacheMs;
    return request;
}

CallPlan AgentLoop::planCall(const ModelRequest &request) const
{
    qint64 bytes = request.system.toUtf8().size() + toolDeclarations(RequestForm::Full).size();
    for (const Message &message : request.messages)
        bytes += QJsonDocument(message.content).toJson(QJsonDocument::Compact).size();
    CallPlan plan;
    plan.model = request.model;
    plan.promptBytes = bytes;
    plan.promptTokens = estimatedTokens(bytes);
    // What was billed for the last prompt is known; only what came since is estimated.
    if (m_promptTokens > 0 && bytes >= m_promptBytes)
        plan.promptTokens = std::min(plan.promptTokens, m_promptTokens + estimatedTokens(bytes - m_promptBytes));
    if (m_promptCached && m_state.sinceCallMs < (request.longCache ? kHourCacheMs : kShortCacheMs))
        plan.cachedTokens = m_promptTokens;
    plan.maxTokens = request.maxTokens;
    plan.longCache = request.longCache;
    return plan;
}

QCoro::Task<Result<QJsonObject>> AgentLoop::callModel(int maxTokens, bool warnBudget)
{
    ++m_callsInAttempt;
    ++m_state.callsThisIteration;
    ModelRequest request = makeRequest();
    const CallPlan plan = planCall(request);
    request.maxTokens = maxTokens;
    Step step;
    step.kind = u"model"_s;
    step.precious = true;
    step.input = {{u"request"_s, m_services.provider.requestDigest(request)}};
    step.startEvents.append(makeEvent(
        EventKind::ModelCallStarted, {{u"iteration"_s, m_state.task.iteration}, {u"model"_s, request.model}}));
    if (warnBudget && !std::exchange(m_budgetTold, true))
        step.startEvents.append(makeEvent(EventKind::Warning,
            {{u"code"_s, u"budget_80"_s}, {u"text"_s, u"more than 80 % of the cost cap is spent"_s}}));
    if (m_compactions >= 2 && !std::exchange(m_compactionTold, true))
        step.startEvents.append(makeEvent(EventKind::Warning,
            {{u"code"_s, u"conversation_shortened"_s},
                {u"text"_s, u"the conversation was shortened twice; the model may work less exactly"_s}}));
    m_state.task.activity = u"model"_s;
    const Database::WriteJob progress = saveProgress(m_state, m_journal.fence(), m_services.clock);
    step.intentChange = [progress](const QJsonObject &) { return progress; };
    const qint64 limitMs = m_state.remainingMs();
    Journal::Effect effect = [this, request, limitMs](const QJsonObject &, bool repeated) {
        return sendRequest(request, limitMs, repeated);
    };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_state.usedMs += result.value(u"duration_ms"_s).toInteger();
    const Usage usage = usageFromJson(result.value(u"usage"_s).toObject());
    m_state.task.usage += usage;
    m_state.sinceCallMs = 0;
    if (const qint64 prompt =
            usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
        prompt > 0) {
        m_promptTokens = prompt;
        m_promptBytes = plan.promptBytes;
        m_promptCached = usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens > 0;
    }
    co_return result;
}

QCoro::Task<Result<StepOutcome>> AgentLoop::sendRequest(ModelRequest request, qint64 limitMs, bool repeated)
{
    ModelCallObserver observer;
    const QString taskId = m_journal.taskId();
    const auto spool = std::make_shared<Spool>(m_services.db.location().spoolFolder(), taskId, m_journal.attempt());
    const auto redacting = std::make_shared<RedactingText>();
    const auto show = [this, taskId, spool](const QString &shown) {
        if (shown.isEmpty())
            return;
        spool->append(shown.toUtf8());
        if (m_services.liveText)
            m_services.liveText(taskId, shown);
    };
    const auto began = std::make_shared<bool>(false);
    observer.text = [show, redacting, began](const QString &text) {
        *began = true;
        show(redacting->add(text));
    };
    // The last word was held back; an empty line parts this message from what comes next.
    const auto endMessage = [show, redacting, began] {
        if (std::exchange(*began, false))
            show(redacting->rest() + u"\n\n"_s);
    };
    const auto retries = std::make_shared<int>(repeated ? 1 : 0);
    observer.retried = [this, retries, endMessage](const Error &why, int attempt, qint64 waitMs) {
        ++*retries;
        endMessage();
        // Told at once and outside the step: a person wants to see the wait while it lasts.
        Event event = makeEvent(
            EventKind::ModelCallRetried, {{u"why"_s, why.message}, {u"attempt"_s, attempt}, {u"wait_ms"_s, waitMs}});
        event.taskId = m_journal.taskId();
        event.attempt = m_journal.attempt();
        event.at = m_services.clock.now();
        m_services.db.submit(
            [event](Connection &c) {
                Event row = event;
                return eventlog::append(c, row);
            },
            [](const Result<> &) {});
    };
    StepOutcome outcome;
    if (repeated)
        outcome.events.append(makeEvent(EventKind::ModelCallRetried, {{u"why"_s, u"interrupted"_s}}));

    CO_AWAIT(const Result<ModelReply> reply, m_services.provider.send(request, limitMs, m_stop, observer));
    endMessage();
    spool->clear();
    Usage usage;
    if (!reply) {
        const Error &error = reply.error();
        switch (error.code) {
        case ErrorCode::Cancelled:
        case ErrorCode::Shutdown:
        case ErrorCode::Lost:
        case ErrorCode::Unauthorized: // the queue pauses; the call is sent again when a person resumed it
        case ErrorCode::Denied:
        case ErrorCode::Parked: // asked to come back later
            co_return passError(reply);
        case ErrorCode::Timeout:
            if (error.detail == u"limit"_s) {
                usage.retriedCalls = *retries;
                outcome.result = {{u"deadline"_s, true}, {u"duration_ms"_s, limitMs}, {u"usage"_s, toJson(usage)}};
                outcome.events.append(makeEvent(EventKind::ModelCallFinished, {{u"stop_reason"_s, u"time_limit"_s}}));
                co_return outcome;
            }
            break;
        default:
            break;
        }
        usage.retriedCalls = *retries;
        outcome.result = {{u"usage"_s, toJson(usage)},
            {u"error"_s,
                QJsonObject{{u"code"_s, error.code == ErrorCode::NotFound ? u"model_unknown"_s : u"api_error"_s},
                    {u"message"_s, redact(error.message)}, {u"hint"_s, redact(error.hint)},
                    {u"detail"_s, redact(error.detail)}}}};
        outcome.events.append(
            makeEvent(EventKind::ModelCallFinished, {{u"stop_reason"_s, u"error"_s}, {u"error"_s, error.message}}));
        co_return outcome;
    }
    usage = reply->usage;
    usage.retriedCalls = *retries;
    QJsonArray calls;
    for (const ToolCall &call : reply->toolCalls)
        keepAsGiven(call);
    for (const ToolCall &call : reply->toolCalls)
        calls.append(QJsonObject{
            {u"id"_s, call.id}, {u"name"_s, call.name}, {u"input"_s, call.input}, {u"input_error"_s, call.inputError}});
    outcome.result = {{u"stop"_s, toWire(reply->stop)}, {u"stop_detail"_s, reply->stopDetail},
        {u"content"_s, reply->content}, {u"text"_s, reply->text}, {u"tool_calls"_s, calls},
        {u"message_id"_s, reply->messageId}, {u"request_id"_s, reply->requestId}, {u"model"_s, reply->model},
        {u"usage"_s, toJson(usage)}, {u"duration_ms"_s, reply->durationMs}, {u"waited_ms"_s, reply->waitedMs}};
    outcome.events.append(makeEvent(EventKind::ModelCallFinished,
        {{u"stop_reason"_s, toWire(reply->stop)}, {u"text"_s, reply->text.left(2000)},
            {u"input_tokens"_s, usage.inputTokens}, {u"output_tokens"_s, usage.outputTokens},
            {u"cache_read_tokens"_s, usage.cacheReadTokens}, {u"cost_micro_usd"_s, usage.costMicroUsd},
            {u"duration_ms"_s, reply->durationMs}}));
    co_return outcome;
}

} // namespace vibecoder
