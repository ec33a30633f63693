// SPDX-License-Identifier: MIT
#include "workspace/border/apply.h"

#include "base/processid.h"
#include "workspace/border/applyrun.h"
#include "workspace/workspaceprivate.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString joined(const QByteArrayList &paths)
{
    QStringList texts;
    for (const QByteArray &path : paths)
        texts.append(pathText(path));
    return texts.join(u", "_s);
}

Result<> isStillThere(const Workspace &target)
{
    if (target.isSameDirectory())
        return {};
    return fail(ErrorCode::Conflict, u"the working directory was moved or replaced"_s);
}

Result<> mayBegin(const Workspace &target, const ApplyPlan &plan)
{
    if (!plan.problems.isEmpty())
        return fail(ErrorCode::Conflict,
            u"the changes are not complete: %1"_s.arg(QString::fromUtf8(plan.problems.constFirst())));
    if (!plan.conflicts.isEmpty())
        return fail(ErrorCode::Conflict, u"%1 must be decided first"_s.arg(pathText(plan.conflicts.constFirst().path)));
    QByteArrayList refused = plan.refused;
    for (const PlannedChange &change : plan.changes) {
        if (!mayBeApplied(change))
            refused.append(change.path);
    }
    if (!refused.isEmpty())
        return fail(
            ErrorCode::Denied, u"this can never be applied: %1"_s.arg(joined(refused)), u"leave these paths out"_s);
    return isStillThere(target);
}

/// The innermost folder above the path that the set neither removes nor puts something else in the place of.
QByteArray stayingFolder(const QByteArray &path, const QMap<QByteArray, const PlannedChange *> &changes)
{
    QByteArray stays;
    for (const QByteArray &folder : foldersAbove(path)) {
        const PlannedChange *change = changes.value(folder);
        if (change && !S_ISDIR(change->after.mode))
            break;
        stays = folder + '/';
    }
    return stays;
}

ApplyRecord recordOf(const ApplyPlan &plan)
{
    QMap<QByteArray, const PlannedChange *> changes;
    for (const PlannedChange &change : plan.changes)
        changes.insert(change.path, &change);
    ApplyRecord record;
    record.scratch = newAsideName();
    record.boot = bootId();
    for (const PlannedChange *change : std::as_const(changes))
        record.changes.append({*change, stayingFolder(change->path, changes) + newAsideName()});
    return record;
}

Result<ApplyRecord> loadInterrupted(const ApplyJournal &journal)
{
    VC_TRY(ApplyRecord record, journal.load());
    // The names that the note speaks of may not have got to the disk.
    if (record.stage == ApplyStage::InPlace && record.boot != bootId())
        record.stage = ApplyStage::Begun;
    return record;
}

Result<ApplyReport> back(ApplyRun &run)
{
    VC_CHECK(run.back());
    return run.takeReport();
}

Result<ApplyReport> forward(ApplyRun &run)
{
    const Result<bool> done = run.forward();
    if (done && *done)
        return run.takeReport();
    const Result<> taken = run.back();
    if (!done) {
        Error error = done.error();
        if (!taken)
            error.detail = u"not taken back yet: %1"_s.arg(taken.error().message);
        return tl::make_unexpected(error);
    }
    VC_CHECK(taken);
    return run.takeReport();
}

} // namespace

Result<ApplyReport> apply(const Workspace &target, const ApplyPlan &plan, ObjectStore &objects,
    const ApplyJournal &journal, const ApplyStep &step)
{
    VC_CHECK(mayBegin(target, plan));
    for (const QByteArray &bytes : plan.contents)
        VC_CHECK(objects.put(ObjectType::Blob, bytes));
    const ApplyRecord record = recordOf(plan);
    VC_CHECK(journal.begin(record, objects));
    ApplyRun run(target.descriptor(), objects, journal, record, step);
    return forward(run);
}

Result<ApplyReport> finishApply(
    const Workspace &target, ObjectStore &objects, const ApplyJournal &journal, const ApplyStep &step)
{
    VC_CHECK(isStillThere(target));
    VC_TRY(const ApplyRecord record, loadInterrupted(journal));
    ApplyRun run(target.descriptor(), objects, journal, record, step);
    run.report.applied = record.stage == ApplyStage::Done;
    if (record.stage == ApplyStage::Done || record.stage == ApplyStage::TakenBack)
        return run.takeReport();
    VC_CHECK(run.sortOut());
    return record.stage == ApplyStage::GoingBack ? back(run) : forward(run);
}

Result<ApplyReport> takeBackApply(
    const Workspace &target, ObjectStore &objects, const ApplyJournal &journal, const ApplyStep &step)
{
    VC_CHECK(isStillThere(target));
    VC_TRY(const ApplyRecord record, loadInterrupted(journal));
    if (record.stage == ApplyStage::Done)
        return fail(ErrorCode::Conflict, u"it was applied completely"_s, u"undo it instead"_s);
    ApplyRun run(target.descriptor(), objects, journal, record, step);
    if (record.stage == ApplyStage::TakenBack)
        return run.takeReport();
    VC_CHECK(run.sortOut());
    return back(run);
}

} // namespace vibecoder
