// SPDX-License-Identifier: MIT
// The page of one task.
#pragma once

#include "bridge/enginebridge.h"

#include <QWidget>

namespace vibecoder {

class TaskPage final : public QWidget
{
    Q_OBJECT

public:
    explicit TaskPage(EngineBridge &bridge, QWidget *parent = nullptr);

    void showTask(const QString &taskId);
    [[nodiscard]] QString taskId() const { return m_taskId; }
    /// What happened meanwhile; only the events of the shown task matter.
    void refresh(const QList<Event> &events);

signals:
    void openApproval(const QString &approvalId);

private:
    EngineBridge &m_bridge;
    QString m_taskId;
};

} // namespace vibecoder
