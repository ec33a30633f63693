// SPDX-License-Identifier: MIT
#include "core/worktree/worktreecleaning.h"

#include "base/logging.h"
#include "core/checkpointkeeping.h"
#include "storage/taskstore.h"
#include "workspace/worktree/clonecleaning.h"

#include <QDir>
#include <QFileInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// A task that cannot be read now counts as one that still works there.
bool isNeeded(Database &db, const QString &taskId)
{
    const auto task = taskstore::byId(db.reader(), taskId);
    return task ? !isEnded(task->state) : task.error().code != ErrorCode::NotFound;
}

} // namespace

Result<CleanedWorktrees> cleanWorktrees(Database &db, const QString &only, qint64 limitMs)
{
    const QString folder = db.location().worktreesFolder();
    if (!QFileInfo::exists(folder))
        return CleanedWorktrees();
    GitLimits limits;
    limits.timeMs = limitMs;
    VC_TRY(const GitProgram git, GitProgram::find(limits));
    const CleanedWorktrees cleaned = cleanWorktrees(folder, git,
        [&](const QString &taskId) { return (!only.isEmpty() && taskId != only) || isNeeded(db, taskId); });
    for (const QString &name : cleaned.removed) {
        const Result<> forgotten = forgetCheckpointsBelow(db, name.section(u'-', -1), folder + u'/' + name);
        if (!forgotten)
            logWarning("worktrees", u"checkpoints of a worktree that is gone could not be removed"_s,
                {{u"worktree"_s, name}, {u"why"_s, forgotten.error().message}});
    }
    return cleaned;
}

} // namespace vibecoder
