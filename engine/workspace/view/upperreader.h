// SPDX-License-Identifier: MIT
// What an attempt changed, read from the upper folder of its view. Never while the view is mounted. In a view with a
// layer (ViewFolder::below()) writtenFiles() and gitWritten() tell what was written over the layer. The other two
// compare with the person's folder alone, so what of the layer was written over or removed is told as if the layer were
// not there: nobody delivers such a view.
#pragma once

#include "workspace/border/changeset.h"
#include "workspace/view/bases.h"
#include "workspace/view/ignorerules.h"

namespace vibecoder {

struct ChangeLimits
{
    qint64 maxFileBytes = 256LL * 1024 * 1024;   ///< of one file whose content is kept
    qint64 maxTotalBytes = 2048LL * 1024 * 1024; ///< of all contents that are read in one look
    int maxEntries = 200000;                     ///< paths that differ, or may; without what is ignored
    int maxIgnored = 2000000;                    ///< entries of what is ignored, counted for its size
};

/// For BaseBook::noteNew(), after each command or tool. Ignored folders are named and not entered; what lies in them
/// has no base.
[[nodiscard]] Result<UpperPaths> pathsInUpper(
    const ViewFolder &view, int lowerFd, const IgnoreRules &rules, const ChangeLimits &limits);

/// Every change of the working directory but those below a `.git`. Contents that are known from an earlier look (by
/// size, times and inode; `stamps` in the view) are not read again. Fails when the view cannot be read or a content
/// cannot be stored.
[[nodiscard]] Result<ChangeSet> readChanges(const ViewFolder &view, int lowerFd, const BaseBook &bases,
    const IgnoreRules &rules, const PutContent &put, const ChangeLimits &limits);

struct WrittenFile
{
    QByteArray path;
    qint64 changedNs = 0;     ///< when it was last written or changed in another way; 0: it was deleted
    bool staysBehind = false; ///< ignored
};

/// The files and links that `isWanted` names and the attempt wrote or deleted, also what is ignored and what has the
/// same bytes as before, in order of path. Denied when there is more than the limits say.
[[nodiscard]] Result<QList<WrittenFile>> writtenFiles(const ViewFolder &view, int lowerFd, const IgnoreRules &rules,
    const ChangeLimits &limits, const std::function<bool(const QByteArray &)> &isWanted);

/// The paths below any `.git` that the view shows otherwise or may, the `.git` itself when it is new or gone; by name
/// only, at most limits.maxEntries of them.
[[nodiscard]] Result<QByteArrayList> gitWritten(const ViewFolder &view, int lowerFd, const ChangeLimits &limits);

} // namespace vibecoder
