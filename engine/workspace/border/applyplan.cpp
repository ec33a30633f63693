// SPDX-License-Identifier: MIT
#include "workspace/border/applyplan.h"

#include "workspace/workspaceprivate.h"

#include <QSet>

#include <limits.h>

namespace vibecoder {

namespace {

constexpr uint kPermissions = 0777;
constexpr uint kNewFolder = S_IFDIR | 0755;
constexpr int kMostNames = 9;

// Each bit that one of the two changed; both can only have changed it to the same value. Without a base: as it is.
uint mergedMode(const TreeEntry &base, const TreeEntry &mine, const TreeEntry &theirs)
{
    const uint type = theirs.mode & S_IFMT;
    if (theirs.mode == 0 || (mine.mode & S_IFMT) != type)
        return theirs.mode;
    if ((base.mode & S_IFMT) != type)
        return mine.mode;
    return base.mode ^ ((base.mode ^ mine.mode) | (base.mode ^ theirs.mode));
}

// As lookAtPaths() has it. What else a folder has (set-group-id, sticky) it gets from its parent or keeps; a file that
// had more loses it with a new content.
TreeEntry plain(const TreeEntry &entry)
{
    const uint type = entry.mode & S_IFMT;
    return {S_ISLNK(entry.mode) ? type : entry.mode & (S_IFMT | kPermissions), entry.content};
}

QByteArray nameForBoth(const QByteArray &path, int number)
{
    return path + ".theirs" + (number == 1 ? QByteArray() : '-' + QByteArray::number(number));
}

class Planner
{
public:
    Planner(const ChangeSet &chosen, const FileTree &lower, const ReadContent &read, const ApplyAnswers &answers,
        Merging merging)
        : m_chosen(chosen)
        , m_lower(lower)
        , m_read(read)
        , m_answers(answers)
        , m_merging(merging)
    {
        m_plan.problems = chosen.problems;
    }

    Result<ApplyPlan> plan()
    {
        for (const Change &change : m_chosen.changes) {
            const bool hasContent = S_ISREG(change.now.mode) || S_ISLNK(change.now.mode);
            if (!mayBeApplied({change.path, {}, change.now}))
                m_plan.refused.append(change.path);
            else if (hasContent && change.now.content.isEmpty())
                m_plan.problems.append(change.path + ": its content could not be read");
            else
                VC_CHECK(decide(change));
        }
        makeMissingFolders();
        keepWhatFoldersHold();
        stayBelowFolders();
        for (auto it = m_changes.cbegin(); it != m_changes.cend(); ++it)
            m_plan.changes.append(*it);
        std::sort(m_plan.keptFolders.begin(), m_plan.keptFolders.end());
        std::sort(m_plan.conflicts.begin(), m_plan.conflicts.end(),
            [](const ApplyConflict &a, const ApplyConflict &b) { return a.path < b.path; });
        return m_plan;
    }

private:
    void put(const QByteArray &path, const TreeEntry &after, bool merged = false)
    {
        const TreeEntry before = m_lower.value(path);
        if (before != after)
            m_changes.insert(path, {path, before, after, merged});
    }

    /// What will be there when the plan is done.
    [[nodiscard]] TreeEntry wanted(const QByteArray &path) const
    {
        const auto change = m_changes.constFind(path);
        return change == m_changes.cend() ? m_lower.value(path) : change->after;
    }

    Result<> decide(const Change &change)
    {
        const TreeEntry base = plain(change.base), theirs = plain(change.now);
        const TreeEntry mine = m_lower.value(change.path);
        TreeEntry after{mergedMode(change.hasBase ? base : TreeEntry(), mine, theirs), theirs.content};
        if (change.hasBase && theirs.mode != 0 && sameContent(base, theirs)) {
            // Permissions alone: what is not there any more needs none.
            after.content = mine.content;
            if ((mine.mode & S_IFMT) == (theirs.mode & S_IFMT))
                put(change.path, after, !sameContent(mine, theirs));
            return {};
        }
        if (sameContent(mine, theirs) || (change.hasBase && sameContent(mine, base))) {
            put(change.path, after);
            return {};
        }
        ApplyConflict conflict{change.path, ConflictReason::Kind, base, mine, theirs, {}};
        const bool files = S_ISREG(mine.mode) && S_ISREG(theirs.mode);
        if (!change.hasBase) {
            conflict.reason = ConflictReason::NoBase;
        } else if (mine.mode == 0 || theirs.mode == 0) {
            conflict.reason = ConflictReason::Deleted;
        } else if (files && (base.mode == 0 || S_ISREG(base.mode))) {
            conflict.reason = ConflictReason::BothChanged;
            if (m_merging == Merging::Texts) {
                VC_TRY(const MergeResult merge, merged(base, mine, theirs));
                if (merge.outcome == MergeOutcome::Clean) {
                    put(change.path, {after.mode, keep(merge.merged)}, true);
                    return {};
                }
                conflict.conflicts = merge.conflicts;
                if (merge.outcome == MergeOutcome::NotText)
                    conflict.reason = ConflictReason::NotText;
            }
        }
        settle(conflict, after);
        return {};
    }

    Result<MergeResult> merged(const TreeEntry &base, const TreeEntry &mine, const TreeEntry &theirs)
    {
        // Of large files the base is known by its id alone.
        const Result<QByteArray> baseText = base.mode == 0 ? QByteArray() : m_read(base.content);
        if (!baseText && baseText.error().code == ErrorCode::NotFound)
            return MergeResult{MergeOutcome::NotText, {}, {}};
        if (!baseText)
            return passError(baseText);
        VC_TRY(const QByteArray myText, m_read(mine.content));
        VC_TRY(const QByteArray theirText, m_read(theirs.content));
        return mergeTexts(*baseText, myText, theirText);
    }

    ObjectId keep(const QByteArray &bytes)
    {
        const ObjectId id = ObjectStore::idOf(ObjectType::Blob, bytes);
        m_plan.contents.insert(id, bytes);
        return id;
    }

    [[nodiscard]] const ApplyAnswer *answerTo(const QByteArray &path) const
    {
        const auto own = m_answers.constFind(path);
        if (own != m_answers.cend())
            return &*own;
        for (const QByteArray &folder : foldersAbove(path)) {
            const auto above = m_answers.constFind(folder);
            if (above != m_answers.cend() && above->kind == AnswerKind::KeepMine &&
                !S_ISDIR(m_lower.value(folder).mode))
                return &*above;
        }
        return nullptr;
    }

    void settle(const ApplyConflict &conflict, const TreeEntry &after)
    {
        const ApplyAnswer *answer = answerTo(conflict.path);
        const bool files = !S_ISDIR(conflict.mine.mode) && !S_ISDIR(conflict.theirs.mode);
        if (answer && answer->kind == AnswerKind::KeepMine)
            return;
        if (answer && answer->kind == AnswerKind::UseTheirs) {
            put(conflict.path, conflict.reason == ConflictReason::NoBase ? conflict.theirs : after);
            return;
        }
        if (answer && answer->kind == AnswerKind::Edited && files) {
            const uint mode = S_ISREG(after.mode)           ? after.mode
                              : S_ISREG(conflict.mine.mode) ? conflict.mine.mode
                                                            : S_IFREG | 0644;
            put(conflict.path, {mode, keep(answer->edited)}, true);
            return;
        }
        if (answer && answer->kind == AnswerKind::Both && files && putBeside(conflict))
            return;
        m_plan.conflicts.append(conflict);
    }

    bool putBeside(const ApplyConflict &conflict)
    {
        if (conflict.theirs.mode == 0)
            return true; // there is no other version to put anywhere
        if (conflict.mine.mode == 0) {
            put(conflict.path, conflict.theirs);
            return true;
        }
        for (int number = 1; number <= kMostNames; ++number) {
            const QByteArray name = nameForBoth(conflict.path, number);
            const TreeEntry there = wanted(name);
            if (!mayBeApplied({name, there, conflict.theirs}))
                return false;
            if (there.mode == 0 || sameContent(there, conflict.theirs)) {
                put(name, conflict.theirs);
                return true;
            }
        }
        return false;
    }

    void makeMissingFolders()
    {
        for (const QByteArray &path : m_changes.keys()) {
            if (m_changes.value(path).after.mode == 0)
                continue;
            for (const QByteArray &folder : foldersAbove(path)) {
                const auto change = m_changes.constFind(folder);
                const bool missing =
                    change == m_changes.cend() ? m_lower.value(folder).mode == 0 : change->after.mode == 0;
                // One that the attempt deleted, where an answer wants something to be kept, just stays.
                if (missing && change != m_changes.cend() && S_ISDIR(change->before.mode))
                    m_changes.remove(folder);
                else if (missing && change == m_changes.cend())
                    put(folder, {modeOfFolder(folder), {}});
            }
        }
    }

    /// As the attempt has it. Of a folder that it only went through nothing is known.
    [[nodiscard]] uint modeOfFolder(const QByteArray &path) const
    {
        for (const Change &change : m_chosen.changes) {
            if (change.path == path && S_ISDIR(change.now.mode))
                return plain(change.now).mode;
        }
        return kNewFolder;
    }

    /// A folder goes only when nothing is left in it. Innermost first.
    void keepWhatFoldersHold()
    {
        QByteArrayList folders;
        for (auto it = m_changes.cbegin(); it != m_changes.cend(); ++it) {
            if (S_ISDIR(it->before.mode) && !S_ISDIR(it->after.mode))
                folders.append(it.key());
        }
        while (!folders.isEmpty()) {
            const QByteArray folder = folders.takeLast();
            if (!holdsSomething(folder))
                continue;
            const PlannedChange change = m_changes.take(folder);
            if (change.after.mode == 0)
                m_plan.keptFolders.append(folder);
            else
                settleInTheWay(folder, change.before, change.after);
        }
    }

    [[nodiscard]] bool holdsSomething(const QByteArray &folder) const
    {
        const QByteArray prefix = folder + '/';
        for (auto it = m_lower.lowerBound(prefix); it != m_lower.cend() && it.key().startsWith(prefix); ++it) {
            if (it->mode != 0 && wanted(it.key()).mode != 0)
                return true;
        }
        for (auto it = m_changes.lowerBound(prefix); it != m_changes.cend() && it.key().startsWith(prefix); ++it) {
            if (it->after.mode != 0)
                return true;
        }
        return false;
    }

    void settleInTheWay(const QByteArray &path, const TreeEntry &mine, const TreeEntry &theirs)
    {
        const Change *found = nullptr;
        for (const Change &one : m_chosen.changes) {
            if (one.path == path)
                found = &one;
        }
        const ApplyConflict conflict{
            path, ConflictReason::InTheWay, found ? plain(found->base) : TreeEntry(), mine, theirs, {}};
        const ApplyAnswer *answer = answerTo(path);
        const bool both = answer && answer->kind == AnswerKind::Both && !S_ISDIR(theirs.mode);
        if ((answer && answer->kind == AnswerKind::KeepMine) || (both && putBeside(conflict)))
            return;
        m_plan.conflicts.append(conflict);
    }

    /// What has no folder to lie in cannot come.
    void stayBelowFolders()
    {
        for (const QByteArray &path : m_changes.keys()) {
            const PlannedChange change = m_changes.value(path);
            bool hasFolder = true;
            for (const QByteArray &folder : foldersAbove(path)) {
                const TreeEntry there = wanted(folder);
                hasFolder = hasFolder && (S_ISDIR(there.mode) || (change.after.mode == 0 && change.before.mode != 0));
            }
            if (hasFolder)
                continue;
            m_changes.remove(path);
            const ApplyAnswer *answer = answerTo(path);
            if (!answer || answer->kind != AnswerKind::KeepMine)
                m_plan.conflicts.append({path, ConflictReason::InTheWay, {}, change.before, change.after, {}});
        }
    }

    const ChangeSet &m_chosen;
    const FileTree &m_lower;
    const ReadContent &m_read;
    const ApplyAnswers &m_answers;
    Merging m_merging;
    ApplyPlan m_plan;
    QMap<QByteArray, PlannedChange> m_changes;
};

} // namespace

bool sameContent(const TreeEntry &a, const TreeEntry &b)
{
    return (a.mode & S_IFMT) == (b.mode & S_IFMT) && a.content == b.content;
}

QByteArrayList foldersAbove(const QByteArray &path)
{
    QByteArrayList folders;
    for (qsizetype slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1))
        folders.append(path.left(slash));
    return folders;
}

bool mayBeApplied(const PlannedChange &change)
{
    if (change.path.isEmpty() || change.path.contains('\0') || change.path.size() >= PATH_MAX)
        return false;
    for (const QByteArray &name : change.path.split('/')) {
        // git takes other spellings for its own on file systems that do not tell them apart.
        if (name.isEmpty() || name == "." || name == ".." || name.size() > NAME_MAX || name.toLower() == ".git" ||
            isTemporaryName(name))
            return false;
    }
    const uint mode = change.after.mode;
    return mode == 0 || S_ISDIR(mode) || S_ISLNK(mode) || (S_ISREG(mode) && (mode & (S_ISUID | S_ISGID)) == 0);
}

QByteArrayList pathsToLookAt(const ChangeSet &chosen)
{
    QByteArrayList paths;
    for (const Change &change : chosen.changes) {
        if (!mayBeApplied({change.path, {}, change.now}))
            continue;
        paths.append(change.path);
        if (change.isFolder())
            continue;
        for (int number = 1; number <= kMostNames; ++number) {
            const QByteArray name = nameForBoth(change.path, number);
            if (mayBeApplied({name, {}, {}})) // not too long
                paths.append(name);
        }
    }
    return paths;
}

Result<ApplyPlan> planApply(const ChangeSet &chosen, const FileTree &lowerNow, const ReadContent &read,
    const ApplyAnswers &answers, Merging merging)
{
    return Planner(chosen, lowerNow, read, answers, merging).plan();
}

} // namespace vibecoder
