// SPDX-License-Identifier: MIT
#include "workspace/protection/protectedstate.h"

#include "workspace/pathtext.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kEntries = 300000;       // more than that is asked about
constexpr qint64 kHashed = 16 * 1024 * 1024; // bytes of a file that are read; of larger ones any change counts
constexpr qint64 kSettledNs = 2100000000;
constexpr qsizetype kLevels = 3, kNear = 20; // repositories that are protected while a command runs

using OpenFolder = std::unique_ptr<DIR, int (*)(DIR *)>;

QByteArrayList entriesOf(const QByteArray &path, bool &readable)
{
    const int fd = ::open(path.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const OpenFolder folder(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
    if (!folder && fd >= 0)
        ::close(fd);
    readable = folder != nullptr;
    QByteArrayList names;
    for (const dirent *entry = folder ? ::readdir(folder.get()) : nullptr; entry; entry = ::readdir(folder.get())) {
        const QByteArrayView name(entry->d_name);
        if (name != "." && name != "..")
            names.append(name.toByteArray());
    }
    return names;
}

QByteArray hashOf(const QByteArray &path, const struct stat &status)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (S_ISLNK(status.st_mode)) {
        char target[4096];
        const ssize_t length = ::readlink(path.constData(), target, sizeof target);
        hash.addData(QByteArrayView(target, length > 0 ? length : 0));
        return hash.result();
    }
    if (!S_ISREG(status.st_mode))
        return {};
    QFile file;
    const int fd = ::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        hash.addData(file.read(kHashed));
    if (status.st_size > kHashed) {
        hash.addData(QByteArray::number(qint64(status.st_size)) + ' ');
        hash.addData(QByteArray::number(qint64(status.st_ctim.tv_sec)) + '.');
        hash.addData(QByteArray::number(qint64(status.st_ctim.tv_nsec)));
    }
    return hash.result();
}

QByteArray lastPart(const QByteArray &name)
{
    return name.sliced(name.lastIndexOf('/') + 1);
}

class Look
{
public:
    Look(QByteArray root, const ProtectedState &before, FolderCache &cache)
        : m_root(std::move(root))
        , m_before(before)
        , m_cache(cache)
    {
    }

    void at(const QByteArray &name)
    {
        if (m_state.contains(name))
            return;
        struct stat status
        {
        };
        ProtectedMark *mark = note(name, status);
        if (!mark || !S_ISDIR(status.st_mode)) {
            if (mark)
                mark->isRepository = isGitName(lastPart(name));
            return;
        }
        if (isGitName(lastPart(name))) {
            gitFolder(name);
            return;
        }
        everythingIn(name);
    }

    // A repository whose folder is not called `.git` may be a folder of sources that only looks like one: only what
    // git obeys in it is looked at, and the search for repositories goes on below.
    void layout(const QByteArray &name)
    {
        struct stat status
        {
        };
        const QByteArray outer = std::exchange(m_repository, name);
        if (ProtectedMark *mark = note(name, status))
            mark->isRepository = true;
        const QByteArray below = name == "." ? QByteArray() : name + '/';
        for (const char *inner : {"config", "config.worktree", "commondir", "gitdir", "hooks", "remotes", "branches",
                 "rebase-merge", "rebase-apply", "sequencer", "BISECT_NAMES"})
            at(below + inner);
        info(below + "info");
        partsOf(below + "worktrees", false);
        partsOf(below + "modules", true);
        for (const char *inner : {"HEAD", "index", "packed-refs", "objects", "refs", "logs"})
            work(inner, below + inner);
        m_repository = outer;
    }

    void closed(const QByteArray &name)
    {
        struct stat status
        {
        };
        if (!m_state.contains(name) && !note(name, status))
            m_state.insert(name, {});
        close(m_state[name], true);
    }

    [[nodiscard]] bool isWhole() const { return m_state.size() <= kEntries; }
    [[nodiscard]] ProtectedState state() const { return m_state; }

private:
    [[nodiscard]] QByteArray pathOf(const QByteArray &name) const { return m_root + '/' + name; }

    // What is at this name, or null; the pointer holds until the next call.
    ProtectedMark *note(const QByteArray &name, struct stat &status)
    {
        const QByteArray path = pathOf(name);
        if (m_state.size() > kEntries || ::lstat(path.constData(), &status) != 0)
            return nullptr;
        ProtectedMark mark{status.st_ino, status.st_mode, status.st_size,
            status.st_ctim.tv_sec * 1000000000LL + status.st_ctim.tv_nsec, status.st_uid, false, {}, false, false,
            m_repository};
        mark.settled = m_nowNs - mark.changedNs > kSettledNs;
        const auto known = m_before.constFind(name);
        // The time of the last change cannot be set by anybody.
        const bool same = known != m_before.cend() && known->settled && known->inode == mark.inode &&
                          known->mode == mark.mode && known->changedNs == mark.changedNs && known->size == mark.size;
        mark.hash = same ? known->hash : hashOf(path, status);
        return &*m_state.insert(name, mark);
    }

    // A folder of ours may have been opened for a moment and closed again; one of somebody else is closed to the
    // command as well.
    static void close(ProtectedMark &mark, bool closed)
    {
        mark.isClosed = closed;
        if (closed && mark.owner == ::geteuid())
            mark.hash = QByteArray::number(mark.changedNs);
    }

    QByteArrayList entriesIn(const QByteArray &name)
    {
        bool readable = false;
        const QByteArrayList entries = entriesOf(pathOf(name), readable);
        close(m_state[name], !readable);
        return entries;
    }

    void everythingIn(const QByteArray &name)
    {
        const QByteArrayList entries = entriesIn(name);
        for (const QByteArray &entry : entries)
            at(name + '/' + entry);
    }

    void gitFolder(const QByteArray &name)
    {
        m_state[name].isRepository = true;
        const QByteArray outer = std::exchange(m_repository, name);
        const QByteArrayList entries = entriesIn(name);
        for (const QByteArray &entry : entries) {
            const QByteArray inner = name + '/' + entry;
            if (entry == "worktrees")
                partsOf(inner, false);
            else if (entry == "modules")
                partsOf(inner, true);
            else if (entry == "info")
                info(inner);
            else if (isWorkOfGit(entry))
                work(entry, inner);
            else
                at(inner);
        }
        m_repository = outer;
    }

    // Folders of git for worktrees or submodules; a submodule's name may have slashes.
    void partsOf(const QByteArray &name, bool nested)
    {
        struct stat status
        {
        };
        const ProtectedMark *mark = note(name, status);
        if (!mark || !S_ISDIR(status.st_mode))
            return;
        const QByteArrayList entries = entriesIn(name);
        for (const QByteArray &entry : entries) {
            const QByteArray inner = name + '/' + entry;
            mark = note(inner, status);
            if (!mark || !S_ISDIR(status.st_mode))
                continue;
            const FolderSummary *summary = m_cache.at(pathOf(inner));
            if (summary && summary->layout)
                gitFolder(inner);
            else if (nested)
                partsOf(inner, true);
            else
                everythingIn(inner);
        }
    }

    // `info/refs` is a list that repacking writes for simple web servers.
    void info(const QByteArray &name)
    {
        struct stat status
        {
        };
        const ProtectedMark *mark = note(name, status);
        if (!mark || !S_ISDIR(status.st_mode))
            return;
        const QByteArrayList entries = entriesIn(name);
        for (const QByteArray &entry : entries) {
            if (entry != "refs")
                at(name + '/' + entry);
        }
    }

    // What the daily work writes is looked at only for what it is: a link would let git write or read elsewhere.
    void work(const QByteArray &entry, const QByteArray &name)
    {
        struct stat status
        {
        };
        if (::lstat(pathOf(name).constData(), &status) != 0)
            return;
        const bool isFolderOfGit = entry == "objects" || entry == "refs" || entry == "logs";
        // The one that git's monitor of files listens at; nobody does when the command has ended.
        const bool isSocket = entry == "fsmonitor--daemon.ipc" && S_ISSOCK(status.st_mode);
        const bool linked = !S_ISDIR(status.st_mode) && !isSocket && (!S_ISREG(status.st_mode) || isFolderOfGit);
        if (linked) {
            at(name);
            return;
        }
        if (entry == "objects") {
            alternates(name.first(name.size() - entry.size()));
            links(name, 1);
        } else if (entry == "refs" || entry == "logs") {
            links(name, 64);
        }
    }

    void alternates(const QByteArray &folder)
    {
        at(folder + "objects/info/alternates");
        at(folder + "objects/info/http-alternates");
    }

    void links(const QByteArray &name, int levels)
    {
        const FolderSummary *summary = m_cache.at(pathOf(name));
        if (!summary)
            return;
        const QByteArrayList found = summary->links, inner = summary->folders;
        for (const QByteArray &link : found)
            at(name + '/' + link);
        for (const QByteArray &folder : inner) {
            if (levels > 1)
                links(name + '/' + folder, levels - 1);
        }
    }

    const QByteArray m_root;
    const ProtectedState &m_before;
    FolderCache &m_cache;
    const qint64 m_nowNs = QDateTime::currentMSecsSinceEpoch() * 1000000;
    QByteArray m_repository;
    ProtectedState m_state;
};

} // namespace

bool isWorkOfGit(QByteArrayView name)
{
    static const QByteArrayList names{"HEAD", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD", "CHERRY_PICK_HEAD",
        "REVERT_HEAD", "REBASE_HEAD", "AUTO_MERGE", "MERGE_AUTOSTASH", "MERGE_MODE", "MERGE_MSG", "MERGE_RR",
        "NOTES_MERGE_PARTIAL", "NOTES_MERGE_REF", "COMMIT_EDITMSG", "TAG_EDITMSG", "SQUASH_MSG", "NOTES_EDITMSG",
        "EDIT_DESCRIPTION", "ADD_EDIT.patch", "addp-hunk-edit.diff", "index", "packed-refs", "packed-refs.new",
        "shallow", "gc.log", "gc.pid", "objects", "refs", "reftable", "logs", "rr-cache", "lfs", "fsmonitor--daemon",
        "fsmonitor--daemon.ipc", "BISECT_LOG", "BISECT_START", "BISECT_TERMS", "BISECT_EXPECTED_REV",
        "BISECT_ANCESTORS_OK", "BISECT_FIRST_PARENT", "BISECT_HEAD", "BISECT_RUN"};
    if (name.endsWith(".lock"))
        return isWorkOfGit(name.chopped(5)) || name.startsWith("next-index-");
    return names.contains(name) || name.startsWith("sharedindex.") || name.startsWith("next-index-") ||
           name.startsWith("index.stash.");
}

ProtectedState protectedState(const QString &root, const QByteArrayList &names, const ProtectedState &before,
    FolderCache &cache, const RepositoriesFound &repositories, bool *whole)
{
    Look look(pathBytes(root), before, cache);
    for (const QByteArray &name : names)
        look.at(name);
    for (const QByteArray &name : repositories.obeyed)
        look.at(name);
    for (const QByteArray &name : repositories.gitEntries)
        look.at(name);
    for (const QByteArray &name : repositories.layouts)
        look.layout(name);
    for (const QByteArray &name : repositories.closed)
        look.closed(name);
    if (whole)
        *whole = repositories.whole && look.isWhole();
    return look.state();
}

QByteArrayList obeyedBehindLinks(const QString &root, const QByteArrayList &obeyed, const ProtectedState &state)
{
    const QByteArray top = pathBytes(root) + '/';
    QByteArrayList targets;
    for (const QByteArray &name : obeyed) {
        for (auto it = state.lowerBound(name); it != state.cend() && it.key().startsWith(name); ++it) {
            char canonical[PATH_MAX];
            const bool belongs = it.key().size() == name.size() || it.key().at(name.size()) == '/';
            if (!belongs || !S_ISLNK(it->mode) || it->isRepository || !it->repository.isEmpty() ||
                !::realpath((top + it.key()).constData(), canonical))
                continue;
            // A folder around the link holds more than what is obeyed.
            const QByteArray real(canonical);
            if (real.startsWith(top) && !(top + it.key()).startsWith(real + '/'))
                targets.append(real.sliced(top.size()));
        }
    }
    return targets;
}

QStringList nearRepositories(const RepositoriesFound &found)
{
    QByteArrayList near;
    for (const QByteArray &entry : found.gitEntries) {
        const QByteArray folder = entry.first(std::max<qsizetype>(entry.size() - 5, 0));
        // Names that are not text stay out of the sandbox's command line; they are compared like all others.
        if (entry.endsWith(".git") && folder.count('/') < kLevels && pathText(folder).isValidUtf16())
            near.append(folder);
    }
    std::sort(near.begin(), near.end(), [](const QByteArray &a, const QByteArray &b) {
        const auto levels = [](const QByteArray &name) { return name.isEmpty() ? -1 : name.count('/'); };
        return levels(a) != levels(b) ? levels(a) < levels(b) : a < b;
    });
    QStringList names;
    for (const QByteArray &folder : near.first(std::min(near.size(), kNear)))
        names.append(pathText(folder));
    return names;
}

QStringList nearRepositories(const QString &root)
{
    FolderCache cache;
    return nearRepositories(repositoriesIn(pathBytes(root), cache));
}

} // namespace vibecoder
