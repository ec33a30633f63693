// SPDX-License-Identifier: MIT
// Whether this machine lets bubblewrap hold a command, found out by running one. Once per process.
#pragma once

#include "model/sandbox.h"

#include <QString>

namespace vibecoder {

struct SandboxReport
{
    SandboxTier tier = SandboxTier::None;
    bool root = false; ///< commands run as uid 0 inside
    QString why;       ///< why there is no better tier; empty when bubblewrap works
};

[[nodiscard]] const SandboxReport &sandboxReport();

[[nodiscard]] QString bubblewrapPath();

} // namespace vibecoder
