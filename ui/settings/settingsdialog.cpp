// SPDX-License-Identifier: MIT
#include "settings/settingsdialog.h"

namespace vibecoder {

SettingsDialog::SettingsDialog(EngineBridge &bridge, QWidget *parent)
    : QDialog(parent)
{
    Q_UNUSED(bridge)
}

} // namespace vibecoder
