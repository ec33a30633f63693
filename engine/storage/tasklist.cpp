// SPDX-License-Identifier: MIT
// Pages of the task list, by keyset: a page costs the same wherever it lies.
#include "storage/taskrows.h"
#include "storage/taskstore.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace vibecoder::taskstore {

namespace {

struct Condition
{
    QString where;
    QVariantList bound;

    void add(const QString &text, const QVariantList &values)
    {
        where += (where.isEmpty() ? QString() : u" AND "_s) + text;
        bound += values;
    }
};

Condition conditionOf(const TaskFilter &filter)
{
    Condition condition;
    if (!filter.text.isEmpty())
        condition.add(u"name_folded LIKE ? ESCAPE '!'"_s, {taskrows::likePattern(taskrows::folded(filter.text))});
    if (!filter.label.isEmpty())
        condition.add(u"labels LIKE ? ESCAPE '!'"_s, {taskrows::likePattern(taskrows::labelsColumn({filter.label}))});
    if (!filter.directory.isEmpty())
        condition.add(u"directory LIKE ? ESCAPE '!'"_s, {taskrows::likePattern(filter.directory)});
    if (filter.costAbove)
        condition.add(u"cost_micro_usd > ?"_s, {*filter.costAbove});
    if (filter.costBelow)
        condition.add(u"cost_micro_usd < ?"_s, {*filter.costBelow});
    if (!filter.reasons.isEmpty()) {
        QVariantList words;
        for (const StopReason reason : filter.reasons)
            words.append(toWire(reason));
        condition.add(u"stop_reason IN (%1)"_s.arg(QStringList(words.size(), u"?"_s).join(u',')), words);
    }
    return condition;
}

QString columnOf(TaskOrder order)
{
    switch (order) {
    case TaskOrder::Created:
        return u"seq"_s;
    case TaskOrder::Updated:
        return u"updated_at"_s;
    case TaskOrder::Priority:
        return u"priority"_s;
    case TaskOrder::Name:
        return u"name_folded"_s;
    case TaskOrder::Cost:
        return u"cost_micro_usd"_s;
    case TaskOrder::Status:
        return u"state"_s;
    }
    Q_UNREACHABLE();
}

// One short walk of the index per state, merged here: one statement over several states would sort them all.
Result<QList<Row>> byAge(
    Connection &c, const QString &columns, const TaskFilter &filter, const PageRequest &page, int limit)
{
    Condition condition = conditionOf(filter);
    if (page.before > 0)
        condition.add(page.ascending ? u"seq > ?"_s : u"seq < ?"_s, {page.before});
    const QString end = (page.ascending ? u" ORDER BY seq LIMIT %1"_s : u" ORDER BY seq DESC LIMIT %1"_s).arg(limit);
    const QString begin = u"SELECT %1 FROM tasks"_s.arg(columns);
    if (filter.states.isEmpty())
        return c.query(
            begin + (condition.where.isEmpty() ? QString() : u" WHERE "_s + condition.where) + end, condition.bound);
    QList<Row> rows;
    const QString rest = condition.where.isEmpty() ? QString() : u" AND "_s + condition.where;
    for (const TaskState state : QSet<TaskState>(filter.states.begin(), filter.states.end())) {
        VC_TRY(const auto some,
            c.query(begin + u" WHERE state = ?"_s + rest + end, QVariantList{toWire(state)} + condition.bound));
        rows += some;
    }
    std::sort(rows.begin(), rows.end(), [&page](const Row &a, const Row &b) {
        return page.ascending ? a.integer("seq") < b.integer("seq") : a.integer("seq") > b.integer("seq");
    });
    return rows.mid(0, limit);
}

Result<QList<Row>> inOrder(
    Connection &c, const QString &columns, const TaskFilter &filter, const PageRequest &page, int limit)
{
    // Few rows of rare states are found by their state and sorted; else the index of the order is walked.
    constexpr qint64 few = 2000;
    qint64 matching = 0;
    VC_TRY(const auto counted, counts(c));
    for (auto it = counted.begin(); it != counted.end(); ++it)
        matching += filter.states.isEmpty() || filter.states.contains(it.key()) ? it.value() : 0;
    const QString column = columnOf(page.order);
    const QString sorted = (matching <= few && page.order != TaskOrder::Status ? u"+"_s : QString()) + column;

    Condition condition = conditionOf(filter);
    if (!filter.states.isEmpty()) {
        QVariantList words;
        for (const TaskState state : filter.states)
            words.append(toWire(state));
        condition.add(u"state IN (%1)"_s.arg(QStringList(words.size(), u"?"_s).join(u',')), words);
    }
    if (page.before > 0) {
        const bool text = page.order == TaskOrder::Name || page.order == TaskOrder::Status;
        condition.add(u"(%1, seq) %2 (?, ?)"_s.arg(column, page.ascending ? u">"_s : u"<"_s),
            {text ? QVariant(page.key) : QVariant(page.key.toLongLong()), page.before});
    }
    const QString direction = page.ascending ? QString() : u" DESC"_s;
    return c.query(u"SELECT %1 FROM tasks%2 ORDER BY %3%4, seq%4 LIMIT %5"_s.arg(columns,
                       condition.where.isEmpty() ? QString() : u" WHERE "_s + condition.where, sorted, direction,
                       QString::number(limit)),
        condition.bound);
}

Result<QList<Row>> rowsOf(Connection &c, const QString &columns, const TaskFilter &filter, const PageRequest &page)
{
    constexpr int largestPage = 500;
    const int limit = std::clamp(page.limit, 1, largestPage);
    return page.order == TaskOrder::Created ? byAge(c, columns, filter, page, limit)
                                            : inOrder(c, columns, filter, page, limit);
}

} // namespace

Result<QStringList> ids(Connection &c, const TaskFilter &filter, const PageRequest &page)
{
    VC_TRY(const auto rows, rowsOf(c, u"seq, id"_s, filter, page));
    QStringList list;
    list.reserve(rows.size());
    for (const Row &row : rows)
        list.append(row.text("id"));
    return list;
}

Result<QList<Task>> list(Connection &c, const TaskFilter &filter, const PageRequest &page)
{
    VC_TRY(const auto rows, rowsOf(c, taskrows::columns(), filter, page));
    QList<Task> tasks;
    for (const Row &row : rows) {
        VC_TRY(auto task, taskrows::fromRow(row));
        tasks.append(std::move(task));
    }
    return tasks;
}

} // namespace vibecoder::taskstore
