// SPDX-License-Identifier: MIT
// The model's turns within one iteration: request, answer, tool calls one after another.
#include "core/agentloop.h"

#include "base/logging.h"
#include "core/toolcall.h"
#include "storage/eventlog.h"
#include "verification/feedback.h"
#include "wire/modelcodec.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// loop.md R3, R6 and the tool table of section 3.
constexpr int kCallsPerIteration = 40;
constexpr int kCallsPerAttempt = 250;
constexpr int kMalformedInARow = 3;
constexpr int kVerificationsPerIteration = 5;
constexpr int kCutOffInARow = 3;
// Above this a prompt prefix is kept for an hour instead of five minutes: the verification outlives the cache.
constexpr qint64 kLongCacheMs = 4 * 60 * 1000;

LoopOutcome stopForError(const QJsonObject &error)
{
    const QString code = error.value(u"code"_s).toString();
    QString detail = error.value(u"message"_s).toString();
    if (const QString hint = error.value(u"hint"_s).toString(); !hint.isEmpty())
        detail += u" "_s + hint;
    return {code == u"model_unknown"_s ? StopReason::ModelUnknown : StopReason::ApiError, detail};
}

QString verificationText(const VerificationReport &report)
{
    QString text;
    for (const CommandReport &command : report.commands)
        text += u"`%1`: %2\n%3\n"_s.arg(command.command,
            command.status == CommandStatus::Pass ? u"exit 0"_s
            : command.exitCode                    ? u"exit %1"_s.arg(*command.exitCode)
                                                  : toWire(command.status),
            command.status == CommandStatus::Pass ? QString() : command.excerpt);
    return shortenOutput(text.toUtf8());
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

QCoro::Task<Result<AgentLoop::TurnEnd>> AgentLoop::converse()
{
    int cutOffs = 0;
    for (;;) {
        TurnEnd end;
        if (m_state.remainingMs() <= 0) {
            end.timedOut = true;
            co_return end;
        }
        if (m_callsInAttempt >= kCallsPerAttempt) {
            end.stop = {StopReason::CallLimit, u"%1 model calls were made"_s.arg(m_callsInAttempt)};
            co_return end;
        }
        if (m_state.callsThisIteration >= kCallsPerIteration || m_state.malformedInARow >= kMalformedInARow)
            co_return end;
        if (double(m_state.task.usage.costMicroUsd) / 1e6 >= costCapUsd()) {
            end.stop = {StopReason::CostLimit, u"the cost cap of $%1 is reached"_s.arg(costCapUsd(), 0, 'f', 2)};
            co_return end;
        }
        CO_TRY(const QJsonObject reply, callModel());
        if (reply.value(u"deadline"_s).toBool()) {
            end.timedOut = true;
            co_return end;
        }
        if (reply.contains(u"error"_s)) {
            end.stop = stopForError(reply.value(u"error"_s).toObject());
            co_return end;
        }
        const QJsonArray content = reply.value(u"content"_s).toArray();
        const ModelStop stop = fromWire<ModelStop>(reply.value(u"stop"_s).toString()).value_or(ModelStop::Other);
        switch (stop) {
        case ModelStop::ToolUse: {
            m_conversation.addAssistant(content);
            CO_TRY(end, runTools(reply.value(u"tool_calls"_s).toArray(), reply.value(u"text"_s).toString()));
            if (end.finished || end.timedOut || end.stop.reason != StopReason::None)
                co_return end;
            break;
        }
        case ModelStop::PauseTurn:
            m_conversation.addAssistant(content);
            break;
        case ModelStop::MaxTokens:
            m_conversation.addCutOffAssistant(content);
            m_conversation.addUserText(u"Your answer was cut off at the length limit and no tool call of it was run. "
                                       "Be shorter: one small step at a time."_s);
            if (++cutOffs >= kCutOffInARow)
                co_return end;
            break;
        case ModelStop::Refusal:
            end.stop = {StopReason::Refusal, u"the model refused: %1"_s.arg(reply.value(u"stop_detail"_s).toString())};
            co_return end;
        case ModelStop::ContextExceeded:
            end.stop = {StopReason::ContextLimit, u"the conversation no longer fits into the model's context"_s};
            co_return end;
        case ModelStop::EndTurn:
        case ModelStop::StopSequence:
        case ModelStop::Other:
            m_conversation.addAssistant(content);
            co_return end;
        }
    }
}

QCoro::Task<Result<QJsonObject>> AgentLoop::callModel()
{
    ++m_callsInAttempt;
    ++m_state.callsThisIteration;
    const ModelRequest request = makeRequest();
    Step step;
    step.kind = u"model"_s;
    step.precious = true;
    step.input = {{u"request"_s, m_services.provider.requestDigest(request)}};
    step.startEvents.append(makeEvent(
        EventKind::ModelCallStarted, {{u"iteration"_s, m_state.task.iteration}, {u"model"_s, request.model}}));
    m_state.task.activity = u"model"_s;
    const Database::WriteJob progress = saveProgress(m_state, m_journal.fence(), m_services.clock);
    step.intentChange = [progress](const QJsonObject &) { return progress; };
    const qint64 limitMs = m_state.remainingMs();
    Journal::Effect effect = [this, request, limitMs](const QJsonObject &, bool repeated) {
        return sendRequest(request, limitMs, repeated);
    };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_state.usedMs += result.value(u"duration_ms"_s).toInteger();
    m_state.task.usage += usageFromJson(result.value(u"usage"_s).toObject());
    co_return result;
}

QCoro::Task<Result<StepOutcome>> AgentLoop::sendRequest(ModelRequest request, qint64 limitMs, bool repeated)
{
    ModelCallObserver observer;
    const QString taskId = m_journal.taskId();
    const auto spool = std::make_shared<Spool>(m_services.db.location().spoolFolder(), taskId, m_journal.attempt());
    observer.text = [this, taskId, spool](const QString &text) {
        const QString shown = redact(text);
        spool->append(shown.toUtf8());
        if (m_services.liveText)
            m_services.liveText(taskId, shown);
    };
    const auto retries = std::make_shared<int>(repeated ? 1 : 0);
    observer.retried = [this, retries](const Error &why, int attempt, qint64 waitMs) {
        ++*retries;
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

QCoro::Task<Result<AgentLoop::TurnEnd>> AgentLoop::runTools(QJsonArray calls, QString modelSays)
{
    TurnEnd end;
    for (const QJsonValue value : calls) {
        const QJsonObject json = value.toObject();
        const ToolCall call{json.value(u"id"_s).toString(), json.value(u"name"_s).toString(),
            json.value(u"input"_s).toObject(), json.value(u"input_error"_s).toString()};
        const Result<ToolRequest> request = parseToolCall(call);
        if (!request) {
            ++m_state.malformedInARow;
            m_conversation.addToolResult(call.id, request.error().message, true);
            continue;
        }
        m_state.malformedInARow = 0;
        if (!end.finishCallId.isEmpty() || end.stop.reason != StopReason::None) {
            m_conversation.addToolResult(call.id, u"not run: finish was called before it"_s, true);
            continue;
        }
        if (request->kind == ToolKind::Finish) {
            end.summary = request->summary;
            if (!request->done) {
                end.stop = {StopReason::BlockedByModel,
                    request->blockedReason.isEmpty() ? request->summary : request->blockedReason};
                m_conversation.addToolResult(call.id, u"noted"_s, false);
            } else {
                end.finished = true;
                end.finishCallId = call.id;
            }
            continue;
        }
        if (m_state.remainingMs() <= 0) {
            end.timedOut = true;
            m_conversation.addToolResult(call.id, u"not run: the time of this iteration is over"_s, true);
            continue;
        }
        QJsonObject input{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"input"_s, call.input}};
        CO_TRY(const ToolAnswer answer, runTool(*request, input, modelSays));
        m_conversation.addToolResult(call.id, answer.text, answer.isError);
        if (!m_state.deniedTooOften.isEmpty())
            end.stop = {StopReason::ApprovalDenied,
                u"the same kind of action was denied three times: %1"_s.arg(m_state.deniedTooOften)};
    }
    if (m_state.remainingMs() <= 0 && !end.finished)
        end.timedOut = true;
    co_return end;
}

QCoro::Task<Result<ToolAnswer>> AgentLoop::runTool(ToolRequest request, QJsonObject stepInput, QString modelSays)
{
    switch (request.kind) {
    case ToolKind::View:
    case ToolKind::Search:
    case ToolKind::ListFiles:
        return m_files.read(std::move(request), m_state, std::move(stepInput));
    case ToolKind::Create:
    case ToolKind::StrReplace:
    case ToolKind::Insert:
        return m_files.edit(std::move(request), m_state, std::move(stepInput));
    case ToolKind::Bash:
        return m_commands.bash(std::move(request), m_state, std::move(stepInput), std::move(modelSays));
    default:
        return otherTool(std::move(request));
    }
}

QCoro::Task<Result<ToolAnswer>> AgentLoop::otherTool(ToolRequest request)
{
    if (request.kind == ToolKind::BashRestart)
        co_return ToolAnswer{
            u"restarted; every command runs in a fresh shell at the working directory anyway"_s, false};
    if (request.commandIndex >= m_state.task.spec.verificationCommands.size())
        co_return ToolAnswer{u"there are only %1 verification commands, counted from 0"_s.arg(
                                 m_state.task.spec.verificationCommands.size()),
            true};
    if (++m_state.verificationsThisIteration > kVerificationsPerIteration)
        co_return ToolAnswer{
            u"run_verification was used %1 times in this iteration; call finish to have the engine verify"_s.arg(
                kVerificationsPerIteration),
            true};
    m_state.commandsRan = true;
    const QString purpose = u"tool%1"_s.arg(m_state.verificationsThisIteration);
    CO_TRY(const VerificationReport report, m_commands.verify(purpose, request.commandIndex, m_state));
    for (const CommandReport &command : report.commands)
        m_state.usedMs += command.durationMs;
    CO_CHECK(m_checkpoints.take(CheckpointKind::Verification, m_state.task.iteration));
    co_return ToolAnswer{verificationText(report), !report.passed()};
}

} // namespace vibecoder
