// SPDX-License-Identifier: MIT
#include "core/result/resultrun.h"

#include <csignal>
#include <unistd.h>

namespace vibecoder::resultrun {

using namespace Qt::StringLiterals;

QStringList texts(const QByteArrayList &paths)
{
    QStringList list;
    for (const QByteArray &path : paths)
        list.append(pathText(path));
    return list;
}

void addEach(QStringList &list, const QStringList &more)
{
    for (const QString &one : more) {
        if (!list.contains(one))
            list.append(one);
    }
}

QList<SavedBeside> savedOf(const ApplyReport &report)
{
    QList<SavedBeside> saved;
    for (const KeptBeside &one : report.kept)
        saved.append({pathText(one.path), pathText(one.name)});
    return saved;
}

QList<TreeChange> changesOf(const ApplyPlan &plan)
{
    FileTree before, after;
    for (const PlannedChange &change : plan.changes) {
        if (change.before.mode != 0)
            before.insert(change.path, change.before);
        if (change.after.mode != 0)
            after.insert(change.path, change.after);
    }
    return compareTrees(before, after);
}

QList<TreeChange> changesOf(const ApplyRecord &record)
{
    ApplyPlan plan;
    for (const JournaledChange &one : record.changes)
        plan.changes.append(one.change);
    return changesOf(plan);
}

int filesIn(const ApplyRecord &record)
{
    int files = 0;
    for (const JournaledChange &one : record.changes)
        files += !S_ISDIR(one.change.after.mode) && (one.change.after.mode != 0 || !S_ISDIR(one.change.before.mode));
    return files;
}

namespace {

QList<ApplyJournal> journalsOf(const ResultStore &store)
{
    QList<ApplyJournal> journals;
    for (int number = 1; number <= store.applyJournals(); ++number)
        journals.append(store.applyJournal(number));
    journals.append(store.undoJournal());
    return journals;
}

} // namespace

bool isInterrupted(const ResultStore &store)
{
    const QList<ApplyJournal> journals = journalsOf(store);
    return std::any_of(journals.cbegin(), journals.cend(), [](const ApplyJournal &journal) {
        const Result<ApplyRecord> record = journal.load();
        return record && record->stage != ApplyStage::Done && record->stage != ApplyStage::TakenBack;
    });
}

Result<ApplyReport> finishInterrupted(ResultStore &store, const Workspace &target)
{
    ApplyReport all;
    const QList<ApplyJournal> journals = journalsOf(store);
    for (const ApplyJournal &journal : journals) {
        const Result<ApplyRecord> record = journal.load();
        if (!record && record.error().code == ErrorCode::NotFound)
            continue;
        if (!record)
            return passError(record);
        if (record->stage == ApplyStage::Done || record->stage == ApplyStage::TakenBack)
            continue;
        VC_TRY(const ApplyReport report, finishApply(target, store.objects(), journal));
        all.kept += report.kept;
        all.leftAlone += report.leftAlone;
    }
    return all;
}

Result<ApplyRecord> appliedNow(const ResultStore &store)
{
    QMap<QByteArray, JournaledChange> all;
    bool any = false;
    for (int number = 1; number <= store.applyJournals(); ++number) {
        VC_TRY(const ApplyRecord record, store.applyJournal(number).load());
        if (record.stage != ApplyStage::Done)
            continue;
        any = true;
        for (JournaledChange one : record.changes) {
            // Where a person changed it in between, only the last step is the attempt's.
            const auto earlier = all.constFind(one.change.path);
            if (earlier != all.cend() && earlier->change.after == one.change.before)
                one.change.before = earlier->change.before;
            all.insert(one.change.path, one);
        }
    }
    if (!any)
        return fail(ErrorCode::NotFound, u"nothing of this attempt is applied"_s);
    ApplyRecord record;
    record.stage = ApplyStage::Done;
    for (const JournaledChange &one : std::as_const(all)) {
        if (one.change.before != one.change.after)
            record.changes.append(one);
    }
    return record;
}

Result<FileTree> ownPartOf(const ResultStore &store)
{
    FileTree own, mixed;
    for (int number = 1; number <= store.applyJournals(); ++number) {
        VC_TRY(const ApplyRecord record, store.applyJournal(number).load());
        if (record.stage != ApplyStage::Done)
            continue;
        for (const JournaledChange &one : record.changes) {
            const auto earlier = mixed.constFind(one.change.path);
            // A change of permissions does not make a merged file the attempt's own.
            if (one.change.merged || (earlier != mixed.cend() && sameContent(*earlier, one.change.after)))
                mixed.insert(one.change.path, one.change.after);
            else
                own.insert(one.change.path, one.change.after);
        }
    }
    return own;
}

ApplyStep failpoint(const QString &name)
{
    const QString wanted = qEnvironmentVariable("VIBECODER_CRASH_AT");
    if (!wanted.startsWith(name + u'#'))
        return {};
    return [number = wanted.section(u'#', 1).toInt()](int step) {
        if (step == number)
            ::kill(::getpid(), SIGKILL);
    };
}

} // namespace vibecoder::resultrun
