// SPDX-License-Identifier: MIT
#include "core/filesteps.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

ToolAnswer toolRefusal(const QString &text)
{
    return {text, true};
}

ToolAnswer answerOf(const QJsonObject &result)
{
    return {result.value(u"text"_s).toString(), result.value(u"is_error"_s).toBool()};
}

QString toolWord(ToolKind kind)
{
    switch (kind) {
    case ToolKind::View:
        return u"view"_s;
    case ToolKind::Create:
        return u"create"_s;
    case ToolKind::StrReplace:
        return u"str_replace"_s;
    case ToolKind::Insert:
        return u"insert"_s;
    case ToolKind::Search:
        return u"search"_s;
    default:
        return u"list_files"_s;
    }
}

StepOutcome outcomeOf(const ToolRequest &request, const ToolAnswer &answer, QJsonObject result, qint64 durationMs)
{
    result.insert(u"text"_s, answer.text);
    result.insert(u"is_error"_s, answer.isError);
    result.insert(u"duration_ms"_s, durationMs);
    StepOutcome outcome;
    outcome.events.append(makeEvent(
        EventKind::ActionFinished, {{u"what"_s, describe(request)}, {u"ok"_s, !answer.isError},
                                       {u"summary"_s, answer.text.section(QLatin1Char('\n'), 0, 0).left(200)}}));
    outcome.result = std::move(result);
    return outcome;
}

} // namespace vibecoder
