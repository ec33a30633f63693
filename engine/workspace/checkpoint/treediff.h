// SPDX-License-Identifier: MIT
// The difference of two states as a list and as a unified diff to look at.
#pragma once

#include "workspace/checkpoint/filetree.h"
#include "workspace/patch.h"

namespace vibecoder {

/// What becomes of a content that is not kept.
enum class MissingContent {
    Fails,
    IsNamed, ///< its file is told like a binary one
};

/// `changes` and what is binary in them are filled in. Behind 8 MiB of lines files are only named.
[[nodiscard]] Result<QByteArray> diffTrees(const FileTree &from, const FileTree &to, const ReadContent &read,
    QList<TreeChange> &changes, int context = kPatchContext, MissingContent missing = MissingContent::Fails);

} // namespace vibecoder
