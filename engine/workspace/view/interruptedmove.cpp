// SPDX-License-Identifier: MIT
#include "workspace/view/interruptedmove.h"

#include "workspace/checkpoint/folderchain.h"
#include "workspace/pathtext.h"
#include "workspace/removetree.h"
#include "workspace/view/upperwalk.h"
#include "workspace/workspaceprivate.h"

#include <cerrno>
#include <sys/xattr.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

bool isNameOfMove(const QByteArray &name)
{
    return name.startsWith(".vibecoder-moving-");
}

QList<InterruptedMove> movesIn(const QByteArray &note)
{
    const QByteArrayList texts = note.split('\0');
    if (texts.size() < 3 || texts.size() > 4 || !texts.at(0).startsWith('/') || !isNameOfMove(texts.at(1)) ||
        texts.at(1).contains('/'))
        return {};
    if (texts.size() == 3)
        return {{texts.at(0), texts.at(1), {}}};
    const QByteArray &name = texts.at(2);
    if (!texts.at(3).isEmpty() || name.isEmpty() || name.contains('/') || name == "." || name == "..")
        return {};
    return {{texts.at(0), texts.at(1), name}};
}

Result<> finishMove(int upperFd, const QByteArray &folder, const InterruptedMove &move)
{
    FolderChain folders(upperFd);
    const int parent = folders.open(folder);
    struct stat st
    {
    };
    if (parent < 0 || ::fstatat(parent, move.copy.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
        return {};
    const auto failed = [&move] {
        return fail(ErrorCode::Io, u"the folder %1/%2, whose renaming was cut off, cannot be restored: %3"_s.arg(
                                       pathText(move.folder), pathText(move.name), errnoText()));
    };
    if (move.name.isEmpty())
        return removeTree(parent, move.copy);
    VC_CHECK(removeTree(parent, move.name));
    {
        // Else the person's folder of this name would show through.
        const OpenedUp up(parent, move.copy, st, 0700);
        const FileDescriptor copy = openChild(parent, move.copy, O_RDONLY | O_DIRECTORY);
        if (!copy.isOpen() || ::fsetxattr(copy.get(), "user.overlay.opaque", "y", 1, 0) != 0)
            return failed();
    }
    if (::renameat(parent, move.copy.constData(), parent, move.name.constData()) != 0)
        return failed();
    return {};
}

} // namespace vibecoder
