// SPDX-License-Identifier: MIT
#include "taskpage/filetree.h"

#include "theme/pagestyle.h"

#include <QPainter>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString changeLetter(FileChange change)
{
    switch (change) {
    case FileChange::Added:
        return u"A"_s;
    case FileChange::Deleted:
        return u"D"_s;
    case FileChange::Renamed:
        return u"R"_s;
    case FileChange::Modified:
    case FileChange::Mode:
        break;
    }
    return u"M"_s;
}

FileTreeModel::FileTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>())
{
}

void FileTreeModel::setFiles(const QList<FileDiff> &files, const QSet<QString> &guarded, const QString &filter)
{
    beginResetModel();
    m_files = files;
    m_guarded = guarded;
    m_root = std::make_unique<Node>();
    for (int i = 0; i < files.size(); ++i) {
        if (filter.isEmpty() || files.at(i).path.contains(filter, Qt::CaseInsensitive))
            add(files.at(i).path, i);
    }
    tidy(*m_root);
    endResetModel();
}

void FileTreeModel::add(const QString &path, int file)
{
    Node *at = m_root.get();
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    for (int i = 0; i < parts.size(); ++i) {
        const bool leaf = i == parts.size() - 1;
        const auto found = std::find_if(at->children.begin(), at->children.end(),
            [&](const auto &one) { return one->name == parts.at(i) && (one->file < 0) != leaf; });
        if (found != at->children.end() && !leaf) {
            at = found->get();
            continue;
        }
        auto node = std::make_unique<Node>();
        node->name = parts.at(i);
        node->path = parts.mid(0, i + 1).join(u'/');
        node->file = leaf ? file : -1;
        node->parent = at;
        at->children.push_back(std::move(node));
        at = at->children.back().get();
    }
}

// Folders first; a folder that holds one folder alone is shown with it in one row.
void FileTreeModel::tidy(Node &node)
{
    for (auto &child : node.children) {
        while (child->file < 0 && child->children.size() == 1 && child->children.front()->file < 0) {
            std::unique_ptr<Node> only = std::move(child->children.front());
            only->name = child->name + u'/' + only->name;
            only->parent = &node;
            child = std::move(only);
        }
        tidy(*child);
    }
    std::sort(node.children.begin(), node.children.end(), [](const auto &a, const auto &b) {
        return std::pair(a->file >= 0, a->name) < std::pair(b->file >= 0, b->name);
    });
    for (size_t i = 0; i < node.children.size(); ++i) {
        node.children[i]->row = int(i);
        node.children[i]->parent = &node;
    }
}

FileTreeModel::Node *FileTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

int FileTreeModel::fileAt(const QModelIndex &index) const
{
    return index.isValid() ? nodeOf(index)->file : -1;
}

QModelIndex FileTreeModel::find(const Node &node, int file) const
{
    for (const auto &child : node.children) {
        if (child->file == file)
            return createIndex(child->row, 0, child.get());
        if (const QModelIndex found = find(*child, file); found.isValid())
            return found;
    }
    return {};
}

QModelIndex FileTreeModel::indexOfFile(int file) const
{
    return find(*m_root, file);
}

QModelIndex FileTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (column != 0 || row < 0 || row >= int(node->children.size()))
        return {};
    return createIndex(row, 0, node->children[size_t(row)].get());
}

QModelIndex FileTreeModel::parent(const QModelIndex &index) const
{
    const Node *node = nodeOf(index)->parent;
    return !node || node == m_root.get() ? QModelIndex() : createIndex(node->row, 0, node);
}

int FileTreeModel::rowCount(const QModelIndex &parent) const
{
    return int(nodeOf(parent)->children.size());
}

int FileTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

Qt::ItemFlags FileTreeModel::flags(const QModelIndex &index) const
{
    // Folders can be folded, but only files are chosen.
    return fileAt(index) < 0 ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QVariant FileTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = nodeOf(index);
    const FileDiff *file = node->file < 0 ? nullptr : &m_files.at(node->file);
    const bool guarded = file && m_guarded.contains(file->path);
    switch (role) {
    case Qt::DisplayRole:
        return node->name;
    case Qt::ToolTipRole:
    case PathRole:
        return node->path;
    case FileRole:
        return node->file;
    case AddedRole:
        return file ? file->added : 0;
    case RemovedRole:
        return file ? file->removed : 0;
    case ChangeRole:
        return file ? changeLetter(file->change) : QString();
    case GuardedRole:
        return guarded;
    case Qt::AccessibleTextRole:
        if (!file)
            return tr("folder %1").arg(node->path);
        return (guarded ? tr("%1, guarded, %2 added, %3 removed") : tr("%1, %2 added, %3 removed"))
            .arg(node->path)
            .arg(file->added)
            .arg(file->removed);
    default:
        return {};
    }
}

QSize FileTreeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.rect.width(), pagestyle::px(28)};
}

void FileTreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using namespace pagestyle;
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    const QRect row(0, option.rect.top(), option.rect.right() + 1, option.rect.height());
    if (selected)
        painter->fillRect(row, tone(Role::Selected));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(row, tone(Role::Hover));
    if (selected)
        painter->fillRect(QRect(0, row.top(), 3, row.height()), tone(Role::Accent));
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange))
        drawFocus(painter, row.adjusted(3, 1, -2, -1));
    const bool folder = index.data(FileTreeModel::FileRole).toInt() < 0;
    const QString letter = index.data(FileTreeModel::ChangeRole).toString();
    int x = option.rect.left() + 8;
    const int icon = px(14), middle = row.center().y();
    drawIcon(painter, QRect(x, middle - icon / 2, icon, icon),
        folder           ? u"folder-open"_s
        : letter == u"A" ? u"file-plus"_s
                         : u"file-code"_s,
        Role::TextMuted);
    x += icon + 8;
    int end = row.right() - 12;
    if (!folder) {
        const Role colour = letter == u"A" ? Role::Success : letter == u"D" ? Role::Danger : Role::Warning;
        drawText(painter, QRect(end - px(10), row.top(), px(12), row.height()), letter,
            text(FontRole::Caption, QFont::DemiBold), colour, Qt::AlignRight, Qt::ElideNone);
        end -= px(10) + 8;
        const auto figure = [&](int count, const QString &sign, Role tint) {
            if (count == 0)
                return;
            const QString words = sign + QString::number(count);
            const int width = textWidth(words, text(FontRole::Caption));
            drawText(painter, QRect(end - width, row.top(), width, row.height()), words, text(FontRole::Caption), tint,
                Qt::AlignLeft, Qt::ElideNone);
            end -= width + 7;
        };
        figure(index.data(FileTreeModel::RemovedRole).toInt(), u"−"_s, Role::Danger);
        figure(index.data(FileTreeModel::AddedRole).toInt(), u"+"_s, Role::Success);
        if (index.data(FileTreeModel::GuardedRole).toBool()) {
            drawIcon(painter, QRect(end - icon, middle - icon / 2, icon, icon), u"shield"_s, Role::Warning);
            end -= icon + 6;
        }
    }
    drawText(painter, QRect(x, row.top(), end - x - 4, row.height()), index.data(Qt::DisplayRole).toString(),
        text(FontRole::Base, selected ? QFont::DemiBold : QFont::Normal), folder ? Role::TextSecondary : Role::Text,
        Qt::AlignLeft, Qt::ElideMiddle);
    painter->restore();
}

} // namespace vibecoder
