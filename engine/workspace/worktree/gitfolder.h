// SPDX-License-Identifier: MIT
// Writes a folder of git without git: with nothing in it but what is said here. Its objects are borrowed.
#pragma once

#include "workspace/worktree/gitrepository.h"

#include <QTemporaryDir>

#include <memory>

namespace vibecoder {

struct GitFolderText
{
    QByteArray head;              ///< `ref: refs/heads/x`, or a commit
    QByteArrayList objectFolders; ///< to borrow from
    bool isSha256 = false;
    QByteArray shallow;
    QList<GitRef> refs;  ///< packed
    QByteArray exclude;  ///< info/exclude
    QByteArray settings; ///< added to the few that git needs
};

/// path: absolute, does not exist yet, the folder around it does.
[[nodiscard]] Result<> writeGitFolder(const QByteArray &path, const GitFolderText &text);

/// `name = "value"` for a file of settings, whatever the value holds.
[[nodiscard]] QByteArray settingLine(const QByteArray &name, const QByteArray &value);

/// A folder of git for one look at a work tree. Nothing of the repository whose objects it borrows is obeyed or
/// written; it goes with the object.
class LookingFolder
{
public:
    /// text.head: a commit.
    [[nodiscard]] static Result<LookingFolder> make(const GitFolderText &text);
    [[nodiscard]] QByteArray path() const { return m_path; }
    /// A place for an index. copyIndex() keeps the time of a file: git tells by it which files to look at again.
    [[nodiscard]] QByteArray index() const { return m_path + "/index"; }
    [[nodiscard]] bool copyIndex(const QByteArray &from) const;

private:
    LookingFolder() = default;
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_path;
};

/// Copies a regular file with its times; false: it cannot be read or written.
[[nodiscard]] bool copyWithTimes(const QByteArray &from, const QByteArray &to);

} // namespace vibecoder
