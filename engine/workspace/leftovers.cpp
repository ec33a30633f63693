// SPDX-License-Identifier: MIT
#include "workspace/leftovers.h"

#include "workspace/checkpoint/folderchain.h"
#include "workspace/foldernames.h"
#include "workspace/workspaceprivate.h"

#include <QMap>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxLevels = 256;

qint64 changedNs(const struct stat &st)
{
    return qint64(st.st_ctim.tv_sec) * 1000000000 + st.st_ctim.tv_nsec;
}

class Finder
{
public:
    Finder(const IgnoreRules &rules, qint64 sinceNs, const LeftOversLimits &limits)
        : m_rules(rules)
        , m_sinceNs(sinceNs)
        , m_limits(limits)
    {
    }

    // top: the uppermost ignored folder around it; empty: none.
    Result<> folder(const FileDescriptor &fd, const QByteArray &path, const QByteArray &top, int level)
    {
        if (level > kMaxLevels)
            return fail(ErrorCode::Unavailable, u"the folder is deeper than %1 levels"_s.arg(kMaxLevels));
        const QByteArrayList names = namesInFolder(fd.get(), {}, m_limits.maxEntries);
        for (const QByteArray &name : names)
            VC_CHECK(entry(fd, name, path.isEmpty() ? name : path + '/' + name, top, level));
        return {};
    }

    LeftOvers found()
    {
        m_found.tops = m_tops.values();
        return std::move(m_found);
    }

private:
    Result<> entry(
        const FileDescriptor &parent, const QByteArray &name, const QByteArray &path, QByteArray top, int level)
    {
        struct stat st
        {
        };
        if (::fstatat(parent.get(), name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
            return {}; // gone meanwhile
        m_bytes += S_ISREG(st.st_mode) ? st.st_size : 0;
        if (++m_entries > m_limits.maxEntries)
            return fail(ErrorCode::Unavailable, u"the folder holds more than %1 files"_s.arg(m_limits.maxEntries));
        if (m_bytes > m_limits.maxBytes)
            return fail(
                ErrorCode::Unavailable, u"the folder holds more than %1 MiB"_s.arg(m_limits.maxBytes / (1024 * 1024)));
        const bool isFolder = S_ISDIR(st.st_mode);
        // What git keeps is no left-over; its rules say nothing of it.
        const bool isGit = name == ".git" || m_inGit;
        if (top.isEmpty() && !isGit && m_rules.isIgnored(path, isFolder))
            top = path;
        if (isFolder) {
            const FileDescriptor next = openChild(parent.get(), name, O_RDONLY | O_DIRECTORY);
            if (!next.isOpen())
                return fail(ErrorCode::Io, u"%1 cannot be read: %2"_s.arg(pathText(path), errnoText()));
            const bool before = std::exchange(m_inGit, isGit);
            VC_CHECK(folder(next, path, top, level + 1));
            m_inGit = before;
        }
        if (!top.isEmpty() && changedNs(st) >= m_sinceNs)
            take(path, top, st);
        return {};
    }

    void take(const QByteArray &path, const QByteArray &top, const struct stat &st)
    {
        m_found.paths.append(path);
        if (S_ISDIR(st.st_mode))
            return;
        StayingBehind &one = m_tops[top];
        one.path = top;
        ++one.files;
        one.bytes += S_ISREG(st.st_mode) ? st.st_size : 0;
    }

    const IgnoreRules &m_rules;
    qint64 m_sinceNs;
    const LeftOversLimits &m_limits;
    LeftOvers m_found;
    QMap<QByteArray, StayingBehind> m_tops;
    int m_entries = 0;
    qint64 m_bytes = 0;
    bool m_inGit = false;
};

bool isAtOrIn(const QByteArray &path, const QByteArray &folder)
{
    return path == folder || path.startsWith(folder + '/');
}

} // namespace

Result<LeftOvers> findLeftOvers(int folder, const IgnoreRules &rules, qint64 sinceNs, const LeftOversLimits &limits)
{
    const FileDescriptor root = openChild(folder, ".", O_RDONLY | O_DIRECTORY);
    if (!root.isOpen())
        return fail(ErrorCode::Io, errnoText());
    Finder finder(rules, sinceNs, limits);
    VC_CHECK(finder.folder(root, {}, {}, 0));
    return finder.found();
}

Result<> removeLeftOvers(int copy, const LeftOvers &leftOvers, const QByteArrayList &but)
{
    FolderChain folders(copy);
    for (const QByteArray &path : leftOvers.paths) {
        const bool stays =
            std::any_of(but.cbegin(), but.cend(), [&path](const QByteArray &top) { return isAtOrIn(path, top); });
        const int parent = stays ? -1 : folders.openParentOf(path);
        if (parent < 0)
            continue;
        const QByteArray name = lastNameOf(path);
        if (::unlinkat(parent, name.constData(), 0) == 0 || errno == ENOENT)
            continue;
        if (errno != EISDIR && errno != EPERM)
            return fail(ErrorCode::Io, u"%1 cannot be taken out of a copy: %2"_s.arg(pathText(path), errnoText()));
        if (::unlinkat(parent, name.constData(), AT_REMOVEDIR) != 0 && errno != ENOTEMPTY && errno != EEXIST)
            return fail(ErrorCode::Io, u"%1 cannot be taken out of a copy: %2"_s.arg(pathText(path), errnoText()));
    }
    return {};
}

} // namespace vibecoder
