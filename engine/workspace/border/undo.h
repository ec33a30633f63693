// SPDX-License-Identifier: MIT
// The way back from what a task applied: its paths go back where they are still what the apply left; others stay and
// are named. Carried out by apply() with a journal of its own, so it is atomic, finishable and can be taken back
// itself.
#pragma once

#include "workspace/border/applyjournal.h"

namespace vibecoder {

struct UndoPlan
{
    ApplyPlan plan;
    QByteArrayList leftAlone; ///< not what the apply left any more, or something of the person's lies there
};

/// For lookAtPaths().
[[nodiscard]] QByteArrayList pathsToLookAt(const ApplyRecord &applied);

/// Pure. Conflict when the apply is not complete: that is finished or taken back first.
[[nodiscard]] Result<UndoPlan> planUndo(const ApplyRecord &applied, const FileTree &lowerNow);

} // namespace vibecoder
