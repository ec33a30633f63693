// SPDX-License-Identifier: MIT
// What applying a result and taking it back have in common.
#pragma once

#include "core/result/resultstore.h"
#include "model/taskresult.h"
#include "workspace/border/apply.h"

namespace vibecoder::resultrun {

/// How often it is tried when somebody saves one of the paths each time.
inline constexpr int kTries = 3;

[[nodiscard]] QStringList texts(const QByteArrayList &paths);
/// Those that are not in the list yet.
void addEach(QStringList &list, const QStringList &more);
[[nodiscard]] QList<SavedBeside> savedOf(const ApplyReport &report);
[[nodiscard]] QList<TreeChange> changesOf(const ApplyPlan &plan);
[[nodiscard]] QList<TreeChange> changesOf(const ApplyRecord &record);
/// Without the folders.
[[nodiscard]] int filesIn(const ApplyRecord &record);

/// Completes, or goes on taking back, what a killed process left. The report: what could not stay at its place, and
/// what was left alone.
[[nodiscard]] Result<ApplyReport> finishInterrupted(ResultStore &store, const Workspace &target);

/// Whether a killed process left an apply or an undo half done.
[[nodiscard]] bool isInterrupted(const ResultStore &store);

/// All that is applied now, as one: of each path what was there before and what was put there. NotFound: nothing.
[[nodiscard]] Result<ApplyRecord> appliedNow(const ResultStore &store);

/// Of each path what was put there last that was the attempt's alone: nothing merged, nothing edited.
[[nodiscard]] Result<FileTree> ownPartOf(const ResultStore &store);

/// Ends the process before the n-th change on the disk, so that a test can walk them: VIBECODER_CRASH_AT=`<name>#<n>`.
[[nodiscard]] ApplyStep failpoint(const QString &name);

} // namespace vibecoder::resultrun
