// SPDX-License-Identifier: MIT
// One call of the model: what is asked, what it may cost, how its answer or its failure is stored.
#include "core/agentloop.h"

#include "ai/pricing.h"
#include "base/logging.h"
#include "base/redactstream.h"
#include "storage/eventlog.h"
#include "wire/modelcodec.h"

#include <QFileInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Names in the intent of a call that was left open.
const QString kLostUsage = u"lost_usage"_s, kRounds = u"rounds"_s;
// Further rounds, each after the service answered somebody again, do not help a call that fails on its own account.
constexpr int kMostRounds = 3;
// Above this a prompt prefix is kept for an hour instead of five minutes: the verification outlives the cache.
constexpr qint64 kLongCacheMs = 4 * 60 * 1000;

Usage sum(Usage a, const Usage &b)
{
    a += b;
    return a;
}

// Nobody heard what the service counted for it.
Usage usageOfDeadAnswer(const CallPlan &plan, qint64 bytes)
{
    Usage used;
    if (bytes <= 0)
        return used;
    used.inputTokens = plan.promptTokens;
    used.outputTokens = estimatedTokens(bytes);
    used.estimatedCalls = 1;
    priceUsage(used, plan.model);
    return used;
}

// May be the fault of this one request: whoever is overloaded or cannot be reached is so for everybody.
bool countsAsRound(const ModelOutcome &ended)
{
    constexpr int begun = 200, serverError = 500, unavailable = 503, overloaded = 529;
    return ended.failure == ModelFailure::Silent ||
           (ended.failure == ModelFailure::Unavailable &&
               (ended.status == begun ||
                   (ended.status >= serverError && ended.status != unavailable && ended.status != overloaded)));
}

RunPause pauseFor(const ModelOutcome &ended, int rounds)
{
    switch (ended.failure) {
    case ModelFailure::KeyRefused:
        return {StopReason::ApiAuth, {}};
    case ModelFailure::SpendLimit:
        return {StopReason::ApiSpendCap, {}};
    case ModelFailure::WaitAsked:
        return {StopReason::RateLimited, ended.until};
    case ModelFailure::WrongSetup:
        return {StopReason::ServiceUnavailable, {}};
    case ModelFailure::Unavailable:
    case ModelFailure::Silent:
        return {rounds < kMostRounds ? StopReason::ServiceUnavailable : StopReason::None, {}};
    default:
        return {};
    }
}

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
    CallPlan plan;
    plan.model = request.model;
    const qint64 atMost = m_services.provider.promptTokensAtMost(request);
    plan.promptTokens = atMost;
    // What was billed for the last prompt is known; only what came since is estimated.
    if (m_promptTokens > 0 && atMost >= m_promptAtMost)
        plan.promptTokens = std::min(atMost, m_promptTokens + atMost - m_promptAtMost);
    plan.maxTokens = request.maxTokens;
    plan.longCache = request.longCache;
    return plan;
}

CallUsage AgentLoop::callUsage() const
{
    return {m_services.db.location().spoolFolder(), m_journal.taskId(), m_journal.attempt(), m_callsInAttempt};
}

QCoro::Task<Result<QJsonObject>> AgentLoop::callModel(int maxTokens, bool warnBudget)
{
    ++m_callsInAttempt;
    ++m_state.callsThisIteration;
    ModelRequest request = makeRequest();
    const CallPlan plan = planCall(request);
    const qint64 promptAtMost = m_services.provider.promptTokensAtMost(request);
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
    Journal::Effect effect = [this, request, plan, limitMs](const QJsonObject &intent, bool repeated) {
        return sendRequest(request, plan, limitMs, intent, repeated);
    };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    callUsage().remove(); // it is in the journal now
    m_state.usedMs += result.value(u"duration_ms"_s).toInteger();
    m_state.task.usage += usageFromJson(result.value(u"usage"_s).toObject());
    if (const qint64 prompt = result.value(u"prompt_tokens"_s).toInteger(); prompt > 0) {
        m_promptTokens = prompt;
        m_promptAtMost = promptAtMost;
    }
    co_return result;
}

QCoro::Task<Result<StepOutcome>> AgentLoop::sendRequest(
    ModelRequest request, CallPlan plan, qint64 limitMs, QJsonObject intent, bool repeated)
{
    ModelCallObserver observer;
    const QString taskId = m_journal.taskId();
    // A process that died in the middle of the call left what was used, or at least the words that had come.
    const CallUsage bill = callUsage();
    Usage left = repeated ? bill.left() : Usage();
    const qint64 leftOver =
        repeated ? QFileInfo(Spool::path(m_services.db.location().spoolFolder(), taskId, m_journal.attempt())).size()
                 : 0;
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
    // Money that earlier tries of this call took before the step was left open, perhaps in another process.
    if (left == Usage())
        left = usageOfDeadAnswer(plan, leftOver);
    const Usage before = sum(usageFromJson(intent.value(kLostUsage).toObject()), left);
    observer.used = [bill, left](const Usage &used) { bill.keep(sum(left, used)); };
    const Usage spent = sum(m_state.task.usage, before);
    observer.mayTry = [plan, spent, cap = costCapUsd()](const Usage &used) -> std::optional<int> {
        const BudgetAnswer budget = reserve(sum(spent, used), cap, plan);
        return budget.allowed ? std::optional<int>(budget.maxTokens) : std::nullopt;
    };
    StepOutcome outcome;
    if (repeated)
        outcome.events.append(makeEvent(EventKind::ModelCallRetried, {{u"why"_s, u"interrupted"_s}}));

    CO_AWAIT(const ModelOutcome ended, m_services.provider.send(request, limitMs, m_stop, observer));
    endMessage();
    spool->clear();
    Usage usage = sum(before, ended.usage);
    usage.retriedCalls = before.retriedCalls + *retries;
    const int rounds = intent.value(kRounds).toInt() + (countsAsRound(ended) ? 1 : 0);
    const RunPause pause = pauseFor(ended, rounds);
    if (ended.failure == ModelFailure::Stopped || pause.reason != StopReason::None) {
        CO_TRY(outcome, leaveCall(ended, usage, pause, rounds));
        co_return outcome;
    }
    outcome.result = {{u"usage"_s, toJson(usage)}, {u"duration_ms"_s, ended.durationMs}};
    QJsonObject told{{u"cost_micro_usd"_s, usage.costMicroUsd}, {u"duration_ms"_s, ended.durationMs}};
    if (usage.estimatedCalls > 0)
        told.insert(u"estimated_calls"_s, usage.estimatedCalls);
    if (!ended.reply) {
        QString word = u"error"_s;
        if (ended.failure == ModelFailure::TimeLimit) {
            word = u"time_limit"_s;
            outcome.result.insert(u"deadline"_s, true);
            outcome.result.insert(u"duration_ms"_s, limitMs);
        } else if (ended.failure == ModelFailure::CapReached) {
            word = u"cost_limit"_s;
            outcome.result.insert(u"cap_reached"_s, true);
        } else {
            const bool unknown = ended.failure == ModelFailure::ModelUnknown;
            outcome.result.insert(
                u"error"_s, QJsonObject{{u"code"_s, unknown ? u"model_unknown"_s : u"api_error"_s},
                                {u"message"_s, redact(ended.error.message)}, {u"hint"_s, redact(ended.error.hint)},
                                {u"detail"_s, redact(ended.error.detail)}});
            told.insert(u"error"_s, ended.error.message);
        }
        told.insert(u"stop_reason"_s, word);
        outcome.events.append(makeEvent(EventKind::ModelCallFinished, told));
        co_return outcome;
    }
    ModelReply reply = *ended.reply;
    m_conversation.settleCalls(reply);
    QJsonArray calls;
    for (const ToolCall &call : reply.toolCalls) {
        keepAsGiven(call);
        calls.append(QJsonObject{
            {u"id"_s, call.id}, {u"name"_s, call.name}, {u"input"_s, call.input}, {u"input_error"_s, call.inputError}});
    }
    const Usage &answer = reply.usage;
    const QJsonObject more{{u"stop"_s, toWire(reply.stop)}, {u"stop_detail"_s, reply.stopDetail},
        {u"content"_s, reply.content}, {u"text"_s, reply.text}, {u"tool_calls"_s, calls},
        {u"message_id"_s, reply.messageId}, {u"request_id"_s, reply.requestId}, {u"model"_s, reply.model},
        {u"waited_ms"_s, reply.waitedMs},
        {u"prompt_tokens"_s,
            answer.inputTokens + answer.cacheReadTokens + answer.cacheWrite5mTokens + answer.cacheWrite1hTokens}};
    for (auto it = more.begin(); it != more.end(); ++it)
        outcome.result.insert(it.key(), it.value());
    told.insert(u"stop_reason"_s, toWire(reply.stop));
    told.insert(u"text"_s, reply.text.left(2000));
    told.insert(u"input_tokens"_s, usage.inputTokens);
    told.insert(u"output_tokens"_s, usage.outputTokens);
    told.insert(u"cache_read_tokens"_s, usage.cacheReadTokens);
    outcome.events.append(makeEvent(EventKind::ModelCallFinished, told));
    co_return outcome;
}

// The step stays open and is done again; what was paid is kept with it and with the task.
QCoro::Task<Result<StepOutcome>> AgentLoop::leaveCall(ModelOutcome ended, Usage used, RunPause pause, int rounds)
{
    m_state.task.usage += used;
    m_pause = pause;
    Error error = ended.error;
    if (pause.reason != StopReason::None)
        error.code = ErrorCode::Parked;
    if (error.code != ErrorCode::Lost && (used != Usage() || rounds > 0)) {
        CO_CHECK(m_journal.keepWithOpenStep({{kLostUsage, toJson(used)}, {kRounds, rounds}}));
        callUsage().remove();
    }
    co_return tl::make_unexpected(error);
}

} // namespace vibecoder
