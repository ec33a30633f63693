// SPDX-License-Identifier: MIT
// What a task wrote, path by path, as the state before and after each writing; and which way back touches nothing else.
// Pure. A state that nobody but the task has made can be left for another one without a loss for anybody.
#pragma once

#include "execution/checkpoint/treescan.h"

#include <optional>

namespace vibecoder {

struct WrittenPath
{
    QByteArray path;
    TreeEntry before, after; ///< mode 0: nothing was there
    bool operator==(const WrittenPath &) const = default;
};

class WriteHistory
{
public:
    void add(const QList<WrittenPath> &written);

    /// Whether writings of the task alone lead from one state of a path to another.
    [[nodiscard]] bool leads(const QByteArray &path, const TreeEntry &from, const TreeEntry &to) const;
    /// Whether a writing of the task ended with this state.
    [[nodiscard]] bool left(const QByteArray &path, const TreeEntry &state) const;
    /// What the task left so that its owner cannot read it, and the same opened up; in order of path.
    [[nodiscard]] QList<WrittenPath> closedPaths() const;

private:
    struct Writing
    {
        TreeEntry before, after;
    };
    QHash<QByteArray, QList<Writing>> m_paths;
};

/// One line of a log: what was written at once. The reading leaves out what is cut off or damaged.
[[nodiscard]] QByteArray toLine(const QList<WrittenPath> &written);
[[nodiscard]] QList<WrittenPath> fromLine(const QByteArray &line);

/// What differs between two looks; nothing about what one of them does not cover.
[[nodiscard]] QList<WrittenPath> writtenBetween(const ScannedTree &before, const ScannedTree &after);

struct OwnReturn
{
    FileTree wanted; ///< the present state with what is the task's own as the target has it
    QByteArrayList
        notOwned; ///< what differs from the target and stays; a folder ends with a slash and stands for all in it
};

/// Which part of a return is meant.
struct ReturnScope
{
    std::optional<WriteHistory> history = std::nullopt; ///< of the task, whose own alone goes back; empty: everything
    QStringList only = {}; ///< these paths (as in TreeChange), and what lies beneath them; empty: everything
};

[[nodiscard]] OwnReturn returnOfOwn(const FileTree &now, const FileTree &target, const ReturnScope &scope);

} // namespace vibecoder
