// SPDX-License-Identifier: MIT
#include "workspace/worktree/intoclone.h"

#include "workspace/fileprimitives.h"
#include "workspace/fileread.h"
#include "workspace/openchild.h"
#include "workspace/pathtext.h"
#include "workspace/workspaceprivate.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kLargest = 4096LL * 1024 * 1024;

tl::unexpected<Error> cannotWrite(const QByteArray &relative)
{
    return fail(ErrorCode::Io, u".git/%1 of the worktree cannot be written: %2"_s.arg(pathText(relative), errnoText()));
}

Result<QByteArray> contentOf(const QByteArray &path)
{
    const FileDescriptor file(::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat st
    {
    };
    const bool isThere = file.isOpen() && ::fstat(file.get(), &st) == 0 && S_ISREG(st.st_mode);
    const std::optional<QByteArray> bytes = isThere ? readToEnd(file.get(), st.st_size, kLargest) : std::nullopt;
    if (!bytes)
        return fail(ErrorCode::Io, u"%1 cannot be read: %2"_s.arg(pathText(path), errnoText()));
    return *bytes;
}

} // namespace

Result<IntoClone> IntoClone::open(const QByteArray &clone)
{
    IntoClone into;
    const FileDescriptor folder(::open(clone.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (folder.isOpen())
        into.m_git = openChild(folder.get(), ".git", O_RDONLY | O_DIRECTORY);
    if (!into.m_git.isOpen())
        return fail(ErrorCode::Conflict, u"%1/.git is no folder any more: %2"_s.arg(pathText(clone), errnoText()));
    into.m_owner = ownerOfNewFiles(folder.get());
    return into;
}

Result<FileDescriptor> IntoClone::folderOf(const QByteArray &relative, QByteArray *name) const
{
    const QByteArrayList parts = relative.split('/');
    FileDescriptor folder = openChild(m_git.get(), ".", O_RDONLY | O_DIRECTORY);
    for (qsizetype i = 0; i + 1 < parts.size() && folder.isOpen(); ++i) {
        if (::mkdirat(folder.get(), parts.at(i).constData(), 0755) == 0 && m_owner)
            giveTo(*m_owner, folder.get(), parts.at(i));
        folder = openChild(folder.get(), parts.at(i), O_RDONLY | O_DIRECTORY);
    }
    if (!folder.isOpen())
        return cannotWrite(relative);
    *name = parts.constLast();
    return folder;
}

// As git does: a file of this name with `.lock`, then the other name.
Result<> IntoClone::write(const QByteArray &relative, const QByteArray &bytes, mode_t mode) const
{
    QByteArray name;
    VC_TRY(const FileDescriptor folder, folderOf(relative, &name));
    const QByteArray lock = name + ".lock";
    // Of a git that was killed: nobody works here any more.
    (void)::unlinkat(folder.get(), lock.constData(), 0);
    {
        const FileDescriptor file = openChild(folder.get(), lock, O_WRONLY | O_CREAT | O_EXCL, mode);
        if (!file.isOpen())
            return cannotWrite(relative);
        VC_CHECK(writeWhole(file.get(), bytes));
        (void)::fsync(file.get());
    }
    if (m_owner)
        giveTo(*m_owner, folder.get(), lock);
    if (::renameat(folder.get(), lock.constData(), folder.get(), name.constData()) != 0)
        return cannotWrite(relative);
    return {};
}

Result<> IntoClone::addObject(const QByteArray &objectFolder, const QByteArray &relative) const
{
    QByteArray name;
    VC_TRY(const FileDescriptor folder, folderOf("objects/" + relative, &name));
    if (::faccessat(folder.get(), name.constData(), F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return {};
    VC_TRY(const QByteArray bytes, contentOf(objectFolder + '/' + relative));
    return write("objects/" + relative, bytes, 0444);
}

Result<> IntoClone::setRef(const QByteArray &name, const QByteArray &commit) const
{
    return write(name, commit + '\n', 0644);
}

Result<> IntoClone::setIndex(const QByteArray &file) const
{
    VC_TRY(const QByteArray bytes, contentOf(file));
    return write("index", bytes, 0644);
}

} // namespace vibecoder
