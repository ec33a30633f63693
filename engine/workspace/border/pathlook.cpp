// SPDX-License-Identifier: MIT
#include "workspace/border/pathlook.h"

#include "workspace/border/applyplan.h"
#include "workspace/checkpoint/folderchain.h"
#include "workspace/fileprimitives.h"
#include "workspace/fileread.h"
#include "workspace/workspaceprivate.h"

#include <cerrno>
#include <dirent.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr uint kTypeAndPermissions = S_IFMT | 0777;
constexpr int kMostNames = 10000; // of one folder: more than that is not going to be removed anyway

class Look
{
public:
    Look(int folder, ObjectStore &objects)
        : m_folders(folder)
        , m_objects(objects)
    {
    }

    Result<> at(const QByteArray &path)
    {
        for (const QByteArray &folder : foldersAbove(path)) {
            if (!m_seen.contains(folder))
                VC_CHECK(one(folder, false));
        }
        return one(path, true);
    }

    FileTree tree;

private:
    Result<> one(const QByteArray &path, bool whole)
    {
        m_seen.insert(path);
        const int parent = m_folders.openParentOf(path);
        if (parent < 0)
            return isNoFolder(errno) ? Result<>() : problem(path, errnoText());
        QByteArray content;
        const Result<TreeEntry> entry = entryAt(parent, lastNameOf(path), &content);
        if (!entry)
            return problem(path, entry.error().message);
        if (entry->mode == 0)
            return {};
        if (!entry->content.isEmpty())
            VC_CHECK(m_objects.put(ObjectType::Blob, content));
        tree.insert(path, *entry);
        return whole && S_ISDIR(entry->mode) ? namesIn(path) : Result<>();
    }

    Result<> namesIn(const QByteArray &path)
    {
        const int folder = m_folders.open(path);
        const FileDescriptor list = openChild(folder, ".", O_RDONLY | O_DIRECTORY);
        const int copy = list.isOpen() ? ::fcntl(list.get(), F_DUPFD_CLOEXEC, 0) : -1;
        DIR *dir = copy < 0 ? nullptr : ::fdopendir(copy);
        if (!dir)
            return errno == EACCES ? Result<>() : problem(path, errnoText());
        int names = 0;
        for (const dirent *entry = ::readdir(dir); entry && names < kMostNames; entry = ::readdir(dir), ++names) {
            const QByteArray name(entry->d_name), below = path + '/' + name;
            struct stat st
            {
            };
            if (name == "." || name == ".." || isTemporaryName(name) || tree.contains(below) ||
                ::fstatat(folder, name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
                continue;
            tree.insert(below, {st.st_mode & kTypeAndPermissions, {}});
        }
        ::closedir(dir);
        return {};
    }

    static Result<> problem(const QByteArray &path, const QString &why)
    {
        return fail(ErrorCode::Io, u"cannot look at %1: %2"_s.arg(pathText(path), why));
    }

    FolderChain m_folders;
    ObjectStore &m_objects;
    QSet<QByteArray> m_seen;
};

} // namespace

bool isNoFolder(int error)
{
    return error == ENOENT || error == ENOTDIR || error == ELOOP || error == EXDEV;
}

Result<TreeEntry> entryAt(int folder, const QByteArray &name, QByteArray *content)
{
    struct stat st
    {
    };
    if (::fstatat(folder, name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
        return isNoFolder(errno) ? Result<TreeEntry>(TreeEntry()) : fail(ErrorCode::Io, errnoText());
    TreeEntry entry{st.st_mode & kTypeAndPermissions, {}};
    QByteArray bytes;
    if (S_ISLNK(st.st_mode)) {
        entry.mode = S_IFLNK;
        const std::optional<QByteArray> target = readLinkAt(folder, name);
        if (!target)
            return fail(ErrorCode::Conflict, u"it was changed meanwhile"_s);
        bytes = *target;
    } else if (S_ISREG(st.st_mode)) {
        const FileDescriptor file = openFileHere(folder, name, O_RDONLY);
        if (!file.isOpen())
            return fail(errno == ELOOP || errno == ENOENT ? ErrorCode::Conflict : ErrorCode::Denied, errnoText());
        if (::fstat(file.get(), &st) != 0 || !S_ISREG(st.st_mode))
            return fail(ErrorCode::Conflict, u"it was changed meanwhile"_s);
        entry.mode = st.st_mode & kTypeAndPermissions;
        VC_TRY(bytes, readBounded(file.get(), kMaxKeptFile));
    } else {
        return entry;
    }
    entry.content = ObjectStore::idOf(ObjectType::Blob, bytes);
    if (content)
        *content = bytes;
    return entry;
}

Result<FileTree> lookAtPaths(int folder, const QByteArrayList &paths, ObjectStore &objects)
{
    Look look(folder, objects);
    for (const QByteArray &path : paths)
        VC_CHECK(look.at(path));
    return std::move(look.tree);
}

} // namespace vibecoder
