// SPDX-License-Identifier: MIT
// Looks at a working directory: what checkpoints cover, what they do not and why. By descriptor; contents are read only
// where the stamps of an earlier look do not tell them.
#pragma once

#include "workspace/checkpoint/filetree.h"
#include "workspace/fileread.h"
#include "workspace/workspace.h"

#include <QSet>

namespace vibecoder {

struct CheckpointLimits
{
    qint64 maxFileBytes = 20LL * 1024 * 1024;
    qint64 maxTotalBytes = 2048LL * 1024 * 1024; ///< of all files of one state; more: there is no checkpoint
    int maxEntries = 200000;
    /// Folders that stay covered although they are a repository of their own by now: a command cannot take them out of
    /// the checkpoints by `git init`.
    QSet<QByteArray> keepCovered;
};

struct ScannedTree
{
    FileTree tree; ///< contents are empty until readContents()
    QHash<QByteArray, FileStamp> stamps;
    QList<NotCovered> notCovered;
    QHash<QByteArray, uint> closed; ///< of these what is there but cannot be read, with its mode
    int files = 0;
    qint64 bytes = 0;
};

/// Unavailable when the tree is larger than the limits.
[[nodiscard]] Result<ScannedTree> scanTree(const Workspace &workspace, const CheckpointLimits &limits);

/// Contents by the stamps they had; kept in a file between processes.
class ContentCache
{
public:
    /// A file that is absent, cut off or of another boot of the machine is an empty cache.
    [[nodiscard]] static ContentCache load(const QString &file, bool *sameBoot);
    void save(const QString &file) const;

    [[nodiscard]] ObjectId find(const QByteArray &path, const FileStamp &stamp) const;
    /// `settled`: the file had not been touched for a moment, so a later write changes its stamp for certain.
    void insert(const QByteArray &path, const FileStamp &stamp, const ObjectId &content, bool settled);
    [[nodiscard]] qsizetype size() const { return m_entries.size(); }
    [[nodiscard]] bool operator==(const ContentCache &other) const { return m_entries == other.m_entries; }

private:
    struct Entry
    {
        FileStamp stamp;
        ObjectId content;
        bool settled = false;
        bool operator==(const Entry &) const = default;
    };
    QHash<QByteArray, Entry> m_entries;
};

/// Fills in the contents, reading what the cache does not know; `put` gets each content that was read and gives its id.
/// What vanished or cannot be read any more leaves the tree and is named. Returns the cache for the next look.
[[nodiscard]] Result<ContentCache> readContents(const Workspace &workspace, ScannedTree &scanned,
    const ContentCache &cache, const CheckpointLimits &limits,
    const std::function<Result<ObjectId>(const QByteArray &)> &put);

} // namespace vibecoder
