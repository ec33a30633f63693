// SPDX-License-Identifier: MIT
// The clone that a task with `isolation: worktree` works in, as long as a run: made or taken up at its begin, committed
// to its branch at its end. Nothing of it reaches the person's folder by itself; she takes the branch with git.
#pragma once

#include "base/async.h"
#include "core/runcontext.h"
#include "workspace/worktree/clonecommit.h"
#include "workspace/worktree/worktreeclone.h"

#include <memory>

namespace vibecoder {

class AttemptWorktree
{
    Q_DISABLE_COPY_MOVE(AttemptWorktree)

public:
    /// Blocks as long as git needs, in a thread of its own. The errors of WorktreeClone::make().
    static QCoro::Task<Result<std::unique_ptr<AttemptWorktree>>> open(
        StoreLocation location, Task task, CancelSource &stop);

    /// What stands for the working directory.
    [[nodiscard]] Workspace &folder() const { return *m_folder; }
    /// `on the branch x in /y`, English.
    [[nodiscard]] QString where() const;
    /// What a person should know of a clone that was made just now; none of one that was taken up.
    [[nodiscard]] QStringList warnings() const;

    /// When nothing of the attempt runs any more: what it left becomes a commit. Returns what its task says of the end,
    /// English.
    QCoro::Task<QString> close(Task task, qint64 atSeconds);

private:
    AttemptWorktree() = default;

    QString m_worktrees;
    std::unique_ptr<WorktreeClone> m_clone;
    std::unique_ptr<Workspace> m_folder;
};

/// The sentences of AttemptWorktree::warnings(). Pure.
[[nodiscard]] QStringList worktreeWarnings(const CloneNotes &notes);
/// What AttemptWorktree::close() returns. Pure.
[[nodiscard]] QString worktreeEnd(const QString &where, const Result<CommittedWork> &work);

/// Where the files of a task are that may have worked in a clone: its folder there, else its working directory.
[[nodiscard]] QString folderOfTask(const StoreLocation &location, const Task &task);

} // namespace vibecoder
