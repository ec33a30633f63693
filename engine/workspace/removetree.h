// SPDX-License-Identifier: MIT
// Takes a whole folder of the program's own away, whatever an attempt left in it: folders without permissions, a tree
// deeper than there are descriptors, devices, links. By descriptor; no link is followed, no mount point entered.
#pragma once

#include "base/result.h"

#include <QByteArray>

namespace vibecoder {

/// `name` in the open folder, of any kind; nothing there is success. Stops at what cannot be removed and names it.
[[nodiscard]] Result<> removeTree(int folder, const QByteArray &name);

} // namespace vibecoder
