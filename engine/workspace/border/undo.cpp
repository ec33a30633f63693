// SPDX-License-Identifier: MIT
#include "workspace/border/undo.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

QByteArrayList pathsToLookAt(const ApplyRecord &applied)
{
    QByteArrayList paths;
    for (const JournaledChange &one : applied.changes)
        paths.append(one.change.path);
    return paths;
}

Result<UndoPlan> planUndo(const ApplyRecord &applied, const FileTree &lowerNow)
{
    if (applied.stage != ApplyStage::Done)
        return fail(ErrorCode::Conflict, u"it is not applied completely"_s, u"finish it or take it back first"_s);
    // An apply in the other direction: what it left is the base, and where that is not what is there, it is a conflict.
    ChangeSet reversed;
    for (const JournaledChange &one : applied.changes)
        reversed.changes.append({one.change.path, one.change.after, true, one.change.before, 0});
    const ReadContent nothing = [](const ObjectId &) -> Result<QByteArray> {
        return fail(ErrorCode::Internal, u"an undo merges nothing"_s);
    };
    UndoPlan undo;
    VC_TRY(undo.plan, planApply(reversed, lowerNow, nothing, {}, Merging::Never));
    for (const ApplyConflict &conflict : std::as_const(undo.plan.conflicts))
        undo.leftAlone.append(conflict.path);
    undo.plan.conflicts.clear();
    undo.leftAlone += undo.plan.keptFolders;
    std::sort(undo.leftAlone.begin(), undo.leftAlone.end());
    return undo;
}

} // namespace vibecoder
