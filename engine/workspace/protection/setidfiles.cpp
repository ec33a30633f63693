// SPDX-License-Identifier: MIT
#include "workspace/protection/setidfiles.h"

#include "base/filedescriptor.h"
#include "base/logging.h"

#include <QFile>

#include <cerrno>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kEntries = 1000000;
constexpr int kLevels = 200;
constexpr qint64 kSlackNs = 2000000000; // clocks are set, and the kernel's own for files is a coarse one

class Look
{
public:
    explicit Look(qint64 sinceNs)
        : m_sinceNs(sinceNs)
    {
    }

    // The descriptor is taken over.
    void folder(int place, const QByteArray &relative, int level)
    {
        const std::unique_ptr<DIR, int (*)(DIR *)> entries(::fdopendir(place), ::closedir);
        if (!entries) {
            ::close(place);
            return;
        }
        const int folder = ::dirfd(entries.get());
        for (const dirent *entry = ::readdir(entries.get()); entry; entry = ::readdir(entries.get())) {
            const QByteArray name(entry->d_name);
            if (name == "." || name == "..")
                continue;
            if (++m_seen > kEntries || level > kLevels) {
                m_full = true;
                return;
            }
            const QByteArray below = relative.isEmpty() ? name : relative + '/' + name;
            if (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) {
                const int inner = ::openat(folder, name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
                if (inner >= 0)
                    this->folder(inner, below, level + 1);
                else if (errno == EACCES)
                    closedFolder(folder, name, below);
            }
            if (entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN)
                file(folder, name, below);
        }
    }

    [[nodiscard]] SetIdFiles found() const { return m_found; }
    [[nodiscard]] bool isFull() const { return m_full; }

private:
    void file(int folder, const QByteArray &name, const QByteArray &relative)
    {
        struct stat status
        {
        };
        if (::fstatat(folder, name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0 || !isNew(status))
            return;
        // Looked at again by descriptor: the name may have become a link.
        const FileDescriptor place(::openat(folder, name.constData(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
        const QByteArray way = "/proc/self/fd/" + QByteArray::number(place.get());
        const bool cleared = place.isOpen() && ::fstat(place.get(), &status) == 0 && isNew(status) &&
                             ::chmod(way.constData(), status.st_mode & 0777) == 0;
        (cleared ? m_found.cleared : m_found.left).append(QFile::decodeName(relative));
    }

    // What others may enter by name and its owner may not list would hide a file.
    void closedFolder(int folder, const QByteArray &name, const QByteArray &relative)
    {
        struct stat status
        {
        };
        if (::fstatat(folder, name.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0 && changedNs(status) >= m_sinceNs)
            m_found.left.append(QFile::decodeName(relative));
    }

    static qint64 changedNs(const struct stat &status)
    {
        return status.st_ctim.tv_sec * 1000000000LL + status.st_ctim.tv_nsec;
    }

    [[nodiscard]] bool isNew(const struct stat &status) const
    {
        return S_ISREG(status.st_mode) && (status.st_mode & (S_ISUID | S_ISGID)) != 0 && changedNs(status) >= m_sinceNs;
    }

    const qint64 m_sinceNs;
    int m_seen = 0;
    bool m_full = false;
    SetIdFiles m_found;
};

} // namespace

qint64 setIdLookFrom()
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec - kSlackNs;
}

SetIdFiles clearSetIds(const QString &root, qint64 sinceNs)
{
    Look look(sinceNs);
    const int place = ::open(QFile::encodeName(root).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place >= 0)
        look.folder(place, {}, 0);
    if (look.isFull())
        logWarning("sandbox", u"not every file was looked at for set-gid"_s, {{u"folder"_s, root}});
    return look.found();
}

} // namespace vibecoder
