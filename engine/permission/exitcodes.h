// SPDX-License-Identifier: MIT
// Whether the exit code of a verification command can be another one's than that of the check in it. Pure.
#pragma once

#include <QString>

namespace vibecoder {

/// A stable code for the way in which a failure of the check is lost; empty: its exit code is the command's.
///   pipe: the last program of a pipe decides (and pipefail is not set)
///   or_true: `|| true` and its like turn a failure into success
///   later: a command after it decides
///   background: `&` does not wait for it
///   negated: `!` turns failure into success
///   condition: it only decides about a branch
///   forced: the shell is told to end with 0
///   substituted: `$(…)` in an argument has no exit code
[[nodiscard]] QString hiddenExitCode(const QString &command);

} // namespace vibecoder
