// SPDX-License-Identifier: MIT
// Puts a planned set of changes into the person's folder: all of it, or nothing where somebody saved one of its paths
// meanwhile. Each file changes at once; what came out of its place is looked at before anything relies on it. After a
// kill at any point, finishApply() or takeBackApply() leads to one end or the other.
#pragma once

#include "workspace/border/applyjournal.h"
#include "workspace/workspace.h"

namespace vibecoder {

struct KeptBeside
{
    QByteArray path, name; ///< what was saved at `path` in a moment when it could not stay there, and where it is now
    bool operator==(const KeptBeside &) const = default;
};

struct ApplyReport
{
    bool applied = false;            ///< false: the folder is as it was, but for what others did
    QByteArrayList changedMeanwhile; ///< why it is not applied: look and plan again
    QByteArrayList leftAlone;        ///< what is not as it was left, so it stays: folders with something in them, too
    QList<KeptBeside> kept;
};

/// Called before each change on the disk, with its number (tests end the process there).
using ApplyStep = std::function<void(int)>;

/// Denied or Conflict when the plan may not be applied; Io when something cannot be done, and everything is as it was
/// (or the journal says how to get there). Nobody else may apply with this journal at the same time.
[[nodiscard]] Result<ApplyReport> apply(const Workspace &target, const ApplyPlan &plan, ObjectStore &objects,
    const ApplyJournal &journal, const ApplyStep &step = {});

/// Completes what was interrupted, or goes on taking it back. Done already: the same report without effect.
[[nodiscard]] Result<ApplyReport> finishApply(
    const Workspace &target, ObjectStore &objects, const ApplyJournal &journal, const ApplyStep &step = {});
/// Takes back what was interrupted. Conflict when it is complete: that is undone, not taken back.
[[nodiscard]] Result<ApplyReport> takeBackApply(
    const Workspace &target, ObjectStore &objects, const ApplyJournal &journal, const ApplyStep &step = {});

} // namespace vibecoder
