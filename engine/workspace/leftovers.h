// SPDX-License-Identifier: MIT
// What an attempt that works in the folder itself leaves there besides its changes: what git ignores or tools make
// anew, written since the attempt began. Such files can be taken out of a copy of the folder.
#pragma once

#include "base/result.h"
#include "workspace/border/changeset.h"
#include "workspace/view/ignorerules.h"

namespace vibecoder {

struct LeftOversLimits
{
    int maxEntries = 300000;                    ///< of the whole folder
    qint64 maxBytes = 4LL * 1024 * 1024 * 1024; ///< of all its files together
};

struct LeftOvers
{
    QList<StayingBehind> tops; ///< by path; counts what was written alone
    /// Each of them: files, links and folders that were made or written, what is in a folder before the folder.
    QByteArrayList paths;
};

/// folder: open for reading. sinceNs: of the clock that files have their times by; what was changed then or later, or
/// has other rights since. Unavailable: there is more in the folder than the limits say, so no copy should be made.
[[nodiscard]] Result<LeftOvers> findLeftOvers(
    int folder, const IgnoreRules &rules, qint64 sinceNs, const LeftOversLimits &limits = {});

/// From a copy of the folder; what is below one of the tops in `but` stays. A folder that is not empty stays as well.
[[nodiscard]] Result<> removeLeftOvers(int copy, const LeftOvers &leftOvers, const QByteArrayList &but);

} // namespace vibecoder
