// SPDX-License-Identifier: MIT
#include "workspace/pathresolver.h"

#include "workspace/openchild.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <vector>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxLinks = 40;
constexpr std::size_t kMaxLevels = 128; // each one holds a descriptor for the way back up

tl::unexpected<Error> denied(const QString &why)
{
    return fail(ErrorCode::Denied, why);
}

bool isBelow(const QByteArray &path, const QByteArray &root)
{
    return path == root || path.startsWith(root + '/');
}

// `folder/` and `folder/.` can only be folders.
bool endsAsFolder(const QByteArray &path)
{
    return path.endsWith('/') || path.endsWith("/.");
}

// Parts from last to first, so that taking the next one is cheap.
QByteArrayList reversedParts(const QByteArray &path)
{
    QByteArrayList parts;
    for (const QByteArray &part : path.split('/')) {
        if (!part.isEmpty())
            parts.prepend(part);
    }
    return parts;
}

// An absolute path in terms of the root: the part of it that exists is made canonical, so that a link in front of the
// working directory is understood; what does not exist yet must be plain names.
Result<QByteArray> relativeToRoot(const QByteArray &absolute, const QByteArray &rootPath)
{
    if (isBelow(absolute, rootPath))
        return absolute.mid(rootPath.size());
    QByteArray existing = absolute;
    QByteArrayList rest;
    char canonical[PATH_MAX];
    for (;;) {
        if (::realpath(existing.constData(), canonical))
            break;
        const qsizetype slash = existing.lastIndexOf('/');
        if (slash < 0 || (slash == 0 && existing.size() <= 1))
            return denied(u"it is outside the working directory"_s);
        const QByteArray last = existing.mid(slash + 1);
        if (last == "..")
            return denied(u"`..` after a folder that does not exist"_s);
        if (!last.isEmpty() && last != ".")
            rest.prepend(last);
        existing = slash == 0 ? QByteArray("/") : existing.left(slash);
    }
    const QByteArray real(canonical);
    if (!isBelow(real, rootPath))
        return denied(u"it is outside the working directory"_s);
    QByteArray relative = real.mid(rootPath.size());
    for (const QByteArray &part : rest)
        relative += '/' + part;
    return relative;
}

class Walk
{
public:
    Walk(int root, const QByteArray &rootPath)
        : m_rootPath(rootPath)
    {
        m_folders.emplace_back(::fcntl(root, F_DUPFD_CLOEXEC, 0));
    }

    Result<ResolvedPath> run(const QByteArray &path, LastLink lastLink, MissingFolders missingFolders)
    {
        struct stat root
        {
        };
        if (::fstat(m_folders.back().get(), &root) != 0)
            return denied(QString::fromLocal8Bit(std::strerror(errno)));
        m_device = root.st_dev;
        QByteArrayList todo = reversedParts(path);
        bool mustBeFolder = endsAsFolder(path);
        while (!todo.isEmpty()) {
            const QByteArray part = todo.takeLast();
            if (part == ".")
                continue;
            if (part == "..") {
                VC_CHECK(up());
                continue;
            }
            if (m_folders.size() + size_t(m_missing.size()) > kMaxLevels)
                return denied(u"the path is too deep"_s);
            if (!m_missing.isEmpty()) {
                m_missing.append(part);
                continue;
            }
            struct stat st
            {
            };
            if (::fstatat(m_folders.back().get(), part.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0) {
                if (errno != ENOENT)
                    return denied(QString::fromLocal8Bit(std::strerror(errno)));
                m_missing.append(part);
                continue;
            }
            const bool last = todo.isEmpty();
            if (S_ISLNK(st.st_mode) && (!last || lastLink == LastLink::Follow || mustBeFolder)) {
                VC_TRY(const QByteArray target, readLink(part));
                todo += reversedParts(target);
                mustBeFolder = mustBeFolder || (last && endsAsFolder(target));
                continue;
            }
            if (last && !S_ISDIR(st.st_mode)) {
                if (mustBeFolder)
                    return denied(u"it is not a folder"_s);
                return answer(part, true, st);
            }
            if (!S_ISDIR(st.st_mode))
                return denied(u"a part of the path is not a folder"_s);
            VC_CHECK(down(part));
        }
        if (!m_missing.isEmpty()) {
            if (m_missing.size() > 1 && missingFolders == MissingFolders::Refuse)
                return fail(ErrorCode::NotFound, u"there is no such file or folder"_s);
            if (mustBeFolder && lastLink == LastLink::Follow)
                return fail(ErrorCode::NotFound, u"there is no such folder"_s);
            const QByteArray name = m_missing.takeLast();
            return answer(name, false, {});
        }
        // The path ended in a folder: its own name is the last one walked into.
        struct stat st
        {
        };
        if (::fstat(m_folders.back().get(), &st) != 0)
            return denied(QString::fromLocal8Bit(std::strerror(errno)));
        if (m_names.isEmpty())
            return answer({}, true, st);
        const QByteArray name = m_names.takeLast();
        m_folders.pop_back();
        return answer(name, true, st);
    }

private:
    Result<> up()
    {
        if (!m_missing.isEmpty())
            return denied(u"`..` after a folder that does not exist"_s);
        if (m_names.isEmpty())
            return denied(u"it leaves the working directory"_s);
        m_names.removeLast();
        m_folders.pop_back();
        return {};
    }

    Result<> down(const QByteArray &part)
    {
        FileDescriptor next = openChild(m_folders.back().get(), part, O_PATH | O_DIRECTORY);
        struct stat st
        {
        };
        if (!next.isOpen() && errno != EXDEV)
            return denied(QString::fromLocal8Bit(std::strerror(errno)));
        if (!next.isOpen() || ::fstat(next.get(), &st) != 0 || st.st_dev != m_device)
            return denied(u"another file system is mounted there"_s);
        m_folders.push_back(std::move(next));
        m_names.append(part);
        return {};
    }

    // The link's text as a path from here: relative ones as they are; absolute ones only when they lead below the root.
    Result<QByteArray> readLink(const QByteArray &part)
    {
        if (++m_links > kMaxLinks)
            return denied(u"too many links"_s);
        char text[PATH_MAX];
        const ssize_t length = ::readlinkat(m_folders.back().get(), part.constData(), text, sizeof text);
        if (length <= 0 || length >= ssize_t(sizeof text))
            return denied(u"the link cannot be read"_s);
        const QByteArray target(text, length);
        if (!target.startsWith('/'))
            return target;
        // Only by text: what an absolute link passes through outside the root is not ours to look at.
        if (!isBelow(target, m_rootPath))
            return denied(u"a link leads outside the working directory"_s);
        m_folders.resize(1);
        m_names.clear();
        return target.mid(m_rootPath.size());
    }

    Result<ResolvedPath> answer(const QByteArray &name, bool exists, const struct stat &st)
    {
        ResolvedPath resolved;
        resolved.parent = std::move(m_folders.back());
        resolved.missing = m_missing;
        resolved.name = name;
        resolved.relative =
            (m_names + m_missing + (name.isEmpty() ? QByteArrayList() : QByteArrayList{name})).join('/');
        resolved.exists = exists;
        resolved.stat = st;
        return resolved;
    }

    QByteArray m_rootPath;
    dev_t m_device = 0;
    std::vector<FileDescriptor> m_folders;
    QByteArrayList m_names, m_missing;
    int m_links = 0;
};

} // namespace

Result<ResolvedPath> resolveBeneath(int root, const QByteArray &rootPath, const QByteArray &path,
    const QByteArray &from, LastLink lastLink, MissingFolders missingFolders)
{
    if (path.isEmpty())
        return denied(u"the path is empty"_s);
    if (path.contains('\0'))
        return denied(u"the path holds a NUL byte"_s);
    if (path.startsWith('~'))
        return denied(u"`~` is not expanded; write the path from the working directory"_s);
    QByteArray whole = path;
    if (path.startsWith('/')) {
        if (path.size() >= PATH_MAX)
            return denied(u"the path is too long"_s);
        VC_TRY(whole, relativeToRoot(path, rootPath));
        if (endsAsFolder(path))
            whole += '/';
    } else if (!from.isEmpty()) {
        whole = from + '/' + path;
    }
    if (whole.size() >= PATH_MAX || rootPath.size() + whole.size() + 1 >= PATH_MAX)
        return denied(u"the path is too long"_s);
    for (const QByteArray &part : whole.split('/')) {
        if (part.size() > NAME_MAX)
            return denied(u"a name in the path is too long"_s);
    }
    return Walk(root, rootPath).run(whole, lastLink, missingFolders);
}

} // namespace vibecoder
