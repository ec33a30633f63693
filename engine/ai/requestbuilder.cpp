// SPDX-License-Identifier: MIT
#include "ai/requestbuilder.h"

#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QJsonObject typed(const QString &type, const QString &what = {})
{
    QJsonObject json{{u"type"_s, type}};
    if (!what.isEmpty())
        json.insert(u"description"_s, what);
    return json;
}

QJsonObject oneOf(const QStringList &words)
{
    return {{u"type"_s, u"string"_s}, {u"enum"_s, QJsonArray::fromStringList(words)}};
}

QJsonObject custom(const QString &name, const QString &what, const QJsonObject &properties, const QStringList &required)
{
    return {{u"name"_s, name}, {u"description"_s, what},
        {u"input_schema"_s,
            QJsonObject{{u"type"_s, u"object"_s}, {u"properties"_s, properties},
                {u"required"_s, QJsonArray::fromStringList(required)}, {u"additionalProperties"_s, false}}}};
}

QJsonObject plainEditor()
{
    const QJsonObject numbers{{u"type"_s, u"array"_s}, {u"items"_s, typed(u"integer"_s)}};
    return custom(u"str_replace_based_edit_tool"_s,
        u"View, create and edit files. str_replace needs old_str to match exactly once."_s,
        {{u"command"_s, oneOf({u"view"_s, u"create"_s, u"str_replace"_s, u"insert"_s})},
            {u"path"_s, typed(u"string"_s)}, {u"view_range"_s, numbers}, {u"file_text"_s, typed(u"string"_s)},
            {u"old_str"_s, typed(u"string"_s)}, {u"new_str"_s, typed(u"string"_s)},
            {u"insert_line"_s, typed(u"integer"_s)}, {u"insert_text"_s, typed(u"string"_s)}},
        {u"command"_s, u"path"_s});
}

QJsonObject plainBash()
{
    return custom(u"bash"_s, u"Run one command in a fresh shell at the working directory."_s,
        {{u"command"_s, typed(u"string"_s)}, {u"restart"_s, typed(u"boolean"_s)}}, {});
}

QJsonArray tools(RequestForm form)
{
    QJsonArray list;
    if (form == RequestForm::Full) {
        list.append(QJsonObject{{u"type"_s, u"text_editor_20250728"_s}, {u"name"_s, u"str_replace_based_edit_tool"_s}});
        list.append(QJsonObject{{u"type"_s, u"bash_20250124"_s}, {u"name"_s, u"bash"_s}});
    } else {
        list.append(plainEditor());
        list.append(plainBash());
    }
    list.append(custom(u"search"_s, u"Find lines in the project's text files; at most 100 lines come back."_s,
        {{u"pattern"_s, typed(u"string"_s)}, {u"path"_s, typed(u"string"_s, u"folder or file; default all"_s)},
            {u"glob"_s, typed(u"string"_s, u"file names, e.g. *.py"_s)}, {u"regex"_s, typed(u"boolean"_s)},
            {u"case_sensitive"_s, typed(u"boolean"_s)}},
        {u"pattern"_s}));
    list.append(custom(u"list_files"_s, u"List a folder; build output and hidden files are left out."_s,
        {{u"path"_s, typed(u"string"_s)}, {u"depth"_s, typed(u"integer"_s, u"1 to 3"_s)}}, {}));
    list.append(
        custom(u"run_verification"_s, u"Run the task's verification commands now, or one of them by its number."_s,
            {{u"only"_s, typed(u"integer"_s, u"counted from 0"_s)}}, {}));
    list.append(custom(u"finish"_s,
        u"End your turn: done to have the engine verify, blocked when the task cannot be done honestly."_s,
        {{u"status"_s, oneOf({u"done"_s, u"blocked"_s})}, {u"summary"_s, typed(u"string"_s)},
            {u"blocked_reason"_s, typed(u"string"_s)}},
        {u"status"_s, u"summary"_s}));
    return list;
}

QJsonObject cacheMark(bool longLife)
{
    QJsonObject mark{{u"type"_s, u"ephemeral"_s}};
    if (longLife)
        mark.insert(u"ttl"_s, u"1h"_s);
    return mark;
}

QByteArray quoted(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return array.mid(1, array.size() - 2);
}

// Half a character, where a text was cut in its middle or a model wrote it, is the only kind of escape that Qt writes
// for what is above the control characters; the service refuses the whole request for it.
QByteArray withoutHalfCharacters(QByteArray json)
{
    for (qsizetype i = json.indexOf('\\'); i >= 0 && i + 1 < json.size(); i = json.indexOf('\\', i)) {
        const bool isCode = json.at(i + 1) == 'u';
        if (isCode && i + 5 < json.size() && (json.at(i + 2) == 'd' || json.at(i + 2) == 'D') && json.at(i + 3) >= '8')
            json.replace(i + 2, 4, "fffd");
        i += isCode ? 6 : 2;
    }
    return json;
}

} // namespace

QByteArray toolDeclarations(RequestForm form)
{
    return QJsonDocument(tools(form)).toJson(QJsonDocument::Compact);
}

QByteArray requestBody(const ModelRequest &request, RequestForm form)
{
    static const QByteArray fullTools = toolDeclarations(RequestForm::Full);
    static const QByteArray plainTools = toolDeclarations(RequestForm::Plain);
    const bool full = form == RequestForm::Full;

    // The user turns that carry a mark: the task, the newest, the one before it.
    QList<qsizetype> marked;
    if (full) {
        for (qsizetype i = request.messages.size() - 1; i >= 0 && marked.size() < 2; --i) {
            if (request.messages.at(i).role == u"user"_s)
                marked.append(i);
        }
        if (!request.messages.isEmpty() && !marked.contains(0))
            marked.append(0);
    }
    QByteArray body = "{\"model\":" + quoted(request.model) +
                      ",\"max_tokens\":" + QByteArray::number(request.maxTokens) +
                      ",\"stream\":true,\"tools\":" + (full ? fullTools : plainTools) + ",\"system\":";
    if (full) {
        const QJsonArray system{QJsonObject{
            {u"type"_s, u"text"_s}, {u"text"_s, request.system}, {u"cache_control"_s, cacheMark(request.longCache)}}};
        body += QJsonDocument(system).toJson(QJsonDocument::Compact);
    } else {
        body += quoted(request.system);
    }
    body += ",\"messages\":[";
    for (qsizetype i = 0; i < request.messages.size(); ++i) {
        const Message &message = request.messages.at(i);
        QJsonArray content = message.content;
        if (marked.contains(i) && !content.isEmpty()) {
            QJsonObject last = content.last().toObject();
            last.insert(u"cache_control"_s, cacheMark(request.longCache));
            content[content.size() - 1] = last;
        }
        if (i > 0)
            body += ',';
        body += "{\"role\":" + quoted(message.role) +
                ",\"content\":" + QJsonDocument(content).toJson(QJsonDocument::Compact) + '}';
    }
    body += "]}";
    return withoutHalfCharacters(std::move(body));
}

} // namespace vibecoder
