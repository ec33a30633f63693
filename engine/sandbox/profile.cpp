// SPDX-License-Identifier: MIT
#include "sandbox/profile.h"

#include "base/paths.h"
#include "sandbox/probe.h"
#include "workspace/protection/protectedstate.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kWorktrees = 30; // each is a mount

QStringList existing(const QStringList &paths, bool folders)
{
    QStringList found;
    for (const QString &path : paths) {
        const QFileInfo info(path);
        if (!info.isSymLink() && (folders ? info.isDir() : info.isFile()))
            found.append(path);
    }
    return found;
}

bool isBelow(const QString &path, const QString &folder)
{
    return path.startsWith(folder + u'/');
}

bool isAtOrBelow(const QString &path, const QString &folder)
{
    return path == folder || isBelow(path, folder);
}

bool hasLayers(const SandboxProfile &profile)
{
    return profile.view && profile.view->copy.isEmpty();
}

// Folders outside that are shown: those that are read, and those that a view lays over.
QStringList foldersAround(const SandboxProfile &profile)
{
    QStringList folders = profile.around;
    for (const ViewLayer &layer : hasLayers(profile) ? profile.view->layers.mid(1) : QList<ViewLayer>()) {
        const bool isShown = std::any_of(profile.around.begin(), profile.around.end(),
            [&layer](const QString &folder) { return isAtOrBelow(layer.place, folder); });
        if (!isShown)
            folders.append(layer.place);
    }
    return folders;
}

// The folders in memory that a command may write.
QStringList privateFolders(const SandboxProfile &profile, const MachineFacts &facts)
{
    QStringList folders{u"/tmp"_s, u"/dev/shm"_s, facts.home};
    // The working directory hides what lies below it.
    folders.removeIf([&](const QString &folder) { return isAtOrBelow(folder, profile.workingDirectory); });
    folders.removeDuplicates();
    folders.sort();
    return folders;
}

QStringList common(const SandboxProfile &profile, const MachineFacts &facts)
{
    QStringList arguments{u"--unshare-user"_s, u"--unshare-pid"_s, u"--unshare-ipc"_s, u"--unshare-uts"_s,
        u"--unshare-cgroup-try"_s, u"--die-with-parent"_s, u"--new-session"_s, u"--cap-drop"_s, u"ALL"_s};
    if (!profile.network)
        arguments += u"--unshare-net"_s;
    const auto bind = [&arguments](const QString &how, const QString &path) { arguments += {how, path, path}; };
    for (const QString &folder : facts.systemFolders)
        bind(u"--ro-bind"_s, folder);
    for (const QString &link : facts.linkedFolders)
        arguments += {u"--symlink"_s, u"usr"_s + link, link};
    for (const QString &file : facts.secretFiles)
        arguments += {u"--ro-bind"_s, u"/dev/null"_s, file};
    for (const QString &folder : facts.secretFolders)
        arguments += {u"--tmpfs"_s, folder};
    arguments +=
        {u"--proc"_s, u"/proc"_s, u"--dev"_s, u"/dev"_s, u"--tmpfs"_s, u"/tmp"_s, u"--tmpfs"_s, u"/run"_s, u"--tmpfs"_s,
            u"/var"_s, u"--symlink"_s, u"/tmp"_s, u"/var/tmp"_s, u"--tmpfs"_s, u"/dev/shm"_s, u"--tmpfs"_s, facts.home};
    // Names are resolved by a file that many systems keep here.
    if (profile.network)
        arguments += {u"--ro-bind-try"_s, u"/run/systemd/resolve"_s, u"/run/systemd/resolve"_s};
    // For uid 0 the kernel does not look at capabilities where settings are written (sandbox-notes.md section 5), and
    // an ordinary user may write those of its own name spaces.
    arguments += {u"--ro-bind"_s, u"/proc/sys"_s, u"/proc/sys"_s};
    for (const QString &folder : profile.readOnlyFolders)
        arguments += {u"--ro-bind-try"_s, folder, folder};
    for (const QString &folder : foldersAround(profile))
        arguments += {u"--ro-bind-try"_s, folder, folder};
    for (const QString &entry : profile.hiddenAround) {
        if (QFileInfo(entry).isDir())
            arguments += {u"--tmpfs"_s, entry, u"--remount-ro"_s, entry};
        else if (QFileInfo::exists(entry))
            arguments += {u"--ro-bind"_s, u"/dev/null"_s, entry};
    }
    for (const auto &[file, shown] : profile.replacedAround)
        arguments += {u"--ro-bind"_s, shown, file};
    // After every folder that could hide it, and what must not change in it after the folder itself.
    if (profile.view && !hasLayers(profile))
        arguments += {u"--bind"_s, profile.view->copy, profile.workingDirectory};
    else
        bind(profile.view ? u"--ro-bind"_s : u"--bind"_s, profile.workingDirectory);
    if (hasLayers(profile))
        arguments += {u"--bind"_s, profile.view->storage, QStringLiteral(vc_view_folder)};
    if (hasLayers(profile) && !profile.view->below.isEmpty())
        arguments += {u"--ro-bind"_s, profile.view->below, QStringLiteral(vc_below_folder)};
    for (const QString &folder : facts.pinnedFolders)
        bind(u"--bind"_s, folder);
    for (const QString &entry : facts.protectedEntries)
        bind(u"--ro-bind"_s, entry);
    if (!profile.grantedPath.isEmpty() && QFileInfo::exists(profile.grantedPath))
        bind(profile.grantedWrite ? u"--bind"_s : u"--ro-bind"_s, profile.grantedPath);
    arguments += {u"--ro-bind"_s, launcherPath(), innerLauncherPath()};
    return arguments;
}

// Last of all: folders in memory that lie beside the private ones would carry files from one command to the next.
QStringList sealed(const MachineFacts &facts)
{
    QStringList arguments;
    for (const QString &folder : QStringList{u"/"_s, u"/dev"_s, u"/run"_s, u"/var"_s} + facts.secretFolders)
        arguments += {u"--remount-ro"_s, folder};
    return arguments;
}

// Whether a granted right opens this entry.
bool isGranted(const SandboxProfile &profile, const QString &entry)
{
    return profile.grantedWrite && isAtOrBelow(entry, profile.grantedPath);
}

// What git keeps of worktrees that lie elsewhere. It does not see them from inside the sandbox and would take them for
// gone: tidying up, which `git gc` does by itself, would remove what they are made of.
QStringList worktreesElsewhere(const QString &root, const QString &git)
{
    QStringList names;
    const QStringList entries = QDir(root + u'/' + git + u"/worktrees"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &entry : entries.first(std::min(entries.size(), kWorktrees))) {
        const QString name = git + u"/worktrees/"_s + entry;
        QFile file(root + u'/' + name + u"/gitdir"_s);
        const QString place = file.open(QIODevice::ReadOnly) ? QFile::decodeName(file.read(4096).trimmed()) : QString();
        if (!isBelow(QDir::cleanPath(QDir(root + u'/' + name).absoluteFilePath(place)), root))
            names.append(name);
    }
    return names;
}

void lookAtProtected(const SandboxProfile &profile, MachineFacts &facts)
{
    const QString &root = profile.workingDirectory;
    QStringList names = profile.protectedNames;
    names.removeAll(u".git"_s); // only what is obeyed in it: the rest must stay writable
    const QStringList repositories = profile.repositories ? *profile.repositories : nearRepositories(root);
    for (const QString &repository : repositories) {
        const QString git = repository.isEmpty() ? u".git"_s : repository + u"/.git"_s;
        const QFileInfo info(root + u'/' + git);
        if (info.isSymLink())
            continue;
        if (info.isFile()) {
            names.append(git);
            continue;
        }
        if (!isGranted(profile, info.filePath()))
            facts.pinnedFolders.append(info.filePath());
        names += {git + u"/hooks"_s, git + u"/config"_s, git + u"/config.worktree"_s, git + u"/info/attributes"_s};
        names += worktreesElsewhere(root, git);
    }
    for (const QString &name : std::as_const(names)) {
        const QFileInfo info(root + u'/' + name);
        if (info.exists() && !info.isSymLink() && !isGranted(profile, info.filePath()))
            facts.protectedEntries.append(info.filePath());
    }
}

} // namespace

MachineFacts lookAtMachine(const SandboxProfile &profile)
{
    MachineFacts facts;
    facts.home = sandboxHome();
    const QFileInfo owned(profile.workingDirectory);
    if (::geteuid() == 0 && owned.ownerId() != 0) {
        facts.uid = owned.ownerId();
        facts.gid = owned.groupId();
    }
    for (const char *name : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) {
        const QFileInfo info(QString::fromLatin1(name));
        if (info.isSymLink())
            facts.linkedFolders.append(info.filePath());
        else if (info.isDir())
            facts.systemFolders.append(info.filePath());
    }
    facts.systemFolders += existing({u"/usr"_s, u"/etc"_s, u"/opt"_s}, true);
    facts.secretFiles = existing({u"/etc/shadow"_s, u"/etc/shadow-"_s, u"/etc/gshadow"_s, u"/etc/gshadow-"_s,
                                     u"/etc/sudoers"_s, u"/etc/krb5.keytab"_s, u"/etc/machine-id"_s},
        false);
    facts.secretFolders =
        existing({u"/etc/ssh"_s, u"/etc/ssl/private"_s, u"/etc/sudoers.d"_s, u"/etc/wireguard"_s}, true);
    if (!profile.view)
        lookAtProtected(profile, facts);
    return facts;
}

QStringList bubblewrapArguments(const SandboxProfile &profile, const MachineFacts &facts, const QString &empty)
{
    QStringList covers;
    for (const QString &place : profile.hidden) {
        const QString path = place.mid(1);
        covers += place.startsWith(u'd') ? QStringList{u"--tmpfs"_s, path, u"--remount-ro"_s, path}
                                         : QStringList{u"--ro-bind"_s, empty, path};
    }
    return common(profile, facts) + covers + sealed(facts) + QStringList{u"--chdir"_s, profile.workingDirectory};
}

WarmSetup warmSetup(const SandboxProfile &profile, const MachineFacts &facts)
{
    WarmSetup setup;
    setup.uid = facts.uid;
    setup.gid = facts.gid;
    setup.bubblewrap =
        QStringList{bubblewrapPath()} + common(profile, facts) +
        QStringList{u"--dir"_s, QStringLiteral(vc_empty_folder)} + sealed(facts) +
        QStringList{u"--as-pid-1"_s, u"--cap-add"_s, u"CAP_SYS_ADMIN"_s, u"--cap-add"_s, u"CAP_SETPCAP"_s};
    if (hasLayers(profile)) {
        setup.bubblewrap += {u"--cap-add"_s, u"CAP_DAC_OVERRIDE"_s, u"--cap-add"_s, u"CAP_SYS_PTRACE"_s};
        setup.layers = profile.view->layers;
        setup.hasBelow = !profile.view->below.isEmpty();
    }
    setup.bubblewrap += {u"--chdir"_s, u"/"_s, u"--"_s};
    const QStringList wiped = privateFolders(profile, facts);
    for (const QString &folder : wiped)
        setup.wiped.append({folder, folder == u"/dev/shm"_s ? u"size=64m,mode=1777"_s : u"size=256m,mode=0700"_s});
    // Folders around it first: they carry it with them.
    QStringList seen = foldersAround(profile) + QStringList{profile.workingDirectory} + profile.readOnlyFolders;
    if (!profile.grantedPath.isEmpty())
        seen.append(profile.grantedPath);
    for (const QString &path : std::as_const(seen)) {
        const bool hidden =
            std::any_of(wiped.begin(), wiped.end(), [&](const QString &folder) { return isBelow(path, folder); });
        const bool carried = std::any_of(
            setup.carried.begin(), setup.carried.end(), [&](const QString &other) { return isAtOrBelow(path, other); });
        if (hidden && !carried && QFileInfo::exists(path))
            setup.carried.append(path);
    }
    return setup;
}

QString sandboxHome()
{
    const QString home = QDir::cleanPath(QDir::homePath());
    return home == u"/"_s ? u"/run/home"_s : home;
}

QString innerLauncherPath()
{
    return u"/.vibecoder-launcher"_s;
}

} // namespace vibecoder
