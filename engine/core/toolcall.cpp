// SPDX-License-Identifier: MIT
#include "core/toolcall.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Reads the fields of one call and remembers the first thing that is wrong.
class Fields
{
public:
    explicit Fields(const QJsonObject &input)
        : m_input(input)
    {
    }

    QString text(const QString &name, bool required)
    {
        const QJsonValue value = take(name);
        if (value.isUndefined() || value.isNull()) {
            if (required)
                complain(u"`%1` is missing"_s.arg(name));
            return {};
        }
        if (!value.isString())
            complain(u"`%1` must be text"_s.arg(name));
        return value.toString();
    }

    bool flag(const QString &name, bool otherwise)
    {
        const QJsonValue value = take(name);
        if (value.isUndefined() || value.isNull())
            return otherwise;
        if (!value.isBool())
            complain(u"`%1` must be true or false"_s.arg(name));
        return value.toBool(otherwise);
    }

    std::optional<int> integer(const QString &name, int low, int high)
    {
        const QJsonValue value = take(name);
        if (value.isUndefined() || value.isNull())
            return std::nullopt;
        return checked(name, value, low, high);
    }

    QList<int> integers(const QString &name, int count)
    {
        const QJsonValue value = take(name);
        if (value.isUndefined() || value.isNull())
            return {};
        const QJsonArray array = value.toArray();
        if (!value.isArray() || array.size() != count) {
            complain(u"`%1` must be a list of %2 whole numbers"_s.arg(name).arg(count));
            return {};
        }
        QList<int> numbers;
        for (const QJsonValue item : array)
            numbers.append(checked(name, item, -1, 100000000));
        return numbers;
    }

    void refuseUnknown()
    {
        for (auto it = m_input.begin(); it != m_input.end(); ++it) {
            if (!m_known.contains(it.key()))
                complain(u"`%1` is not a field of this tool"_s.arg(it.key().left(40)));
        }
    }

    void complain(const QString &what)
    {
        if (m_problem.isEmpty())
            m_problem = what;
    }

    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    QJsonValue take(const QString &name)
    {
        m_known.append(name);
        return m_input.value(name);
    }

    int checked(const QString &name, const QJsonValue &value, int low, int high)
    {
        const double number = value.toDouble(low - 1.0);
        if (!value.isDouble() || number != double(qint64(number)) || number < low || number > high) {
            complain(u"`%1` must be a whole number from %2 to %3"_s.arg(name).arg(low).arg(high));
            return low;
        }
        return int(number);
    }

    const QJsonObject &m_input;
    QStringList m_known;
    QString m_problem;
};

tl::unexpected<Error> malformed(const QString &what, const QString &example)
{
    return fail(ErrorCode::InvalidArgument, u"malformed call: %1. A right call: %2"_s.arg(what, example));
}

// A right call of the tool that was called; of the editor's command, where that could be read.
QString exampleFor(const QString &tool, const QString &command)
{
    if (tool == u"str_replace_based_edit_tool"_s) {
        if (command == u"create"_s)
            return u"{\"command\":\"create\",\"path\":\"src/a.py\",\"file_text\":\"…\"}"_s;
        if (command == u"str_replace"_s)
            return u"{\"command\":\"str_replace\",\"path\":\"src/a.py\",\"old_str\":\"…\",\"new_str\":\"…\"}"_s;
        if (command == u"insert"_s)
            return u"{\"command\":\"insert\",\"path\":\"src/a.py\",\"insert_line\":3,\"insert_text\":\"…\"}"_s;
        return u"{\"command\":\"view\",\"path\":\"src/a.py\"}"_s;
    }
    if (tool == u"bash"_s)
        return u"{\"command\":\"ls src\"}"_s;
    if (tool == u"search"_s)
        return u"{\"pattern\":\"def login\",\"path\":\"src\",\"glob\":\"*.py\"}"_s;
    if (tool == u"list_files"_s)
        return u"{\"path\":\"src\",\"depth\":2}"_s;
    if (tool == u"run_verification"_s)
        return u"{} or {\"only\":0}"_s;
    if (tool == u"finish"_s)
        return u"{\"status\":\"done\",\"summary\":\"…\"}"_s;
    return u"bash {\"command\":\"ls\"}; the tools are str_replace_based_edit_tool, bash, search, list_files, "
           "run_verification, finish"_s;
}

Result<ToolRequest> parseEditor(Fields &fields)
{
    ToolRequest request;
    const QString command = fields.text(u"command"_s, true);
    request.path = fields.text(u"path"_s, true);
    if (command == u"view"_s) {
        request.kind = ToolKind::View;
        const QList<int> range = fields.integers(u"view_range"_s, 2);
        if (!range.isEmpty()) {
            request.firstLine = range.at(0);
            request.lastLine = range.at(1);
            if (range.at(0) < 1 || (range.at(1) != -1 && range.at(1) < range.at(0)))
                fields.complain(
                    u"`view_range` must be [first, last] with first from 1, and last not before it or -1"_s);
        }
    } else if (command == u"create"_s) {
        request.kind = ToolKind::Create;
        request.newText = fields.text(u"file_text"_s, true).toUtf8();
    } else if (command == u"str_replace"_s) {
        request.kind = ToolKind::StrReplace;
        request.oldText = fields.text(u"old_str"_s, true).toUtf8();
        request.newText = fields.text(u"new_str"_s, false).toUtf8();
    } else if (command == u"insert"_s) {
        request.kind = ToolKind::Insert;
        const auto line = fields.integer(u"insert_line"_s, 0, 100000000);
        if (!line)
            fields.complain(u"`insert_line` is missing"_s);
        request.insertLine = line.value_or(0);
        // An older text of the interface called it new_str; both are understood.
        const QString text = fields.text(u"insert_text"_s, false);
        const QString older = fields.text(u"new_str"_s, false);
        if (text.isEmpty() && older.isEmpty())
            fields.complain(u"`insert_text` is missing"_s);
        request.newText = (text.isEmpty() ? older : text).toUtf8();
    } else {
        fields.complain(u"`command` must be view, create, str_replace or insert"_s);
    }
    fields.refuseUnknown();
    if (!fields.problem().isEmpty())
        return malformed(fields.problem(), exampleFor(u"str_replace_based_edit_tool"_s, command));
    return request;
}

} // namespace

Result<ToolRequest> parseToolCall(const ToolCall &call)
{
    const QString example = exampleFor(call.name, call.input.value(u"command"_s).toString());
    if (!call.inputError.isEmpty())
        return malformed(u"the input was not valid JSON (%1)"_s.arg(call.inputError.left(200)), example);
    Fields fields(call.input);
    ToolRequest request;
    if (call.name == u"str_replace_based_edit_tool"_s)
        return parseEditor(fields);
    if (call.name == u"bash"_s) {
        const bool restart = fields.flag(u"restart"_s, false);
        request.kind = restart ? ToolKind::BashRestart : ToolKind::Bash;
        request.command = fields.text(u"command"_s, !restart);
        if (!restart && request.command.trimmed().isEmpty())
            fields.complain(u"`command` is empty"_s);
        if (request.command.contains(QChar(0)))
            fields.complain(u"`command` holds a NUL byte"_s);
        if (request.command.size() > 64 * 1024)
            fields.complain(u"`command` is longer than 65,536 characters"_s);
    } else if (call.name == u"search"_s) {
        request.kind = ToolKind::Search;
        request.pattern = fields.text(u"pattern"_s, true);
        if (request.pattern.isEmpty())
            fields.complain(u"`pattern` is empty"_s);
        request.path = fields.text(u"path"_s, false);
        request.glob = fields.text(u"glob"_s, false);
        request.regex = fields.flag(u"regex"_s, false);
        request.caseSensitive = fields.flag(u"case_sensitive"_s, true);
    } else if (call.name == u"list_files"_s) {
        request.kind = ToolKind::ListFiles;
        request.path = fields.text(u"path"_s, false);
        request.depth = fields.integer(u"depth"_s, 1, 3).value_or(2);
    } else if (call.name == u"run_verification"_s) {
        request.kind = ToolKind::RunVerification;
        request.commandIndex = fields.integer(u"only"_s, 0, 99).value_or(-1);
    } else if (call.name == u"finish"_s) {
        request.kind = ToolKind::Finish;
        const QString status = fields.text(u"status"_s, true);
        if (status != u"done"_s && status != u"blocked"_s)
            fields.complain(u"`status` must be done or blocked"_s);
        request.done = status == u"done"_s;
        request.summary = fields.text(u"summary"_s, false).left(1500);
        request.blockedReason = fields.text(u"blocked_reason"_s, false).left(1500);
    } else {
        return malformed(u"there is no tool named `%1`"_s.arg(call.name.left(60)), example);
    }
    fields.refuseUnknown();
    if (!fields.problem().isEmpty())
        return malformed(fields.problem(), example);
    return request;
}

QString describe(const ToolRequest &request)
{
    QString text;
    switch (request.kind) {
    case ToolKind::View:
    case ToolKind::Create:
    case ToolKind::StrReplace:
    case ToolKind::Insert:
    case ToolKind::ListFiles:
        text = request.path;
        break;
    case ToolKind::Bash:
        text = request.command;
        break;
    case ToolKind::Search:
        text = request.pattern;
        break;
    case ToolKind::Finish:
        text = request.done ? u"done"_s : u"blocked"_s;
        break;
    case ToolKind::BashRestart:
    case ToolKind::RunVerification:
        break;
    }
    return text.size() > 200 ? text.left(199) + QChar(0x2026) : text;
}

} // namespace vibecoder
