// SPDX-License-Identifier: MIT
#include "sandbox/grantedfile.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace vibecoder {

GrantedFile::GrantedFile(GrantedFile &&other) noexcept
    : m_made(std::exchange(other.m_made, {}))
{
}

GrantedFile &GrantedFile::operator=(GrantedFile &&other) noexcept
{
    std::swap(m_made, other.m_made);
    return *this;
}

GrantedFile::~GrantedFile()
{
    removeGrantedFile(m_made);
}

void GrantedFile::make(const QString &path)
{
    const int fd =
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return;
    ::close(fd);
    m_made = path;
}

void removeGrantedFile(const QString &path)
{
    const QByteArray place = QFile::encodeName(path);
    struct stat status
    {
    };
    if (!place.isEmpty() && ::lstat(place.constData(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0)
        ::unlink(place.constData());
}

} // namespace vibecoder
