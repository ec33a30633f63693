// SPDX-License-Identifier: MIT
// The view that one attempt works in, as long as its run: the folder with its lock, what each path was before (bases),
// the store of contents, and the order of things around everything that writes. Blocking, in the thread of the run.
#pragma once

#include "sandbox/profile.h"
#include "storage/location.h"
#include "workspace/border/changeset.h"
#include "workspace/view/upperreader.h"
#include "workspace/workspace.h"

#include <memory>

namespace vibecoder {

class AttemptView
{
    Q_DISABLE_COPY_MOVE(AttemptView)

public:
    /// Where the view of an attempt lies.
    [[nodiscard]] static QString folderOf(const StoreLocation &location, const QString &taskId, int attempt);
    /// Makes the view or takes up what an earlier run of the attempt left: what that one wrote and did not note is
    /// noted now. Conflict: another process works in it, or the working directory was replaced. further: other folders
    /// that are laid over, of a view that is made; nothing of them is a change of the attempt. below: what lies over
    /// the working directory, of a view that is made (ViewFolder::open()); one that is taken up keeps its own, and it
    /// is a Conflict when that is gone.
    [[nodiscard]] static Result<std::unique_ptr<AttemptView>> open(const QString &folder,
        const QString &workingDirectory, const QStringList &refused, const QStringList &further = {},
        const QString &below = {});

    /// Its place on the disk, for another use; when nothing has it mounted any more.
    [[nodiscard]] static std::unique_ptr<ViewFolder> release(std::unique_ptr<AttemptView> view);

    /// For the sandbox of the attempt's commands.
    [[nodiscard]] const ViewMounts &mounts() const { return m_mounts; }
    [[nodiscard]] const ViewFolder &folder() const { return *m_folder; }
    [[nodiscard]] ObjectStore &objects() { return m_objects; }
    /// The working directory as the view shows it; nothing is found in it but during a lease of its WorkPlace.
    [[nodiscard]] Workspace &shown() { return *m_shown; }
    /// The person's folder (O_RDONLY).
    [[nodiscard]] int lower() const { return m_lower.get(); }

    /// These files and folders below the working directory are part of the result, though git ignores them; as a task
    /// file writes them.
    void keep(const QStringList &paths);
    [[nodiscard]] const QByteArrayList &kept() const { return m_kept; }

    /// Before and after each command or tool that may write. end() is called with no mount of the view in use.
    [[nodiscard]] Result<> begin();
    [[nodiscard]] Result<> end();
    /// In between: BaseBook::takeBack().
    [[nodiscard]] Result<> takeBackBases(const QList<Change> &changes) { return m_bases->takeBack(changes); }

    /// What differs now; `wanted` of what would stay behind is in it. Between end() and begin() alone. In a view with
    /// something below it counts against the person's folder, as if that were not there (upperreader.h).
    [[nodiscard]] Result<ChangeSet> changes(const QByteArrayList &wanted = {});
    /// What of these files was written, whatever becomes of it (writtenFiles()).
    [[nodiscard]] Result<QList<WrittenFile>> written(const std::function<bool(const QByteArray &)> &isWanted);
    /// What was written below any `.git`, by name.
    [[nodiscard]] Result<QByteArrayList> gitWritten() const;

private:
    explicit AttemptView(const QString &workingDirectory, const QString &storage);
    [[nodiscard]] PutContent put();

    std::unique_ptr<ViewFolder> m_folder;
    std::unique_ptr<BaseBook> m_bases;
    std::unique_ptr<Workspace> m_shown;
    ObjectStore m_objects;
    IgnoreRulesSource m_rules;
    FileDescriptor m_lower;
    ViewMounts m_mounts;
    std::optional<timespec> m_begin;
    QByteArrayList m_kept;
};

/// The limits of what is looked at and kept of an attempt.
[[nodiscard]] const ChangeLimits &changeLimits();

} // namespace vibecoder
