// SPDX-License-Identifier: MIT
#include "workspace/view/lowerlook.h"

#include "workspace/fileread.h"
#include "workspace/generatedfolders.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <linux/magic.h>
#include <sys/vfs.h>

namespace vibecoder {

namespace {

constexpr qint64 kSecond = 1000000000;
constexpr qint64 kForeignClock = 60 * kSecond;
constexpr unsigned long kNetwork[] = {NFS_SUPER_MAGIC, 0xff534d42 /* CIFS */, 0xfe534d42 /* SMB 2 */, V9FS_MAGIC,
    FUSE_SUPER_MAGIC, 0x00c36400 /* Ceph */, AFS_SUPER_MAGIC, CODA_SUPER_MAGIC};

// The times of files of another machine are those of its clock.
bool hasForeignClock(int fd)
{
    struct statfs disk
    {
    };
    return ::fstatfs(fd, &disk) == 0 && std::find(std::begin(kNetwork), std::end(kNetwork),
                                            static_cast<unsigned long>(disk.f_type)) != std::end(kNetwork);
}

QByteArray parentOf(const QByteArray &path)
{
    return path.left(std::max<qsizetype>(0, path.lastIndexOf('/')));
}

} // namespace

ObjectId idOfFile(int file, qint64 size)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData("blob " + QByteArray::number(size) + '\0');
    std::array<char, 65536> bytes;
    qint64 done = 0;
    while (done < size) {
        const ssize_t n = ::pread(file, bytes.data(), bytes.size(), done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return {};
        hash.addData(QByteArrayView(bytes.data(), std::min<qint64>(n, size - done)));
        done += n;
    }
    return hash.result();
}

FolderInodes folderInodes(int lowerFd)
{
    constexpr int mostFolders = 1000, mostEntries = 20000;
    FolderInodes found;
    FolderChain folders(lowerFd);
    QByteArrayList open{QByteArray()};
    int entries = 0;
    for (qsizetype next = 0; next < open.size() && entries < mostEntries; ++next) {
        const QByteArray path = open.at(next);
        const int place = folders.open(path);
        const int fd = place < 0 ? -1 : ::openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *dir = fd < 0 ? nullptr : ::fdopendir(fd);
        for (const dirent *entry = dir ? ::readdir(dir) : nullptr; entry; entry = ::readdir(dir)) {
            const QByteArray name(entry->d_name);
            ++entries;
            if (entry->d_type != DT_DIR || name == "." || name == ".." || open.size() > mostFolders)
                continue;
            const QByteArray below = path.isEmpty() ? name : path + '/' + name;
            found.insert(below, entry->d_ino);
            if (!isBulkFolder(name))
                open.append(below);
        }
        if (dir)
            ::closedir(dir);
    }
    return found;
}

LowerLook::LowerLook(int lowerFd, const timespec &begin, FolderInodes earlier)
    : m_begin(begin)
    , m_earlier(std::move(earlier))
    , m_folders(lowerFd)
{
    if (hasForeignClock(lowerFd))
        m_begin.tv_sec -= kForeignClock / kSecond;
}

FolderInodes LowerLook::folders() const
{
    FolderInodes found = m_earlier;
    for (auto it = m_states.cbegin(); it != m_states.cend(); ++it)
        found.insert(it.key(), it->st_ino);
    return found;
}

bool LowerLook::isBefore(const timespec &change) const
{
    // Some file systems keep whole seconds: such a time is that of any moment in it.
    const qint64 latest = nanoseconds(change) + (change.tv_nsec == 0 ? kSecond - 1 : 0);
    return latest < nanoseconds(m_begin);
}

struct stat LowerLook::folderState(const QByteArray &folder)
{
    const auto known = m_states.constFind(folder);
    if (known != m_states.cend())
        return *known;
    struct stat st
    {
    };
    const int fd = m_folders.open(folder);
    if (fd < 0 || ::fstat(fd, &st) != 0)
        st = {};
    m_states.insert(folder, st);
    return st;
}

// Whether this is still the folder that was here at the beginning. It need not be as it was: a file that is saved in it
// changes it, and so does everything else that works in the same tree.
bool LowerLook::isSameFolder(const QByteArray &folder)
{
    if (folder.isEmpty())
        return true;
    const auto known = m_same.constFind(folder);
    if (known != m_same.cend())
        return *known;
    const bool same = isSameFolder(parentOf(folder)) && looksTheSame(folder);
    m_same.insert(folder, same);
    return same;
}

bool LowerLook::looksTheSame(const QByteArray &folder)
{
    // A rename to this place would have changed the folder and the one around it.
    const struct stat st = folderState(folder);
    if (isBefore(st.st_ctim) || isBefore(folderState(parentOf(folder)).st_ctim))
        return true;
    return m_earlier.value(folder) == st.st_ino;
}

Base LowerLook::nothingAt(const QByteArray &path, bool hadLower)
{
    QByteArray folder = parentOf(path), missing = path;
    while (!folder.isEmpty() && folderState(folder).st_mode == 0) {
        missing = folder;
        folder = parentOf(folder);
    }
    Base base;
    // When nothing left the nearest folder that is there, there was nothing before. Else something may have: that is
    // certain when the attempt has deleted or copied it. Of what it made anew nothing tells; should the person have
    // removed a file of that name in the same moment, it comes back, and nothing is lost.
    const bool nothingLeft = isBefore(folderState(folder).st_ctim);
    base.isKnown = isSameFolder(folder) && (nothingLeft || (!hadLower && missing == path));
    // A file or link stands where the way would go on: it was there, or else the folder has changed.
    struct stat st
    {
    };
    const int fd = m_folders.open(folder);
    if (base.isKnown && missing != path && fd >= 0 &&
        ::fstatat(fd, lastNameOf(missing).constData(), &st, AT_SYMLINK_NOFOLLOW) == 0)
        base.isKnown = isBefore(st.st_ctim);
    return base;
}

Result<> LowerLook::readContent(int parent, const QByteArray &name, Base &base, qint64 maxKept, const PutContent &put)
{
    if (S_ISLNK(base.entry.mode)) {
        const std::optional<QByteArray> target = readLinkAt(parent, name);
        base.isKnown = target.has_value();
        if (target) {
            VC_TRY(base.entry.content, put(*target));
        }
        return {};
    }
    const FileDescriptor file = openChild(parent, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    struct stat st
    {
    };
    base.isKnown = file.isOpen() && ::fstat(file.get(), &st) == 0 && S_ISREG(st.st_mode) && st.st_size == base.size;
    if (!base.isKnown)
        return {};
    if (base.size > maxKept) {
        base.isKept = false;
        base.entry.content = idOfFile(file.get(), base.size);
        base.isKnown = !base.entry.content.isEmpty();
    } else if (const std::optional<QByteArray> bytes = readToEnd(file.get(), base.size, maxKept)) {
        VC_TRY(base.entry.content, put(*bytes));
    } else {
        base.isKnown = false;
    }
    // Written while it was read?
    const FileStamp before = stampOf(st);
    base.isKnown = base.isKnown && ::fstat(file.get(), &st) == 0 && stampOf(st) == before && isBefore(st.st_ctim);
    return {};
}

Result<Base> LowerLook::at(const QByteArray &path, bool hadLower, qint64 maxKept, const PutContent &put)
{
    // First: it opens other folders, and the last one that was opened is the one that stays open.
    const bool sameAround = isSameFolder(parentOf(path));
    const int parent = m_folders.openParentOf(path);
    struct stat st
    {
    };
    if (parent < 0 || ::fstatat(parent, lastNameOf(path).constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
        return nothingAt(path, hadLower);
    Base base;
    base.entry.mode = S_ISLNK(st.st_mode) ? S_IFLNK : st.st_mode & (S_IFMT | 07777);
    if (S_ISDIR(st.st_mode)) {
        // Saving a file in it changes nothing that counts: then both of its times are the same. So are those of a
        // folder that was made since; that changes the folder around it.
        const bool entriesAlone = nanoseconds(st.st_ctim) == nanoseconds(st.st_mtim);
        const bool wasThere = m_earlier.value(path) == st.st_ino || isBefore(folderState(parentOf(path)).st_ctim);
        base.isKnown = isSameFolder(path) && (isBefore(st.st_ctim) || (entriesAlone && wasThere));
        return base;
    }
    base.isKnown = isBefore(st.st_ctim) && sameAround;
    if (!base.isKnown)
        return base;
    if (S_ISREG(st.st_mode))
        base.size = st.st_size;
    if (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode))
        VC_CHECK(readContent(parent, lastNameOf(path), base, maxKept, put));
    return base;
}

} // namespace vibecoder
