// SPDX-License-Identifier: MIT
// Approvals, settings, statistics, queue, banner and the icons of the tray.
#pragma once

#include "ui/askfixture.h"
#include "ui/shots/shooter.h"

namespace vibecoder {

class AskShots
{
public:
    /// Runs a task until it asks.
    AskShots();

    void shoot(const Shooter &shooter);
    void shootTray(const Shooter &shooter) const;

private:
    AskFixture m_fixture;
    QString m_approval;
};

} // namespace vibecoder
