// SPDX-License-Identifier: MIT
#include "stats/statspage.h"

namespace vibecoder {

StatsPage::StatsPage(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
{
    Q_UNUSED(bridge)
}

} // namespace vibecoder
