// SPDX-License-Identifier: MIT
#include "viewtesting.h"

#include "workspace/removetree.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

namespace vibecoder::testing {

namespace {

bool writeText(const char *path, const QByteArray &text)
{
    const FileDescriptor file(::open(path, O_WRONLY | O_CLOEXEC));
    return file.isOpen() && ::write(file.get(), text.constData(), size_t(text.size())) == text.size();
}

bool enterNameSpaces()
{
    const QByteArray user = QByteArray::number(::geteuid()), group = QByteArray::number(::getegid());
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return false;
    (void)writeText("/proc/self/setgroups", "deny");
    return writeText("/proc/self/uid_map", user + ' ' + user + " 1") &&
           writeText("/proc/self/gid_map", group + ' ' + group + " 1");
}

bool mountHere(const QByteArray &storage, const ViewedFolder &layer, QByteArray below)
{
    if (!below.isEmpty())
        below += ':';
    const QByteArray place = QFile::encodeName(layer.place), at = storage + '/' + QFile::encodeName(layer.name);
    const QByteArray options = "userxattr,lowerdir=" + below + ".,upperdir=" + at + "/upper,workdir=" + at + "/work";
    return ::chdir(place.constData()) == 0 &&
           ::mount("overlay", place.constData(), "overlay", MS_NOSUID | MS_NODEV, options.constData()) == 0 &&
           ::chdir("/") == 0 && ::chdir(place.constData()) == 0;
}

} // namespace

bool runWithMounts(const std::function<bool()> &work)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(enterNameSpaces() && work() ? 0 : 1);
    int status = 1;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool runInView(const ViewFolder &view, const std::function<bool()> &work)
{
    return runWithMounts([&] {
        const bool mounted =
            mountHere(QFile::encodeName(view.storage()), view.layers().constFirst(), QFile::encodeName(view.below()));
        if (!mounted)
            ::perror("mount of the view");
        return mounted && work();
    });
}

bool canMountViews()
{
    const Scratch scratch;
    const auto view = ViewFolder::open(scratch.at(QStringLiteral("views/probe")), scratch.at(QStringLiteral("w")));
    const bool can = view && runInView(**view, [] { return write("x", "x"); });
    return can && (*view)->remove();
}

bool write(const QByteArray &path, const QByteArray &bytes, mode_t mode)
{
    const FileDescriptor file(::open(path.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    return file.isOpen() && ::write(file.get(), bytes.constData(), size_t(bytes.size())) == bytes.size();
}

bool replaceByRename(const QByteArray &path, const QByteArray &bytes)
{
    const QByteArray temporary = path + ".tmp";
    return write(temporary, bytes) && ::rename(temporary.constData(), path.constData()) == 0;
}

bool makeFolders(const QByteArray &path)
{
    for (qsizetype slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1))
        ::mkdir(path.left(slash).constData(), 0755);
    return ::mkdir(path.constData(), 0755) == 0 || errno == EEXIST;
}

bool removeAll(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    const FileDescriptor folder(
        ::open(slash < 0 ? "." : path.left(slash).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder.isOpen() && removeTree(folder.get(), path.mid(slash + 1)).has_value();
}

} // namespace vibecoder::testing
