// SPDX-License-Identifier: MIT
#include "core/result/resultundo.h"

#include "core/result/resultrun.h"
#include "workspace/border/pathlook.h"
#include "workspace/border/undo.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

/// One try. False: somebody saved one of the paths.
Result<bool> tryOnce(ResultStore &store, const Workspace &target, const ApplyRecord &applied,
    const UndoOptions &options, UndoOutcome &outcome)
{
    const Result<FileTree> lower = lookAtPaths(target.descriptor(), pathsToLookAt(applied), store.objects());
    if (!lower && lower.error().code == ErrorCode::Conflict) {
        outcome.changedMeanwhile.append(lower.error().message);
        return false; // changed while it was read
    }
    if (!lower)
        return passError(lower);
    VC_TRY(const UndoPlan undo, planUndo(applied, *lower));
    outcome.changes = resultrun::changesOf(undo.plan);
    outcome.leftAlone = resultrun::texts(undo.leftAlone);
    if (options.dryRun)
        return true;
    if (undo.plan.changes.isEmpty()) {
        // Everything is as it was before, or nothing is the attempt's any more.
        outcome.undone = undo.leftAlone.isEmpty();
        return true;
    }
    const ApplyStep step = options.step ? options.step : resultrun::failpoint(u"undo"_s);
    VC_TRY(const ApplyReport report, apply(target, undo.plan, store.objects(), store.undoJournal(), step));
    outcome.saved += resultrun::savedOf(report);
    outcome.leftAlone += resultrun::texts(report.leftAlone);
    outcome.changedMeanwhile = resultrun::texts(report.changedMeanwhile);
    outcome.undone = report.applied;
    return report.applied;
}

} // namespace

Result<UndoOutcome> undoResult(
    const ViewFolder &, ResultStore &store, const Workspace &target, const UndoOptions &options)
{
    UndoOutcome outcome;
    QStringList leftBefore; // by what a killed process had begun
    if (!options.dryRun) {
        VC_TRY(const ApplyReport interrupted, resultrun::finishInterrupted(store, target));
        outcome.saved = resultrun::savedOf(interrupted);
        leftBefore = resultrun::texts(interrupted.leftAlone);
    }
    VC_TRY(const ApplyRecord applied, resultrun::appliedNow(store));
    bool done = false;
    for (int tries = 0; tries < resultrun::kTries && !done; ++tries) {
        VC_TRY(done, tryOnce(store, target, applied, options, outcome));
    }
    if (done)
        outcome.changedMeanwhile.clear();
    outcome.keepsChanging = !done;
    if (!done)
        outcome.changes.clear();
    resultrun::addEach(outcome.leftAlone, leftBefore);
    // What was left alone belongs to the person from now on. A kill before this line undoes what is undone already.
    if (outcome.undone) {
        for (int number = store.applyJournals(); number >= 1; --number)
            store.applyJournal(number).forget(store.objects());
    }
    return outcome;
}

Result<UndoOutcome> undoResult(ResultStore &store, const Workspace &target, const UndoOptions &options)
{
    VC_TRY(const auto view, store.hold());
    return undoResult(*view, store, target, options);
}

} // namespace vibecoder
