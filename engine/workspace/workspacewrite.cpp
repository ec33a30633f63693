// SPDX-License-Identifier: MIT
// Writing: every new content is prepared beside its target, then all are put in place or none. Everything happens on
// the folder descriptors that resolving the path left open; no path is looked up a second time.
#include "base/digest.h"
#include "workspace/replacement.h"
#include "workspace/workspaceprivate.h"

#include <unistd.h>
#include <vector>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kTemporary = ".vibecoder-new-", kAside = ".vibecoder-apply-";
constexpr qsizetype kIdLength = 12;

bool isLeftOver(const QByteArray &name)
{
    return name.startsWith(kTemporary) && name.size() == kTemporary.size() + kIdLength;
}

} // namespace

QByteArray newTemporaryName()
{
    return kTemporary + newId().toLatin1();
}

QByteArray firstTemporaryName()
{
    return kTemporary + QByteArray(kIdLength, '0');
}

QByteArray newAsideName()
{
    return kAside + newId().toLatin1();
}

bool isTemporaryName(const QByteArray &name)
{
    return isLeftOver(name) || (name.startsWith(kAside) && name.size() == kAside.size() + kIdLength);
}

Result<QList<QString>> Workspace::writeAll(const QList<PlannedWrite> &writes) const
{
    if (!isSameDirectory())
        return fail(ErrorCode::Conflict, u"the working directory was moved or replaced"_s);
    std::vector<Replacement> replacements;
    qsizetype current = 0;
    const auto run = [&]() -> Result<> {
        for (current = 0; current < writes.size(); ++current) {
            const QByteArray path = pathBytes(writes.at(current).path);
            // Followed once, at the start: what a link leads to is named by its parent descriptor from here on.
            VC_TRY(ResolvedPath target, d->locate(path, LastLink::Follow, MissingFolders::Allow));
            VC_CHECK(d->admit(target, FileOperation::Write));
            if (const auto &shown = writes.at(current).folder) {
                VC_TRY(const FolderIdentity now,
                    d->isView ? Result<FolderIdentity>(FolderIdentity()) : identityOf(target.parent));
                if (now != *shown || target.relative != path)
                    return fail(ErrorCode::Conflict, u"it does not lead to the folder that was shown"_s);
            }
            for (const Replacement &other : replacements) {
                if (other.relative() == target.relative)
                    return fail(ErrorCode::InvalidArgument, u"it stands twice in one change"_s);
            }
            replacements.emplace_back(std::move(target), ownerOfNewFiles(d->fd.get()));
            VC_CHECK(replacements.back().prepare(writes.at(current).bytes));
        }
        for (current = 0; current < writes.size(); ++current)
            VC_CHECK(replacements[size_t(current)].check(writes.at(current).expectedSha256));
        for (current = 0; current < writes.size(); ++current)
            VC_CHECK(replacements[size_t(current)].swapIn());
        for (current = 0; current < writes.size(); ++current)
            VC_CHECK(replacements[size_t(current)].syncFolders());
        return {};
    };
    const Result<> done = run();
    if (!done) {
        for (auto it = replacements.rbegin(); it != replacements.rend(); ++it)
            it->takeBack();
        Error error = done.error();
        error.message = u"cannot write %1: %2"_s.arg(writes.at(current).path, error.message);
        return tl::make_unexpected(error);
    }
    QList<QString> digests;
    for (qsizetype i = 0; i < writes.size(); ++i) {
        replacements[size_t(i)].settle();
        digests.append(sha256Hex(writes.at(i).bytes));
    }
    return digests;
}

int Workspace::removeLeftOvers() const
{
    int removed = 0;
    QByteArray relative;
    if (const auto folder = d->openFolder(u"."_s, &relative)) {
        constexpr int limit = 50000;
        walkTree(
            folder->get(), {}, limit, [&](int in, const QByteArray &name, const QByteArray &, const struct stat &st) {
                if (S_ISDIR(st.st_mode))
                    return !isBulkFolder(name);
                if ((S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)) && isLeftOver(name) &&
                    ::unlinkat(in, name.constData(), 0) == 0)
                    ++removed;
                return true;
            });
    }
    return removed;
}

} // namespace vibecoder
