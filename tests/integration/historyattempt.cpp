// SPDX-License-Identifier: MIT
#include "integration/historyattempt.h"

#include "base/digest.h"
#include "core/view/viewreturn.h"
#include "workspace/border/changesetstore.h"

#include <QCoro/QCoroTask>
#include <QFile>
#include <QFileInfo>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace histories {

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLongest = 60000; // ms of a command, when the machine is busy

template <typename T>
QByteArray failed(const char *what, const Result<T> &result)
{
    return QByteArray(what) + ": " + result.error().message.toUtf8() + ' ' + result.error().detail.toUtf8();
}

QByteArray told(const TreeEntry &entry)
{
    return QByteArray::number(entry.mode, 8) + ' ' + entry.content.toHex().left(8);
}

// Waits until the test has opened the gate.
QByteArray waiting()
{
    return "echo READY\ni=0\nwhile read -r g < .gate; [ \"$g\" != 1 ] && [ $i -lt 5000 ]; do i=$((i+1)); sleep 0.002; "
           "done\n";
}

} // namespace

Attempt::Attempt(
    World &world, ProcessRunner &runner, const Journal &journal, QString taskId, QByteArray prefix, Fault fault)
    : m_world(world)
    , m_runner(runner)
    , m_journal(journal)
    , m_taskId(std::move(taskId))
    , m_prefix(std::move(prefix))
    , m_fault(fault)
    , m_location{world.at(u"store.db"_s)}
{
}

QString Attempt::root() const
{
    return m_world.at(m_prefix.isEmpty() ? u"w"_s : u"w/"_s + QString::fromUtf8(m_prefix.chopped(1)));
}

QByteArrayList Attempt::local(const QByteArrayList &paths) const
{
    QByteArrayList found;
    for (const QByteArray &path : paths) {
        if (path.startsWith(m_prefix))
            found.append(path.mid(m_prefix.size()));
    }
    return found;
}

SandboxProfile Attempt::profile() const
{
    SandboxProfile profile;
    profile.workingDirectory = root();
    if (m_fault != Fault::WrittenThrough)
        profile.view = m_view->mounts();
    return profile;
}

QByteArray Attempt::open()
{
    auto view = AttemptView::open(AttemptView::folderOf(m_location, m_taskId, 1), root(), {});
    if (!view)
        return failed("the view does not open", view);
    m_view = std::move(*view);
    auto store = ResultStore::open(m_location, m_taskId, 1);
    if (!store)
        return failed("the store does not open", store);
    m_store = std::move(*store);
    auto target = Workspace::open(root());
    if (!target)
        return failed("the folder does not open", target);
    m_target = std::move(*target);
    return {};
}

void Attempt::close()
{
    m_runner.endSandbox(m_taskId);
    m_view.reset();
    m_store.reset();
    m_target.reset();
}

Result<ProcessResult> Attempt::run(const QByteArray &script, const std::function<void()> &ready, bool kill)
{
    ProcessRequest request;
    request.argv = shellArgv(QString::fromUtf8("umask 022\n" + script));
    request.directory = root();
    request.timeoutMs = kLongest;
    request.sandbox = profile();
    request.sandboxOwner = m_taskId;
    request.pidFile = m_world.at(u"pid"_s);
    QByteArray seen;
    request.live = [&](QByteArrayView bytes) {
        const bool before = seen.contains("READY");
        seen += bytes.toByteArray();
        if (before || !seen.contains("READY"))
            return;
        if (ready)
            ready();
        m_world.setGate(m_prefix, true);
        if (!kill)
            return;
        ::usleep(useconds_t(m_world.below(4000)));
        QFile file(m_world.at(u"pid"_s));
        if (file.open(QIODevice::ReadOnly)) {
            const int pid = file.readLine().split(' ').value(0).toInt();
            if (pid > 1)
                ::kill(pid, SIGKILL);
        }
    };
    auto result = QCoro::waitFor(m_runner.run(request, m_stop));
    m_world.setGate(m_prefix, false);
    return result;
}

QByteArray Attempt::command()
{
    enum class Way { Plain, Race, Kill, Crash };
    const int drawn = m_world.below(20);
    const Way way = drawn < 11 ? Way::Plain : drawn < 16 ? Way::Race : drawn < 18 ? Way::Kill : Way::Crash;
    static const char *const ways[] = {
        "command", "command with saves", "command that is killed", "command, then a crash"};
    m_world.note(m_taskId.toUtf8() + ": " + ways[int(way)]);
    Tree shall = m_shown = shown(m_upper, lower());
    const Tree lowerBefore = lower();
    QByteArray script;
    QList<Op> later;
    const auto add = [&](int ops, bool afterwards) {
        for (int i = 0; i < ops; ++i) {
            const Op op = m_world.op(shall, isSub());
            op.effect(shall);
            script += afterwards ? "{ " + op.script + "; } || true\n" : "{ " + op.script + "; } || exit 9\n";
            m_world.note("  " + op.script.left(160));
            if (afterwards)
                later.append(op);
        }
    };
    add(1 + m_world.below(3), false);
    if (way == Way::Race || way == Way::Kill) {
        script += waiting();
        m_world.note("  ---");
        add(1 + m_world.below(2), true);
    }
    QByteArrayList looseBases = local(m_world.recent), looseView;
    const auto ready = [&] {
        if (way != Way::Race)
            return;
        for (int i = 1 + m_world.below(2); i > 0; --i)
            looseView += local(m_world.person());
    };
    if (m_fault != Fault::LateBase) {
        if (const Result<> begun = m_view->begin(); !begun)
            return failed("begin", begun);
    }
    const auto result = run(script, ready, way == Way::Kill);
    if (!result)
        return failed("the command does not run", result);
    if (way != Way::Kill && result->exitCode != 0)
        return "the command ends with " + QByteArray::number(result->exitCode.value_or(-1)) + ": " + result->output() +
               result->startError.toUtf8();
    // The end may have come first, and the kill to a sandbox that waits for the next command.
    if (way == Way::Kill)
        m_runner.endSandbox(m_taskId);
    if (m_fault == Fault::LateBase) {
        ::usleep(12000);
        (void)m_view->begin();
    }
    if (way == Way::Crash) {
        close();
        if (m_world.oneIn(2))
            looseView += local(m_world.person());
        if (m_fault == Fault::LostBook) {
            QFile book(AttemptView::folderOf(m_location, m_taskId, 1) + u"/bases/book"_s);
            (void)book.open(QIODevice::WriteOnly | QIODevice::Truncate);
        }
        if (QByteArray wrong = open(); !wrong.isEmpty())
            return wrong;
        if (m_fault == Fault::LostBook) {
            ::usleep(12000);
            (void)m_view->begin();
            (void)m_view->end();
        }
    } else if (const Result<> ended = m_view->end(); !ended) {
        return failed("end", ended);
    }
    // What one command does to related paths depends on what it saw.
    for (const Op &op : later) {
        if (std::any_of(
                op.paths.cbegin(), op.paths.cend(), [&](const QByteArray &path) { return isRelated(path, looseView); }))
            looseView += op.paths;
    }
    const std::optional<Tree> known = way == Way::Kill ? std::nullopt : std::optional<Tree>(shall);
    return settle(known, looseView, looseBases + looseView, lowerBefore);
}

QByteArray Attempt::edit()
{
    Tree shall = shown(m_upper, lower());
    const Tree lowerBefore = lower();
    QByteArrayList paths;
    for (auto it = shall.cbegin(); it != shall.cend(); ++it) {
        struct stat st
        {
        };
        const bool mayBe = it->isFile() && it->group == 0 && !isInGit(it.key()) && it.key() != ".gitignore";
        const QByteArray place = root().toUtf8() + '/' + it.key();
        if (mayBe && !(::lstat(place.constData(), &st) == 0 && st.st_nlink > 1))
            paths.append(it.key());
    }
    QList<PlannedWrite> writes;
    for (int i = 1 + m_world.below(2); i > 0 && !paths.isEmpty(); --i) {
        const QByteArray path = paths.takeAt(m_world.below(int(paths.size())));
        const QByteArray old = shall.value(path).content, text = m_world.newText(old, "task");
        writes.append({pathText(path), text, sha256Hex(old), std::nullopt});
        setContent(shall, path, text);
    }
    const QByteArray fresh = "new" + QByteArray::number(m_world.below(3)) + "/f";
    if (!shall.contains(fresh) && (!shall.contains(parentOf(fresh)) || shall.value(parentOf(fresh)).isFolder())) {
        const QByteArray text = m_world.newText({}, "task");
        writes.append({pathText(fresh), text, {}, std::nullopt});
        makeFolders(shall, parentOf(fresh));
        setContent(shall, fresh, text);
    }
    m_world.note(m_taskId.toUtf8() + ": edit");
    for (const PlannedWrite &write : std::as_const(writes))
        m_world.note("  " + write.path.toUtf8());
    InView place(
        m_runner, *m_view, m_view->shown(), m_journal, [this] { return profile(); }, m_taskId, m_stop);
    {
        auto entering = place.enter(WorkPlace::Use::Write);
        const Result<PlaceLease> lease = QCoro::waitFor(std::move(entering));
        if (!lease)
            return failed("the view does not open for an edit", lease);
        if (const auto written = m_view->shown().writeAll(writes); !written)
            return failed("the edit", written);
    }
    return settle(shall, {}, local(m_world.recent), lowerBefore);
}

QByteArray Attempt::inMount(bool note, const std::function<QByteArray()> &work)
{
    if (const Result<> begun = m_view->begin(); !begun)
        return failed("begin", begun);
    auto opened = QCoro::waitFor(m_runner.openView(profile(), m_taskId, m_stop));
    if (!opened)
        return failed("the view does not open", opened);
    m_view->shown().show(std::move(*opened));
    QByteArray wrong = work();
    m_view->shown().hide();
    if (note && wrong.isEmpty()) {
        if (const Result<> ended = m_view->end(); !ended)
            return failed("end", ended);
    }
    return wrong;
}

QByteArray Attempt::reopen()
{
    m_world.note(m_taskId.toUtf8() + ": taken up again");
    close();
    if (QByteArray wrong = open(); !wrong.isEmpty())
        return wrong;
    return compareSet();
}

QByteArray Attempt::remove()
{
    const QString folder = AttemptView::folderOf(m_location, m_taskId, 1);
    m_world.note(m_taskId.toUtf8() + ": its view is removed");
    close();
    if (const Result<> removed = ViewFolder::removeUnused(m_location.viewsFolder(), QFileInfo(folder).fileName());
        !removed)
        return failed("removal", removed);
    return QFile::exists(folder) ? "the view is still there" : m_world.check();
}

QByteArray Attempt::checkpoint()
{
    const QString name = u"kept-%1"_s.arg(m_checkpoints.size());
    m_world.note(m_taskId.toUtf8() + ": checkpoint " + QByteArray::number(m_checkpoints.size()));
    const Result<QString> tree = keepChangeSet(m_view->objects(), m_set, name);
    if (!tree)
        return failed("checkpoint", tree);
    const Result<ChangeSet> back = loadChangeSet(m_view->objects(), *tree);
    if (!back || !(*back == m_set))
        return "a kept set is not what was kept";
    m_checkpoints.append({*tree, m_set});
    return {};
}

QByteArray Attempt::goBack()
{
    const int number = m_world.below(int(m_checkpoints.size()));
    m_world.note(m_taskId.toUtf8() + ": goes back to checkpoint " + QByteArray::number(number));
    const Result<ChangeSet> wanted = loadChangeSet(m_view->objects(), m_checkpoints.at(number).tree);
    if (!wanted)
        return failed("a checkpoint is gone", wanted);
    Tree shall = shown(m_upper, lower());
    const Tree before = shall, lowerBefore = lower();
    QByteArrayList loose = local(m_world.recent);
    const auto nodeOf = [&](const TreeEntry &entry, uint bits) {
        Node node;
        node.mode = S_ISLNK(entry.mode) ? 0 : entry.mode & bits;
        node.kind = S_ISDIR(entry.mode)    ? Node::Kind::Folder
                    : S_ISLNK(entry.mode)  ? Node::Kind::Link
                    : S_ISFIFO(entry.mode) ? Node::Kind::Fifo
                                           : Node::Kind::File;
        if (!entry.content.isEmpty())
            node.content = m_view->objects().read(ObjectType::Blob, entry.content).value_or("gone");
        return node;
    };
    // From what is there: what the engine made of it is not asked.
    const auto bring = [&](const QByteArray &path, const TreeEntry &entry) {
        if (entry.mode == 0)
            shall.remove(path);
        else if (mayBeApplied({path, {}, entry}))
            shall.insert(path, nodeOf(entry, 0777));
        else if (before.contains(path))
            shall.insert(path, before.value(path));
    };
    const auto wasInNothing = [&](const QByteArray &path) {
        return std::any_of(wanted->changes.cbegin(), wanted->changes.cend(), [&path](const Change &change) {
            return path.startsWith(change.path + '/') && !S_ISDIR(change.now.mode);
        });
    };
    for (const Change &change : std::as_const(m_set.changes)) {
        if (wasInNothing(change.path)) {
            shall.remove(change.path);
            continue;
        }
        // What nobody knows becomes what she has there now.
        const auto hers = nodeAt(lowerBefore, change.path);
        if (!change.hasBase && hers && mayBeApplied({change.path, {}, entryOf(hers)}))
            shall.insert(change.path, *hers);
        else
            bring(change.path, change.hasBase ? change.base : entryOf(hers));
    }
    for (const Change &change : wanted->changes) {
        bring(change.path, change.now);
        for (QByteArray at = parentOf(change.path); !at.isEmpty() && !change.isDeleted(); at = parentOf(at)) {
            if (!nodeAt(shall, at).value_or(Node()).isFolder())
                shall.insert(at, {Node::Kind::Folder, 0755, {}, 0});
        }
    }
    ChangeSet given = *wanted;
    if (m_fault == Fault::ForgetfulReturn)
        given.changes.removeIf([](const Change &change) { return change.isDeleted(); });
    if (m_world.oneIn(5)) {
        const int killAt = 1 + m_world.below(25);
        m_world.note("  killed before step " + QByteArray::number(killAt));
        const QByteArray wrong = inMount(false, [&]() -> QByteArray {
            const pid_t child = ::fork();
            if (child == 0) {
                (void)returnTo(m_view->shown(), *m_view, m_set, given, [killAt](int step) {
                    if (step == killAt)
                        ::_exit(9);
                });
                ::_exit(0);
            }
            ::waitpid(child, nullptr, 0);
            return {};
        });
        if (!wrong.isEmpty())
            return wrong;
        close();
        if (const QByteArray notOpen = open(); !notOpen.isEmpty())
            return notOpen;
    }
    QByteArrayList left;
    const QByteArray wrong = inMount(true, [&]() -> QByteArray {
        const Result<QByteArrayList> done = returnTo(m_view->shown(), *m_view, m_set, given);
        if (!done)
            return failed("going back", done);
        left = *done;
        return {};
    });
    if (!wrong.isEmpty())
        return wrong;
    for (const QByteArray &path : std::as_const(left))
        m_world.note("  stays: " + path);
    // What each of these paths was to begin with is what it was then, whatever she did there since.
    for (const Change &change : wanted->changes) {
        MBase &base = m_bases[change.path];
        base.known = change.hasBase;
        if (change.hasBase)
            base.node = change.base.mode == 0 ? std::nullopt : std::optional<Node>(nodeOf(change.base, 07777));
    }
    return settle(shall, left, loose + left, lowerBefore);
}

Result<ChangeSet> Attempt::changes()
{
    Result<ChangeSet> set = m_view->changes();
    if (m_fault == Fault::OpaqueLeftOut && set) {
        set->changes.removeIf([this](const Change &change) {
            return change.isDeleted() && nodeAt(m_shown, parentOf(change.path)) &&
                   hides(m_upper, parentOf(change.path));
        });
    }
    return set;
}

QByteArray Attempt::settle(const std::optional<Tree> &shall, const QByteArrayList &looseView,
    const QByteArrayList &looseBases, const Tree &lowerBefore)
{
    m_upper = readUpper((m_view->folder().storage() + u"/0/upper"_s).toUtf8());
    m_shown = shown(m_upper, lower());
    QByteArray wrong = m_world.check();
    for (auto it = m_upper.nodes.cbegin(); it != m_upper.nodes.cend(); ++it) {
        if (it.key().contains(".vibecoder"))
            wrong += "  left over in the view: " + it.key() + '\n';
    }
    if (shall) {
        const QByteArray differs = difference(m_shown, *shall, looseView);
        if (!differs.isEmpty())
            wrong += "the view shows:\n" + differs;
    }
    if (!wrong.isEmpty())
        return wrong;
    wrong = takeBases(looseBases, lowerBefore);
    return wrong.isEmpty() ? compareSet() : wrong;
}

QMap<QByteArray, bool> Attempt::upperPaths() const
{
    QMap<QByteArray, bool> paths;
    for (auto it = m_upper.nodes.cbegin(); it != m_upper.nodes.cend(); ++it)
        paths.insert(it.key(), true);
    for (const QByteArray &path : m_upper.deleted)
        paths.insert(path, true);
    const Tree hers = lower();
    for (auto it = hers.cbegin(); it != hers.cend(); ++it) {
        if (!paths.contains(it.key()) && hides(m_upper, parentOf(it.key())))
            paths.insert(it.key(), false);
    }
    for (auto it = paths.begin(); it != paths.end();) {
        const QByteArray parent = parentOf(it.key());
        it = isInGit(it.key()) || (!parent.isEmpty() && isIgnored(parent)) ? paths.erase(it)
                                                                                                    : std::next(it);
    }
    return paths;
}

bool Attempt::isBelow(const QByteArray &path, bool MBase::*what) const
{
    for (QByteArray at = parentOf(path); !at.isEmpty(); at = parentOf(at)) {
        const auto base = m_bases.constFind(at);
        if (base != m_bases.cend() && (*base).*what)
            return true;
    }
    return false;
}

// Somebody was there, or so near that nobody can be certain.
bool Attempt::isLoose(const QByteArray &path, const QByteArrayList &loose) const
{
    if (isRelated(path, loose))
        return true;
    QSet<QByteArray> touched;
    for (const QByteArray &one : loose)
        touched.insert(parentOf(one));
    for (QByteArray at = parentOf(path); !at.isEmpty(); at = parentOf(at)) {
        if (touched.contains(at) && touched.contains(parentOf(at)))
            return true;
    }
    const Tree hers = lower();
    QByteArray nearest = path;
    while (!nearest.isEmpty() && !nodeAt(hers, nearest).value_or(Node()).isFolder())
        nearest = parentOf(nearest);
    return !hers.contains(path) && touched.contains(nearest);
}

QByteArray Attempt::takeBases(const QByteArrayList &loose, const Tree &lowerBefore)
{
    const auto book = BaseBook::open(m_view->folder(), changeLimits().maxFileBytes);
    if (!book)
        return failed("the book of bases", book);
    const auto paths = upperPaths();
    const Tree hers = lower();
    QMap<QByteArray, MBase> bases;
    QByteArray wrong;
    for (auto it = paths.cbegin(); it != paths.cend(); ++it) {
        const QByteArray &path = it.key();
        const std::optional<Base> real = (*book)->find(path);
        const auto known = m_bases.constFind(path);
        MBase base;
        if (known != m_bases.cend()) {
            base = *known;
        } else if (isBelow(path, &MBase::hides)) {
            if (!*it)
                continue;
        } else {
            base.node = nodeAt(hers, path);
            if (base.node && isBelow(path, &MBase::closed))
                base.known = false;
            if (real && isLoose(path, loose)) {
                // Not certain is always a true answer; another one has to be the state before.
                base.known = real->isKnown;
                const auto was = nodeAt(lowerBefore, path);
                const bool isTrue = real->entry.mode == 0 ? !was || !base.node : real->entry == entryOf(was);
                if (real->isKnown && !S_ISDIR(real->entry.mode) && !isTrue)
                    wrong += "  base of " + path + ": " + told(real->entry) + " is known, it was " +
                             told(entryOf(was)) + '\n';
                if (real->isKnown && real->entry.mode == 0)
                    base.node = std::nullopt;
            }
        }
        base.hides = hides(m_upper, path);
        const auto node = nodeAt(m_shown, path);
        base.closed = isIgnored(path) && (node ? node->isFolder() : nodeAt(hers, path).value_or(Node()).isFolder());
        bases.insert(path, base);
        const bool isSame = real && real->isKnown == base.known && (!base.known || real->entry == entryOf(base.node));
        if (!isSame)
            wrong += "  base of " + path + ": " +
                     (!real ? "none" : (real->isKnown ? "known " : "unknown ") + told(real->entry)) + ", shall be " +
                     (base.known ? "known " : "unknown ") + told(entryOf(base.node)) + '\n';
    }
    if (wrong.isEmpty() && (*book)->size() != bases.size())
        wrong = "the book has " + QByteArray::number((*book)->size()) + " bases, shall have " +
                QByteArray::number(bases.size()) + '\n';
    m_bases = bases;
    return wrong;
}

QByteArray Attempt::compareSet()
{
    m_shown = shown(m_upper, lower());
    const auto set = changes();
    if (!set)
        return failed("the changes", set);
    QByteArray wrong;
    for (const QByteArray &problem : set->problems)
        wrong += "  problem: " + problem + '\n';
    QMap<QByteArray, Change> real;
    for (const Change &change : set->changes)
        real.insert(change.path, change);
    const auto paths = upperPaths();
    const Tree hers = lower();
    for (auto it = paths.cbegin(); it != paths.cend(); ++it) {
        const QByteArray &path = it.key();
        const auto base = m_bases.constFind(path);
        const TreeEntry now = entryOf(nodeAt(m_shown, path)), lowerNow = entryOf(nodeAt(hers, path));
        const bool isKnown = base != m_bases.cend() && base->known;
        const bool isNoChange = isIgnored(path) || (now.mode == 0 && lowerNow.mode == 0) ||
                                (base == m_bases.cend() && !*it) ||
                                (isKnown ? now == entryOf(base->node) : now == lowerNow);
        const bool isThere = real.contains(path);
        if (isThere == isNoChange) {
            wrong += "  the set " + QByteArray(isThere ? "has " : "lacks ") + path + ": " + told(now) + '\n';
            continue;
        }
        const Change change = real.take(path);
        if (isThere &&
            (!(change.now == now) || change.hasBase != isKnown || (isKnown && !(change.base == entryOf(base->node)))))
            wrong += "  the set has " + path + ": " + (change.hasBase ? told(change.base) : "?") + " > " +
                     told(change.now) + ", shall be " + (isKnown ? told(entryOf(base->node)) : "?") + " > " +
                     told(now) + '\n';
    }
    for (const Change &change : std::as_const(real))
        wrong += "  the set has " + change.path + ", which the attempt did not write\n";
    QSet<QByteArray> behind;
    for (const StayingBehind &one : set->stayingBehind)
        behind.insert(one.path);
    for (auto it = m_upper.nodes.cbegin(); it != m_upper.nodes.cend(); ++it) {
        const bool isTop = isIgnored(it.key()) && (parentOf(it.key()).isEmpty() || !isIgnored(parentOf(it.key())));
        if (isTop && !it->isFolder() && !isInGit(it.key()) && !behind.contains(it.key()))
            wrong += "  not told to stay behind: " + it.key() + '\n';
    }
    m_set = *set;
    return wrong.isEmpty() ? wrong : "the changes:\n" + wrong;
}

} // namespace histories
