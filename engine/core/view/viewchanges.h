// SPDX-License-Identifier: MIT
// What an iteration changed in a view: the difference between two change sets, whoever made it, with the lines of each
// text file.
#pragma once

#include "core/changes.h"
#include "core/view/attemptview.h"

namespace vibecoder {

/// before: the set at the end of the iteration before. The outcome is that of collectChangedFiles() with `tree`, the id
/// of the present set.
[[nodiscard]] Result<StepOutcome> collectViewChanges(
    const ChangeRequest &request, AttemptView &view, const ChangeSet &before, const RunServices &services);

/// What a path was, or is, by a set; it is named by at least one of the two.
[[nodiscard]] TreeEntry entryIn(const ChangeSet &set, const QHash<QByteArray, qsizetype> &places, const Change &other);
/// Where the paths of a set are in its list.
[[nodiscard]] QHash<QByteArray, qsizetype> placesOf(const ChangeSet &set);

} // namespace vibecoder
