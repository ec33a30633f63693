// SPDX-License-Identifier: MIT
// The model's turns within one iteration: request, answer, tool calls one after another.
#include "core/agentloop.h"

#include "base/logging.h"
#include "base/redactstream.h"
#include "core/livetext.h"
#include "core/shorten.h"
#include "core/toolcall.h"
#include "verification/feedback.h"
#include "wire/modelcodec.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// loop.md R3, R6 and the tool table of section 3.
constexpr int kCallsPerIteration = 40;
constexpr int kMalformedInARow = 3;
constexpr int kVerificationsPerIteration = 5;
constexpr int kCutOffInARow = 3, kHollowInARow = 3;

LoopOutcome stopForError(const QJsonObject &error)
{
    const QString code = error.value(u"code"_s).toString();
    QString detail = error.value(u"message"_s).toString();
    if (const QString hint = error.value(u"hint"_s).toString(); !hint.isEmpty())
        detail += u" "_s + hint;
    return {code == u"model_unknown"_s ? StopReason::ModelUnknown : StopReason::ApiError, detail};
}

bool isEdit(ToolKind kind)
{
    return kind == ToolKind::Create || kind == ToolKind::StrReplace || kind == ToolKind::Insert;
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

// The limits of the attempt that do not depend on the next call.
LoopOutcome AgentLoop::limitReached() const
{
    if (m_callsInAttempt >= kCallsPerAttempt)
        return {StopReason::CallLimit, u"%1 model calls were made"_s.arg(m_callsInAttempt)};
    const qint64 wallMs = qint64(m_services.settings.maxWallMinutes) * 60 * 1000;
    if (wallMs > 0 && m_state.workedMs + m_state.usedMs >= wallMs)
        return {StopReason::WallLimit, u"the attempt has worked for %1 minutes"_s.arg(wallMs / 60000)};
    return {};
}

// loop.md R30, before each call; what it does depends on the conversation alone.
void AgentLoop::keepConversationShort()
{
    QList<Message> messages = m_conversation.messages();
    if (clearOldResults(messages, m_firstMessage) > 0) {
        m_conversation.replaceMessages(messages);
    }
    if (needsCompaction(m_conversation.messages()))
        static_cast<void>(shortenForContext());
}

bool AgentLoop::shortenForContext()
{
    QList<Message> messages = m_conversation.messages();
    RecordInput record;
    record.tried = m_tried;
    record.feedback = m_lastFeedback;
    record.fresh = false;
    if (!compact(messages, composeRecord(record)))
        return false;
    m_conversation.replaceMessages(messages);
    m_firstMessage = 0;
    m_promptTokens = 0;
    ++m_compactions;
    return true;
}

QCoro::Task<Result<AgentLoop::TurnEnd>> AgentLoop::converse()
{
    bool shortened = false;
    for (;;) {
        TurnEnd end;
        if (m_state.remainingMs() <= 0) {
            end.timedOut = true;
            co_return end;
        }
        // A call that an earlier run of this attempt has begun was allowed then; one that it did not begin was not. The
        // settings may have changed while the task waited, what was decided stays.
        const QString next = m_journal.nextKind();
        const bool begun = next == u"model"_s;
        if (!begun)
            end.stop = limitReached();
        if (end.stop.reason != StopReason::None)
            co_return end;
        if (m_state.malformedInARow >= kMalformedInARow)
            end.malformed = true;
        if (m_state.callsThisIteration >= kCallsPerIteration || end.malformed)
            co_return end;
        keepConversationShort();
        const CallPlan plan = planCall(makeRequest());
        BudgetAnswer budget = reserve(m_state.task.usage, costCapUsd(), plan);
        if (begun && !budget.allowed)
            budget = {true, plan.maxTokens, false};
        else if (!begun && !next.isEmpty())
            budget.allowed = false;
        if (!budget.allowed) {
            end.stop = capReached();
            co_return end;
        }
        CO_TRY(const QJsonObject reply, callModel(budget.maxTokens, budget.warn));
        if (reply.value(u"cap_reached"_s).toBool()) {
            end.stop = capReached();
            co_return end;
        }
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
            if (reply.value(u"tool_calls"_s).toArray().isEmpty()) {
                if (!askAgain(content, u"Your answer ended as if it called a tool, but it holds no call."_s, end))
                    co_return end;
                break;
            }
            m_hollow = m_cutOffs = 0;
            m_conversation.addAssistant(content);
            CO_TRY(end, runTools(reply.value(u"tool_calls"_s).toArray(), reply.value(u"text"_s).toString()));
            if (end.finished || end.timedOut || end.stop.reason != StopReason::None ||
                end.stuck.reason != StopReason::None)
                co_return end;
            break;
        }
        case ModelStop::PauseTurn:
            // The service goes on from its own words, so nothing is said after them.
            if (!askAgain(content, Conversation::saysSomething(content) ? QString() : u"Your answer was empty."_s, end))
                co_return end;
            break;
        case ModelStop::MaxTokens:
            if (!askShorter(content, budget.maxTokens, end))
                co_return end;
            break;
        case ModelStop::Refusal:
            end.stop = {StopReason::Refusal, u"the model refused: %1"_s.arg(reply.value(u"stop_detail"_s).toString())};
            co_return end;
        case ModelStop::ContextExceeded:
            if (!std::exchange(shortened, true) && shortenForContext())
                break;
            end.stop = {StopReason::ContextLimit, u"the conversation no longer fits into the model's context"_s};
            co_return end;
        case ModelStop::EndTurn:
        case ModelStop::StopSequence:
        case ModelStop::Other: {
            if (!Conversation::saysSomething(content)) {
                if (!askAgain(content, u"Your answer was empty."_s, end))
                    co_return end;
                break;
            }
            m_hollow = m_cutOffs = 0;
            m_conversation.addWithoutCalls(content);
            const StuckAdvice advice = m_stuck.silence();
            end.stuck = {advice.stop, advice.detail};
            co_return end;
        }
        }
    }
}

void AgentLoop::showLive(const QString &text)
{
    if (m_services.liveText)
        m_services.liveText(m_journal.taskId(), text);
}

LoopOutcome AgentLoop::capReached() const
{
    return {StopReason::CostLimit,
        u"the next call could exceed the cost cap of $%1; $%2 are spent"_s.arg(costCapUsd(), 0, 'f', 2)
            .arg(double(spentMicroUsd(m_state.task.usage)) / 1e6, 0, 'f', 2)};
}

// An answer that holds nothing to be done costs no iteration: the model is asked again. Several in a row end the turn;
// false then.
bool AgentLoop::askAgain(const QJsonArray &content, const QString &why, TurnEnd &end)
{
    if (++m_hollow >= kHollowInARow) {
        end.stuck = {StopReason::EmptyAnswers,
            u"%1 answers of the model in a row held neither a tool call nor an end of its turn"_s.arg(m_hollow)};
        return false;
    }
    if (Conversation::saysSomething(content))
        m_conversation.addWithoutCalls(content);
    if (!why.isEmpty())
        m_conversation.addUserText(why + u" Go on with the task: call a tool, or call finish."_s);
    return true;
}

// loop.md R6. What was cut off is not run, so the same size again would be paid for nothing; false when it stays so.
bool AgentLoop::askShorter(const QJsonArray &content, int maxTokens, TurnEnd &end)
{
    if (++m_cutOffs >= kCutOffInARow) {
        const bool byMoney = maxTokens < m_services.settings.maxTokens;
        end.stuck = {StopReason::AnswersCutOff,
            (byMoney ? u"%1 answers in a row were cut off at %2 tokens; the cost cap left no room for longer ones"_s
                     : u"%1 answers in a row were cut off at the limit of %2 tokens (setting max_tokens)"_s)
                .arg(m_cutOffs)
                .arg(maxTokens)};
        return false;
    }
    m_conversation.addWithoutCalls(content);
    m_conversation.addUserText(u"Your answer was cut off at the limit of %1 tokens, and no tool call of it was run. "
                               u"Work in smaller pieces: one "
                               "tool call in an answer, at most about 150 lines of text in it. Write a long file with "
                               "create for its first part "
                               "and insert for each part after it."_s.arg(maxTokens));
    return true;
}

// What is stored and goes on in the conversation has no secrets in it. A file gets exactly what the model wrote, while
// this process lives; after a crash the model is asked to write it again (see planEdit).
void AgentLoop::keepAsGiven(const ToolCall &call)
{
    if (call.name == u"str_replace_based_edit_tool"_s && redactJson(call.input).toObject() != call.input)
        m_given.insert(call.id, call.input);
    else
        m_given.remove(call.id); // of a call that a fresh start left behind
}

QCoro::Task<Result<AgentLoop::TurnEnd>> AgentLoop::runTools(QJsonArray calls, QString modelSays)
{
    TurnEnd end;
    for (const QJsonValue value : calls) {
        const QJsonObject json = value.toObject();
        ToolCall call{json.value(u"id"_s).toString(), json.value(u"name"_s).toString(),
            json.value(u"input"_s).toObject(), json.value(u"input_error"_s).toString()};
        const QJsonObject stored = call.input;
        call.input = m_given.value(call.id, stored);
        const Result<ToolRequest> request = parseToolCall(call);
        if (!request) {
            ++m_state.malformedInARow;
            m_conversation.addToolResult(call.id, request.error().message, true);
            continue;
        }
        m_state.malformedInARow = 0;
        if (!end.finishCallId.isEmpty() || end.stop.reason != StopReason::None ||
            end.stuck.reason != StopReason::None) {
            m_conversation.addToolResult(call.id, u"not run: the turn was over before it"_s, true);
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
        QJsonObject input{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"input"_s, stored}};
        // What a resumed run only takes from the journal was shown when it happened.
        const bool isNew = !m_journal.isReplaying();
        if (isNew)
            showLive(liveToolCall(*request));
        CO_TRY(const ToolAnswer answer, runTool(*request, input, modelSays));
        if (isNew)
            showLive(liveToolAnswer(*request, answer));
        const StuckAdvice advice = m_stuck.tool(call.name, call.input, answer.text, answer.isError, answer.timedOut);
        const QString nudge = advice.nudge.isEmpty() ? QString() : u'\n' + advice.nudge;
        m_conversation.addToolResult(call.id, answer.text + nudge, answer.isError);
        if (answer.isError && isEdit(request->kind))
            m_refusedEdits.append(request->path + u": "_s + answer.text.section(u'\n', 0, 0).left(100));
        if (advice.stop != StopReason::None && end.stuck.reason == StopReason::None)
            end.stuck = {advice.stop, advice.detail};
        if (!m_state.deniedTooOften.isEmpty())
            end.stop = deniedOutcome();
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
        return m_files.read(std::move(request), m_state, std::move(stepInput), std::move(modelSays));
    case ToolKind::Create:
    case ToolKind::StrReplace:
    case ToolKind::Insert:
        return m_files.edit(std::move(request), m_state, std::move(stepInput), std::move(modelSays));
    case ToolKind::Bash:
        if (request.command.contains(u"[redacted:"_s))
            return refusedTool(u"not run: the command holds a secret (it is kept as [redacted:…] and never run or "
                               "stored). Read it from a file or variable of the project instead."_s);
        return m_commands.bash(std::move(request), m_state, std::move(stepInput), std::move(modelSays));
    default:
        return otherTool(std::move(request));
    }
}

QCoro::Task<Result<ToolAnswer>> AgentLoop::refusedTool(QString why)
{
    co_return ToolAnswer{why, true};
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
    CO_TRY(const VerificationReport report, m_commands.verify(RunPurpose::Tool, request.commandIndex, m_state));
    for (const CommandReport &command : report.commands)
        m_state.usedMs += command.durationMs;
    CO_CHECK(m_checkpoints->take(CheckpointKind::Verification, m_state.task.iteration));
    co_return ToolAnswer{verificationText(report), !report.passed()};
}

} // namespace vibecoder
