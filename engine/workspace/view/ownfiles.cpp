// SPDX-License-Identifier: MIT
#include "workspace/view/ownfiles.h"

#include "workspace/border/pathlook.h"
#include "workspace/checkpoint/folderchain.h"
#include "workspace/fileattributes.h"
#include "workspace/fileprimitives.h"
#include "workspace/view/upperwalk.h"
#include "workspace/workspaceprivate.h"

#include <cerrno>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t kPermissions = 0777;

Result<bool> makeOwn(int folder, const QByteArray &name, const QByteArray &copy, const std::function<void()> &step)
{
    struct stat st
    {
    };
    if (::fstatat(folder, name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) || st.st_nlink < 2)
        return true;
    QByteArray bytes;
    FileDescriptor old;
    {
        const OpenedUp up(folder, name, st, 0400);
        old = openChild(folder, name, O_RDONLY | O_NONBLOCK);
        if (!old.isOpen())
            return false;
        VC_TRY(bytes, readBounded(old.get(), kMaxKeptFile));
    }
    step();
    // Of an earlier try that was cut off.
    ::unlinkat(folder, copy.constData(), 0);
    const FileDescriptor file = openChild(folder, copy, O_CREAT | O_EXCL | O_WRONLY, 0600);
    if (!file.isOpen())
        return false;
    VC_CHECK(writeWhole(file.get(), bytes));
    // A list of rights that cannot be kept leaves it with narrower ones.
    (void)keepAttributes(old.get(), st, file.get(), st.st_mode & kPermissions);
    const timespec times[2] = {st.st_atim, st.st_mtim};
    ::futimens(file.get(), times);
    step();
    return ::renameat(folder, copy.constData(), folder, name.constData()) == 0;
}

} // namespace

Result<> makeOwnFiles(int root, const QByteArrayList &paths, const ApplyStep &step)
{
    // The same name each time, so that a later try finds what an earlier one left.
    const QByteArray copy = firstTemporaryName();
    int steps = 0;
    FolderChain folders(root);
    for (const QByteArray &path : paths) {
        const int folder = folders.openParentOf(path);
        if (folder < 0)
            continue;
        VC_TRY(const bool done, makeOwn(folder, lastNameOf(path), copy, [&] {
            if (step)
                step(++steps);
        }));
        if (!done)
            return fail(ErrorCode::Io,
                u"%1, which has another name too, cannot become a file of its own: %2"_s.arg(
                    pathText(path), errnoText()));
    }
    return {};
}

} // namespace vibecoder
