// SPDX-License-Identifier: MIT
// The message list of one attempt. Keeps the protocol's rules: roles alternate (a second user turn joins the first),
// each tool call is answered in the message after it, assistant content goes back unchanged but for blank texts, which
// the service would refuse. Pure.
#pragma once

#include "model/message.h"

namespace vibecoder {

class Conversation
{
public:
    void addUserText(const QString &text);
    void addToolResult(const QString &toolUseId, const QString &text, bool isError);
    void addAssistant(const QJsonArray &content);
    /// An answer whose calls are not run (cut off, or it did not end with tool_use): text and thinking stay.
    void addWithoutCalls(const QJsonArray &content);
    /// Gives calls of an answer that comes next a new id where theirs is empty, not of the form the service takes back,
    /// or that of another call; the name in the content becomes one of that form, the call keeps what the model wrote.
    void settleCalls(ModelReply &reply) const;
    /// Whether an answer holds more than thoughts and blank text.
    [[nodiscard]] static bool saysSomething(const QJsonArray &content);

    [[nodiscard]] const QList<Message> &messages() const { return m_messages; }
    /// A shortened history (core/shorten.h).
    void replaceMessages(QList<Message> messages) { m_messages = std::move(messages); }

private:
    void addUserBlock(const QJsonObject &block);
    QList<Message> m_messages;
};

} // namespace vibecoder
