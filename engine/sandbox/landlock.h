// SPDX-License-Identifier: MIT
// The tier without bubblewrap: the kernel's Landlock says which files a command may reach, the filter of system calls
// keeps the network away. It cannot make a hole in what may be written, hides no processes and limits no memory.
#pragma once

#include "base/filedescriptor.h"
#include "sandbox/profile.h"

namespace vibecoder {

/// What this kernel knows of Landlock; 0: nothing. 2 lacks truncating, 3 TCP, 4 device controls, 5 signals and abstract
/// sockets.
[[nodiscard]] int landlockAbi();

/// For landlock_restrict_self() in a child; not open when it cannot be made (errno).
[[nodiscard]] FileDescriptor landlockRuleset(const SandboxProfile &profile);

} // namespace vibecoder
