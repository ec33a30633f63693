// SPDX-License-Identifier: MIT
#include "workspace/git/gitplaces.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>

namespace vibecoder {

namespace {

constexpr int kIncludes = 10; // as deep as git goes
constexpr qint64 kLargest = 4 * 1024 * 1024;
constexpr qint64 kSettledNs = 2100000000;

const QByteArrayList &hookNames()
{
    static const QByteArrayList names{"applypatch-msg", "pre-applypatch", "post-applypatch", "pre-commit",
        "pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-commit", "pre-rebase", "post-checkout",
        "post-merge", "pre-push", "pre-receive", "update", "proc-receive", "post-receive", "post-update",
        "reference-transaction", "push-to-checkout", "pre-auto-gc", "post-rewrite", "sendemail-validate",
        "fsmonitor-watchman", "query-watchman", "post-index-change", "p4-changelist", "p4-pre-submit"};
    return names;
}

QByteArray contentOf(const QByteArray &path)
{
    QFile file;
    const int fd = ::open(path.constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat status
    {
    };
    if (fd < 0 || !file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle) || ::fstat(fd, &status) != 0 ||
        !S_ISREG(status.st_mode))
        return {};
    return file.read(kLargest);
}

bool isAtOrBelow(const QByteArray &path, const QByteArray &folder)
{
    return path == folder || path.startsWith(folder + '/');
}

QByteArray parentOf(const QByteArray &path)
{
    return path.first(std::max<qsizetype>(path.lastIndexOf('/'), 0));
}

// Links resolved, as far as the path exists.
QByteArray realPath(const QByteArray &path)
{
    QByteArray real = path, rest;
    char canonical[PATH_MAX];
    while (!real.isEmpty() && !::realpath(real.constData(), canonical)) {
        rest = real.sliced(real.lastIndexOf('/')) + rest;
        real = parentOf(real);
    }
    return real.isEmpty() ? path : QByteArray(canonical) + rest;
}

QByteArray absolute(const QByteArray &value, const QByteArray &base)
{
    static const QByteArray home = QFile::encodeName(QDir::homePath());
    if (value.startsWith('/'))
        return cleanedPath(value);
    if (value == "~" || value.startsWith("~/"))
        return cleanedPath(home + value.sliced(1));
    return cleanedPath(base + '/' + value);
}

bool isFolder(const QByteArray &path)
{
    struct stat status
    {
    };
    return ::stat(path.constData(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool exists(const QByteArray &path)
{
    struct stat status
    {
    };
    return ::lstat(path.constData(), &status) == 0;
}

// A name below the root, and every link on the way to it: whoever changes that changes where it leads.
void add(const QByteArray &root, const QByteArray &path, QByteArrayList &found)
{
    for (const QByteArray &place : {path, realPath(path)}) {
        if (!place.startsWith(root + '/'))
            continue;
        for (qsizetype slash = place.indexOf('/', root.size() + 1); slash > 0; slash = place.indexOf('/', slash + 1)) {
            struct stat status
            {
            };
            const QByteArray above = place.first(slash);
            if (::lstat(above.constData(), &status) == 0 && S_ISLNK(status.st_mode))
                found.append(above.sliced(root.size() + 1));
        }
        found.append(place.sliced(root.size() + 1));
    }
}

} // namespace

QByteArray gitFileTarget(const QByteArray &gitFile)
{
    const QByteArray content = contentOf(gitFile);
    if (!content.startsWith("gitdir: "))
        return {};
    QByteArray target = content.sliced(8);
    while (target.endsWith('\n') || target.endsWith('\r'))
        target.chop(1);
    if (target.isEmpty() || target.contains('\0') || target.contains('\n'))
        return {};
    return cleanedPath(target.startsWith('/') ? target : parentOf(gitFile) + '/' + target);
}

QByteArray cleanedPath(const QByteArray &path)
{
    QByteArrayList parts;
    for (const QByteArray &part : path.split('/')) {
        if (part == "..") {
            if (!parts.isEmpty())
                parts.removeLast();
        } else if (!part.isEmpty() && part != ".") {
            parts.append(part);
        }
    }
    return '/' + parts.join('/');
}

QByteArray enclosingWorkTree(const QByteArray &path)
{
    for (QByteArray folder = parentOf(path); !folder.isEmpty(); folder = parentOf(folder)) {
        if (exists(folder + "/.git"))
            return folder;
    }
    return {};
}

// In a repository whose folder may be one of sources as well.
bool isReadByGit(QByteArrayView name)
{
    static const QByteArrayList names{"config", "config.worktree", "commondir", "gitdir", "hooks", "info", "modules",
        "worktrees", "remotes", "branches", "rebase-merge", "rebase-apply", "sequencer", "bisect_names", "objects"};
    return names.contains(name.toByteArray().toLower());
}

bool belongsToRepository(const QByteArray &root, const QByteArray &relative)
{
    QByteArray folder = root;
    for (const QByteArray &part : relative.split('/')) {
        QByteArrayList names;
        for (const char *name : {"HEAD", "objects", "refs", "commondir"}) {
            if (exists(folder + '/' + name))
                names.append(name);
        }
        const bool isOne = isRepositoryLayout(names);
        names.append(part);
        if (isOne ? isReadByGit(part) : isRepositoryLayout(names))
            return true;
        folder += '/' + part;
    }
    return false;
}

const GitPlaces::Read &GitPlaces::namesOf(const QByteArray &file, bool isHook)
{
    static const Read nothing;
    struct stat status
    {
    };
    if (::stat(file.constData(), &status) != 0 || !S_ISREG(status.st_mode))
        return nothing;
    const qint64 changedNs = status.st_ctim.tv_sec * 1000000000LL + status.st_ctim.tv_nsec;
    Read &read = m_read[file];
    if (read.settled && read.inode == status.st_ino && read.changedNs == changedNs && read.size == status.st_size)
        return read;
    read.inode = status.st_ino;
    read.changedNs = changedNs;
    read.size = status.st_size;
    read.settled = QDateTime::currentMSecsSinceEpoch() * 1000000 - changedNs > kSettledNs;
    if (isHook)
        read.started = programsStartedBy(contentOf(file));
    else
        read.names = namesIn(gitSettings(contentOf(file)));
    return read;
}

// A hook may be a link into the tree, or start what lies there: then that is what git runs.
void GitPlaces::hooks(const QByteArray &folder, const QByteArray &tree, Search &search)
{
    if (!isFolder(folder))
        return;
    for (const QByteArray &name : hookNames()) {
        const QByteArray hook = folder + '/' + name;
        if (!exists(hook))
            continue;
        if (const QByteArray real = realPath(hook); real != hook)
            add(search.root, real, search.found);
        const QList<StartedProgram> started = namesOf(hook, true).started;
        for (const StartedProgram &program : started) {
            // The top of the tree is often the value of a variable, of which the rest is left.
            QByteArrayList places{absolute(program.path, tree)};
            if (program.path.startsWith('/'))
                places.append(cleanedPath(tree + program.path));
            for (const QByteArray &place : std::as_const(places)) {
                struct stat status
                {
                };
                if (::stat(place.constData(), &status) == 0 && S_ISREG(status.st_mode) &&
                    (program.interpreted || (status.st_mode & 0111) != 0))
                    add(search.root, place, search.found);
            }
        }
    }
}

void GitPlaces::configuration(const QByteArray &file, const QByteArrayList &workTrees, Search &search, int level)
{
    const GitNames names = namesOf(file).names;
    for (const QByteArray &tree : workTrees) {
        for (const QByteArray &value : names.folders) {
            const QByteArray folder = absolute(value, tree);
            // The tree itself as folder of hooks: only what git would start there.
            if (isAtOrBelow(search.root, folder) || isAtOrBelow(tree, folder)) {
                for (const QByteArray &hook : hookNames())
                    add(search.root, folder + '/' + hook, search.found);
            } else {
                add(search.root, folder, search.found);
            }
            hooks(folder, tree, search);
        }
        for (const QByteArray &value : names.files) {
            const QByteArray place = absolute(value, tree);
            if (!isFolder(place) && (value.contains('/') || exists(place)))
                add(search.root, place, search.found);
        }
    }
    for (const QByteArray &value : names.includes) {
        const QByteArray included = absolute(value, parentOf(file));
        add(search.root, included, search.found);
        if (level < kIncludes)
            configuration(included, workTrees, search, level + 1);
    }
}

QByteArrayList GitPlaces::look(const QByteArray &root, const RepositoriesFound &found)
{
    Search search{root, {}};
    QByteArrayList trees;
    const auto repository = [&](const QByteArray &folder, const QByteArray &tree) {
        trees.append(tree);
        configuration(folder + "/config", {tree}, search);
        configuration(folder + "/config.worktree", {tree}, search);
        QByteArray common = contentOf(folder + "/commondir").trimmed();
        if (!common.isEmpty())
            configuration(absolute(common, folder) + "/config", {tree}, search);
        hooks((common.isEmpty() ? folder : absolute(common, folder)) + "/hooks", tree, search);
    };
    const auto entry = [&](const QByteArray &path) {
        const QByteArray target = isFolder(path) ? path : gitFileTarget(path);
        if (!target.isEmpty())
            repository(target, parentOf(path));
    };
    for (const QByteArray &path : found.gitEntries)
        entry(root + '/' + path);
    for (const QByteArray &path : found.layouts)
        repository(path == "." ? root : root + '/' + path, path == "." ? root : root + '/' + path);
    if (const QByteArray around = enclosingWorkTree(root); !around.isEmpty())
        entry(around + "/.git");
    const QByteArray home = QFile::encodeName(QDir::homePath());
    const QByteArray settings = qgetenv("XDG_CONFIG_HOME");
    for (const QByteArray &file :
        {home + "/.gitconfig", (settings.isEmpty() ? home + "/.config" : settings) + "/git/config",
            QByteArray("/etc/gitconfig"), qgetenv("GIT_CONFIG_GLOBAL")}) {
        if (!file.isEmpty())
            configuration(file, trees.isEmpty() ? QByteArrayList{root} : trees, search);
    }
    std::sort(search.found.begin(), search.found.end());
    search.found.erase(std::unique(search.found.begin(), search.found.end()), search.found.end());
    return search.found;
}

} // namespace vibecoder
