// SPDX-License-Identifier: MIT
#include "workspace/view/viewobstacles.h"

#include "base/digest.h"
#include "base/filedescriptor.h"
#include "workspace/openchild.h"
#include "workspace/pathtext.h"
#include "workspace/removetree.h"
#include "workspace/view/viewfolder.h"
#include "workspace/workspaceprivate.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// These compare names in a way of their own, which overlayfs does not take (ovl_dentry_weird in the kernel).
constexpr quint64 kOwnNames[] = {MSDOS_SUPER_MAGIC, EXFAT_SUPER_MAGIC, HPFS_SUPER_MAGIC, AFFS_SUPER_MAGIC,
    ADFS_SUPER_MAGIC, 0x482b /* HFS+ */, 0x4244 /* HFS */};

// Space, tab, newline and backslash stand there as octal numbers.
QByteArray unescaped(const QByteArray &word)
{
    QByteArray text;
    for (qsizetype i = 0; i < word.size(); ++i) {
        bool isNumber = false;
        const int code = word.at(i) == '\\' && i + 3 < word.size() ? word.mid(i + 1, 3).toInt(&isNumber, 8) : 0;
        text.append(isNumber ? char(code) : word.at(i));
        if (isNumber)
            i += 3;
    }
    return text;
}

QByteArray textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

qint64 mountOf(int fd)
{
    for (const QByteArray &line : textOf(u"/proc/self/fdinfo/"_s + QString::number(fd)).split('\n')) {
        if (line.startsWith("mnt_id:"))
            return line.sliced(7).trimmed().toLongLong();
    }
    return -1;
}

QString typeOfMount(const QList<MountPlace> &places, qint64 id)
{
    const auto place = std::find_if(places.begin(), places.end(), [id](const MountPlace &one) { return one.id == id; });
    return place == places.end() ? u"this file system"_s : QString::fromLatin1(place->type);
}

bool foldsCase(int folder)
{
    int flags = 0;
    const FileDescriptor readable = openChild(folder, ".", O_RDONLY | O_DIRECTORY);
    return readable.isOpen() && ::ioctl(readable.get(), FS_IOC_GETFLAGS, &flags) == 0 &&
           (unsigned(flags) & FS_CASEFOLD_FL) != 0;
}

// The kernel must tell what kind of entry a name is without looking at the entry.
bool tellsKinds(int folder)
{
    const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? nullptr : ::fdopendir(copy);
    bool tells = dir != nullptr;
    for (const dirent *entry = dir ? ::readdir(dir) : nullptr; entry; entry = ::readdir(dir))
        tells = tells && entry->d_type != DT_UNKNOWN;
    if (dir)
        ::closedir(dir);
    return tells;
}

QString tried(int folder)
{
    const char name[] = "user.overlay.test";
    char value = '\0';
    if (::fsetxattr(folder, name, "y", 1, 0) != 0 || ::fgetxattr(folder, name, &value, 1) != 1 || value != 'y')
        return u"attributes of files"_s;
    if (::mknodat(folder, "deleted", S_IFCHR, makedev(0, 0)) != 0)
        return u"the marks of deleted files"_s;
    if (!tellsKinds(folder))
        return u"the kinds of entries in folders"_s;
    return {};
}

} // namespace

QList<MountPlace> mountPlaces(const QByteArray &mountInfo)
{
    QList<MountPlace> places;
    for (const QByteArray &line : mountInfo.split('\n')) {
        // ID PARENT DEVICE ROOT PLACE OPTIONS [FIELDS...] - TYPE SOURCE OPTIONS
        const QByteArrayList words = line.split(' ');
        const qsizetype dash = words.indexOf("-", 6);
        if (dash > 0 && dash + 1 < words.size())
            places.append({words.at(0).toLongLong(), words.at(1).toLongLong(), unescaped(words.at(4)),
                unescaped(words.at(dash + 1))});
    }
    return places;
}

QByteArray mountedBelow(const QList<MountPlace> &places, qint64 mount, const QByteArray &folder)
{
    QByteArray first;
    const QByteArray start = folder == "/" ? folder : folder + '/';
    for (const MountPlace &one : places) {
        // What another mount hides from here is no part of what is shown.
        if (one.parent == mount && one.place.startsWith(start) && (first.isEmpty() || one.place < first))
            first = one.place;
    }
    return first;
}

QString whyNotInEachOther(const QString &workingDirectory, const QString &viewsFolder)
{
    const auto isIn = [](const QString &path, const QString &folder) {
        return path == folder || path.startsWith(folder.endsWith(u'/') ? folder : folder + u'/');
    };
    if (isIn(viewsFolder, workingDirectory))
        return u"the data folder %1 lies in the working directory"_s.arg(viewsFolder);
    if (isIn(workingDirectory, viewsFolder))
        return u"the working directory lies in the data folder %1"_s.arg(viewsFolder);
    return {};
}

QString whyNoLower(quint64 type, bool foldsCase)
{
    if (foldsCase)
        return u"the working directory takes upper and lower case for the same (casefold)"_s;
    if (std::find(std::begin(kOwnNames), std::end(kOwnNames), type) != std::end(kOwnNames))
        return u"the working directory lies on a file system that takes upper and lower case for the same"_s;
    return {};
}

bool isReachableFor(const FileOwner &owner, const QByteArray &folder)
{
    const int group = ::setfsgid(owner.group), user = ::setfsuid(owner.user);
    const FileDescriptor opened(::open(folder.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    ::setfsuid(uid_t(user));
    ::setfsgid(gid_t(group));
    return opened.isOpen();
}

QString whyNoUpper(int viewsFolder)
{
    const QByteArray name = ".try-" + newId().toLatin1();
    if (::mkdirat(viewsFolder, name.constData(), 0700) != 0)
        return u"no folder can be made there: %1"_s.arg(errnoText());
    QString why;
    {
        const FileDescriptor folder = openChild(viewsFolder, name, O_RDONLY | O_DIRECTORY);
        why = folder.isOpen() ? tried(folder.get()) : u"folders"_s;
    }
    (void)removeTree(viewsFolder, name);
    return why.isEmpty() ? why : u"it does not keep %1"_s.arg(why);
}

QString whyNoView(const QString &workingDirectory, const QString &viewsFolder)
{
    const QString work = QFileInfo(workingDirectory).canonicalFilePath();
    if (work.isEmpty())
        return u"there is no folder %1"_s.arg(workingDirectory);
    // Before it is made: not in the person's folder.
    QFileInfo existing(QFileInfo(viewsFolder).absoluteFilePath());
    QString missing;
    while (!existing.exists() && existing.filePath() != u"/") {
        missing = u'/' + existing.fileName() + missing;
        existing = QFileInfo(existing.path());
    }
    const QString views = existing.canonicalFilePath() + missing;
    if (const QString why = whyNotInEachOther(work, views); !why.isEmpty())
        return why;
    const QByteArray folder = QFile::encodeName(work);
    const FileDescriptor lower(::open(folder.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    const std::optional<FileOwner> owner = ownerOfNewFiles(lower.get());
    if (const Result<> made = prepareViewsFolder(views, owner); !made)
        return made.error().message;
    if (owner && !isReachableFor(*owner, QFile::encodeName(views)))
        return u"the owner of the working directory cannot reach the data folder %1"_s.arg(views);
    const FileDescriptor upper(::open(QFile::encodeName(views).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct statfs disk
    {
    };
    if (!lower.isOpen() || ::fstatfs(lower.get(), &disk) != 0)
        return u"%1 cannot be opened: %2"_s.arg(work, errnoText());
    if (!upper.isOpen())
        return u"%1 cannot be opened: %2"_s.arg(views, errnoText());
    const QList<MountPlace> places = mountPlaces(textOf(u"/proc/self/mountinfo"_s));
    if (const QByteArray below = mountedBelow(places, mountOf(lower.get()), folder); !below.isEmpty())
        return u"something is mounted below the working directory, at %1"_s.arg(pathText(below));
    if (const QString why = whyNoLower(quint64(disk.f_type), foldsCase(lower.get())); !why.isEmpty())
        return why;
    if (const QString why = whyNoUpper(upper.get()); !why.isEmpty())
        return u"the data folder lies on %1: %2"_s.arg(typeOfMount(places, mountOf(upper.get())), why);
    return {};
}

} // namespace vibecoder
