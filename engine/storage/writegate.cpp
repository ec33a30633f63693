// SPDX-License-Identifier: MIT
#include "storage/writegate.h"

#include "base/logging.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

constexpr qint64 longWaitMs = 5000;
constexpr int pidWidth = 20;

qint64 monotonicMs()
{
    return QDeadlineTimer::current().deadline();
}

int openLockFile(const QString &path)
{
    // O_CLOEXEC: a descriptor that reached a child program would keep the lock after its holder let go.
    return ::open(QFile::encodeName(path).constData(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
}

bool lockFile(int fd)
{
    int result = 0;
    do
        result = ::flock(fd, LOCK_EX);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

} // namespace

WriteGate::~WriteGate()
{
    for (const int fd : {m_queue, m_gate}) {
        if (fd >= 0)
            ::close(fd);
    }
}

Result<> WriteGate::open(const QString &folder)
{
    m_folder = folder;
    m_queue = openLockFile(folder + u"/queue"_s);
    m_gate = openLockFile(folder + u"/gate"_s);
    if (m_queue < 0 || m_gate < 0) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "The lock files in %1 cannot be opened.").arg(folder),
            QCoreApplication::translate("storage", "Check the permissions of the folder."),
            QString::fromLocal8Bit(std::strerror(errno)));
    }
    return {};
}

Result<> WriteGate::lock()
{
    m_waitingSince = monotonicMs();
    const bool first = lockFile(m_queue);
    const bool second = first && lockFile(m_gate);
    const int reason = errno;
    if (first)
        ::flock(m_queue, LOCK_UN);
    m_waitingSince = 0;
    if (!second) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "The lock files in %1 cannot be locked.").arg(m_folder), {},
            QString::fromLocal8Bit(std::strerror(reason)));
    }
    const QByteArray holder = QByteArray::number(::getpid()).leftJustified(pidWidth);
    // Only a help for people: a failure changes nothing.
    (void)!::pwrite(m_gate, holder.constData(), size_t(holder.size()), 0);
    return {};
}

void WriteGate::unlock()
{
    ::flock(m_gate, LOCK_UN);
}

void WriteGate::reportLongWait()
{
    qint64 since = m_waitingSince;
    if (since == 0 || since < 0 || monotonicMs() - since < longWaitMs)
        return;
    // Negative: told already. Lost to the end of the wait: nothing to tell.
    if (!m_waitingSince.compare_exchange_strong(since, -since))
        return;
    QByteArray holder(pidWidth, '\0');
    const ssize_t length = ::pread(m_gate, holder.data(), pidWidth, 0);
    holder.truncate(length > 0 ? qsizetype(length) : 0);
    logWarning("storage", u"waiting for the write gate"_s,
        {{u"held_by_pid"_s, QString::fromLatin1(holder.trimmed())}, {u"folder"_s, m_folder}});
}

} // namespace vibecoder
