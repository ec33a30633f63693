// SPDX-License-Identifier: MIT
#include "theme/focustrap.h"

#include <QApplication>

namespace vibecoder {

FocusTrap::FocusTrap(QWidget *sheet)
    : QObject(sheet)
    , m_sheet(sheet)
    , m_before(sheet->window()->focusWidget())
{
    // The sheet itself takes the keys while none of its parts can.
    sheet->setFocusPolicy(Qt::StrongFocus);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *to) { focusMoved(to); });
}

FocusTrap::~FocusTrap()
{
    if (m_before && m_before->isVisible() && m_before->isEnabled())
        m_before->setFocus();
}

void FocusTrap::focusMoved(QWidget *to)
{
    if (!m_sheet->isVisible() || !to || to->window() != m_sheet->window())
        return;
    if (to == m_sheet || m_sheet->isAncestorOf(to)) {
        m_last = to;
        return;
    }
    QWidget *back = m_last && m_last->isVisible() && m_last->isEnabled() ? m_last.data() : m_sheet;
    back->setFocus();
}

bool FocusTrap::moveInside(bool next)
{
    QWidget *from = m_sheet->window()->focusWidget();
    for (QWidget *at = from ? (next ? from->nextInFocusChain() : from->previousInFocusChain()) : nullptr;
         at && at != from; at = next ? at->nextInFocusChain() : at->previousInFocusChain()) {
        if (m_sheet->isAncestorOf(at) && at->isEnabled() && at->isVisible() && at->focusPolicy() & Qt::TabFocus) {
            at->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return false;
}

} // namespace vibecoder
