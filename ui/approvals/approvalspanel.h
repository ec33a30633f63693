// SPDX-License-Identifier: MIT
// To come.
#pragma once

#include "bridge/enginebridge.h"

#include <QWidget>

namespace vibecoder {

class ApprovalsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ApprovalsPanel(EngineBridge &bridge, QWidget *parent = nullptr);

signals:
    /// A task is to be shown.
    void openTask(const QString &taskId);
};

} // namespace vibecoder
