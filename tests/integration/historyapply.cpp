// SPDX-License-Identifier: MIT
// Applying and taking back, in a history: what each path of the person's folder may be afterwards.
#include "integration/historyattempt.h"

#include "core/result/resultrun.h"
#include "workspace/border/pathlook.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace histories {

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr uint kPermissions = 0777;

TreeEntry plain(TreeEntry entry)
{
    if (S_ISREG(entry.mode) || S_ISDIR(entry.mode))
        entry.mode &= S_IFMT | kPermissions;
    return entry;
}

QByteArray told(const TreeEntry &entry)
{
    return QByteArray::number(entry.mode, 8) + ' ' + entry.content.toHex().left(8);
}

template <typename T>
QByteArray failed(const char *what, const Result<T> &result)
{
    return QByteArray(what) + ": " + result.error().message.toUtf8() + ' ' + result.error().detail.toUtf8();
}

// Lines, each as often as it is there.
QMap<QByteArray, int> linesOf(const QByteArray &text)
{
    QMap<QByteArray, int> lines;
    for (const QByteArray &line : text.split('\n'))
        ++lines[line];
    return lines;
}

// Of a file that nobody wrote to the end of in the same moment: everything both did is in it, once.
bool isMerged(const QByteArray &base, const QByteArray &mine, const QByteArray &theirs, const QByteArray &is)
{
    auto shall = linesOf(mine);
    const auto before = linesOf(base), after = linesOf(theirs);
    const QByteArrayList all = before.keys() + after.keys();
    for (const QByteArray &line : QSet<QByteArray>(all.cbegin(), all.cend())) {
        // The same change made by both counts once.
        const int by = after.value(line) - before.value(line), byHer = shall.value(line) - before.value(line);
        if (by != byHer)
            shall[line] += by;
    }
    shall.removeIf([](QMap<QByteArray, int>::iterator it) { return it.value() == 0; });
    return shall == linesOf(is);
}

void writeOver(const QByteArray &place, const TreeEntry &entry, const QByteArray &bytes)
{
    ::unlink(place.constData());
    if (S_ISDIR(entry.mode)) {
        ::mkdir(place.constData(), entry.mode & kPermissions);
        return;
    }
    if (entry.mode == 0) {
        ::rmdir(place.constData());
        return;
    }
    if (S_ISLNK(entry.mode)) {
        (void)!::symlink(bytes.constData(), place.constData());
        return;
    }
    const int file = ::open(place.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, entry.mode & kPermissions);
    (void)!::write(file, bytes.constData(), size_t(bytes.size()));
    ::close(file);
}

void writeAllOver(const QByteArray &root, const QList<PlannedChange> &changes, const ObjectStore &objects,
    const QMap<ObjectId, QByteArray> &more, const ApplyStep &step)
{
    int steps = 0;
    const auto put = [&](const PlannedChange &change) {
        if (step)
            step(++steps);
        const QByteArray bytes = more.contains(change.after.content)
                                     ? more.value(change.after.content)
                                     : objects.read(ObjectType::Blob, change.after.content).value_or(QByteArray());
        writeOver(root + '/' + change.path, change.after, bytes);
    };
    for (auto it = changes.crbegin(); it != changes.crend(); ++it) {
        if (it->after.mode == 0)
            put(*it);
    }
    for (const PlannedChange &change : changes) {
        if (change.after.mode != 0)
            put(change);
    }
}

} // namespace

ApplyStep Attempt::savesAt(QByteArrayList &touched)
{
    QList<int> at;
    for (int i = 1 + m_world.below(3); i > 0; --i)
        at.append(1 + m_world.below(30));
    return [this, at, &touched](int step) {
        for (const int one : at) {
            if (one != step)
                continue;
            m_world.takeFromDisk();
            touched += m_world.person();
        }
    };
}

// What the border lets through here: everything that can be applied.
ChangeSet Attempt::chosen() const
{
    ChangeSet set = m_set;
    set.changes.removeIf([](const Change &change) { return !mayBeApplied({change.path, {}, change.now}); });
    return set;
}

Result<ApplyOutcome> Attempt::applyNow(const ChangeSet &set, const ApplyOptions &options)
{
    if (m_fault != Fault::CarelessApply)
        return applyResult(m_view->folder(), *m_store, *m_target, set, options);
    ApplyOutcome outcome;
    VC_TRY(const FileTree there, lookAtPaths(m_target->descriptor(), pathsToLookAt(set), m_store->objects()));
    VC_TRY(const ApplyPlan plan, planApply(set, there, m_store->reader(), options.answers));
    if (!plan.isReady())
        return applyResult(m_view->folder(), *m_store, *m_target, set, options);
    writeAllOver(root().toUtf8(), plan.changes, m_store->objects(), plan.contents, options.step);
    for (const PlannedChange &change : plan.changes) {
        if (change.merged)
            outcome.merged.append(pathText(change.path));
    }
    outcome.applied = true;
    return outcome;
}

Result<UndoOutcome> Attempt::undoNow(const UndoOptions &options)
{
    if (m_fault != Fault::BlindUndo)
        return undoResult(m_view->folder(), *m_store, *m_target, options);
    UndoOutcome outcome;
    VC_CHECK(resultrun::finishInterrupted(*m_store, *m_target));
    VC_TRY(const ApplyRecord applied, resultrun::appliedNow(*m_store));
    QList<PlannedChange> changes;
    for (const JournaledChange &one : applied.changes)
        changes.append({one.change.path, one.change.after, one.change.before, false});
    writeAllOver(root().toUtf8(), changes, m_store->objects(), {}, options.step);
    for (int number = m_store->applyJournals(); number >= 1; --number)
        m_store->applyJournal(number).forget(m_store->objects());
    outcome.undone = true;
    return outcome;
}

bool Attempt::isClean(const Change &change, const Tree &before, const QHash<QByteArray, Change> &set) const
{
    const auto entry = [&](const QByteArray &path) { return plain(entryOf(nodeAt(before, path))); };
    const TreeEntry mine = entry(change.path);
    if (!change.hasBase && !sameContent(mine, change.now))
        return false;
    if (!sameContent(mine, plain(change.base)) && !sameContent(mine, change.now))
        return false;
    for (QByteArray at = parentOf(change.path); !at.isEmpty(); at = parentOf(at)) {
        const TreeEntry there = entry(at);
        const TreeEntry wanted = set.contains(at) ? set.value(at).now : there;
        if (there.mode != 0 && !S_ISDIR(there.mode) && !S_ISDIR(wanted.mode))
            return false;
    }
    const bool replaced = S_ISDIR(mine.mode) && change.now.mode != 0 && !S_ISDIR(change.now.mode);
    for (auto it = before.lowerBound(change.path + '/');
         replaced && it != before.cend() && it.key().startsWith(change.path + '/'); ++it) {
        const auto also = set.constFind(it.key());
        if (also == set.cend() || also->now.mode != 0 || !isClean(*also, before, set))
            return false;
    }
    return true;
}

// What an earlier apply put into the folder is what the attempt goes on from.
ChangeSet Attempt::sinceApply(ChangeSet set) const
{
    const Tree hers = lower();
    const FileTree put = resultrun::ownPartOf(*m_store).value_or(FileTree());
    for (Change &change : set.changes) {
        const bool isLoose = isRelated(change.path, m_appliedLoose);
        const auto applied = m_applied.constFind(change.path);
        if (change.hasBase && sameContent(entryOf(nodeAt(hers, change.path)), change.base))
            continue;
        if (isLoose && put.contains(change.path)) {
            change.base = put.value(change.path);
            change.hasBase = true;
        } else if (!isLoose && applied != m_applied.cend() && applied->own) {
            change.base = plain(entryOf(*applied->own));
            change.hasBase = true;
        }
    }
    return set;
}

QByteArray Attempt::checkApply(const ChangeSet &chosenSet, const Tree &before, const ApplyOutcome &outcome,
    const ApplyOptions &options, const QByteArrayList &meanwhile, bool killed)
{
    QHash<QByteArray, Change> set;
    for (const Change &change : chosenSet.changes)
        set.insert(change.path, change);
    QByteArrayList unclean;
    for (const Change &change : chosenSet.changes) {
        if (!isClean(change, before, set))
            unclean.append(change.path);
    }
    const Tree after = readTree(root().toUtf8());
    QByteArray wrong;
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        if (it.key().contains(".vibecoder"))
            wrong += "  left over: " + it.key() + '\n';
    }
    const bool mustApply = unclean.isEmpty() && meanwhile.isEmpty();
    if (mustApply && !outcome.applied)
        wrong += "  nobody was there, and it is not applied\n";
    for (const ConflictFile &conflict : outcome.conflicts.files) {
        if (!isRelated(conflict.path.toUtf8(), unclean + meanwhile))
            wrong += "  a conflict that is none: " + conflict.path.toUtf8() + '\n';
    }
    const bool isBegun = killed && !meanwhile.isEmpty() && !difference(after, before, meanwhile).isEmpty();
    if (!outcome.applied && !isBegun) {
        if (outcome.conflicts.files.isEmpty() && !outcome.keepsChanging)
            wrong += "  not applied for no reason\n";
        const QByteArray differs = difference(after, before, meanwhile);
        return differs.isEmpty() ? wrong : wrong + "not applied, but:\n" + differs;
    }
    const bool answered = options.others.has_value();
    QSet<QByteArray> paths(before.keyBegin(), before.keyEnd());
    paths += QSet<QByteArray>(after.keyBegin(), after.keyEnd());
    for (const Change &change : chosenSet.changes)
        paths.insert(change.path);
    for (const QByteArray &path : std::as_const(paths)) {
        if (isRelated(path, meanwhile) || isInGit(path))
            continue;
        const TreeEntry was = plain(entryOf(nodeAt(before, path))), is = plain(entryOf(nodeAt(after, path)));
        const auto found = set.constFind(path);
        if (found == set.cend()) {
            const bool onTheWay = was.mode == 0 && S_ISDIR(is.mode) &&
                                  std::any_of(chosenSet.changes.cbegin(), chosenSet.changes.cend(),
                                      [&](const Change &one) { return one.now.mode != 0 && isAtOrIn(one.path, path); });
            const bool beside = options.others == AnswerKind::Both && path.contains(".theirs");
            const bool kept = killed && path.contains(".saved");
            if (!(is == was) && !onTheWay && !beside && !kept)
                wrong += "  not of the set: " + path + ": was " + told(was) + ", is " + told(is) + '\n';
            continue;
        }
        const TreeEntry base = plain(found->base), theirs = plain(found->now);
        bool isRight = sameContent(is, theirs) && (is.mode == theirs.mode || is.mode == was.mode || !found->hasBase ||
                                                      theirs.mode == base.mode || was.mode != base.mode);
        if (found->hasBase && theirs.mode != 0 && sameContent(base, theirs))
            // Permissions alone; or she removed the folder, and what an answer wants in it needs one.
            isRight = sameContent(is, was) ||
                      (was.mode == 0 && S_ISDIR(is.mode) && !below(after, path + '/').isEmpty());
        else if (sameContent(was, theirs))
            isRight = sameContent(is, was);
        else if (found->hasBase && sameContent(was, base))
            isRight =
                isRight ||
                (S_ISDIR(was.mode) && S_ISDIR(is.mode) && theirs.mode == 0 && !below(after, path + '/').isEmpty()) ||
                (answered && sameContent(is, was) && !unclean.isEmpty());
        else {
            isRight = answered && (sameContent(is, was) || sameContent(is, theirs));
            // Its place is kept, but what comes below it needs a folder.
            if (options.others == AnswerKind::KeepMine)
                isRight = sameContent(is, was) || (was.mode == 0 && S_ISDIR(is.mode));
            const bool mayBeMerged = found->hasBase && S_ISREG(was.mode) && S_ISREG(theirs.mode) && S_ISREG(is.mode) &&
                                     (base.mode == 0 || S_ISREG(base.mode));
            const auto text = [this](const TreeEntry &entry) {
                return m_store->objects().read(ObjectType::Blob, entry.content).value_or(QByteArray());
            };
            isRight = isRight ||
                      (mayBeMerged && isMerged(base.mode == 0 ? QByteArray() : text(base),
                                          nodeAt(before, path)->content, text(theirs), nodeAt(after, path)->content));
        }
        if (!isRight)
            wrong += "  " + path + ": base " + (found->hasBase ? told(base) : "?") + ", hers " + told(was) +
                     ", the attempt's " + told(theirs) + ", is " + told(is) + '\n';
    }
    return wrong;
}

// Each word she saved last is where she saved it, or beside, unless the attempt knew and changed it or she gave it up.
QByteArray Attempt::checkSaves(const ChangeSet &set, bool applied, bool answered)
{
    const Tree now = readTree(m_world.root());
    QByteArray wrong;
    for (auto it = m_world.saves.begin(); it != m_world.saves.end();) {
        const QByteArray &path = it.key();
        bool isThere = false;
        for (auto node = now.cbegin(); node != now.cend() && !isThere; ++node) {
            const bool isPlace =
                node.key() == path || node.key().startsWith(path + ".saved") ||
                (node.key().contains(".saved") && node.key()
                                                      .mid(node.key().lastIndexOf('/') + 1)
                                                      .startsWith(path.mid(path.lastIndexOf('/') + 1) + ".saved"));
            isThere = isPlace && node->content.contains(it->word);
        }
        if (isThere) {
            ++it;
            continue;
        }
        bool wasKnown = answered;
        for (const Change &change : set.changes) {
            const bool isIt = m_prefix + change.path == path;
            if (applied && isIt && change.hasBase && !change.base.content.isEmpty())
                wasKnown = wasKnown || m_store->objects()
                                           .read(ObjectType::Blob, change.base.content)
                                           .value_or(QByteArray())
                                           .contains(it->word);
        }
        if (!wasKnown)
            wrong += "  lost: " + path + " with " + it->word + '\n';
        it = m_world.saves.erase(it);
    }
    return wrong;
}

void Attempt::noteApplied(const ChangeSet &set, const Tree &before, const QByteArrayList &meanwhile)
{
    FileTree theirs;
    for (const Change &change : set.changes)
        theirs.insert(change.path, change.now);
    const Tree after = readTree(root().toUtf8());
    QSet<QByteArray> paths(before.keyBegin(), before.keyEnd());
    paths += QSet<QByteArray>(after.keyBegin(), after.keyEnd());
    for (const QByteArray &path : std::as_const(paths)) {
        Swap swap{nodeAt(before, path), nodeAt(after, path), {}};
        if (swap.before == swap.after || isRelated(path, meanwhile))
            continue;
        const auto earlier = m_applied.constFind(path);
        if (sameContent(entryOf(swap.after), theirs.value(path)))
            swap.own = swap.after;
        else if (earlier != m_applied.cend())
            swap.own = earlier->own;
        if (earlier != m_applied.cend() && earlier->after == swap.before)
            swap.before = earlier->before;
        m_applied.insert(path, swap);
    }
    m_appliedLoose += meanwhile;
}

// The folder has changed, the attempt has not: what it has to show and to tell follows from the two.
QByteArray Attempt::afterFolderChanged(const Tree &all, const QByteArrayList &touched, QByteArray wrong)
{
    m_world.takeFromDisk();
    if (isSub())
        wrong += difference(m_world.lower, all, touched + QByteArrayList{m_prefix.chopped(1)});
    m_world.letTimePass();
    return wrong.isEmpty() ? compareSet() : wrong;
}

QByteArray Attempt::apply()
{
    const Tree all = m_world.lower, before = lower();
    const ChangeSet set = chosen(), shall = sinceApply(set);
    ApplyOptions options;
    QByteArrayList touched;
    const int way = m_world.below(10);
    const bool saves = way < 4, kill = way >= 4 && way < 7 && m_fault != Fault::CarelessApply;
    if (m_world.oneIn(2))
        options.others = saves ? AnswerKind::KeepMine : AnswerKind(m_world.below(3));
    m_world.note(m_taskId.toUtf8() + ": apply" +
                 (saves     ? " with saves"
                     : kill ? ", killed"
                            : "") +
                 (options.others ? ", answer " + QByteArray::number(int(*options.others)) : ""));
    if (saves)
        options.step = savesAt(touched);
    if (kill) {
        const int killAt = 1 + m_world.below(40);
        const pid_t child = ::fork();
        if (child == 0) {
            ApplyOptions dying = options;
            dying.step = [killAt](int step) {
                if (step == killAt)
                    ::_exit(9);
            };
            (void)applyNow(set, dying);
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
        m_world.note("  killed before step " + QByteArray::number(killAt));
        if (m_world.oneIn(3)) {
            m_world.takeFromDisk();
            touched += m_world.person();
        }
        if (m_applied.isEmpty() && m_appliedLoose.isEmpty() && m_world.oneIn(3)) {
            m_world.note("  taken back");
            UndoOptions back;
            const auto undone = undoResult(m_view->folder(), *m_store, *m_target, back);
            if (!undone && undone.error().code != ErrorCode::NotFound)
                return failed("undo after a kill", undone);
            QByteArray wrong = difference(readTree(root().toUtf8()), before, local(touched));
            return afterFolderChanged(
                all, touched, wrong + checkSaves(shall, true, options.others == AnswerKind::UseTheirs));
        }
    }
    if (m_fault == Fault::SilentTheirs) {
        ApplyOptions silent = options;
        silent.others = AnswerKind::UseTheirs;
        options.others.reset();
        const auto done = applyNow(set, silent);
        if (!done)
            return failed("apply", done);
        QByteArray wrong = checkApply(shall, before, *done, options, local(touched), kill);
        return afterFolderChanged(all, touched, wrong + checkSaves(shall, done->applied, false));
    }
    const auto done = applyNow(set, options);
    if (!done)
        return failed("apply", done);
    m_world.note(done->applied ? "  applied" : done->keepsChanging ? "  keeps changing" : "  conflicts");
    QByteArray wrong = checkApply(shall, before, *done, options, local(touched), kill);
    wrong += checkSaves(shall, done->applied || kill, options.others == AnswerKind::UseTheirs);
    noteApplied(set, before, local(touched));
    return afterFolderChanged(all, touched, wrong);
}

QByteArray Attempt::checkUndo(
    const Tree &before, const UndoOutcome &outcome, const QByteArrayList &meanwhile, bool killed)
{
    const Tree after = readTree(root().toUtf8());
    QByteArray wrong;
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        if (it.key().contains(".vibecoder"))
            wrong += "  left over: " + it.key() + '\n';
    }
    if (!outcome.undone && !killed) {
        const QByteArray differs = difference(after, before, meanwhile);
        return differs.isEmpty() ? wrong : wrong + "not undone, but:\n" + differs;
    }
    const QByteArrayList loose = meanwhile + m_appliedLoose;
    QByteArrayList left = loose;
    for (const QString &path : outcome.leftAlone)
        left.append(pathBytes(path));
    QSet<QByteArray> paths(before.keyBegin(), before.keyEnd());
    paths += QSet<QByteArray>(after.keyBegin(), after.keyEnd());
    for (const QByteArray &path : std::as_const(paths)) {
        if (isRelated(path, loose) || isInGit(path))
            continue;
        const TreeEntry was = plain(entryOf(nodeAt(before, path))), is = plain(entryOf(nodeAt(after, path)));
        const auto found = m_applied.constFind(path);
        bool isRight = is == was;
        if (found == m_applied.cend()) {
            isRight = isRight || (was.mode == 0 && S_ISDIR(is.mode)) || (killed && path.contains(".saved"));
        } else {
            const TreeEntry old = plain(entryOf(found->before)), put = plain(entryOf(found->after));
            if (sameContent(old, put))
                isRight = sameContent(is, was);
            else if (sameContent(was, put))
                isRight = sameContent(is, old) || (isRight && isRelated(path, left)) ||
                          // Hers came back into it.
                          (S_ISDIR(is.mode) && !below(after, path + '/').isEmpty());
            else
                isRight = isRight && (sameContent(was, old) || isRelated(path, left) || killed);
        }
        if (!isRight)
            wrong += "  " + path + ": was " + told(was) + ", is " + told(is) +
                     (found == m_applied.cend() ? QByteArray(", not applied")
                                                : ", before " + told(plain(entryOf(found->before)))) +
                     '\n';
    }
    return wrong;
}

QByteArray Attempt::undo()
{
    if (m_fault == Fault::CarelessApply)
        return {}; // it keeps no journal
    const Tree all = m_world.lower, before = lower();
    QByteArrayList touched;
    UndoOptions options;
    const int way = m_world.below(10);
    const bool saves = way < 3, kill = way >= 3 && way < 6;
    m_world.note(m_taskId.toUtf8() + ": undo" + (saves ? " with saves" : kill ? ", killed" : ""));
    if (saves)
        options.step = savesAt(touched);
    if (kill) {
        const int killAt = 1 + m_world.below(40);
        m_world.note("  killed before step " + QByteArray::number(killAt));
        const pid_t child = ::fork();
        if (child == 0) {
            UndoOptions dying;
            dying.step = [killAt](int step) {
                if (step == killAt)
                    ::_exit(9);
            };
            (void)undoNow(dying);
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
        if (m_world.oneIn(3)) {
            m_world.takeFromDisk();
            touched += m_world.person();
        }
    }
    const auto done = undoNow(options);
    UndoOutcome outcome;
    if (done)
        outcome = *done;
    else if (done.error().code == ErrorCode::NotFound && kill)
        outcome.undone = true; // the killed one had come to its end
    else if (done.error().code != ErrorCode::NotFound || !m_applied.isEmpty())
        return failed("undo", done);
    m_world.note(outcome.undone ? "  undone" : "  not undone");
    QByteArray wrong = checkUndo(before, outcome, local(touched), kill);
    wrong += checkSaves({}, false, false);
    if (outcome.undone) {
        m_applied.clear();
        m_appliedLoose.clear();
    } else {
        m_appliedLoose += local(touched);
    }
    return afterFolderChanged(all, touched, wrong);
}

} // namespace histories
