// SPDX-License-Identifier: MIT
// The list of tasks: sections in the order of what a person has to do, each a list of pages of 500 rows read by keyset.
// Sorting and filtering happen in the store; events change single rows in place. A section that has more ends with a row
// that asks for it (Kind::More). GUI thread.
#pragma once

#include "bridge/enginebridge.h"
#include "tasklist/listquery.h"

#include <QAbstractTableModel>

namespace vibecoder {

class TaskListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { StatusColumn, PriorityColumn, NameColumn, ProgressColumn, TestsColumn, CostColumn, TimeColumn, UpdatedColumn };
    static constexpr int kColumns = UpdatedColumn + 1;
    enum class Kind { Section, Task, More };
    enum Roles { KindRole = Qt::UserRole, TaskIdRole, CountRole, CollapsedRole };

    explicit TaskListModel(EngineBridge &bridge, QObject *parent = nullptr);

    /// Reads the first page of each section anew.
    void setQuery(const TaskFilter &filter);
    /// Empty: sections by what has to be done. Else one list in this order.
    void setOrder(std::optional<TaskOrder> order, bool ascending);
    [[nodiscard]] std::optional<TaskOrder> order() const { return m_order; }
    void reload();
    void apply(const QList<Event> &events);
    /// The next page of the section of this row.
    void loadMore(int row);
    void toggleSection(int row);

    [[nodiscard]] const Task *taskAt(int row) const; ///< null for other rows; until the next change
    [[nodiscard]] int rowOf(const QString &taskId) const; ///< -1: not loaded
    [[nodiscard]] Kind kindAt(int row) const;
    /// Place in the queue, 1 is next; 0 when it does not wait.
    [[nodiscard]] int queuePlace(int row) const;
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] double defaultCap() const { return m_bridge.settings().maxCostUsd; }
    /// The last read failed; empty when it did not.
    [[nodiscard]] const QString &error() const { return m_error; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

signals:
    /// Rows were added, taken or moved: heights and spans are to be set again.
    void layoutOfRowsChanged();

private:
    struct Section
    {
        int title = 0; ///< 0 needs you, 1 running, 2 queued, 3 ended, -1 one list
        QList<TaskState> states;
        TaskOrder order = TaskOrder::Created;
        bool ascending = false, collapsed = false, more = false;
        QList<Task> tasks;
        [[nodiscard]] int rows() const;
        [[nodiscard]] bool before(const Task &a, const Task &b) const;
    };
    struct Place
    {
        int section = -1, index = -1; ///< index -1: the title; index == tasks.size(): the row that asks for more
    };

    void buildSections();
    bool readPage(Section &section);
    [[nodiscard]] Place placeOf(int row) const;
    [[nodiscard]] int firstRowOf(int section) const;
    [[nodiscard]] QString titleOf(const Section &section) const;
    void updateTask(const QString &taskId);
    [[nodiscard]] QVariant taskData(const Task &task, int column, int role) const;

    EngineBridge &m_bridge;
    TaskFilter m_filter;
    std::optional<TaskOrder> m_order;
    bool m_ascending = false;
    QList<Section> m_sections;
    QSet<int> m_collapsed; ///< titles
    QString m_error;
};

} // namespace vibecoder
