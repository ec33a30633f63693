// SPDX-License-Identifier: MIT
#include "tray/trayicon.h"

namespace vibecoder {

TrayIcon::TrayIcon(EngineBridge &bridge, QWidget *window, QObject *parent)
    : QObject(parent)
{
    Q_UNUSED(bridge)
    Q_UNUSED(window)
}

} // namespace vibecoder
