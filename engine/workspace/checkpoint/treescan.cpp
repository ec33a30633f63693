// SPDX-License-Identifier: MIT
#include "workspace/checkpoint/treescan.h"

#include "base/paths.h"
#include "base/processid.h"
#include "workspace/checkpoint/folderchain.h"
#include "workspace/workspaceprivate.h"

#include <QDataStream>
#include <QFile>

#include <cerrno>
#include <ctime>
#include <dirent.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxLevels = 64;
constexpr quint32 kCacheForm = 0x56434331;

bool isVersionControl(const QByteArray &name)
{
    return name == ".git" || name == ".hg" || name == ".svn";
}

class Scanner
{
public:
    Scanner(ScannedTree &found, const CheckpointLimits &limits)
        : m_found(found)
        , m_limits(limits)
    {
    }

    Result<> folder(const FileDescriptor &fd, const QByteArray &path, int level)
    {
        QByteArrayList names;
        const int copy = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0);
        DIR *dir = copy < 0 ? nullptr : ::fdopendir(copy);
        if (!dir)
            return fail(ErrorCode::Io, errnoText());
        for (const dirent *entry = ::readdir(dir); entry; entry = ::readdir(dir))
            names.append(QByteArray(entry->d_name));
        ::closedir(dir);
        if (level > 0 && names.contains(".git") && !m_limits.keepCovered.contains(path)) {
            m_found.tree.remove(path);
            leaveOut(path + '/', NotCoveredReason::Repository);
            return {};
        }
        for (const QByteArray &name : std::as_const(names)) {
            if (name == "." || name == ".." || isVersionControl(name) || isTemporaryName(name))
                continue;
            VC_CHECK(entry(fd, name, path.isEmpty() ? name : path + '/' + name, level));
        }
        return {};
    }

private:
    Result<> entry(const FileDescriptor &parent, const QByteArray &name, const QByteArray &path, int level)
    {
        struct stat st
        {
        };
        if (::fstatat(parent.get(), name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno == EACCES)
                leaveOut(path, NotCoveredReason::Unreadable);
            return {}; // else gone meanwhile
        }
        if (m_found.tree.size() >= m_limits.maxEntries)
            return fail(
                ErrorCode::Unavailable, u"the working directory has more than %1 files"_s.arg(m_limits.maxEntries));
        if (S_ISDIR(st.st_mode))
            return subfolder(parent, name, path, level, st);
        if (S_ISLNK(st.st_mode)) {
            m_found.tree.insert(path, {S_IFLNK, {}});
        } else if (!S_ISREG(st.st_mode)) {
            leaveOut(path, NotCoveredReason::Special);
        } else if (st.st_size > m_limits.maxFileBytes) {
            leaveOut(path, NotCoveredReason::Large, st.st_size);
        } else {
            m_found.tree.insert(path, {S_IFREG | (st.st_mode & 0777), {}});
            m_found.stamps.insert(path, stampOf(st));
            ++m_found.files;
            m_found.bytes += st.st_size;
            if (m_found.bytes > m_limits.maxTotalBytes)
                return fail(ErrorCode::Unavailable,
                    u"the working directory holds more than %1 MiB"_s.arg(m_limits.maxTotalBytes / (1024 * 1024)));
        }
        return {};
    }

    Result<> subfolder(
        const FileDescriptor &parent, const QByteArray &name, const QByteArray &path, int level, const struct stat &st)
    {
        if (isBulkFolder(name)) {
            leaveOut(path + '/', NotCoveredReason::Generated);
            return {};
        }
        if (level + 1 >= kMaxLevels) {
            leaveOut(path + '/', NotCoveredReason::TooDeep);
            return {};
        }
        const FileDescriptor next = openChild(parent.get(), name, O_RDONLY | O_DIRECTORY);
        struct stat opened
        {
        };
        if (!next.isOpen() || ::fstat(next.get(), &opened) != 0 || opened.st_ino != st.st_ino ||
            opened.st_dev != st.st_dev) {
            leaveOut(path + '/', NotCoveredReason::Unreadable);
            m_found.closed.insert(path, S_IFDIR | (st.st_mode & 0777));
            return {};
        }
        m_found.tree.insert(path, {S_IFDIR | (st.st_mode & 0777), {}});
        return folder(next, path, level + 1);
    }

    void leaveOut(const QByteArray &path, NotCoveredReason reason, qint64 size = 0)
    {
        m_found.notCovered.append({pathText(path), reason, size});
    }

    ScannedTree &m_found;
    const CheckpointLimits &m_limits;
};

} // namespace

Result<ScannedTree> scanTree(const Workspace &workspace, const CheckpointLimits &limits)
{
    if (!workspace.isSameDirectory())
        return fail(ErrorCode::Conflict, u"the working directory was moved or replaced"_s);
    const FileDescriptor root = openChild(workspace.descriptor(), ".", O_RDONLY | O_DIRECTORY);
    if (!root.isOpen())
        return fail(ErrorCode::Io, errnoText());
    ScannedTree found;
    VC_CHECK(Scanner(found, limits).folder(root, {}, 0));
    // Reading a folder gives its names in no order; equal states must be told equally.
    std::sort(found.notCovered.begin(), found.notCovered.end(),
        [](const NotCovered &a, const NotCovered &b) { return a.path < b.path; });
    return found;
}

Result<ContentCache> readContents(const Workspace &workspace, ScannedTree &scanned, const ContentCache &cache,
    const CheckpointLimits &limits, const std::function<Result<ObjectId>(const QByteArray &)> &put)
{
    timespec clock{};
    ::clock_gettime(CLOCK_REALTIME, &clock);
    const qint64 now = nanoseconds(clock);
    ContentCache next;
    FolderChain folders(workspace.descriptor());
    QByteArrayList lost;
    // Most looks find what the last one found: the cache is then as good as a new one, and costs nothing.
    bool same = true;
    qsizetype known = 0;
    const auto startAnew = [&](FileTree::iterator end) {
        for (auto it = scanned.tree.begin(); same && it != end; ++it) {
            if (S_ISREG(it->mode))
                next.insert(it.key(), scanned.stamps.value(it.key()), it->content, true);
        }
        same = false;
    };
    for (auto it = scanned.tree.begin(); it != scanned.tree.end(); ++it) {
        if (S_ISDIR(it->mode))
            continue;
        const QByteArray &path = it.key();
        FileStamp stamp = scanned.stamps.value(path);
        if (S_ISREG(it->mode)) {
            it->content = cache.find(path, stamp);
            if (!it->content.isEmpty()) {
                ++known;
                if (!same)
                    next.insert(path, stamp, it->content, true);
                continue;
            }
            startAnew(it);
        }
        const int parent = folders.openParentOf(path);
        const QByteArray name = lastNameOf(path);
        const std::optional<QByteArray> bytes = parent < 0 ? std::nullopt
                                                : S_ISLNK(it->mode)
                                                    ? readLinkAt(parent, name)
                                                    : readFileAt(parent, name, limits.maxFileBytes, &stamp);
        if (!bytes) {
            lost.append(path);
            continue;
        }
        VC_TRY(it->content, put(*bytes));
        if (S_ISREG(it->mode)) {
            scanned.stamps.insert(path, stamp);
            next.insert(path, stamp, it->content, isSettled(stamp, now));
        }
    }
    for (const QByteArray &path : std::as_const(lost)) {
        scanned.closed.insert(path, scanned.tree.take(path).mode);
        scanned.notCovered.append({pathText(path), NotCoveredReason::Unreadable, 0});
    }
    if (same && known == cache.size())
        return cache;
    startAnew(scanned.tree.end());
    return next;
}

ObjectId ContentCache::find(const QByteArray &path, const FileStamp &stamp) const
{
    const auto entry = m_entries.constFind(path);
    return entry != m_entries.cend() && entry->settled && entry->stamp == stamp ? entry->content : ObjectId();
}

void ContentCache::insert(const QByteArray &path, const FileStamp &stamp, const ObjectId &content, bool settled)
{
    m_entries.insert(path, {stamp, content, settled});
}

ContentCache ContentCache::load(const QString &file, bool *sameBoot)
{
    ContentCache cache;
    *sameBoot = true;
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return cache;
    const QByteArray bytes = in.readAll();
    QDataStream stream(bytes);
    quint32 form = 0, count = 0;
    QString boot;
    stream >> form >> boot >> count;
    *sameBoot = form == kCacheForm && boot == bootId();
    for (quint32 i = 0; *sameBoot && i < count && stream.status() == QDataStream::Ok; ++i) {
        QByteArray path;
        Entry entry;
        stream >> path >> entry.stamp.size >> entry.stamp.mtimeNs >> entry.stamp.ctimeNs >> entry.stamp.inode >>
            entry.content >> entry.settled;
        cache.m_entries.insert(path, entry);
    }
    if (!*sameBoot || stream.status() != QDataStream::Ok)
        cache.m_entries.clear();
    return cache;
}

void ContentCache::save(const QString &file) const
{
    QByteArray bytes;
    bytes.reserve(m_entries.size() * 120);
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << kCacheForm << bootId() << quint32(m_entries.size());
    for (auto it = m_entries.cbegin(); it != m_entries.cend(); ++it)
        stream << it.key() << it->stamp.size << it->stamp.mtimeNs << it->stamp.ctimeNs << it->stamp.inode << it->content
               << it->settled;
    // Without a sync: it is void after a restart of the machine anyway.
    const QString temporary = file + u".new"_s;
    QFile out(temporary);
    if (out.open(QIODevice::WriteOnly | QIODevice::Truncate) && out.write(bytes) == bytes.size() && out.flush()) {
        out.close();
        ::rename(QFile::encodeName(temporary).constData(), QFile::encodeName(file).constData());
    } else {
        out.remove();
        QFile::remove(file);
    }
}

} // namespace vibecoder
