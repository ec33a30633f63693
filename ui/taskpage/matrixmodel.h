// SPDX-License-Identifier: MIT
// The matrix as a table: tests with their files as headings, one column for each iteration, and what became of them.
#pragma once

#include "taskpage/matrix.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace vibecoder {

class MatrixModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { CellRole = Qt::UserRole, HeadingRole, StoryRole, CodeRole, CountRole };

    explicit MatrixModel(QObject *parent = nullptr);
    void setMatrix(const Matrix &matrix, MatrixFilter filter, const QString &text);
    [[nodiscard]] const Matrix &matrix() const { return m_matrix; }
    /// nullptr: a heading.
    [[nodiscard]] const MatrixRow *rowAt(int row) const;
    [[nodiscard]] int storyColumn() const { return int(m_matrix.columns.size()) + 1; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Line
    {
        int row = -1; ///< of the matrix; -1: a heading
        QString heading;
        int shown = 0, all = 0;
    };
    Matrix m_matrix;
    QList<Line> m_lines;
};

class MatrixDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace vibecoder
