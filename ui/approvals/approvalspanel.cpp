// SPDX-License-Identifier: MIT
#include "approvals/approvalspanel.h"

namespace vibecoder {

ApprovalsPanel::ApprovalsPanel(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
{
    Q_UNUSED(bridge)
}

} // namespace vibecoder
