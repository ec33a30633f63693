// SPDX-License-Identifier: MIT
// The open approvals as a list: high risk first, then by age; several of the same kind under one heading ("4 × pip
// install"). The grouping is a pure function.
#pragma once

#include "approvals/cardcontent.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace vibecoder {

struct ApprovalRow
{
    QString heading; ///< not empty: a heading, no approval
    Approval approval;
    bool grouped = false;
};

[[nodiscard]] QList<ApprovalRow> approvalRows(QList<Approval> open);

class ApprovalList final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum { IdRole = Qt::UserRole, HeadingRole, RiskRole, GroupedRole, SubtitleRole };

    using QAbstractListModel::QAbstractListModel;

    void setApprovals(const QList<Approval> &open, const QHash<QString, QString> &taskNames);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] int rowOf(const QString &approvalId) const;
    /// The next row in a direction (1 or -1) that is an approval; -1: none.
    [[nodiscard]] int next(int row, int step) const;
    [[nodiscard]] int approvals() const { return m_count; }

private:
    QList<ApprovalRow> m_rows;
    QHash<QString, QString> m_names;
    int m_count = 0;
};

class ApprovalDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace vibecoder
