// SPDX-License-Identifier: MIT
// The result of an attempt in a view: what differs, what applying it did, what taking it back did. Plain values.
#pragma once

#include "model/applyconflict.h"
#include "model/bordercard.h"
#include "model/checkpoint.h"
#include "model/task.h"

#include <QJsonObject>

#include <optional>

namespace vibecoder {

/// What is never applied by itself: git ignores it, or tools make it anew.
struct StaysBehind
{
    QString path; ///< pathText: the uppermost folder, or the file
    qint64 bytes = 0;
    int files = 0;
    bool operator==(const StaysBehind &) const = default;
};

struct TaskResult
{
    QString taskId;
    int attempt = 1;
    ResultState state = ResultState::InFolder; ///< of the current attempt; of an earlier one as far as it is known
    Checkpoint checkpoint;                     ///< whose state this is
    QList<TreeChange> changes;
    QByteArray patch; ///< unified diff in the form of git, to look at
    QList<StaysBehind> stayingBehind;
    QStringList problems; ///< not empty: the changes are not whole and cannot be applied
};

/// What a person saved in a moment when it could not stay at its place, and where it is now.
struct SavedBeside
{
    QString path, name;
    bool operator==(const SavedBeside &) const = default;
};

struct ApplyRequest
{
    int attempt = 0;      ///< 0: the current one
    QString checkpoint{}; ///< word of a state; empty: the newest one
    QStringList with{};   ///< paths that stay behind by themselves and are wanted all the same
    /// To rows of the border ("<digest>": "use" | "leave") and to conflicts ("<path>": {"use": …}), as
    /// wire/approvalanswers.h has them.
    QJsonObject answers{};
    std::optional<AnswerKind> others{}; ///< the answer to every other conflict; never Edited
    bool dryRun = false;
    QString actor{};
};

struct ApplyOutcome
{
    bool dryRun = false;
    bool applied = false;
    bool verified = false;      ///< it is exactly what passed
    bool keepsChanging = false; ///< tried again and again, and each time somebody saved one of the paths
    int files = 0;              ///< of this attempt that are in the folder now
    QList<TreeChange> changes;  ///< what this call did to the folder, or would do
    /// Everything of this attempt that is in the folder now, against what was there before: the same after a kill.
    QList<TreeChange> inFolder;
    QStringList settled;        ///< conflicts that ApplyRequest::others has decided
    QStringList merged;         ///< paths where both had changed other lines
    ConflictCard conflicts;     ///< not empty: answers are needed, nothing was applied
    BorderCard border;          ///< asked > 0: answers are needed, nothing was applied
    QStringList leftOut;        ///< paths that stay in the attempt: by an answer, or they can never be applied
    QStringList refused;        ///< can never be applied
    QStringList problems;       ///< the changes are not whole
    QStringList changedMeanwhile;
    QStringList keptFolders; ///< deleted by the attempt, but something of the person's lies there
    QStringList leftAlone;   ///< not what was applied before any more: they stay as they are
    QList<SavedBeside> saved;
};

struct UndoOutcome
{
    bool undone = false;
    bool keepsChanging = false;
    QList<TreeChange> changes;
    QStringList leftAlone; ///< not what was applied any more: they stay as they are
    QStringList changedMeanwhile;
    QList<SavedBeside> saved;
};

} // namespace vibecoder
