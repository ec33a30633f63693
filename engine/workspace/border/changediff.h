// SPDX-License-Identifier: MIT
// A change set as a difference: to look at, or as a patch that somebody else applies.
#pragma once

#include "workspace/border/changeset.h"
#include "workspace/checkpoint/treediff.h"

#include <QDateTime>

namespace vibecoder {

/// What was at the changed paths, and what is there in the attempt.
[[nodiscard]] FileTree treeBefore(const ChangeSet &set);
[[nodiscard]] FileTree treeAfter(const ChangeSet &set);

/// Contents that are not kept are named like binary ones.
[[nodiscard]] Result<QByteArray> diffOfChanges(
    const ChangeSet &set, const ReadContent &read, QList<TreeChange> &changes, int context = kPatchContext);

/// Two states of one attempt: what lies between the folder as the first set leaves it and as the second one does.
[[nodiscard]] Result<QByteArray> diffBetween(const ChangeSet &from, const ChangeSet &to, const ReadContent &read,
    QList<TreeChange> &changes, int context = kPatchContext);

struct PatchLetter
{
    QString subject; ///< one line
    QString text;
    QDateTime at;
};

struct ChangePatch
{
    QByteArray bytes;       ///< a letter as `git am` reads it; `git apply` takes it too. Empty: there is nothing in it
    QByteArrayList leftOut; ///< what a patch has no room for, with the reason
};

/// The whole contents, binary ones too. With line endings of Windows: `git am --keep-cr`.
[[nodiscard]] Result<ChangePatch> patchFor(const ChangeSet &set, const ReadContent &read, const PatchLetter &letter);

} // namespace vibecoder
