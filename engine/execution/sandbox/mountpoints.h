// SPDX-License-Identifier: MIT
// Places on the disk that exist only while a command runs, so that something can be mounted there in its sandbox: empty
// folders where a protected name is missing, an empty file where a granted right names one that does not exist yet.
#pragma once

#include <QStringList>

#include <utility>

namespace vibecoder {

class MountPoints
{
    Q_DISABLE_COPY(MountPoints)

public:
    /// names: relative to root; the folders on the way are made as well. A name that exists is left alone.
    MountPoints(const QString &root, const QStringList &names);
    MountPoints(MountPoints &&other) noexcept
        : m_folders(std::exchange(other.m_folders, {}))
        , m_made(std::exchange(other.m_made, {}))
    {
    }
    MountPoints &operator=(MountPoints &&other) noexcept
    {
        std::swap(m_folders, other.m_folders);
        std::swap(m_made, other.m_made);
        return *this;
    }
    /// Removes what was made and is still empty.
    ~MountPoints();

    /// Makes an empty file; false when its folder is missing or it cannot be made.
    bool addFile(const QString &path);
    /// Absolute, those that are ours to mask.
    [[nodiscard]] const QStringList &folders() const { return m_folders; }
    /// Absolute, all that is to be removed after a crash, in this order.
    [[nodiscard]] const QStringList &made() const { return m_made; }

private:
    QStringList m_folders, m_made;
};

/// Removes empty folders and files of this list, and nothing else.
void removeMountPoints(const QStringList &made);

} // namespace vibecoder
