// SPDX-License-Identifier: MIT
// Keys, pointer and visibility of the task list.
#include "tasklist/taskview.h"

#include <QCoreApplication>
#include <QEvent>
#include <QMouseEvent>

namespace vibecoder {

bool TaskView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && (event->type() == QEvent::MouseMove || event->type() == QEvent::Leave)) {
        m_delegate->setHovered(event->type() == QEvent::Leave
                                   ? -1
                                   : m_table->rowAt(int(static_cast<QMouseEvent *>(event)->position().y())));
        m_table->viewport()->update();
    }
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const QModelIndex index = m_table->currentIndex();
        if (key->key() == Qt::Key_Space && m_model->kindAt(index.row()) == TaskListModel::Kind::Section) {
            m_model->toggleSection(index.row());
            return true;
        }
        if ((key->key() == Qt::Key_J || key->key() == Qt::Key_K) && key->modifiers() == Qt::NoModifier) {
            QKeyEvent arrow(QEvent::KeyPress, key->key() == Qt::Key_J ? Qt::Key_Down : Qt::Key_Up, Qt::NoModifier);
            QCoreApplication::sendEvent(m_table, &arrow);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void TaskView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void TaskView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
    loadWhatIsSeen();
}

void TaskView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_counts[int(Chip::Running)] > 0 && !Theme::instance().reducedMotion())
        m_spin.start();
}

void TaskView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_spin.stop(); // nothing turns where nobody looks
}

} // namespace vibecoder
