// SPDX-License-Identifier: MIT
#include "taskpage/rowdelegate.h"

#include "theme/pagestyle.h"

#include <QFontMetrics>
#include <QPainter>

namespace vibecoder {

using namespace pagestyle;

RowDelegate::RowDelegate(int margin, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_margin(margin)
{
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver))
        painter->fillRect(option.rect, tone(selected ? Role::Selected : Role::Hover));
    const QVariant colour = index.data(Qt::ForegroundRole);
    const QRect inside = option.rect.adjusted(index.column() == 0 ? m_margin : 8, 0, -8, 0);
    painter->setFont(option.font);
    painter->setPen(colour.isValid() ? colour.value<QBrush>().color() : tone(Role::Text));
    const QString words = QFontMetrics(option.font).elidedText(option.text, option.textElideMode, inside.width());
    painter->drawText(inside, int(option.displayAlignment) | Qt::TextSingleLine, words);
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize own = QStyledItemDelegate::sizeHint(option, index);
    QStyleOptionViewItem filled = option;
    initStyleOption(&filled, index);
    const int words = QFontMetrics(filled.font).horizontalAdvance(filled.text);
    return {words + (index.column() == 0 ? m_margin : 8) + 8 + 1, own.height()};
}

} // namespace vibecoder
