// SPDX-License-Identifier: MIT
// What lies at a path of the person's folder, and whether it was the same at an earlier time. Nothing there is watched:
// times of change, which no program can set, tell it afterwards.
#pragma once

#include "workspace/checkpoint/folderchain.h"
#include "workspace/view/bases.h"

namespace vibecoder {

/// Which folder of the person lay at a path, by its inode.
using FolderInodes = QHash<QByteArray, quint64>;

/// Of a folder, as they lie now: those near its root, up to a limit.
[[nodiscard]] FolderInodes folderInodes(int lowerFd);

class LowerLook
{
public:
    /// Whether nothing changed since `begin`, a time of the kernel's coarse clock. earlier: seen before `begin`.
    LowerLook(int lowerFd, const timespec &begin, FolderInodes earlier = {});

    /// The state of a path now; Base::isKnown: it was so at the beginning. Contents up to `maxKept` bytes are stored,
    /// of larger files the id is found out. hadLower: something of the person's was there for certain. Fails only when
    /// a content cannot be stored.
    [[nodiscard]] Result<Base> at(const QByteArray &path, bool hadLower, qint64 maxKept, const PutContent &put);

    /// With the folders that were looked at now.
    [[nodiscard]] FolderInodes folders() const;

private:
    [[nodiscard]] bool isBefore(const timespec &change) const;
    [[nodiscard]] bool isSameFolder(const QByteArray &folder);
    [[nodiscard]] bool looksTheSame(const QByteArray &folder);
    [[nodiscard]] struct stat folderState(const QByteArray &folder);
    [[nodiscard]] Base nothingAt(const QByteArray &path, bool hadLower);
    [[nodiscard]] Result<> readContent(
        int parent, const QByteArray &name, Base &base, qint64 maxKept, const PutContent &put);

    timespec m_begin;
    FolderInodes m_earlier;
    FolderChain m_folders;
    QHash<QByteArray, struct stat> m_states; ///< of folders; mode 0: there is none
    QHash<QByteArray, bool> m_same;
};

/// Id of the content of an open file (from its beginning) as the store would name it; empty when it cannot be read
/// whole.
[[nodiscard]] ObjectId idOfFile(int file, qint64 size);

} // namespace vibecoder
