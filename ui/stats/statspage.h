// SPDX-License-Identifier: MIT
// To come.
#pragma once

#include "bridge/enginebridge.h"

#include <QWidget>

namespace vibecoder {

class StatsPage final : public QWidget
{
    Q_OBJECT

public:
    explicit StatsPage(EngineBridge &bridge, QWidget *parent = nullptr);
};

} // namespace vibecoder
