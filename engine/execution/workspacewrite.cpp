// SPDX-License-Identifier: MIT
// Writing: every new content is prepared beside its target, then all are put in place or none. Everything happens on
// the folder descriptors that resolving the path left open; no path is looked up a second time.
#include "base/digest.h"
#include "execution/openchild.h"
#include "execution/workspaceprivate.h"

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <vector>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kTemporary = ".vibecoder-new-";
constexpr qsizetype kIdLength = 12;
constexpr mode_t kPermissions = 0777; // set-user-id and its like do not survive a new content

Result<> writeWhole(int fd, const QByteArray &bytes)
{
    qint64 done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::write(fd, bytes.constData() + done, size_t(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(ErrorCode::Io, errnoText());
        done += n;
    }
    return {};
}

// Tools that compare whole seconds (byte-code caches, make) must see that the file is another one.
void setLaterTime(int fd, const struct stat *before)
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    constexpr time_t hour = 3600;
    if (before && now.tv_sec - before->st_mtim.tv_sec < 2 && before->st_mtim.tv_sec - now.tv_sec < hour)
        now.tv_sec = before->st_mtim.tv_sec + 2;
    const timespec times[2] = {now, now};
    ::futimens(fd, times);
}

// The new content of one file on its way: prepare, check, swapIn, then settle; or takeBack at any point.
class Replacement
{
public:
    explicit Replacement(ResolvedPath target)
        : m_target(std::move(target))
    {
    }
    Replacement(Replacement &&) = default;

    [[nodiscard]] int folder() const { return m_folders.empty() ? m_target.parent.get() : m_folders.back().get(); }
    [[nodiscard]] const QByteArray &relative() const { return m_target.relative; }

    Result<> prepare(const QByteArray &bytes)
    {
        VC_CHECK(makeFolders());
        const bool exists = m_target.exists;
        const QByteArray temporary = newTemporaryName();
        const mode_t mode = exists ? m_target.stat.st_mode & kPermissions : 0644;
        const FileDescriptor file = openChild(folder(), temporary, O_CREAT | O_EXCL | O_WRONLY, mode);
        if (!file.isOpen())
            return fail(ErrorCode::Io, errnoText());
        m_temporary = temporary;
        VC_CHECK(writeWhole(file.get(), bytes));
        if (exists && ::fchmod(file.get(), mode) != 0)
            return fail(ErrorCode::Io, errnoText());
        setLaterTime(file.get(), exists ? &m_target.stat : nullptr);
        struct stat st
        {
        };
        if (::fsync(file.get()) != 0 || ::fstat(file.get(), &st) != 0)
            return fail(ErrorCode::Io, errnoText());
        return {};
    }

    Result<> check(const QString &expectedSha256)
    {
        VC_TRY(const QString now, digestAt(folder(), m_target.name, &m_checked));
        if (now != expectedSha256)
            return changed();
        m_replaces = !now.isEmpty();
        return {};
    }

    // Exchange instead of rename: the old content keeps a name, can be looked at once more, and can come back.
    Result<> swapIn()
    {
        const char *from = m_temporary.constData(), *to = m_target.name.constData();
        const unsigned int how = m_replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
        if (::renameat2(folder(), from, folder(), to, how) != 0) {
            if (errno != EINVAL && errno != ENOSYS)
                return errno == EEXIST || errno == ENOENT ? changed() : Result<>(fail(ErrorCode::Io, errnoText()));
            return swapInPlainly();
        }
        m_swapped = true;
        if (!m_replaces)
            m_temporary.clear();
        struct stat old
        {
        };
        const bool same =
            !m_replaces ||
            (::fstatat(folder(), from, &old, AT_SYMLINK_NOFOLLOW) == 0 && old.st_ino == m_checked.st_ino &&
                old.st_dev == m_checked.st_dev && old.st_size == m_checked.st_size &&
                old.st_mtim.tv_sec == m_checked.st_mtim.tv_sec && old.st_mtim.tv_nsec == m_checked.st_mtim.tv_nsec);
        return same ? Result<>() : changed();
    }

    Result<> syncFolders() const
    {
        VC_CHECK(syncFolder(folder()));
        for (std::size_t i = 0; i < m_folders.size(); ++i)
            VC_CHECK(syncFolder(i == 0 ? m_target.parent.get() : m_folders[i - 1].get()));
        return {};
    }

    // The old content is not needed any more.
    void settle()
    {
        if (!m_temporary.isEmpty())
            ::unlinkat(folder(), m_temporary.constData(), 0);
    }

    void takeBack()
    {
        if (m_swapped && m_temporary.isEmpty())
            ::unlinkat(folder(), m_target.name.constData(), 0);
        else if (m_swapped && m_replaces)
            ::renameat(folder(), m_temporary.constData(), folder(), m_target.name.constData());
        settle();
        while (!m_folders.empty()) {
            const bool own = m_made.back();
            m_folders.pop_back();
            m_made.pop_back();
            if (own)
                ::unlinkat(folder(), m_target.missing.at(qsizetype(m_folders.size())).constData(), AT_REMOVEDIR);
        }
    }

private:
    Result<> makeFolders()
    {
        for (const QByteArray &part : std::as_const(m_target.missing)) {
            const bool made = ::mkdirat(folder(), part.constData(), 0755) == 0;
            if (!made && errno != EEXIST)
                return fail(ErrorCode::Io, u"cannot make the folder %1: %2"_s.arg(pathText(part), errnoText()));
            FileDescriptor next = openChild(folder(), part, O_PATH | O_DIRECTORY);
            if (!next.isOpen())
                return fail(ErrorCode::Denied, u"cannot open the folder %1: %2"_s.arg(pathText(part), errnoText()));
            m_folders.push_back(std::move(next));
            m_made.push_back(made);
        }
        return {};
    }

    // For file systems without exchange: the old content keeps a second name while the new one takes its place.
    Result<> swapInPlainly()
    {
        const char *to = m_target.name.constData();
        QByteArray kept;
        if (m_replaces) {
            kept = newTemporaryName();
            if (::linkat(folder(), to, folder(), kept.constData(), 0) != 0)
                kept.clear();
        } else if (struct stat st{}; ::fstatat(folder(), to, &st, AT_SYMLINK_NOFOLLOW) == 0) {
            return changed();
        }
        if (::renameat(folder(), m_temporary.constData(), folder(), to) != 0) {
            const Result<> failed = fail(ErrorCode::Io, errnoText());
            if (!kept.isEmpty())
                ::unlinkat(folder(), kept.constData(), 0);
            return failed;
        }
        m_temporary = kept;
        // Without a kept name there is no way back for this file.
        m_swapped = !m_replaces || !kept.isEmpty();
        return {};
    }

    static Result<> syncFolder(int folder)
    {
        const FileDescriptor open = openChild(folder, ".", O_RDONLY | O_DIRECTORY);
        if (!open.isOpen())
            return {}; // a folder that may be written but not read cannot be synced
        if (::fsync(open.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
            return fail(ErrorCode::Io, errnoText());
        return {};
    }

    static Result<> changed() { return fail(ErrorCode::Conflict, u"it was changed meanwhile"_s); }

    ResolvedPath m_target;
    std::vector<FileDescriptor> m_folders; ///< below the deepest folder that existed
    std::vector<bool> m_made;              ///< which of them are ours to remove again
    QByteArray m_temporary;                ///< the new content; once swapped the old one
    struct stat m_checked
    {
    };
    bool m_replaces = false, m_swapped = false;
};

} // namespace

QByteArray newTemporaryName()
{
    return kTemporary + newId().toLatin1();
}

bool isTemporaryName(const QByteArray &name)
{
    return name.startsWith(kTemporary) && name.size() == kTemporary.size() + kIdLength;
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
            for (const Replacement &other : replacements) {
                if (other.relative() == target.relative)
                    return fail(ErrorCode::InvalidArgument, u"it stands twice in one change"_s);
            }
            replacements.emplace_back(std::move(target));
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
        Private::walk(
            folder->get(), {}, limit, [&](int in, const QByteArray &name, const QByteArray &, const struct stat &st) {
                if (S_ISDIR(st.st_mode))
                    return !isBulkFolder(name);
                if ((S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)) && isTemporaryName(name) &&
                    ::unlinkat(in, name.constData(), 0) == 0)
                    ++removed;
                return true;
            });
    }
    return removed;
}

} // namespace vibecoder
