// SPDX-License-Identifier: MIT
// Rows of plain tables: fill, then the text of the model in its own font and colour, with room at the edges.
#pragma once

#include <QStyledItemDelegate>

namespace vibecoder {

class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// margin: before the first column, to line up with what stands above the table.
    explicit RowDelegate(int margin, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_margin;
};

} // namespace vibecoder
