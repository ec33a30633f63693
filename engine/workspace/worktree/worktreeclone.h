// SPDX-License-Identifier: MIT
// The place where a task with `isolation: worktree` works: a clone of the person's repository that belongs to the
// engine, at `<worktrees>/<name>/`, with a branch of its own. Its objects are read from hers; nothing of hers is
// written and no setting, hook or filter of hers runs. Changes she has not committed are no part of it.
#pragma once

#include "workspace/fileattributes.h"
#include "workspace/worktree/clonerecord.h"
#include "workspace/worktree/gitprogram.h"
#include "workspace/worktree/gitrepository.h"

#include <memory>

namespace vibecoder {

struct WorktreeRequest
{
    QString worktreesFolder;
    QString workingDirectory; ///< of the task
    QString taskName, taskId;
    GitLimits limits;
};

/// `<slug of the name>-<id>`, fit for a folder and for a branch. Pure.
[[nodiscard]] QString cloneName(const QString &taskName, const QString &taskId);

class WorktreeClone
{
    Q_DISABLE_COPY_MOVE(WorktreeClone)

public:
    /// Makes it, or takes up the one that is there for this task. Conflict: somebody works in it, or it is of another
    /// folder. NotFound: the folder is in no repository, or its commit does not hold it. Unavailable: no git.
    [[nodiscard]] static Result<std::unique_ptr<WorktreeClone>> make(const WorktreeRequest &request);

    [[nodiscard]] QString folder() const { return m_folder; }
    /// The place of the working directory in it.
    [[nodiscard]] QString directory() const;
    [[nodiscard]] const CloneRecord &record() const { return m_record; }
    /// It was there already.
    [[nodiscard]] bool isTakenUp() const { return m_isTakenUp; }

private:
    WorktreeClone() = default;
    Result<> build(const GitProgram &git, const GitRepository &source, const QByteArray &worktrees);
    Result<> keepBeginnings(const QByteArray &clone, const GitProgram &git) const;

    QString m_folder, m_about; ///< m_about: of the record
    CloneRecord m_record;
    std::optional<FileOwner> m_owner;
    FileDescriptor m_lock;
    bool m_isTakenUp = false;
};

} // namespace vibecoder
