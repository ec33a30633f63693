// SPDX-License-Identifier: MIT
#include "core/view/viewcarry.h"

#include "core/view/viewreturn.h"
#include "workspace/border/applyplan.h"
#include "workspace/border/pathlook.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

/// Where both changed the same, the person's stays: her answer to nothing could be asked before the attempt begins.
Result<ApplyPlan> planFor(
    const ChangeSet &set, const FileTree &lower, const ReadContent &read, QByteArrayList &hers)
{
    ApplyAnswers answers;
    for (;;) {
        VC_TRY(ApplyPlan plan, planApply(set, lower, read, answers));
        const qsizetype before = answers.size();
        for (const ApplyConflict &conflict : std::as_const(plan.conflicts))
            answers.insert(conflict.path, {AnswerKind::KeepMine, {}});
        // Another answer may show another conflict; those that no answer can settle are not brought.
        if (plan.conflicts.isEmpty() || answers.size() == before) {
            hers = answers.keys();
            return plan;
        }
    }
}

} // namespace

Result<CarriedOver> carryOver(
    const Workspace &shown, AttemptView &view, const ResultStore &earlier, const ChangeSet &set)
{
    if (!set.problems.isEmpty())
        return fail(ErrorCode::Conflict,
            u"its changes are not whole: %1"_s.arg(QString::fromUtf8(set.problems.constFirst()).left(300)));
    CarriedOver done;
    VC_TRY(const FileTree lower, lookAtPaths(view.lower(), pathsToLookAt(set), view.objects()));
    const ReadContent kept = earlier.reader();
    const ReadContent read = [&](const ObjectId &id) -> Result<QByteArray> {
        Result<QByteArray> bytes = kept(id);
        return bytes ? bytes : view.objects().read(ObjectType::Blob, id);
    };
    VC_TRY(const ApplyPlan plan, planFor(set, lower, read, done.hers));
    FileTree wanted;
    for (const PlannedChange &change : plan.changes) {
        wanted.insert(change.path, change.after);
        if (change.after.content.isEmpty())
            continue;
        const auto merged = plan.contents.constFind(change.after.content);
        Result<QByteArray> bytes = merged == plan.contents.cend() ? read(change.after.content) : *merged;
        if (!bytes)
            return passError(bytes);
        VC_CHECK(view.objects().put(ObjectType::Blob, *bytes));
    }
    VC_TRY(const QByteArrayList left, bringTo(shown, view, wanted));
    done.left = plan.refused + left;
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        if (!left.contains(it.key()))
            done.paths.append(it.key());
    }
    return done;
}

} // namespace vibecoder
