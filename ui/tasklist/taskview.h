// SPDX-License-Identifier: MIT
// The list at the left: chips with counts, the rows, and what stands there when there are none.
#pragma once

#include "tasklist/listquery.h"
#include "tasklist/taskdelegate.h"

#include <QTableView>
#include <QTimer>

class QButtonGroup;
class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace vibecoder {

class TaskView final : public QWidget
{
    Q_OBJECT

public:
    explicit TaskView(EngineBridge &bridge, QWidget *parent = nullptr);

    void setSearch(const QString &text);
    void setChip(Chip chip);
    void setCounts(const QueueStatus &status);
    void apply(const QList<Event> &events);
    void reload();

    [[nodiscard]] QStringList selectedIds() const;
    [[nodiscard]] QList<Task> selectedTasks() const;
    /// Selects it, or does so when its row comes.
    void select(const QString &taskId);
    [[nodiscard]] TaskListModel &model() { return *m_model; }
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] QByteArray state() const;
    void restore(const QByteArray &state);

signals:
    void taskChosen(const QString &taskId);
    void selectionChanged();
    void contextMenuWanted(const QPoint &global);
    void openFilesWanted();
    void clearFiltersWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildChips();
    void buildEmpty();
    void buildSortMenu();
    void arrange();
    void fitChips();
    void loadWhatIsSeen();
    void requery();
    void retranslate();
    void chosen(const QModelIndex &index);
    void keepChosen();

    EngineBridge &m_bridge;
    TaskListModel *m_model;
    TaskDelegate *m_delegate;
    QTableView *m_table;
    QStackedWidget *m_stack;
    QWidget *m_chipBar = nullptr;
    QButtonGroup *m_chips = nullptr;
    QToolButton *m_sort = nullptr;
    QLabel *m_emptyTitle = nullptr, *m_emptyText = nullptr, *m_emptyIcon = nullptr;
    QPushButton *m_emptyButton = nullptr;
    QTimer m_spin, m_minute;
    QString m_search;
    QString m_chosen; ///< task that is selected, or will be when its row is there
    bool m_keeping = false;
    Chip m_chip = Chip::All;
    bool m_narrow = true;
    int m_angle = 0;
    qint64 m_counts[kChipCount] = {};
};

} // namespace vibecoder
