// SPDX-License-Identifier: MIT
#include "core/result/resultapply.h"

#include "core/result/conflictcard.h"
#include "core/result/resultrun.h"
#include "workspace/border/pathlook.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

/// The journal that the next apply may use: those of applies that hold are kept for the undo.
ApplyJournal nextJournal(const ResultStore &store)
{
    int number = 1;
    for (; number <= store.applyJournals(); ++number) {
        const Result<ApplyRecord> record = store.applyJournal(number).load();
        if (record && record->stage == ApplyStage::TakenBack)
            break;
    }
    return store.applyJournal(number);
}

/// What an earlier apply of this attempt put into the folder is what a later state of it began with.
ChangeSet sinceLastApply(const ResultStore &store, ChangeSet chosen, const FileTree &lower)
{
    const Result<ApplyRecord> applied = resultrun::appliedNow(store);
    if (!applied)
        return chosen;
    FileTree put;
    for (const JournaledChange &one : applied->changes)
        put.insert(one.change.path, one.change.after);
    for (Change &change : chosen.changes) {
        const auto earlier = put.constFind(change.path);
        if (earlier == put.cend() || (change.hasBase && sameContent(lower.value(change.path), change.base)))
            continue;
        change.base = *earlier;
        change.hasBase = true;
    }
    return chosen;
}

Result<ApplyPlan> planNow(
    ResultStore &store, const Workspace &target, const ChangeSet &chosen, const ApplyOptions &options)
{
    VC_TRY(const FileTree lower, lookAtPaths(target.descriptor(), pathsToLookAt(chosen), store.objects()));
    const ChangeSet changes = sinceLastApply(store, chosen, lower);
    ApplyAnswers answers = options.answers;
    for (;;) {
        VC_TRY(ApplyPlan plan, planApply(changes, lower, store.reader(), answers));
        const qsizetype before = answers.size();
        if (options.others) {
            for (const ApplyConflict &conflict : std::as_const(plan.conflicts)) {
                if (!answers.contains(conflict.path))
                    answers.insert(conflict.path, {*options.others, {}});
            }
        }
        // Another answer may show another conflict; those that no such answer can settle stay.
        if (answers.size() == before)
            return plan;
    }
}

void tell(const ApplyPlan &plan, ApplyOutcome &outcome)
{
    outcome.changes = resultrun::changesOf(plan);
    outcome.refused = resultrun::texts(plan.refused);
    outcome.problems = resultrun::texts(plan.problems);
    outcome.keptFolders = resultrun::texts(plan.keptFolders);
    outcome.merged.clear();
    for (const PlannedChange &change : plan.changes) {
        if (change.merged)
            outcome.merged.append(pathText(change.path));
    }
}

/// One try. False: somebody saved one of the paths.
Result<bool> tryOnce(ResultStore &store, const Workspace &target, const ChangeSet &chosen, const ApplyOptions &options,
    ApplyOutcome &outcome)
{
    const Result<ApplyPlan> plan = planNow(store, target, chosen, options);
    if (!plan && plan.error().code == ErrorCode::Conflict) {
        outcome.changedMeanwhile.append(plan.error().message);
        return false; // changed while it was read
    }
    if (!plan)
        return passError(plan);
    tell(*plan, outcome);
    outcome.conflicts = conflictCard(plan->conflicts, store.reader());
    if (!plan->isReady() || options.dryRun)
        return true;
    if (plan->changes.isEmpty()) {
        outcome.applied = true;
        return true;
    }
    const ApplyStep step = options.step ? options.step : resultrun::failpoint(u"apply"_s);
    VC_TRY(const ApplyReport report, apply(target, *plan, store.objects(), nextJournal(store), step));
    outcome.saved += resultrun::savedOf(report);
    outcome.leftAlone = resultrun::texts(report.leftAlone);
    outcome.changedMeanwhile = resultrun::texts(report.changedMeanwhile);
    outcome.applied = report.applied;
    return report.applied;
}

} // namespace

Result<ApplyOutcome> applyResult(const ViewFolder &, ResultStore &store, const Workspace &target,
    const ChangeSet &chosen, const ApplyOptions &options)
{
    ApplyOutcome outcome;
    outcome.dryRun = options.dryRun;
    if (!options.dryRun)
        VC_CHECK(resultrun::finishInterrupted(store, target, outcome.saved));
    bool done = false;
    for (int tries = 0; tries < resultrun::kTries && !done; ++tries) {
        VC_TRY(done, tryOnce(store, target, chosen, options, outcome));
    }
    if (done)
        outcome.changedMeanwhile.clear();
    outcome.keepsChanging = !done;
    if (!done)
        outcome.changes.clear();
    if (const Result<ApplyRecord> all = resultrun::appliedNow(store))
        outcome.files = resultrun::filesIn(*all);
    return outcome;
}

Result<QList<ApplyConflict>> conflictsOf(ResultStore &store, const Workspace &target, const ChangeSet &chosen)
{
    VC_TRY(const ApplyPlan plan, planNow(store, target, chosen, {}));
    return plan.conflicts;
}

Result<ApplyOutcome> applyResult(
    ResultStore &store, const Workspace &target, const ChangeSet &chosen, const ApplyOptions &options)
{
    VC_TRY(const auto view, store.hold());
    return applyResult(*view, store, target, chosen, options);
}

} // namespace vibecoder
