// SPDX-License-Identifier: MIT
#include "theme/focusframe.h"

#include "theme/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QFocusEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>

namespace vibecoder {

FocusFrame::FocusFrame(QWidget *window)
    : QFocusFrame(window)
    , m_window(window)
{
    qApp->installEventFilter(this);
    hide(); // a child of a window that is not yet shown would be shown with it
}

bool FocusFrame::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn && watched->isWidgetType()) {
        auto *target = static_cast<QWidget *>(watched);
        const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
        const bool keyboard =
            reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
        // Fields draw their own border, views their own row, and whoever says so its own ring.
        const bool own = qobject_cast<QLineEdit *>(target) || qobject_cast<QPlainTextEdit *>(target) ||
                         qobject_cast<QAbstractItemView *>(target) || target->property("ownFocus").toBool();
        setWidget(keyboard && !own && target->window() == m_window ? target : nullptr);
    }
    return QFocusFrame::eventFilter(watched, event);
}

void FocusFrame::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::instance().color(Role::Focus), 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
}

} // namespace vibecoder
