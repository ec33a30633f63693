// SPDX-License-Identifier: MIT
#include "integration/historytree.h"

#include "workspace/checkpoint/objectstore.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace histories {

using vibecoder::ObjectStore;
using vibecoder::ObjectType;
using vibecoder::TreeEntry;

namespace {

constexpr const char *kGate = ".gate";

QByteArrayList namesIn(const QByteArray &folder)
{
    QByteArrayList names;
    DIR *dir = ::opendir(folder.constData());
    for (const dirent *entry = dir ? ::readdir(dir) : nullptr; entry; entry = ::readdir(dir)) {
        const QByteArray name(entry->d_name);
        if (name != "." && name != ".." && name != kGate)
            names.append(name);
    }
    if (dir)
        ::closedir(dir);
    return names;
}

QByteArray contentOf(const QByteArray &place)
{
    QByteArray bytes;
    const int file = ::open(place.constData(), O_RDONLY | O_CLOEXEC);
    char part[4096];
    for (ssize_t n = ::read(file, part, sizeof part); n > 0; n = ::read(file, part, sizeof part))
        bytes.append(part, n);
    ::close(file);
    return bytes;
}

Node nodeOf(const QByteArray &place, const struct stat &st)
{
    Node node;
    node.mode = st.st_mode & 07777;
    switch (st.st_mode & S_IFMT) {
    case S_IFDIR:
        node.kind = Node::Kind::Folder;
        break;
    case S_IFLNK: {
        char target[4096];
        const ssize_t n = ::readlink(place.constData(), target, sizeof target);
        node.kind = Node::Kind::Link;
        node.mode = 0;
        node.content = QByteArray(target, std::max<ssize_t>(n, 0));
        break;
    }
    case S_IFREG:
        node.content = contentOf(place);
        node.group = st.st_nlink > 1 ? st.st_ino : 0;
        break;
    default:
        node.kind = Node::Kind::Fifo;
    }
    return node;
}

char attributeOf(const QByteArray &place, const char *name)
{
    char value = '\0';
    return ::lgetxattr(place.constData(), name, &value, 1) == 1 ? value : '\0';
}

void readInto(const QByteArray &root, const QByteArray &at, Tree &tree)
{
    for (const QByteArray &name : namesIn(at.isEmpty() ? root : root + '/' + at)) {
        const QByteArray path = at.isEmpty() ? name : at + '/' + name, place = root + '/' + path;
        struct stat st
        {
        };
        if (::lstat(place.constData(), &st) != 0)
            continue;
        tree.insert(path, nodeOf(place, st));
        if (S_ISDIR(st.st_mode))
            readInto(root, path, tree);
    }
}

void readUpperInto(const QByteArray &root, const QByteArray &at, Upper &upper)
{
    for (const QByteArray &name : namesIn(at.isEmpty() ? root : root + '/' + at)) {
        const QByteArray path = at.isEmpty() ? name : at + '/' + name, place = root + '/' + path;
        struct stat st
        {
        };
        if (::lstat(place.constData(), &st) != 0)
            continue;
        const bool marked =
            S_ISREG(st.st_mode) && ::lgetxattr(place.constData(), "user.overlay.whiteout", nullptr, 0) >= 0;
        if ((S_ISCHR(st.st_mode) && st.st_rdev == 0) || marked) {
            upper.deleted.insert(path);
            continue;
        }
        upper.nodes.insert(path, nodeOf(place, st));
        if (!S_ISDIR(st.st_mode))
            continue;
        if (attributeOf(place, "user.overlay.opaque") == 'y')
            upper.opaque.insert(path);
        readUpperInto(root, path, upper);
    }
}

} // namespace

Tree readTree(const QByteArray &root)
{
    Tree tree;
    readInto(root, {}, tree);
    return tree;
}

Upper readUpper(const QByteArray &root)
{
    Upper upper;
    readUpperInto(root, {}, upper);
    return upper;
}

bool hides(const Upper &upper, const QByteArray &path)
{
    for (QByteArray at = path; !at.isEmpty(); at = parentOf(at)) {
        const auto node = upper.nodes.constFind(at);
        if (upper.deleted.contains(at) || upper.opaque.contains(at) ||
            (node != upper.nodes.cend() && !node->isFolder()))
            return true;
    }
    return false;
}

Tree shown(const Upper &upper, const Tree &lower)
{
    Tree tree = upper.nodes;
    for (auto it = lower.cbegin(); it != lower.cend(); ++it) {
        if (tree.contains(it.key()) || upper.deleted.contains(it.key()) || hides(upper, parentOf(it.key())))
            continue;
        Node node = *it;
        node.group = 0; // copying up makes single files of them
        tree.insert(it.key(), node);
    }
    return tree;
}

Tree below(const Tree &tree, const QByteArray &prefix)
{
    if (prefix.isEmpty())
        return tree;
    Tree found;
    for (auto it = tree.lowerBound(prefix); it != tree.cend() && it.key().startsWith(prefix); ++it)
        found.insert(it.key().mid(prefix.size()), *it);
    return found;
}

TreeEntry entryOf(const std::optional<Node> &node)
{
    if (!node)
        return {};
    switch (node->kind) {
    case Node::Kind::Folder:
        return {S_IFDIR | node->mode, {}};
    case Node::Kind::Link:
        return {S_IFLNK, ObjectStore::idOf(ObjectType::Blob, node->content)};
    case Node::Kind::Fifo:
        return {S_IFIFO | node->mode, {}};
    case Node::Kind::File:
        break;
    }
    return {S_IFREG | node->mode, ObjectStore::idOf(ObjectType::Blob, node->content)};
}

std::optional<Node> nodeAt(const Tree &tree, const QByteArray &path)
{
    const auto found = tree.constFind(path);
    return found == tree.cend() ? std::nullopt : std::optional<Node>(*found);
}

QByteArray parentOf(const QByteArray &path)
{
    return path.left(std::max<qsizetype>(0, path.lastIndexOf('/')));
}

bool isAtOrIn(const QByteArray &path, const QByteArray &folder)
{
    return folder.isEmpty() || path == folder || path.startsWith(folder + '/');
}

bool isRelated(const QByteArray &a, const QByteArray &b)
{
    return isAtOrIn(a, b) || isAtOrIn(b, a);
}

bool isRelated(const QByteArray &path, const QByteArrayList &others)
{
    return std::any_of(
        others.cbegin(), others.cend(), [&path](const QByteArray &other) { return isRelated(path, other); });
}

bool isInGit(const QByteArray &path)
{
    return path == ".git" || path.startsWith(".git/") || path.endsWith("/.git") || path.contains("/.git/");
}

void setContent(Tree &tree, const QByteArray &path, const QByteArray &content)
{
    const auto found = tree.find(path);
    if (found == tree.end()) {
        tree.insert(path, {Node::Kind::File, 0644, content, 0});
        return;
    }
    const quint64 group = found->group;
    found->content = content;
    for (Node &node : tree) {
        if (group != 0 && node.group == group)
            node.content = content;
    }
}

void removeAll(Tree &tree, const QByteArray &path)
{
    for (auto it = tree.lowerBound(path); it != tree.end() && it.key().startsWith(path);)
        it = isAtOrIn(it.key(), path) ? tree.erase(it) : std::next(it);
}

void makeFolders(Tree &tree, const QByteArray &path)
{
    for (QByteArray at = path; !at.isEmpty(); at = parentOf(at)) {
        if (!tree.contains(at))
            tree.insert(at, {Node::Kind::Folder, 0755, {}, 0});
    }
}

void move(Tree &tree, const QByteArray &from, const QByteArray &to)
{
    Tree moved;
    for (auto it = tree.lowerBound(from); it != tree.cend() && it.key().startsWith(from); ++it) {
        if (isAtOrIn(it.key(), from))
            moved.insert(to + it.key().mid(from.size()), *it);
    }
    removeAll(tree, from);
    removeAll(tree, to);
    tree.insert(moved);
}

QByteArray told(const std::optional<Node> &node)
{
    if (!node)
        return "nothing";
    static const char *const kinds[] = {"file", "link", "folder", "fifo"};
    QByteArray text = node->content.left(200);
    text.replace('\n', '|');
    text.replace('\0', '@');
    return QByteArray(kinds[int(node->kind)]) + ' ' + QByteArray::number(node->mode, 8) + ' ' + text;
}

QByteArray difference(const Tree &is, const Tree &shall, const QByteArrayList &leaveOut)
{
    QByteArray text;
    const auto compare = [&](const QByteArray &path) {
        const auto a = nodeAt(is, path), b = nodeAt(shall, path);
        if (a != b && !isRelated(path, leaveOut))
            text += "  " + path + ": is " + told(a) + ", shall be " + told(b) + '\n';
    };
    for (auto it = is.cbegin(); it != is.cend(); ++it)
        compare(it.key());
    for (auto it = shall.cbegin(); it != shall.cend(); ++it) {
        if (!is.contains(it.key()))
            compare(it.key());
    }
    return text;
}

} // namespace histories
