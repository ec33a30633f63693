// SPDX-License-Identifier: MIT
#include "workspace/outsidefile.h"

#include "base/digest.h"
#include "workspace/openchild.h"
#include "workspace/replacement.h"
#include "workspace/workspaceprivate.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxFile = 10 * 1024 * 1024;

tl::unexpected<Error> denied(const QString &why)
{
    return fail(ErrorCode::Denied, why);
}

QByteArray nameOf(const QByteArray &path)
{
    return path.mid(path.lastIndexOf('/') + 1);
}

QByteArray folderOf(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash <= 0 ? QByteArray("/") : path.left(slash);
}

// From `/` name by name, never through a link: the path was resolved when it was shown. Mounts may be crossed.
Result<FileDescriptor> walkTo(const QByteArray &folder)
{
    FileDescriptor at(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    for (const QByteArray &part : folder.split('/')) {
        if (part.isEmpty())
            continue;
        FileDescriptor next(::openat(at.get(), part.constData(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!next.isOpen())
            return fail(ErrorCode::Conflict, u"a folder on the way was changed meanwhile"_s, {}, errnoText());
        at = std::move(next);
    }
    return at;
}

Result<FileDescriptor> shownFolder(const OutsideFile &shown)
{
    VC_TRY(FileDescriptor folder, walkTo(folderOf(shown.path)));
    VC_TRY(const FolderIdentity now, identityOf(folder));
    if (now != shown.folder)
        return fail(ErrorCode::Conflict, u"its folder is not the one that was shown"_s);
    return folder;
}

Result<> checkForm(const QByteArray &absolute)
{
    if (!absolute.startsWith('/') || absolute.contains('\0') || absolute.size() >= PATH_MAX)
        return denied(u"it is no usable path"_s);
    if (absolute.endsWith('/') || absolute.endsWith("/.") || absolute.endsWith("/.."))
        return denied(u"it is a folder"_s);
    for (const QByteArray &part : absolute.split('/')) {
        if (part.size() > NAME_MAX)
            return denied(u"a name in the path is too long"_s);
    }
    return {};
}

// Links are followed here, once; a link that leads to nothing is not followed at all.
Result<QByteArray> resolvedOnce(const QByteArray &absolute)
{
    char canonical[PATH_MAX];
    if (::realpath(absolute.constData(), canonical))
        return QByteArray(canonical);
    if (errno != ENOENT)
        return denied(errnoText());
    struct stat st
    {
    };
    if (::lstat(absolute.constData(), &st) == 0)
        return denied(u"it is a link that leads to nothing"_s);
    if (!::realpath(folderOf(absolute).constData(), canonical))
        return fail(ErrorCode::NotFound, u"its folder does not exist"_s);
    const QByteArray folder(canonical);
    return (folder == "/" ? QByteArray() : folder) + '/' + nameOf(absolute);
}

} // namespace

Result<OutsideFile> lookAtOutside(const QByteArray &absolute, FileOperation operation)
{
    VC_CHECK(checkForm(absolute));
    OutsideFile file;
    VC_TRY(file.path, resolvedOnce(absolute));
    VC_TRY(const FileDescriptor folder, walkTo(folderOf(file.path)));
    VC_TRY(file.folder, identityOf(folder));
    const QByteArray name = nameOf(file.path);
    struct stat st
    {
    };
    if (::fstatat(folder.get(), name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT && operation != FileOperation::Read)
            return file;
        return fail(ErrorCode::NotFound, u"there is no such file"_s);
    }
    if (!S_ISREG(st.st_mode))
        return denied(S_ISDIR(st.st_mode) ? u"it is a folder"_s : u"it is a special file"_s);
    if (operation != FileOperation::Read && st.st_nlink > 1)
        return denied(u"the file has more than one name (hard link)"_s);
    if (st.st_size > kMaxFile)
        return fail(ErrorCode::InvalidArgument, u"the file is larger than %1 bytes"_s.arg(kMaxFile));
    file.exists = true;
    file.size = st.st_size;
    VC_TRY(file.sha256, digestAt(folder.get(), name, &st));
    return file;
}

Result<FileContent> readOutside(const OutsideFile &shown)
{
    VC_TRY(const FileDescriptor folder, shownFolder(shown));
    const FileDescriptor file = openChild(folder.get(), nameOf(shown.path), O_RDONLY | O_NONBLOCK | O_NOCTTY);
    struct stat st
    {
    };
    if (!file.isOpen() || ::fstat(file.get(), &st) != 0 || !S_ISREG(st.st_mode))
        return fail(ErrorCode::Conflict, u"it is not the file that was shown"_s, {}, errnoText());
    FileContent content;
    VC_TRY(content.bytes, readBounded(file.get(), kMaxFile));
    content.path = pathText(shown.path);
    content.sha256 = sha256Hex(content.bytes);
    content.mode = st.st_mode & 07777;
    if (content.sha256 != shown.sha256)
        return fail(ErrorCode::Conflict, u"it was changed since it was shown"_s);
    return content;
}

Result<> writeOutside(const OutsideFile &shown, const QByteArray &bytes)
{
    ResolvedPath target;
    VC_TRY(target.parent, shownFolder(shown));
    target.name = nameOf(shown.path);
    target.relative = shown.path;
    target.exists = ::fstatat(target.parent.get(), target.name.constData(), &target.stat, AT_SYMLINK_NOFOLLOW) == 0;
    if (target.exists != shown.exists || (target.exists && !S_ISREG(target.stat.st_mode)))
        return fail(ErrorCode::Conflict, u"it is not what was shown"_s);
    if (target.exists && target.stat.st_nlink > 1)
        return denied(u"the file has more than one name (hard link)"_s);
    const std::optional<FileOwner> owner = ownerOfNewFiles(target.parent.get());
    Replacement replacement(std::move(target), owner);
    const auto run = [&]() -> Result<> {
        VC_CHECK(replacement.prepare(bytes));
        VC_CHECK(replacement.check(shown.sha256));
        VC_CHECK(replacement.swapIn());
        return replacement.syncFolders();
    };
    const Result<> done = run();
    if (!done)
        replacement.takeBack();
    else
        replacement.settle();
    return done;
}

QByteArray canonicalAsFarAsItExists(const QByteArray &absolute)
{
    QByteArray existing = absolute, rest;
    char canonical[PATH_MAX];
    while (existing.size() > 1) {
        if (::realpath(existing.constData(), canonical))
            return (rest.isEmpty() || qstrcmp(canonical, "/") != 0 ? QByteArray(canonical) : QByteArray()) + rest;
        const qsizetype slash = existing.lastIndexOf('/');
        rest.prepend(existing.mid(slash));
        existing.truncate(slash);
    }
    return rest.isEmpty() ? QByteArray("/") : rest;
}

} // namespace vibecoder
