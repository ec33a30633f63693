// SPDX-License-Identifier: MIT
#include "workspace/foldernames.h"

#include "workspace/checkpoint/folderchain.h"
#include "workspace/fileread.h"

#include <dirent.h>

namespace vibecoder {

QByteArrayList namesInFolder(int root, const QByteArray &path, qsizetype most)
{
    FolderChain folders(root);
    const int folder = folders.open(path);
    const FileDescriptor list = folder < 0 ? FileDescriptor() : openChild(folder, ".", O_RDONLY | O_DIRECTORY);
    const int copy = list.isOpen() ? ::fcntl(list.get(), F_DUPFD_CLOEXEC, 0) : -1;
    DIR *dir = copy < 0 ? nullptr : ::fdopendir(copy);
    QByteArrayList names;
    for (const dirent *entry = dir ? ::readdir(dir) : nullptr; entry && names.size() < most; entry = ::readdir(dir)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != "..")
            names.append(name);
    }
    if (dir)
        ::closedir(dir);
    return names;
}

std::optional<QByteArray> linkBelow(int root, const QByteArray &path)
{
    FolderChain folders(root);
    const int parent = folders.openParentOf(path);
    return parent < 0 ? std::nullopt : readLinkAt(parent, lastNameOf(path));
}

} // namespace vibecoder
