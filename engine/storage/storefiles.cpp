// SPDX-License-Identifier: MIT
#include "storage/storefiles.h"

#include "base/paths.h"
#include "storage/connection.h"
#include "storage/migrations.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vibecoder::storefiles {

namespace {

QString errnoText()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

tl::unexpected<Error> unusableFolder(const QString &folder, const QString &detail)
{
    return fail(ErrorCode::Storage,
        QCoreApplication::translate("storage", "The folder %1 cannot hold the task database.").arg(folder),
        QCoreApplication::translate("storage",
            "It must be a folder of this user that can be written. VIBECODER_DATABASE_URL chooses another place."),
        detail);
}

Result<> runAll(Connection &connection, const QStringList &statements)
{
    for (const QString &statement : statements)
        VC_CHECK(connection.query(statement));
    return {};
}

Result<> fillNewFile(const QString &file, const Dialect &dialect)
{
    VC_TRY(const auto connection, Connection::open(file, dialect, Connection::Access::Create));
    VC_CHECK(runAll(*connection, dialect.beforeCreation()));
    VC_CHECK(migrations::run(*connection, 0, migrations::all()));
    return runAll(*connection, dialect.afterCreation());
}

} // namespace

bool isNetworkFileSystem(qint64 type)
{
    switch (quint32(type)) {
    case 0x6969:     // NFS
    case 0x517B:     // SMB
    case 0xFF534D42: // CIFS
    case 0xFE534D42: // SMB2
    case 0x65735546: // FUSE: sshfs and its like; virtiofs
    case 0x01021997: // 9p
    case 0x00C36400: // Ceph
    case 0x5346414F: // AFS
    case 0x73757245: // Coda
    case 0x0BD00BD0: // Lustre
    case 0x564C:
        return true; // NCP
    default:
        return false;
    }
}

Result<> prepareFolders(const StoreLocation &location)
{
    const QString parent = QFileInfo(location.databaseFile).path();
    const QFileInfo info(parent);
    if (!info.exists()) {
        if (const auto made = ensurePrivateFolder(parent); !made)
            return unusableFolder(parent, made.error().message);
    } else if (!info.isDir()) {
        return unusableFolder(parent, u"not a folder"_s);
    }
    const QByteArray name = QFile::encodeName(parent);
    struct statfs fs
    {
    };
    if (::statfs(name.constData(), &fs) == 0 && isNetworkFileSystem(qint64(fs.f_type))) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate(
                "storage", "%1 lies on a network file system, where a task database would be damaged.")
                .arg(parent),
            QCoreApplication::translate("storage", "Set VIBECODER_DATABASE_URL to a file on a local disk."),
            u"statfs type 0x%1"_s.arg(qint64(fs.f_type), 0, 16));
    }
    if (::access(name.constData(), W_OK | X_OK) != 0)
        return unusableFolder(parent, errnoText());
    for (const QString &folder : {location.dataFolder(), location.artifactFolder(), location.spoolFolder(),
             location.logFolder(), location.runFolder()}) {
        if (const auto made = ensurePrivateFolder(folder); !made)
            return unusableFolder(folder, made.error().message);
    }
    return {};
}

Result<> checkExisting(const StoreLocation &location, const Dialect &dialect)
{
    const QByteArray name = QFile::encodeName(location.databaseFile);
    struct stat st
    {
    };
    if (::stat(name.constData(), &st) != 0 || !S_ISREG(st.st_mode)) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "%1 is not a regular file.").arg(location.databaseFile),
            QCoreApplication::translate("storage", "Set VIBECODER_DATABASE_URL to another file. Nothing was changed."));
    }
    VC_CHECK(dialect.checkFile(location.databaseFile));
    if (::access(name.constData(), W_OK) != 0) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "The task database %1 cannot be written: it is read-only.")
                .arg(location.databaseFile),
            QCoreApplication::translate("storage", "Check the permissions of the file and of its folder."),
            errnoText());
    }
    return {};
}

Result<> create(const StoreLocation &location, const Dialect &dialect)
{
    const QFileInfo target(location.databaseFile);
    // A log without its store would be played into the new file and damage it.
    if (logSize(location) > 0) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "The task database %1 is gone, but its log %2 is still there.")
                .arg(location.databaseFile, location.databaseFile + u"-wal"_s),
            QCoreApplication::translate("storage",
                "Put the file back, or move the log away to begin with an empty queue. Nothing was changed."));
    }
    // What a killed process left behind; nobody else makes one while the gate is held.
    const QString prefix = target.fileName() + u".new-"_s;
    for (const QString &stale : target.dir().entryList({u"*.new-*"_s}, QDir::Files)) {
        if (stale.startsWith(prefix))
            QFile::remove(target.dir().filePath(stale));
    }
    const QString temporary = location.databaseFile + u".new-%1"_s.arg(::getpid());
    const QByteArray name = QFile::encodeName(temporary);
    const int fd = ::open(name.constData(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return unusableFolder(target.path(), errnoText());
    ::close(fd);
    auto made = fillNewFile(temporary, dialect);
    if (made &&
        (!syncPath(temporary) || ::rename(name.constData(), QFile::encodeName(location.databaseFile).constData()) != 0))
        made = unusableFolder(target.path(), errnoText());
    if (!made) {
        for (const QString &suffix : {u""_s, u"-journal"_s, u"-wal"_s, u"-shm"_s})
            QFile::remove(temporary + suffix);
        // The message names the file people know, not the temporary one.
        Error error = made.error();
        error.message.replace(temporary, location.databaseFile);
        return tl::make_unexpected(error);
    }
    if (!syncPath(target.path()))
        return unusableFolder(target.path(), errnoText());
    return {};
}

qint64 logSize(const StoreLocation &location)
{
    struct stat st
    {
    };
    const QByteArray name = QFile::encodeName(location.databaseFile + u"-wal"_s);
    return ::stat(name.constData(), &st) == 0 ? qint64(st.st_size) : 0;
}

bool syncPath(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool synced = ::fsync(fd) == 0;
    ::close(fd);
    return synced;
}

} // namespace vibecoder::storefiles
