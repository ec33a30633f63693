// SPDX-License-Identifier: MIT
#include "workspace/checkpoint/filetree.h"

#include "workspace/pathtext.h"

#include <functional>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr uint kPermissions = 0777;
constexpr uint kPlain = 0644, kProgram = 0755;

// What a git tree alone says about permissions.
uint impliedMode(uint mode)
{
    return S_ISDIR(mode) || (mode & 0100) != 0 ? kProgram : kPlain;
}

TreeItem::Type typeOf(uint mode)
{
    if (S_ISDIR(mode))
        return TreeItem::Type::Folder;
    if (S_ISLNK(mode))
        return TreeItem::Type::Link;
    return (mode & 0100) != 0 ? TreeItem::Type::Program : TreeItem::Type::File;
}

uint modeOf(TreeItem::Type type)
{
    switch (type) {
    case TreeItem::Type::Folder:
        return S_IFDIR | kProgram;
    case TreeItem::Type::Link:
        return S_IFLNK;
    case TreeItem::Type::Program:
        return S_IFREG | kProgram;
    case TreeItem::Type::File:
        return S_IFREG | kPlain;
    }
    Q_UNREACHABLE();
}

using Put = std::function<Result<ObjectId>(ObjectType, const QByteArray &)>;

Result<ObjectId> build(const FileTree &tree, const Put &put)
{
    // Backwards through the sorted paths: what lies in a folder has been seen when the folder itself comes.
    QHash<QByteArray, std::vector<TreeItem>> folders;
    QByteArrayList modes;
    const auto parentOf = [](const QByteArray &path) {
        return path.left(std::max<qsizetype>(0, path.lastIndexOf('/')));
    };
    for (auto it = tree.cend(); it != tree.cbegin();) {
        --it;
        const QByteArray &path = it.key();
        const TreeEntry &entry = it.value();
        TreeItem item{typeOf(entry.mode), path.mid(path.lastIndexOf('/') + 1), entry.content};
        if (S_ISDIR(entry.mode)) {
            const auto made = put(ObjectType::Tree, encodeTree(folders.take(path)));
            if (!made)
                return passError(made);
            item.id = *made;
        }
        if (!S_ISLNK(entry.mode) && (entry.mode & kPermissions) != impliedMode(entry.mode))
            modes.append(QByteArray::number(entry.mode & kPermissions, 8) + ' ' + path + '\0');
        folders[parentOf(path)].push_back(std::move(item));
    }
    VC_TRY(const ObjectId files, put(ObjectType::Tree, encodeTree(folders.take({}))));
    VC_TRY(const ObjectId kept, put(ObjectType::Blob, modes.join()));
    return put(ObjectType::Tree,
        encodeTree({{TreeItem::Type::Folder, "files", files}, {TreeItem::Type::File, "modes", kept}}));
}

Result<> applyModes(const QByteArray &modes, FileTree &tree)
{
    for (qsizetype at = 0; at < modes.size();) {
        const qsizetype space = modes.indexOf(' ', at), end = modes.indexOf('\0', at);
        bool ok = space > at && end > space;
        const uint mode = ok ? modes.mid(at, space - at).toUInt(&ok, 8) : 0;
        const auto entry = ok ? tree.find(modes.mid(space + 1, end - space - 1)) : tree.end();
        if (entry == tree.end() || mode > kPermissions)
            return fail(ErrorCode::NotFound, u"the permissions of the checkpoint are damaged"_s);
        entry->mode = (entry->mode & ~kPermissions) | mode;
        at = end + 1;
    }
    return {};
}

} // namespace

Result<ObjectId> storeTree(ObjectStore &store, const FileTree &tree)
{
    return build(tree, [&store](ObjectType type, const QByteArray &bytes) { return store.put(type, bytes); });
}

ObjectId treeIdOf(const FileTree &tree)
{
    return *build(tree,
        [](ObjectType type, const QByteArray &bytes) { return Result<ObjectId>(ObjectStore::idOf(type, bytes)); });
}

Result<FileTree> loadTree(const ObjectStore &store, const ObjectId &id)
{
    VC_TRY(const QByteArray top, store.read(ObjectType::Tree, id));
    VC_TRY(const std::vector<TreeItem> parts, decodeTree(top));
    if (parts.size() != 2 || parts[0].name != "files" || parts[1].name != "modes")
        return fail(ErrorCode::NotFound, u"the checkpoint is damaged"_s);
    FileTree tree;
    struct Open
    {
        QByteArray path;
        ObjectId id;
    };
    std::vector<Open> open{{{}, parts[0].id}};
    while (!open.empty()) {
        const Open folder = std::move(open.back());
        open.pop_back();
        VC_TRY(const QByteArray bytes, store.read(ObjectType::Tree, folder.id));
        VC_TRY(const std::vector<TreeItem> items, decodeTree(bytes));
        for (const TreeItem &item : items) {
            const QByteArray path = folder.path.isEmpty() ? item.name : folder.path + '/' + item.name;
            const bool isFolder = item.type == TreeItem::Type::Folder;
            tree.insert(path, {modeOf(item.type), isFolder ? ObjectId() : item.id});
            if (isFolder)
                open.push_back({path, item.id});
        }
    }
    VC_TRY(const QByteArray modes, store.read(ObjectType::Blob, parts[1].id));
    VC_CHECK(applyModes(modes, tree));
    return tree;
}

QList<TreeChange> compareTrees(const FileTree &before, const FileTree &after)
{
    QList<TreeChange> changes;
    const auto told = [](const QByteArray &path, uint mode) {
        return pathText(path) + (S_ISDIR(mode) ? u"/"_s : QString());
    };
    auto a = before.cbegin(), b = after.cbegin();
    while (a != before.cend() || b != after.cend()) {
        if (b == after.cend() || (a != before.cend() && a.key() < b.key())) {
            changes.append({told(a.key(), a->mode), TreeChangeKind::Deleted, a->mode, 0});
            ++a;
        } else if (a == before.cend() || b.key() < a.key()) {
            changes.append({told(b.key(), b->mode), TreeChangeKind::Added, 0, b->mode});
            ++b;
        } else {
            const bool sameType = (a->mode & S_IFMT) == (b->mode & S_IFMT);
            if (!sameType || a->content != b->content || a->mode != b->mode)
                changes.append({told(b.key(), b->mode),
                    !sameType                  ? TreeChangeKind::Type
                    : a->content != b->content ? TreeChangeKind::Modified
                                               : TreeChangeKind::Mode,
                    a->mode, b->mode});
            ++a, ++b;
        }
    }
    return changes;
}

} // namespace vibecoder
