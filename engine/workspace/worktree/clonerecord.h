// SPDX-License-Identifier: MIT
// What the engine knows of a clone of its own, written down beside it where no command of an attempt reaches: in
// `<worktrees>/.<name>/` lie `clone.json`, written last, so that it stands for a whole clone; `lock`; for each work
// tree in it `<n>/index` and `<n>/packed-refs` as they were in the beginning; `delivered`, when its result left it.
#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"

#include <QByteArrayList>
#include <QList>
#include <QStringList>

#include <optional>

namespace vibecoder {

/// The clone itself, or a submodule in it.
struct ClonedTree
{
    QByteArray path;              ///< in the clone; empty: the clone itself
    QByteArray gitFolder;         ///< in the clone
    QByteArray start;             ///< commit it began with
    QByteArrayList objectFolders; ///< of the person, absolute, read only
    bool isSha256 = false;
    QByteArray shallow;

    bool operator==(const ClonedTree &) const = default;
};

/// A list that a sentence names the first of.
struct NamedFew
{
    static constexpr int kNamed = 20;

    QStringList names; ///< the first of them
    int count = 0;

    void add(const QString &name)
    {
        if (count++ < kNamed)
            names.append(name);
    }
    bool operator==(const NamedFew &) const = default;
};

struct CloneNotes
{
    NamedFew leftOut; ///< files of the person with changes that are no part of a commit
    NamedFew kept;    ///< files that stay as git keeps them (pointers of LFS among others), with the filter's name
    NamedFew uninitialised; ///< submodules that stay empty, with the reason
    QString uncounted;      ///< why nobody knows what was left out; empty: it is known

    bool operator==(const CloneNotes &) const = default;
};

struct CloneRecord
{
    QString name; ///< `<slug>-<id>`
    QString id;   ///< of the task
    QString workingDirectory;
    QByteArray repository;   ///< work tree of the person
    QByteArray prefix;       ///< of the working directory in it; empty: it is the work tree
    QString branch;          ///< `vibecoder/<slug>-<id>`
    QList<ClonedTree> trees; ///< the first is the clone itself
    CloneNotes notes;

    bool operator==(const CloneRecord &) const = default;
};

/// Where the record of a clone lies.
[[nodiscard]] QString recordFolder(const QString &worktreesFolder, const QString &name);

[[nodiscard]] QByteArray cloneRecordText(const CloneRecord &record);
/// Nothing: it cannot be read.
[[nodiscard]] std::optional<CloneRecord> cloneRecordFrom(const QByteArray &text);
/// NotFound: there is none.
[[nodiscard]] Result<CloneRecord> readCloneRecord(const QString &worktreesFolder, const QString &name);

/// The object name of the tree that left the clone; empty: none did.
[[nodiscard]] QByteArray deliveredTree(const QString &worktreesFolder, const QString &name);
[[nodiscard]] Result<> noteDelivered(const QString &worktreesFolder, const QString &name, const QByteArray &tree);

/// Held as long as the descriptor is open. Conflict: somebody else has it. The folder of the record must exist.
[[nodiscard]] Result<FileDescriptor> lockClone(const QString &worktreesFolder, const QString &name);

} // namespace vibecoder
