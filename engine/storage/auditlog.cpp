// SPDX-License-Identifier: MIT
#include "storage/auditlog.h"

#include "base/digest.h"
#include "base/logging.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

constexpr qint64 kLongestLine = 1024 * 1024;
constexpr int kLockTries = 5000, kLockPauseUs = 1000;

tl::unexpected<Error> cannot(const QString &file)
{
    return fail(ErrorCode::Io, QCoreApplication::translate("storage", "The audit log %1 cannot be used.").arg(file),
        QCoreApplication::translate("storage", "Check the free space and the permissions of the folder."),
        QString::fromLocal8Bit(std::strerror(errno)));
}

// The hash covers everything but itself, in the one byte form of JSON.
QString hashOf(QJsonObject record)
{
    record.remove(u"hash"_s);
    return sha256Hex(canonicalJson(record));
}

// Held by others for the time of one line, unless they were stopped in it: then nobody waits for ever.
class FileLock
{
    Q_DISABLE_COPY_MOVE(FileLock)

public:
    explicit FileLock(int fd)
        : m_fd(fd)
    {
        for (int tries = 0; !m_held && tries < kLockTries; ++tries) {
            m_held = ::flock(m_fd, LOCK_EX | LOCK_NB) == 0;
            if (!m_held)
                ::usleep(kLockPauseUs);
        }
    }
    ~FileLock()
    {
        if (m_held)
            ::flock(m_fd, LOCK_UN);
    }
    [[nodiscard]] bool isHeld() const { return m_held; }

private:
    int m_fd;
    bool m_held = false;
};

} // namespace

AuditLog::AuditLog(QString file)
    : m_file(std::move(file))
{
}

AuditLog::~AuditLog()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<> AuditLog::open()
{
    if (m_fd >= 0)
        return {};
    m_fd = ::open(QFile::encodeName(m_file).constData(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_fd < 0)
        return cannot(m_file);
    return {};
}

Result<AuditAnchor> AuditLog::lastRecord() const
{
    struct stat st
    {
    };
    if (::fstat(m_fd, &st) != 0)
        return cannot(m_file);
    if (st.st_size == 0)
        return AuditAnchor{};
    const qint64 from = std::max<qint64>(0, st.st_size - kLongestLine);
    QByteArray tail(qsizetype(st.st_size - from), Qt::Uninitialized);
    if (::pread(m_fd, tail.data(), size_t(tail.size()), from) != tail.size())
        return cannot(m_file);
    if (tail.endsWith('\n'))
        tail.chop(1);
    const QJsonObject record = QJsonDocument::fromJson(tail.mid(tail.lastIndexOf('\n') + 1)).object();
    // A line that cannot be read is left for `verify` to find; the chain goes on from what it holds.
    return AuditAnchor{record.value(u"seq"_s).toInteger(), record.value(u"hash"_s).toString()};
}

Result<AuditAnchor> AuditLog::append(const QJsonObject &fields, const QDateTime &at)
{
    const QMutexLocker guard(&m_mutex);
    VC_CHECK(open());
    const FileLock lock(m_fd);
    if (!lock.isHeld())
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "Another process keeps the audit log %1 locked.").arg(m_file),
            QCoreApplication::translate("storage", "Let it go on or end it: `fuser -v %1` names it.").arg(m_file));
    struct stat st
    {
    };
    if (::fstat(m_fd, &st) != 0)
        return cannot(m_file);
    if (st.st_size != m_end) {
        VC_TRY(m_last, lastRecord());
    }
    QJsonObject record = redactJson(fields).toObject();
    record.insert(u"seq"_s, m_last.seq + 1);
    record.insert(u"at"_s, at.toUTC().toString(Qt::ISODateWithMs));
    record.insert(u"prev"_s, m_last.hash);
    const QString hash = hashOf(record);
    record.insert(u"hash"_s, hash);
    const QByteArray line = QJsonDocument(record).toJson(QJsonDocument::Compact) + '\n';
    if (line.size() > kLongestLine)
        return fail(ErrorCode::InvalidArgument, u"an audit record of %1 bytes is too large"_s.arg(line.size()));
    if (::write(m_fd, line.constData(), size_t(line.size())) != line.size()) {
        const int why = errno;
        // Half a line would look like tampering.
        (void)!::ftruncate(m_fd, st.st_size);
        errno = why;
        return cannot(m_file);
    }
    m_end = st.st_size + line.size();
    m_last = {m_last.seq + 1, hash};
    return m_last;
}

Result<AuditCheck> AuditLog::verify(const QString &file, const AuditAnchor &anchor)
{
    AuditCheck check;
    const auto bad = [&check](const QString &problem) {
        check.problem = problem;
        check.badLine = check.records + 1;
        return check;
    };
    QFile reader(file);
    QString previous;
    if (reader.exists()) {
        if (!reader.open(QIODevice::ReadOnly))
            return cannot(file);
        while (!reader.atEnd()) {
            const QByteArray line = reader.readLine(kLongestLine + 1);
            QJsonParseError error;
            const QJsonObject record = QJsonDocument::fromJson(line, &error).object();
            // The canonical form is the only form: a changed space is a changed byte.
            if (error.error != QJsonParseError::NoError || !line.endsWith('\n') ||
                QJsonDocument(record).toJson(QJsonDocument::Compact) != line.chopped(1))
                return bad(u"not_json"_s);
            if (record.value(u"hash"_s).toString() != hashOf(record))
                return bad(u"hash_differs"_s);
            if (record.value(u"prev"_s).toString() != previous)
                return bad(u"chain_broken"_s);
            if (record.value(u"seq"_s).toInteger() != check.records + 1)
                return bad(u"number_differs"_s);
            previous = record.value(u"hash"_s).toString();
            ++check.records;
            if (check.records == anchor.seq && previous != anchor.hash) {
                --check.records;
                return bad(u"hash_differs"_s);
            }
        }
    }
    if (check.records < anchor.seq)
        return bad(u"cut_off"_s);
    return check;
}

Result<> AuditLog::read(const QString &file, const std::function<bool(const QJsonObject &)> &each)
{
    QFile reader(file);
    if (!reader.exists())
        return {};
    if (!reader.open(QIODevice::ReadOnly))
        return cannot(file);
    while (!reader.atEnd()) {
        const QJsonObject record = QJsonDocument::fromJson(reader.readLine(kLongestLine + 1)).object();
        if (!record.isEmpty() && !each(record))
            break;
    }
    return {};
}

} // namespace vibecoder
