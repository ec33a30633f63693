// SPDX-License-Identifier: MIT
#include "workspace/survey.h"

#include "workspace/openchild.h"
#include "workspace/workspaceprivate.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace vibecoder {

namespace {

SurveyEntry entryOf(const struct stat &st)
{
    const auto ns = [](const timespec &time) { return qint64(time.tv_sec) * 1000000000 + time.tv_nsec; };
    const QStringList parts{QString::number(st.st_ino), QString::number(st.st_size), QString::number(ns(st.st_mtim)),
        QString::number(ns(st.st_ctim))};
    return {parts.join(QLatin1Char(' ')), S_ISLNK(st.st_mode), S_ISDIR(st.st_mode)};
}

// The folder that holds the last name of a path, reached without any link.
FileDescriptor folderOfName(const Workspace &workspace, const QByteArray &path)
{
    FileDescriptor folder = openChild(workspace.descriptor(), ".", O_PATH | O_DIRECTORY);
    QByteArrayList names = path.split('/');
    names.removeLast();
    for (const QByteArray &name : names) {
        if (!folder.isOpen() || name.isEmpty() || name == "..")
            return {};
        folder = openChild(folder.get(), name, O_PATH | O_DIRECTORY);
    }
    return folder;
}

} // namespace

Survey surveyTree(const Workspace &workspace, const std::function<bool(const QString &folder)> &enter,
    const std::function<bool(const QString &path, bool isFolder)> &wanted, int limit)
{
    Survey survey;
    survey.complete = walkNames(workspace.descriptor(), limit,
        [&](int folder, const QByteArray &name, const QByteArray &entry, unsigned char type) {
            const QString path = pathText(entry);
            const bool isFolder = type == DT_DIR;
            struct stat st
            {
            };
            if (!isTemporaryName(name) && (isFolder || type == DT_REG || type == DT_LNK) && wanted(path, isFolder) &&
                ::fstatat(folder, name.constData(), &st, AT_SYMLINK_NOFOLLOW) == 0)
                survey.entries.insert(path, entryOf(st));
            return !isFolder || enter(path);
        });
    return survey;
}

bool walkPaths(
    const Workspace &workspace, int limit, const std::function<bool(const QString &path, PathKind kind)> &see)
{
    return walkNames(
        workspace.descriptor(), limit, [&](int, const QByteArray &name, const QByteArray &entry, unsigned char type) {
            if (isTemporaryName(name) || (type != DT_DIR && type != DT_REG && type != DT_LNK))
                return type != DT_DIR;
            return see(pathText(entry), type == DT_DIR   ? PathKind::Folder
                                        : type == DT_LNK ? PathKind::Link
                                                         : PathKind::File);
        });
}

SurveyEntry surveyOne(const Workspace &workspace, const QString &path)
{
    const QByteArray bytes = pathBytes(path);
    const FileDescriptor folder = folderOfName(workspace, bytes);
    struct stat st
    {
    };
    const QByteArray name = bytes.mid(bytes.lastIndexOf('/') + 1);
    if (!folder.isOpen() || name.isEmpty() || ::fstatat(folder.get(), name.constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
        return {};
    return entryOf(st);
}

QByteArray linkText(const Workspace &workspace, const QString &path)
{
    const QByteArray bytes = pathBytes(path);
    const FileDescriptor folder = folderOfName(workspace, bytes);
    const QByteArray name = bytes.mid(bytes.lastIndexOf('/') + 1);
    QByteArray target(4096, Qt::Uninitialized);
    const ssize_t length = folder.isOpen() ? ::readlinkat(folder.get(), name.constData(), target.data(), 4096) : -1;
    target.truncate(std::max<ssize_t>(0, length));
    return target;
}

} // namespace vibecoder
