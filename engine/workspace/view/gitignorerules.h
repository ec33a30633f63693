// SPDX-License-Identifier: MIT
// What git ignores in a working directory, without git: every .gitignore of the person's folder (and of the repository
// around it), .git/info/exclude and the person's own list; what the index names is tracked. A repository inside goes by
// its own rules.
#pragma once

#include "base/filedescriptor.h"
#include "workspace/checkpoint/folderchain.h"
#include "workspace/fileread.h"
#include "workspace/git/gitignore.h"
#include "workspace/git/gitindex.h"

#include <QHash>

#include <memory>
#include <string>
#include <unordered_map>

namespace vibecoder {

/// What an index names.
struct TrackedFiles
{
    QByteArray file;
    FileStamp stamp;
    QList<IndexEntry> entries; ///< in order of path
    bool isKnown = true;       ///< false: the index cannot be read
};

class GitIgnoreRules
{
    Q_DISABLE_COPY_MOVE(GitIgnoreRules)

public:
    enum class Answer { None, Tracked, Ignored };

    /// Nothing: the folder belongs to no repository. lowerFd must stay open as long as the rules.
    /// earlier: of this directory, taken as it is when the index has not changed.
    [[nodiscard]] static std::unique_ptr<GitIgnoreRules> open(
        const QByteArray &workingDirectory, int lowerFd, std::shared_ptr<const TrackedFiles> earlier = {});
    [[nodiscard]] std::shared_ptr<const TrackedFiles> tracked() const { return m_tracked; }

    /// path: relative to the working directory.
    [[nodiscard]] Answer look(const QByteArray &path, bool isFolder) const;

private:
    GitIgnoreRules(const QByteArray &workingDirectory, int lowerFd)
        : m_place(workingDirectory)
        , m_folders(lowerFd)
    {
    }
    void readRepository(const QByteArray &workTree);
    void readIndex(const QByteArray &file);
    [[nodiscard]] bool isTracked(const QByteArray &path, bool isFolder) const;
    [[nodiscard]] const QList<IgnorePattern> &patternsOf(const QByteArray &folder) const;
    [[nodiscard]] std::optional<bool> decided(const QByteArray &path, bool isFolder) const;
    [[nodiscard]] bool isExcludedFolder(const QByteArray &folder) const;
    [[nodiscard]] const GitIgnoreRules *repositoryAt(const QByteArray &folder) const;

    // Paths below are relative to the root of the repository; m_prefix leads to the working directory, with a slash.
    QByteArray m_place, m_workTree, m_prefix;
    mutable FolderChain m_folders;
    std::shared_ptr<const TrackedFiles> m_tracked;
    bool m_ignoreCase = false;
    QList<IgnorePattern> m_excludes, m_personal;
    mutable QHash<QByteArray, QList<IgnorePattern>> m_patterns;
    mutable QHash<QByteArray, bool> m_excluded;
    struct Inner
    {
        FileDescriptor folder;
        std::unique_ptr<GitIgnoreRules> rules;
    };
    mutable std::unordered_map<std::string, Inner> m_inner; ///< repositories inside; no rules: there is none
};

} // namespace vibecoder
