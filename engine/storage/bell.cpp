// SPDX-License-Identifier: MIT
#include "storage/bell.h"

#include <QFile>

#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vibecoder {

Bell::Bell(const QString &dataFolder)
    : m_path(dataFolder + u"/bell"_s)
    , m_fd(::open(QFile::encodeName(m_path).constData(), O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600))
{
}

Bell::~Bell()
{
    for (const int fd : {m_fd, m_watch}) {
        if (fd >= 0)
            ::close(fd);
    }
}

void Bell::ring()
{
    ++m_count;
    if (m_fd >= 0)
        (void)!::pwrite(m_fd, &m_count, sizeof m_count, 0);
}

int Bell::watch()
{
    m_watch = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (m_watch >= 0 && ::inotify_add_watch(m_watch, QFile::encodeName(m_path).constData(), IN_MODIFY) < 0) {
        ::close(m_watch);
        m_watch = -1;
    }
    return m_watch;
}

void Bell::drain()
{
    char buffer[4096];
    while (::read(m_watch, buffer, sizeof buffer) > 0) {
    }
}

} // namespace vibecoder
