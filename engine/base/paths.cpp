// SPDX-License-Identifier: MIT
#include "base/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

namespace {

QString errnoText()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

} // namespace

QString expandHome(const QString &path)
{
    if (path == QStringLiteral("~"))
        return QDir::homePath();
    if (path.startsWith(QStringLiteral("~/")))
        return QDir::homePath() + path.mid(1);
    return path;
}

Result<> ensurePrivateFolder(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat st
    {
    };
    if (::stat(name.constData(), &st) == 0) {
        if (!S_ISDIR(st.st_mode))
            return fail(ErrorCode::Io, QStringLiteral("%1 is not a folder").arg(path));
        if (st.st_uid != ::geteuid() && ::geteuid() != 0)
            return fail(ErrorCode::Denied, QStringLiteral("%1 belongs to another user").arg(path));
        return {};
    }
    const QString parent = QFileInfo(path).path();
    if (!QDir().mkpath(parent))
        return fail(ErrorCode::Io, QStringLiteral("cannot make the folder %1").arg(parent), {}, errnoText());
    if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return fail(ErrorCode::Io, QStringLiteral("cannot make the folder %1: %2").arg(path, errnoText()));
    return {};
}

Result<> writeFileAtomically(const QString &path, const QByteArray &bytes)
{
    const QByteArray target = QFile::encodeName(path);
    // One name for each write: threads of one process may write the same file.
    static std::atomic<int> writes = 0;
    const QByteArray temporary = target + ".new-" + QByteArray::number(::getpid()) + '-' + QByteArray::number(++writes);
    ::unlink(temporary.constData());
    const int fd = ::open(temporary.constData(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(ErrorCode::Io, QStringLiteral("cannot write %1: %2").arg(path, errnoText()));
    qint64 done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += n;
    }
    const bool whole = done == bytes.size() && ::fsync(fd) == 0;
    const QString why = whole ? QString() : errnoText();
    ::close(fd);
    if (!whole || ::rename(temporary.constData(), target.constData()) != 0) {
        const QString reason = whole ? errnoText() : why;
        ::unlink(temporary.constData());
        return fail(ErrorCode::Io, QStringLiteral("cannot write %1: %2").arg(path, reason));
    }
    return {};
}

Result<QByteArray> readWholeFile(const QString &path, qint64 maxBytes)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.exists() ? ErrorCode::Io : ErrorCode::NotFound,
            QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    QByteArray bytes = file.read(maxBytes + 1);
    if (bytes.size() > maxBytes)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("%1 is larger than %2 bytes").arg(path).arg(maxBytes));
    return bytes;
}

namespace {

QString firstExisting(const QStringList &candidates)
{
    for (const QString &candidate : candidates) {
        if (QFileInfo::exists(candidate))
            return candidate;
    }
    return candidates.constLast();
}

} // namespace

QString resourcePath(const QString &relative)
{
    const QString override = qEnvironmentVariable("VIBECODER_RESOURCES");
    if (!override.isEmpty())
        return override + QLatin1Char('/') + relative;
    const QString here = QCoreApplication::applicationDirPath();
    // The build tree comes last, so that an installed program never reads a source tree.
    return firstExisting({here + QStringLiteral("/../share/vibecoder/") + relative,
        QStringLiteral(VIBECODER_BUILD_RESOURCES "/") + relative});
}

QString launcherPath()
{
    const QString override = qEnvironmentVariable("VIBECODER_LAUNCHER");
    if (!override.isEmpty())
        return override;
    const QString here = QCoreApplication::applicationDirPath();
    return firstExisting({here + QStringLiteral("/../lib/vibecoder/vibecoder-launcher"),
        here + QStringLiteral("/vibecoder-launcher"), QStringLiteral(VIBECODER_BUILD_LAUNCHER)});
}

QString keychainHelperPath()
{
    const QString override = qEnvironmentVariable("VIBECODER_KEYCHAIN");
    if (!override.isEmpty())
        return override;
    const QString here = QCoreApplication::applicationDirPath();
    return firstExisting(
        {here + QStringLiteral("/../lib/vibecoder/vibecoder-keychain"), here + QStringLiteral("/vibecoder-keychain")});
}

} // namespace vibecoder
