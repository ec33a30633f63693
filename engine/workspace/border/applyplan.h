// SPDX-License-Identifier: MIT
// What applying a change set to the person's folder would do to each path, and what only a person can decide. Pure.
#pragma once

#include "model/applyconflict.h"
#include "workspace/border/changeset.h"
#include "workspace/border/mergetext.h"

#include <QMap>

#include <functional>

namespace vibecoder {

/// One path from what is in the folder now to what it shall be; mode 0: nothing there.
struct PlannedChange
{
    QByteArray path;
    TreeEntry before, after;
    bool merged = false; ///< `after` has changes of the attempt and of the person, or is her answer

    bool operator==(const PlannedChange &) const = default;
};

struct ApplyConflict
{
    QByteArray path;
    ConflictReason reason = ConflictReason::BothChanged;
    TreeEntry base, mine, theirs;   ///< mine: in the person's folder; theirs: of the attempt
    QList<MergeConflict> conflicts; ///< the lines, for BothChanged

    bool operator==(const ApplyConflict &) const = default;
};

struct ApplyAnswer
{
    AnswerKind kind = AnswerKind::KeepMine;
    QByteArray edited;
};
/// By path. To keep a folder's place is to keep everything below it.
using ApplyAnswers = QMap<QByteArray, ApplyAnswer>;

struct ApplyPlan
{
    QList<PlannedChange> changes;        ///< by path, each once; nothing that is as it shall be already
    QMap<ObjectId, QByteArray> contents; ///< what the object store does not have yet: merged and edited texts
    QList<ApplyConflict> conflicts;      ///< not empty: answers are needed, then plan again
    QByteArrayList keptFolders;          ///< deleted by the attempt, but something of the person's lies there
    QByteArrayList refused;              ///< can never be applied, whoever asks: `.git`, devices, set-user-id …
    QByteArrayList problems;             ///< of the change set: it is not whole

    [[nodiscard]] bool isReady() const { return conflicts.isEmpty() && refused.isEmpty() && problems.isEmpty(); }
};

enum class Merging { Texts, Never };

/// Paths that planApply wants to know about, for lookAtPaths(): those of the set, the folders on the way, and names for
/// answers of kind Both.
[[nodiscard]] QByteArrayList pathsToLookAt(const ChangeSet &chosen);

/// lowerNow: what is in the person's folder at those paths, and names of what lies in folders that would go.
[[nodiscard]] Result<ApplyPlan> planApply(const ChangeSet &chosen, const FileTree &lowerNow, const ReadContent &read,
    const ApplyAnswers &answers = {}, Merging merging = Merging::Texts);

/// May this be written at all: plain names, nothing of git, no special file, no set-user-id.
[[nodiscard]] bool mayBeApplied(const PlannedChange &change);

/// Type and content are the same; permissions may differ.
[[nodiscard]] bool sameContent(const TreeEntry &a, const TreeEntry &b);

/// Before what lies below it: the path and the folders it lies in, outermost first, without the root.
[[nodiscard]] QByteArrayList foldersAbove(const QByteArray &path);

} // namespace vibecoder
