// SPDX-License-Identifier: MIT
// How far the operating system holds a command: the tier in force is part of every decision and record.
#pragma once

#include "base/enumtable.h"

namespace vibecoder {

enum class SandboxTier { None, Landlock, Bubblewrap };
template <>
struct EnumTable<SandboxTier>
{
    static constexpr auto rows = enumRows<SandboxTier>({
        {SandboxTier::None, "none"},
        {SandboxTier::Landlock, "landlock"},
        {SandboxTier::Bubblewrap, "bubblewrap"},
    });
};

} // namespace vibecoder
