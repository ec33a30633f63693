// SPDX-License-Identifier: MIT
#include "execution/sandbox/mountpoints.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

MountPoints::MountPoints(const QString &root, const QStringList &names)
{
    for (const QString &name : names) {
        const QStringList parts = name.split(QLatin1Char('/'));
        QString path = root;
        for (qsizetype i = 0; i < parts.size(); ++i) {
            path += QLatin1Char('/') + parts.at(i);
            const QByteArray place = QFile::encodeName(path);
            struct stat status
            {
            };
            if (::lstat(place.constData(), &status) == 0) {
                // A link would lead elsewhere, and what exists is protected in another way.
                if (i + 1 == parts.size() || !S_ISDIR(status.st_mode))
                    break;
                continue;
            }
            if (::mkdir(place.constData(), 0755) != 0)
                break;
            m_made.prepend(path);
            if (i + 1 == parts.size())
                m_folders.append(path);
        }
    }
}

MountPoints::~MountPoints()
{
    removeMountPoints(m_made);
}

bool MountPoints::addFile(const QString &path)
{
    const int fd =
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return false;
    ::close(fd);
    m_made.prepend(path);
    return true;
}

void removeMountPoints(const QStringList &made)
{
    for (const QString &path : made) {
        const QByteArray place = QFile::encodeName(path);
        struct stat status
        {
        };
        if (::lstat(place.constData(), &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            ::rmdir(place.constData());
        else if (S_ISREG(status.st_mode) && status.st_size == 0)
            ::unlink(place.constData());
    }
}

} // namespace vibecoder
