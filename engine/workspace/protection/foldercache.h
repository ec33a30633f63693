// SPDX-License-Identifier: MIT
// What the folders of a tree hold, as far as it matters for finding repositories of git and names that something obeys.
// A folder whose time of change is the one that was seen is not read again, so looking a second time costs one question
// to the kernel per folder.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>

#include <functional>

namespace vibecoder {

/// Which names matter besides those of git; given from outside, because the policy knows them.
struct ObeyedNames
{
    /// Whether something obeys an entry `name` of a folder named `parent`.
    std::function<bool(QByteArrayView parent, QByteArrayView name)> isObeyed;
    /// Whether a folder of this name holds fetched packages, in which nothing obeys them.
    std::function<bool(QByteArrayView name)> isForeign;
};

struct FolderSummary
{
    quint64 device = 0, inode = 0;
    qint64 changedNs = 0;
    bool settled = false; ///< changed long enough ago that a later change has another time
    bool readable = false;
    QByteArrayList folders;  ///< names of real folders in it
    QByteArrayList gitNames; ///< `.git` in any case, whatever it is: folder, file or link
    QByteArrayList links;    ///< names that are neither folder nor file: links, sockets, pipes, devices
    QByteArrayList obeyed;   ///< names that something obeys, whatever they are
    bool layout = false;     ///< git takes it for a repository: HEAD with objects and refs, or with commondir
};

/// Whether git may take an entry of this name for `.git`: file systems that ignore case exist.
[[nodiscard]] bool isGitName(QByteArrayView name);

/// Whether a folder with these names is a repository to git, whatever its own name is.
[[nodiscard]] bool isRepositoryLayout(const QByteArrayList &names);

class FolderCache
{
public:
    explicit FolderCache(ObeyedNames names = {});

    /// path: absolute. Null when it is not there or no folder. The pointer holds until the next call.
    [[nodiscard]] const FolderSummary *at(const QByteArray &path);

    [[nodiscard]] bool isForeign(QByteArrayView name) const { return m_names.isForeign && m_names.isForeign(name); }

private:
    void read(const QByteArray &path, FolderSummary &summary) const;

    ObeyedNames m_names;
    QHash<QByteArray, FolderSummary> m_seen;
};

/// The repositories of a tree, by paths below its root.
struct RepositoriesFound
{
    QByteArrayList gitEntries; ///< `.git`, `sub/.git`
    QByteArrayList layouts;    ///< folders of another name; `.` is the root
    QByteArrayList obeyed;     ///< entries that something obeys, not below folders of fetched packages
    QByteArrayList closed;     ///< folders that could not be looked into
    qsizetype folders = 0;     ///< that were looked into
    bool whole = true;         ///< false: there are more folders than are looked into
};

/// At any depth; not inside `.git`. root: absolute.
[[nodiscard]] RepositoriesFound repositoriesIn(const QByteArray &root, FolderCache &cache);

} // namespace vibecoder
