// SPDX-License-Identifier: MIT
// To come.
#pragma once

#include "bridge/enginebridge.h"

#include <QDialog>

namespace vibecoder {

class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(EngineBridge &bridge, QWidget *parent = nullptr);
};

} // namespace vibecoder
