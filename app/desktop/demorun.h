// SPDX-License-Identifier: MIT
// The demonstration inside the window: a small broken project in a temporary folder, worked by the real engine with a
// scripted model on loopback. The other workers leave its folder alone and go on with theirs.
#pragma once

#include "bridge/enginebridge.h"

namespace vibecoder {

class ScriptedModel;

class DemoRun final : public QObject
{
    Q_OBJECT

public:
    explicit DemoRun(EngineBridge &bridge, QObject *parent = nullptr);
    ~DemoRun() override;

    [[nodiscard]] Result<> start();
    [[nodiscard]] bool isRunning() const { return bool(m_host); }

signals:
    void taskMade(const QString &taskId);
    void failed(const QString &message);

private:
    void endLeftOnes();
    void look(); ///< goes on, or tidies up when the task has ended

    EngineBridge &m_bridge;
    std::unique_ptr<ScriptedModel> m_model;
    std::unique_ptr<WorkerHost> m_host;
    QString m_taskId;
};

} // namespace vibecoder
