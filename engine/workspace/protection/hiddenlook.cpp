// SPDX-License-Identifier: MIT
#include "workspace/protection/hiddenlook.h"

#include "base/filedescriptor.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace vibecoder {

namespace {

constexpr qint64 kSettledNs = 2100000000; // file systems count time in steps of up to two seconds
constexpr qsizetype kFolders = 300000;
constexpr qsizetype kContentBytes = 1024 * 1024;

qint64 changedNs(const struct stat &status)
{
    return status.st_ctim.tv_sec * 1000000000LL + status.st_ctim.tv_nsec;
}

qint64 nowNs()
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int typeOf(int folder, const dirent &entry)
{
    if (entry.d_type != DT_UNKNOWN)
        return entry.d_type;
    struct stat status
    {
    };
    if (::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return DT_UNKNOWN;
    return int(IFTODT(status.st_mode));
}

} // namespace

HiddenLook::HiddenLook(const QString &root, SecrecyRules rules)
    : m_root(QFile::encodeName(root))
    , m_realRoot(QFile::encodeName(QFileInfo(root).canonicalFilePath()))
    , m_rules(std::move(rules))
{
}

QByteArray HiddenLook::pathOf(const QByteArray &below) const
{
    return below.isEmpty() ? m_root : m_root + '/' + below;
}

void HiddenLook::read(const QByteArray &below, Folder &folder) const
{
    // The root may be shown by a link.
    const QByteArray path = below.isEmpty() ? m_root + "/." : pathOf(below);
    const int fd = ::open(path.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR *)> entries(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
    if (!entries) {
        if (fd >= 0)
            ::close(fd);
        return;
    }
    folder.readable = true;
    for (const dirent *entry = ::readdir(entries.get()); entry; entry = ::readdir(entries.get())) {
        const QByteArray name(entry->d_name);
        if (name == "." || name == "..")
            continue;
        const int type = typeOf(fd, *entry);
        if (type == DT_DIR) {
            folder.folders.append(name);
        } else if (type == DT_SOCK) {
            folder.sockets.append(name);
        } else if (type == DT_REG || type == DT_LNK) {
            const Secrecy secrecy = m_rules.ofName(pathOf(below) + '/' + name);
            if (secrecy != Secrecy::None)
                folder.candidates.append({name, secrecy == Secrecy::ByContent});
        }
    }
}

HiddenLook::Folder *HiddenLook::at(const QByteArray &below)
{
    struct stat status
    {
    };
    const QByteArray path = below.isEmpty() ? m_root + "/." : pathOf(below);
    if (::lstat(path.constData(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        m_seen.remove(below);
        return nullptr;
    }
    Folder &folder = m_seen[below];
    // The time of the last change cannot be set by anybody, and every new name changes it.
    if (folder.settled && folder.readable && folder.device == status.st_dev && folder.inode == status.st_ino &&
        folder.changedNs == changedNs(status))
        return &folder;
    folder = {};
    folder.device = status.st_dev;
    folder.inode = status.st_ino;
    folder.changedNs = changedNs(status);
    folder.settled = nowNs() - folder.changedNs > kSettledNs;
    read(below, folder);
    return &folder;
}

// A file that cannot be looked at counts as one with secrets.
bool HiddenLook::isSecret(const QByteArray &path, Candidate &candidate) const
{
    struct stat status
    {
    };
    if (::stat(path.constData(), &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    if (!candidate.byContent)
        return true;
    if (candidate.inode == status.st_ino && candidate.changedNs == changedNs(status) &&
        candidate.size == status.st_size)
        return candidate.secret;
    candidate.inode = status.st_ino;
    candidate.changedNs = changedNs(status);
    // A change that is too near to be told apart from the next is looked at again.
    candidate.size = nowNs() - candidate.changedNs > kSettledNs ? status.st_size : -1;
    const FileDescriptor file(::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    QByteArray text(std::min<qint64>(status.st_size, kContentBytes), Qt::Uninitialized);
    const bool isRead = file.isOpen() && status.st_size <= kContentBytes &&
                        ::read(file.get(), text.data(), size_t(text.size())) == text.size();
    candidate.secret = !isRead || m_rules.ofContent(text);
    return candidate.secret;
}

// What is hidden is the file itself: for a link that is what it leads to, as far as that is shown.
void HiddenLook::addSecret(const QByteArray &path, HiddenPlaces &places) const
{
    struct stat status
    {
    };
    if (::lstat(path.constData(), &status) != 0)
        return;
    QByteArray place = path;
    if (S_ISLNK(status.st_mode)) {
        char real[PATH_MAX];
        if (!::realpath(path.constData(), real))
            return;
        const QByteArrayView target(real);
        if (!target.startsWith(m_realRoot + '/'))
            return;
        place = m_root + target.sliced(m_realRoot.size()).toByteArray();
    }
    const QString text = QFile::decodeName(place);
    if (!places.secrets.contains(text))
        places.secrets.append(text);
}

HiddenPlaces HiddenLook::look()
{
    HiddenPlaces places;
    // Names that commands have made and removed meanwhile.
    if (m_seen.size() > 2 * kFolders)
        m_seen.clear();
    QByteArrayList waiting{QByteArray()};
    for (qsizetype looked = 0; !waiting.isEmpty() && looked < kFolders; ++looked) {
        const QByteArray below = waiting.takeLast();
        const QByteArray path = pathOf(below);
        Folder *folder = at(below);
        // A path that is too long for the kernel is a folder that cannot be looked into.
        if (!folder && path.size() < PATH_MAX)
            continue;
        if (!folder || !folder->readable) {
            places.closed.append(QFile::decodeName(path));
            continue;
        }
        for (Candidate &candidate : folder->candidates) {
            const QByteArray file = path + '/' + candidate.name;
            if (isSecret(file, candidate))
                addSecret(file, places);
        }
        for (const QByteArray &name : std::as_const(folder->sockets)) {
            if (isListenedAt(path + '/' + name))
                places.sockets.append(QFile::decodeName(path + '/' + name));
        }
        for (const QByteArray &name : std::as_const(folder->folders))
            waiting.append(below.isEmpty() ? name : below + '/' + name);
    }
    for (const QByteArray &below : std::as_const(waiting))
        places.closed.append(QFile::decodeName(pathOf(below)));
    return places;
}

bool isListenedAt(const QByteArray &path)
{
    // By a descriptor, because an address has little room for a path.
    const FileDescriptor place(::open(path.constData(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    // A socket for datagrams has no effect on who listens for connections: the kernel only says that it is of another
    // kind. Nobody: refused.
    const FileDescriptor asking(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray way = "/proc/self/fd/" + QByteArray::number(place.get());
    if (!place.isOpen())
        return errno != ENOENT;
    std::copy(way.begin(), way.end(), address.sun_path);
    return !asking.isOpen() ||
           ::connect(asking.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 ||
           errno != ECONNREFUSED;
}

} // namespace vibecoder
