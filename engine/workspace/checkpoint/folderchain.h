// SPDX-License-Identifier: MIT
// Folders below a held root by descriptor, one open chain at a time: paths in order cost one open per new folder. No
// link is followed and no mount point entered.
#pragma once

#include "workspace/openchild.h"

#include <QByteArray>

#include <fcntl.h>
#include <vector>

namespace vibecoder {

class FolderChain
{
public:
    explicit FolderChain(int root)
        : m_root(root)
    {
    }

    /// O_PATH descriptor of the folder, held until the next call; -1 when it is not there (errno).
    int open(const QByteArray &path)
    {
        if (path.isEmpty())
            return m_root;
        while (!m_levels.empty() && m_levels.back().path != path && !path.startsWith(m_levels.back().path + '/'))
            m_levels.pop_back();
        while (m_levels.empty() || m_levels.back().path != path) {
            const qsizetype from = m_levels.empty() ? 0 : m_levels.back().path.size() + 1;
            const qsizetype slash = path.indexOf('/', from);
            const qsizetype end = slash < 0 ? path.size() : slash;
            const int parent = m_levels.empty() ? m_root : m_levels.back().fd.get();
            FileDescriptor next = openChild(parent, path.mid(from, end - from), O_PATH | O_DIRECTORY);
            if (!next.isOpen())
                return -1;
            m_levels.push_back({path.left(end), std::move(next)});
        }
        return m_levels.back().fd.get();
    }
    int openParentOf(const QByteArray &path) { return open(path.left(std::max<qsizetype>(0, path.lastIndexOf('/')))); }

    /// Folders were removed or replaced.
    void forget() { m_levels.clear(); }

private:
    struct Level
    {
        QByteArray path;
        FileDescriptor fd;
    };
    int m_root;
    std::vector<Level> m_levels;
};

[[nodiscard]] inline QByteArray lastNameOf(const QByteArray &path)
{
    return path.mid(path.lastIndexOf('/') + 1);
}

} // namespace vibecoder
