// SPDX-License-Identifier: MIT
#include "approvals/approvaldialog.h"

#include "approvals/approvalcard.h"
#include "approvals/cardfooter.h"
#include "approvals/detailsfold.h"
#include "theme/focusframe.h"

#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QPushButton>
#include <QScreen>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 560, kRowsWidth = 760, kHeight = 400, kOpenHeight = 640;

} // namespace

ApprovalDialog::ApprovalDialog(EngineBridge &bridge, const QString &approvalId, QWidget *parent)
    : QDialog(parent)
{
    // Only a click opens it, so it takes the keyboard; a yes counts only after it was readable (AllowGuard).
    setModal(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_card = new ApprovalCard(bridge, this);
    column->addWidget(m_card);
    m_card->showApproval(approvalId);
    connect(m_card, &ApprovalCard::decidedHere, this, &QDialog::accept);
    connect(m_card, &ApprovalCard::closeWanted, this, &QDialog::reject);
    connect(m_card, &ApprovalCard::openTask, this, &ApprovalDialog::openTask);
    connect(m_card, &ApprovalCard::layoutChanged, this, &ApprovalDialog::fit, Qt::QueuedConnection);
    setWindowTitle(tr("Approval"));
    const double scale = Theme::instance().textScale();
    setMinimumWidth(360);
    new FocusFrame(this);
    resize(int((m_card->isByRows() ? kRowsWidth : kWidth) * scale), int(kHeight * scale));
    fit();
    m_card->focusDeny();
}

QString ApprovalDialog::approvalId() const
{
    return m_card->approvalId();
}

// The details make it taller; what does not fit on the screen scrolls.
void ApprovalDialog::fit()
{
    const double scale = Theme::instance().textScale();
    const int least = int((m_card->details().isOpen() ? kOpenHeight : kHeight) * scale);
    const int most = screen() ? screen()->availableGeometry().height() * 9 / 10 : least;
    const int wanted = m_card->details().isOpen() ? least : std::max(least, m_card->wantedHeight());
    if (const int height = std::min(wanted, most); height > this->height() || !m_card->details().isOpen())
        resize(width(), height);
}

// Over the middle of its window, with its real height: the card is measured only when it is shown.
void ApprovalDialog::place()
{
    if (const QWidget *window = parentWidget() ? parentWidget()->window() : nullptr; window && window->isVisible()) {
        QRect frame(QPoint(), size());
        frame.moveCenter(window->geometry().center());
        const QRect room = screen()->availableGeometry();
        move(std::clamp(frame.left(), room.left(), std::max(room.left(), room.right() - frame.width())),
            std::clamp(frame.top(), room.top(), std::max(room.top(), room.bottom() - frame.height())));
    }
}

void ApprovalDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    fit();
    place();
}

void ApprovalDialog::keyPressEvent(QKeyEvent *event)
{
    CardFooter &footer = m_card->footer();
    if (event->key() == Qt::Key_Escape) {
        if (footer.leaveMessage())
            return;
        if (!m_card->isByRows() && m_card->approval().state == ApprovalState::Pending &&
            footer.denyButton()->isEnabled())
            footer.denyButton()->click();
        else
            reject();
        return;
    }
    QDialog::keyPressEvent(event);
}

void ApprovalDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        setWindowTitle(tr("Approval"));
}

} // namespace vibecoder
