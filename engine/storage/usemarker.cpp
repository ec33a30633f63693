// SPDX-License-Identifier: MIT
#include "storage/usemarker.h"

#include "base/processid.h"

#include <QByteArray>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

constexpr int markWidth = 64;
constexpr int kTries = 200, kPauseUs = 5000;

QByteArray readMark(int fd)
{
    QByteArray mark(markWidth, '\0');
    const ssize_t length = ::pread(fd, mark.data(), markWidth, 0);
    mark.truncate(length > 0 ? qsizetype(length) : 0);
    return mark.trimmed();
}

} // namespace

// The file holds the id of the boot in which the store was written last, or nothing after a clean end. Each process
// holds a shared lock; whoever gets it alone is the only one there.
UseMarker::UseMarker(const StoreLocation &location)
    : m_fd(::open(QFile::encodeName(location.dataFolder() + u"/inuse"_s).constData(),
          O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600))
{
    if (m_fd < 0)
        return;
    if (::flock(m_fd, LOCK_EX | LOCK_NB) == 0) {
        const QByteArray mark = readMark(m_fd);
        m_unclean = !mark.isEmpty() && mark != bootId().toLatin1();
    }
    // Whoever has it alone has it for a moment; one that was stopped in that moment must not keep everybody out.
    for (int tries = 0; ::flock(m_fd, LOCK_SH | LOCK_NB) != 0 && tries < kTries; ++tries)
        ::usleep(kPauseUs);
}

UseMarker::~UseMarker()
{
    if (m_fd < 0)
        return;
    if (!m_unclean && ::flock(m_fd, LOCK_EX | LOCK_NB) == 0 && !readMark(m_fd).isEmpty())
        (void)!::ftruncate(m_fd, 0);
    ::close(m_fd);
}

void UseMarker::markWritten()
{
    if (m_marked || m_fd < 0)
        return;
    m_marked = true;
    m_unclean = false;
    const QByteArray boot = bootId().toLatin1();
    if (readMark(m_fd) == boot)
        return;
    // Synced, because it must be there after the power went off.
    (void)!::pwrite(m_fd, boot.constData(), size_t(boot.size()), 0);
    ::fdatasync(m_fd);
}

} // namespace vibecoder
