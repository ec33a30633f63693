// SPDX-License-Identifier: MIT
// The sandboxes that stay warm between the commands of a run: one per owner, replaced when the rights change, ended
// after 1,000 commands or 10 minutes without one. Lives in one thread, as long as the program.
#pragma once

#include "sandbox/warmsandbox.h"

#include <QHash>
#include <QTimer>

#include <memory>

namespace vibecoder {

class SandboxPool
{
    Q_DISABLE_COPY_MOVE(SandboxPool)

public:
    SandboxPool();

    /// A sandbox with exactly these rights that is not busy. owner empty, or its sandbox is busy: one for this command
    /// alone.
    [[nodiscard]] Result<std::shared_ptr<WarmSandbox>> take(const QString &owner, const WarmSetup &setup);
    /// After each command, so that a worn one is ended.
    void giveBack(const QString &owner, const std::shared_ptr<WarmSandbox> &sandbox);
    void end(const QString &owner) { m_kept.remove(owner); }

private:
    void endIdle();

    QHash<QString, std::shared_ptr<WarmSandbox>> m_kept;
    QTimer m_timer;
};

} // namespace vibecoder
