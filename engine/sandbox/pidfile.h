// SPDX-License-Identifier: MIT
// The file that tells a later program what a dead one left running: "pid startTicks bootId" of a launcher, which is
// gone only after everybody below it is.
#pragma once

#include "base/processid.h"

#include <QString>

namespace vibecoder {

/// Nothing when the path is empty; a file that cannot be written is no reason not to run.
void writePidFile(const QString &path, const ProcessId &process, const QString &grantedFile = {});
void removePidFile(const QString &path);

} // namespace vibecoder
