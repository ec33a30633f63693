// SPDX-License-Identifier: MIT
// What the cells of the task list say.
#include "tasklist/tasklistmodel.h"
#include "tasklist/rowtexts.h"
#include "theme/status.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

QVariant TaskListModel::taskData(const Task &task, int column, int role) const
{
    if (role == TaskIdRole)
        return task.id;
    if (role == Qt::AccessibleTextRole)
        return RowTexts::spoken(task);
    if (role == Qt::ToolTipRole)
        return column == TimeColumn || column == UpdatedColumn ? RowTexts::times(task) : task.spec.name;
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (column == CostColumn || column >= TimeColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    const QDateTime now = QDateTime::currentDateTimeUtc();
    switch (column) {
    case StatusColumn:
        return Status::look(Status::of(task)).word;
    case PriorityColumn:
        return task.priority;
    case NameColumn:
        return task.spec.name;
    case ProgressColumn:
        return u"%1/%2"_s.arg(task.iteration).arg(task.spec.maxIterations);
    case TestsColumn:
        return task.testsPassed < 0 ? QString()
                                    : u"%1✓ %2✗"_s.arg(task.testsPassed).arg(std::max(0, task.testsFailed));
    case CostColumn:
        return RowTexts::cost(task, defaultCap());
    case TimeColumn:
        return RowTexts::time(task, now);
    case UpdatedColumn:
        return RowTexts::ago(task.updatedAt.isValid() ? task.updatedAt : task.createdAt, now);
    default:
        return {};
    }
}

QVariant TaskListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StatusColumn:
        return tr("Status");
    case PriorityColumn:
        return tr("Priority");
    case NameColumn:
        return tr("Name");
    case ProgressColumn:
        return tr("Progress");
    case TestsColumn:
        return tr("Tests");
    case CostColumn:
        return tr("Cost");
    case TimeColumn:
        return tr("Time");
    case UpdatedColumn:
        return tr("Updated");
    default:
        return {};
    }
}

} // namespace vibecoder
