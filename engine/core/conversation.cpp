// SPDX-License-Identifier: MIT
#include "core/conversation.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isBlankText(const QJsonObject &block)
{
    return block.value(u"type"_s).toString() == u"text"_s && block.value(u"text"_s).toString().trimmed().isEmpty();
}

} // namespace

bool Conversation::saysSomething(const QJsonArray &content)
{
    return std::any_of(content.begin(), content.end(), [](const QJsonValue &value) {
        const QJsonObject block = value.toObject();
        const QString type = block.value(u"type"_s).toString();
        return type != u"thinking"_s && type != u"redacted_thinking"_s && !type.isEmpty() && !isBlankText(block);
    });
}

void Conversation::settleCalls(ModelReply &reply) const
{
    static const QRegularExpression idForm(u"\\A[a-zA-Z0-9_-]{1,128}\\z"_s), outsideName(u"[^a-zA-Z0-9_-]"_s);
    constexpr qsizetype longestName = 64;
    QSet<QString> taken;
    for (const Message &message : m_messages) {
        for (const QJsonValue value : message.content) {
            const QJsonObject block = value.toObject();
            if (block.value(u"type"_s).toString() == u"tool_use"_s)
                taken.insert(block.value(u"id"_s).toString());
        }
    }
    qsizetype call = 0;
    for (qsizetype i = 0; i < reply.content.size(); ++i) {
        QJsonObject block = reply.content.at(i).toObject();
        if (block.value(u"type"_s).toString() != u"tool_use"_s)
            continue;
        QString id = block.value(u"id"_s).toString();
        for (int number = 1; taken.contains(id) || !idForm.match(id).hasMatch(); ++number)
            id = u"call_%1_%2"_s.arg(m_messages.size()).arg(number);
        taken.insert(id);
        QString name = block.value(u"name"_s).toString().replace(outsideName, u"_"_s).left(longestName);
        if (name.isEmpty())
            name = u"unknown"_s;
        block.insert(u"id"_s, id);
        block.insert(u"name"_s, name);
        reply.content[i] = block;
        if (call < reply.toolCalls.size())
            reply.toolCalls[call++].id = id;
    }
}

void Conversation::addUserText(const QString &text)
{
    if (text.trimmed().isEmpty())
        return;
    addUserBlock({{u"type"_s, u"text"_s}, {u"text"_s, text}});
}

void Conversation::addToolResult(const QString &toolUseId, const QString &text, bool isError)
{
    const QString shown = text.trimmed().isEmpty() ? u"(no output)"_s : text;
    QJsonObject block{{u"type"_s, u"tool_result"_s}, {u"tool_use_id"_s, toolUseId}, {u"content"_s, shown}};
    if (isError)
        block.insert(u"is_error"_s, true);
    addUserBlock(block);
}

void Conversation::addAssistant(const QJsonArray &content)
{
    // The service writes blank texts and refuses them in the history, as it does a turn that is empty or ends in
    // thought.
    QJsonArray kept;
    for (const QJsonValue value : content) {
        if (!isBlankText(value.toObject()))
            kept.append(value);
    }
    const QString last = kept.isEmpty() ? QString() : kept.last().toObject().value(u"type"_s).toString();
    if (last.isEmpty() || last == u"thinking"_s || last == u"redacted_thinking"_s)
        kept.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"(no answer)"_s}});
    m_messages.append({u"assistant"_s, kept});
}

void Conversation::addWithoutCalls(const QJsonArray &content)
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
