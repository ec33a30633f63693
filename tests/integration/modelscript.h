// SPDX-License-Identifier: MIT
// Short words for the turns of the scripted model.
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace modelscript {

using namespace Qt::StringLiterals;

inline QJsonObject tool(const QString &name, const QJsonObject &input)
{
    return {{u"name"_s, name}, {u"input"_s, input}};
}

inline QJsonObject replace(const QString &path, const QString &from, const QString &to)
{
    return tool(u"str_replace_based_edit_tool"_s,
        {{u"command"_s, u"str_replace"_s}, {u"path"_s, path}, {u"old_str"_s, from}, {u"new_str"_s, to}});
}

inline QJsonObject create(const QString &path, const QString &text)
{
    return tool(
        u"str_replace_based_edit_tool"_s, {{u"command"_s, u"create"_s}, {u"path"_s, path}, {u"file_text"_s, text}});
}

inline QJsonObject view(const QString &path)
{
    return tool(u"str_replace_based_edit_tool"_s, {{u"command"_s, u"view"_s}, {u"path"_s, path}});
}

inline QJsonObject search(const QString &pattern, const QString &path = {})
{
    QJsonObject input{{u"pattern"_s, pattern}};
    if (!path.isEmpty())
        input.insert(u"path"_s, path);
    return tool(u"search"_s, input);
}

inline QJsonObject bash(const QString &command)
{
    return tool(u"bash"_s, {{u"command"_s, command}});
}

inline QJsonObject finish()
{
    return tool(u"finish"_s, {{u"status"_s, u"done"_s}, {u"summary"_s, u"It works."_s}});
}

inline QJsonObject turn(const QJsonArray &tools, const QString &text = u"I go on."_s)
{
    return {{u"text"_s, text}, {u"tools"_s, tools}};
}

} // namespace modelscript
