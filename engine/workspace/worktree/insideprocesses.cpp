// SPDX-License-Identifier: MIT
#include "workspace/worktree/insideprocesses.h"

#include "base/filedescriptor.h"
#include "workspace/pathtext.h"

#include <QDir>
#include <QFile>

#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLevels = 200;

bool isSame(const struct stat &a, const struct stat &b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool isAtOrBelow(const QByteArray &path, const QByteArray &folder)
{
    return path == folder || path.startsWith(folder + '/') || path.startsWith(folder + " (deleted)");
}

QByteArray target(const QByteArray &link)
{
    char text[PATH_MAX];
    const ssize_t n = ::readlink(link.constData(), text, sizeof text);
    return n > 0 ? QByteArray(text, n) : QByteArray();
}

// By the folders above it: a process with other mounts has another name for it.
bool leadsUpTo(const QByteArray &link, const struct stat &wanted)
{
    FileDescriptor at(::open(link.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    struct stat last
    {
    };
    for (int level = 0; at.isOpen() && level < kLevels; ++level) {
        struct stat st
        {
        };
        if (::fstat(at.get(), &st) != 0 || (level > 0 && isSame(st, last)))
            return false;
        if (isSame(st, wanted))
            return true;
        last = st;
        at = FileDescriptor(::openat(at.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
    }
    return false;
}

bool isInside(const QByteArray &process, const QByteArray &folder, const struct stat &wanted)
{
    for (const char *name : {"/cwd", "/root"}) {
        const QByteArray link = process + name;
        if (isAtOrBelow(target(link), folder) || leadsUpTo(link, wanted))
            return true;
    }
    const QString files = QFile::decodeName(process) + u"/fd"_s;
    for (const QString &number : QDir(files).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
        if (isAtOrBelow(target(QFile::encodeName(files + u'/' + number)), folder))
            return true;
    }
    QFile maps(QFile::decodeName(process) + u"/maps"_s);
    return isAtOrBelow(target(process + "/exe"), folder) ||
           (maps.open(QIODevice::ReadOnly) && maps.readAll().contains(' ' + folder + '/'));
}

} // namespace

QStringList processesInside(const QByteArray &folder)
{
    QStringList found;
    struct stat wanted
    {
    };
    if (::stat(folder.constData(), &wanted) != 0)
        return found;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isNumber = false;
        const qint64 pid = name.toLongLong(&isNumber);
        const QByteArray process = "/proc/" + QFile::encodeName(name);
        // Of our own files those count that a lock stands for.
        if (!isNumber || pid == ::getpid() || !isInside(process, folder, wanted))
            continue;
        QFile comm(u"/proc/"_s + name + u"/comm"_s);
        const QByteArray title = comm.open(QIODevice::ReadOnly) ? comm.readAll().trimmed() : QByteArray("?");
        found.append(u"%1 (%2)"_s.arg(pathText(title), name));
    }
    return found;
}

} // namespace vibecoder
