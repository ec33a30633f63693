// SPDX-License-Identifier: MIT
#include "workspace/workspaceprivate.h"

#include <cerrno>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

Result<> Workspace::remove(const QString &path) const
{
    const Result<ResolvedPath> target = d->locate(pathBytes(path), LastLink::Keep, MissingFolders::Refuse);
    if (!target) {
        if (target.error().code == ErrorCode::NotFound)
            return {};
        return passError(target);
    }
    if (!target->exists)
        return {};
    VC_CHECK(Private::admit(*target, FileOperation::Delete));
    if (::unlinkat(target->parent.get(), target->name.constData(), 0) != 0 && errno != ENOENT)
        return fail(ErrorCode::Io, u"%1 cannot be removed"_s.arg(path), {}, errnoText());
    return {};
}

} // namespace vibecoder
