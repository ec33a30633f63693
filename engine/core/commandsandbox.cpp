// SPDX-License-Identifier: MIT
#include "core/commandsandbox.h"

#include "base/paths.h"
#include "execution/sandbox/probe.h"

#include <QFileInfo>

#include <unistd.h>

namespace vibecoder {

CommandSandbox::CommandSandbox(ProcessRunner &runner, const Settings &settings, QString root, QString owner)
    : m_runner(runner)
    , m_settings(settings)
    , m_root(std::move(root))
    , m_owner(std::move(owner))
{
}

CommandSandbox::~CommandSandbox()
{
    m_runner.endSandbox(m_owner);
}

SandboxTier CommandSandbox::tier() const
{
    if (m_settings.sandbox == SandboxChoice::None)
        return SandboxTier::None;
    // A warm sandbox becomes the owner of the folder. Else: without any capability uid 0 cannot write there.
    if (!sandboxReport().warm && ::geteuid() == 0 && QFileInfo(m_root).ownerId() != 0)
        return SandboxTier::None;
    return sandboxReport().tier;
}

std::optional<SandboxProfile> CommandSandbox::profile(bool network) const
{
    if (tier() != SandboxTier::Bubblewrap)
        return std::nullopt;
    SandboxProfile profile{m_root, network, {}};
    for (const QString &folder : m_settings.sandboxReadOnly.split(u':', Qt::SkipEmptyParts))
        profile.readOnlyFolders.append(expandHome(folder));
    return profile;
}

} // namespace vibecoder
