// SPDX-License-Identifier: MIT
// To come.
#pragma once

#include "bridge/enginebridge.h"

#include <QWidget>

namespace vibecoder {

class QueuePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit QueuePanel(EngineBridge &bridge, QWidget *parent = nullptr);
};

} // namespace vibecoder
