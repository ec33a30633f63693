// SPDX-License-Identifier: MIT
// What holds the commands of one run: the tier (the user's choice and what this machine can do) and the rights of each
// command. The sandbox stays warm between them and ends with this object.
#pragma once

#include "execution/processrunner.h"
#include "model/sandbox.h"
#include "model/settings.h"

#include <optional>

namespace vibecoder {

class CommandSandbox
{
    Q_DISABLE_COPY_MOVE(CommandSandbox)

public:
    /// root: the working directory. owner: names the attempt.
    CommandSandbox(ProcessRunner &runner, const Settings &settings, QString root, QString owner);
    ~CommandSandbox();

    [[nodiscard]] SandboxTier tier() const;
    /// Nothing in a tier that has no profile: then the command runs as the user.
    [[nodiscard]] std::optional<SandboxProfile> profile(bool network) const;
    [[nodiscard]] const QString &owner() const { return m_owner; }

private:
    ProcessRunner &m_runner;
    const Settings &m_settings;
    QString m_root, m_owner;
};

} // namespace vibecoder
