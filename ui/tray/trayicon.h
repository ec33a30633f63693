// SPDX-License-Identifier: MIT
// To come: the icon in the tray and the notifications. Lives beside the window; where no tray is, available() is false.
#pragma once

#include "bridge/enginebridge.h"

#include <QWidget>

namespace vibecoder {

class TrayIcon final : public QObject
{
    Q_OBJECT

public:
    explicit TrayIcon(EngineBridge &bridge, QWidget *window, QObject *parent = nullptr);

    [[nodiscard]] bool available() const { return false; }

signals:
    void openWindow();
    void openTask(const QString &taskId);
    void openApprovals();
    void quitWanted();
};

} // namespace vibecoder
