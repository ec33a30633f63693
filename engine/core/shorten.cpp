// SPDX-License-Identifier: MIT
#include "core/shorten.h"

#include "base/digest.h"

#include <QHash>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kClearAbove = 60000, kCompactAbove = 120000;
constexpr int kBatch = 10, kKeep = 5;
constexpr qsizetype kWorthClearing = 400;
const QString kCleared = u"[output of "_s;

QString blockType(const QJsonValue &block)
{
    return block.toObject().value(u"type"_s).toString();
}

void dropThinking(QList<Message> &messages)
{
    for (Message &message : messages) {
        if (message.role != u"assistant"_s)
            continue;
        QJsonArray kept;
        for (const QJsonValue block : std::as_const(message.content)) {
            if (blockType(block) != u"thinking"_s && blockType(block) != u"redacted_thinking"_s)
                kept.append(block);
        }
        // The service refuses an empty assistant turn.
        if (kept.isEmpty())
            kept.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, u"(thinking left out)"_s}});
        message.content = kept;
    }
}

// What each tool call asked, by its id.
QHash<QString, QString> callTexts(const QList<Message> &messages)
{
    QHash<QString, QString> texts;
    for (const Message &message : messages) {
        for (const QJsonValue value : message.content) {
            const QJsonObject block = value.toObject();
            if (blockType(value) != u"tool_use"_s)
                continue;
            const QJsonObject input = block.value(u"input"_s).toObject();
            QString text = block.value(u"name"_s).toString();
            for (const QString &key : {u"command"_s, u"path"_s, u"pattern"_s, u"view_range"_s}) {
                const QJsonValue field = input.value(key);
                if (field.isString())
                    text += u' ' + field.toString().simplified().left(120);
                else if (field.isArray())
                    text += u" lines %1–%2"_s.arg(field.toArray().at(0).toInt()).arg(field.toArray().at(1).toInt());
            }
            texts.insert(block.value(u"id"_s).toString(), text);
        }
    }
    return texts;
}

} // namespace

qint64 contextTokens(const QList<Message> &messages)
{
    qint64 bytes = 0;
    for (const Message &message : messages)
        bytes += canonicalJson(message.content).size() + 20;
    return bytes / 4;
}

bool needsCompaction(const QList<Message> &messages)
{
    return contextTokens(messages) > kCompactAbove;
}

int clearOldResults(QList<Message> &messages, qsizetype failuresFrom)
{
    if (contextTokens(messages) <= kClearAbove)
        return 0;
    struct Place
    {
        qsizetype message, block;
    };
    QList<Place> results;
    for (qsizetype m = 0; m < messages.size(); ++m) {
        const QJsonArray &content = messages.at(m).content;
        for (qsizetype b = 0; b < content.size(); ++b) {
            if (blockType(content.at(b)) == u"tool_result"_s)
                results.append({m, b});
        }
    }
    results = results.mid(0, std::max<qsizetype>(0, results.size() - kKeep));
    QList<Place> clearable;
    for (const Place &place : std::as_const(results)) {
        const QJsonObject block = messages.at(place.message).content.at(place.block).toObject();
        const QString text = block.value(u"content"_s).toString();
        const bool keptFailure = place.message >= failuresFrom && block.value(u"is_error"_s).toBool();
        if (text.size() >= kWorthClearing && !text.startsWith(kCleared) && !keptFailure)
            clearable.append(place);
    }
    if (clearable.size() < kBatch)
        return 0;
    const QHash<QString, QString> calls = callTexts(messages);
    for (const Place &place : std::as_const(clearable)) {
        QJsonArray &content = messages[place.message].content;
        QJsonObject block = content.at(place.block).toObject();
        const QString text = block.value(u"content"_s).toString();
        block.insert(u"content"_s, kCleared + calls.value(block.value(u"tool_use_id"_s).toString(), u"a tool"_s) +
                                       u", %1 characters, removed; ask again if needed]"_s.arg(text.size()));
        content[place.block] = block;
    }
    dropThinking(messages);
    return int(clearable.size());
}

bool compact(QList<Message> &messages, const QString &record, qint64 keepTokens)
{
    if (messages.size() < 4)
        return false;
    const qint64 before = contextTokens(messages);
    // The tail begins with an answer of the model, so that its tool calls and their results stay together.
    qsizetype from = messages.size();
    qint64 kept = 0;
    for (qsizetype i = messages.size() - 1; i > 0; --i) {
        kept += contextTokens({messages.at(i)});
        if (kept > keepTokens && from < messages.size())
            break;
        if (messages.at(i).role == u"assistant"_s)
            from = i;
    }
    QList<Message> shorter{messages.constFirst()};
    shorter.first().content.append(QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, record}});
    shorter += messages.mid(from);
    dropThinking(shorter);
    if (shorter.constLast().role != u"user"_s || contextTokens(shorter) > before - before / 10)
        return false;
    messages = shorter;
    return true;
}

} // namespace vibecoder
