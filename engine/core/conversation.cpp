// SPDX-License-Identifier: MIT
#include "core/conversation.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

void Conversation::addUserText(const QString &text)
{
    addUserBlock({{u"type"_s, u"text"_s}, {u"text"_s, text}});
}

void Conversation::addToolResult(const QString &toolUseId, const QString &text, bool isError)
{
    QJsonObject block{{u"type"_s, u"tool_result"_s}, {u"tool_use_id"_s, toolUseId}, {u"content"_s, text}};
    if (isError)
        block.insert(u"is_error"_s, true);
    addUserBlock(block);
}

void Conversation::addAssistant(const QJsonArray &content)
{
    // The service refuses an empty assistant turn in the history.
    if (content.isEmpty())
        m_messages.append({u"assistant"_s, {QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"(no answer)"_s}}}});
    else
        m_messages.append({u"assistant"_s, content});
}

void Conversation::addCutOffAssistant(const QJsonArray &content)
{
    QJsonArray kept;
    for (const QJsonValue block : content) {
        if (block.toObject().value(u"type"_s).toString() != u"tool_use"_s)
            kept.append(block);
    }
    addAssistant(kept);
}

void Conversation::addUserBlock(const QJsonObject &block)
{
    if (m_messages.isEmpty() || m_messages.constLast().role != u"user"_s)
        m_messages.append({u"user"_s, {}});
    m_messages.last().content.append(block);
}

} // namespace vibecoder
