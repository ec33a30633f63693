// SPDX-License-Identifier: MIT
#include "core/clean/copyroom.h"

#include "base/inbackground.h"
#include "base/logging.h"
#include "base/paths.h"
#include "storage/taskstore.h"
#include "workspace/openchild.h"
#include "workspace/removetree.h"
#include "workspace/view/viewobstacles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include <fcntl.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kCopyMs = 10LL * 60 * 1000;

QString copyIn(const QString &folder)
{
    return folder + u"/copy"_s;
}

// Digests of the watched files. Written last: a copy without it is not whole.
QString readyIn(const QString &folder)
{
    return folder + u"/ready"_s;
}

FileDescriptor openFolder(const QString &path)
{
    return FileDescriptor(::open(pathBytes(path).constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

Result<> removeFolder(const QString &folder)
{
    const QFileInfo info(folder);
    const FileDescriptor parent = openFolder(info.path());
    return parent.isOpen() ? removeTree(parent.get(), pathBytes(info.fileName())) : Result<>();
}

QByteArrayList bytesOf(const QStringList &paths)
{
    QByteArrayList bytes;
    for (const QString &path : paths)
        bytes.append(pathBytes(QDir::cleanPath(path)));
    return bytes;
}

Result<LeftOvers> leftOversIn(const CopyRoom::Wanted &wanted)
{
    const FileDescriptor folder = openFolder(wanted.root);
    if (!folder.isOpen())
        return fail(ErrorCode::Io, u"%1 cannot be read"_s.arg(wanted.root));
    IgnoreRulesSource source(pathBytes(wanted.root));
    const auto rules = source.rulesInPlace(folder.get(), bytesOf(wanted.keep));
    return findLeftOvers(folder.get(), *rules, wanted.sinceNs);
}

// Of what is there; one that is missing has no digest.
Result<QJsonObject> digestsIn(const QString &folder, const QStringList &paths)
{
    VC_TRY(const auto copy, Workspace::open(copyIn(folder)));
    QJsonObject digests;
    for (const QString &path : paths)
        digests.insert(path, copy->digest(path).value_or(QString()));
    return digests;
}

Result<> takeOut(const QString &folder, const LeftOvers &found, const QStringList &with, const QStringList &watched)
{
    const FileDescriptor copy = openFolder(copyIn(folder));
    if (!copy.isOpen())
        return fail(ErrorCode::Io, u"%1 cannot be read"_s.arg(copyIn(folder)));
    VC_CHECK(removeLeftOvers(copy.get(), found, bytesOf(with)));
    VC_TRY(const QJsonObject digests, digestsIn(folder, watched));
    const QByteArray text = QJsonDocument(digests).toJson(QJsonDocument::Compact);
    QFile ready(readyIn(folder));
    if (!ready.open(QIODevice::WriteOnly) || ready.write(text) != text.size() || !ready.flush())
        return fail(ErrorCode::Io, u"%1 cannot be written: %2"_s.arg(ready.fileName(), ready.errorString()));
    return {};
}

} // namespace

// Nothing in it is the person's, so nothing needs to be watched.
class CopyRoom::Place final : public WorkPlace
{
public:
    Place(Workspace &shown, QString copy)
        : m_shown(shown)
        , m_copy(std::move(copy))
    {
        m_shown.hide();
    }

    QCoro::Task<Result<PlaceLease>> enter(Use) override
    {
        FileDescriptor folder(::open(pathBytes(m_copy).constData(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!folder.isOpen())
            co_return fail(ErrorCode::Io, u"%1 cannot be opened"_s.arg(m_copy));
        m_shown.show(std::move(folder));
        co_return PlaceLease(this);
    }
    Result<> beginCommand() override { return {}; }
    void endCommand(Evidence) override {}
    [[nodiscard]] EditTrace trace(
        const QString &path, const std::optional<QByteArray> &, const QByteArray &) const override
    {
        EditTrace trace;
        trace.path = path;
        return trace;
    }
    void edited(const EditTrace &) override {}
    [[nodiscard]] bool isOwn(const QString &) const override { return true; }
    [[nodiscard]] bool isView() const override { return true; }

private:
    void leave() override { m_shown.hide(); }

    Workspace &m_shown;
    QString m_copy;
};

CopyRoom::CopyRoom(RunServices &services, Wanted wanted, CommandTools &attempt, Journal &journal, CancelSource &stop)
    : m_services(services)
    , m_wanted(std::move(wanted))
    , m_attempt(attempt)
    , m_journal(journal)
    , m_stop(stop)
    , m_folder(u"%1/%2.%3"_s.arg(services.db.location().copiesFolder(), journal.taskId()).arg(journal.attempt()))
{
}

CopyRoom::~CopyRoom()
{
    close();
}

void CopyRoom::close()
{
    m_commands.reset();
    m_place.reset();
    m_sandbox.reset();
    m_shown.reset();
}

// The commands have to see it by the folder's own name: what they build holds that name.
Result<> CopyRoom::whyNone() const
{
    if (tierOfCommands(m_services.settings, m_wanted.root) != SandboxTier::Bubblewrap)
        return fail(ErrorCode::Unavailable, u"commands run without bubblewrap"_s);
    if (::geteuid() == 0 && QFileInfo(m_wanted.root).ownerId() != 0)
        return fail(ErrorCode::Unavailable, u"the folder belongs to somebody else"_s);
    const QString why = whyNotInEachOther(m_wanted.root, m_services.db.location().copiesFolder());
    return why.isEmpty() ? Result<>() : fail(ErrorCode::Unavailable, why);
}

QCoro::Task<Result<QList<StayingBehind>>> CopyRoom::make(QStringList with)
{
    using Made = Result<QList<StayingBehind>>;
    m_with = with;
    close();
    if (const Result<> none = whyNone(); !none)
        co_return Made(passError(none));
    const auto looking = inBackground<Result<LeftOvers>>([wanted = m_wanted] { return leftOversIn(wanted); });
    const std::shared_ptr<Result<LeftOvers>> found = co_await looking;
    if (!*found)
        co_return Made(passError(*found));
    const auto removing = inBackground<Result<>>([folder = m_folder] { return removeFolder(folder); });
    const std::shared_ptr<Result<>> gone = co_await removing;
    if (!*gone)
        co_return Made(passError(*gone));
    for (const QString &folder : {m_services.db.location().copiesFolder(), m_folder, copyIn(m_folder)}) {
        if (const Result<> there = ensurePrivateFolder(folder); !there)
            co_return Made(passError(there));
    }
    ProcessRequest request;
    request.argv = {QStandardPaths::findExecutable(u"cp"_s), u"-a"_s, u"--reflink=auto"_s, u"--"_s,
        m_wanted.root + u"/."_s, copyIn(m_folder)};
    request.directory = m_folder;
    request.timeoutMs = kCopyMs;
    CO_AWAIT(const auto copied, m_services.runner.run(std::move(request), m_stop));
    if (!copied)
        co_return Made(passError(copied));
    if (copied->exitCode != 0)
        co_return fail(ErrorCode::Io, u"the folder could not be copied"_s, {},
            QString::fromUtf8(copied->output().left(300)).trimmed());
    const auto taking = inBackground<Result<>>([folder = m_folder, found, with, watched = m_wanted.watched] {
        return takeOut(folder, **found, with, watched);
    });
    const std::shared_ptr<Result<>> taken = co_await taking;
    if (!*taken)
        co_return Made(passError(*taken));
    if (const Result<> opened = open(); !opened)
        co_return Made(passError(opened));
    QList<StayingBehind> behind = (*found)->tops;
    behind.removeIf([&with](const StayingBehind &one) { return with.contains(pathText(one.path)); });
    co_return behind;
}

Result<> CopyRoom::open()
{
    VC_TRY(m_shown, Workspace::open(m_wanted.root));
    ViewMounts mounts;
    mounts.copy = copyIn(m_folder);
    m_sandbox = std::make_unique<CommandSandbox>(m_services.runner, m_services.settings, m_wanted.root,
        u"%1/%2/copy"_s.arg(m_journal.taskId()).arg(m_journal.attempt()), QString(), mounts);
    m_place = std::make_unique<Place>(*m_shown, copyIn(m_folder));
    m_commands = std::make_unique<CommandTools>(m_services, *m_shown, m_journal, *m_place, *m_sandbox, m_stop);
    return {};
}

QCoro::Task<Result<>> CopyRoom::enter(bool)
{
    if (m_commands || m_journal.isReplaying())
        co_return Result<>();
    if (QFileInfo::exists(readyIn(m_folder)))
        co_return open();
    CO_AWAIT(const auto made, make(m_with));
    co_return made ? Result<>() : Result<>(passError(made));
}

CommandTools &CopyRoom::commands()
{
    return m_commands ? *m_commands : m_attempt;
}

WorkPlace &CopyRoom::place()
{
    return *m_place;
}

Result<QStringList> CopyRoom::rewritten() const
{
    QFile ready(readyIn(m_folder));
    if (!ready.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Io, u"%1 cannot be read: %2"_s.arg(ready.fileName(), ready.errorString()));
    const QJsonObject before = QJsonDocument::fromJson(ready.readAll()).object();
    VC_TRY(const QJsonObject now, digestsIn(m_folder, before.keys()));
    QStringList paths;
    for (auto it = before.begin(); it != before.end(); ++it) {
        if (now.value(it.key()) != it.value())
            paths.append(it.key());
    }
    return paths;
}

QCoro::Task<> CopyRoom::leave()
{
    if (m_journal.isReplaying())
        co_return;
    close();
    const auto removing = inBackground<Result<>>([folder = m_folder] { return removeFolder(folder); });
    const std::shared_ptr<Result<>> gone = co_await removing;
    if (!*gone)
        logWarning("clean", u"a copy could not be removed"_s, {{u"why"_s, gone->error().message}});
}

void CopyRoom::sweep(Database &db)
{
    const QString copies = db.location().copiesFolder();
    for (const QString &name : QDir(copies).entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::Hidden)) {
        const qsizetype point = name.lastIndexOf(u'.');
        const Result<Task> task = taskstore::byId(db.reader(), name.left(point));
        if (!task && task.error().code != ErrorCode::NotFound)
            continue;
        if (task && name.mid(point + 1).toInt() == task->attempt && !isEnded(task->state))
            continue;
        if (const Result<> removed = removeFolder(copies + u'/' + name); !removed)
            logWarning("clean", u"a copy could not be removed"_s, {{u"why"_s, removed.error().message}});
    }
}

} // namespace vibecoder
