// SPDX-License-Identifier: MIT
#include "storage/artifactstore.h"

#include "base/digest.h"
#include "base/logging.h"
#include "base/paths.h"
#include "base/redactstream.h"
#include "storage/storefiles.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

constexpr qint64 spoolLimit = 4LL * 1024 * 1024;

QString errnoText()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

tl::unexpected<Error> cannotStore(const QString &path, const QString &detail)
{
    return fail(ErrorCode::Io, QCoreApplication::translate("storage", "The artifact %1 cannot be written.").arg(path),
        QCoreApplication::translate("storage", "Check the free space and the permissions of the folder."), detail);
}

tl::unexpected<Error> noArtifact(const QString &sha256)
{
    return fail(ErrorCode::NotFound,
        QCoreApplication::translate("storage", "The content %1 is no longer kept.").arg(sha256.left(64)));
}

bool isDigest(const QString &text)
{
    constexpr int length = 64;
    return text.size() == length && std::all_of(text.begin(), text.end(),
                                        [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); });
}

// A name of its own per writer: two threads may store the same content at the same time.
QString temporaryName(const QString &folder)
{
    static std::atomic<quint64> counter = 0;
    return u"%1/.new-%2-%3"_s.arg(folder).arg(::getpid()).arg(++counter);
}

bool writeAll(int fd, const QByteArray &bytes)
{
    qint64 done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += n;
    }
    return true;
}

} // namespace

ArtifactStore::ArtifactStore(QString folder)
    : m_folder(std::move(folder))
{
}

QString ArtifactStore::path(const QString &sha256) const
{
    return u"%1/%2/%3"_s.arg(m_folder, sha256.left(2), sha256);
}

Result<QString> ArtifactStore::put(const QByteArray &bytes) const
{
    const QByteArray kept = redactBytes(bytes);
    const QString digest = sha256Hex(kept);
    const QString target = path(digest);
    if (QFileInfo(target).size() == kept.size() && QFileInfo::exists(target))
        return digest;
    const QString folder = QFileInfo(target).path();
    VC_CHECK(ensurePrivateFolder(folder));
    const QByteArray name = QFile::encodeName(temporaryName(folder));
    ::unlink(name.constData());
    const int fd = ::open(name.constData(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return cannotStore(target, errnoText());
    const bool written = writeAll(fd, kept) && ::fsync(fd) == 0;
    QString detail = written ? QString() : errnoText();
    ::close(fd);
    if (!written || ::rename(name.constData(), QFile::encodeName(target).constData()) != 0) {
        if (written)
            detail = errnoText();
        ::unlink(name.constData());
        return cannotStore(target, detail);
    }
    // The row that names it may be durable only after the name is.
    if (!storefiles::syncPath(folder) || !storefiles::syncPath(m_folder))
        return cannotStore(target, errnoText());
    return digest;
}

Result<QString> ArtifactStore::adopt(const QString &file) const
{
    const int source = ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st
    {
    };
    if (source < 0 || ::fstat(source, &st) != 0 || !S_ISREG(st.st_mode)) {
        const QString detail = errnoText();
        if (source >= 0)
            ::close(source);
        return cannotStore(file, detail);
    }
    QFile reader;
    if (!reader.open(source, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        ::close(source);
        return cannotStore(file, reader.errorString());
    }
    VC_CHECK(ensurePrivateFolder(m_folder));
    // The name follows from the redacted content, which is known only at its end.
    const QByteArray temporary = QFile::encodeName(temporaryName(m_folder));
    const int fd = ::open(temporary.constData(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return cannotStore(m_folder, errnoText());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const bool written = redactStream(reader, [&](const QByteArray &piece) {
        hash.addData(piece);
        return writeAll(fd, piece);
    }) && ::fsync(fd) == 0;
    QString detail = written ? QString() : errnoText();
    ::close(fd);
    const QString digest = QString::fromLatin1(hash.result().toHex());
    const QString target = path(digest);
    const QString folder = QFileInfo(target).path();
    const Result<> ready = written ? ensurePrivateFolder(folder) : Result<>(cannotStore(target, detail));
    if (!ready || ::rename(temporary.constData(), QFile::encodeName(target).constData()) != 0) {
        detail = errnoText();
        ::unlink(temporary.constData());
        return ready ? cannotStore(target, detail) : tl::unexpected<Error>(ready.error());
    }
    if (!storefiles::syncPath(folder) || !storefiles::syncPath(m_folder))
        return cannotStore(target, errnoText());
    ::unlink(QFile::encodeName(file).constData());
    return digest;
}

Result<QByteArray> ArtifactStore::read(const QString &sha256, qint64 offset, qint64 length) const
{
    // The digest becomes a path: nothing else than a digest may.
    if (!isDigest(sha256))
        return noArtifact(sha256);
    QFile file(path(sha256));
    if (!file.open(QIODevice::ReadOnly))
        return noArtifact(sha256);
    if (offset < 0 || !file.seek(std::min(offset, file.size())))
        return fail(ErrorCode::InvalidArgument, QCoreApplication::translate("storage", "The range is not valid."));
    return length < 0 ? file.readAll() : file.read(length);
}

Spool::Spool(const QString &folder, const QString &taskId, int attempt)
    : m_path(path(folder, taskId, attempt))
    , m_fd(::open(QFile::encodeName(m_path).constData(),
          O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600))
{
}

Spool::~Spool()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

void Spool::append(const QByteArray &utf8)
{
    if (m_fd < 0 || m_size + utf8.size() > spoolLimit)
        return;
    // Live text only: what cannot be written is not shown, and the answer itself is stored in the journal.
    if (writeAll(m_fd, utf8))
        m_size += utf8.size();
}

void Spool::clear()
{
    if (m_fd >= 0 && ::ftruncate(m_fd, 0) == 0)
        m_size = 0;
}

QString Spool::path(const QString &folder, const QString &taskId, int attempt)
{
    return u"%1/%2-%3.txt"_s.arg(folder, taskId).arg(attempt);
}

} // namespace vibecoder
