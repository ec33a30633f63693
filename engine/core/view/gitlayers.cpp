// SPDX-License-Identifier: MIT
#include "core/view/gitlayers.h"

#include "permission/protectedpath.h"
#include "workspace/git/gitaround.h"
#include "workspace/pathtext.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isAtOrBelow(const QByteArray &path, const QByteArray &folder)
{
    return path == folder || path.startsWith(folder + '/');
}

bool isFolderOfGit(const QByteArray &folder)
{
    const QString path = pathText(folder);
    return QFileInfo(path + u"/HEAD"_s).isFile() && QFileInfo(path + u"/objects"_s).isDir();
}

bool isWorkTree(const QString &folder)
{
    const QFileInfo entry(folder + u"/.git"_s);
    return entry.exists() || entry.isSymLink();
}

} // namespace

QStringList gitLayersOf(const QString &root)
{
    // Named only when it is one: else the repository around it is what counts.
    const QByteArrayList itself = isWorkTree(root) ? QByteArrayList{QByteArray()} : QByteArrayList();
    const GitAround around = gitAround(pathBytes(root), itself, pathBytes(QDir::homePath()),
        [](const QByteArray &name) { return guardOf(name).read; });
    QStringList layers;
    for (const QByteArray &shown : around.folders) {
        const QByteArray folder = isFolderOfGit(shown) ? shown : shown + "/.git";
        // What is mounted in a folder for each command keeps the kernel from laying anything over it.
        const bool isCovered =
            std::any_of(around.hidden.begin(), around.hidden.end(),
                [&folder](const QByteArray &path) { return isAtOrBelow(path, folder); }) ||
            std::any_of(around.replaced.begin(), around.replaced.end(),
                [&folder](const auto &replaced) { return isAtOrBelow(replaced.first, folder); });
        if (isFolderOfGit(folder) && !isCovered && pathText(folder).isValidUtf16() &&
            !isAtOrBelow(folder, pathBytes(root)))
            layers.append(pathText(folder));
    }
    return layers;
}

} // namespace vibecoder
