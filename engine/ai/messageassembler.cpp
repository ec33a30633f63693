// SPDX-License-Identifier: MIT
#include "ai/messageassembler.h"

#include "ai/pricing.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> broken(const QString &what)
{
    return fail(ErrorCode::Protocol, u"the model server's answer is broken: %1"_s.arg(what));
}

// The editor's command in an input that did not parse: the answer to the call shows how that one is called.
QJsonObject commandIn(const QByteArray &input)
{
    static const QRegularExpression form(u"\\A\\s*\\{\\s*\"command\"\\s*:\\s*\"(view|create|str_replace|insert)\""_s);
    const QString command = form.match(QString::fromUtf8(input.left(200))).captured(1);
    return command.isEmpty() ? QJsonObject() : QJsonObject{{u"command"_s, command}};
}

// New kinds of events may come at any time and may hold anything; gateways write marks of their own between.
bool mustBeJson(const SseEvent &event)
{
    static const QList<QByteArray> kinds{"message_start", "content_block_start", "content_block_delta",
        "content_block_stop", "message_delta", "message_stop", "error"};
    return event.name.isEmpty() ? event.data.trimmed().startsWith('{') : kinds.contains(event.name);
}

// Nonsense counts as not told: a sum of such numbers would say nothing any more.
std::optional<qint64> tokensIn(const QJsonObject &usage, const QString &name)
{
    constexpr double most = 1e10;
    const QJsonValue value = usage.value(name);
    return value.isDouble() && value.toDouble() >= 0 && value.toDouble() <= most
               ? std::optional(qint64(value.toDouble()))
               : std::nullopt;
}

} // namespace

Result<> MessageAssembler::accept(const SseEvent &event, QString *liveText)
{
    QJsonParseError error;
    const QJsonObject data = QJsonDocument::fromJson(event.data, &error).object();
    if (error.error != QJsonParseError::NoError)
        return mustBeJson(event) ? broken(u"an event is not JSON (%1)"_s.arg(error.errorString())) : Result<>();
    const QString type = data.value(u"type"_s).toString(QString::fromUtf8(event.name));
    if (type == u"error"_s) {
        m_refused = readApiError(event.data, {});
        return fail(ErrorCode::Unavailable,
            u"the model server ended its answer with %1: %2"_s.arg(m_refused.type, m_refused.message.left(300)), {},
            m_refused.requestId);
    }
    if (m_complete)
        return {};
    if (type == u"message_start"_s)
        return start(data);
    if (type == u"content_block_start"_s)
        return startBlock(data);
    if (type == u"content_block_delta"_s)
        return delta(data, liveText);
    if (type == u"content_block_stop"_s)
        return stopBlock(data);
    if (type == u"message_delta"_s) {
        if (!m_started)
            return broken(u"message_delta before message_start"_s);
        const QJsonObject change = data.value(u"delta"_s).toObject();
        if (change.value(u"stop_reason"_s).isString() && m_stop.isEmpty())
            ++m_progress;
        if (change.value(u"stop_reason"_s).isString())
            m_stop = change.value(u"stop_reason"_s).toString();
        const QJsonObject details = change.value(u"stop_details"_s).toObject();
        if (!details.isEmpty())
            m_reply.stopDetail =
                details.value(u"category"_s).toString() + u' ' + details.value(u"explanation"_s).toString();
        const QJsonObject usage = data.value(u"usage"_s).toObject();
        readUsage(usage);
        m_answerTold = m_answerTold || tokensIn(usage, u"output_tokens"_s).has_value();
        return {};
    }
    if (type == u"message_stop"_s) {
        if (!m_started)
            return broken(u"message_stop before message_start"_s);
        for (const Block &block : std::as_const(m_blocks)) {
            if (!block.stopped)
                return broken(u"a block was not ended"_s);
        }
        m_complete = true;
        ++m_progress;
    }
    return {};
}

Result<> MessageAssembler::start(const QJsonObject &data)
{
    if (m_started)
        return broken(u"a second message_start"_s);
    m_started = true;
    const QJsonObject message = data.value(u"message"_s).toObject();
    m_reply.messageId = message.value(u"id"_s).toString();
    m_reply.model = message.value(u"model"_s).toString();
    readUsage(message.value(u"usage"_s).toObject());
    ++m_progress;
    return {};
}

Result<> MessageAssembler::startBlock(const QJsonObject &data)
{
    const int index = data.value(u"index"_s).toInt(-1);
    if (!m_started || index < 0 || m_blocks.contains(index))
        return broken(u"content_block_start out of order"_s);
    Block block;
    block.json = data.value(u"content_block"_s).toObject();
    block.text = block.json.value(u"text"_s).toString(block.json.value(u"thinking"_s).toString());
    const QString kind = block.json.value(u"type"_s).toString();
    // What goes back must be valid.
    if (kind == u"tool_use"_s && !block.json.value(u"input"_s).isObject())
        block.json.insert(u"input"_s, QJsonObject());
    const qint64 bytes = block.text.toUtf8().size() + block.json.value(u"data"_s).toString().size();
    m_blocks.insert(index, block);
    if (bytes > 0)
        grow(bytes);
    else if (!kind.isEmpty() && std::exchange(m_sinceBlock, false))
        ++m_progress;
    return {};
}

Result<> MessageAssembler::delta(const QJsonObject &data, QString *liveText)
{
    const auto it = m_blocks.find(data.value(u"index"_s).toInt(-1));
    if (it == m_blocks.end() || it->stopped)
        return broken(u"a delta for a block that is not open"_s);
    const QJsonObject change = data.value(u"delta"_s).toObject();
    const QString type = change.value(u"type"_s).toString();
    if (type == u"text_delta"_s || type == u"thinking_delta"_s) {
        const QString piece = change.value(type == u"text_delta"_s ? u"text"_s : u"thinking"_s).toString();
        it->text += piece;
        if (!piece.isEmpty())
            grow(piece.toUtf8().size());
        if (liveText)
            *liveText += piece;
    } else if (type == u"input_json_delta"_s) {
        // A piece may end in the middle of a character.
        const QString piece = change.value(u"partial_json"_s).toString();
        it->partialJson += piece;
        if (!piece.isEmpty())
            grow(piece.toUtf8().size());
        if (it->partialJson.size() > SseDecoder::kMaxEvent)
            return broken(u"a tool input is larger than %1 bytes"_s.arg(SseDecoder::kMaxEvent));
    } else if (type == u"signature_delta"_s) {
        const bool first = it->json.value(u"signature"_s).toString().isEmpty();
        it->json.insert(u"signature"_s, change.value(u"signature"_s));
        if (first && !change.value(u"signature"_s).toString().isEmpty())
            grow(0);
    } else if (type == u"citations_delta"_s && change.value(u"citation"_s).isObject()) {
        QJsonArray citations = it->json.value(u"citations"_s).toArray();
        citations.append(change.value(u"citation"_s));
        grow(0);
        it->json.insert(u"citations"_s, citations);
    }
    return {};
}

Result<> MessageAssembler::stopBlock(const QJsonObject &data)
{
    const int index = data.value(u"index"_s).toInt(-1);
    const auto it = m_blocks.find(index);
    if (it == m_blocks.end() || it->stopped)
        return broken(u"content_block_stop without its start"_s);
    it->stopped = true;
    const QString type = it->json.value(u"type"_s).toString();
    if (type == u"text"_s) {
        it->json.insert(u"text"_s, it->text);
    } else if (type == u"thinking"_s) {
        it->json.insert(u"thinking"_s, it->text);
    } else if (type == u"tool_use"_s && !it->partialJson.isEmpty()) {
        QJsonParseError error;
        const QByteArray bytes = it->partialJson.toUtf8();
        const QJsonDocument input = QJsonDocument::fromJson(bytes, &error);
        if (error.error == QJsonParseError::NoError && input.isObject()) {
            it->json.insert(u"input"_s, input.object());
        } else {
            // What goes back must be valid: the loop answers this call with the error.
            it->json.insert(u"input"_s, QJsonObject());
            m_inputErrors.insert(
                index, error.error == QJsonParseError::NoError ? u"not an object"_s : error.errorString());
            m_commands.insert(index, commandIn(bytes));
        }
    }
    return {};
}

void MessageAssembler::grow(qint64 bytes)
{
    ++m_progress;
    m_sinceBlock = true;
    m_streamedBytes += bytes;
}

bool MessageAssembler::thinksUnseen() const
{
    for (const Block &block : m_blocks) {
        const QString kind = block.json.value(u"type"_s).toString();
        if (!block.stopped && (kind == u"thinking"_s || kind == u"redacted_thinking"_s) && block.text.isEmpty())
            return true;
    }
    return false;
}

Usage MessageAssembler::usageSoFar(qint64 promptTokens) const
{
    Usage used = m_reply.usage;
    // No prompt is empty, and words are no tokens for nothing: whoever tells 0 does not count.
    const bool promptTold =
        used.inputTokens + used.cacheReadTokens + used.cacheWrite5mTokens + used.cacheWrite1hTokens > 0;
    const bool answerTold = m_answerTold && (used.outputTokens > 0 || m_streamedBytes == 0);
    if (!promptTold)
        used.inputTokens = promptTokens;
    if (!answerTold)
        used.outputTokens = std::max(used.outputTokens, estimatedTokens(m_streamedBytes));
    used.estimatedCalls = promptTold && answerTold ? 0 : 1;
    return used;
}

// Totals, not increments: they only grow, and what is null, missing or less than before says nothing new. The number of
// output tokens at the start is a placeholder.
void MessageAssembler::readUsage(const QJsonObject &usage)
{
    const auto read = [&usage](const QString &name, qint64 &field) {
        field = std::max(field, tokensIn(usage, name).value_or(0));
    };
    Usage &total = m_reply.usage;
    read(u"input_tokens"_s, total.inputTokens);
    read(u"output_tokens"_s, total.outputTokens);
    read(u"cache_read_input_tokens"_s, total.cacheReadTokens);
    const QJsonObject parts = usage.value(u"cache_creation"_s).toObject();
    const qint64 hour = tokensIn(parts, u"ephemeral_1h_input_tokens"_s).value_or(0);
    // A part that nobody named is of the ordinary kind.
    const qint64 minutes = std::max(tokensIn(parts, u"ephemeral_5m_input_tokens"_s).value_or(0),
        tokensIn(usage, u"cache_creation_input_tokens"_s).value_or(0) - hour);
    if (hour + minutes > total.cacheWrite5mTokens + total.cacheWrite1hTokens ||
        (hour > 0 && hour + minutes == total.cacheWrite5mTokens + total.cacheWrite1hTokens)) {
        total.cacheWrite5mTokens = minutes;
        total.cacheWrite1hTokens = hour;
    }
}

ModelReply MessageAssembler::take()
{
    const auto stop = fromWire<ModelStop>(m_stop);
    m_reply.stop = stop.value_or(m_stop.isEmpty() ? ModelStop::EndTurn : ModelStop::Other);
    if (m_reply.stop == ModelStop::Other)
        m_reply.stopDetail = m_stop;
    for (auto it = m_blocks.cbegin(); it != m_blocks.cend(); ++it) {
        const QJsonObject &json = it->json;
        m_reply.content.append(json);
        const QString type = json.value(u"type"_s).toString();
        if (type == u"text"_s)
            m_reply.text += it->text;
        else if (type == u"tool_use"_s && m_reply.stop == ModelStop::ToolUse)
            m_reply.toolCalls.append({json.value(u"id"_s).toString(), json.value(u"name"_s).toString(),
                m_inputErrors.contains(it.key()) ? m_commands.value(it.key()) : json.value(u"input"_s).toObject(),
                m_inputErrors.value(it.key())});
    }
    m_reply.usage.calls = 1;
    return std::move(m_reply);
}

} // namespace vibecoder
