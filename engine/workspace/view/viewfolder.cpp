// SPDX-License-Identifier: MIT
#include "workspace/view/viewfolder.h"

#include "base/digest.h"
#include "base/paths.h"
#include "base/processid.h"
#include "workspace/fileread.h"
#include "workspace/openchild.h"
#include "workspace/removetree.h"
#include "workspace/view/interruptedmove.h"
#include "workspace/workspaceprivate.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/xattr.h>
#include <thread>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kVersion = 1;
constexpr int kMaxCounted = 500000; // entries that are looked at for the size of one view
constexpr int kLockTries = 20;      // whoever only asks whether it is free holds it for a moment
const char kDescription[] = "view.json";
const char kLock[] = "lock";
const char kMoveNote[] = "moving"; // written by the launcher: vc_view_note
constexpr mode_t kPassedByGroup = 0710;

struct Described
{
    QString workingDirectory, below, boot;
    quint64 device = 0, inode = 0;
    QList<ViewedFolder> layers;
    QDateTime createdAt;
};

std::optional<Described> readDescription(int folder)
{
    constexpr qint64 most = 1024 * 1024;
    FileStamp stamp;
    const std::optional<QByteArray> bytes = readFileAt(folder, kDescription, most, &stamp);
    const QJsonObject json = QJsonDocument::fromJson(bytes.value_or(QByteArray())).object();
    Described found;
    found.workingDirectory = json.value(u"working_directory"_s).toString();
    found.below = json.value(u"below"_s).toString();
    found.boot = json.value(u"boot"_s).toString();
    // As text: a number of JSON holds no 64 bits.
    found.device = json.value(u"device"_s).toString().toULongLong();
    found.inode = json.value(u"inode"_s).toString().toULongLong();
    for (const QJsonValue &layer : json.value(u"layers"_s).toArray())
        found.layers.append({layer[u"place"_s].toString(), layer[u"name"_s].toString()});
    found.createdAt = QDateTime::fromString(json.value(u"created_at"_s).toString(), Qt::ISODateWithMs);
    if (json.value(u"version"_s).toInt() != kVersion || found.layers.isEmpty() || found.inode == 0)
        return std::nullopt;
    return found;
}

QByteArray written(const Described &view)
{
    QJsonArray layers;
    for (const ViewedFolder &layer : view.layers)
        layers.append(QJsonObject{{u"place"_s, layer.place}, {u"name"_s, layer.name}});
    return QJsonDocument(QJsonObject{{u"version"_s, kVersion}, {u"working_directory"_s, view.workingDirectory},
                             {u"below"_s, view.below}, {u"device"_s, QString::number(view.device)},
                             {u"inode"_s, QString::number(view.inode)}, {u"boot"_s, view.boot}, {u"layers"_s, layers},
                             {u"created_at"_s, view.createdAt.toString(Qt::ISODateWithMs)}})
        .toJson();
}

bool takeLock(int lock)
{
    while (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EINTR)
            return false;
    }
    return true;
}

// Beside the permissions the lists that the folder gives to what is made in it.
void copyAccess(int from, const struct stat &st, int to)
{
    if (::geteuid() == 0)
        (void)::fchown(to, st.st_uid, st.st_gid);
    else
        (void)::fchown(to, uid_t(-1), st.st_gid);
    (void)::fchmod(to, st.st_mode & 07777);
    for (const char *name : {"system.posix_acl_access", "system.posix_acl_default"}) {
        char list[4096];
        const ssize_t size = ::fgetxattr(from, name, list, sizeof list);
        if (size > 0)
            (void)::fsetxattr(to, name, list, size_t(size), 0);
    }
}

tl::unexpected<Error> inUse(const QString &folder)
{
    return fail(ErrorCode::Conflict, u"another process works in the view %1"_s.arg(folder),
        u"Wait until it ends, or stop it"_s, folder);
}

tl::unexpected<Error> cannotMake(const QString &what)
{
    const QString why = errnoText();
    if (errno == ENOSPC || errno == EDQUOT)
        return fail(ErrorCode::Io, u"the disk is full: %1 cannot be made"_s.arg(what), u"Free some space"_s, why);
    return fail(ErrorCode::Io, u"%1 cannot be made: %2"_s.arg(what, why));
}

// With the lock held. Half of a view must not be taken for a whole one: it loses its name first.
Result<> removeLocked(int views, const QByteArray &name)
{
    QByteArray gone = name;
    if (!name.startsWith(".removed-")) {
        gone = ".removed-" + newId().toLatin1();
        if (::renameat(views, name.constData(), views, gone.constData()) != 0)
            return fail(ErrorCode::Io, u"the view %1 cannot be removed: %2"_s.arg(pathText(name), errnoText()));
    }
    return removeTree(views, gone);
}

} // namespace

bool isStillAt(const QString &place, int folder)
{
    struct stat byName
    {
    };
    struct stat opened
    {
    };
    return ::lstat(QFile::encodeName(place).constData(), &byName) == 0 && ::fstat(folder, &opened) == 0 &&
           byName.st_ino == opened.st_ino && byName.st_dev == opened.st_dev;
}

qint64 bytesInTree(int folder)
{
    qint64 bytes = 0;
    QSet<quint64> counted; // of files with several names
    walkTree(folder, {}, kMaxCounted, [&](int, const QByteArray &, const QByteArray &, const struct stat &st) {
        const bool again = st.st_nlink > 1 && !S_ISDIR(st.st_mode) && counted.contains(st.st_ino);
        if (st.st_nlink > 1)
            counted.insert(st.st_ino);
        bytes += again ? 0 : qint64(st.st_blocks) * 512;
        return true;
    });
    return bytes;
}

Result<> prepareViewsFolder(const QString &viewsFolder, const std::optional<FileOwner> &owner)
{
    VC_CHECK(ensurePrivateFolder(viewsFolder));
    struct stat st
    {
    };
    const QByteArray place = QFile::encodeName(viewsFolder);
    if (owner && (::stat(place.constData(), &st) != 0 || ::chmod(place.constData(), (st.st_mode & 07777) | 0011) != 0))
        return cannotMake(viewsFolder);
    return {};
}

Result<FileDescriptor> ViewFolder::makeFolder(int in, const QByteArray &name, For whom) const
{
    const bool made = ::mkdirat(in, name.constData(), 0700) == 0;
    if (!made && errno != EEXIST)
        return cannotMake(m_folder + u'/' + pathText(name));
    if (made && m_owner && whom == For::Owner)
        giveTo(*m_owner, in, name);
    FileDescriptor folder = openChild(in, name, O_RDONLY | O_DIRECTORY);
    if (!folder.isOpen())
        return fail(ErrorCode::Io, u"%1/%2 cannot be opened: %3"_s.arg(m_folder, pathText(name), errnoText()));
    // Also when a crash came before it.
    if (m_owner && whom == For::Passing &&
        (::fchown(folder.get(), uid_t(-1), m_owner->group) != 0 || ::fchmod(folder.get(), kPassedByGroup) != 0))
        return cannotMake(m_folder + u'/' + pathText(name));
    return folder;
}

// Process 1 of the sandbox cannot make it where the folder is root's.
Result<> ViewFolder::makeNote() const
{
    if (!m_owner)
        return {};
    const FileDescriptor note = openChild(m_fd.get(), kMoveNote, O_RDWR | O_CREAT, 0600);
    if (!note.isOpen() || ::fchown(note.get(), m_owner->user, m_owner->group) != 0)
        return cannotMake(m_folder + u"/moving"_s);
    return {};
}

Result<> ViewFolder::lock()
{
    m_lock = FileDescriptor(::openat(m_fd.get(), kLock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!m_lock.isOpen())
        return cannotMake(m_folder + u"/lock"_s);
    bool held = takeLock(m_lock.get());
    for (int tries = 1; !held && tries < kLockTries; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        held = takeLock(m_lock.get());
    }
    // Whoever had it may have removed it: then this is no longer the folder of that name.
    if (!held || !isStillAt(m_folder, m_fd.get()))
        return inUse(m_folder);
    return {};
}

Result<> ViewFolder::check(const QList<ViewedFolder> &wanted)
{
    const QString &place = wanted.constFirst().place;
    struct stat st
    {
    };
    if (::stat(QFile::encodeName(place).constData(), &st) != 0 || !S_ISDIR(st.st_mode))
        return fail(ErrorCode::NotFound, u"there is no folder %1"_s.arg(place));
    if (::faccessat(m_fd.get(), kDescription, F_OK, AT_SYMLINK_NOFOLLOW) != 0) {
        const FileDescriptor layer = openChild(m_fd.get(), "0", O_RDONLY | O_DIRECTORY);
        if (layer.isOpen())
            return fail(ErrorCode::Conflict, u"the view %1 does not say what it is a view of"_s.arg(m_folder));
        m_createdAt = QDateTime::currentDateTimeUtc();
        VC_CHECK(writeFileAtomically(m_folder + u"/view.json"_s,
            written({place, m_below, bootId(), quint64(st.st_dev), quint64(st.st_ino), wanted, m_createdAt})));
        return {};
    }
    const std::optional<Described> before = readDescription(m_fd.get());
    if (!before)
        return fail(ErrorCode::Conflict, u"the description of the view %1 is damaged"_s.arg(m_folder));
    if (before->layers != wanted || before->below != m_below)
        return fail(ErrorCode::Conflict, u"the view %1 belongs to other folders"_s.arg(m_folder));
    // The number of a device may be another one after a restart of the machine.
    if (before->inode != st.st_ino || (before->boot == bootId() && before->device != st.st_dev))
        return fail(
            ErrorCode::Conflict, u"the folder %1 was replaced since the view %2 was made"_s.arg(place, m_folder));
    m_createdAt = before->createdAt;
    return {};
}

Result<> ViewFolder::openBelow()
{
    if (m_below.isEmpty())
        return {};
    m_layer =
        FileDescriptor(::open(QFile::encodeName(m_below).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!m_layer.isOpen())
        return fail(ErrorCode::Conflict,
            u"what the view %1 lies on cannot be read: %2: %3"_s.arg(m_folder, m_below, errnoText()));
    return {};
}

Result<> ViewFolder::makeLayer(const ViewedFolder &layer) const
{
    const FileDescriptor lower(
        ::open(QFile::encodeName(layer.place).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    struct stat st
    {
    };
    if (!lower.isOpen() || ::fstat(lower.get(), &st) != 0)
        return fail(ErrorCode::Io, u"the folder %1 cannot be read: %2"_s.arg(layer.place, errnoText()));
    VC_TRY(const FileDescriptor folder, makeFolder(m_fd.get(), QFile::encodeName(layer.name), For::Passing));
    if (::faccessat(folder.get(), "upper", F_OK, AT_SYMLINK_NOFOLLOW) != 0) {
        // The view shows the permissions of this folder as those of the person's. Under another name until it is like
        // that one: after a crash in between it is made again.
        VC_CHECK(removeTree(folder.get(), "upper.new"));
        VC_TRY(const FileDescriptor upper, makeFolder(folder.get(), "upper.new", For::Owner));
        copyAccess(lower.get(), st, upper.get());
        if (::renameat(folder.get(), "upper.new", folder.get(), "upper") != 0)
            return cannotMake(m_folder + u"/upper"_s);
    }
    VC_CHECK(removeTree(folder.get(), "work"));
    VC_CHECK(makeFolder(folder.get(), "work", For::Owner));
    return {};
}

Result<std::unique_ptr<ViewFolder>> ViewFolder::open(
    const QString &folder, const QString &workingDirectory, const QStringList &further, const QString &below)
{
    std::unique_ptr<ViewFolder> view(new ViewFolder);
    view->m_folder = folder;
    view->m_below = below;
    for (const QString &place : QStringList{workingDirectory} + further)
        view->m_layers.append({place, QString::number(view->m_layers.size())});
    const QFileInfo info(folder);
    const FileDescriptor lower(
        ::open(QFile::encodeName(workingDirectory).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!lower.isOpen())
        return fail(ErrorCode::NotFound, u"there is no folder %1"_s.arg(workingDirectory));
    view->m_owner = ownerOfNewFiles(lower.get());
    VC_CHECK(prepareViewsFolder(info.path(), view->m_owner));
    const FileDescriptor views(::open(QFile::encodeName(info.path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!views.isOpen())
        return fail(ErrorCode::Io, u"the folder %1 cannot be read: %2"_s.arg(info.path(), errnoText()));
    VC_TRY(view->m_fd, view->makeFolder(views.get(), QFile::encodeName(info.fileName()), For::Passing));
    VC_CHECK(view->lock());
    VC_CHECK(view->check(view->m_layers));
    VC_CHECK(view->openBelow());
    for (const ViewedFolder &layer : std::as_const(view->m_layers))
        VC_CHECK(view->makeLayer(layer));
    VC_CHECK(view->makeFolder(view->m_fd.get(), "bases", For::Us));
    VC_CHECK(view->makeNote());
    VC_CHECK(view->finishMoves());
    return view;
}

Result<std::unique_ptr<ViewFolder>> ViewFolder::openExisting(const QString &folder)
{
    const FileDescriptor place(
        ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!place.isOpen())
        return fail(ErrorCode::NotFound, u"there is no view %1"_s.arg(folder));
    const std::optional<Described> made = readDescription(place.get());
    if (!made)
        return fail(ErrorCode::Conflict, u"the description of the view %1 is damaged"_s.arg(folder));
    QStringList places;
    for (const ViewedFolder &layer : made->layers)
        places.append(layer.place);
    return open(folder, places.constFirst(), places.mid(1), made->below);
}

Result<FileDescriptor> ViewFolder::openUpper(int layer) const
{
    const FileDescriptor folder = openChild(m_fd.get(), QByteArray::number(layer), O_PATH | O_DIRECTORY);
    struct stat st
    {
    };
    // An attempt can close its whole view, but not to us. The permissions of the folder itself are no change of it.
    if (folder.isOpen() && ::fstatat(folder.get(), "upper", &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        (st.st_mode & 0700) != 0700)
        (void)changePermissions(folder.get(), "upper", (st.st_mode & 0777) | 0700);
    FileDescriptor upper =
        folder.isOpen() ? openChild(folder.get(), "upper", O_RDONLY | O_DIRECTORY) : FileDescriptor();
    if (!upper.isOpen())
        return fail(ErrorCode::Io, u"the view %1 cannot be read: %2"_s.arg(m_folder, errnoText()));
    return upper;
}

Result<> ViewFolder::finishMoves() const
{
    constexpr qint64 most = 65536;
    FileStamp stamp;
    const std::optional<QByteArray> note = readFileAt(m_fd.get(), kMoveNote, most, &stamp);
    if (!note || note->isEmpty())
        return {};
    for (const InterruptedMove &move : movesIn(*note)) {
        for (qsizetype i = 0; i < m_layers.size(); ++i) {
            const QByteArray place = QFile::encodeName(m_layers.at(i).place);
            if (move.folder != place && !move.folder.startsWith(place + '/'))
                continue;
            VC_TRY(const FileDescriptor upper, openUpper(int(i)));
            VC_CHECK(finishMove(upper.get(), move.folder.mid(place.size() + 1), move));
            break;
        }
    }
    const FileDescriptor file = openChild(m_fd.get(), kMoveNote, O_WRONLY | O_TRUNC);
    if (!file.isOpen())
        return fail(ErrorCode::Io, u"%1/moving cannot be written: %2"_s.arg(m_folder, errnoText()));
    return {};
}

Result<> ViewFolder::remove()
{
    const QFileInfo info(m_folder);
    const FileDescriptor views(::open(QFile::encodeName(info.path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!views.isOpen())
        return fail(ErrorCode::Io, u"the folder %1 cannot be read: %2"_s.arg(info.path(), errnoText()));
    return removeLocked(views.get(), QFile::encodeName(info.fileName()));
}

Result<> ViewFolder::moveTo(const QString &folder)
{
    // A folder takes the place of an empty one alone, and none of ours is ever empty.
    if (::rename(QFile::encodeName(m_folder).constData(), QFile::encodeName(folder).constData()) != 0) {
        const bool isTaken = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR;
        return fail(isTaken ? ErrorCode::Conflict : ErrorCode::Io,
            u"the view %1 cannot become %2: %3"_s.arg(m_folder, folder, errnoText()));
    }
    m_folder = folder;
    return {};
}

QList<ViewUse> ViewFolder::list(const QString &viewsFolder)
{
    QList<ViewUse> found;
    const FileDescriptor views(::open(QFile::encodeName(viewsFolder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!views.isOpen())
        return found;
    const QDir::Filters folders = QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot | QDir::NoSymLinks;
    for (const QString &name : QDir(viewsFolder).entryList(folders, QDir::Name)) {
        if (name.startsWith(kSetupLayerPrefix))
            continue;
        const FileDescriptor folder = openChild(views.get(), QFile::encodeName(name), O_RDONLY | O_DIRECTORY);
        if (!folder.isOpen())
            continue;
        ViewUse use{name, bytesInTree(folder.get()), false, {}, {}, {}};
        const FileDescriptor lock = openChild(folder.get(), kLock, O_RDONLY);
        use.isFree = !lock.isOpen() || takeLock(lock.get());
        if (const std::optional<Described> view = readDescription(folder.get())) {
            use.workingDirectory = view->workingDirectory;
            use.below = view->below;
            use.createdAt = view->createdAt;
        }
        found.append(use);
    }
    return found;
}

Result<> ViewFolder::removeUnused(
    const QString &viewsFolder, const QString &name, const std::function<bool(int folder)> &mayGo)
{
    const FileDescriptor views(::open(QFile::encodeName(viewsFolder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const QByteArray bytes = QFile::encodeName(name);
    const FileDescriptor folder =
        views.isOpen() ? openChild(views.get(), bytes, O_RDONLY | O_DIRECTORY) : FileDescriptor();
    if (!folder.isOpen())
        return fail(ErrorCode::NotFound, u"there is no view %1"_s.arg(name));
    const FileDescriptor lock(::openat(folder.get(), kLock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.isOpen())
        return fail(ErrorCode::Io, u"the view %1 cannot be locked: %2"_s.arg(name, errnoText()));
    // Whoever had it may have removed it, and somebody made another of the name.
    if (!takeLock(lock.get()) || !isStillAt(viewsFolder + u'/' + name, folder.get()) || (mayGo && !mayGo(folder.get())))
        return inUse(viewsFolder + u'/' + name);
    return removeLocked(views.get(), bytes);
}

} // namespace vibecoder
