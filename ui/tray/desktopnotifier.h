// SPDX-License-Identifier: MIT
// One notification on the desktop: by org.freedesktop.Notifications, and where that is missing by the tray icon. GUI
// thread; nothing waits for the desktop.
#pragma once

#include "tray/notices.h"

#include <QObject>

namespace vibecoder {

class DesktopNotifier final : public QObject
{
    Q_OBJECT

public:
    explicit DesktopNotifier(QObject *parent = nullptr);

    void show(const Notice &notice);

signals:
    void clicked(const vibecoder::Notice &notice);
    /// The desktop has no such service: somebody else has to tell it.
    void refused(const vibecoder::Notice &notice);

private slots:
    void onAction(uint id, const QString &action);
    void onClosed(uint id, uint reason);

private:
    QHash<uint, Notice> m_shown;
};

} // namespace vibecoder
