// SPDX-License-Identifier: MIT
#include "queue/queuepanel.h"

namespace vibecoder {

QueuePanel::QueuePanel(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
{
    Q_UNUSED(bridge)
}

} // namespace vibecoder
