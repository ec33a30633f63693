// SPDX-License-Identifier: MIT
// One turn with the model: request in, answer out. Content blocks stay raw JSON, because they must be sent back
// unchanged and unknown block types must survive (claude-api.md section 3).
#pragma once

#include "base/enumtable.h"
#include "model/usage.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace vibecoder {

/// `content` is the array of content blocks.
struct Message
{
    QString role; ///< user | assistant
    QJsonArray content;

    bool operator==(const Message &) const = default;
};

struct ModelRequest
{
    QString model;
    int maxTokens = 32000;
    QString system; ///< system prompt; no date, path or counter in it
    QList<Message> messages;
    bool longCache = false; ///< 1-hour cache entries instead of 5 minutes
};

enum class ModelStop { EndTurn, ToolUse, MaxTokens, StopSequence, PauseTurn, Refusal, ContextExceeded, Other };
template <>
struct EnumTable<ModelStop>
{
    static constexpr auto rows = enumRows<ModelStop>({
        {ModelStop::EndTurn, "end_turn"},
        {ModelStop::ToolUse, "tool_use"},
        {ModelStop::MaxTokens, "max_tokens"},
        {ModelStop::StopSequence, "stop_sequence"},
        {ModelStop::PauseTurn, "pause_turn"},
        {ModelStop::Refusal, "refusal"},
        {ModelStop::ContextExceeded, "model_context_window_exceeded"},
        {ModelStop::Other, "other"},
    });
};

/// A tool call as read from a whole answer. inputError is set when the joined JSON did not parse or is no object;
/// input then holds at most the command of the editor.
struct ToolCall
{
    QString id;
    QString name;
    QJsonObject input;
    QString inputError;
};

/// A whole answer: `message_stop` was seen. toolCalls is filled only when stop is ToolUse (never execute a call of any
/// other message).
struct ModelReply
{
    QString messageId;
    QString requestId;
    QString model;
    ModelStop stop = ModelStop::EndTurn;
    QString stopDetail; ///< refusal category, unknown stop word …
    QJsonArray content; ///< assistant blocks, to be sent back unchanged
    QString text;       ///< the text blocks joined
    QList<ToolCall> toolCalls;
    Usage usage;           ///< calls = 1, priced
    qint64 durationMs = 0; ///< time of the answered request
    qint64 waitedMs = 0;   ///< rate-limit and back-off waits before it; does not count against the iteration
};

} // namespace vibecoder
