// SPDX-License-Identifier: MIT
// Folders as values, for tests of whole histories: what is on the disk, what a view writes into its upper folder (read
// by other code than the engine's), and what the two show together.
#pragma once

#include "workspace/border/changeset.h"

#include <QMap>
#include <QSet>

#include <optional>

namespace histories {

struct Node
{
    enum class Kind { File, Link, Folder, Fifo };
    Kind kind = Kind::File;
    uint mode = 0; ///< permissions, 07777; 0 for links
    QByteArray content;
    quint64 group = 0; ///< files that are one (hard links); 0: a single one

    bool operator==(const Node &other) const
    {
        return kind == other.kind && mode == other.mode && content == other.content;
    }
    [[nodiscard]] bool isFolder() const { return kind == Kind::Folder; }
    [[nodiscard]] bool isFile() const { return kind == Kind::File; }
};

/// By path, relative; without the root.
using Tree = QMap<QByteArray, Node>;

struct Upper
{
    Tree nodes;
    QSet<QByteArray> deleted, opaque;
};

/// Everything but `.gate`, by which a test and a command wait for each other.
[[nodiscard]] Tree readTree(const QByteArray &root);
[[nodiscard]] Upper readUpper(const QByteArray &root);
/// What an overlay of the two shows.
[[nodiscard]] Tree shown(const Upper &upper, const Tree &lower);
/// Whether nothing of the lower folder shows through at a path of the upper one.
[[nodiscard]] bool hides(const Upper &upper, const QByteArray &path);

/// `prefix`: empty, or a folder with a slash at its end.
[[nodiscard]] Tree below(const Tree &tree, const QByteArray &prefix);

[[nodiscard]] vibecoder::TreeEntry entryOf(const std::optional<Node> &node);
[[nodiscard]] std::optional<Node> nodeAt(const Tree &tree, const QByteArray &path);
[[nodiscard]] QByteArray parentOf(const QByteArray &path);
[[nodiscard]] bool isAtOrIn(const QByteArray &path, const QByteArray &folder);
/// One is the other or lies in it.
[[nodiscard]] bool isRelated(const QByteArray &a, const QByteArray &b);
[[nodiscard]] bool isRelated(const QByteArray &path, const QByteArrayList &others);
[[nodiscard]] bool isInGit(const QByteArray &path);

/// Changes of a tree, as programs make them.
void setContent(Tree &tree, const QByteArray &path, const QByteArray &content);
void removeAll(Tree &tree, const QByteArray &path);
void makeFolders(Tree &tree, const QByteArray &path);
void move(Tree &tree, const QByteArray &from, const QByteArray &to);

/// Text for a message; `leaveOut`: paths that are not compared, with what is related to them.
[[nodiscard]] QByteArray difference(const Tree &is, const Tree &shall, const QByteArrayList &leaveOut = {});
[[nodiscard]] QByteArray told(const std::optional<Node> &node);

} // namespace histories
