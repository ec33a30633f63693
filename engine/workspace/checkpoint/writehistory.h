// SPDX-License-Identifier: MIT
// What a task wrote, path by path, as the state before and after each writing; and which way back touches nothing else.
// Pure. A state that nobody but the task has made can be left for another one without a loss for anybody.
#pragma once

#include "workspace/checkpoint/treescan.h"

#include <optional>

namespace vibecoder {

struct WrittenPath
{
    QByteArray path;
    TreeEntry before, after; ///< mode 0: nothing was there
    bool operator==(const WrittenPath &) const = default;
};

/// How it is known that the task wrote something. While a command runs a person may save a file too, and what differs
/// after it does not tell whose it is.
enum class Evidence : quint8 {
    Sure,         ///< an edit, a return: the very content is known
    Command,      ///< it differed after a command that the model chose, or after a verification of what the task wrote
    Verification, ///< it differed after a verification, and the task had not written there before
};

class WriteHistory
{
public:
    /// In the order in which it was written.
    void add(const QList<WrittenPath> &written, Evidence evidence);

    /// Whether writings of the task alone lead from one state of a path to another; those with less evidence than
    /// `least` do not count.
    [[nodiscard]] bool leads(const QByteArray &path, const TreeEntry &from, const TreeEntry &to,
        Evidence least = Evidence::Verification) const;
    /// Whether a writing of the task ended with this state.
    [[nodiscard]] bool left(const QByteArray &path, const TreeEntry &state) const;
    /// What the task left so that its owner cannot read it, and the same opened up; in order of path.
    [[nodiscard]] QList<WrittenPath> closedPaths() const;

private:
    struct Writing
    {
        TreeEntry before, after;
        Evidence evidence;
    };
    QHash<QByteArray, QList<Writing>> m_paths;
};

/// One line of a log: what was written at once. The reading leaves out what is cut off or damaged.
struct WrittenAtOnce
{
    QList<WrittenPath> paths;
    Evidence evidence = Evidence::Sure;
};
[[nodiscard]] QByteArray toLine(const WrittenAtOnce &written);
[[nodiscard]] WrittenAtOnce fromLine(const QByteArray &line);

/// What differs between two looks; nothing about what one of them does not cover.
[[nodiscard]] QList<WrittenPath> writtenBetween(const ScannedTree &before, const ScannedTree &after);

struct OwnReturn
{
    FileTree wanted; ///< the present state with what is the task's own as the target has it
    QByteArrayList
        notOwned; ///< what differs from the target and stays; a folder ends with a slash and stands for all in it
    QByteArrayList notSure; ///< what goes back, but may have been written by somebody else while a command ran
};

/// Which part of a return is meant.
struct ReturnScope
{
    std::optional<WriteHistory> history = std::nullopt; ///< of the task, whose own alone goes back; empty: everything
    QStringList only = {}; ///< these paths (as in TreeChange), and what lies beneath them; empty: everything
    Evidence least = Evidence::Verification; ///< with less evidence it is not the task's own
};

[[nodiscard]] OwnReturn returnOfOwn(const FileTree &now, const FileTree &target, const ReturnScope &scope);

} // namespace vibecoder
