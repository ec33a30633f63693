// SPDX-License-Identifier: MIT
#include "workspace/protection/foldercache.h"

#include <QDateTime>

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

namespace {

// File systems count time in steps of up to two seconds.
constexpr qint64 kSettledNs = 2100000000;
// Some millions of files; a tree beyond that is asked about.
constexpr qsizetype kFolders = 500000;

struct LayoutNames
{
    bool head = false, objects = false, refs = false, commonFolder = false;

    void add(QByteArrayView name)
    {
        if (name.size() != 4 && name.size() != 7 && name.size() != 9)
            return;
        const auto is = [name](const char *word) { return name.compare(word, Qt::CaseInsensitive) == 0; };
        head = head || is("HEAD");
        objects = objects || is("objects");
        refs = refs || is("refs");
        commonFolder = commonFolder || is("commondir");
    }
    [[nodiscard]] bool complete() const { return head && ((objects && refs) || commonFolder); }
};

using OpenFolder = std::unique_ptr<DIR, int (*)(DIR *)>;

} // namespace

FolderCache::FolderCache(ObeyedNames names)
    : m_names(std::move(names))
{
}

void FolderCache::read(const QByteArray &path, FolderSummary &summary) const
{
    const QByteArrayView parent = QByteArrayView(path).sliced(path.lastIndexOf('/') + 1);
    const int fd = ::open(path.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const OpenFolder folder(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
    if (!folder) {
        if (fd >= 0)
            ::close(fd);
        return;
    }
    summary.readable = true;
    LayoutNames layout;
    for (const dirent *entry = ::readdir(folder.get()); entry; entry = ::readdir(folder.get())) {
        const QByteArrayView name(entry->d_name);
        if (name == "." || name == "..")
            continue;
        auto type = entry->d_type;
        if (type == DT_UNKNOWN) {
            struct stat status
            {
            };
            if (::fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
                continue;
            type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_LNK;
        }
        layout.add(name);
        if (isGitName(name))
            summary.gitNames.append(name.toByteArray());
        else if (m_names.isObeyed && m_names.isObeyed(parent, name))
            summary.obeyed.append(name.toByteArray());
        if (type == DT_DIR)
            summary.folders.append(name.toByteArray());
        else if (type != DT_REG)
            summary.links.append(name.toByteArray());
    }
    summary.layout = layout.complete();
}

bool isGitName(QByteArrayView name)
{
    return name.size() == 4 && name.compare(".git", Qt::CaseInsensitive) == 0;
}

bool isRepositoryLayout(const QByteArrayList &names)
{
    LayoutNames layout;
    for (const QByteArray &name : names)
        layout.add(name);
    return layout.complete();
}

const FolderSummary *FolderCache::at(const QByteArray &path)
{
    struct stat status
    {
    };
    if (::lstat(path.constData(), &status) != 0 || !S_ISDIR(status.st_mode)) {
        m_seen.remove(path);
        return nullptr;
    }
    // Names that commands have made and removed meanwhile.
    if (m_seen.size() > 2 * kFolders)
        m_seen.clear();
    FolderSummary &summary = m_seen[path];
    const qint64 changedNs = status.st_ctim.tv_sec * 1000000000LL + status.st_ctim.tv_nsec;
    // The time of the last change cannot be set by anybody, and every new name changes it.
    if (summary.settled && summary.readable && summary.device == status.st_dev && summary.inode == status.st_ino &&
        summary.changedNs == changedNs)
        return &summary;
    summary = {};
    summary.device = status.st_dev;
    summary.inode = status.st_ino;
    summary.changedNs = changedNs;
    summary.settled = QDateTime::currentMSecsSinceEpoch() * 1000000 - changedNs > kSettledNs;
    read(path, summary);
    return &summary;
}

RepositoriesFound repositoriesIn(const QByteArray &root, FolderCache &cache)
{
    RepositoriesFound found;
    struct Waiting
    {
        QByteArray below;
        bool foreign = false;
    };
    QList<Waiting> waiting{{}};
    for (; !waiting.isEmpty(); ++found.folders) {
        if (found.folders >= kFolders) {
            found.whole = false;
            break;
        }
        const auto [below, foreign] = waiting.takeLast();
        const QByteArray path = below.isEmpty() ? root : root + '/' + below;
        const FolderSummary *summary = cache.at(path);
        if (!summary) {
            // A path that is too long for the kernel is a folder that cannot be looked into.
            if (path.size() >= 4096)
                found.closed.append(below);
            continue;
        }
        if (!summary->readable)
            found.closed.append(below);
        if (summary->layout)
            found.layouts.append(below.isEmpty() ? QByteArray(".") : below);
        const QByteArray prefix = below.isEmpty() ? QByteArray() : below + '/';
        const auto inner = [&prefix](const QByteArray &name) { return prefix + name; };
        for (const QByteArray &name : summary->gitNames)
            found.gitEntries.append(inner(name));
        for (const QByteArray &name : foreign ? QByteArrayList() : summary->obeyed)
            found.obeyed.append(inner(name));
        for (const QByteArray &name : summary->folders) {
            if (!isGitName(name))
                waiting.append({inner(name), foreign || cache.isForeign(name)});
        }
    }
    for (QByteArrayList *list : {&found.gitEntries, &found.layouts, &found.obeyed, &found.closed})
        std::sort(list->begin(), list->end());
    return found;
}

} // namespace vibecoder
