// SPDX-License-Identifier: MIT
#include "workspace/git/gitaround.h"

#include "workspace/git/gitalternates.h"
#include "workspace/git/gitconfig.h"
#include "workspace/git/gitindex.h"
#include "workspace/git/gitplaces.h"

#include <QFile>
#include <QSet>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

namespace {

constexpr qint64 kLargest = 64 * 1024 * 1024;
constexpr int kEntries = 400000;    // looked through for secrets; what is larger is not shown
constexpr qsizetype kCovered = 100; // secrets and settings, each of which is a mount
constexpr qsizetype kFolders = 30;  // of repositories, each of which is a mount as well
constexpr int kAlternates = 5;      // as deep as git goes

bool isAtOrBelow(const QByteArray &path, const QByteArray &folder)
{
    return path == folder || path.startsWith(folder + '/');
}

QByteArray parentOf(const QByteArray &path)
{
    return path.first(std::max<qsizetype>(path.lastIndexOf('/'), 0));
}

QByteArray nameOf(const QByteArray &path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

QByteArray realOf(const QByteArray &path)
{
    char canonical[PATH_MAX];
    return !path.isEmpty() && ::realpath(path.constData(), canonical) ? QByteArray(canonical) : QByteArray();
}

bool isFile(const QByteArray &path)
{
    struct stat status
    {
    };
    return ::lstat(path.constData(), &status) == 0 && S_ISREG(status.st_mode);
}

QByteArray contentOf(const QByteArray &path)
{
    QFile file;
    const int fd = ::open(path.constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status
    {
    };
    if (fd < 0 || !file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle) || ::fstat(fd, &status) != 0 ||
        !S_ISREG(status.st_mode))
        return {};
    return file.read(kLargest);
}

QByteArray pathIn(const QByteArray &file, const QByteArray &base)
{
    QByteArray line = contentOf(file);
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty() || line.contains('\n') || line.contains('\0'))
        return {};
    return realOf(line.startsWith('/') ? line : base + '/' + line);
}

QByteArray worktreeSetting(const QByteArray &gitFolder)
{
    QByteArray value;
    for (const char *file : {"/config", "/config.worktree"}) {
        for (const GitSetting &setting : gitSettings(contentOf(gitFolder + file))) {
            if (setting.key == "core.worktree")
                value = setting.value;
        }
    }
    return value.isEmpty() ? QByteArray() : realOf(value.startsWith('/') ? value : gitFolder + '/' + value);
}

class Search
{
public:
    Search(const QByteArray &root, const QByteArray &home, const SecretName &isSecret)
        : m_root(root)
        , m_home(realOf(home))
        , m_isSecret(isSecret)
    {
        struct stat status
        {
        };
        m_known = ::stat(root.constData(), &status) == 0;
        m_owner = status.st_uid;
    }

    // A work tree that is or holds the working directory, or lies in it.
    void workTree(const QByteArray &tree)
    {
        const QByteArray entry = tree + "/.git";
        struct stat status
        {
        };
        if (!m_known || ::lstat(entry.constData(), &status) != 0 || status.st_uid != m_owner)
            return;
        const bool isAround = tree != m_root && isAtOrBelow(m_root, tree);
        if (isAround && (!mayBeShown(tree) || isHiddenBelowHome(tree)))
            return;
        QByteArray gitFolder;
        if (S_ISDIR(status.st_mode))
            gitFolder = ownFolder(tree, entry);
        else if (S_ISREG(status.st_mode))
            gitFolder = linkedFolder(tree, entry);
        else if (S_ISLNK(status.st_mode))
            gitFolder = folderByLink(tree, entry);
        if (gitFolder.isEmpty() || (isAround && !lookThrough(tree, gitFolder)))
            return;
        alternates(gitFolder + "/objects", gitFolder, 1);
    }

    [[nodiscard]] GitAround result()
    {
        std::sort(m_around.folders.begin(), m_around.folders.end(), [](const QByteArray &a, const QByteArray &b) {
            return a.size() != b.size() ? a.size() < b.size() : a < b;
        });
        QByteArrayList outer;
        for (const QByteArray &folder : std::as_const(m_around.folders)) {
            if (std::none_of(outer.begin(), outer.end(),
                    [&folder](const QByteArray &other) { return isAtOrBelow(folder, other); }))
                outer.append(folder);
        }
        m_around.folders = outer;
        return outer.size() <= kFolders ? m_around : GitAround();
    }

private:
    [[nodiscard]] bool isInside(const QByteArray &path) const { return isAtOrBelow(path, m_root); }

    [[nodiscard]] bool belongsToUs(const QByteArray &path) const
    {
        struct stat status
        {
        };
        return ::lstat(path.constData(), &status) == 0 && status.st_uid == m_owner;
    }

    // Nothing that holds the home folder, or a folder of the machine.
    [[nodiscard]] bool mayBeShown(const QByteArray &folder) const
    {
        static const QByteArrayList ofTheMachine{"/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run",
            "/sbin", "/sys", "/usr", "/var/lib", "/var/run", "/var/log", "/var/spool", "/var/cache"};
        static const QByteArrayList shared{
            "/", "/tmp", "/dev/shm", "/var", "/var/tmp", "/home", "/opt", "/srv", "/mnt", "/media", "/root"};
        struct stat status
        {
        };
        if (::lstat(folder.constData(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != m_owner ||
            realOf(folder) != folder || shared.contains(folder) || (!m_home.isEmpty() && isAtOrBelow(m_home, folder)))
            return false;
        return std::none_of(ofTheMachine.begin(), ofTheMachine.end(),
            [&folder](const QByteArray &other) { return isAtOrBelow(folder, other) || isAtOrBelow(other, folder); });
    }

    // `~/.config` and the like may be repositories too, but hold what programs keep for themselves.
    [[nodiscard]] bool isHiddenBelowHome(const QByteArray &folder) const
    {
        return !m_home.isEmpty() && folder.startsWith(m_home + "/.");
    }

    [[nodiscard]] bool isGitFolder(const QByteArray &folder) const
    {
        const QByteArray head = contentOf(folder + "/HEAD");
        for (const char *name : {"HEAD", "objects", "refs", "config"}) {
            if (!belongsToUs(folder + '/' + name))
                return false;
        }
        return isFile(folder + "/config") && (head.startsWith("ref: refs/") || head.trimmed().size() >= 40);
    }

    // A folder `.git`: the tree around it points to the working directory by holding it.
    QByteArray ownFolder(const QByteArray &tree, const QByteArray &entry)
    {
        if (!isGitFolder(entry) || QFile::exists(QFile::decodeName(entry + "/commondir")))
            return {};
        const QByteArray setting = worktreeSetting(entry);
        return tree == m_root || isInside(tree) || setting.isEmpty() || setting == tree ? entry : QByteArray();
    }

    // A worktree is named by its folder of git, a submodule by the settings of its own.
    QByteArray linkedFolder(const QByteArray &tree, const QByteArray &entry)
    {
        const QByteArray folder = gitFileTarget(entry);
        if (folder.isEmpty() || realOf(folder) != folder || !belongsToUs(folder))
            return {};
        // A submodule of a repository that lies here whole: nothing but what it borrows is outside.
        if (isInside(folder))
            return isGitFolder(folder) && worktreeSetting(folder) == tree ? folder : QByteArray();
        if (isFile(folder + "/gitdir")) {
            const QByteArray common = parentOf(parentOf(folder));
            if (nameOf(parentOf(folder)) != "worktrees" || pathIn(folder + "/gitdir", folder) != entry ||
                pathIn(folder + "/commondir", folder) != common || !belongsToUs(folder + "/gitdir"))
                return {};
            return show(common) ? common : QByteArray();
        }
        if (QFile::exists(QFile::decodeName(folder + "/commondir")) || worktreeSetting(folder) != tree)
            return {};
        return show(folder) ? folder : QByteArray();
    }

    // A link proves nothing; the index of the folder it leads to does when it names files of this very tree by their
    // numbers on the disk.
    QByteArray folderByLink(const QByteArray &tree, const QByteArray &entry)
    {
        const QByteArray folder = realOf(entry);
        if (folder.isEmpty() || isInside(folder) || (worktreeSetting(folder) != tree && !indexKnows(folder, tree)))
            return {};
        return show(folder) ? folder : QByteArray();
    }

    [[nodiscard]] static bool indexKnows(const QByteArray &gitFolder, const QByteArray &tree)
    {
        const auto entries = entriesInIndex(contentOf(gitFolder + "/index")).value_or(QList<IndexEntry>());
        return std::any_of(entries.begin(), entries.end(), [&tree](const IndexEntry &entry) {
            struct stat status
            {
            };
            return ::lstat((tree + '/' + entry.path).constData(), &status) == 0 && S_ISREG(status.st_mode) &&
                   entry.inode == quint32(status.st_ino) && entry.changed == quint32(status.st_ctim.tv_sec) &&
                   entry.size == quint32(status.st_size);
        });
    }

    // A folder of git outside; false when it may not be shown.
    bool show(const QByteArray &folder)
    {
        return isGitFolder(folder) && mayBeShown(folder) && lookThrough(folder, folder);
    }

    // Adds a folder with what must be covered in it, or nothing at all.
    bool lookThrough(const QByteArray &folder, const QByteArray &gitFolder)
    {
        Cover cover;
        if (folder != gitFolder) {
            for (const IndexEntry &entry :
                entriesInIndex(contentOf(indexOf(folder, gitFolder))).value_or(QList<IndexEntry>()))
                cover.tracked.insert(entry.path);
        }
        if (!walk(folder, folder, cover, {folder == gitFolder, false}) ||
            cover.hidden.size() + cover.replaced.size() > kCovered)
            return false;
        m_around.folders.append(folder);
        m_around.hidden += cover.hidden;
        m_around.replaced += cover.replaced;
        return true;
    }

    // Of a linked worktree it lies in the folder that names it.
    [[nodiscard]] static QByteArray indexOf(const QByteArray &tree, const QByteArray &gitFolder)
    {
        const QByteArray entry = tree + "/.git";
        return (isFile(entry) ? gitFileTarget(entry) : gitFolder) + "/index";
    }

    struct Place
    {
        bool ofGit = false;  // in a folder of git
        bool secret = false; // in a folder whose name says so, some of which is tracked
    };

    struct Cover
    {
        QSet<QByteArray> tracked;
        QByteArrayList hidden;
        QList<std::pair<QByteArray, QByteArray>> replaced;
        int left = kEntries;
    };

    bool walk(const QByteArray &top, const QByteArray &folder, Cover &cover, Place place)
    {
        const std::unique_ptr<DIR, int (*)(DIR *)> open(::opendir(folder.constData()), ::closedir);
        // What we cannot read the command cannot either.
        for (const dirent *entry = open ? ::readdir(open.get()) : nullptr; entry; entry = ::readdir(open.get())) {
            const QByteArray name(entry->d_name), path = folder + '/' + name;
            if (name == "." || name == ".." || path == m_root)
                continue;
            if (--cover.left < 0)
                return false;
            struct stat status
            {
            };
            const bool unknown = entry->d_type == DT_UNKNOWN && ::lstat(path.constData(), &status) == 0;
            const bool isFolder = unknown ? S_ISDIR(status.st_mode) : entry->d_type == DT_DIR;
            if (!isFolder && ((unknown ? !S_ISREG(status.st_mode) : entry->d_type != DT_REG)))
                continue;
            const bool inGit = place.ofGit || isGitName(name);
            const bool secret = !inGit && !isAtOrBelow(m_root, path) && (place.secret || m_isSecret(name));
            if (inGit && !isFolder && name.startsWith("config"))
                settings(path, cover);
            // Its own rules name `.git/config` as a secret; its credentials are taken out instead.
            else if (inGit && !isFolder && name.contains("credential"))
                cover.hidden.append(path);
            else if (secret && !isTracked(path.sliced(top.size() + 1), cover))
                cover.hidden.append(path);
            else if (isFolder && !(inGit && isWorkFolder(name) && isFile(folder + "/HEAD")) && name != "node_modules" &&
                     !walk(top, path, cover, {inGit, secret}))
                return false;
        }
        return true;
    }

    [[nodiscard]] static bool isWorkFolder(const QByteArray &name)
    {
        return name == "objects" || name == "refs" || name == "logs" || name == "lfs" || name == "rr-cache";
    }

    [[nodiscard]] static bool isTracked(const QByteArray &relative, const Cover &cover)
    {
        return cover.tracked.contains(relative) ||
               std::any_of(cover.tracked.begin(), cover.tracked.end(),
                   [&relative](const QByteArray &path) { return path.startsWith(relative + '/'); });
    }

    void settings(const QByteArray &file, Cover &cover)
    {
        const QByteArray text = contentOf(file);
        if (const std::optional<QByteArray> clean = withoutCredentials(text))
            cover.replaced.append({file, *clean});
    }

    // Objects of another repository. Nothing there points back, so a commit proves it: one that a ref of this
    // repository names and that lies among those objects. Whoever wrote a hostile file of alternates cannot know one.
    bool alternates(const QByteArray &objects, const QByteArray &gitFolder, int level)
    {
        bool any = false;
        for (const QByteArray &folder : alternatesIn(objects)) {
            const QByteArray repository = parentOf(folder);
            if (isInside(folder) || nameOf(folder) != "objects" || !isGitFolder(repository) ||
                !mayBeShown(repository) || !mayBeShown(folder))
                continue;
            const bool deeper = level < kAlternates && alternates(folder, gitFolder, level + 1);
            if (m_refs.isEmpty() || m_refsOf != gitFolder)
                m_refs = objectsNamedByRefs(gitFolder);
            m_refsOf = gitFolder;
            const bool proved = deeper || std::any_of(m_refs.begin(), m_refs.end(),
                                              [&folder](const QByteArray &name) { return holdsObject(folder, name); });
            if (proved)
                m_around.folders.append(folder);
            any = any || proved;
        }
        return any;
    }

    const QByteArray m_root, m_home;
    const SecretName &m_isSecret;
    bool m_known = false;
    uid_t m_owner = 0;
    QByteArray m_refsOf;
    QByteArrayList m_refs;
    GitAround m_around;
};

} // namespace

GitAround gitAround(
    const QByteArray &root, const QByteArrayList &repositories, const QByteArray &home, const SecretName &isSecret)
{
    Search search(root, home, isSecret);
    for (const QByteArray &repository : repositories)
        search.workTree(repository.isEmpty() ? root : root + '/' + repository);
    if (!repositories.contains(QByteArray())) {
        if (const QByteArray tree = enclosingWorkTree(root); !tree.isEmpty())
            search.workTree(tree);
    }
    return search.result();
}

} // namespace vibecoder
