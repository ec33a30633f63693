// SPDX-License-Identifier: MIT
// Paths of a view go back to what they were: to a kept state, or to the person's own. Only in the view; what stays
// behind (build output, packages) is left as it is.
#pragma once

#include "core/view/attemptview.h"
#include "workspace/border/apply.h"
#include "workspace/workspace.h"

namespace vibecoder {

/// What each path of a set was without the attempt; where nobody knows it, what the person has there now.
[[nodiscard]] Result<FileTree> withoutAttempt(AttemptView &view, const QList<Change> &changes);

/// `wanted`: by path; mode 0: nothing. shown: has a lease for writing. May be killed at any point and done again.
/// Returns what stays as it is: special files, folders with something else in them.
[[nodiscard]] Result<QByteArrayList> bringTo(
    const Workspace &shown, AttemptView &view, const FileTree &wanted, const ApplyStep &step = {});

/// Every path of two sets becomes what it was when the attempt had changed `wanted`; now it is `now`. As bringTo().
[[nodiscard]] Result<QByteArrayList> returnTo(const Workspace &shown, AttemptView &view, const ChangeSet &now,
    const ChangeSet &wanted, const ApplyStep &step = {});

} // namespace vibecoder
