// SPDX-License-Identifier: MIT
#include "core/worktree/attemptworktree.h"

#include "base/inbackground.h"
#include "workspace/worktree/clonerecord.h"

#include <QFile>

#include <atomic>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kCommitMs = 120000;

QString listed(const NamedFew &few)
{
    QString text = few.names.join(u", "_s);
    if (few.count > few.names.size())
        text += u" and %1 more"_s.arg(few.count - few.names.size());
    return text;
}

} // namespace

QStringList worktreeWarnings(const CloneNotes &notes)
{
    QStringList warnings;
    if (notes.leftOut.count > 0)
        warnings.append(
            u"your changes that are not committed are no part of the worktree: %1"_s.arg(listed(notes.leftOut)));
    if (!notes.uncounted.isEmpty())
        warnings.append(u"whether you have changes that are not committed cannot be told: %1"_s.arg(notes.uncounted));
    if (notes.kept.count > 0)
        warnings.append(
            u"these files are in the worktree as git keeps them, no filter ran: %1"_s.arg(listed(notes.kept)));
    if (notes.uninitialised.count > 0)
        warnings.append(u"these submodules are empty in the worktree: %1"_s.arg(listed(notes.uninitialised)));
    return warnings;
}

QString worktreeEnd(const QString &where, const Result<CommittedWork> &work)
{
    if (!work)
        return u"what the attempt left could not be committed (%1); it is %2"_s.arg(work.error().message, where);
    const bool isLeft = !work->notCommitted.isEmpty() || work->leftOut.count > 0;
    QString text;
    if (work->files > 0 || isLeft)
        text = work->files == 1 ? u"1 file differs, %1"_s.arg(where)
                                : u"%1 files differ, %2"_s.arg(work->files).arg(where);
    else
        text = u"no file differs from the commit it began with"_s;
    if (!work->notCommitted.isEmpty())
        text += u"; what is not committed there stays so, because %1"_s.arg(work->notCommitted);
    if (work->leftOut.count > 0)
        text += u"; not committed: %1"_s.arg(listed(work->leftOut));
    return text;
}

QCoro::Task<Result<std::unique_ptr<AttemptWorktree>>> AttemptWorktree::open(
    StoreLocation location, Task task, CancelSource &stop)
{
    using Made = Result<std::unique_ptr<WorktreeClone>>;
    const auto stopped = std::make_shared<std::atomic<bool>>(false);
    WorktreeRequest request{location.worktreesFolder(), task.spec.workingDirectory, task.spec.name, task.id, {}};
    request.limits.isStopped = [stopped] { return stopped->load(); };
    const OnStop onStop(stop, [stopped] { *stopped = true; });
    const auto answer = inBackground<Made>([request] { return WorktreeClone::make(request); });
    const std::shared_ptr<Made> made = co_await answer;
    if (stop.stopped())
        co_return tl::make_unexpected(stop.error());
    if (!*made)
        co_return passError(*made);
    std::unique_ptr<AttemptWorktree> worktree(new AttemptWorktree);
    worktree->m_worktrees = request.worktreesFolder;
    worktree->m_clone = std::move(**made);
    auto folder = Workspace::open(worktree->m_clone->directory());
    if (!folder)
        co_return passError(folder);
    worktree->m_folder = std::move(*folder);
    co_return worktree;
}

QString AttemptWorktree::where() const
{
    return u"on the branch %1 in %2"_s.arg(m_clone->record().branch, m_clone->folder());
}

QStringList AttemptWorktree::warnings() const
{
    return m_clone->isTakenUp() ? QStringList() : worktreeWarnings(m_clone->record().notes);
}

QCoro::Task<QString> AttemptWorktree::close(Task task, qint64 atSeconds)
{
    using Committed = Result<CommittedWork>;
    CommitText text{"VibeCoder", "vibecoder@localhost", {}, atSeconds};
    text.message = task.spec.name.simplified().left(200).toUtf8() + "\n\nTask " + task.id.toUtf8() + ", attempt " +
                   QByteArray::number(task.attempt);
    const CloneRecord record = m_clone->record();
    const auto answer = inBackground<Committed>([worktrees = m_worktrees, record, text]() -> Committed {
        GitLimits limits;
        limits.timeMs = kCommitMs;
        VC_TRY(const GitProgram git, GitProgram::find(limits));
        return commitWork(worktrees, record, text, git);
    });
    const std::shared_ptr<Committed> work = co_await answer;
    co_return worktreeEnd(where(), *work);
}

QString folderOfTask(const StoreLocation &location, const Task &task)
{
    if (task.isolation != Isolation::Worktree)
        return task.spec.workingDirectory;
    const QString name = cloneName(task.spec.name, task.id);
    const Result<CloneRecord> record = readCloneRecord(location.worktreesFolder(), name);
    const QString clone = location.worktreesFolder() + u'/' + name;
    return record && !record->prefix.isEmpty() ? clone + u'/' + QFile::decodeName(record->prefix) : clone;
}

} // namespace vibecoder
