// SPDX-License-Identifier: MIT
// Changed files as a tree of folders (single-child folders joined), with their counts. Guarded: how tests and runner
// configuration are known here is by the engine's own word in the iterations.
#pragma once

#include "diff/patch.h"

#include <QAbstractItemModel>
#include <QSet>
#include <QStyledItemDelegate>

#include <memory>
#include <vector>

namespace vibecoder {

class FileTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role { PathRole = Qt::UserRole, FileRole, AddedRole, RemovedRole, ChangeRole, GuardedRole };

    explicit FileTreeModel(QObject *parent = nullptr);
    void setFiles(const QList<FileDiff> &files, const QSet<QString> &guarded, const QString &filter = {});
    /// Place of the file among those given; -1: a folder.
    [[nodiscard]] int fileAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOfFile(int file) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Node
    {
        QString name, path;
        int file = -1;
        int row = 0;
        Node *parent = nullptr;
        std::vector<std::unique_ptr<Node>> children;
    };
    [[nodiscard]] Node *nodeOf(const QModelIndex &index) const;
    void add(const QString &path, int file);
    static void tidy(Node &node);
    [[nodiscard]] QModelIndex find(const Node &node, int file) const;

    std::unique_ptr<Node> m_root;
    QList<FileDiff> m_files;
    QSet<QString> m_guarded;
};

class FileTreeDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// A, M, D, R.
[[nodiscard]] QString changeLetter(FileChange change);

} // namespace vibecoder
