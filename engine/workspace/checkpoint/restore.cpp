// SPDX-License-Identifier: MIT
// Going back to a kept state. The order makes every moment a state from which the same plan, made anew, leads to the
// same end: first what is too much goes, then folders, files and links come, at last the permissions of folders.
#include "workspace/checkpoint/checkpoints.h"
#include "workspace/checkpoint/folderchain.h"
#include "workspace/fileattributes.h"
#include "workspace/fileprimitives.h"
#include "workspace/workspaceprivate.h"

#include <QSet>

#include <cerrno>
#include <cstdio>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t kOwnerAll = 0700;

class Restorer
{
public:
    Restorer(int root, const ObjectStore &objects, RestorePlan &plan, const std::function<void(int)> &step)
        : m_objects(objects)
        , m_plan(plan)
        , m_step(step)
        , m_folders(root)
        , m_owner(ownerOfNewFiles(root))
    {
    }

    Result<> run()
    {
        QMap<QByteArray, TreeChange> changes;
        for (const TreeChange &change : m_plan.changes)
            changes.insert(pathBytes(change.path.endsWith(u'/') ? change.path.chopped(1) : change.path), change);
        for (auto it = changes.cend(); it != changes.cbegin();) {
            --it;
            if (it->kind == TreeChangeKind::Deleted || it->kind == TreeChangeKind::Type)
                VC_CHECK(named(it.key(), remove(it.key())));
        }
        m_folders.forget();
        for (auto it = changes.cbegin(); it != changes.cend(); ++it) {
            if (it->kind != TreeChangeKind::Deleted)
                VC_CHECK(named(it.key(), bring(it.key(), it->kind)));
        }
        // Children first: a folder that may no longer be written is closed last.
        for (auto it = changes.cend(); it != changes.cbegin();) {
            --it;
            if (S_ISDIR(it->newMode))
                m_opened.insert(it.key());
        }
        QByteArrayList folders(m_opened.cbegin(), m_opened.cend());
        std::sort(folders.begin(), folders.end());
        while (!folders.isEmpty())
            VC_CHECK(close(folders.takeLast()));
        return {};
    }

private:
    static Result<> named(const QByteArray &path, Result<> done)
    {
        if (done)
            return done;
        Error error = done.error();
        error.message = u"%1: %2"_s.arg(pathText(path), error.message);
        return tl::make_unexpected(error);
    }

    static Result<> changed() { return fail(ErrorCode::Conflict, u"it was changed meanwhile"_s, u"run it again"_s); }

    void tell()
    {
        if (m_step)
            m_step(++m_steps);
    }

    /// The folder a path lies in, made writable; it gets its permissions back at the end.
    Result<int> parentOf(const QByteArray &path)
    {
        const qsizetype slash = path.lastIndexOf('/');
        const QByteArray folder = path.left(std::max<qsizetype>(0, slash));
        const int fd = m_folders.open(folder);
        if (fd < 0)
            return fail(errno == ENOENT || errno == ENOTDIR ? ErrorCode::Conflict : ErrorCode::Denied, errnoText());
        struct stat st
        {
        };
        if (!folder.isEmpty() && ::fstat(fd, &st) == 0 && (st.st_mode & 0300) != 0300) {
            tell();
            const QByteArray own = "/proc/self/fd/" + QByteArray::number(fd);
            if (::chmod(own.constData(), (st.st_mode & 07777) | kOwnerAll) == 0)
                m_opened.insert(folder);
        }
        return fd;
    }

    /// Still what the plan saw.
    [[nodiscard]] bool isAsPlanned(int parent, const QByteArray &path) const
    {
        struct stat st
        {
        };
        if (::fstatat(parent, lastNameOf(path).constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
            return false;
        const TreeEntry entry = m_plan.now.tree.value(path);
        if ((st.st_mode & S_IFMT) != (entry.mode & S_IFMT))
            return false;
        if (!S_ISREG(st.st_mode))
            return true;
        const FileStamp seen = m_plan.now.stamps.value(path);
        return seen.inode == st.st_ino && seen.size == st.st_size &&
               seen.mtimeNs == qint64(st.st_mtim.tv_sec) * 1000000000 + st.st_mtim.tv_nsec;
    }

    Result<> remove(const QByteArray &path)
    {
        VC_TRY(const int parent, parentOf(path));
        if (!isAsPlanned(parent, path))
            return changed();
        tell();
        const bool folder = S_ISDIR(m_plan.now.tree.value(path).mode);
        if (folder)
            m_folders.forget();
        const int in = folder ? m_folders.openParentOf(path) : parent;
        if (::unlinkat(in, lastNameOf(path).constData(), folder ? AT_REMOVEDIR : 0) == 0)
            return {};
        // Something that is not covered lies in it: the folder stays for its sake.
        if (folder && (errno == ENOTEMPTY || errno == EEXIST)) {
            m_kept.append(path);
            m_plan.leftAlone.append(pathText(path + '/'));
            return {};
        }
        return fail(ErrorCode::Io, errnoText());
    }

    Result<> bring(const QByteArray &path, TreeChangeKind kind)
    {
        for (const QByteArray &kept : std::as_const(m_kept)) {
            if (path == kept || path.startsWith(kept + '/'))
                return {};
        }
        const TreeEntry entry = m_plan.target.value(path);
        const QByteArray name = lastNameOf(path);
        VC_TRY(const int parent, parentOf(path));
        const bool replaces = kind == TreeChangeKind::Modified || kind == TreeChangeKind::Mode;
        if (replaces && !isAsPlanned(parent, path))
            return changed();
        if (S_ISDIR(entry.mode)) {
            if (kind == TreeChangeKind::Mode)
                return {}; // at the end
            tell();
            if (::mkdirat(parent, name.constData(), kOwnerAll) != 0)
                return errno == EEXIST ? changed() : Result<>(fail(ErrorCode::Io, errnoText()));
            if (m_owner)
                giveTo(*m_owner, parent, name);
            return {};
        }
        if (kind == TreeChangeKind::Mode && !hasOtherNames(parent, name)) {
            tell();
            return changePermissions(parent, name, entry.mode & 0777) ? Result<>() : fail(ErrorCode::Io, errnoText());
        }
        VC_TRY(const QByteArray bytes, m_objects.read(ObjectType::Blob, entry.content));
        const QByteArray temporary = newTemporaryName();
        tell();
        const Result<> made = S_ISLNK(entry.mode)
                                  ? makeLink(parent, temporary, bytes)
                                  : makeFile(parent, temporary, bytes, path, entry.mode & 0777, replaces);
        tell();
        // Somebody may have saved it while the content was written.
        if (made && replaces && !isAsPlanned(parent, path)) {
            ::unlinkat(parent, temporary.constData(), 0);
            return changed();
        }
        if (made) {
            if (replaces ? ::renameat(parent, temporary.constData(), parent, name.constData()) == 0
                         : moveName(parent, temporary, parent, name)) {
                if (replaces)
                    forgetByteCode(parent, name, timeOf(path));
                return {};
            }
        }
        const Result<> failed = made ? errno == EEXIST ? changed() : Result<>(fail(ErrorCode::Io, errnoText())) : made;
        ::unlinkat(parent, temporary.constData(), 0);
        return failed;
    }

    /// The same file under another name may lie outside: it keeps its permissions, this name gets a file of its own.
    static bool hasOtherNames(int parent, const QByteArray &name)
    {
        struct stat st
        {
        };
        return ::fstatat(parent, name.constData(), &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_nlink > 1;
    }

    [[nodiscard]] timespec timeOf(const QByteArray &path) const
    {
        const qint64 ns = m_plan.now.stamps.value(path).mtimeNs;
        return {time_t(ns / 1000000000), long(ns % 1000000000)};
    }

    Result<> makeLink(int parent, const QByteArray &name, const QByteArray &target) const
    {
        if (::symlinkat(target.constData(), parent, name.constData()) != 0)
            return fail(ErrorCode::Io, errnoText());
        if (m_owner)
            giveTo(*m_owner, parent, name);
        return {};
    }

    [[nodiscard]] Result<> makeFile(int parent, const QByteArray &name, const QByteArray &bytes, const QByteArray &path,
        mode_t mode, bool replaces) const
    {
        const FileDescriptor file = openChild(parent, name, O_CREAT | O_EXCL | O_WRONLY, 0600);
        if (!file.isOpen())
            return fail(ErrorCode::Io, errnoText());
        VC_CHECK(writeWhole(file.get(), bytes));
        const FileDescriptor old = replaces ? openChild(parent, lastNameOf(path), O_PATH) : FileDescriptor();
        struct stat st
        {
        };
        if (old.isOpen() && ::fstat(old.get(), &st) == 0) {
            // Not all of it may be ours to give; the permissions are never wider then.
            (void)keepAttributes(old.get(), st, file.get(), mode);
            setChangeTime(file.get(), st.st_mtim);
        } else {
            if (::fchmod(file.get(), mode) != 0)
                return fail(ErrorCode::Io, errnoText());
            if (m_owner)
                giveTo(*m_owner, parent, name);
            setChangeTime(file.get(), std::nullopt);
        }
        return {};
    }

    Result<> close(const QByteArray &path)
    {
        // A folder that was opened to take things out of it may be gone by now.
        const auto wanted = m_plan.target.constFind(path), had = m_plan.now.tree.constFind(path);
        const auto entry = wanted != m_plan.target.cend() ? wanted : had;
        m_folders.forget();
        const int parent = m_folders.openParentOf(path);
        if (parent < 0 || !S_ISDIR(entry->mode))
            return {};
        tell();
        if (!changePermissions(parent, lastNameOf(path), entry->mode & 0777) && errno != ENOENT)
            return named(path, fail(ErrorCode::Io, errnoText()));
        return {};
    }

    const ObjectStore &m_objects;
    RestorePlan &m_plan;
    const std::function<void(int)> &m_step;
    FolderChain m_folders;
    std::optional<FileOwner> m_owner;
    QByteArrayList m_kept;     ///< folders that could not be removed
    QSet<QByteArray> m_opened; ///< folders whose permissions are set at the end
    int m_steps = 0;
};

} // namespace

Result<> CheckpointStore::openUp(const Workspace &workspace, const QString &taskId) const
{
    FolderChain folders(workspace.descriptor());
    QList<WrittenPath> opened;
    // In order of path: a folder is opened up before what lies in it is looked at.
    for (const WrittenPath &one : written(taskId).closedPaths()) {
        const int parent = folders.openParentOf(one.path);
        struct stat st
        {
        };
        const QByteArray name = lastNameOf(one.path);
        if (parent < 0 || ::fstatat(parent, name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        const bool asLeft = (st.st_mode & (S_IFMT | 0777)) == one.before.mode;
        const bool alone = S_ISDIR(st.st_mode) || st.st_nlink == 1;
        if (asLeft && alone && changePermissions(parent, name, one.after.mode & 0777))
            opened.append(one);
    }
    return noteWritten(taskId, opened);
}

Result<RestorePlan> CheckpointStore::plan(
    const Workspace &workspace, const QString &tree, const CheckpointLimits &limits, const ReturnScope &scope)
{
    RestorePlan plan;
    VC_TRY(plan.target, load(tree));
    CheckpointLimits covering = limits;
    covering.keepCovered += foldersOf(plan.target);
    VC_TRY(plan.now, look(workspace, covering, false));
    QSet<QByteArray> inTheWay;
    for (const NotCovered &one : std::as_const(plan.now.notCovered))
        inTheWay.insert(pathBytes(one.path.endsWith(u'/') ? one.path.chopped(1) : one.path));
    const auto isBlocked = [&inTheWay](const QByteArray &path) {
        for (qsizetype end = path.size(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (inTheWay.contains(path.left(end)))
                return true;
        }
        return false;
    };
    // A folder that must go but holds something that is not covered stays, and nothing takes its place.
    const auto holdsSomething = [&inTheWay](const QByteArray &path) {
        return std::any_of(
            inTheWay.cbegin(), inTheWay.cend(), [&path](const QByteArray &one) { return one.startsWith(path + '/'); });
    };
    if (scope.history || !scope.only.isEmpty()) {
        OwnReturn own = returnOfOwn(plan.now.tree, plan.target, scope);
        plan.target = std::move(own.wanted);
        for (const QByteArray &path : std::as_const(own.notOwned))
            plan.leftAlone.append(pathText(path));
    }
    const QList<TreeChange> all = compareTrees(plan.now.tree, plan.target);
    for (TreeChange change : all) {
        const QByteArray path = pathBytes(change.path.endsWith(u'/') ? change.path.chopped(1) : change.path);
        const bool folderGoes = S_ISDIR(change.oldMode) && !S_ISDIR(change.newMode);
        if (!inTheWay.isEmpty() && ((change.newMode != 0 && isBlocked(path)) || (folderGoes && holdsSomething(path)))) {
            plan.leftAlone.append(change.path);
            if (folderGoes)
                inTheWay.insert(path);
            continue;
        }
        if (change.newMode != 0 && !S_ISDIR(change.newMode)) {
            VC_TRY(const QByteArray bytes, content(plan.target.value(path).content));
            change.binary = bytes.left(8192).contains('\0');
        }
        plan.changes.append(change);
    }
    return plan;
}

Result<> CheckpointStore::restore(
    const Workspace &workspace, RestorePlan &plan, const std::function<void(int)> &step) const
{
    workspace.removeLeftOvers();
    return Restorer(workspace.descriptor(), m_objects, plan, step).run();
}

} // namespace vibecoder
