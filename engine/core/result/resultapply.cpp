// SPDX-License-Identifier: MIT
#include "core/result/resultapply.h"

#include "core/border/bordernames.h"
#include "core/result/conflictcard.h"
#include "core/result/resultrun.h"
#include "workspace/border/pathlook.h"
#include "workspace/border/undo.h"

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

bool isAbove(const QByteArray &folder, const ChangeSet &set)
{
    return std::any_of(set.changes.cbegin(), set.changes.cend(),
        [&folder](const Change &change) { return !change.isDeleted() && change.path.startsWith(folder + '/'); });
}

/// The set as seen from the folder with what an earlier apply put there: that is what it began with. Only with what was
/// the attempt's alone: her part of what was merged or edited would count as something to replace. What is not wanted
/// any more goes back where it still is what was put.
ChangeSet sinceLastApply(const ApplyRecord &applied, const FileTree &own, ChangeSet chosen, const FileTree &lower,
    bool returnsOthers, QByteArrayList &leftAlone)
{
    QMap<QByteArray, PlannedChange> put;
    for (const JournaledChange &one : applied.changes)
        put.insert(one.change.path, one.change);
    for (Change &change : chosen.changes) {
        const auto earlier = put.constFind(change.path);
        if (earlier == put.cend())
            continue;
        const auto alone = own.constFind(change.path);
        if (alone != own.cend() && (!change.hasBase || !sameContent(lower.value(change.path), change.base))) {
            change.base = *alone;
            change.hasBase = true;
        }
        put.erase(earlier);
    }
    if (!returnsOthers)
        return chosen;
    const ChangeSet wanted = chosen;
    for (const PlannedChange &earlier : std::as_const(put)) {
        const TreeEntry there = lower.value(earlier.path);
        if (there == earlier.before || (S_ISDIR(earlier.after.mode) && isAbove(earlier.path, wanted)))
            continue;
        if (there == earlier.after)
            chosen.changes.append({earlier.path, earlier.after, true, earlier.before, 0});
        else
            leftAlone.append(earlier.path);
    }
    std::sort(
        chosen.changes.begin(), chosen.changes.end(), [](const Change &a, const Change &b) { return a.path < b.path; });
    return chosen;
}

class Planning
{
public:
    Planning(ResultStore &store, const Workspace &target, const ChangeSet &chosen, const ApplyOptions &options)
        : m_store(store)
        , m_target(target)
        , m_chosen(chosen)
        , m_options(options)
    {
    }

    Result<ApplyPlan> plan()
    {
        const Result<ApplyRecord> applied = resultrun::appliedNow(m_store);
        if (!applied && applied.error().code != ErrorCode::NotFound)
            return passError(applied);
        QByteArrayList paths = pathsToLookAt(m_chosen);
        if (applied)
            paths += pathsToLookAt(*applied);
        VC_TRY(const FileTree lower, lookAtPaths(m_target.descriptor(), paths, m_store.objects()));
        ChangeSet changes = m_chosen;
        if (applied) {
            VC_TRY(const FileTree own, resultrun::ownPartOf(m_store));
            changes = sinceLastApply(*applied, own, m_chosen, lower, m_options.returnsOthers, leftAlone);
        }
        ApplyAnswers answers = m_options.answers;
        for (;;) {
            VC_TRY(ApplyPlan plan, planApply(changes, lower, m_store.reader(), answers));
            const qsizetype before = answers.size();
            for (const ApplyConflict &conflict : std::as_const(plan.conflicts)) {
                if (!answers.contains(conflict.path))
                    answer(conflict.path, answers);
            }
            // Another answer may show another conflict; those that no such answer can settle stay.
            if (answers.size() == before)
                return plan;
        }
    }

    QByteArrayList leftAlone; ///< of an earlier apply, and not as that left it
    QByteArrayList settled;   ///< by the answer to all others

private:
    void answer(const QByteArray &path, ApplyAnswers &answers)
    {
        const QJsonObject named = m_options.named.value(shownPath(path)).toObject();
        if (const auto use = fromWire<AnswerKind>(named.value(u"use"_s).toString())) {
            answers.insert(path, {*use, named.value(u"text"_s).toString().toUtf8()});
        } else if (m_options.others) {
            answers.insert(path, {*m_options.others, {}});
            settled.append(path);
        }
    }

    ResultStore &m_store;
    const Workspace &m_target;
    const ChangeSet &m_chosen;
    const ApplyOptions &m_options;
};

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
    Planning planning(store, target, chosen, options);
    const Result<ApplyPlan> plan = planning.plan();
    if (!plan && plan.error().code == ErrorCode::Conflict) {
        outcome.changedMeanwhile.append(plan.error().message);
        return false; // changed while it was read
    }
    if (!plan)
        return passError(plan);
    tell(*plan, outcome);
    outcome.settled = resultrun::texts(planning.settled);
    outcome.leftAlone = resultrun::texts(planning.leftAlone);
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
    outcome.leftAlone += resultrun::texts(report.leftAlone);
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
    QStringList leftBefore; // by what a killed process had begun
    if (!options.dryRun) {
        VC_TRY(const ApplyReport interrupted, resultrun::finishInterrupted(store, target));
        outcome.saved = resultrun::savedOf(interrupted);
        leftBefore = resultrun::texts(interrupted.leftAlone);
    }
    bool done = false;
    for (int tries = 0; tries < resultrun::kTries && !done; ++tries) {
        VC_TRY(done, tryOnce(store, target, chosen, options, outcome));
    }
    if (done)
        outcome.changedMeanwhile.clear();
    outcome.keepsChanging = !done;
    if (!done)
        outcome.changes.clear();
    resultrun::addEach(outcome.leftAlone, leftBefore);
    const Result<ApplyRecord> all = resultrun::appliedNow(store);
    if (!all)
        return outcome;
    outcome.files = resultrun::filesIn(*all);
    outcome.inFolder = resultrun::changesOf(*all);
    if (outcome.applied) {
        // Also what a killed process had merged.
        outcome.merged.clear();
        for (const JournaledChange &one : all->changes) {
            if (one.change.merged)
                outcome.merged.append(pathText(one.change.path));
        }
    }
    return outcome;
}

Result<QList<ApplyConflict>> conflictsOf(ResultStore &store, const Workspace &target, const ChangeSet &chosen)
{
    const ApplyOptions none;
    VC_TRY(const ApplyPlan plan, Planning(store, target, chosen, none).plan());
    return plan.conflicts;
}

Result<ApplyOutcome> applyResult(
    ResultStore &store, const Workspace &target, const ChangeSet &chosen, const ApplyOptions &options)
{
    VC_TRY(const auto view, store.hold());
    return applyResult(*view, store, target, chosen, options);
}

} // namespace vibecoder
