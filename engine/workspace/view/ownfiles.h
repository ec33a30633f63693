// SPDX-License-Identifier: MIT
// Files with several names (hard links) in a view: before one of the paths changes it becomes a file of its own, so
// that the other paths stay as they are.
#pragma once

#include "workspace/border/apply.h"

namespace vibecoder {

/// `paths`: below the open folder `root`; what is no file with several names stays as it is. Content, permissions,
/// attributes and times are kept. May be killed at any point and done again; `step` is called before each change.
[[nodiscard]] Result<> makeOwnFiles(int root, const QByteArrayList &paths, const ApplyStep &step = {});

} // namespace vibecoder
