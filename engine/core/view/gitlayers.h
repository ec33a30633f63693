// SPDX-License-Identifier: MIT
// A linked worktree, a submodule and a folder inside a repository have git's own files elsewhere. In a view these are
// laid over as well, so that `git mv`, `git stash` or a commit work in it; nothing of that ever leaves the view.
#pragma once

#include <QStringList>

namespace vibecoder {

/// Folders of git outside the working directory that a view can show as its own. Those in which something is hidden or
/// replaced for commands are not among them: they stay as they are, to be read. root: without links.
[[nodiscard]] QStringList gitLayersOf(const QString &root);

} // namespace vibecoder
