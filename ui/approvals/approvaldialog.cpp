// SPDX-License-Identifier: MIT
#include "approvals/approvaldialog.h"

namespace vibecoder {

ApprovalDialog::ApprovalDialog(EngineBridge &bridge, const QString &approvalId, QWidget *parent)
    : QDialog(parent)
{
    Q_UNUSED(bridge)
    Q_UNUSED(approvalId)
}

} // namespace vibecoder
