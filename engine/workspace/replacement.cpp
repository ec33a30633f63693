// SPDX-License-Identifier: MIT
#include "workspace/replacement.h"

#include "base/digest.h"
#include "workspace/asowner.h"
#include "workspace/fileprimitives.h"
#include "workspace/openchild.h"
#include "workspace/workspaceprivate.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <limits>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t kPermissions = 0777; // set-user-id and its like do not survive a new content

Result<> syncFolder(int folder)
{
    const FileDescriptor open = openChild(folder, ".", O_RDONLY | O_DIRECTORY);
    if (!open.isOpen())
        return {}; // a folder that may be written but not read cannot be synced
    if (::fsync(open.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
        return fail(ErrorCode::Io, errnoText());
    return {};
}

Result<> changed()
{
    return fail(ErrorCode::Conflict, u"it was changed meanwhile"_s);
}

} // namespace

Result<> Replacement::prepare(const QByteArray &bytes)
{
    VC_CHECK(makeFolders());
    const bool exists = m_target.exists;
    const QByteArray temporary = newTemporaryName();
    // A new file is made as any program makes one: the folder and the umask say who may do what. The content of an old
    // one is seen by nobody but us until its rights are there.
    const FileDescriptor file = openChild(folder(), temporary, O_CREAT | O_EXCL | O_WRONLY, exists ? 0600 : 0666);
    if (!file.isOpen())
        return fail(ErrorCode::Io, errnoText());
    m_temporary = temporary;
    VC_CHECK(writeWhole(file.get(), bytes));
    if (exists) {
        const FileDescriptor old = openChild(folder(), m_target.name, O_PATH);
        const bool kept =
            old.isOpen() && keepAttributes(old.get(), m_target.stat, file.get(), m_target.stat.st_mode & kPermissions);
        if (!kept) {
            // Of somebody else, in a group that is not ours: writing into the file itself keeps what we may not set.
            m_into = openChild(folder(), m_target.name, O_RDWR | O_NONBLOCK | O_NOCTTY);
            m_bytes = bytes;
        }
    } else if (m_owner) {
        giveTo(*m_owner, folder(), temporary);
    }
    setChangeTime(file.get(), exists ? std::optional<timespec>(m_target.stat.st_mtim) : std::nullopt);
    if (::fsync(file.get()) != 0)
        return fail(ErrorCode::Io, errnoText());
    return {};
}

Result<> Replacement::check(const QString &expectedSha256)
{
    VC_TRY(const QString now, digestAt(folder(), m_target.name, &m_checked));
    if (now != expectedSha256)
        return changed();
    m_replaces = !now.isEmpty();
    return {};
}

Result<> Replacement::swapIn()
{
    const Result<> done = m_into.isOpen() ? writeInto() : exchange();
    if (done && m_replaces)
        forgetByteCode(folder(), m_target.name, m_checked.st_mtim);
    return done;
}

Result<> Replacement::writeInto()
{
    struct stat st
    {
    };
    if (::fstat(m_into.get(), &st) != 0 || !m_replaces || st.st_ino != m_checked.st_ino ||
        st.st_dev != m_checked.st_dev || st.st_nlink != 1)
        return changed();
    VC_TRY(m_old, readBounded(m_into.get(), std::numeric_limits<qint64>::max()));
    m_swapped = true;
    VC_CHECK(overwriteFile(m_into.get(), m_bytes, m_old.size()));
    setChangeTime(m_into.get(), m_checked.st_mtim);
    if (::fsync(m_into.get()) != 0)
        return fail(ErrorCode::Io, errnoText());
    return {};
}

Result<> Replacement::exchange()
{
    const char *from = m_temporary.constData(), *to = m_target.name.constData();
    const unsigned int how = m_replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (makeIn(folder(), [&] { return ::renameat2(folder(), from, folder(), to, how); }) != 0) {
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

Result<> Replacement::syncFolders() const
{
    VC_CHECK(syncFolder(folder()));
    for (std::size_t i = 0; i < m_folders.size(); ++i)
        VC_CHECK(syncFolder(i == 0 ? m_target.parent.get() : m_folders[i - 1].get()));
    return {};
}

void Replacement::settle()
{
    if (!m_temporary.isEmpty())
        ::unlinkat(folder(), m_temporary.constData(), 0);
}

void Replacement::takeBack()
{
    if (m_swapped && m_into.isOpen())
        (void)overwriteFile(m_into.get(), m_old, m_bytes.size());
    else if (m_swapped && m_temporary.isEmpty())
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

Result<> Replacement::makeFolders()
{
    for (const QByteArray &part : std::as_const(m_target.missing)) {
        const bool made = makeFolderIn(folder(), part, 0777) == 0;
        if (!made && errno != EEXIST)
            return fail(ErrorCode::Io, u"cannot make the folder %1: %2"_s.arg(pathText(part), errnoText()));
        if (made && m_owner)
            giveTo(*m_owner, folder(), part);
        FileDescriptor next = openChild(folder(), part, O_PATH | O_DIRECTORY);
        if (!next.isOpen())
            return fail(ErrorCode::Denied, u"cannot open the folder %1: %2"_s.arg(pathText(part), errnoText()));
        m_folders.push_back(std::move(next));
        m_made.push_back(made);
    }
    return {};
}

// For file systems without exchange: the old content keeps a second name while the new one takes its place.
Result<> Replacement::swapInPlainly()
{
    const char *to = m_target.name.constData();
    QByteArray kept;
    if (m_replaces) {
        kept = newTemporaryName();
        if (makeIn(folder(), [&] { return ::linkat(folder(), to, folder(), kept.constData(), 0); }) != 0)
            kept.clear();
    } else if (struct stat st{}; ::fstatat(folder(), to, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        return changed();
    }
    if (makeIn(folder(), [&] { return ::renameat(folder(), m_temporary.constData(), folder(), to); }) != 0) {
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

} // namespace vibecoder
