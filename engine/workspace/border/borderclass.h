// SPDX-License-Identifier: MIT
// What the border says of a change set: the classes of each change, what is applied unasked, what a person is asked
// about and what never leaves the attempt. The card that shows it is model/bordercard.h. Plain values, no I/O.
#pragma once

#include "model/bordercard.h"
#include "model/task.h"
#include "workspace/border/changeset.h"
#include "workspace/workspace.h"

#include <QSet>
#include <QStringList>

#include <algorithm>

namespace vibecoder {

struct BorderReason
{
    BorderClass what = BorderClass::Source;
    /// What makes it so, as text that a face has to escape: who obeys the name, where a link leads, the other name, the
    /// kind of secret; of a changed test the link it is found through; for Steering one of configuration, script,
    /// program, module, target, reach, new_test, folder, link.
    QString detail;

    bool operator==(const BorderReason &) const = default;
};

struct ClassifiedChange
{
    Change change;
    QList<BorderReason> reasons;   ///< the worst first, each class once, never empty
    QList<BorderFinding> findings; ///< of a guarded file, the worst first, all of them
    int findingRank = 0;           ///< of the worst finding; lower is worse
    QByteArray leadsTo;            ///< of a link: below the folder, or absolute; empty: the folder itself, or nowhere

    [[nodiscard]] BorderClass worst() const
    {
        return reasons.isEmpty() ? BorderClass::Source : reasons.constFirst().what;
    }
    [[nodiscard]] bool has(BorderClass what) const
    {
        return std::any_of(
            reasons.cbegin(), reasons.cend(), [what](const BorderReason &reason) { return reason.what == what; });
    }
    bool operator==(const ClassifiedChange &) const = default;
};

/// The folder that an answer is about.
struct BorderFolder
{
    QByteArray path; ///< absolute
    FolderIdentity identity;
};

struct BorderSettings
{
    GuardMode guard = GuardMode::Ask;
    BorderFolder folder;
    QSet<QString> accepted; ///< digests of changes (BorderRow::digest) that a person wants applied
    QSet<QString> leftOut;  ///< of changes that a person wants to stay behind
};

/// Each change in exactly one list; each list in order, the worst first.
struct BorderDecision
{
    QList<ClassifiedChange> unasked, asked, leftOut, denied;
};

} // namespace vibecoder
