// SPDX-License-Identifier: MIT
#include "execution/workspace.h"

#include "base/digest.h"
#include "execution/pathresolver.h"
#include "execution/workspaceprivate.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kTemporary = ".vibecoder-new-";

QString errnoText()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

Result<QByteArray> readAll(int fd, qint64 maxBytes)
{
    QByteArray bytes;
    char buffer[65536];
    for (;;) {
        const ssize_t n = ::read(fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail(ErrorCode::Io, errnoText());
        if (n == 0)
            return bytes;
        bytes.append(buffer, n);
        if (bytes.size() > maxBytes)
            return fail(ErrorCode::InvalidArgument, u"the file is larger than %1 bytes"_s.arg(maxBytes));
    }
}

} // namespace

QByteArray pathBytes(const QString &path)
{
    return path.toUtf8();
}

Workspace::Workspace()
    : d(std::make_unique<Private>())
{
}

Workspace::~Workspace() = default;

Result<std::unique_ptr<Workspace>> Workspace::open(const QString &directory, const QStringList &refused)
{
    char canonical[PATH_MAX];
    const QByteArray name = QFile::encodeName(directory);
    if (!directory.startsWith(QLatin1Char('/')) || !::realpath(name.constData(), canonical))
        return fail(ErrorCode::NotFound, u"the working directory %1 does not exist"_s.arg(directory));
    const QByteArray root(canonical);
    QByteArrayList forbidden{"/", QFile::encodeName(QDir::homePath())};
    for (const QString &folder : refused)
        forbidden.append(QFile::encodeName(folder));
    for (const QByteArray &folder : forbidden) {
        if (root == folder ||
            (folder != "/" && refused.contains(QFile::decodeName(folder)) && root.startsWith(folder + '/')))
            return fail(ErrorCode::Denied, u"%1 cannot be a working directory"_s.arg(directory));
    }
    std::unique_ptr<Workspace> workspace(new Workspace);
    workspace->d->root = root;
    workspace->d->fd = FileDescriptor(::open(root.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    struct stat st
    {
    };
    if (!workspace->d->fd.isOpen() || ::fstat(workspace->d->fd.get(), &st) != 0)
        return fail(
            ErrorCode::NotFound, u"the working directory %1 cannot be opened: %2"_s.arg(directory, errnoText()));
    workspace->d->device = st.st_dev;
    workspace->d->inode = st.st_ino;
    return workspace;
}

QString Workspace::root() const
{
    return QFile::decodeName(d->root);
}

bool Workspace::isSameDirectory() const
{
    struct stat st
    {
    };
    return ::stat(d->root.constData(), &st) == 0 && st.st_dev == d->device && st.st_ino == d->inode;
}

Result<QByteArray> Workspace::resolve(const QByteArray &path, FileOperation operation, const QByteArray &from) const
{
    if (from.startsWith('/') || from.split('/').contains(".."))
        return fail(ErrorCode::Denied, u"a folder outside the working directory was given as the start"_s);
    const bool follows = operation == FileOperation::Read || operation == FileOperation::Write;
    VC_TRY(const ResolvedPath resolved,
        resolveBeneath(d->fd.get(), d->root, path, from, follows ? LastLink::Follow : LastLink::Keep,
            operation == FileOperation::Read ? MissingFolders::Refuse : MissingFolders::Allow));
    if (resolved.name.isEmpty() && operation != FileOperation::Read)
        return fail(ErrorCode::Denied, u"the working directory itself cannot be changed"_s);
    if (resolved.exists) {
        const mode_t type = resolved.stat.st_mode & S_IFMT;
        const bool plain = type == S_IFREG || type == S_IFDIR || (!follows && type == S_IFLNK);
        if (!plain)
            return fail(ErrorCode::Denied, u"it is a special file"_s);
        if (operation == FileOperation::Write && type == S_IFDIR)
            return fail(ErrorCode::Denied, u"it is a folder"_s);
        // Another name of the same file may lie outside: writing here would change it there.
        if (operation == FileOperation::Write && resolved.stat.st_nlink > 1)
            return fail(ErrorCode::Denied, u"the file has more than one name (hard link)"_s);
        if (resolved.stat.st_dev != d->device)
            return fail(ErrorCode::Denied, u"it lies on another file system"_s);
    }
    return resolved.relative;
}

Result<FileDescriptor> Workspace::Private::openFile(const QString &path, QByteArray *relative, struct stat *st) const
{
    VC_TRY(const ResolvedPath resolved,
        resolveBeneath(fd.get(), root, pathBytes(path), {}, LastLink::Follow, MissingFolders::Refuse));
    *relative = resolved.relative;
    if (!resolved.exists)
        return fail(ErrorCode::NotFound, u"there is no file %1"_s.arg(path));
    if (S_ISDIR(resolved.stat.st_mode))
        return fail(ErrorCode::InvalidArgument, u"%1 is a folder"_s.arg(path));
    // Not blocking: a FIFO that was put there meanwhile must not hold us; the type is checked after opening.
    FileDescriptor file(::openat(
        resolved.parent.get(), resolved.name.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
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
    VC_TRY(content.bytes, readAll(file.get(), maxBytes));
    content.path = QString::fromUtf8(relative);
    content.sha256 = sha256Hex(content.bytes);
    content.mode = st.st_mode & 07777;
    return content;
}

Result<QString> Workspace::digest(const QString &path) const
{
    const Result<FileContent> file = read(path, 64 * 1024 * 1024);
    if (!file)
        return file.error().code == ErrorCode::NotFound ? Result<QString>(QString()) : Result<QString>(passError(file));
    return file->sha256;
}

namespace {

// One prepared replacement: the new content lies beside its target under a name nobody else uses.
struct Prepared
{
    FileDescriptor folder;
    QByteArray temporary, name;
};

Result<FileDescriptor> makeFolders(ResolvedPath &target)
{
    FileDescriptor folder = std::move(target.parent);
    for (const QByteArray &part : target.missing) {
        if (::mkdirat(folder.get(), part.constData(), 0755) != 0 && errno != EEXIST)
            return fail(ErrorCode::Io, u"cannot make the folder %1: %2"_s.arg(QString::fromUtf8(part), errnoText()));
        folder =
            FileDescriptor(::openat(folder.get(), part.constData(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!folder.isOpen())
            return fail(ErrorCode::Io, u"cannot open the folder %1: %2"_s.arg(QString::fromUtf8(part), errnoText()));
    }
    return folder;
}

Result<> writeWhole(int fd, const QByteArray &bytes)
{
    qint64 done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(ErrorCode::Io, errnoText());
        done += n;
    }
    return {};
}

// Tools that compare whole seconds (byte-code caches, make) must see that the file is another one.
void setLaterTime(int fd, const struct stat *before)
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    if (before && now.tv_sec - before->st_mtim.tv_sec < 2 && before->st_mtim.tv_sec - now.tv_sec < 3600)
        now.tv_sec = before->st_mtim.tv_sec + 2;
    const timespec times[2] = {now, now};
    ::futimens(fd, times);
}

Result<Prepared> prepare(ResolvedPath target, const QByteArray &bytes)
{
    Prepared prepared;
    const bool exists = target.exists;
    const struct stat before = target.stat;
    prepared.name = target.name;
    VC_TRY(prepared.folder, makeFolders(target));
    prepared.temporary = kTemporary + newId().toLatin1();
    const FileDescriptor file(::openat(prepared.folder.get(), prepared.temporary.constData(),
        O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, exists ? (before.st_mode & 07777) : 0644));
    if (!file.isOpen())
        return fail(ErrorCode::Io, errnoText());
    Result<> written = writeWhole(file.get(), bytes);
    if (written && exists)
        ::fchmod(file.get(), before.st_mode & 07777);
    setLaterTime(file.get(), exists ? &before : nullptr);
    if (written && ::fsync(file.get()) != 0)
        written = fail(ErrorCode::Io, errnoText());
    if (!written) {
        ::unlinkat(prepared.folder.get(), prepared.temporary.constData(), 0);
        return passError(written);
    }
    return prepared;
}

} // namespace

Result<QList<QString>> Workspace::writeAll(const QList<PlannedWrite> &writes) const
{
    std::vector<Prepared> prepared;
    const auto undo = [&prepared] {
        for (const Prepared &one : prepared)
            ::unlinkat(one.folder.get(), one.temporary.constData(), 0);
    };
    QList<QString> digests;
    for (const PlannedWrite &write : writes) {
        Result<> ready;
        VC_TRY(const QByteArray relative, resolve(pathBytes(write.path), FileOperation::Write));
        auto target = resolveBeneath(d->fd.get(), d->root, relative, {}, LastLink::Keep, MissingFolders::Allow);
        if (!target) {
            undo();
            return passError(target);
        }
        if (target->exists && (!S_ISREG(target->stat.st_mode) || target->stat.st_nlink > 1)) {
            undo();
            return fail(ErrorCode::Denied, u"%1 changed into something that cannot be written"_s.arg(write.path));
        }
        auto one = prepare(std::move(*target), write.bytes);
        if (!one) {
            undo();
            return passError(one);
        }
        prepared.push_back(std::move(*one));
        digests.append(sha256Hex(write.bytes));
    }
    for (const PlannedWrite &write : writes) {
        const Result<QString> now = digest(write.path);
        if (!now || *now != write.expectedSha256) {
            undo();
            return now ? Result<QList<QString>>(
                             fail(ErrorCode::Conflict, u"%1 was changed meanwhile"_s.arg(write.path)))
                       : Result<QList<QString>>(passError(now));
        }
    }
    for (std::size_t i = 0; i < prepared.size(); ++i) {
        const Prepared &one = prepared[i];
        if (::renameat(one.folder.get(), one.temporary.constData(), one.folder.get(), one.name.constData()) != 0) {
            const QString why = errnoText();
            undo();
            return fail(ErrorCode::Io, u"cannot write %1: %2"_s.arg(writes.at(qsizetype(i)).path, why));
        }
    }
    for (const Prepared &one : prepared) {
        const FileDescriptor folder(::openat(one.folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folder.isOpen())
            ::fsync(folder.get());
    }
    return digests;
}

} // namespace vibecoder
