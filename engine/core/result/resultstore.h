// SPDX-License-Identifier: MIT
// What an attempt that worked in a view left: its change sets and what was applied of them. It lies in the storage of
// the view (`objects/`, `apply.journal`, `undo.journal`) and goes with it. Blocking; one object per thread.
#pragma once

#include "model/checkpoint.h"
#include "storage/connection.h"
#include "storage/location.h"
#include "workspace/border/applyjournal.h"
#include "workspace/border/changesetstore.h"
#include "workspace/view/viewfolder.h"

namespace vibecoder {

/// `<task>.<attempt>`
[[nodiscard]] QString viewNameOf(const QString &taskId, int attempt);
/// What comes before it in the name of the view that is the clean room of that attempt.
inline constexpr QLatin1StringView kCleanRoomPrefix(".clean-");

/// A kept set and the checkpoint it is the state of.
struct KeptChanges
{
    Checkpoint checkpoint;
    ChangeSet set;
};

class ResultStore
{
    Q_DISABLE_COPY_MOVE(ResultStore)

public:
    /// NotFound, with the reason and what still works, when the attempt has no view (any more).
    [[nodiscard]] static Result<std::unique_ptr<ResultStore>> open(
        const StoreLocation &location, const QString &taskId, int attempt);
    /// Whether there is one; a look at the disk.
    [[nodiscard]] static bool exists(const StoreLocation &location, const QString &taskId, int attempt);

    [[nodiscard]] QString folder() const { return m_folder; }
    [[nodiscard]] ObjectStore &objects() { return m_objects; }
    [[nodiscard]] ReadContent reader() const;

    /// Conflict while a run, or another apply, has it.
    [[nodiscard]] Result<std::unique_ptr<ViewFolder>> hold() const;

    /// The newest state of the attempt that can still be read. NotFound: there is none.
    [[nodiscard]] Result<KeptChanges> newest(Connection &c) const;
    /// NotFound when it is gone or damaged.
    [[nodiscard]] Result<ChangeSet> load(const Checkpoint &checkpoint) const;

    /// Of the first apply, and of the later ones while the earlier ones are not undone.
    [[nodiscard]] ApplyJournal applyJournal(int number = 1) const;
    [[nodiscard]] ApplyJournal undoJournal() const;
    /// How many of them there are.
    [[nodiscard]] int applyJournals() const;

private:
    ResultStore(QString folder, QString taskId, int attempt);

    QString m_folder, m_taskId;
    int m_attempt;
    ObjectStore m_objects;
};

} // namespace vibecoder
