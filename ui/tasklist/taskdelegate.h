// SPDX-License-Identifier: MIT
// Paints the rows of the task list: two lines while the list is narrow, one line of columns when it is wide.
#pragma once

#include "tasklist/tasklistmodel.h"
#include "theme/theme.h"

#include <QStyledItemDelegate>

namespace vibecoder {

class TaskDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TaskDelegate(TaskListModel &model, QObject *parent = nullptr);

    void setNarrow(bool narrow) { m_narrow = narrow; }
    void setHovered(int row) { m_hovered = row; }
    /// Degrees of the arc of running tasks.
    void setAngle(int angle) { m_angle = angle; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Done, current and coming iterations as small bars; gives the width it took.
    static int paintPips(QPainter *painter, const QRect &area, const Task &task);
    /// `41 ✓ 3 ×` with the signs as icons; gives the width it took.
    static int paintTests(QPainter *painter, const QRect &area, int passed, int failed);

private:
    void paintSection(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintTwoLines(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const Task &task) const;
    void paintCell(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index, const Task &task) const;
    void paintStatusIcon(QPainter *painter, const QRect &area, const Task &task) const;

    TaskListModel &m_model;
    bool m_narrow = true;
    int m_hovered = -1, m_angle = 0;
};

} // namespace vibecoder
