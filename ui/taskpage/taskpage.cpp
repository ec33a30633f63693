// SPDX-License-Identifier: MIT
#include "taskpage/taskpage.h"

namespace vibecoder {

TaskPage::TaskPage(EngineBridge &bridge, QWidget *parent)
    : QWidget(parent)
    , m_bridge(bridge)
{
}

void TaskPage::showTask(const QString &taskId)
{
    m_taskId = taskId;
}

void TaskPage::refresh(const QList<Event> &events)
{
    Q_UNUSED(events)
    (void)m_bridge.lastSeq();
}

} // namespace vibecoder
