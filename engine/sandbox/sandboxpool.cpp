// SPDX-License-Identifier: MIT
#include "sandbox/sandboxpool.h"

namespace vibecoder {

namespace {

constexpr int kCommandsEach = 1000;
constexpr qint64 kIdleMs = 10 * 60 * 1000;
constexpr int kLookMs = 60 * 1000;

} // namespace

SandboxPool::SandboxPool()
{
    m_timer.setInterval(kLookMs);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { endIdle(); });
}

Result<std::shared_ptr<WarmSandbox>> SandboxPool::take(const QString &owner, const WarmSetup &setup)
{
    const std::shared_ptr<WarmSandbox> kept = m_kept.value(owner);
    const bool busy = kept && kept->isBusy();
    if (kept && !busy && !kept->isLost() && kept->setup() == setup)
        return kept;
    VC_TRY(std::unique_ptr<WarmSandbox> fresh, WarmSandbox::start(setup));
    std::shared_ptr<WarmSandbox> shared = std::move(fresh);
    // Other rights end the old one: nothing that was started with more of them is kept for later.
    if (!owner.isEmpty() && !busy) {
        m_kept.insert(owner, shared);
        m_timer.start();
    }
    return shared;
}

void SandboxPool::giveBack(const QString &owner, const std::shared_ptr<WarmSandbox> &sandbox)
{
    const bool over = sandbox->isLost() || sandbox->isWorn() || sandbox->commands() >= kCommandsEach;
    if (m_kept.value(owner) == sandbox && over)
        m_kept.remove(owner);
}

void SandboxPool::endIdle()
{
    m_kept.removeIf([](const auto &entry) { return entry.value()->idleMs() > kIdleMs; });
    if (m_kept.isEmpty())
        m_timer.stop();
}

} // namespace vibecoder
