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

} // namespace

QStringList gitLayersOf(const QString &root)
{
    const GitAround around = gitAround(pathBytes(root), {QByteArray()}, pathBytes(QDir::homePath()),
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
