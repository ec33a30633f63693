// SPDX-License-Identifier: MIT
#include "workspace/workspace.h"

#include "base/digest.h"
#include "workspace/openchild.h"
#include "workspace/workspaceprivate.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLargeTree = 5000; // folders
constexpr qint64 kSeenForMs = 30000;

// Not blocking: a FIFO that was put there meanwhile must not hold us; the type is checked after opening.
constexpr int kReadFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;

// Calls `take` with each piece of the file until its end.
template <typename Take>
Result<> readPieces(int fd, Take take)
{
    char buffer[65536];
    for (;;) {
        const ssize_t n = ::read(fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(ErrorCode::Io, errnoText());
        if (n == 0)
            return {};
        VC_CHECK(take(QByteArrayView(buffer, n)));
    }
}

QByteArray canonicalOr(const QByteArray &path)
{
    char canonical[PATH_MAX];
    return ::realpath(path.constData(), canonical) ? QByteArray(canonical) : path;
}

bool holds(const QByteArray &folder, const QByteArray &path)
{
    return path == folder || path.startsWith(folder + '/');
}

} // namespace

Result<QByteArray> readBounded(int fd, qint64 maxBytes)
{
    QByteArray bytes;
    VC_CHECK(readPieces(fd, [&](QByteArrayView piece) -> Result<> {
        bytes += piece;
        if (bytes.size() > maxBytes)
            return fail(ErrorCode::InvalidArgument, u"the file is larger than %1 bytes"_s.arg(maxBytes));
        return {};
    }));
    return bytes;
}

Result<FolderIdentity> identityOf(const FileDescriptor &folder)
{
    struct stat st
    {
    };
    if (::fstat(folder.get(), &st) != 0)
        return fail(ErrorCode::Io, errnoText());
    return FolderIdentity{quint64(st.st_dev), quint64(st.st_ino)};
}

QString errnoText()
{
    // The kernel says "Value too large for defined data type" of it.
    if (errno == EOVERFLOW)
        return u"it, or a folder around it, belongs to a user or group that a view does not know"_s;
    return QString::fromLocal8Bit(std::strerror(errno));
}

Workspace::Workspace()
    : d(std::make_unique<Private>())
{
}

Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(const QString &directory, const QStringList &refused)
{
    const auto problem = [&directory](ErrorCode code, const char *text) {
        return fail(code, QCoreApplication::translate("workspace", text).arg(directory), {}, errnoText());
    };
    char canonical[PATH_MAX];
    const QByteArray name = pathBytes(directory);
    if (!name.startsWith('/') || name.contains('\0') || !::realpath(name.constData(), canonical))
        return problem(ErrorCode::NotFound, QT_TRANSLATE_NOOP("workspace", "The working directory %1 does not exist."));
    const QByteArray root(canonical);
    const QByteArray home = canonicalOr(pathBytes(QDir::homePath()));
    bool forbidden = root == "/" || holds(root, home);
    for (const QString &folder : refused) {
        const QByteArray own = canonicalOr(pathBytes(folder));
        forbidden = forbidden || holds(own, root) || holds(root, own);
    }
    if (forbidden)
        return problem(ErrorCode::Denied,
            QT_TRANSLATE_NOOP("workspace",
                "%1 cannot be a working directory: it is or holds the home folder or a folder of this program."));
    std::unique_ptr<Workspace> workspace(new Workspace);
    workspace->d->root = root;
    workspace->d->fd = FileDescriptor(::open(root.constData(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat st
    {
    };
    if (!workspace->d->fd.isOpen() || ::fstat(workspace->d->fd.get(), &st) != 0)
        return problem(ErrorCode::NotFound,
            QT_TRANSLATE_NOOP("workspace", "The working directory %1 is not a folder or cannot be opened."));
    workspace->d->device = st.st_dev;
    workspace->d->inode = st.st_ino;
    return workspace;
}

QString Workspace::root() const
{
    return pathText(d->root);
}

int Workspace::descriptor() const
{
    return d->fd.get();
}

void Workspace::show(FileDescriptor folder)
{
    d->fd = std::move(folder);
    d->isView = true;
}

bool Workspace::isSameDirectory() const
{
    struct stat st
    {
    };
    return ::stat(d->root.constData(), &st) == 0 && st.st_dev == d->device && st.st_ino == d->inode;
}

bool Workspace::isObeyed(const QByteArray &relative, const ObeyedNames &names) const
{
    // In a large tree the look takes long, and a new repository would have been asked about.
    if (!d->repositoriesSeen.isValid() || d->repositories.folders < kLargeTree ||
        d->repositoriesSeen.hasExpired(kSeenForMs)) {
        if (!d->repositoriesSeen.isValid())
            d->knownFolders = FolderCache(names);
        d->repositories = repositoriesIn(d->root, d->knownFolders);
        d->repositoriesSeen.start();
    }
    QByteArrayList places = d->gitPlaces.look(d->root, d->repositories);
    RepositoriesFound byName;
    byName.obeyed = d->repositories.obeyed;
    d->obeyed = protectedState(root(), {}, d->obeyed, d->knownFolders, byName);
    places += obeyedBehindLinks(root(), byName.obeyed, d->obeyed);
    return belongsToRepository(d->root, relative) ||
           std::any_of(places.begin(), places.end(), [&relative](const QByteArray &place) {
               return relative == place || relative.startsWith(place + '/') || place.startsWith(relative + '/');
           });
}

Result<ResolvedPath> Workspace::Private::locate(
    const QByteArray &path, LastLink lastLink, MissingFolders missingFolders) const
{
    return resolveBeneath(fd.get(), root, path, {}, lastLink, missingFolders);
}

Result<> Workspace::Private::admit(const ResolvedPath &target, FileOperation operation)
{
    if (target.name.isEmpty() && operation != FileOperation::Read)
        return fail(ErrorCode::Denied, u"the working directory itself cannot be changed"_s);
    if (!target.exists)
        return {};
    const bool follows = operation == FileOperation::Read || operation == FileOperation::Write;
    const mode_t type = target.stat.st_mode & S_IFMT;
    if (type != S_IFREG && type != S_IFDIR && (follows || type != S_IFLNK))
        return fail(ErrorCode::Denied, u"it is a special file"_s, u"Only regular files can be read and written"_s);
    if (operation == FileOperation::Write && type == S_IFDIR)
        return fail(ErrorCode::Denied, u"it is a folder"_s, u"Name a file in it"_s);
    // Another name of the same file may lie outside: whoever writes here means to change it there.
    if (operation == FileOperation::Write && target.stat.st_nlink > 1)
        return fail(ErrorCode::Denied, u"the file has more than one name (hard link)"_s,
            u"Its other names would change too, or keep the old content. If this name alone is meant, give it a "
            "content of its own by a command first (cp -p NAME NAME.new && mv NAME.new NAME)"_s);
    return {};
}

Result<QByteArray> Workspace::resolve(const QByteArray &path, FileOperation operation, const QByteArray &from) const
{
    if (from.startsWith('/') || from.split('/').contains(".."))
        return fail(ErrorCode::Denied, u"a folder outside the working directory was given as the start"_s);
    const bool follows = operation == FileOperation::Read || operation == FileOperation::Write;
    VC_TRY(const ResolvedPath target,
        resolveBeneath(d->fd.get(), d->root, path, from, follows ? LastLink::Follow : LastLink::Keep,
            operation == FileOperation::Read ? MissingFolders::Refuse : MissingFolders::Allow));
    VC_CHECK(d->admit(target, operation));
    return target.relative;
}

Result<FolderIdentity> Workspace::folderOf(const QString &path) const
{
    VC_TRY(const ResolvedPath target, d->locate(pathBytes(path), LastLink::Follow, MissingFolders::Allow));
    return d->isView ? FolderIdentity() : identityOf(target.parent);
}

Result<FileDescriptor> Workspace::Private::openFile(const QString &path, QByteArray *relative, struct stat *st) const
{
    const QByteArray bytes = pathBytes(path);
    const Result<ResolvedPath> target = locate(bytes, LastLink::Follow, MissingFolders::Refuse);
    if (!target && target.error().code != ErrorCode::NotFound)
        return passError(target);
    if (!target || !target->exists)
        return fail(ErrorCode::NotFound, u"there is no file %1"_s.arg(path), namesNear(bytes));
    *relative = target->relative;
    if (S_ISDIR(target->stat.st_mode))
        return fail(ErrorCode::InvalidArgument, u"%1 is a folder"_s.arg(path));
    FileDescriptor file = openChild(target->parent.get(), target->name, kReadFlags);
    if (!file.isOpen())
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Denied, errnoText());
    if (::fstat(file.get(), st) != 0 || !S_ISREG(st->st_mode))
        return fail(ErrorCode::Denied, u"%1 is a special file"_s.arg(path));
    return file;
}

Result<FileContent> Workspace::read(const QString &path, qint64 maxBytes) const
{
    QByteArray relative;
    struct stat st
    {
    };
    VC_TRY(const FileDescriptor file, d->openFile(path, &relative, &st));
    FileContent content;
    VC_TRY(content.bytes, readBounded(file.get(), maxBytes));
    content.path = pathText(relative);
    content.sha256 = sha256Hex(content.bytes);
    content.mode = st.st_mode & 07777;
    return content;
}

Result<QString> digestAt(int folder, const QByteArray &name, struct stat *st)
{
    const FileDescriptor file = openChild(folder, name, kReadFlags);
    if (!file.isOpen())
        return errno == ENOENT ? Result<QString>(QString()) : Result<QString>(fail(ErrorCode::Denied, errnoText()));
    if (::fstat(file.get(), st) != 0 || !S_ISREG(st->st_mode))
        return fail(ErrorCode::Denied, u"it is a folder or a special file"_s);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    VC_CHECK(readPieces(file.get(), [&hash](QByteArrayView piece) -> Result<> {
        hash.addData(piece);
        return {};
    }));
    return QString::fromLatin1(hash.result().toHex());
}

Result<QString> Workspace::digest(const QString &path) const
{
    const Result<ResolvedPath> target = d->locate(pathBytes(path), LastLink::Follow, MissingFolders::Refuse);
    if (!target)
        return target.error().code == ErrorCode::NotFound ? Result<QString>(QString())
                                                          : Result<QString>(passError(target));
    VC_CHECK(d->admit(*target, FileOperation::Read));
    struct stat st
    {
    };
    return target->exists && !target->name.isEmpty() ? digestAt(target->parent.get(), target->name, &st)
                                                     : Result<QString>(QString());
}

} // namespace vibecoder
