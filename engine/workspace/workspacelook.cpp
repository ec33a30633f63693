// SPDX-License-Identifier: MIT
// Looking around in the working directory: listing and digests. Links are never followed, bulk folders left out.
#include "base/digest.h"
#include "workspace/editlines.h"
#include "workspace/openchild.h"
#include "workspace/workspaceprivate.h"

#include <QCryptographicHash>

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <vector>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxEntries = 50000;
constexpr std::size_t kMaxLevels = 64;
constexpr qint64 kMaxDigested = 1024LL * 1024 * 1024;

struct TypedName
{
    QByteArray name;
    unsigned char type = DT_UNKNOWN;
};

// Names in order, at most `limit`; `complete` becomes false when there are more.
std::vector<TypedName> typedNamesIn(int folder, qsizetype limit, bool &complete)
{
    std::vector<TypedName> names;
    const int fd = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? nullptr : ::fdopendir(fd);
    if (!dir)
        return names;
    for (const dirent *entry = ::readdir(dir); entry; entry = ::readdir(dir)) {
        const QByteArray name(entry->d_name);
        if (name == "." || name == "..")
            continue;
        if (qsizetype(names.size()) >= limit) {
            complete = false;
            break;
        }
        names.push_back({name, entry->d_type});
    }
    ::closedir(dir);
    std::sort(names.begin(), names.end(), [](const TypedName &a, const TypedName &b) { return a.name < b.name; });
    return names;
}

QByteArrayList namesIn(int folder, qsizetype limit, bool &complete)
{
    QByteArrayList names;
    for (TypedName &one : typedNamesIn(folder, limit, complete))
        names.append(std::move(one.name));
    return names;
}

// Some file systems do not tell kinds with names.
unsigned char typeOf(int folder, const TypedName &entry)
{
    struct stat st
    {
    };
    if (entry.type != DT_UNKNOWN)
        return entry.type;
    if (::fstatat(folder, entry.name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
        return DT_UNKNOWN;
    return static_cast<unsigned char>(IFTODT(st.st_mode));
}

bool walk(int folder, const QByteArray &relative, int limit, const NameVisit &visit)
{
    // One open descriptor per level: neither a broad nor a deep tree uses them up.
    struct Level
    {
        FileDescriptor fd;
        QByteArray relative;
        std::vector<TypedName> names;
        std::size_t next = 0;
    };
    bool complete = true;
    std::vector<Level> levels;
    const auto enter = [&](FileDescriptor opened, const QByteArray &path) {
        std::vector<TypedName> names = typedNamesIn(opened.get(), limit, complete);
        levels.push_back({std::move(opened), path, std::move(names)});
    };
    enter(openChild(folder, ".", O_RDONLY | O_DIRECTORY), relative);
    int seen = 0;
    while (!levels.empty()) {
        Level &level = levels.back();
        if (level.next >= level.names.size()) {
            levels.pop_back();
            continue;
        }
        const TypedName entry = level.names[level.next++];
        const unsigned char type = typeOf(level.fd.get(), entry);
        if (type == DT_UNKNOWN)
            continue;
        if (++seen > limit)
            return false;
        const QByteArray path = level.relative.isEmpty() ? entry.name : level.relative + '/' + entry.name;
        const bool goOn = visit(level.fd.get(), entry.name, path, type);
        if (type != DT_DIR) {
            if (!goOn)
                return complete;
            continue;
        }
        if (!goOn)
            continue;
        FileDescriptor next = openChild(level.fd.get(), entry.name, O_RDONLY | O_DIRECTORY);
        if (levels.size() >= kMaxLevels)
            complete = false;
        else if (next.isOpen())
            enter(std::move(next), path);
    }
    return complete;
}

QByteArray lastName(const QByteArray &path)
{
    return path.mid(path.lastIndexOf('/') + 1);
}

} // namespace

Result<FileDescriptor> Workspace::Private::openFolder(const QString &path, QByteArray *relative) const
{
    const QByteArray bytes = pathBytes(path);
    const Result<ResolvedPath> target = locate(bytes, LastLink::Follow, MissingFolders::Refuse);
    if (!target && target.error().code != ErrorCode::NotFound)
        return passError(target);
    if (!target || !target->exists)
        return fail(ErrorCode::NotFound, u"there is no folder %1"_s.arg(path), namesNear(bytes));
    *relative = target->relative;
    FileDescriptor folder = openChild(
        target->parent.get(), target->name.isEmpty() ? QByteArray(".") : target->name, O_RDONLY | O_DIRECTORY);
    if (!folder.isOpen())
        return fail(ErrorCode::InvalidArgument, u"%1 is not a folder that can be read"_s.arg(path));
    return folder;
}

bool walkNames(int folder, int limit, const NameVisit &visit)
{
    return walk(folder, {}, limit, visit);
}

bool walkTree(int folder, const QByteArray &relative, int limit, const TreeVisit &visit)
{
    return walk(
        folder, relative, limit, [&visit](int in, const QByteArray &name, const QByteArray &path, unsigned char type) {
            struct stat st
            {
            };
            // Gone meanwhile: nothing to be told, and nothing to stop for.
            if (::fstatat(in, name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
                return type != DT_DIR;
            return visit(in, name, path, st);
        });
}

QString Workspace::Private::namesNear(const QByteArray &path) const
{
    const Result<ResolvedPath> target = locate(path, LastLink::Follow, MissingFolders::Allow);
    if (!target || target->exists)
        return {};
    constexpr int maxLooked = 5000, maxTold = 3;
    const QByteArray wanted = target->missing.isEmpty() ? target->name : target->missing.constFirst();
    bool complete = true;
    std::vector<std::pair<double, QByteArray>> ranked;
    for (const QByteArray &name : namesIn(target->parent.get(), maxLooked, complete)) {
        const double score = editlines::similarity(name.toLower(), wanted.toLower());
        if (score >= 0.5 && !name.startsWith('.'))
            ranked.emplace_back(-score, name);
    }
    std::sort(ranked.begin(), ranked.end());
    const qsizetype depth = target->missing.size() + 1;
    const QByteArrayList folders = target->relative.split('/');
    QStringList told;
    for (std::size_t i = 0; i < ranked.size() && told.size() < maxTold; ++i)
        told.append(pathText((folders.mid(0, folders.size() - depth) + QByteArrayList{ranked[i].second}).join('/')));
    const QByteArray last = lastName(target->relative);
    walkTree(fd.get(), {}, maxLooked, [&](int, const QByteArray &name, const QByteArray &entry, const struct stat &st) {
        if (S_ISDIR(st.st_mode))
            return !name.startsWith('.') && !isBulkFolder(name);
        if (name == last && !told.contains(pathText(entry)))
            told.append(pathText(entry));
        return told.size() < 2 * maxTold;
    });
    return told.isEmpty() ? QString() : u"Near it there is: %1"_s.arg(told.join(u", "_s));
}

Result<QList<FolderEntry>> Workspace::list(const QString &path, int depth, int limit, int *skipped) const
{
    struct Seen
    {
        qsizetype level;
        QByteArray path;
        bool isFolder;
        qint64 size;
    };
    QByteArray relative;
    VC_TRY(const FileDescriptor folder, d->openFolder(path, &relative));
    std::vector<Seen> all;
    walkTree(folder.get(), {}, kMaxEntries,
        [&](int, const QByteArray &name, const QByteArray &entry, const struct stat &st) {
            const bool isFolder = S_ISDIR(st.st_mode);
            if (name.startsWith('.') || (isFolder && isBulkFolder(name)))
                return !isFolder;
            const qsizetype level = entry.count('/') + 1;
            all.push_back({level, entry, isFolder, isFolder ? 0 : qint64(st.st_size)});
            return !isFolder || level < depth;
        });
    std::stable_sort(all.begin(), all.end(), [](const Seen &a, const Seen &b) { return a.level < b.level; });
    const std::size_t told = std::min(all.size(), size_t(std::max(0, limit)));
    if (skipped)
        *skipped = int(all.size() - told);
    all.resize(told);
    std::sort(all.begin(), all.end(),
        [](const Seen &a, const Seen &b) { return a.isFolder != b.isFolder ? a.isFolder : a.path < b.path; });
    QList<FolderEntry> entries;
    for (const Seen &one : all)
        entries.append({pathText(one.path), one.isFolder, one.size});
    return entries;
}

Result<QString> Workspace::treeDigest() const
{
    QByteArray relative;
    VC_TRY(const FileDescriptor folder, d->openFolder(u"."_s, &relative));
    QByteArrayList parts;
    qint64 bytes = 0;
    const auto addFile = [&](int in, const QByteArray &name, const struct stat &st) {
        if (S_ISLNK(st.st_mode)) {
            QByteArray target(4096, Qt::Uninitialized);
            target.truncate(
                std::max<ssize_t>(0, ::readlinkat(in, name.constData(), target.data(), size_t(target.size()))));
            return target;
        }
        struct stat opened
        {
        };
        bytes += st.st_size;
        if (!S_ISREG(st.st_mode) || bytes > kMaxDigested)
            return QByteArray();
        const Result<QString> digest = digestAt(in, name, &opened);
        return digest ? digest->toLatin1() : QByteArray("unreadable");
    };
    const bool complete = walkTree(folder.get(), {}, kMaxEntries,
        [&](int in, const QByteArray &name, const QByteArray &entry, const struct stat &st) {
            if (S_ISDIR(st.st_mode))
                return !isBulkFolder(name);
            if (!isTemporaryName(name))
                parts << entry << QByteArray::number(st.st_mode) << addFile(in, name, st);
            return bytes <= kMaxDigested;
        });
    if (!complete || bytes > kMaxDigested)
        return fail(ErrorCode::Unavailable, u"the working directory is too large for one digest"_s);
    return sha256OfParts(parts);
}

Result<QHash<QString, Workspace::Stamp>> Workspace::stamps() const
{
    QByteArray relative;
    VC_TRY(const FileDescriptor folder, d->openFolder(u"."_s, &relative));
    QHash<QString, Stamp> stamps;
    walkTree(folder.get(), {}, kMaxEntries,
        [&](int, const QByteArray &name, const QByteArray &entry, const struct stat &st) {
            if (S_ISDIR(st.st_mode))
                return !isBulkFolder(name);
            if (S_ISREG(st.st_mode) && !isTemporaryName(name))
                stamps.insert(pathText(entry),
                    {st.st_size, qint64(st.st_mtim.tv_sec) * 1000000000 + st.st_mtim.tv_nsec, st.st_ino});
            return true;
        });
    return stamps;
}

} // namespace vibecoder
