// SPDX-License-Identifier: MIT
#include "core/clean/cleanroom.h"

#include "base/inbackground.h"
#include "core/clean/manifests.h"
#include "core/clean/roomrefs.h"
#include "workspace/git/gitindex.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSet>

#include <algorithm>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kCopyMs = 10 * 60 * 1000;

// The cleaner takes it away when the attempt has ended and a killed program left it.
QString nameFor(const Journal &journal)
{
    return kCleanRoomPrefix + viewNameOf(journal.taskId(), journal.attempt());
}

Result<> copyWith(const QString &from, const QString &to, const QStringList &paths)
{
    QProcess copy;
    copy.setWorkingDirectory(from);
    copy.start(u"cp"_s, QStringList{u"-a"_s, u"--reflink=auto"_s, u"--parents"_s, u"--"_s} + paths + QStringList{to});
    if (copy.waitForFinished(kCopyMs) && copy.exitStatus() == QProcess::NormalExit && copy.exitCode() == 0)
        return {};
    return fail(ErrorCode::Io, u"%1 could not be copied: %2"_s.arg(
                                   paths.constFirst(), QString::fromLocal8Bit(copy.readAllStandardError()).left(300)));
}

Result<> writeTo(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size() && file.flush())
        return {};
    return fail(ErrorCode::Io, u"%1 could not be written: %2"_s.arg(path, file.errorString()));
}

// Where the attempt stands in git, so that checks by `git diff` or `git log` see its commits: nothing that git obeys
// (settings, hooks, attributes, alternates), and no ref that gives objects another content.
QStringList commitsIn(const QString &gitFolder)
{
    QStringList found;
    // A link may lead anywhere on this machine.
    const auto isHere = [&gitFolder](const QString &name) {
        const QFileInfo entry(gitFolder + name);
        return entry.exists() && !entry.isSymLink();
    };
    if (QFileInfo(gitFolder.chopped(1)).isSymLink())
        return found;
    for (const QString &name : {u"HEAD"_s, u"ORIG_HEAD"_s, u"index"_s, u"logs"_s, u"objects"_s}) {
        if (isHere(name))
            found.append(name);
    }
    for (const QString &kind : {u"heads"_s, u"tags"_s, u"remotes"_s, u"stash"_s}) {
        if (isHere(u"refs"_s) && isHere(u"refs/"_s + kind))
            found.append(u"refs/"_s + kind);
    }
    QFile packed(gitFolder + u"packed-refs"_s);
    if (isHere(u"packed-refs"_s) && packed.open(QIODevice::ReadOnly) && !packed.readAll().contains(" refs/replace/"))
        found.append(u"packed-refs"_s);
    return found;
}

std::optional<QList<IndexEntry>> indexIn(const QString &gitFolder)
{
    QFile file(gitFolder + u"index"_s);
    return file.open(QIODevice::ReadOnly) ? entriesInIndex(file.readAll()) : QList<IndexEntry>();
}

// Whether the view still shows a file that lies in the person's folder.
bool isStillThere(const QByteArray &upper, const QByteArray &folder, const QByteArray &path)
{
    struct stat st
    {
    };
    for (qsizetype slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (::lstat((upper + path.left(slash)).constData(), &st) == 0 && !S_ISDIR(st.st_mode))
            return false;
    }
    if (::lstat((upper + path).constData(), &st) == 0)
        return !S_ISCHR(st.st_mode);
    return ::lstat((folder + path).constData(), &st) == 0;
}

// An index that hides something: files that git does not check for changes, or no longer knows although they
// are there. What it hides from `git diff` and `git ls-files` it would hide from a check.
bool hides(const QString &upper, const QString &inUpper, const QString &folder)
{
    const auto hers = indexIn(folder + inUpper), now = indexIn(upper + inUpper);
    if (!hers || !now)
        return true;
    const auto unwatched = [](const QList<IndexEntry> &entries) {
        return std::count_if(entries.cbegin(), entries.cend(), [](const IndexEntry &one) { return one.isUnwatched; });
    };
    if (unwatched(*now) > unwatched(*hers))
        return true;
    // Of a folder of git outside nobody knows here where its files lie.
    if (inUpper.isEmpty())
        return false;
    QSet<QByteArray> known;
    for (const IndexEntry &entry : *now)
        known.insert(entry.path);
    return std::any_of(hers->cbegin(), hers->cend(), [&](const IndexEntry &entry) {
        return !known.contains(entry.path) &&
               isStillThere(QFile::encodeName(upper), QFile::encodeName(folder), entry.path);
    });
}

// Copies: what the verification writes to them must not reach the attempt.
Result<> copyOf(const ViewMounts &attempt, const QString &room, const QStringList &kept)
{
    for (const ViewLayer &layer : attempt.layers) {
        const QString upper = u'/' + layer.name + u"/upper"_s;
        const bool isWork = layer == attempt.layers.constFirst();
        const QString inUpper = isWork ? u".git/"_s : QString();
        QStringList paths;
        const QString from = attempt.storage + upper + u'/';
        const QStringList commits = commitsIn(from + inUpper); // ends with a slash
        for (const QString &name : commits) {
            const bool isRef = name.startsWith(u"refs/") || name == u"packed-refs"_s;
            if (!isRef && (name != u"index"_s || !hides(from, inUpper, layer.place + u'/')))
                paths.append(inUpper + name);
        }
        const RoomRefs refs =
            commits.isEmpty() ? RoomRefs() : refsForRoom(from + inUpper, layer.place + u'/' + inUpper);
        for (const QString &file : refs.files)
            paths.append(inUpper + file);
        if (isWork)
            paths += kept;
        if (!paths.isEmpty())
            VC_CHECK(copyWith(attempt.storage + upper, room + upper, paths));
        if (refs.packed) {
            VC_CHECK(copyWith(attempt.storage + upper, room + upper, {inUpper + u"packed-refs"_s}));
            VC_CHECK(writeTo(room + upper + u'/' + inUpper + u"packed-refs"_s, *refs.packed));
        }
        QFile::remove(room + upper + u'/' + inUpper + u"objects/info/alternates"_s);
        QFile::remove(room + upper + u'/' + inUpper + u"objects/info/http-alternates"_s);
    }
    return {};
}

} // namespace

CleanRoom::CleanRoom(RunServices &services, Journal &journal)
    : m_services(services)
    , m_journal(journal)
{
}

CleanRoom::~CleanRoom()
{
    // Nothing may have the view mounted when its lock is given back.
    m_commands.reset();
    m_place.reset();
    m_sandbox.reset();
}

bool CleanRoom::hasCommits() const
{
    const ViewMounts &mounts = m_view->mounts();
    return std::any_of(mounts.layers.cbegin(), mounts.layers.cend(), [&](const ViewLayer &layer) {
        const bool isWork = layer == mounts.layers.constFirst();
        return !commitsIn(mounts.storage + u'/' + layer.name + (isWork ? u"/upper/.git/"_s : u"/upper/"_s)).isEmpty();
    });
}

QCoro::Task<> CleanRoom::remove(std::unique_ptr<CleanRoom> room)
{
    const QString views = room->m_services.db.location().viewsFolder(), name = nameFor(room->m_journal);
    room.reset();
    // The build output of a whole project perhaps. What cannot be removed now the cleaner removes.
    const auto answer = inBackground<Result<>>([views, name] { return ViewFolder::removeUnused(views, name); });
    co_await answer;
}

QCoro::Task<Result<std::unique_ptr<CleanRoom>>> CleanRoom::make(
    RunServices &services, Journal &journal, CancelSource &stop, Wanted wanted)
{
    using Made = Result<std::unique_ptr<CleanRoom>>;
    const QString views = services.db.location().viewsFolder(), name = nameFor(journal);
    bool isThere = QFileInfo::exists(views + u'/' + name);
    if (isThere && !wanted.takesUp) {
        const auto removing = inBackground<Result<>>([views, name] { return ViewFolder::removeUnused(views, name); });
        const std::shared_ptr<Result<>> gone = co_await removing;
        if (!*gone)
            co_return Made(passError(*gone));
        isThere = false;
    }
    std::unique_ptr<CleanRoom> room(new CleanRoom(services, journal));
    QStringList further;
    for (const ViewLayer &layer : wanted.as.layers.mid(1))
        further.append(layer.place);
    auto opened = AttemptView::open(views + u'/' + name, wanted.root, {services.db.location().dataFolder()}, further,
        wanted.layer ? wanted.layer->upper() : QString());
    if (!opened)
        co_return Made(passError(opened));
    room->m_view = std::move(*opened);
    room->m_layer = wanted.layer;
    AttemptView &view = *room->m_view;
    room->m_sandbox = std::make_unique<CommandSandbox>(services.runner, services.settings, wanted.root,
        u"%1/%2/clean"_s.arg(journal.taskId()).arg(journal.attempt()), QString(), view.mounts());
    const auto profile = [sandbox = room->m_sandbox.get(), network = wanted.network] {
        return sandbox->viewProfile({network, {}, {}});
    };
    room->m_place =
        std::make_unique<InView>(services.runner, view, view.shown(), journal, profile, room->m_sandbox->owner(), stop);
    room->m_commands =
        std::make_unique<CommandTools>(services, view.shown(), journal, *room->m_place, *room->m_sandbox, stop);
    if (isThere)
        co_return room;
    const auto copying = inBackground<Result<>>(
        [as = wanted.as, to = view.folder().storage(), kept = wanted.kept] { return copyOf(as, to, kept); });
    const std::shared_ptr<Result<>> copied = co_await copying;
    if (!*copied)
        co_return Made(passError(*copied));
    CO_AWAIT(const auto lease, room->m_place->enter(WorkPlace::Use::Write));
    if (!lease)
        co_return Made(passError(lease));
    if (const Result<> done = room->bring(wanted.set, wanted.hasSetup); !done)
        co_return Made(passError(done));
    co_return room;
}

std::shared_ptr<const SetupLayers::Hold> CleanRoom::makeLayer(std::unique_ptr<CleanRoom> room, const QString &key)
{
    const QString views = room->m_services.db.location().viewsFolder();
    room->m_commands.reset();
    room->m_place.reset();
    room->m_sandbox.reset();
    auto layer = SetupLayers::takeOver(views, key, AttemptView::release(std::move(room->m_view)));
    return layer ? std::make_shared<const SetupLayers::Hold>(std::move(*layer)) : nullptr;
}

QCoro::Task<Result<>> CleanRoom::bringAll(QString set)
{
    CO_AWAIT(const auto lease, m_place->enter(WorkPlace::Use::Write));
    co_return lease ? bring(set, false) : Result<>(passError(lease));
}

// Packages are made by what a person has accepted: the folder as it was, and what names the packages.
Result<> CleanRoom::bring(const QString &id, bool onlyManifests)
{
    VC_TRY(const auto store, ResultStore::open(m_services.db.location(), m_journal.taskId(), m_journal.attempt()));
    VC_TRY(ChangeSet set, loadChangeSet(store->objects(), id));
    if (onlyManifests)
        set.changes.removeIf([](const Change &change) {
            return !change.isFolder() && !isManifest(change.path) && !isPackageFile(change.path);
        });
    VC_TRY(m_brought, carryOver(m_view->shown(), *m_view, *store, set));
    return {};
}

} // namespace vibecoder
