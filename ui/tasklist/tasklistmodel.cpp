// SPDX-License-Identifier: MIT
#include "tasklist/tasklistmodel.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPage = 500;

} // namespace

int TaskListModel::Section::rows() const
{
    const int title_ = title < 0 ? 0 : 1;
    return collapsed ? title_ : title_ + int(tasks.size()) + (more ? 1 : 0);
}

bool TaskListModel::Section::before(const Task &a, const Task &b) const
{
    const auto key = [this](const Task &task) { return taskOrderKey(task, order); };
    const bool text = order == TaskOrder::Name || order == TaskOrder::Status;
    int sign = 0;
    if (order != TaskOrder::Created) {
        if (text)
            sign = QString::compare(key(a), key(b));
        else
            sign = key(a).toLongLong() < key(b).toLongLong() ? -1 : key(a).toLongLong() > key(b).toLongLong() ? 1 : 0;
    }
    if (sign == 0)
        sign = a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0;
    return ascending ? sign < 0 : sign > 0;
}

TaskListModel::TaskListModel(EngineBridge &bridge, QObject *parent)
    : QAbstractTableModel(parent)
    , m_bridge(bridge)
{
}

void TaskListModel::setQuery(const TaskFilter &filter)
{
    m_filter = filter;
    reload();
}

void TaskListModel::setOrder(std::optional<TaskOrder> order, bool ascending)
{
    m_order = order;
    m_ascending = ascending;
    reload();
}

void TaskListModel::buildSections()
{
    m_sections.clear();
    if (m_order) {
        m_sections = {{-1, m_filter.states, *m_order, m_ascending, false, false, {}}};
        return;
    }
    const QList<Section> all{
        {0, {TaskState::WaitingApproval}, TaskOrder::Updated, false, false, false, {}},
        {1, {TaskState::Running, TaskState::Paused}, TaskOrder::Created, true, false, false, {}},
        {2, {TaskState::Pending}, TaskOrder::Priority, false, false, false, {}},
        {3, {TaskState::Completed, TaskState::Failed, TaskState::Cancelled}, TaskOrder::Updated, false, false, false, {}},
    };
    for (Section section : all) {
        if (!m_filter.states.isEmpty())
            section.states.removeIf([this](TaskState state) { return !m_filter.states.contains(state); });
        section.collapsed = m_collapsed.contains(section.title);
        if (!section.states.isEmpty())
            m_sections.append(section);
    }
}

bool TaskListModel::readPage(Section &section)
{
    TaskFilter filter = m_filter;
    filter.states = section.states;
    PageRequest page;
    page.limit = kPage;
    page.order = section.order;
    page.ascending = section.ascending;
    if (!section.tasks.isEmpty()) {
        page.before = section.tasks.constLast().seq;
        page.key = taskOrderKey(section.tasks.constLast(), section.order);
    }
    const auto rows = m_bridge.engine().tasks(filter, page);
    m_error = rows ? QString() : rows.error().message;
    if (!rows)
        return false;
    section.tasks += *rows;
    section.more = rows->size() == kPage;
    return true;
}

void TaskListModel::reload()
{
    beginResetModel();
    buildSections();
    for (Section &section : m_sections) {
        if (!readPage(section))
            break;
    }
    m_sections.removeIf([](const Section &section) { return section.title >= 0 && section.tasks.isEmpty(); });
    endResetModel();
    emit layoutOfRowsChanged();
}

void TaskListModel::loadMore(int row)
{
    const Place place = placeOf(row);
    if (place.section < 0 || !m_sections.at(place.section).more)
        return;
    Section fresh = m_sections.at(place.section);
    const qsizetype had = fresh.tasks.size();
    if (!readPage(fresh))
        return;
    Section &section = m_sections[place.section];
    const int more = firstRowOf(place.section) + section.rows() - 1;
    const qsizetype come = fresh.tasks.size() - had;
    if (come > 0)
        beginInsertRows({}, more, more + int(come) - 1);
    section.tasks = fresh.tasks;
    if (come > 0)
        endInsertRows();
    if (!fresh.more) {
        const int last = firstRowOf(place.section) + section.rows() - 1;
        beginRemoveRows({}, last, last);
        section.more = false;
        endRemoveRows();
    }
    emit layoutOfRowsChanged();
}

void TaskListModel::toggleSection(int row)
{
    const Place place = placeOf(row);
    if (place.section < 0 || place.index >= 0)
        return;
    Section &section = m_sections[place.section];
    const int children = int(section.tasks.size()) + (section.more ? 1 : 0);
    if (section.collapsed) {
        beginInsertRows({}, row + 1, row + children);
        section.collapsed = false;
        m_collapsed.remove(section.title);
        endInsertRows();
    } else {
        beginRemoveRows({}, row + 1, row + children);
        section.collapsed = true;
        m_collapsed.insert(section.title);
        endRemoveRows();
    }
    emit dataChanged(index(row, 0), index(row, kColumns - 1));
    emit layoutOfRowsChanged();
}

void TaskListModel::apply(const QList<Event> &events)
{
    QStringList touched;
    for (const Event &event : events) {
        if (!event.taskId.isEmpty() && !touched.contains(event.taskId))
            touched.append(event.taskId);
    }
    constexpr int few = 60; // more than that are read as pages
    if (touched.size() > few) {
        reload();
        return;
    }
    for (const QString &taskId : touched)
        updateTask(taskId);
}

void TaskListModel::updateTask(const QString &taskId)
{
    const auto read = m_bridge.engine().task(taskId);
    const bool wanted = read && matches(*read, m_filter);
    int oldSection = -1, oldIndex = -1;
    for (int s = 0; s < m_sections.size() && oldSection < 0; ++s) {
        for (int i = 0; i < m_sections.at(s).tasks.size(); ++i) {
            if (m_sections.at(s).tasks.at(i).id == taskId) {
                oldSection = s;
                oldIndex = i;
                break;
            }
        }
    }
    int newSection = -1;
    for (int s = 0; wanted && s < m_sections.size(); ++s) {
        if (m_sections.at(s).states.isEmpty() || m_sections.at(s).states.contains(read->state))
            newSection = s;
    }
    if (wanted && newSection < 0) {
        reload(); // the section had no row yet
        return;
    }
    if (oldSection < 0 && newSection < 0)
        return;
    if (oldSection >= 0 && oldSection == newSection) {
        Section &section = m_sections[oldSection];
        QList<Task> &tasks = section.tasks;
        const bool stays = (oldIndex == 0 || section.before(tasks.at(oldIndex - 1), *read)) &&
                           (oldIndex + 1 >= tasks.size() || section.before(*read, tasks.at(oldIndex + 1)));
        if (stays) {
            tasks[oldIndex] = *read;
            if (!section.collapsed) {
                const int row = firstRowOf(oldSection) + (section.title < 0 ? 0 : 1) + oldIndex;
                emit dataChanged(index(row, 0), index(row, kColumns - 1));
            }
            return;
        }
    }
    if (oldSection >= 0) {
        Section &section = m_sections[oldSection];
        if (section.tasks.size() == 1 && section.title >= 0) {
            reload(); // its title goes too
            return;
        }
        const int row = firstRowOf(oldSection) + (section.title < 0 ? 0 : 1) + oldIndex;
        if (!section.collapsed)
            beginRemoveRows({}, row, row);
        section.tasks.removeAt(oldIndex);
        if (!section.collapsed)
            endRemoveRows();
    }
    if (newSection >= 0) {
        Section &section = m_sections[newSection];
        const auto at = std::lower_bound(section.tasks.begin(), section.tasks.end(), *read,
            [&section](const Task &a, const Task &b) { return section.before(a, b); });
        const int place = int(at - section.tasks.begin());
        if (place < section.tasks.size() || !section.more) {
            const int row = firstRowOf(newSection) + (section.title < 0 ? 0 : 1) + place;
            if (!section.collapsed)
                beginInsertRows({}, row, row);
            section.tasks.insert(place, *read);
            if (!section.collapsed)
                endInsertRows();
        }
    }
    emit layoutOfRowsChanged();
}

TaskListModel::Place TaskListModel::placeOf(int row) const
{
    int first = 0;
    for (int s = 0; s < m_sections.size(); ++s) {
        const Section &section = m_sections.at(s);
        if (row < first + section.rows())
            return {s, row - first - (section.title < 0 ? 0 : 1)};
        first += section.rows();
    }
    return {};
}

int TaskListModel::firstRowOf(int section) const
{
    int first = 0;
    for (int s = 0; s < section; ++s)
        first += m_sections.at(s).rows();
    return first;
}

const Task *TaskListModel::taskAt(int row) const
{
    const Place place = placeOf(row);
    if (row < 0 || place.section < 0 || place.index < 0 || place.index >= m_sections.at(place.section).tasks.size())
        return nullptr;
    return &m_sections.at(place.section).tasks.at(place.index);
}

int TaskListModel::rowOf(const QString &taskId) const
{
    for (int s = 0; s < m_sections.size(); ++s) {
        const Section &section = m_sections.at(s);
        for (int i = 0; !section.collapsed && i < section.tasks.size(); ++i) {
            if (section.tasks.at(i).id == taskId)
                return firstRowOf(s) + (section.title < 0 ? 0 : 1) + i;
        }
    }
    return -1;
}

TaskListModel::Kind TaskListModel::kindAt(int row) const
{
    const Place place = placeOf(row);
    if (place.section >= 0 && place.index < 0)
        return Kind::Section;
    return taskAt(row) ? Kind::Task : Kind::More;
}

int TaskListModel::queuePlace(int row) const
{
    const Place place = placeOf(row);
    return place.section >= 0 && m_sections.at(place.section).title == 2 ? place.index + 1 : 0;
}

bool TaskListModel::isEmpty() const
{
    return std::all_of(m_sections.begin(), m_sections.end(), [](const Section &s) { return s.tasks.isEmpty(); });
}

int TaskListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : firstRowOf(int(m_sections.size()));
}

int TaskListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

Qt::ItemFlags TaskListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return taskAt(index.row()) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren
                               : Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
}

QString TaskListModel::titleOf(const Section &section) const
{
    switch (section.title) {
    case 0:
        return tr("Needs you");
    case 1:
        return tr("Running");
    case 2:
        return tr("Queued");
    default:
        return tr("Ended");
    }
}

QVariant TaskListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == KindRole)
        return int(kindAt(index.row()));
    if (const Task *task = taskAt(index.row()))
        return taskData(*task, index.column(), role);
    const Place place = placeOf(index.row());
    if (place.section < 0)
        return {};
    const Section &section = m_sections.at(place.section);
    const bool title = place.index < 0;
    if (role == CollapsedRole)
        return section.collapsed;
    if (role == CountRole) {
        qint64 count = section.tasks.size();
        return section.more ? QString::number(count) + u'+' : QString::number(count);
    }
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return title ? titleOf(section) : tr("Loading more…");
    return {};
}

} // namespace vibecoder
