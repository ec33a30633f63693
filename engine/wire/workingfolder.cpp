// SPDX-License-Identifier: MIT
#include "wire/workingfolder.h"

#include "base/paths.h"
#include "wire/personalfolders.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isSameOrBelow(const QString &path, const QString &folder)
{
    return path == folder || folder == u"/"_s || path.startsWith(folder + u'/');
}

QString canonical(const QString &folder)
{
    const QString real = QFileInfo(folder).canonicalFilePath();
    return real.isEmpty() ? QDir::cleanPath(folder) : real;
}

/// A folder of the system itself, where a model has no business. Projects live below /srv, /opt, /usr/local/src,
/// /usr/src, /var/… and the like, so only the folders of programs and devices are refused with all they hold.
bool isSystemFolder(const QString &path)
{
    static const QStringList alone{u"/"_s, u"/usr"_s, u"/usr/local"_s, u"/usr/src"_s, u"/var"_s, u"/var/tmp"_s,
        u"/var/lib"_s, u"/var/log"_s, u"/var/cache"_s, u"/var/spool"_s, u"/var/opt"_s, u"/dev/shm"_s, u"/home"_s,
        u"/root"_s, u"/srv"_s, u"/opt"_s, u"/mnt"_s, u"/media"_s, u"/tmp"_s, u"/snap"_s, u"/lost+found"_s};
    static const QStringList whole{u"/bin"_s, u"/sbin"_s, u"/lib"_s, u"/lib32"_s, u"/lib64"_s, u"/libx32"_s, u"/etc"_s,
        u"/boot"_s, u"/proc"_s, u"/sys"_s, u"/usr/bin"_s, u"/usr/sbin"_s, u"/usr/lib"_s, u"/usr/lib32"_s,
        u"/usr/lib64"_s, u"/usr/libx32"_s, u"/usr/libexec"_s, u"/usr/include"_s, u"/usr/share"_s, u"/usr/games"_s,
        u"/usr/local/bin"_s, u"/usr/local/sbin"_s, u"/usr/local/lib"_s, u"/usr/local/libexec"_s, u"/usr/local/etc"_s,
        u"/usr/local/games"_s, u"/usr/local/include"_s, u"/usr/local/share"_s, u"/var/spool/cron"_s, u"/var/lib/dpkg"_s,
        u"/var/lib/apt"_s, u"/var/lib/rpm"_s, u"/var/lib/systemd"_s, u"/var/lib/private"_s, u"/var/lib/sudo"_s,
        u"/var/lib/polkit-1"_s, u"/var/lib/docker"_s, u"/var/lib/containerd"_s, u"/var/lib/kubelet"_s,
        u"/var/lib/NetworkManager"_s, u"/var/lib/bluetooth"_s, u"/var/lib/AccountsService"_s, u"/var/lib/cloud"_s,
        u"/var/lib/postgresql"_s, u"/var/lib/mysql"_s, u"/var/backups"_s, u"/var/mail"_s, u"/var/spool/mail"_s,
        u"/var/spool/at"_s, u"/nix/store"_s};
    if (alone.contains(path))
        return true;
    for (const QString &folder : whole) {
        if (isSameOrBelow(path, folder))
            return true;
    }
    if (isSameOrBelow(path, u"/run"_s))
        return !path.startsWith(u"/run/media/"_s); // disks of the person, else sockets and what services keep
    return isSameOrBelow(path, u"/dev"_s) && !path.startsWith(u"/dev/shm/"_s);
}

QString refusalOf(FolderKind kind)
{
    switch (kind) {
    case FolderKind::Secrets:
        return QCoreApplication::translate("taskfile", "the working directory holds keys, passwords or sessions: %1");
    case FolderKind::Autostart:
        return QCoreApplication::translate("taskfile", "what lies in the working directory is started by itself: %1");
    case FolderKind::Programs:
        return QCoreApplication::translate("taskfile", "the working directory is a folder of programs: %1");
    case FolderKind::Git:
        return QCoreApplication::translate("taskfile", "the working directory belongs to git itself: %1");
    case FolderKind::Free:
    case FolderKind::Settings:
        break;
    }
    return {};
}

} // namespace

WorkingFolder findWorkingFolder(const QString &written, const TaskFileContext &context)
{
    const auto refuse = [](const QString &message, const QString &hint) { return WorkingFolder{{}, message, hint}; };
    const QString shown = written.size() > 200 ? written.left(200) + u'…' : written;
    const QString chooseAnother = QCoreApplication::translate("taskfile", "name the folder of one project");

    const QString path = expandHome(written);
    const bool relative = !path.startsWith(u'/');
    if (relative && context.baseFolder.isEmpty())
        return refuse(QCoreApplication::translate("taskfile", "the working directory is not absolute: %1").arg(shown),
            QCoreApplication::translate("taskfile", "write the absolute path of the folder"));
    const QString joined = relative ? context.baseFolder + u'/' + path : path;
    const QFileInfo info(joined);
    // An empty canonical path also stands for links in a circle and for names the system finds too long.
    const QString real = info.canonicalFilePath();
    if (relative) {
        // Read the dots too: a folder that is not there must not be told apart when it lies outside.
        const QString base = canonical(context.baseFolder);
        const QString cleaned = QDir::cleanPath(base + u'/' + path);
        if (!isSameOrBelow(cleaned, base) || (!real.isEmpty() && !isSameOrBelow(real, base)))
            return refuse(
                QCoreApplication::translate("taskfile", "the working directory leaves the folder of the task file: %1")
                    .arg(shown),
                QCoreApplication::translate("taskfile", "write the absolute path of the folder"));
    }
    if (real.isEmpty())
        return refuse(QCoreApplication::translate("taskfile", "the working directory does not exist: %1").arg(shown),
            QCoreApplication::translate("taskfile", "create the folder, or correct the path"));
    if (!info.isDir())
        return refuse(QCoreApplication::translate("taskfile", "the working directory is a file: %1").arg(shown),
            QCoreApplication::translate("taskfile", "name the folder that holds it"));
    if (isSystemFolder(real))
        return refuse(
            QCoreApplication::translate("taskfile", "the working directory is a folder of the system: %1").arg(real),
            chooseAnother);
    if (isSameOrBelow(canonical(QDir::homePath()), real))
        return refuse(
            QCoreApplication::translate("taskfile", "the working directory holds the whole home folder: %1").arg(real),
            chooseAnother);
    if (const QString refusal = refusalOf(folderKind(real, personalPlaces())); !refusal.isEmpty())
        return refuse(refusal.arg(real), chooseAnother);
    for (const QString &folder : context.refusedFolders) {
        // The folder around it is refused too: whoever may write there may write the program's own data.
        const QString own = canonical(expandHome(folder));
        if (isSameOrBelow(real, own) || isSameOrBelow(own, real))
            return refuse(QCoreApplication::translate(
                              "taskfile", "the working directory overlaps with the program's own folder %1")
                              .arg(own),
                chooseAnother);
    }
    return {real, {}, {}};
}

} // namespace vibecoder
