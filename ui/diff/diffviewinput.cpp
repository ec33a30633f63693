// SPDX-License-Identifier: MIT
// Keys, and lines that are chosen with the mouse and copied.
#include "diff/diffview.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace vibecoder {

void DiffView::selectRows(int from, int to, bool after)
{
    const int last = int(m_rows.size()) - 1;
    if (last < 0)
        return;
    m_anchor = std::clamp(from, 0, last);
    m_head = std::clamp(to, 0, last);
    m_selectedAfter = after && m_layout == DiffLayout::SideBySide;
    viewport()->update();
}

void DiffView::selectAll()
{
    selectRows(0, int(m_rows.size()) - 1, m_selectedAfter);
}

bool DiffView::isSelected(int row) const
{
    return m_head >= 0 && row >= std::min(m_anchor, m_head) && row <= std::max(m_anchor, m_head);
}

QString DiffView::selectedText() const
{
    QString text;
    for (int i = 0; i < m_rows.size(); ++i) {
        const DiffRow &row = m_rows.at(i);
        const int at = m_selectedAfter ? row.right : row.left;
        if (isSelected(i) && row.kind == DiffRow::Kind::Lines && at >= 0)
            text += m_file.hunks.at(row.hunk).lines.at(at).text + u'\n';
    }
    return text;
}

void DiffView::copySelection() const
{
    if (const QString text = selectedText(); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

int DiffView::rowUnder(const QPoint &place) const
{
    return m_rows.isEmpty() ? -1 : rowAt(place.y() - headHeight() + verticalScrollBar()->value());
}

void DiffView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_rows.isEmpty())
        return;
    const QPoint place = event->position().toPoint();
    if (event->modifiers() & Qt::ShiftModifier && m_anchor >= 0) {
        selectRows(m_anchor, rowUnder(place), m_selectedAfter);
        return;
    }
    m_anchor = rowUnder(place);
    m_head = -1; // a click alone takes the selection away
    m_selectedAfter = m_layout == DiffLayout::SideBySide && place.x() > viewport()->width() / 2;
    viewport()->update();
}

void DiffView::mouseMoveEvent(QMouseEvent *event)
{
    if (!(event->buttons() & Qt::LeftButton) || m_anchor < 0)
        return;
    const QPoint place = event->position().toPoint();
    QScrollBar *bar = verticalScrollBar();
    if (place.y() < headHeight())
        bar->setValue(bar->value() - bar->singleStep());
    else if (place.y() > viewport()->height())
        bar->setValue(bar->value() + bar->singleStep());
    selectRows(m_anchor, rowUnder(place), m_selectedAfter);
}

void DiffView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    QAction *copy = menu.addAction(tr("Copy lines"), this, &DiffView::copySelection);
    copy->setEnabled(!selectedText().isEmpty());
    menu.addAction(tr("Select all"), this, &DiffView::selectAll)->setEnabled(!m_rows.isEmpty());
    menu.exec(event->globalPos());
}

void DiffView::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *bar = verticalScrollBar();
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    switch (event->key()) {
    case Qt::Key_N:
        nextChange();
        break;
    case Qt::Key_P:
        previousChange();
        break;
    case Qt::Key_Home:
        bar->setValue(0);
        break;
    case Qt::Key_End:
        bar->setValue(bar->maximum());
        break;
    case Qt::Key_Space:
        bar->triggerAction(
            event->modifiers() & Qt::ShiftModifier ? QScrollBar::SliderPageStepSub : QScrollBar::SliderPageStepAdd);
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace vibecoder
