// SPDX-License-Identifier: MIT
#include "tasklist/listquery.h"

#include <QRegularExpression>

#include <cmath>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct StatusWord
{
    QList<TaskState> states;
    QList<StopReason> reasons;
};

const QHash<QString, StatusWord> &statusWords()
{
    static const QHash<QString, StatusWord> words{
        {u"queued"_s, {{TaskState::Pending}, {}}},
        {u"pending"_s, {{TaskState::Pending}, {}}},
        {u"running"_s, {{TaskState::Running}, {}}},
        {u"paused"_s, {{TaskState::Paused}, {}}},
        {u"approval"_s, {{TaskState::WaitingApproval}, {}}},
        {u"waiting"_s, {{TaskState::WaitingApproval}, {}}},
        {u"passed"_s, {{TaskState::Completed}, {}}},
        {u"completed"_s, {{TaskState::Completed}, {}}},
        {u"failed"_s, {{TaskState::Failed}, {}}},
        {u"cancelled"_s, {{TaskState::Cancelled}, {}}},
        {u"ended"_s, {{TaskState::Completed, TaskState::Failed, TaskState::Cancelled}, {}}},
        {u"stuck"_s, {{TaskState::Failed}, {StopReason::StuckRepeat, StopReason::StuckOscillation,
                                               StopReason::AnswersCutOff, StopReason::EmptyAnswers}}},
        {u"budget"_s, {{TaskState::Failed}, {StopReason::CostLimit, StopReason::CallLimit, StopReason::WallLimit,
                                                StopReason::ApiSpendCap}}},
    };
    return words;
}

// No state is in both: a state list that lists nothing would mean all.
QList<TaskState> both(const QList<TaskState> &a, const QList<TaskState> &b, bool &nothing)
{
    if (a.isEmpty() || b.isEmpty())
        return a + b;
    QList<TaskState> common;
    for (const TaskState state : a) {
        if (b.contains(state))
            common.append(state);
    }
    nothing = nothing || common.isEmpty();
    return common;
}

// Full-width letters and digits of Chinese input methods count as the plain ones.
QString plainWidth(QString text)
{
    for (QChar &c : text) {
        if (c.unicode() >= 0xFF01 && c.unicode() <= 0xFF5E)
            c = QChar(char16_t(c.unicode() - 0xFEE0));
        else if (c.unicode() == 0x3000)
            c = u' ';
    }
    return text;
}

} // namespace

QList<TaskState> statesOf(Chip chip)
{
    switch (chip) {
    case Chip::All:
        return {};
    case Chip::NeedsYou:
        return {TaskState::WaitingApproval};
    case Chip::Running:
        return {TaskState::Running, TaskState::Paused};
    case Chip::Queued:
        return {TaskState::Pending};
    case Chip::Failed:
        return {TaskState::Failed};
    case Chip::Passed:
        return {TaskState::Completed};
    }
    Q_UNREACHABLE();
}

ListQuery readQuery(const QString &text, Chip chip)
{
    static const QRegularExpression condition(
        u"^(status|repo|label|cost)([:<>])(.+)$"_s, QRegularExpression::CaseInsensitiveOption);
    ListQuery query;
    query.filter.states = statesOf(chip);
    QStringList words;
    bool nothing = false;
    for (const QString &word : plainWidth(text).split(u' ', Qt::SkipEmptyParts)) {
        const auto match = condition.match(word);
        const QString key = match.captured(1).toLower(), sign = match.captured(2), value = match.captured(3);
        bool number = false;
        const double dollars = QString(value).remove(u'$').toDouble(&number);
        if (!match.hasMatch()) {
            words.append(word);
        } else if (key == u"status"_s && sign == u":"_s && statusWords().contains(value.toLower())) {
            const StatusWord &status = *statusWords().constFind(value.toLower());
            query.filter.states = both(query.filter.states, status.states, nothing);
            query.filter.reasons += status.reasons;
        } else if (key == u"repo"_s && sign == u":"_s) {
            query.filter.directory = value;
        } else if (key == u"label"_s && sign == u":"_s) {
            query.filter.label = value;
        } else if (key == u"cost"_s && sign != u":"_s && number && std::abs(dollars) < 1e9) {
            (sign == u">"_s ? query.filter.costAbove : query.filter.costBelow) = qint64(std::llround(dollars * 1e6));
        } else {
            query.unknown.append(word);
        }
    }
    if (nothing)
        query.filter.costBelow = -1; // what contradicts itself finds nothing
    query.filter.text = words.join(u' ');
    return query;
}

bool matches(const Task &task, const TaskFilter &filter)
{
    return (filter.states.isEmpty() || filter.states.contains(task.state)) &&
           (filter.reasons.isEmpty() || filter.reasons.contains(task.stopReason)) &&
           (filter.text.isEmpty() || task.spec.name.toCaseFolded().contains(filter.text.toCaseFolded())) &&
           (filter.label.isEmpty() || task.spec.labels.contains(filter.label)) &&
           (filter.directory.isEmpty() || task.spec.workingDirectory.contains(filter.directory, Qt::CaseInsensitive)) &&
           (!filter.costAbove || task.usage.costMicroUsd > *filter.costAbove) &&
           (!filter.costBelow || task.usage.costMicroUsd < *filter.costBelow);
}

} // namespace vibecoder
