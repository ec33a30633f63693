// SPDX-License-Identifier: MIT
// What an iteration did to the working directory: changed files as artifacts and one unified diff. Edits of the model
// are known exactly; what its commands changed is found by comparing file stamps with those of the iteration's start.
#pragma once

#include "core/runcontext.h"

namespace vibecoder {

struct ChangeRequest
{
    QString taskId;
    int attempt = 1;
    int iteration = 1;
    QHash<QString, TouchedFile> touched;
    bool commandsRan = false;
};

/// Writes the stamps of all files to the run folder, so that a resumed run can still compare. A tree too large for
/// stamps is remembered as unknown.
void rememberStamps(const StoreLocation &location, const QString &taskId, int iteration, const Workspace &workspace);

/// Result: {"files":[{"path","change","artifact","size"}],"patch":artifact id or ""}.
[[nodiscard]] Result<StepOutcome> collectChangedFiles(
    const ChangeRequest &request, const Workspace &workspace, const RunServices &services);

/// What one iteration used, from the totals before and after it.
[[nodiscard]] Usage usageSince(const Usage &before, const Usage &now);

} // namespace vibecoder
