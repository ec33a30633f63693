// SPDX-License-Identifier: MIT
#include "core/clean/cleanroom.h"

#include "base/inbackground.h"
#include "core/clean/manifests.h"

#include <QFileInfo>
#include <QProcess>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kCopyMs = 10 * 60 * 1000;

// The cleaner takes it away when the attempt has ended and a killed program left it.
QString nameFor(const Journal &journal)
{
    return kCleanRoomPrefix + viewNameOf(journal.taskId(), journal.attempt());
}

// Copies: what the verification writes to them must not reach the attempt.
Result<> copyOf(const QString &attempt, const QString &room, const QStringList &paths)
{
    for (const QString &path : paths) {
        QProcess copy;
        copy.setWorkingDirectory(attempt + u"/0/upper"_s);
        copy.start(u"cp"_s, {u"-a"_s, u"--reflink=auto"_s, u"--parents"_s, u"--"_s, path, room + u"/0/upper"_s});
        if (!copy.waitForFinished(kCopyMs) || copy.exitStatus() != QProcess::NormalExit || copy.exitCode() != 0)
            return fail(ErrorCode::Io, u"%1 could not be copied: %2"_s.arg(
                                           path, QString::fromLocal8Bit(copy.readAllStandardError()).left(300)));
    }
    return {};
}

} // namespace

CleanRoom::CleanRoom(RunServices &services, Journal &journal, CancelSource &stop)
    : m_services(services)
    , m_journal(journal)
    , m_stop(stop)
{
}

CleanRoom::~CleanRoom()
{
    // Nothing may have the view mounted when its lock is given back.
    m_commands.reset();
    m_place.reset();
    m_sandbox.reset();
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
    std::unique_ptr<CleanRoom> room(new CleanRoom(services, journal, stop));
    QStringList further;
    for (const ViewLayer &layer : wanted.as.layers.mid(1))
        further.append(layer.place);
    auto opened = AttemptView::open(views + u'/' + name, wanted.root, {services.db.location().dataFolder()}, further);
    if (!opened)
        co_return Made(passError(opened));
    room->m_view = std::move(*opened);
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
    const QString from = wanted.as.storage, to = view.folder().storage();
    const auto copying = inBackground<Result<>>([from, to, kept = wanted.kept] { return copyOf(from, to, kept); });
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
        set.changes.removeIf([](const Change &change) { return !change.isFolder() && !isManifest(change.path); });
    VC_TRY(m_brought, carryOver(m_view->shown(), *m_view, *store, set));
    return {};
}

} // namespace vibecoder
