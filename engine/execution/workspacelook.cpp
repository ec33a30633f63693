// SPDX-License-Identifier: MIT
// Looking around in the working directory: listing, search, digests. Links are never followed, bulk folders left out.
#include "execution/workspace.h"

#include "base/digest.h"
#include "execution/pathresolver.h"
#include "execution/workspaceprivate.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxEntries = 50000;
constexpr int kMaxLevels = 64;
constexpr qint64 kMaxSearched = 2 * 1024 * 1024;

} // namespace

bool isBulkFolder(const QByteArray &name)
{
    static const QByteArrayList names{".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", "build",
        "dist", "target", ".tox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".cache", "vendor"};
    return names.contains(name);
}

Result<FileDescriptor> Workspace::Private::openFolder(const QString &path, QByteArray *relative) const
{
    VC_TRY(const ResolvedPath resolved,
        resolveBeneath(fd.get(), root, pathBytes(path), {}, LastLink::Follow, MissingFolders::Refuse));
    *relative = resolved.relative;
    if (!resolved.exists)
        return fail(ErrorCode::NotFound, u"there is no folder %1"_s.arg(path));
    const QByteArray name = resolved.name.isEmpty() ? QByteArray(".") : resolved.name;
    FileDescriptor folder(
        ::openat(resolved.parent.get(), name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.isOpen())
        return fail(ErrorCode::InvalidArgument, u"%1 is not a folder"_s.arg(path));
    return folder;
}

void Workspace::Private::walk(int folder, const QByteArray &relative, int limit, const Visit &visit) const
{
    struct Level
    {
        FileDescriptor fd;
        QByteArray relative;
        int depth;
    };
    std::vector<Level> levels;
    levels.push_back({FileDescriptor(::fcntl(folder, F_DUPFD_CLOEXEC, 0)), relative, 0});
    int seen = 0;
    while (!levels.empty()) {
        Level level = std::move(levels.back());
        levels.pop_back();
        DIR *dir = ::fdopendir(::fcntl(level.fd.get(), F_DUPFD_CLOEXEC, 0));
        if (!dir)
            continue;
        QByteArrayList names;
        for (const dirent *entry = ::readdir(dir); entry; entry = ::readdir(dir)) {
            const QByteArray name(entry->d_name);
            if (name != "." && name != ".." && names.size() < kMaxEntries)
                names.append(name);
        }
        ::closedir(dir);
        std::sort(names.begin(), names.end());
        std::vector<Level> below;
        for (const QByteArray &name : std::as_const(names)) {
            struct stat st
            {
            };
            if (::fstatat(level.fd.get(), name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
                continue;
            if (++seen > limit)
                return;
            const QByteArray path = level.relative.isEmpty() ? name : level.relative + '/' + name;
            const bool goOn = visit(level.fd.get(), name, path, st);
            if (S_ISDIR(st.st_mode)) {
                if (goOn && level.depth < kMaxLevels) {
                    FileDescriptor next(
                        ::openat(level.fd.get(), name.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
                    if (next.isOpen())
                        below.push_back({std::move(next), path, level.depth + 1});
                }
            } else if (!goOn) {
                return;
            }
            // Open descriptors are bounded as well: a folder with very many sub-folders is read in part.
            if (below.size() + levels.size() > 512)
                break;
        }
        for (auto it = below.rbegin(); it != below.rend(); ++it)
            levels.push_back(std::move(*it));
    }
}

Result<QList<FolderEntry>> Workspace::list(const QString &path, int depth, int limit, int *skipped) const
{
    QByteArray relative;
    VC_TRY(const FileDescriptor folder, d->openFolder(path, &relative));
    QList<FolderEntry> folders, files;
    int left = 0;
    d->walk(folder.get(), {}, kMaxEntries,
        [&](int, const QByteArray &name, const QByteArray &entry, const struct stat &st) {
            if (name.startsWith('.') || (S_ISDIR(st.st_mode) && isBulkFolder(name)))
                return !S_ISDIR(st.st_mode);
            if (folders.size() + files.size() >= limit) {
                ++left;
                return !S_ISDIR(st.st_mode);
            }
            (S_ISDIR(st.st_mode) ? folders : files).append({QString::fromUtf8(entry), S_ISDIR(st.st_mode), st.st_size});
            return !S_ISDIR(st.st_mode) || entry.count('/') + 1 < depth;
        });
    if (skipped)
        *skipped = left;
    return folders + files;
}

Result<QList<SearchMatch>> Workspace::search(const QString &pattern, const QString &path, const QString &glob,
    bool regex, bool caseSensitive, int limit, int *files) const
{
    // The matcher's own limit turns a catastrophic pattern into "no match" instead of a hang.
    const QString source = u"(*LIMIT_MATCH=100000)"_s + (regex ? pattern : QRegularExpression::escape(pattern));
    QRegularExpression expression(
        source, caseSensitive ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption);
    if (!expression.isValid())
        return fail(
            ErrorCode::InvalidArgument, u"the pattern is not a regular expression: %1"_s.arg(expression.errorString()));
    const QRegularExpression names(glob.isEmpty() ? QString() : QRegularExpression::wildcardToRegularExpression(glob));
    QList<SearchMatch> matches;
    int filesWithMatch = 0;
    const auto searchFile = [&](int folder, const QByteArray &name, const QByteArray &relative) {
        const FileDescriptor file(::openat(folder, name.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
        struct stat st
        {
        };
        if (!file.isOpen() || ::fstat(file.get(), &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > kMaxSearched)
            return;
        QByteArray bytes(st.st_size, Qt::Uninitialized);
        const ssize_t length = ::read(file.get(), bytes.data(), size_t(bytes.size()));
        bytes.truncate(std::max<ssize_t>(0, length));
        if (bytes.left(8192).contains('\0'))
            return;
        bool found = false;
        int number = 0;
        for (const QByteArray &line : bytes.split('\n')) {
            ++number;
            const QString text = QString::fromUtf8(line.left(4000));
            if (!expression.match(text).hasMatch())
                continue;
            matches.append({QString::fromUtf8(relative), number, text.trimmed()});
            found = true;
            if (matches.size() >= limit)
                break;
        }
        filesWithMatch += found ? 1 : 0;
    };
    QByteArray relative;
    struct stat st
    {
    };
    if (const auto single = d->openFile(path, &relative, &st); single) {
        VC_TRY(const ResolvedPath resolved,
            resolveBeneath(d->fd.get(), d->root, pathBytes(path), {}, LastLink::Follow, MissingFolders::Refuse));
        searchFile(resolved.parent.get(), resolved.name, relative);
    } else {
        VC_TRY(const FileDescriptor folder, d->openFolder(path, &relative));
        d->walk(folder.get(), relative == "." ? QByteArray() : relative, kMaxEntries,
            [&](int in, const QByteArray &name, const QByteArray &entry, const struct stat &info) {
                if (S_ISDIR(info.st_mode))
                    return !name.startsWith('.') && !isBulkFolder(name);
                // Secrets of the project are not handed to the model by a search.
                if (S_ISREG(info.st_mode) && !name.startsWith('.') &&
                    (glob.isEmpty() || names.match(QString::fromUtf8(name)).hasMatch() ||
                        names.match(QString::fromUtf8(entry)).hasMatch()))
                    searchFile(in, name, entry);
                return matches.size() < limit;
            });
    }
    if (files)
        *files = filesWithMatch;
    return matches;
}

Result<QString> Workspace::treeDigest() const
{
    QByteArray relative;
    VC_TRY(const FileDescriptor folder, d->openFolder(u"."_s, &relative));
    QByteArrayList parts;
    d->walk(folder.get(), {}, kMaxEntries,
        [&](int in, const QByteArray &name, const QByteArray &entry, const struct stat &st) {
            if (S_ISDIR(st.st_mode))
                return !isBulkFolder(name);
            parts << entry << QByteArray::number(st.st_mode);
            if (S_ISREG(st.st_mode)) {
                const FileDescriptor file(
                    ::openat(in, name.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
                QCryptographicHash hash(QCryptographicHash::Sha256);
                char buffer[65536];
                for (ssize_t n = ::read(file.get(), buffer, sizeof buffer); n > 0;
                     n = ::read(file.get(), buffer, sizeof buffer))
                    hash.addData(QByteArrayView(buffer, n));
                parts << hash.result();
            }
            return true;
        });
    return sha256OfParts(parts);
}

Result<QHash<QString, Workspace::Stamp>> Workspace::stamps() const
{
    QByteArray relative;
    VC_TRY(const FileDescriptor folder, d->openFolder(u"."_s, &relative));
    QHash<QString, Stamp> stamps;
    d->walk(folder.get(), {}, kMaxEntries,
        [&](int, const QByteArray &name, const QByteArray &entry, const struct stat &st) {
            if (S_ISDIR(st.st_mode))
                return !isBulkFolder(name);
            if (S_ISREG(st.st_mode))
                stamps.insert(QString::fromUtf8(entry),
                    {st.st_size, qint64(st.st_mtim.tv_sec) * 1000000000 + st.st_mtim.tv_nsec, st.st_ino});
            return true;
        });
    return stamps;
}

} // namespace vibecoder
