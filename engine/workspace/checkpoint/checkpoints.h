// SPDX-License-Identifier: MIT
// Checkpoints of one working directory: take, compare, go back. The store is a folder outside the working directory;
// the user's own .git is never opened. Every way into the working directory is by descriptor. One object per thread;
// between processes a lock file keeps writers of one store apart, while the directory lock of the task keeps runs
// apart.
#pragma once

#include "workspace/checkpoint/writehistory.h"
#include "workspace/patch.h"

namespace vibecoder {

struct Snapshot
{
    QString tree; ///< hex id: the tree digest of this state
    int files = 0;
    qint64 bytes = 0;
    qint64 addedBytes = 0;        ///< what the store grew by
    QList<NotCovered> notCovered; ///< the first 200, generated folders last
};

struct RestorePlan
{
    ScannedTree now; ///< contents filled in
    FileTree target;
    QList<TreeChange> changes; ///< from now to the target, without what is left alone
    QStringList leftAlone;     ///< what is not the task's own, and what something not covered stands in the way of
};

struct StoreUse
{
    int roots = 0;
    qint64 bytes = 0;
};

class CheckpointStore
{
    Q_DISABLE_COPY_MOVE(CheckpointStore)

public:
    /// `folder`: of all checkpoints of the program; the store of this working directory is made below it.
    [[nodiscard]] static Result<std::unique_ptr<CheckpointStore>> open(
        const QString &folder, const QString &workingDirectory);
    [[nodiscard]] QString folder() const { return m_objects.folder(); }

    /// Keeps the state of the working directory under `name` (task, attempt and number); the same name again replaces.
    /// Idempotent and without effect on the working directory. Unavailable when it is too large.
    Result<Snapshot> take(const Workspace &workspace, const QString &name, const CheckpointLimits &limits);
    /// The tree digest of the working directory as it is now; nothing is stored.
    Result<QString> digest(const Workspace &workspace, const CheckpointLimits &limits);

    /// NotFound when the checkpoint, or a part of it, is gone or damaged.
    Result<FileTree> load(const QString &tree) const;
    /// Keeps a state under `name` whose contents are kept already; returns its tree digest.
    Result<QString> keep(const FileTree &tree, const QString &name);
    Result<QByteArray> content(const ObjectId &id) const;
    /// Unified diff between two kept states; `changes` and what is binary are filled in.
    Result<QByteArray> diff(
        const FileTree &from, const FileTree &to, QList<TreeChange> &changes, int context = kPatchContext) const;

    /// Notes what a task wrote; kept as long as a state of the task is.
    Result<> noteWritten(
        const QString &taskId, const QList<WrittenPath> &written, Evidence evidence = Evidence::Sure) const;
    [[nodiscard]] WriteHistory written(const QString &taskId) const;
    /// What earlier looks know of the contents.
    [[nodiscard]] ContentCache knownContents() const;

    /// Gives the owner back the right to read what the task took it from: `chmod 000` must not keep anybody from going
    /// back. Before plan(), and only when restore() will follow.
    Result<> openUp(const Workspace &workspace, const QString &taskId) const;
    /// What going back would do. Reads every content it would need: a checkpoint with missing parts is refused here,
    /// before anything changes.
    Result<RestorePlan> plan(
        const Workspace &workspace, const QString &tree, const CheckpointLimits &limits, const ReturnScope &scope = {});
    /// Does it. May be killed at any point: plan and restore again complete it. Conflict when a file changed since the
    /// plan. `step` is called before each change (tests end the process there).
    Result<> restore(const Workspace &workspace, RestorePlan &plan, const std::function<void(int)> &step = {}) const;

    /// What was written survives a loss of power.
    void sync() const { m_objects.sync(); }
    /// Forgets the named states and removes what nothing needs any more; returns how many bytes are left.
    Result<qint64> prune(const QStringList &names);
    [[nodiscard]] StoreUse use() const;
    [[nodiscard]] QStringList names() const { return m_objects.roots().keys(); }

private:
    explicit CheckpointStore(const QString &folder);
    Result<ScannedTree> look(const Workspace &workspace, const CheckpointLimits &limits, bool store);
    [[nodiscard]] FileDescriptor lock() const;
    [[nodiscard]] QString cacheFile() const { return folder() + QStringLiteral("/stamps"); }
    [[nodiscard]] QString historyFolder() const { return folder() + QStringLiteral("/writes"); }

    ObjectStore m_objects;
};

/// Folders of a tree, for CheckpointLimits::keepCovered.
[[nodiscard]] QSet<QByteArray> foldersOf(const FileTree &tree);

} // namespace vibecoder
