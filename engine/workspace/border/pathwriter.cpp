// SPDX-License-Identifier: MIT
#include "workspace/border/pathwriter.h"

#include "workspace/border/pathlook.h"
#include "workspace/fileprimitives.h"
#include "workspace/workspaceprivate.h"

#include <algorithm>
#include <cerrno>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr uint kPermissions = 0777;
constexpr mode_t kOwnerAll = 0700;
constexpr int kMostNames = 99;
constexpr qsizetype kLongestKept = 240; // the rest is for what is added to it

/// A write of `to` over `from` that was killed in the middle: the beginning of the one, the rest of the other, or zeros
/// where room was taken.
bool isTorn(const QByteArray &now, const QByteArray &from, const QByteArray &to)
{
    if (now.size() != std::max(from.size(), to.size()) && now.size() != from.size())
        return false;
    const QByteArray rest = from.leftJustified(now.size(), '\0');
    const auto differs = std::mismatch(now.begin(), now.begin() + std::min(now.size(), to.size()), to.begin());
    const qsizetype common = differs.first - now.begin();
    return std::equal(now.begin() + common, now.end(), rest.begin() + common, rest.begin() + now.size());
}

/// Another name leads to the same file, or something is mounted there: what has the name must stay the same file.
bool cannotBeReplaced(const PathWriter::Place &place)
{
    struct stat st
    {
    };
    if (place.folder < 0 || ::fstatat(place.folder, place.name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(st.st_mode))
        return false;
    return st.st_nlink > 1 || (!openChild(place.folder, place.name, O_PATH).isOpen() && errno == EXDEV);
}

/// Somebody removed the folder since it was opened.
bool isRemoved(int folder)
{
    struct stat st
    {
    };
    return ::fstat(folder, &st) == 0 && st.st_nlink == 0;
}

} // namespace

bool isExactly(const TreeEntry &now, const TreeEntry &wanted)
{
    return sameContent(now, wanted) && (isFolder(now) || now.mode == wanted.mode);
}

PathWriter::Place::Place(int root, const QByteArray &path)
    : chain(root)
    , folder(chain.openParentOf(path))
    , error(folder < 0 ? errno : 0)
    , name(lastNameOf(path))
{
}

PathWriter::PathWriter(int root, const ObjectStore &objects, QByteArray scratch, const ApplyStep &step)
    : m_root(root)
    , m_objects(objects)
    , m_scratch(std::move(scratch))
    , m_step(step)
    , m_owner(ownerOfNewFiles(root))
{
}

void PathWriter::tell()
{
    if (m_step)
        m_step(++m_steps);
}

PathWriter::Place PathWriter::placeOf(const QByteArray &path) const
{
    return {m_root, path};
}

Result<> PathWriter::named(const QByteArray &path, Result<> done)
{
    if (done)
        return done;
    Error error = done.error();
    error.message = u"cannot apply %1: %2"_s.arg(pathText(path), error.message);
    return tl::make_unexpected(error);
}

Result<TreeEntry> PathWriter::now(const QByteArray &path) const
{
    const Place place = placeOf(path);
    if (place.folder < 0) {
        if (isNoFolder(place.error))
            return TreeEntry();
        errno = place.error;
        return passError(named(path, fail(ErrorCode::Io, errnoText())));
    }
    const Result<TreeEntry> entry = entryAt(place.folder, place.name);
    return entry ? entry : passError(named(path, passError(entry)));
}

Result<QByteArray> PathWriter::content(const TreeEntry &entry) const
{
    return m_objects.read(ObjectType::Blob, entry.content);
}

/// Whole at once, as the owner of everything here would have made it. False: something is there.
Result<bool> PathWriter::makeFolder(const QByteArray &path, uint mode)
{
    const Place place = placeOf(path);
    if (place.folder < 0)
        return false;
    const char *scratch = m_scratch.constData();
    tell();
    const bool made = makeFolderIn(place.folder, m_scratch, kOwnerAll) == 0;
    if (!made && errno == ENOENT)
        return false; // the folder around it was removed
    if (!made)
        return passError(named(path, fail(ErrorCode::Io, errnoText())));
    if (m_owner)
        giveTo(*m_owner, place.folder, m_scratch);
    (void)changePermissions(place.folder, m_scratch, (mode & kPermissions) | kOwnerAll);
    tell();
    if (moveName(place.folder, m_scratch, place.folder, place.name))
        return true;
    const int why = errno;
    ::unlinkat(place.folder, scratch, AT_REMOVEDIR);
    if (why == EEXIST || why == ENOENT)
        return false;
    errno = why;
    return passError(named(path, fail(ErrorCode::Io, errnoText())));
}

/// False: something is in it.
Result<bool> PathWriter::removeFolder(const QByteArray &path)
{
    const Place place = placeOf(path);
    if (place.folder < 0)
        return true;
    tell();
    if (::unlinkat(place.folder, place.name.constData(), AT_REMOVEDIR) == 0 || errno == ENOENT || errno == ENOTDIR)
        return true;
    if (errno == ENOTEMPTY || errno == EEXIST)
        return false;
    return passError(named(path, fail(ErrorCode::Io, errnoText())));
}

/// Writes what shall be there under the name of the scratch and gives it its name when it is whole.
Result<PathWriter::Made> PathWriter::make(const JournaledChange &one, const TreeEntry &wanted)
{
    if (S_ISREG(wanted.mode) && cannotBeReplaced(placeOf(one.change.path)))
        return Made::Never;
    if (isFolder(wanted)) {
        VC_TRY(const bool made, makeFolder(one.aside, wanted.mode));
        return made ? Made::Aside : Made::NoFolder;
    }
    const Place place = placeOf(one.aside);
    if (place.folder < 0)
        return Made::NoFolder;
    tell();
    const char *scratch = m_scratch.constData();
    ::unlinkat(place.folder, scratch, 0);
    const Result<bool> written = makeFile(place, one.change.path, wanted);
    if (isRemoved(place.folder))
        return Made::NoFolder;
    VC_TRY(const bool made, written);
    if (!made) {
        ::unlinkat(place.folder, scratch, 0);
        return Made::Never;
    }
    tell();
    if (moveName(place.folder, m_scratch, place.folder, place.name))
        return Made::Aside;
    if (errno == ENOENT)
        return Made::NoFolder; // removed with what was in it
    return passError(named(one.change.path, fail(ErrorCode::Io, errnoText())));
}

/// False: what the file has that is there cannot be given to another one.
Result<bool> PathWriter::makeFile(const Place &place, const QByteArray &target, const TreeEntry &wanted)
{
    const auto failed = [&] { return passError(named(target, fail(ErrorCode::Io, errnoText()))); };
    VC_TRY(const QByteArray bytes, content(wanted));
    if (S_ISLNK(wanted.mode)) {
        if (makeLinkIn(place.folder, m_scratch, bytes) != 0)
            return failed();
        if (m_owner)
            giveTo(*m_owner, place.folder, m_scratch);
        return true;
    }
    const Place there = placeOf(target);
    const FileDescriptor old = there.folder < 0 ? FileDescriptor() : openChild(there.folder, there.name, O_PATH);
    struct stat st
    {
    };
    const bool replaces = old.isOpen() && ::fstat(old.get(), &st) == 0 && S_ISREG(st.st_mode);
    const mode_t mode = wanted.mode & kPermissions;
    // Nobody else may read the content of an old file before its permissions are set.
    const FileDescriptor file = openChild(place.folder, m_scratch, O_CREAT | O_EXCL | O_WRONLY, replaces ? 0600 : mode);
    if (!file.isOpen())
        return failed();
    if (const Result<> written = writeWhole(file.get(), bytes); !written)
        return passError(named(target, written));
    if (replaces) {
        if (!keepAttributes(old.get(), st, file.get(), mode))
            return false;
    } else {
        // What the folder gives to new files is part of what a new file may be.
        // A file system without permissions refuses any.
        if (!givesAccessList(place.folder) && ::fchmod(file.get(), mode) != 0 && errno != EPERM)
            return failed();
        if (m_owner)
            giveTo(*m_owner, place.folder, m_scratch);
    }
    setChangeTime(file.get(), replaces ? std::optional<timespec>(st.st_mtim) : std::nullopt);
    return true;
}

/// Still closed and as it was, where it lies now.
Result<bool> PathWriter::isAsItWas(const JournaledChange &one, const TreeEntry &from) const
{
    const Place place = placeOf(one.aside);
    if (place.folder < 0)
        return false;
    if (isFolder(from))
        return isEmptyFolder(place.folder, place.name);
    VC_TRY(const TreeEntry out, entryAt(place.folder, place.name));
    // Permissions that somebody gave meanwhile would be lost; what the apply itself left may have got its own there.
    const bool same = from == one.change.before ? isExactly(out, from) : sameContent(out, from);
    return same && !isOpenForWriting(place.folder, place.name);
}

/// The path and what lies aside change places; nothing may be on one of the sides. False: somebody was there first, and
/// it is as before.
Result<bool> PathWriter::swap(const JournaledChange &one, const TreeEntry &from, const TreeEntry &to)
{
    tell();
    const Place there = placeOf(one.change.path), aside = placeOf(one.aside);
    if (there.folder < 0 || aside.folder < 0)
        return false;
    struct stat st
    {
    };
    const bool known = ::fstatat(there.folder, there.name.constData(), &st, AT_SYMLINK_NOFOLLOW) == 0;
    const bool moved = from.mode == 0 ? moveName(aside.folder, aside.name, there.folder, there.name)
                       : to.mode == 0 ? moveName(there.folder, there.name, aside.folder, aside.name)
                                      : exchangeNames(there.folder, there.name, aside.folder, aside.name, m_scratch);
    if (!moved) {
        if (errno == EEXIST || errno == ENOENT || errno == ENOTEMPTY)
            return false;
        return passError(named(one.change.path, fail(ErrorCode::Io, errnoText())));
    }
    if (from.mode != 0) {
        VC_TRY(const bool same, isAsItWas(one, from));
        if (!same) {
            VC_CHECK(putBack(one, from, to));
            return false;
        }
    }
    if (known)
        forgetByteCode(there.folder, there.name, st.st_mtim);
    return true;
}

/// What somebody saved returns to its place. When there is something newer by then, that stays and the other is kept
/// beside it.
Result<> PathWriter::putBack(const JournaledChange &one, const TreeEntry &from, const TreeEntry &to)
{
    tell();
    const Place there = placeOf(one.change.path), aside = placeOf(one.aside);
    if (aside.folder < 0)
        return {};
    if (there.folder < 0)
        return keepBeside(one);
    if (to.mode == 0)
        return moveName(aside.folder, aside.name, there.folder, there.name) ? Result<>() : keepBeside(one);
    if (!exchangeNames(there.folder, there.name, aside.folder, aside.name, m_scratch)) {
        // Nothing has the name any more.
        return moveName(aside.folder, aside.name, there.folder, there.name) ? Result<>() : keepBeside(one);
    }
    VC_TRY(const TreeEntry out, now(one.aside));
    if (sameContent(out, to) || sameContent(out, from))
        return {};
    tell();
    if (!exchangeNames(there.folder, there.name, aside.folder, aside.name, m_scratch))
        return named(one.change.path, fail(ErrorCode::Io, errnoText()));
    return keepBeside(one);
}

/// Content into the file itself. False: it is not the one that was planned.
Result<bool> PathWriter::write(const QByteArray &path, const TreeEntry &from, const TreeEntry &to)
{
    VC_TRY(const QByteArray oldBytes, content(from));
    VC_TRY(const QByteArray newBytes, content(to));
    tell();
    const Place place = placeOf(path);
    if (place.folder < 0)
        return false;
    const bool busy = isOpenForWriting(place.folder, place.name);
    const FileDescriptor file = openFileHere(place.folder, place.name, O_RDWR);
    struct stat st
    {
    }, after{};
    if (!file.isOpen())
        return errno == ENOENT || errno == ELOOP ? Result<bool>(false)
                                                 : passError(named(path, fail(ErrorCode::Denied, errnoText())));
    if (::fstat(file.get(), &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    VC_TRY(const QByteArray there, readBounded(file.get(), kMaxKeptFile));
    const bool torn = isTorn(there, oldBytes, newBytes) || isTorn(there, newBytes, oldBytes);
    if (there == oldBytes ? busy : !torn)
        return false;
    VC_CHECK(named(path, overwriteFile(file.get(), newBytes, there.size())));
    if ((st.st_mode & kPermissions) != (to.mode & kPermissions))
        ::fchmod(file.get(), (st.st_mode & 07000) | (to.mode & kPermissions));
    setChangeTime(file.get(), st.st_mtim);
    // Somebody may have put another file there meanwhile; the other names of this one have their content back then.
    const bool same = ::fstatat(place.folder, place.name.constData(), &after, AT_SYMLINK_NOFOLLOW) == 0 &&
                      after.st_ino == st.st_ino && after.st_dev == st.st_dev;
    if (same)
        forgetByteCode(place.folder, place.name, st.st_mtim);
    else
        VC_CHECK(named(path, overwriteFile(file.get(), there, newBytes.size())));
    return same;
}

Result<bool> PathWriter::changeMode(const QByteArray &path, const TreeEntry &from, const TreeEntry &to)
{
    VC_TRY(const TreeEntry there, now(path));
    if (isExactly(there, to))
        return true;
    if (!isExactly(there, from))
        return false;
    tell();
    const Place place = placeOf(path);
    if (changePermissions(place.folder, place.name, to.mode & kPermissions))
        return true;
    const QString why = errnoText();
    VC_TRY(const TreeEntry later, now(path));
    return isExactly(later, from) ? Result<bool>(passError(named(path, fail(ErrorCode::Io, why)))) : false;
}

/// Only what is known to lie in the object store is removed.
Result<> PathWriter::dropAside(const JournaledChange &one)
{
    VC_TRY(const TreeEntry aside, now(one.aside));
    if (aside.mode == 0)
        return {};
    if (isFolder(aside)) {
        VC_TRY(const bool gone, removeFolder(one.aside));
        return gone ? Result<>() : keepBeside(one);
    }
    const Place place = placeOf(one.aside);
    const bool known = sameContent(aside, one.change.before) || sameContent(aside, one.change.after);
    if (!known || isOpenForWriting(place.folder, place.name))
        return keepBeside(one);
    tell();
    if (::unlinkat(place.folder, place.name.constData(), 0) != 0 && errno != ENOENT)
        return named(one.change.path, fail(ErrorCode::Io, errnoText()));
    return {};
}

Result<> PathWriter::keepBeside(const JournaledChange &one)
{
    const Place aside = placeOf(one.aside);
    // Beside the path itself where its folder is still there.
    const Place path = placeOf(one.change.path);
    const int to = path.folder < 0 ? aside.folder : path.folder;
    const QByteArray &beside = path.folder < 0 ? one.aside : one.change.path;
    const QByteArray folder = beside.left(beside.lastIndexOf('/') + 1);
    const QByteArray name = lastNameOf(one.change.path).left(kLongestKept) + ".saved";
    for (int number = 1; number <= kMostNames; ++number) {
        const QByteArray unused = number == 1 ? name : name + '-' + QByteArray::number(number);
        tell();
        if (moveName(aside.folder, aside.name, to, unused)) {
            kept.append({one.change.path, folder + unused});
            return {};
        }
        if (errno == ENOENT)
            return {};
        if (errno != EEXIST)
            break;
    }
    return named(one.change.path, fail(ErrorCode::Io, errnoText()));
}

/// An old file that returns is newer than what stood there meanwhile, for everything that compares times.
void PathWriter::touch(const QByteArray &aside, const QByteArray &path) const
{
    const Place from = placeOf(aside), there = placeOf(path);
    struct stat st
    {
    };
    if (from.folder < 0 || there.folder < 0)
        return;
    const FileDescriptor file = openFileHere(from.folder, from.name, O_RDONLY);
    if (file.isOpen() && ::fstatat(there.folder, there.name.constData(), &st, AT_SYMLINK_NOFOLLOW) == 0)
        setChangeTime(file.get(), st.st_mtim);
}

} // namespace vibecoder
