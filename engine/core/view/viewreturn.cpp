// SPDX-License-Identifier: MIT
#include "core/view/viewreturn.h"

#include "core/view/viewchanges.h"
#include "workspace/border/pathlook.h"
#include "workspace/checkpoint/folderchain.h"
#include "workspace/view/ownfiles.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr uint kTypeAndPermissions = S_IFMT | 0777, kNewFolder = 0755;

TreeEntry plain(TreeEntry entry)
{
    // Special files and set-user-id bits have no way back; mayBeApplied() finds them.
    if (S_ISREG(entry.mode) || S_ISDIR(entry.mode) || S_ISLNK(entry.mode))
        entry.mode &= kTypeAndPermissions;
    return entry;
}

/// A folder that was the person's is in no set. When she, or an apply, has removed it since, what lay in it needs one.
void keepFolders(const Workspace &shown, const ChangeSet &wanted, FileTree &tree)
{
    FolderChain folders(shown.descriptor());
    for (const Change &change : wanted.changes) {
        for (const QByteArray &folder : change.isDeleted() ? QByteArrayList() : foldersAbove(change.path)) {
            const auto known = tree.constFind(folder);
            if (known == tree.cend() ? folders.open(folder) < 0 : !S_ISDIR(known->mode))
                tree.insert(folder, {S_IFDIR | kNewFolder, {}});
        }
    }
}

} // namespace

Result<FileTree> withoutAttempt(AttemptView &view, const QList<Change> &changes)
{
    QByteArrayList unknown;
    FileTree wanted;
    for (const Change &change : changes) {
        if (change.hasBase)
            wanted.insert(change.path, plain(change.base));
        else
            unknown.append(change.path);
    }
    if (unknown.isEmpty())
        return wanted;
    VC_TRY(const FileTree there, lookAtPaths(view.lower(), unknown, view.objects()));
    for (const QByteArray &path : std::as_const(unknown))
        wanted.insert(path, there.value(path));
    return wanted;
}

Result<QByteArrayList> bringTo(const Workspace &shown, AttemptView &view, const FileTree &wanted, const ApplyStep &step)
{
    const ApplyJournal journal(view.folder().storage() + u"/return.journal"_s, u"return"_s);
    const Result<ApplyRecord> earlier = journal.load();
    if (earlier && earlier->stage != ApplyStage::Done && earlier->stage != ApplyStage::TakenBack)
        VC_CHECK(finishApply(shown, view.objects(), journal, step));
    VC_TRY(const FileTree there, lookAtPaths(shown.descriptor(), wanted.keys(), view.objects()));
    ApplyPlan plan;
    QByteArrayList left;
    for (auto it = wanted.cbegin(); it != wanted.cend(); ++it) {
        const PlannedChange change{it.key(), there.value(it.key()), it.value(), false};
        if (change.before == change.after)
            continue;
        if (mayBeApplied(change))
            plan.changes.append(change);
        else
            left.append(it.key());
    }
    if (plan.changes.isEmpty())
        return left;
    QByteArrayList changed;
    for (const PlannedChange &change : std::as_const(plan.changes))
        changed.append(change.path);
    // In a view nobody else has the file by another name; that name is another path of the attempt.
    VC_CHECK(makeOwnFiles(shown.descriptor(), changed, step));
    VC_TRY(const ApplyReport report, apply(shown, plan, view.objects(), journal, step));
    if (!report.applied)
        return fail(ErrorCode::Conflict, u"files of the attempt changed while they were put back: %1"_s.arg(
                                             QString::fromUtf8(report.changedMeanwhile.join(", "))));
    return left + report.leftAlone;
}

Result<QByteArrayList> returnTo(const Workspace &shown, AttemptView &view, const ChangeSet &now,
    const ChangeSet &wanted, const ApplyStep &step)
{
    FileTree then;
    for (const Change &change : wanted.changes)
        then.insert(change.path, plain(change.now));
    VC_TRY(FileTree tree, withoutAttempt(view, now.changes));
    // Nothing was in a folder that was not there.
    for (auto it = tree.begin(); it != tree.end(); ++it) {
        for (const QByteArray &folder : foldersAbove(it.key())) {
            const auto around = then.constFind(folder);
            if (around != then.cend() && !S_ISDIR(around->mode))
                *it = {};
        }
    }
    tree.insert(then);
    keepFolders(shown, wanted, tree);
    // Of the others too: a kill in between leaves paths that are not there for a moment, and their bases with them.
    QList<Change> bases = wanted.changes;
    for (const Change &change : now.changes) {
        if (!then.contains(change.path))
            bases.append(change);
    }
    VC_CHECK(view.takeBackBases(bases));
    return bringTo(shown, view, tree, step);
}

} // namespace vibecoder
