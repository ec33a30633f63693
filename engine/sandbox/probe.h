// SPDX-License-Identifier: MIT
// What this machine can do to hold a command, found out by running one. Once per process.
#pragma once

#include "model/sandbox.h"
#include "model/settings.h"

#include <QString>

namespace vibecoder {

struct SandboxReport
{
    SandboxTier tier = SandboxTier::None;
    bool root = false; ///< we are uid 0
    bool warm = false; ///< bubblewrap: one sandbox can stay for many commands; else each command gets one of its own
    int landlockAbi = 0;
    QString why; ///< why there is no better tier; empty when bubblewrap works
    QString whyNotWarm;
};

/// What this machine can do: the best tier.
[[nodiscard]] const SandboxReport &sandboxReport();
/// The tier in force when the user chose so; a chosen tier that does not work here is none.
[[nodiscard]] SandboxTier sandboxTier(SandboxChoice choice);

[[nodiscard]] QString bubblewrapPath();

} // namespace vibecoder
